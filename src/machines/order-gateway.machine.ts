// The only door through which orders leave. The machine decides what may leave now; its desk (an actor's object) keeps the
// rows, reviews risk in the step that hands over to the venue, and books money before anybody hears of it.
// A gateway admits nothing before it has read what rests at the venue; boot and restart are one path.
import { assign, setup } from 'xstate';
import type { MarketId, OrderId, TraceId, TradeId } from '#domain/ids.ts';
import type { FillFact } from '#domain/money/fact.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import type {
  AccountNews,
  Answer,
  CancelOutcome,
  ChainReceipt,
  PlaceOutcome,
  SettlementStatus,
  VenueOrder,
  VenueTrade,
} from '#domain/ports.ts';
import type { PlannedOrder } from '#domain/quoting/quote-plan.ts';
import type { Shares } from '#domain/units.ts';

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
  | { readonly type: 'NEWS'; readonly news: AccountNews }
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
  | { readonly type: 'LISTING_READ'; readonly answer: Answer<Listing> }
  | {
      readonly type: 'MERGE_ANSWERED';
      readonly market: MarketId;
      readonly size: Shares;
      readonly answer: Answer<ChainReceipt>;
    }
  | { readonly type: 'REDEEM_ANSWERED'; readonly market: MarketId; readonly answer: Answer<ChainReceipt> };

export type GatewayEvent = GatewayCommand | Internal;

/** The gateway's hands. Every method records before it sends. */
export interface GatewayDesk {
  admit(admission: Admission | 'closed', why: string): void;
  quote(command: QuoteCommand): void;
  cancelMarket(market: MarketId, why: string): void;
  cancelAll(why: string): void;
  news(news: AccountNews): void;
  placed(orders: readonly OrderId[], answer: Answer<readonly PlaceOutcome[]>): void;
  cancelled(orders: readonly OrderId[], answer: Answer<readonly CancelOutcome[]>): void;
  readListing(): void;
  /** Compares the venue's listing with the rows: cancels what nobody owns, ends what is gone. */
  reconcile(listing: Listing): void;
  /** Orders without an answer for too long become `unknown`. True when any row needs a listing to be resolved. */
  sweep(): boolean;
  merge(market: MarketId, size: Shares): void;
  merged(market: MarketId, size: Shares, answer: Answer<ChainReceipt>): void;
  redeem(market: MarketId): void;
  redeemed(market: MarketId, answer: Answer<ChainReceipt>): void;
  /** Neither a live row of ours nor an order in `listing`. */
  isEmpty(listing: Listing): boolean;
  drained(): void;
}

export interface GatewayContext {
  readonly desk: GatewayDesk;
  readonly admission: Admission;
  readonly why: string;
}

const SWEEP_MS = 2_000;
const READ_AGAIN_MS = 1_000;
const DRAIN_LOOK_MS = 150;

export const orderGatewayMachine = setup({
  types: {
    context: {} as GatewayContext,
    events: {} as GatewayEvent,
    input: {} as { desk: GatewayDesk; admission: Admission; why: string },
  },
  guards: {
    listed: (_, answer: Answer<Listing>) => answer.ok,
    nothingRests: ({ context }, answer: Answer<Listing>) => answer.ok && context.desk.isEmpty(answer.value),
    wantsOpen: ({ context }) => context.admission === 'open',
    wantsReduceOnly: ({ context }) => context.admission === 'reduceOnly',
    wantsNoNew: ({ context }) => context.admission === 'noNewQuotes',
  },
  actions: {
    close: ({ context }, why: string) => context.desk.admit('closed', why),
    admit: ({ context }) => context.desk.admit(context.admission, context.why),
    readListing: ({ context }) => context.desk.readListing(),
    cancelAll: ({ context }, why: string) => context.desk.cancelAll(why),
    reconcile: ({ context }, answer: Answer<Listing>) => {
      if (answer.ok) context.desk.reconcile(answer.value);
    },
    sweep: ({ context }) => {
      if (context.desk.sweep()) context.desk.readListing();
    },
    quote: ({ context }, command: QuoteCommand) => context.desk.quote(command),
    reportDrained: ({ context }) => context.desk.drained(),
    remember: assign((_, params: { admission: Admission; why: string }) => params),
  },
}).createMachine({
  id: 'order-gateway',
  context: ({ input }) => ({ desk: input.desk, admission: input.admission, why: input.why }),
  initial: 'reconciling',
  on: {
    // Money and rows move in every state: news does not wait for a mood.
    NEWS: { actions: ({ context, event }) => context.desk.news(event.news) },
    PLACE_ANSWERED: { actions: ({ context, event }) => context.desk.placed(event.orders, event.answer) },
    CANCEL_ANSWERED: { actions: ({ context, event }) => context.desk.cancelled(event.orders, event.answer) },
    MERGE_ANSWERED: { actions: ({ context, event }) => context.desk.merged(event.market, event.size, event.answer) },
    REDEEM_ANSWERED: { actions: ({ context, event }) => context.desk.redeemed(event.market, event.answer) },
    CANCEL_MARKET: { actions: ({ context, event }) => context.desk.cancelMarket(event.market, event.why) },
    REDEEM: { actions: ({ context, event }) => context.desk.redeem(event.market) },
    ADMIT: { actions: { type: 'remember', params: ({ event }) => ({ admission: event.admission, why: event.why }) } },
    DRAIN: '.draining',
  },
  states: {
    reconciling: {
      entry: [{ type: 'close', params: 'reading what rests at the venue' }, 'readListing'],
      on: {
        LISTING_READ: [
          {
            guard: { type: 'listed', params: ({ event }) => event.answer },
            actions: { type: 'reconcile', params: ({ event }) => event.answer },
            target: 'admitting',
          },
          { target: 'readingAgain' },
        ],
      },
      after: { 10000: { target: 'reconciling', reenter: true } },
    },
    readingAgain: { after: { [READ_AGAIN_MS]: 'reconciling' } },
    admitting: {
      initial: 'deciding',
      on: {
        MERGE: { actions: ({ context, event }) => context.desk.merge(event.market, event.size) },
        LISTING_READ: { actions: { type: 'reconcile', params: ({ event }) => event.answer } },
        ADMIT: {
          actions: { type: 'remember', params: ({ event }) => ({ admission: event.admission, why: event.why }) },
          target: '.deciding',
        },
      },
      states: {
        deciding: {
          always: [
            { guard: 'wantsOpen', target: 'open' },
            { guard: 'wantsReduceOnly', target: 'reduceOnly' },
            { guard: 'wantsNoNew', target: 'noNewQuotes' },
            { target: 'halted' },
          ],
        },
        open: {
          entry: 'admit',
          on: { QUOTE: { actions: { type: 'quote', params: ({ event }) => event } } },
          after: { [SWEEP_MS]: { target: 'open', reenter: true, actions: 'sweep' } },
        },
        reduceOnly: {
          entry: 'admit',
          on: { QUOTE: { actions: { type: 'quote', params: ({ event }) => event } } },
          after: { [SWEEP_MS]: { target: 'reduceOnly', reenter: true, actions: 'sweep' } },
        },
        /** Quotes still come: their cancels leave, their orders do not. */
        noNewQuotes: {
          entry: 'admit',
          on: { QUOTE: { actions: { type: 'quote', params: ({ event }) => event } } },
          after: { [SWEEP_MS]: { target: 'noNewQuotes', reenter: true, actions: 'sweep' } },
        },
        halted: {
          entry: ['admit', { type: 'cancelAll', params: 'halted' }],
          // Again while anything may rest: an order that was in flight when we halted is cancelled as it lands.
          after: { [SWEEP_MS]: { target: 'halted', reenter: true, actions: 'sweep' } },
        },
      },
    },
    draining: {
      entry: [{ type: 'close', params: 'draining' }, { type: 'cancelAll', params: 'draining' }, 'readListing'],
      on: {
        DRAIN: {},
        LISTING_READ: [
          { guard: { type: 'nothingRests', params: ({ event }) => event.answer }, target: 'drained' },
          { actions: { type: 'reconcile', params: ({ event }) => event.answer }, target: 'drainingAgain' },
        ],
      },
      after: { 2000: { target: 'draining', reenter: true } },
    },
    drainingAgain: { on: { DRAIN: {} }, after: { [DRAIN_LOOK_MS]: 'draining' } },
    drained: { entry: 'reportDrained', on: { DRAIN: {} } },
  },
});
