// What rests at the exchange against the rows we have, whenever either changes: what rests has a row, a live row has an order, and
// neither may be otherwise for longer than the stated time.
import type { OrderId } from '#domain/ids.ts';
import type { OrderFact } from '#domain/money/fact.ts';
import { isLive } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { VenueOrder } from '#domain/ports.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { STATED } from './checks.ts';
import { ClosingTimes } from './closing-times.ts';
import { Grace } from './grace.ts';
import { MAKER, type Scene } from './scene.ts';

const EVERY_MS = 1_000;

export class OrderWatch {
  readonly #scene: Scene;
  readonly #times: ClosingTimes;
  readonly #strays: Grace;
  readonly #strangers: Grace;
  readonly #phantoms: Grace;
  readonly #pulled: Grace;
  #dirty = true;
  #lives = 0;
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** When each market was last seen with an order of ours, by name. */
  readonly restedMs = new Map<string, number>();
  /** When an order of each market was last denied, by name. */
  readonly deniedMs = new Map<string, number>();

  constructor(scene: Scene, times = new ClosingTimes(scene)) {
    this.#scene = scene;
    this.#times = times;
    this.#strays = new Grace(scene.weather, STATED.strayMs);
    this.#strangers = new Grace(scene.weather, STATED.strayMs);
    this.#pulled = new Grace(scene.weather, STATED.pulledMs);
    this.#phantoms = new Grace(scene.weather, STATED.phantomMs);
    scene.world.exchange.onAccount(MAKER, (news) => {
      this.#dirty = true;
      if (news.type === 'FILL' && news.fill.role === 'taker') scene.say('taker', `${news.fill.order} took`);
    });
  }

  /** A row has changed. */
  touched({ market, status }: OrderFact): void {
    this.#dirty = true;
    if (status === 'denied') this.deniedMs.set(this.#scene.slug(market), this.#scene.clock.now());
  }

  look(): void {
    const nowMs = this.#scene.clock.now();
    const lives = this.#scene.lives();
    // What a house finds in its first moment, before it has done anything about it.
    if (lives !== this.#lives) this.#dirty = true;
    this.#lives = lives;
    if (!this.#dirty && nowMs - this.#lookedMs < EVERY_MS) return;
    this.#dirty = false;
    this.#lookedMs = nowMs;
    const there = this.#scene.world.exchange.openOrders(MAKER);
    const { strangers } = this.#scene.witness;
    const sent = there.filter(({ id }) => !strangers.has(id));
    for (const { market } of sent) this.restedMs.set(this.#scene.slug(market), nowMs);
    this.#checkStrangers(there.filter(({ id }) => strangers.has(id)));
    this.#compare(sent);
    this.#checkPulled(sent);
    this.#checkSelf(there);
    this.#checkSlots(sent);
  }

  #compare(there: readonly VenueOrder[]): void {
    const { life, say, lives, witness } = this.#scene;
    const { desk, alive } = life();
    if (!alive) return;
    const quiet = desk.quiet() && desk.admission.mode !== 'closed';
    const resting = new Set<OrderId>();
    const strays: string[] = [];
    for (const { id } of there) {
      resting.add(id);
      const row = desk.orders.get(id);
      if (row && isLive(row.status)) continue;
      if (!row) say('orphan', `${id} rests without a row`);
      if (!witness.placed.has(id)) say('orphan', `${id} rests, and was never sent`);
      strays.push(`${id} rests, ${row ? `and its row is ${row.status}` : 'of an earlier life'}`);
    }
    for (const what of this.#strays.overdue(strays, quiet && lives() === 1)) say('stray', what);
    const phantoms = desk.orders
      .allLive()
      .filter((row) => row.status === 'resting' && !resting.has(row.id))
      .map((row) => `${row.id} in ${this.#scene.slug(row.market)} does not rest`);
    for (const what of this.#phantoms.overdue(phantoms, quiet)) say('phantom', what);
  }

  /** Only a listing tells of them, so they are given time in calm too. */
  #checkStrangers(there: readonly VenueOrder[]): void {
    const { life, slug, say } = this.#scene;
    if (!life().alive) return;
    const found = there.map(({ id, market }) => `${id} of another hand rests in ${slug(market)}`);
    for (const what of this.#strangers.overdue(found, false)) say('stranger', what);
  }

  /** Silence is more than sending nothing new. */
  #checkPulled(there: readonly VenueOrder[]): void {
    const { life, slug, say } = this.#scene;
    const { tree, desk, alive } = life();
    if (!alive) return;
    const found: string[] = [];
    for (const { id, market } of there) {
      const trust = desk.markets.get(market)?.book.trust(desk.clock.now()) ?? 'empty';
      if (trust === 'suspect' || trust === 'empty')
        found.push(`${id} rests on a book of ${slug(market)} that is ${trust}`);
      const state = tree.stateOf(quoterAddress(slug(market)));
      if (state === null || state === 'idle' || state === 'pulled')
        found.push(`${id} rests in ${slug(market)}, its quoter is ${state ?? 'away'}`);
      const closed = this.#times.closed(market);
      if (closed) found.push(`${id} rests in ${slug(market)}, and ${closed.why}`);
    }
    for (const what of this.#pulled.overdue(found, desk.quiet())) say('pulled', what);
  }

  /** Requests arrive in order: what was replaced is gone before. */
  #checkSlots(there: readonly VenueOrder[]): void {
    const held = new Map<string, OrderId>();
    for (const { id, market, slot } of there) {
      const key = `${market} ${slot}`;
      const other = held.get(key);
      if (other) this.#scene.say('slot', `${other} and ${id} rest in ${slot} of ${this.#scene.slug(market)}`);
      held.set(key, id);
    }
  }

  /** At the exchange itself: our own orders would trade with each other. */
  #checkSelf(there: readonly VenueOrder[]): void {
    for (const bid of there) {
      if (SLOTS[bid.slot].economic !== 'bid') continue;
      const met = there.find(
        (ask) =>
          ask.market === bid.market &&
          SLOTS[ask.slot].economic === 'ask' &&
          yesPrice(ask.slot, ask.price) <= yesPrice(bid.slot, bid.price),
      );
      if (met) this.#scene.say('selfCross', `${bid.id} and ${met.id} rest across each other`);
    }
  }
}
