// One recorded market with us in it: the recorded book, our resting orders among its queues, and what the public is shown.
// Promises: `take` names what a recorded event gives to our orders, best price first, and never gives one recorded share twice;
// nothing is read into a book that is not to be believed. The fills themselves, cash and news belong to `replayed-exchange.ts`.
import type { OrderId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type {
  BookSide,
  DoubtEvent,
  LevelChange,
  LevelsEvent,
  MarketEvent,
  PrintEvent,
  SnapshotEvent,
} from '#domain/market/market-event.ts';
import { Tape } from '#domain/market/tape.ts';
import { SLOTS, slotFor, yesPrice } from '#domain/orders/slot.ts';
import type { VenueOrder } from '#domain/ports.ts';
import type { QueueRules } from '#domain/quoting/queue-position.ts';
import {
  betterThan,
  type Evidence,
  type HitPrint,
  isApart,
  meets,
  newStake,
  oppositeSide,
  reducedStake,
  type Stake,
  stakeAfterLevel,
  stakeAfterMeeting,
  stakeAfterPrint,
} from '#domain/quoting/replay-fill.ts';
import { type Price, type Shares, subtractShares } from '#domain/units.ts';
import type { EngineOrder } from './engine.ts';
import { freshSize, LatePrints } from './late-prints.ts';
import { type LevelMove, RecordedBook } from './recorded-book.ts';
import { ShownBook } from './shown-book.ts';
import { SWEEP_MAX, vanishedPrints } from './vanished.ts';

/** So much of an order of ours is to be filled, at its price. */
export interface Hit {
  readonly order: OrderId;
  readonly side: BookSide;
  /** In YES terms. */
  readonly price: Price;
  readonly size: Shares;
}

interface Placed {
  readonly id: OrderId;
  /** Events taken when it was accepted. */
  readonly joined: number;
  stake: Stake;
}

const NO_HITS: readonly Hit[] = [];

export class ReplayedMarket {
  facts: Market;
  /** Orders are accepted. */
  open = true;
  readonly recorded: RecordedBook;
  readonly shown: ShownBook;
  readonly #rules: QueueRules;
  /** What vanishes at the touch counts as prints: the optimistic bound of a recording that has none. */
  readonly #vanishedTrades: boolean;
  readonly #tape: Tape;
  readonly #late = new LatePrints();
  /** Best price first on each side, at one price the older first. */
  #orders: Placed[] = [];
  #taken = 0;
  #shownEpoch = -1;
  /** The next news to the public is the whole book. */
  #whole = true;
  /** Since last asked for news a change of levels came, with a stamp of its own. */
  #stamped = false;
  #passing: MarketEvent[] = [];
  /** Why nobody may act on the recorded book, until one comes that is believed. */
  #doubt: DoubtEvent | null = null;
  #doubtIsTold = true;

  constructor(facts: Market, rules: QueueRules, vanishedTrades = false) {
    this.facts = facts;
    this.#vanishedTrades = vanishedTrades;
    this.recorded = new RecordedBook(facts);
    this.shown = new ShownBook(this.recorded);
    this.#rules = rules;
    this.#tape = new Tape(facts.id);
  }

  /** A recorded event arrives. What it gives to our orders is to be filled before `news` is asked. */
  take(event: MarketEvent, receivedMs: number): readonly Hit[] {
    this.#taken += 1;
    if (event.type === 'PRINT') return this.#takePrint(event, receivedMs);
    const { believed } = this.recorded;
    const { atMs } = event.type === 'DOUBT' ? (event.seen ?? event) : event;
    const prints = this.#vanishing(believed, atMs);
    const moves = this.recorded.apply(event, receivedMs);
    const vanished = this.recorded.believed && prints ? prints() : NO_HITS;
    for (const move of moves) this.#followLevel(move, atMs);
    if (this.recorded.believed) this.#doubt = null;
    if (event.type === 'DOUBT') [this.#doubt, this.#doubtIsTold] = [event, false];
    this.#stamped ||= event.type === 'LEVELS';
    // A whole book heals what a reader may doubt, or is itself in doubt: a difference could say neither.
    if (event.type === 'SNAPSHOT' && !(believed && this.recorded.believed)) this.#whole = true;
    if (event.type === 'TICK') this.#passing.push(event);
    if (event.type === 'TOP')
      this.#passing.push({ ...event, outcome: 'yes', ...this.shown.top(this.recorded.declared) });
    if (!this.recorded.believed) return NO_HITS;
    return vanished.length === 0 ? this.#meet(vanished) : [...vanished, ...this.#meet(vanished)];
  }

  /** What the public is to hear since last asked, oldest first. */
  news(): readonly MarketEvent[] {
    const news = this.#passing;
    this.#passing = [];
    const changes = this.shown.changes(this.recorded.declared);
    if (!this.recorded.known) return news;
    this.#whole ||= this.#shownEpoch !== this.recorded.epoch;
    if (this.#doubt) return [...news, ...this.#newsInDoubt(this.#doubt, changes)];
    if (this.#whole) news.push(this.snapshot());
    else if (changes.length > 0) news.push(this.#levels(changes));
    this.#whole = false;
    this.#stamped = false;
    this.#shownEpoch = this.recorded.epoch;
    return news;
  }

  /** What somebody who comes now is told of it; null: nothing yet. */
  introduction(): MarketEvent | null {
    if (!this.recorded.known) return null;
    const doubt = this.#doubt;
    if (!doubt) return this.snapshot();
    return doubt.seen ? { ...doubt, seen: this.snapshot() } : null;
  }

  /** As shown. Dated like the venue's: by its last change. */
  snapshot(): SnapshotEvent {
    return {
      type: 'SNAPSHOT',
      market: this.facts.id,
      outcome: 'yes',
      bids: this.shown.levels('bid'),
      asks: this.shown.levels('ask'),
      tick: this.recorded.tick,
      atMs: this.recorded.atMs,
      hash: null,
    };
  }

  /** Would it trade with the recording at once? */
  isMarketable({ slot, price }: EngineOrder): boolean {
    const { economic } = SLOTS[slot];
    return meets(economic, yesPrice(slot, price), this.recorded.bestPrice(oppositeSide(economic)));
  }

  /** A whole book would end the doubt: it waits, and is only seen where the doubt says so. */
  #newsInDoubt(doubt: DoubtEvent, changes: readonly LevelChange[]): readonly MarketEvent[] {
    const isNew = !this.#doubtIsTold;
    this.#doubtIsTold = true;
    if (doubt.seen) return isNew || changes.length > 0 ? [{ ...doubt, seen: this.snapshot() }] : [];
    const news: MarketEvent[] = isNew ? [doubt] : [];
    if (changes.length > 0 && !this.#whole) news.push(this.#levels(changes));
    this.#stamped = false;
    return news;
  }

  /** It rests from now on, last in the recorded queue at its price. */
  join({ id, slot, price, size }: EngineOrder): void {
    const { economic } = SLOTS[slot];
    const at = yesPrice(slot, price);
    const stake = newStake(economic, at, size, this.recorded.size(economic, at));
    const behind = this.#orders.findIndex(
      (order) => order.stake.side === economic && betterThan(economic, at, order.stake.price),
    );
    const placed = { id, joined: this.#taken, stake };
    this.#orders.splice(behind === -1 ? this.#orders.length : behind, 0, placed);
  }

  leave(id: OrderId): void {
    this.#orders = this.#orders.filter((order) => order.id !== id);
  }

  filled(id: OrderId, size: Shares): void {
    const placed = this.#orders.find((order) => order.id === id);
    if (!placed) return;
    const rest = reducedStake(placed.stake, size);
    if (rest === null) this.leave(id);
    else placed.stake = rest;
  }

  /** What the recording holds ahead of an order of ours, for whoever wants to compare; null: it does not rest. */
  stake(id: OrderId): Stake | null {
    return this.#orders.find((order) => order.id === id)?.stake ?? null;
  }

  /** A sentence for each thing wrong. `open`: our orders here as the accounts know them. */
  check(open: readonly VenueOrder[]): readonly string[] {
    const wrong = this.shown.check().map((what) => `${this.facts.slug}: ${what}`);
    const left = new Map(open.map((order) => [order.id, order]));
    for (const { id, stake } of this.#orders) {
      const order = left.get(id);
      left.delete(id);
      if (!order) wrong.push(`${this.facts.slug}: order ${id} is followed and does not rest`);
      else if (order.size - order.filled !== stake.remaining)
        wrong.push(`${this.facts.slug}: order ${id} has a wrong rest`);
      const level = this.#orders.filter((one) => one.stake.side === stake.side && one.stake.price === stake.price);
      const own = level.reduce((sum, one) => sum + one.stake.remaining, 0);
      if (own !== this.shown.ownSize(stake.side, stake.price))
        wrong.push(`${this.facts.slug}: own size at ${stake.price}`);
    }
    for (const id of left.keys()) wrong.push(`${this.facts.slug}: order ${id} rests and is not followed`);
    return wrong;
  }

  /** Moved by our own orders alone, or by a whole book that may be old, it has no stamp but the last one. */
  #levels(changes: readonly LevelChange[]): LevelsEvent {
    const event = { type: 'LEVELS', market: this.facts.id, changes, atMs: this.recorded.atMs } as const;
    return this.#stamped ? event : { ...event, restamped: true };
  }

  #takePrint(event: PrintEvent, receivedMs: number): readonly Hit[] {
    this.#passing.push(event);
    if (!this.#tape.add(event, receivedMs)) return []; // the other outcome's report of a trade already told
    const slot = slotFor(event.outcome, event.side);
    const hit = oppositeSide(SLOTS[slot].economic);
    const print: HitPrint = { hit, price: yesPrice(slot, event.price), size: event.size, atMs: event.atMs };
    const stale = this.#late.printed(print, this.#taken);
    return this.#judge((stake, placed, given) => {
      const fresh = Math.max(0, freshSize(print.size, stale, placed.joined) - given.inAll) as Shares;
      return stakeAfterPrint(stake, print, fresh, this.#rules);
    });
  }

  /** Looks at both sides before a change; what the change took from them is judged when the answer is called. Null: nothing. */
  #vanishing(believed: boolean, atMs: number): (() => readonly Hit[]) | null {
    if (!this.#vanishedTrades || !believed || this.#orders.length === 0) return null;
    const { recorded } = this;
    const sides = (['bid', 'ask'] as const).map((side) => [side, recorded.levels(side, SWEEP_MAX)] as const);
    return () => {
      const hits: Hit[] = [];
      for (const [side, before] of sides) {
        for (const print of vanishedPrints(side, before, recorded, atMs))
          hits.push(
            ...this.#judge((stake, _, given) => {
              const fresh = Math.max(0, print.size - given.inAll) as Shares;
              return stakeAfterPrint(stake, print, fresh, this.#rules);
            }, hits),
          );
      }
      return hits;
    };
  }

  #followLevel({ side, price, before, after }: LevelMove, atMs: number): void {
    this.shown.touch(side, price);
    if (after < before) this.#late.dropped(side, price, subtractShares(before, after), atMs, this.#taken);
    for (const placed of this.#orders)
      if (placed.stake.side === side && placed.stake.price === price)
        placed.stake = stakeAfterLevel(placed.stake, after, atMs, this.#rules);
  }

  /** The recorded sides as they stand now, against our orders. */
  #meet(earlier: readonly Hit[]): readonly Hit[] {
    const { recorded } = this;
    const best = { bid: recorded.bestPrice('bid'), ask: recorded.bestPrice('ask') };
    if (this.#orders.every(({ stake }) => isApart(stake, best[oppositeSide(stake.side)]))) return NO_HITS;
    return this.#judge((stake, _, given) => {
      const against = oppositeSide(stake.side);
      return stakeAfterMeeting(stake, best[against], recorded.size(against, stake.price), given.here);
    }, earlier);
  }

  /** `given`: what this event gave to orders before: to all of them, and to those of this price. `earlier`: what it gave in
   *  another way, which an order cannot be filled with again. */
  #judge(
    judge: (stake: Stake, placed: Placed, given: { inAll: number; here: Shares }) => Evidence,
    earlier: readonly Hit[] = [],
  ): readonly Hit[] {
    const hits: Hit[] = [];
    let inAll = 0;
    for (const placed of this.#orders) {
      const { side, price, remaining } = placed.stake;
      let here = 0;
      for (const hit of hits) if (hit.side === side && hit.price === price) here += hit.size;
      const left = earlier.reduce(
        (rest, hit) => (hit.order === placed.id ? rest - hit.size : rest),
        remaining as number,
      );
      if (left <= 0) continue;
      const open = left === remaining ? placed.stake : { ...placed.stake, remaining: left as Shares };
      const { stake, filled } = judge(open, placed, { inAll, here: here as Shares });
      placed.stake = left === remaining ? stake : { ...stake, remaining };
      if (filled === 0) continue;
      inAll += filled;
      hits.push({ order: placed.id, side, price, size: filled });
    }
    return hits;
  }
}
