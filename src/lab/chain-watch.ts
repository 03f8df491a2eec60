// What the chain owes us: shares of resolved markets become cash, and sets that were promised to a merge are merged or free again.
// Time in which the chain, the account or the house does not work is not counted. Looks once a second,
// and at each step at what was asked of the chain: whether it was worth its gas.
import type { MarketId } from '#domain/ids.ts';
import type { ChainJob } from '#domain/money/chain-jobs.ts';
import { Decimal, MICRO, type Usd } from '#domain/units.ts';
import { STATED } from './checks.ts';
import type { Life } from './life.ts';
import { MAKER, type Scene } from './scene.ts';

const EVERY_MS = 1_000;
/** Under these, or while nobody calm says otherwise, nobody can be held to a time. */
const BLOCKING = ['chainErrors', 'transactionStuck', 'transactionReverted', 'transactionLost', 'gasSpike'];
/** Whoever restarted needs as much before it asks again. */
const SETTLING_MS = 2_000;

export class ChainWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  #lookedMs: number;
  /** Milliseconds of a working chain since something was owed: by market for redemptions, by market for locks. */
  readonly #redeemable = new Map<MarketId, number>();
  readonly #locked = new Map<MarketId, number>();
  /** By job: handed over and believed to be under way. */
  readonly #sent = new Map<ChainJob, number>();

  /** What a transaction costs, how much of it is a spike, since when, and the lower of this and the price before. */
  #gas: { readonly above: number; readonly usd: Usd; readonly lower: Usd; readonly sinceMs: number };
  #latchedMs: number | null = null;

  constructor(scene: Scene, life: Life) {
    const usd = scene.settings.sim.gasUsd;
    this.#gas = { above: 0, usd, lower: usd, sinceMs: scene.clock.now() };
    this.#scene = scene;
    this.#life = life;
    this.#lookedMs = scene.clock.now();
  }

  look(): void {
    const nowMs = this.#scene.clock.now();
    this.#checkAsked(nowMs);
    const passedMs = nowMs - this.#lookedMs;
    if (passedMs < EVERY_MS) return;
    this.#lookedMs = nowMs;
    if (!this.#life.alive) return;
    this.#checkRedemptions(this.#works() ? passedMs : 0);
    const heardMs = this.#scene.weather.deaf ? 0 : passedMs;
    this.#checkLocks(heardMs);
    this.#checkSilent(heardMs);
  }

  /** By what gas has cost at the least since somebody could know of it. */
  #checkAsked(nowMs: number): void {
    const { world, witness, settings, say, slug } = this.#scene;
    const { vitals } = this.#life.desk;
    const spike = world.board.active('gasSpike');
    const above = spike === null ? 0 : (spike.params.usd as number);
    if (above !== this.#gas.above) {
      const usd = settings.sim.gasUsd.plus(above);
      this.#gas = { above, usd, lower: Decimal.min(usd, this.#gas.usd), sinceMs: nowMs };
    }
    const gas = nowMs - this.#gas.sinceMs > STATED.gasMs ? this.#gas.usd : this.#gas.lower;
    if (vitals.latch === null) this.#latchedMs = null;
    else this.#latchedMs ??= nowMs;
    const latched = this.#latchedMs !== null && nowMs - this.#latchedMs > SETTLING_MS;
    const asked = witness.chainAsked;
    if (asked.length > 0) witness.chainAsked = [];
    for (const { kind, market, size } of asked) {
      const what = `${kind} of ${slug(market)} at $${gas} of gas`;
      if (latched && (kind === 'merge' || gas.gt(settings.gasMaxUsd))) say('gas', `${what} above a latch`);
      const worth = settings.pairEdgeMinUsd.plus('0.001').times(size).div(MICRO);
      if (kind === 'merge' && gas.gt(worth)) say('gas', `${what}: ${size} sets are worth $${worth}`);
    }
  }

  #works(): boolean {
    const { world, weather, settings } = this.#scene;
    const { vitals } = this.#life.desk;
    if (weather.deaf || weather.calmMs < SETTLING_MS) return false;
    if (vitals.latch !== null && settings.sim.gasUsd.gt(settings.gasMaxUsd)) return false;
    return !world.board.list().some(({ fault }) => BLOCKING.includes(fault));
  }

  #checkRedemptions(passedMs: number): void {
    const { world, settings, say, slug } = this.#scene;
    const { desk } = this.#life;
    const { holdings } = world.exchange.account(MAKER);
    for (const { id, payout } of world.exchange.markets()) {
      const { yes, no } = holdings.get(id) ?? { yes: 0, no: 0 };
      const settled = desk.accounts.position(id);
      // What has not settled yet comes later; an expensive chain and a halt are reasons to wait.
      const is =
        payout !== null &&
        (yes > 0 || no > 0) &&
        (settled.yes.settled > 0 || settled.no.settled > 0) &&
        desk.markets.get(id)?.phase !== 'halted' &&
        settings.sim.gasUsd.lte(settings.gasMaxUsd);
      const ageMs = age(this.#redeemable, id, is, passedMs);
      if (ageMs > STATED.redeemedMs) say('redeemed', `${slug(id)}: ${yes} yes and ${no} no are still there`);
    }
  }

  #checkLocks(passedMs: number): void {
    const { say, slug } = this.#scene;
    const { desk } = this.#life;
    for (const id of desk.accounts.markets()) {
      const { locked } = desk.accounts.position(id);
      const ageMs = age(this.#locked, id, locked > 0 && !this.#hasJob(id), passedMs);
      if (ageMs > STATED.lockedMs) say('redeemed', `${slug(id)}: ${locked} sets are locked for nothing`);
    }
  }

  /** A merge waits, is on its way, or nobody knows yet what became of it. */
  #hasJob(market: MarketId): boolean {
    const { chainJobs } = this.#life.desk;
    const jobs = [...chainJobs.waiting(), ...chainJobs.possible()];
    return jobs.some((job) => job.market === market && job.kind === 'merge' && chainJobs.stageOf(job) !== 'late');
  }

  /** Nobody believes for ever that a transaction is on its way. */
  #checkSilent(passedMs: number): void {
    const { say, slug } = this.#scene;
    const sent = this.#life.desk.chainJobs.sentJobs();
    for (const job of this.#sent.keys()) if (!sent.includes(job)) this.#sent.delete(job);
    for (const job of sent)
      if (age(this.#sent, job, true, passedMs) > STATED.chainMs + STATED.lockedMs)
        say('redeemed', `${slug(job.market)}: nobody says that its ${job.kind} has no answer`);
  }
}

/** How long something has been so, when it is still so. */
function age<Key>(ages: Map<Key, number>, key: Key, is: boolean, passedMs: number): number {
  if (!is) ages.delete(key);
  else ages.set(key, (ages.get(key) ?? 0) + passedMs);
  return ages.get(key) ?? 0;
}
