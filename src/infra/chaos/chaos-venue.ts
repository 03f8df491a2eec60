// The private side of a venue under faults: requests turned away, orders rejected, answers lost, late or doubled, beats that
// count for nothing, listings that fail or stand still, fills told at the wrong moment. Promises: without a fault every answer is
// the venue's own, at once and in its order; a lost answer is `unreachable` after the time a client waits; what the venue did is
// done, whatever is told of it. Faults of the matching engine itself are `engine-faults.ts`.
import type { VenueFailure } from '#domain/failure.ts';
import type { MarketId, OrderId } from '#domain/ids.ts';
import { Recent } from '#domain/money/recent.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type {
  AccountNews,
  Answer,
  CancelOutcome,
  FoundOrder,
  PlaceOutcome,
  Reply,
  Venue,
  VenueAccount,
  VenueOrder,
  VenueTrade,
} from '#domain/ports.ts';
import type { Shares } from '#domain/units.ts';
import { Timers } from '#infra/timers.ts';
import { ChaosAccountStream, isAccount } from './chaos-account-stream.ts';
import type { ActiveFault } from './chaos-board.ts';
import { ChaosReplies, type ReplyParts } from './chaos-replies.ts';
import type { EngineFaults } from './engine-faults.ts';
import { FillsFirst } from './fills-first.ts';
import { strike, withStruck } from './struck-orders.ts';

export interface ChaosVenueParts extends ReplyParts {
  /** null: behind this venue is no engine of ours, and what needs one does not happen. */
  readonly engine: EngineFaults | null;
}

/** How long a client waits for an answer. */
export const ANSWER_TIMEOUT_MS = 5_000;
/** How long a refusal takes. */
const REFUSED_MS = 25;
/** From a confirmed cancel to the fill that crossed it. */
const FILL_AFTER_MS = 200;
/** Orders whose market is remembered, for faults that strike one market. */
const ORDERS_MAX = 20_000;
const MAYBE: VenueFailure = { kind: 'unreachable', sent: 'maybe' };

export class ChaosVenue implements Venue {
  readonly #venue: Venue;
  readonly #parts: ChaosVenueParts;
  readonly #timers: Timers;
  readonly #replies: ChaosReplies;
  readonly #news: ChaosAccountStream;
  readonly #fillsFirst: FillsFirst;
  readonly #placed = new Recent<OrderId, { readonly market: MarketId; readonly atMs: number }>(ORDERS_MAX);
  /** What listings showed as filled when the counter got stuck. */
  readonly #stuckFills = new Map<OrderId, Shares>();
  readonly #hangUps: readonly (() => void)[];
  #wrongBeats = 0;

  constructor(venue: Venue, parts: ChaosVenueParts) {
    const { board, clock } = parts;
    this.#venue = venue;
    this.#parts = parts;
    this.#timers = new Timers(clock);
    this.#replies = new ChaosReplies(parts, this.#timers);
    this.#news = new ChaosAccountStream(venue, board, clock);
    this.#fillsFirst = new FillsFirst(this.#timers);
    this.#news.onTold = (news) => {
      if (news.type === 'FILL') this.#fillsFirst.told(news.fill.order);
    };
    this.#hangUps = [
      board.onInject((fault) => this.#begin(fault)),
      board.onEnd((fault) => {
        if (isAccount(fault)) this.#news.dial();
        if (fault.fault === 'matchedStuck') this.#stuckFills.clear();
      }),
    ];
  }

  /** Answers and news on their way. */
  get waiting(): number {
    return this.#timers.waiting + this.#news.waiting;
  }

  place(orders: readonly Approved<OrderIntent>[], reply: Reply<readonly PlaceOutcome[]>): void {
    const atMs = this.#parts.clock.now();
    for (const { id, market } of orders) this.#placed.set(id, { market, atMs });
    const answered = this.#replies.inTime(reply);
    if (this.#parts.board.idle) this.#venue.place(orders, answered);
    else if (!this.#turnAway(reply)) this.#placeUnderFaults(orders, answered);
  }

  cancel(orders: readonly OrderId[], reply: Reply<readonly CancelOutcome[]>): void {
    const answered = this.#replies.inTime(reply);
    if (this.#parts.board.idle) this.#venue.cancel(orders, answered);
    else if (!this.#turnAway(reply)) this.#cancelUnderFaults(orders, answered);
  }

  cancelMarket(market: MarketId, reply: Reply<readonly OrderId[]>): void {
    if (this.#turnAway(reply)) return;
    this.#venue.cancelMarket(market, this.#replies.disturbed(this.#replies.inTime(reply), [market]));
  }

  cancelAll(reply: Reply<readonly OrderId[]>): void {
    if (this.#turnAway(reply)) return;
    this.#venue.cancelAll(this.#replies.disturbed(this.#replies.inTime(reply), []));
  }

  openOrders(reply: Reply<readonly VenueOrder[]>): void {
    if (this.#readFails(reply)) return;
    const answered = this.#replies.inTime(reply);
    this.#venue.openOrders((answer) => answered(this.#asListed(answer)));
  }

  order(id: OrderId, reply: Reply<FoundOrder | null>): void {
    if (this.#readFails(reply)) return;
    const answered = this.#replies.inTime(reply);
    this.#venue.order(id, (answer) => {
      if (answer.ok && answer.value) answered({ ok: true, value: this.#asTold(answer.value) });
      else answered(answer);
    });
  }

  fills(sinceMs: number, reply: Reply<readonly VenueTrade[]>): void {
    if (!this.#readFails(reply)) this.#venue.fills(sinceMs, this.#replies.inTime(reply));
  }

  account(reply: Reply<VenueAccount>): void {
    if (!this.#readFails(reply)) this.#venue.account(this.#replies.inTime(reply));
  }

  beat(previous: string | null, reply: Reply<{ readonly id: string }>): void {
    if (this.#turnAway(reply)) return;
    const wrong = this.#wrongBeats > 0;
    if (wrong) this.#wrongBeats -= 1;
    const said = wrong ? 'stray' : previous;
    const lost = this.#parts.board.active('beatLost');
    if (!lost) this.#venue.beat(said, this.#replies.inTime(reply));
    else {
      if (lost.params.arrives === 'yes') this.#venue.beat(said, () => {});
      this.#replies.fail(reply, MAYBE, ANSWER_TIMEOUT_MS);
    }
  }

  listen(listener: (news: AccountNews) => void): () => void {
    return this.#news.listen(listener);
  }

  newsHeardMs(): number {
    return this.#news.heardMs();
  }

  /** For good: nothing is answered or told any more, and no timer is left. */
  close(): void {
    for (const hangUp of this.#hangUps) hangUp();
    this.#timers.close();
    this.#news.close();
  }

  #begin(fault: ActiveFault): void {
    if (fault.fault === 'socketDropped' && isAccount(fault)) this.#news.drop();
    else if (fault.fault === 'wrongBeat') this.#wrongBeats = fault.params.times;
    else if (fault.fault === 'venueCancel') {
      const gone = this.#parts.engine?.removeSome(fault) ?? [];
      // News takes its time on the wire: it is not too late to lose it.
      if (fault.params.told === 'no') this.#news.hush(gone);
    }
  }

  #placeUnderFaults(orders: readonly Approved<OrderIntent>[], reply: Reply<readonly PlaceOutcome[]>): void {
    const struck = new Map<OrderId, PlaceOutcome>();
    for (const order of orders) {
      const outcome = strike(order, this.#parts);
      if (outcome) struck.set(order.id, outcome);
    }
    const markets = orders.map(({ market }) => market);
    const rest = orders.filter(({ id }) => !struck.has(id));
    const lost = this.#replies.draws('replyLost', markets);
    const told = this.#replies.disturbed(reply, markets);
    const answered: typeof reply = (answer) => told(withStruck(orders, struck, answer));
    if (rest.length === 0) this.#timers.after(REFUSED_MS, () => answered({ ok: true, value: [] }));
    else if (lost) {
      if (this.#arrives(lost)) this.#venue.place(rest, () => {});
      this.#replies.fail(reply, MAYBE, ANSWER_TIMEOUT_MS);
    } else this.#placeRest(rest, answered);
  }

  #arrives({ params }: ActiveFault<'replyLost'>): boolean {
    return params.arrived === 'yes' || (params.arrived === 'either' && this.#parts.random.next() < 0.5);
  }

  /** Some of them are filled as they arrive, and the answer comes after that is told. */
  #placeRest(orders: readonly Approved<OrderIntent>[], reply: Reply<readonly PlaceOutcome[]>): void {
    const { engine } = this.#parts;
    const taken = orders.filter(({ market }) => engine && this.#replies.draws('fillBeforeReply', [market]));
    const ids = taken.map(({ id }) => id);
    for (const id of ids) {
      engine?.takeOnArrival(id);
      this.#fillsFirst.expect(id);
    }
    this.#venue.place(orders, (answer) => {
      const resting = answer.ok ? answer.value.filter(({ result }) => result === 'resting') : [];
      for (const id of ids) if (!resting.some(({ order }) => order === id)) this.#fillsFirst.told(id);
      this.#fillsFirst.after(ids, () => reply(answer));
    });
  }

  /** Some are half taken before the cancel arrives: it is confirmed, and the fill is told after that. */
  #cancelUnderFaults(orders: readonly OrderId[], reply: Reply<readonly CancelOutcome[]>): void {
    const marketOf = (order: OrderId) => this.#placed.get(order)?.market ?? [];
    const markets = orders.flatMap(marketOf);
    const lost = this.#replies.draws('replyLost', markets);
    if (lost) {
      if (this.#arrives(lost)) this.#venue.cancel(orders, () => {});
      this.#replies.fail(reply, MAYBE, ANSWER_TIMEOUT_MS);
      return;
    }
    const crossed = orders.filter((order) => this.#crosses(order, [marketOf(order)].flat()));
    const told = this.#replies.disturbed(reply, markets);
    this.#venue.cancel(orders, (answer) => {
      for (const order of crossed) this.#timers.after(FILL_AFTER_MS, () => this.#news.release(order));
      if (!answer.ok) told(answer);
      else told({ ok: true, value: answer.value.map((outcome) => confirmed(outcome, crossed)) });
    });
  }

  #crosses(order: OrderId, markets: readonly MarketId[]): boolean {
    const { engine } = this.#parts;
    if (!engine || !this.#replies.draws('fillAfterCancel', markets)) return false;
    this.#news.hold(order);
    const half = engine.takeHalf(order);
    if (!half) this.#news.release(order);
    return half;
  }

  #asListed(answer: Answer<readonly VenueOrder[]>): Answer<readonly VenueOrder[]> {
    if (!answer.ok || this.#parts.board.idle) return answer;
    return { ok: true, value: answer.value.map((order) => this.#asTold(order)) };
  }

  #asTold<Order extends VenueOrder>(order: Order): Order {
    const stuck = this.#parts.board.active('matchedStuck', this.#parts.nameOf(order.market));
    return stuck ? { ...order, filled: this.#stuckAt(order, stuck.sinceMs) } : order;
  }

  /** What the counter showed first; nothing for an order that is younger than the fault. */
  #stuckAt(order: VenueOrder, sinceMs: number): Shares {
    const isYoung = (this.#placed.get(order.id)?.atMs ?? 0) >= sinceMs;
    const filled = this.#stuckFills.get(order.id) ?? (isYoung ? (0 as Shares) : order.filled);
    this.#stuckFills.set(order.id, filled);
    return filled;
  }

  #readFails<Value>(reply: Reply<Value>): boolean {
    if (this.#turnAway(reply)) return true;
    if (!this.#replies.draws('readsFail')) return false;
    this.#replies.fail(reply, { kind: 'unreadable', excerpt: 'Internal server error' }, REFUSED_MS);
    return true;
  }

  /** True: this request got a 429. */
  #turnAway<Value>(reply: Reply<Value>): boolean {
    const fault = this.#replies.draws('rateLimited');
    if (!fault) return false;
    const retryAfterMs = fault.params.retryAfterMs || null;
    this.#replies.fail(reply, { kind: 'rateLimited', retryAfterMs }, REFUSED_MS);
    return true;
  }
}

/** What the venue said of an order that a fill crossed is not what it tells. */
function confirmed(outcome: CancelOutcome, crossed: readonly OrderId[]): CancelOutcome {
  return crossed.includes(outcome.order) ? { order: outcome.order, result: 'cancelled' } : outcome;
}
