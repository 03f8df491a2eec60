// Public data into books. The frames themselves never pass here: the feed's desk applies them in RAM. This machine only
// knows which markets are followed and whose book is not to be trusted, and asks for a fresh book where that is so.
import { assign, enqueueActions, setup } from 'xstate';
import type { MarketId } from '#domain/ids.ts';

export const MARKET_FEED = 'market-feed';

export type FeedCommand =
  | { readonly type: 'FOLLOW'; readonly market: MarketId }
  | { readonly type: 'UNFOLLOW'; readonly market: MarketId };

type Internal =
  | { readonly type: 'DISTRUSTED'; readonly market: MarketId; readonly reason: string }
  | { readonly type: 'TRUSTED'; readonly market: MarketId }
  | { readonly type: 'LOOK' };

export type FeedEvent = FeedCommand | Internal;

export interface FeedDesk {
  follow(market: MarketId): void;
  unfollow(market: MarketId): void;
  /** A fresh snapshot for one market only. */
  resync(market: MarketId): void;
  /** Tells the market and its queue-tracker. */
  trust(market: MarketId, trusted: boolean, reason: string): void;
  /** Judges every followed book by the clock; the desk reports changes as DISTRUSTED and TRUSTED. */
  look(): void;
}

export interface FeedContext {
  readonly desk: FeedDesk;
  /** Markets whose book is untrusted now, and how often a fresh one was asked for. */
  readonly untrusted: Readonly<Record<string, number>>;
}

const LOOK_MS = 250;
/** Fresh books asked for one market in a row, before it waits for its own next snapshot. */
const RESYNCS_MAX = 20;

export const feedMachine = setup({
  types: {
    context: {} as FeedContext,
    events: {} as FeedEvent,
    input: {} as { desk: FeedDesk },
  },
  actions: {
    distrust: enqueueActions(({ context, enqueue }, params: { market: MarketId; reason: string }) => {
      const asked = context.untrusted[params.market] ?? 0;
      enqueue.assign({ untrusted: { ...context.untrusted, [params.market]: asked + 1 } });
      enqueue(() => {
        if (asked === 0) context.desk.trust(params.market, false, params.reason);
        if (asked < RESYNCS_MAX) context.desk.resync(params.market);
      });
    }),
    trust: enqueueActions(({ context, enqueue }, market: MarketId) => {
      const { [market]: _, ...others } = context.untrusted;
      enqueue.assign({ untrusted: others });
      enqueue(() => context.desk.trust(market, true, 'fresh book'));
    }),
    forget: assign(({ context }, market: MarketId) => {
      const { [market]: _, ...others } = context.untrusted;
      return { untrusted: others };
    }),
    follow: ({ context }, market: MarketId) => context.desk.follow(market),
    unfollow: ({ context }, market: MarketId) => context.desk.unfollow(market),
    look: ({ context }) => context.desk.look(),
  },
}).createMachine({
  id: 'market-feed',
  context: ({ input }) => ({ desk: input.desk, untrusted: {} }),
  initial: 'live',
  on: {
    FOLLOW: { actions: { type: 'follow', params: ({ event }) => event.market } },
    UNFOLLOW: {
      actions: [
        { type: 'unfollow', params: ({ event }) => event.market },
        { type: 'forget', params: ({ event }) => event.market },
      ],
    },
    DISTRUSTED: { actions: { type: 'distrust', params: ({ event }) => event } },
    TRUSTED: { actions: { type: 'trust', params: ({ event }) => event.market } },
  },
  states: {
    live: { after: { [LOOK_MS]: { target: 'live', reenter: true, actions: 'look' } } },
  },
});
