// What one may ask of the order gateway and what it tells: the protocol of `order-gateway.machine.ts`, apart because half the
// house speaks it. News to a market's actors is told only after it is booked.
import type { MarketId, OrderId, TraceId, TradeId } from '#domain/ids.ts';
import type { FillFact } from '#domain/money/fact.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import type {
  AccountNews,
  Answer,
  CancelOutcome,
  ChainReceipt,
  FoundOrder,
  PlaceOutcome,
  SettlementStatus,
  VenueOrder,
  VenueTrade,
} from '#domain/ports.ts';
import type { PlannedOrder } from '#domain/quoting/quote-plan.ts';
import type { Shares } from '#domain/units.ts';
import type { BeatNews } from './heartbeat.machine.ts';
import type { ShutdownCommand } from './supervisor.machine.ts';

export const GATEWAY = 'order-gateway';

export interface QuoteCommand {
  readonly type: 'QUOTE';
  readonly market: MarketId;
  readonly cancel: readonly { readonly order: OrderId; readonly why: string }[];
  readonly place: readonly PlannedOrder[];
  readonly trace: TraceId;
}

/** `noNewQuotes` leaves what rests; `halted` cancels it. Cancels leave in every admission. */
export type Admission = 'open' | 'reduceOnly' | 'noNewQuotes' | 'halted';

/** What the venue says rests, and what it says was filled lately. `askedMs`: what changed after it is not in there. */
export interface Listing {
  readonly orders: readonly VenueOrder[];
  readonly trades: readonly VenueTrade[];
  readonly askedMs: number;
  /** The same moment on the steady clock. */
  readonly steadyMs: number;
}

/** What others may ask of the gateway. */
export type GatewayCommand =
  | QuoteCommand
  | { readonly type: 'CANCEL_MARKET'; readonly market: MarketId; readonly why: string }
  | { readonly type: 'MERGE'; readonly market: MarketId; readonly size: Shares }
  | { readonly type: 'REDEEM'; readonly market: MarketId }
  | { readonly type: 'ADMIT'; readonly admission: Admission; readonly why: string }
  /** Plan nothing, cancel everything, and be `drained` once the venue agrees that nothing rests. */
  | { readonly type: 'DRAIN' };

/** What the gateway tells a market's quoter, queue-tracker and complete-set. */
export type OrderNews =
  | { readonly type: 'ORDER_RESTING'; readonly order: OrderRow }
  | { readonly type: 'ORDER_ENDED'; readonly order: OrderRow; readonly why: string }
  | { readonly type: 'FILL_ARRIVED'; readonly fill: FillFact; readonly order: OrderRow | null }
  | {
      readonly type: 'SETTLEMENT_ARRIVED';
      readonly trade: TradeId;
      readonly order: OrderId;
      readonly status: SettlementStatus;
    }
  | { readonly type: 'SETS_MERGED'; readonly size: Shares; readonly ok: boolean; readonly why: string | null }
  | { readonly type: 'REDEEMED'; readonly ok: boolean; readonly why: string | null };

/** What it tells itself when an answer comes. */
type Internal =
  /** 425: the matching engine restarts. */
  | { readonly type: 'ENGINE_RESTARTING'; readonly retryAfterMs: number | null }
  /** The private stream is silent, and is heard again. */
  | { readonly type: 'NEWS_LOST' }
  | { readonly type: 'NEWS_BACK' }
  /** 503: no orders, perhaps cancels. */
  | { readonly type: 'VENUE_CLOSED'; readonly why: string }
  /** What an order endpoint answered to a request that changes nothing. */
  | { readonly type: 'PROBED'; readonly restarting: boolean; readonly retryAfterMs: number | null }
  | { readonly type: 'NEWS'; readonly news: AccountNews }
  /** The disk has the intents of these orders, or says why not: they may leave, or never will. */
  | { readonly type: 'INTENTS_WRITTEN'; readonly orders: readonly OrderId[]; readonly problem: string | null }
  | {
      readonly type: 'PLACE_ANSWERED';
      readonly orders: readonly OrderId[];
      readonly answer: Answer<readonly PlaceOutcome[]>;
    }
  | {
      readonly type: 'CANCEL_ANSWERED';
      readonly orders: readonly OrderId[];
      readonly answer: Answer<readonly CancelOutcome[]>;
    }
  /** What the venue says of an order whose answer never came. */
  | { readonly type: 'ORDER_LOOKED_UP'; readonly order: OrderId; readonly answer: Answer<FoundOrder | null> }
  | { readonly type: 'LISTING_READ'; readonly answer: Answer<Listing> }
  /** Our books are what the account says, or what differs is halted. */
  | { readonly type: 'BOOKS_AGREE' }
  | {
      readonly type: 'MERGE_ANSWERED';
      readonly market: MarketId;
      readonly size: Shares;
      readonly answer: Answer<ChainReceipt>;
      /** It was taken for one that never happened: its sets are not locked any more. */
      readonly late?: boolean;
    }
  | { readonly type: 'REDEEM_ANSWERED'; readonly market: MarketId; readonly answer: Answer<ChainReceipt> };

export type GatewayEvent = GatewayCommand | BeatNews | Internal | ShutdownCommand;

/** A drain cancels everything whatever the venue's state; nothing leads out of it. */
export const NO_MOOD = {
  BEAT_LOST: {},
  BEAT_RESTORED: {},
  ENGINE_RESTARTING: {},
  VENUE_CLOSED: {},
  NEWS_LOST: {},
  NEWS_BACK: {},
} as const;

/** The gateway's hands. Every method records before it sends. */
export interface GatewayDesk {
  /** `closed`: what has not left stays. */
  admit(admission: Admission | 'closed', why: string): void;
  /** Cancels leave at once, orders when their intents are written. */
  quote(command: QuoteCommand): void;
  /** Reviews again and hands over what nobody has stopped meanwhile. */
  written(orders: readonly OrderId[], problem: string | null): void;
  cancelMarket(market: MarketId, why: string): void;
  cancelAll(why: string): void;
  news(news: AccountNews): void;
  placed(orders: readonly OrderId[], answer: Answer<readonly PlaceOutcome[]>): void;
  cancelled(orders: readonly OrderId[], answer: Answer<readonly CancelOutcome[]>): void;
  lookedUp(order: OrderId, answer: Answer<FoundOrder | null>): void;
  readListing(): void;
  /** No listing could be read for too long. */
  blind(): boolean;
  /** Fills may have been missed: the books are held against the account once more. */
  doubtBooks(): void;
  /** Compares the venue's listing with the rows: cancels what nobody owns, ends what is gone. `certain`: nothing was on its
   *  way when it was asked for, so what it does not name is gone at once. */
  reconcile(listing: Listing, certain: boolean): void;
  /** Orders without an answer for too long become `unknown`. True when any row needs a listing to be resolved. */
  sweep(): boolean;
  merge(market: MarketId, size: Shares): void;
  /** `late`: its sets are not locked any more. */
  merged(market: MarketId, size: Shares, answer: Answer<ChainReceipt>, late: boolean): void;
  redeem(market: MarketId): void;
  redeemed(market: MarketId, answer: Answer<ChainReceipt>): void;
  /** By id, by market, and everything: whichever way still works. */
  cancelEveryWay(why: string): void;
  /** Asks an order endpoint for something that changes nothing; the answer comes back as PROBED. */
  probe(): void;
  /** The last word of the matching engine was that it restarts. */
  engineDown(): boolean;
  /** What an earlier life left, or a time without listings, was not held against the account yet. */
  disagrees(): boolean;
  /** Has them compared now; BOOKS_AGREE comes when they agree. */
  compareAccount(): void;
  /** The race of the post-only window begins, or is over. */
  race(on: boolean): void;
  /** Milliseconds of the post-only window that are left for certain: the engine was still down when the last 425 was asked for. */
  windowLeftMs(): number;
  /** The end of the race, a while before that of its window: cancels quotes that no book has confirmed since they were sent. */
  cancelBlind(): void;
  /** Neither a live row of ours nor an order in `listing`. */
  isEmpty(listing: Listing): boolean;
  drained(): void;
}

/** What the machine remembers. */
export interface GatewayContext {
  readonly desk: GatewayDesk;
  readonly admission: Admission;
  readonly why: string;
  /** The venue's dead-man switch knows that we live. */
  readonly beating: boolean;
  /** The private stream is heard. */
  readonly hearing: boolean;
  /** Of the next probe, growing while the engine restarts. */
  readonly probeMs: number;
  readonly closedWhy: string;
}
