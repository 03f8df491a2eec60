// Every order in the moment in which it leaves, judged anew in the plainest way: who sends it, on what book, under which mood of
// the house and of the venue, on what terms and at what risk.
import type { MarketId } from '#domain/ids.ts';
import { isLive, type OrderIntent, remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { MICRO } from '#domain/units.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { STATED } from './checks.ts';
import { exposureOf, lossIn, lossInGroup, worst } from './plain-losses.ts';
import type { Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';

/** Floats beside exact money. */
const DUST_USD = 1e-6;
/** Times the size of a quote that one order may have. */
const ORDER_QUOTES_MAX = 4;
const LOT = 10_000;
const CLOSING: readonly string[] = ['noNewQuotes', 'cancelAll', 'drain', 'exit'];

export class SendWatch {
  readonly #scene: Scene;
  readonly #tree: TreeWatch;

  constructor(scene: Scene, tree: TreeWatch) {
    this.#scene = scene;
    this.#tree = tree;
  }

  /** Before they leave. */
  leaving(orders: readonly OrderIntent[]): void {
    for (const order of orders) {
      this.#scene.figures.sent += 1;
      this.#checkOwner(order);
      this.#checkMood(order);
      this.#checkBook(order);
      this.#checkTerms(order);
      this.#checkPlace(order);
      this.#checkCover(order);
    }
    for (const market of new Set(orders.map((order) => order.market))) this.#checkExposure(market, orders);
  }

  /** After each step: what was answered in it. */
  look(): void {
    const { witness, life, weather, say } = this.#scene;
    const answers = witness.answered;
    if (answers.length === 0) return;
    witness.answered = [];
    const { desk, tree, alive } = life();
    if (!alive || weather.deaf || tree.stateOf('order-gateway') === null) return;
    for (const { order, said } of answers) {
      const status = desk.orders.get(order)?.status;
      const moved =
        said === 'resting' ? status !== 'sent' : status !== 'sent' && status !== 'resting' && status !== 'cancelling';
      if (!moved) say('answers', `${order} is ${status}, and was answered to be ${said}`);
    }
  }

  #checkOwner({ id, market }: OrderIntent): void {
    const { life, witness, say, slug } = this.#scene;
    const { desk, tree } = life();
    if (witness.placed.has(id)) say('owner', `${id} leaves twice`);
    if (!witness.written.has(id)) say('intent', `${id} leaves, and the disk does not have it`);
    const row = desk.orders.get(id);
    if (row?.status !== 'sent') say('owner', `${id} leaves as ${row?.status ?? 'nothing'}`);
    const quoter = quoterAddress(slug(market));
    if (tree.stateOf(quoter) === null) say('owner', `${id} leaves, and ${quoter} does not live`);
  }

  #checkMood(order: OrderIntent): void {
    const { life, witness, say, clock } = this.#scene;
    const { mode, why } = life().desk.admission;
    if (mode !== 'open' && mode !== 'reduceOnly') say('admission', `${order.id} leaves while it is ${mode}: ${why}`);
    const stage = this.#tree.latched;
    if (CLOSING.includes(stage)) say('latch', `${order.id} leaves, and the house is latched at ${stage}`);
    else if (stage === 'reduceOnly' && !this.#reduces(order)) say('latch', `${order.id} adds risk under reduce-only`);
    const silentMs = clock.now() - witness.beatMs;
    if (silentMs >= STATED.beatMs) say('heartbeat', `${order.id} leaves ${silentMs} ms after the last beat`);
    if (witness.engine.downSinceMs !== null) say('restarting', `${order.id} leaves, and the last answer was a 425`);
  }

  /** Together with all that is on its way or rests on its side. */
  #reduces({ id, market, slot, size }: OrderIntent): boolean {
    const { accounts, orders } = this.#scene.life().desk;
    const { yes, no } = accounts.position(market);
    const net = yes.held - no.held;
    const side = SLOTS[slot].economic;
    let wanted: number = size;
    for (const row of orders.live(market))
      if (row.id !== id && SLOTS[row.slot].economic === side) wanted += remaining(row);
    return (side === 'bid' ? -net : net) >= wanted;
  }

  #checkBook({ id, market }: OrderIntent): void {
    const { life, witness, say, slug, settings, world, clock } = this.#scene;
    const { desk } = life();
    const trust = desk.markets.get(market)?.book.trust(desk.clock.now());
    if (trust !== 'trusted') say('untrusted', `${id} leaves on a book of ${slug(market)} that is ${trust}`);
    const problem = witness.bookProblem(market);
    if (problem !== null) say('untrusted', `${id} leaves in ${slug(market)}: ${problem}`);
    const unheardMs = desk.clock.now() - world.ports.stream.heardMs(market);
    const silentMs = Math.min(unheardMs, clock.now() - witness.toldMs(market));
    if (silentMs > settings.dataGapMs + STATED.gapMs)
      say('untrusted', `${id} leaves in ${slug(market)}, not heard of for ${silentMs} ms`);
  }

  #checkTerms({ id, market, price, size }: OrderIntent): void {
    const { life, say } = this.#scene;
    const { desk } = life();
    const state = desk.markets.get(market);
    if (!state) {
      say('terms', `${id} leaves in a market nobody knows`);
      return;
    }
    const { tick } = state.book;
    if (price % tick !== 0 || price <= 0 || price >= MICRO) say('terms', `${id} at ${price}, the tick is ${tick}`);
    const most = desk.settingsOf(state.facts).quoteShares * ORDER_QUOTES_MAX;
    if (size < state.facts.minSize || size > most || size % LOT !== 0)
      say('terms', `${id} of ${size}; allowed are ${state.facts.minSize} to ${most}`);
  }

  /** One live order a slot, and never a bid of ours at or above an ask of ours. */
  #checkPlace({ id, market, slot, price }: OrderIntent): void {
    const { life, say } = this.#scene;
    const others = life()
      .desk.orders.live(market)
      .filter((row) => row.id !== id && isLive(row.status));
    const holder = others.find((row) => row.slot === slot);
    if (holder) say('slot', `${id} leaves for ${slot}, which holds ${holder.id} (${holder.status})`);
    const side = SLOTS[slot].economic;
    const own = yesPrice(slot, price);
    const met = others.find((row) => {
      const theirs = yesPrice(row.slot, row.price);
      return SLOTS[row.slot].economic !== side && (side === 'bid' ? own >= theirs : own <= theirs);
    });
    if (met) say('selfCross', `${id} at ${own} leaves across our ${met.id} at ${yesPrice(met.slot, met.price)}`);
  }

  /** A sell by shares that are settled and promised to nobody, buys together by the cash there is. */
  #checkCover({ id, market, slot, size }: OrderIntent): void {
    const { life, say } = this.#scene;
    const { desk } = life();
    const { outcome, side } = SLOTS[slot];
    if (side === 'sell') {
      const position = desk.accounts.position(market);
      const free = position[outcome].settled - desk.outgoing.of(market, outcome) - position.locked;
      if (size > free) say('terms', `${id} sells ${size} ${outcome}, and ${free} are free`);
      return;
    }
    const buys = desk.orders.allLive().filter((row) => SLOTS[row.slot].side === 'buy');
    const promised = buys.reduce((sum, row) => sum + (row.price * remaining(row)) / MICRO / MICRO, 0);
    const cash = desk.accounts.cash().held.toNumber();
    if (promised > cash + DUST_USD) say('terms', `${id} leaves, and buys promise ${promised} of ${cash}`);
  }

  /** An order may add to a loss that is past its limit only by less than nothing. */
  #checkExposure(market: MarketId, orders: readonly OrderIntent[]): void {
    const { life, say, settings, slug } = this.#scene;
    const { desk } = life();
    const total = exposureOf(this.#scene);
    const here = worst(lossIn(this.#scene, market));
    const limit = settings.exposureMaxUsd.toNumber();
    const state = desk.markets.get(market);
    const limitHere = (state ? desk.settingsOf(state.facts) : settings).lossPerMarketMaxUsd.toNumber();
    for (const { id } of orders.filter((order) => order.market === market)) {
      if (state) this.#checkGroup(id, state.facts.group);
      const without = worst(lossIn(this.#scene, market, id));
      if (here <= without + DUST_USD) continue;
      if (total > limit + DUST_USD) say('exposure', `${id} takes all markets to ${total}; the limit is ${limit}`);
      if (here > limitHere + DUST_USD)
        say('exposure', `${id} takes ${slug(market)} to ${here}; the limit is ${limitHere}`);
    }
  }

  #checkGroup(id: string, group: string | null): void {
    if (group === null) return;
    const limit = this.#scene.settings.lossPerEventMaxUsd.toNumber();
    const loss = lossInGroup(this.#scene, group);
    if (loss <= limit + DUST_USD || loss <= lossInGroup(this.#scene, group, id) + DUST_USD) return;
    this.#scene.say('exposure', `${id} takes group ${group} to ${loss}; the limit is ${limit}`);
  }
}
