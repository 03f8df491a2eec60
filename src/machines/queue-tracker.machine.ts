// Knows how sure we are of our places in the queue. The estimates themselves live in plain RAM (domain/quoting) and move
// with every print; this machine joins and leaves orders, and says when the estimates must not be believed.
import { setup } from 'xstate';
import type { OrderRow } from '#domain/orders/order.ts';
import type { OrderNews } from './order-gateway.protocol.ts';

export const queueTrackerAddress = (slug: string): string => `market:${slug}/queue-tracker`;

export type QueueTrackerCommand = { readonly type: 'BOOK_TRUST'; readonly trusted: boolean; readonly reason: string };

type Internal = { readonly type: 'LOOK' };

export type QueueTrackerEvent = QueueTrackerCommand | OrderNews | Internal;

export interface QueueTrackerDesk {
  join(order: OrderRow): void;
  leave(order: OrderRow): void;
  shrink(order: OrderRow): void;
  /** Forgets what it believed: last in line everywhere. Joins whatever rests now. */
  recalibrate(): void;
  /** Whether others may decide by the estimates; when not, each order counts as last in line. */
  believe(sure: boolean): void;
  tracksNothing(): boolean;
  /** Some order of ours has nobody ahead. */
  atFront(): boolean;
  /** No print or level change has moved an estimate since `recalibrate`. */
  unmoved(): boolean;
}

export interface QueueTrackerContext {
  readonly desk: QueueTrackerDesk;
}

const LOOK_MS = 1_000;

export const queueTrackerMachine = setup({
  types: {
    context: {} as QueueTrackerContext,
    events: {} as QueueTrackerEvent,
    input: {} as { desk: QueueTrackerDesk },
  },
  guards: {
    nothing: ({ context }) => context.desk.tracksNothing(),
    front: ({ context }) => context.desk.atFront(),
    moved: ({ context }) => !context.desk.unmoved(),
    trusted: (_, trusted: boolean) => trusted,
  },
  actions: {
    join: ({ context }, order: OrderRow) => context.desk.join(order),
    leave: ({ context }, order: OrderRow) => context.desk.leave(order),
    shrink: ({ context }, order: OrderRow | null) => {
      if (order) context.desk.shrink(order);
    },
    recalibrate: ({ context }) => context.desk.recalibrate(),
    believe: ({ context }) => context.desk.believe(true),
    doubt: ({ context }) => context.desk.believe(false),
  },
}).createMachine({
  id: 'queue-tracker',
  context: ({ input }) => ({ desk: input.desk }),
  // After a crash nothing of the old estimates is believed: last in line.
  initial: 'recalibrating',
  on: {
    BOOK_TRUST: { guard: { type: 'trusted', params: ({ event }) => !event.trusted }, target: '.blind' },
    ORDER_ENDED: { actions: { type: 'leave', params: ({ event }) => event.order } },
    FILL_ARRIVED: { actions: { type: 'shrink', params: ({ event }) => event.order } },
  },
  states: {
    /** Nothing of ours rests. */
    cold: {
      entry: 'believe',
      on: { ORDER_RESTING: { actions: { type: 'join', params: ({ event }) => event.order }, target: 'tracking' } },
    },
    tracking: {
      entry: 'believe',
      on: { ORDER_RESTING: { actions: { type: 'join', params: ({ event }) => event.order } } },
      after: {
        [LOOK_MS]: [
          { guard: 'nothing', target: 'cold' },
          { guard: 'front', target: 'front' },
          { target: 'tracking', reenter: true },
        ],
      },
    },
    /** Nobody stands before one of our orders. */
    front: {
      entry: 'believe',
      on: { ORDER_RESTING: { actions: { type: 'join', params: ({ event }) => event.order } } },
      after: {
        [LOOK_MS]: [
          { guard: 'nothing', target: 'cold' },
          { guard: 'front', target: 'front', reenter: true },
          { target: 'tracking' },
        ],
      },
    },
    /** The book is not to be trusted, so neither is any estimate. */
    blind: {
      entry: 'doubt',
      on: {
        ORDER_RESTING: {},
        BOOK_TRUST: { guard: { type: 'trusted', params: ({ event }) => event.trusted }, target: 'recalibrating' },
      },
    },
    /** A fresh book: last in line until the market shows otherwise. */
    recalibrating: {
      entry: ['recalibrate', 'doubt'],
      on: { ORDER_RESTING: { actions: { type: 'join', params: ({ event }) => event.order } } },
      after: {
        [LOOK_MS]: [
          { guard: 'nothing', target: 'cold' },
          { guard: 'moved', target: 'tracking' },
          // Nothing moved, so starting over says the same; what it buys is that we look again.
          { target: 'recalibrating', reenter: true },
        ],
      },
    },
  },
});
