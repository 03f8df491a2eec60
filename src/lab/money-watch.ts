// Our money: the accounts against a recount of all facts and against the exchange, what is promised, the marks, what was lost, and
// whether what nobody explains was found. Each virtual minute and at quiet moments.

import type { RunRecord } from '#actors/run-record.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Fact, RedemptionFact, SetFact } from '#domain/money/fact.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { VenueAccount } from '#domain/ports.ts';
import { MICRO, type Shares } from '#domain/units.ts';
import { RECONCILER } from '#machines/reconciler.machine.ts';
import { STATED } from './checks.ts';
import { Grace } from './grace.ts';
import type { Life } from './life.ts';
import { recount } from './recount.ts';
import { MAKER, type Scene } from './scene.ts';

const QUIET_EVERY_MS = 500;
const MINUTE_MS = 60_000;
/** A book that has not changed for so long is known to us as it is. */
const STILL_MS = 1_000;
const CALM_MS = 10_000;
const DEPTH = 8;

export class MoneyWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #differences: Grace;
  #quietMs = 0;
  #minuteMs: number;
  /** Since when something is unexplained and nothing was halted for it. */
  #unexplainedMs: number | null = null;
  #diverged = false;

  constructor(scene: Scene, life: Life) {
    this.#scene = scene;
    this.#life = life;
    this.#differences = new Grace(scene.weather, Number.POSITIVE_INFINITY);
    this.#minuteMs = scene.clock.now();
    life.desk.facts.onFact((fact) => this.#take(fact));
  }

  look(): void {
    const nowMs = this.#scene.clock.now();
    if (nowMs - this.#minuteMs >= MINUTE_MS) {
      this.#minuteMs = nowMs;
      this.minute();
    }
    if (nowMs - this.#quietMs < QUIET_EVERY_MS || !this.#life.alive) return;
    this.#quietMs = nowMs;
    this.#checkLocks();
    if (this.#life.desk.quiet()) this.#compareAccount();
    this.#checkDivergence(nowMs);
    if (this.#scene.weather.calmMs > CALM_MS) this.#checkMarks(nowMs);
  }

  /** Slow and thorough. */
  minute(): void {
    this.#checkRecount();
    for (const problem of this.#scene.world.exchange.check()) this.#scene.say('exchange', problem);
  }

  #checkRecount(): void {
    const { say, slug } = this.#scene;
    const { desk, facts } = this.#life;
    const total = recount(facts);
    const cash = desk.accounts.cash();
    const micros = (usd: typeof cash.held) => BigInt(usd.times(MICRO).toFixed(0));
    if (micros(cash.held) !== total.heldCash) say('recount', `cash: ${cash.held}, by recount ${total.heldCash}`);
    if (micros(cash.settled) !== total.settledCash)
      say('recount', `settled cash: ${cash.settled}, by recount ${total.settledCash}`);
    for (const market of new Set([...desk.accounts.markets(), ...total.positions.keys(), ...desk.markets.keys()])) {
      const position = desk.accounts.position(market);
      for (const outcome of ['yes', 'no'] as const) {
        const { held, settled } = total.positions.get(market)?.[outcome] ?? { held: 0, settled: 0 };
        const ours = position[outcome];
        if (ours.held !== held || ours.settled !== settled)
          say('recount', `${slug(market)} ${outcome}: ${ours.held}/${ours.settled}, by recount ${held}/${settled}`);
        const selling = total.selling.get(`${market} ${outcome}`) ?? 0;
        if (desk.markets.has(market) && desk.outgoing.of(market, outcome) !== selling)
          say(
            'promised',
            `${slug(market)} ${outcome}: ${desk.outgoing.of(market, outcome)} sold, by recount ${selling}`,
          );
      }
    }
  }

  /** Sets on their way to a merge are promised to nothing else. */
  #checkLocks(): void {
    const { witness, say, slug } = this.#scene;
    for (const [market, merging] of witness.mergingNow()) {
      const { locked } = this.#life.desk.accounts.position(market);
      if (locked < merging) say('promised', `${slug(market)}: ${merging} sets merge, ${locked} are locked`);
    }
  }

  #compareAccount(): void {
    const { world, untold, slug, figures, say } = this.#scene;
    const { desk } = this.#life;
    figures.compared += 1;
    const { cash, holdings } = world.exchange.account(MAKER);
    const found: string[] = [];
    const gap = cash.minus(untold.cash).minus(desk.accounts.cash().held);
    if (!gap.isZero()) found.push(`the exchange has $${gap} more than we know of`);
    for (const market of new Set([...holdings.keys(), ...desk.accounts.markets()])) {
      const position = desk.accounts.position(market);
      for (const outcome of ['yes', 'no'] as const) {
        const theirs = (holdings.get(market)?.[outcome] ?? 0) - untold.shares(`${market} ${outcome}`);
        const more = theirs - position[outcome].held;
        if (more !== 0) found.push(`the exchange has ${more} ${outcome} of ${slug(market)} more than we know of`);
      }
    }
    for (const what of this.#differences.overdue(found, desk.admission.mode !== 'closed')) say('account', what);
  }

  #take(fact: Fact): void {
    if (fact.fact === 'fill') this.#scene.figures.fills += 1;
    if (fact.fact === 'merge' || fact.fact === 'redemption') this.#booked(fact);
    if (fact.fact === 'settlement' && fact.status === 'failed') this.#scene.figures.failedSettlements += 1;
    // Whoever resumes without a cure gives it all its time again.
    if (fact.fact === 'transition' && fact.reason === 'operator') this.#unexplainedMs = null;
    // A latch is told again by every life that finds it.
    if (fact.fact !== 'fault' || fact.actor !== RECONCILER || !fact.detail.includes('divergence')) return;
    this.#diverged = true;
    if (this.#scene.untold.unasked) return;
    this.#scene.say('falseAlarm', fact.detail);
  }

  /** Without a receipt the house must have found it in its account. */
  #booked(fact: SetFact | RedemptionFact): void {
    const { witness, untold, say } = this.#scene;
    if (witness.transactions.has(fact.transaction)) return;
    const wrong = untold.found(fact);
    if (wrong !== null) say('account', wrong);
    if (fact.fact === 'merge') witness.mergeFound(fact.market, fact.size);
  }

  /** Told is not done: nothing of ours may rest where it concerns. */
  #checkDivergence(nowMs: number): void {
    const { untold, weather, say } = this.#scene;
    if (!untold.some) {
      this.#unexplainedMs = null;
      return;
    }
    this.#unexplainedMs ??= weather.openMs;
    const ageMs = weather.openMs - this.#unexplainedMs;
    if (ageMs <= STATED.divergenceMs || weather.calmMs <= STATED.healedMs) return;
    const what = `$${untold.cash} or shares came from nowhere (${nowMs})`;
    if (!this.#diverged) say('divergence', `after ${ageMs} ms nobody has noticed that ${what}`);
    const rests = this.#restsUnexplained();
    if (rests !== null) say('divergence', `${rests} rests ${ageMs} ms after ${what}`);
  }

  /** An order of ours where what is there is not what we know of: cash concerns all of them. */
  #restsUnexplained(): string | null {
    const { untold, world, witness } = this.#scene;
    const isUntold = ({ market }: { readonly market: MarketId }) =>
      untold.shares(`${market} yes`) !== 0 || untold.shares(`${market} no`) !== 0;
    const resting = world.exchange.openOrders(MAKER).filter(({ id }) => !witness.strangers.has(id));
    return (untold.cash.isZero() ? resting.find(isUntold) : resting[0])?.id ?? null;
  }

  #checkMarks(nowMs: number): void {
    const { world, say } = this.#scene;
    const { desk } = this.#life;
    for (const state of desk.markets.values()) {
      const market = state.facts.id;
      const snapshot = world.exchange.snapshot(market);
      if (state.facts.payout !== null || !state.marked || !snapshot || nowMs - snapshot.atMs < STILL_MS) continue;
      if (state.book.trust(desk.clock.now()) !== 'trusted') continue;
      const bid = this.#bestOfOthers(market, 'bid');
      const ask = this.#bestOfOthers(market, 'ask');
      if (bid === null || ask === null || (state.mark >= bid && state.mark <= ask)) continue;
      say('mark', `${state.facts.slug} is marked at ${state.mark}; the others bid ${bid} and ask ${ask}`);
    }
  }

  #bestOfOthers(market: MarketId, side: 'bid' | 'ask'): number | null {
    const { world } = this.#scene;
    const own = new Map<number, number>();
    for (const order of world.exchange.openOrders(MAKER)) {
      if (order.market !== market || SLOTS[order.slot].economic !== side) continue;
      const price = yesPrice(order.slot, order.price);
      own.set(price, (own.get(price) ?? 0) + order.size - order.filled);
    }
    const level = world.exchange.levels(market, side, DEPTH).find(({ price, size }) => size > (own.get(price) ?? 0));
    return level?.price ?? null;
  }
}

/** The report's own account of where every micro-dollar came from, against the exchange, but for what nobody was told. */
export function checkResidual(scene: Scene, closing: VenueAccount, record: RunRecord): void {
  const { untold, settings, say } = scene;
  // What left untold may have left nothing: then the exchange names the market no more, and our facts do.
  const markets = new Set([...closing.holdings.keys(), ...scene.life().desk.accounts.markets()]);
  const held = (market: MarketId, outcome: 'yes' | 'no') =>
    ((closing.holdings.get(market)?.[outcome] ?? 0) - untold.shares(`${market} ${outcome}`)) as Shares;
  const holdings = new Map(
    [...markets].map((market) => [market, { yes: held(market, 'yes'), no: held(market, 'no') }]),
  );
  const account = { ...closing, cash: closing.cash.minus(untold.cash), holdings };
  const { residual } = record.close(account, { queueModel: settings.queueModel, bound: 'matched' });
  if (!residual.usd.isZero()) say('residual', `${residual.usd}: ${residual.found}`);
}

/** Every fact of a house that has drained is in its file, once and in order. */
export function checkLedger(scene: Scene): void {
  const text = scene.life().facts.map((fact) => `${JSON.stringify(fact)}\n`);
  if (scene.world.ports.files.read('facts.jsonl') !== text.join(''))
    scene.say('ledger', `the file is not the ${text.length} facts`);
}
