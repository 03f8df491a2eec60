// Public data into books. The frames themselves never pass here: the feed's desk applies them in RAM. This machine only
// knows which markets are followed and whose book is not to be trusted, says so, and asks for a fresh book where that is so.
// Its states tell people how much it sees: everything it follows, a part of it, or nothing.
import { enqueueActions, setup } from 'xstate';
import type { MarketId } from '#domain/ids.ts';
import type { ShutdownCommand } from './supervisor.machine.ts';

export const MARKET_FEED = 'market-feed';

export type FeedCommand =
  | { readonly type: 'FOLLOW'; readonly market: MarketId }
  | { readonly type: 'UNFOLLOW'; readonly market: MarketId };

type Internal =
  | { readonly type: 'DISTRUSTED'; readonly market: MarketId; readonly reason: string }
  | { readonly type: 'TRUSTED'; readonly market: MarketId }
  | { readonly type: 'LOOK' };

export type FeedEvent = FeedCommand | Internal | ShutdownCommand;

export interface FeedDesk {
  follow(market: MarketId): void;
  unfollow(market: MarketId): void;
  /** A fresh snapshot for one market only. */
  resync(market: MarketId): void;
  /** Tells the market and its queue-tracker. */
  trust(market: MarketId, trusted: boolean, reason: string): void;
  /** Judges every followed book and stream by the clock, and asks again where no fresh book came; the desk reports changes
   *  as DISTRUSTED and TRUSTED. */
  look(): void;
  /** Hangs up every stream. */
  close(): void;
}

export interface FeedContext {
  readonly desk: FeedDesk;
  readonly followed: ReadonlySet<MarketId>;
  /** Markets whose book is untrusted now, why, and how often a fresh one was asked for. */
  readonly untrusted: Readonly<Record<string, { readonly reason: string; readonly asked: number }>>;
}

const LOOK_MS = 250;
/** Doubts of one market in a row that are answered with a request at once; after that its desk asks at its own pace. */
const RESYNCS_MAX = 20;

export const feedMachine = setup({
  types: {
    context: {} as FeedContext,
    events: {} as FeedEvent,
    input: {} as { desk: FeedDesk },
    tags: {} as 'blind',
  },
  guards: {
    followsNothing: ({ context }) => context.followed.size === 0,
    seesAll: ({ context }) => Object.keys(context.untrusted).length === 0,
    seesNothing: ({ context }) => Object.keys(context.untrusted).length >= context.followed.size,
  },
  actions: {
    distrust: enqueueActions(({ context, enqueue }, params: { market: MarketId; reason: string }) => {
      const { market, reason } = params;
      const { asked, reason: before } = context.untrusted[market] ?? { asked: 0, reason: null };
      enqueue.assign({ untrusted: { ...context.untrusted, [market]: { reason, asked: asked + 1 } } });
      enqueue(() => {
        if (reason !== before) context.desk.trust(market, false, reason);
        if (asked < RESYNCS_MAX) context.desk.resync(market);
      });
    }),
    trust: enqueueActions(({ context, enqueue }, market: MarketId) => {
      enqueue.assign({ untrusted: without(context, market) });
      enqueue(() => context.desk.trust(market, true, 'fresh book'));
    }),
    follow: enqueueActions(({ context, enqueue }, market: MarketId) => {
      enqueue.assign({ followed: new Set(context.followed).add(market) });
      enqueue(() => context.desk.follow(market));
    }),
    unfollow: enqueueActions(({ context, enqueue }, market: MarketId) => {
      const followed = new Set(context.followed);
      followed.delete(market);
      enqueue.assign({ followed, untrusted: without(context, market) });
      enqueue(() => context.desk.unfollow(market));
    }),
    look: enqueueActions(({ context, enqueue }) => {
      enqueue(() => context.desk.look());
      enqueue.raise({ type: 'LOOK' }, { id: 'look', delay: LOOK_MS });
    }),
    lookLater: enqueueActions(({ enqueue }) => enqueue.raise({ type: 'LOOK' }, { id: 'look', delay: LOOK_MS })),
    close: ({ context }) => context.desk.close(),
  },
}).createMachine({
  id: 'market-feed',
  context: ({ input }) => ({ desk: input.desk, followed: new Set(), untrusted: {} }),
  entry: 'lookLater',
  initial: 'seeing',
  on: { shutdown: { target: '.ended', actions: 'close' } },
  states: {
    seeing: {
      initial: 'judging',
      on: {
        LOOK: { actions: 'look' },
        FOLLOW: { target: '.judging', actions: { type: 'follow', params: ({ event }) => event.market } },
        UNFOLLOW: { target: '.judging', actions: { type: 'unfollow', params: ({ event }) => event.market } },
        DISTRUSTED: { target: '.judging', actions: { type: 'distrust', params: ({ event }) => event } },
        TRUSTED: { target: '.judging', actions: { type: 'trust', params: ({ event }) => event.market } },
      },
      states: {
        judging: {
          always: [
            { guard: 'followsNothing', target: 'idle' },
            { guard: 'seesAll', target: 'live' },
            { guard: 'seesNothing', target: 'blind' },
            { target: 'partial' },
          ],
        },
        idle: {},
        live: {},
        /** Some books are not to be trusted; the others go on. */
        partial: {},
        blind: { tags: 'blind' },
      },
    },
    ended: { type: 'final' },
  },
});

function without({ untrusted }: FeedContext, market: MarketId): FeedContext['untrusted'] {
  const { [market]: _, ...others } = untrusted;
  return others;
}
