// Every door to the world, as interfaces. Actors receive bodies of these from a command; machines and domain code never
// see what is behind them. Answers come through callbacks, once each, never inside the call that asked: so the same tree
// runs under a virtual clock without waiting for anything but the clock.
import type { RejectReason, VenueFailure } from './failure.ts';
import type { MarketId, OrderId, PairTradeId, TraceId, TradeId, TransactionId } from './ids.ts';
import type { Market } from './market/market.ts';
import type { MarketEvent } from './market/market-event.ts';
import type { Approved } from './orders/approved.ts';
import type { OrderIntent } from './orders/order.ts';
import type { Slot } from './orders/slot.ts';
import type { Price, Shares, Usd } from './units.ts';

/** Milliseconds since 1970. Fits XState's clock, so the whole tree lives on one of these. */
export interface Clock {
  now(): number;
  /** Milliseconds since some moment: for how long something took, whatever the clock is set to meanwhile. */
  steadyMs(): number;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Seeded chance. A fork is an independent stream that does not disturb its parent: name it after its use. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  fork(name: string): Random;
}

/** What an order will be, as far as its id depends on it. */
export type OrderTerms = Pick<OrderIntent, 'market' | 'slot' | 'price' | 'size'>;

export interface NewId {
  /** Known before anything is sent, and the venue's own name for it where the venue derives its names from what an order says:
   *  so a request without an answer can be looked up. null: an id that no order has. */
  order(terms: OrderTerms | null): OrderId;
  pairTrade(): PairTradeId;
  trace(): TraceId;
}

/** A failed read is a failure, never an empty value. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: VenueFailure };
export type Reply<T> = (answer: Answer<T>) => void;

export type PlaceOutcome =
  | { readonly order: OrderId; readonly result: 'resting' }
  | {
      readonly order: OrderId;
      readonly result: 'rejected';
      readonly reason: RejectReason;
      readonly text: string;
      /** With `notCovered`: what the venue says there is, in millionths of a dollar or, for a sale, of a share, before what
       *  rests is taken off. Left out: it did not say. */
      readonly headroom?: number;
    };

/** Per order: gone, or why not. `notFound` covers filled, already cancelled and never arrived. */
export type CancelOutcome = { readonly order: OrderId; readonly result: 'cancelled' | 'notFound' | 'tooLate' };

export interface VenueOrder {
  readonly id: OrderId;
  readonly market: MarketId;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  readonly filled: Shares;
}

/** One order by its id. `filled`: nothing is left of it; its trades tell what it cost. `gone`: what is left of it rests no more. */
export interface FoundOrder extends VenueOrder {
  readonly standing: 'resting' | 'filled' | 'gone';
}

/** A trade of ours. `price` and `size` are in the slot's own outcome terms; `fee` is zero for a maker. */
export interface VenueFill {
  readonly trade: TradeId;
  readonly order: OrderId;
  readonly market: MarketId;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  readonly role: 'maker' | 'taker';
  readonly fee: Usd;
  readonly atMs: number;
}

export interface Holding {
  readonly yes: Shares;
  readonly no: Shares;
}

/** What the venue says we own. Unsettled fills are included; `receivables` are credits announced and not yet paid. */
export interface VenueAccount {
  readonly cash: Usd;
  readonly receivables: Usd;
  readonly holdings: ReadonlyMap<MarketId, Holding>;
  /** Fills that were added to what is settled, where somebody adds. One that is on the chain and not final yet may be in both. */
  readonly added?: readonly VenueTrade[];
}

export type SettlementStatus = 'matched' | 'mined' | 'confirmed' | 'retrying' | 'failed';

/** As a listing tells it: `failed` ones too, because whoever booked the fill must hear that it is void. */
export interface VenueTrade extends VenueFill {
  readonly status: SettlementStatus;
}

export type GoneReason = 'asked' | 'uncovered' | 'marketClosed' | 'resolved' | 'heartbeat' | 'tick' | 'other';

/** Cash that comes or goes outside of trading. `reward` is for resting orders, `holding` for shares held. */
export type FlowKind = 'rebate' | 'reward' | 'holding' | 'deposit' | 'withdrawal';

/** Private news. May arrive before the answer to the request that caused it, repeated, or after a confirmed cancel. */
export type AccountNews =
  | { readonly type: 'ORDER_RESTING'; readonly order: OrderId; readonly atMs: number }
  | { readonly type: 'ORDER_GONE'; readonly order: OrderId; readonly reason: GoneReason; readonly atMs: number }
  | { readonly type: 'FILL'; readonly fill: VenueFill }
  | {
      readonly type: 'SETTLEMENT';
      readonly trade: TradeId;
      readonly order: OrderId;
      readonly status: SettlementStatus;
      readonly atMs: number;
    }
  | {
      readonly type: 'CREDIT';
      readonly kind: FlowKind;
      readonly market: MarketId | null;
      /** Never below zero: a withdrawal is told as what left. */
      readonly cash: Usd;
      readonly atMs: number;
    };

/** The private side of a venue. */
export interface Venue {
  place(orders: readonly Approved<OrderIntent>[], reply: Reply<readonly PlaceOutcome[]>): void;
  cancel(orders: readonly OrderId[], reply: Reply<readonly CancelOutcome[]>): void;
  cancelMarket(market: MarketId, reply: Reply<readonly OrderId[]>): void;
  cancelAll(reply: Reply<readonly OrderId[]>): void;
  openOrders(reply: Reply<readonly VenueOrder[]>): void;
  /** null: the venue does not name it. It never came, has not come yet, or is forgotten: that proves nothing. */
  order(id: OrderId, reply: Reply<FoundOrder | null>): void;
  fills(sinceMs: number, reply: Reply<readonly VenueTrade[]>): void;
  account(reply: Reply<VenueAccount>): void;
  /** Our time when anything was last heard on the private stream, a PONG included. */
  newsHeardMs(): number;
  /** The dead-man's heartbeat. `previous` is the id that the last beat was answered with, null for the first one; a wrong
   *  one is rejected as `wrongBeat`, and the text is the id to beat with at once. The first beat arms the switch: from then
   *  on the venue cancels everything of ours when no valid one came for a while. */
  beat(previous: string | null, reply: Reply<{ readonly id: string }>): void;
  /** Returns the way to stop listening. */
  listen(listener: (news: AccountNews) => void): () => void;
}

/** The public side. */
export interface MarketStream {
  /** Every listed market now, then each one that is listed or whose facts change. */
  catalogue(listener: (market: Market) => void): () => void;
  /** A snapshot first, then events in the venue's order. `receivedMs` is our clock. */
  listen(markets: readonly MarketId[], listener: (event: MarketEvent, receivedMs: number) => void): () => void;
  /** Our time when anything was last heard on an open stream of this market, a PONG included: a quiet market on a living
   *  socket is heard all the time. Negative infinity when nothing ever was. */
  heardMs(market: MarketId): number;
}

export interface ChainReceipt {
  readonly transaction: TransactionId;
  readonly gas: Usd;
  /** Cash that came in: `size` dollars for a merge, minus for a split, the payout for a redemption. */
  readonly cash: Usd;
  readonly yes: Shares;
  readonly no: Shares;
  readonly atMs: number;
}

/** One lane of transactions; a reply comes after confirmation or failure. */
export interface Chain {
  merge(market: MarketId, size: Shares, reply: Reply<ChainReceipt>): void;
  split(market: MarketId, size: Shares, reply: Reply<ChainReceipt>): void;
  /** Turns every settled share of a resolved market into cash. */
  redeem(market: MarketId, reply: Reply<ChainReceipt>): void;
  /** What a transaction would cost if it were sent now, in dollars. */
  gas(reply: Reply<Usd>): void;
}

/** An outside opinion about a market's fair value (quant.md F-5.1). */
export interface Signal {
  /** Probability of YES, inside (0, 1). */
  readonly fair: number;
  /** Of logit(fair). */
  readonly variance: number;
  readonly ageMs: number;
  readonly source: string;
}

export interface Signals {
  read(market: MarketId, nowMs: number): readonly Signal[];
}

/** One request as it goes over the wire. `url` is absolute; `headers` are sent as they are named. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Until an answer is whole; later than this there is none. */
  readonly timeoutMs: number;
}

/** Any status is an answer; names of `headers` are in lower case. Without one, `sent` says whether the request may have arrived. */
export type HttpAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly ok: false; readonly sent: 'no' | 'maybe'; readonly text: string };

/** Text in, text out. Replies once to each request, never inside the call; follows no redirect. */
export interface HttpTransport {
  request(request: HttpRequest, reply: (answer: HttpAnswer) => void): void;
}

/** Told in order and never inside the call that opened it; `closed` is the last, and comes however it ended. */
export interface SocketListener {
  opened(): void;
  text(text: string): void;
  closed(code: number, reason: string): void;
}

export interface Socket {
  /** False when it is not open, or when too much waits to be sent: then nothing was sent. */
  send(text: string): boolean;
  /** `closed` still comes. */
  close(): void;
}

export interface SocketTransport {
  open(url: string, listener: SocketListener): Socket;
}

/** Small files of ours, one folder a mode. `write` replaces atomically; every failure is thrown with the path in it. */
export interface StateFiles {
  read(name: string): string | null;
  write(name: string, text: string): void;
  remove(name: string): void;
  append(name: string, text: string): void;
}

/** An append-only file of lines: one reply a call, in order, never inside it. null: the disk has it, whatever happens to us or to
 *  the power. Else what went wrong, in words, and nothing of that text is there. Texts given while the disk works go together. */
export interface IntentFile {
  /** Everything, as an earlier life left it: perhaps with half a line at its end. Thrown failures have the path in them. */
  read(): string | null;
  append(text: string, reply: (problem: string | null) => void): void;
  /** `text` instead of everything, or nothing of it; what stood there before is kept once, beside it. */
  replace(text: string, reply: (problem: string | null) => void): void;
}

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
