// The dead-man beat, one owner per API key. While beats are acknowledged the venue keeps our orders; when they are not, it
// cancels them all 10 to 15 s later. We stop believing earlier than it does: the gateway closes first, then cancels.
import { assign, setup } from 'xstate';

export const HEARTBEAT = 'heartbeat';

/** What it tells the gateway. */
export type BeatNews = { readonly type: 'BEAT_LOST'; readonly why: string } | { readonly type: 'BEAT_RESTORED' };

type Internal =
  | { readonly type: 'BEAT_ACKNOWLEDGED'; readonly id: string; readonly sentMs: number }
  /** The venue expected another id: the chain goes on from there. */
  | { readonly type: 'BEAT_CORRECTED'; readonly expected: string; readonly sentMs: number }
  | { readonly type: 'BEAT_FAILED'; readonly why: string; readonly sentMs: number };

export type HeartbeatEvent = Internal;

export interface HeartbeatDesk {
  now(): number;
  /** Sends one beat; the answer comes back as an event with the same `sentMs`. */
  beat(previous: string | null, sentMs: number): void;
  /** Nothing protects us yet. */
  arming(): void;
  lost(why: string): void;
  restored(): void;
}

export interface HeartbeatContext {
  readonly desk: HeartbeatDesk;
  readonly previous: string | null;
  /** When the beat that was acknowledged last had been sent. */
  readonly acknowledgedMs: number;
  readonly why: string;
}

const BEAT_EVERY_MS = 5_000;
/** A beat without an answer for so long is sent again. */
const ANSWER_MAX_MS = 1_500;
const AGAIN_MS = 500;
/** The venue forgets us after 10 s. */
export const BEAT_BELIEVED_MS = 8_000;

export const heartbeatMachine = setup({
  types: {
    context: {} as HeartbeatContext,
    events: {} as HeartbeatEvent,
    input: {} as { desk: HeartbeatDesk },
  },
  guards: {
    /** An answer that was under way for too long proves nothing about now. */
    fresh: ({ context }, sentMs: number) => apart(context.desk.now(), sentMs) < BEAT_BELIEVED_MS,
    tooOld: ({ context }) => apart(context.desk.now(), context.acknowledgedMs) >= BEAT_BELIEVED_MS,
  },
  actions: {
    beat: ({ context }) => context.desk.beat(context.previous, context.desk.now()),
    acknowledge: assign((_, beat: { id: string; sentMs: number }) => ({
      previous: beat.id,
      acknowledgedMs: beat.sentMs,
      why: '',
    })),
    correct: assign((_, expected: string) => ({ previous: expected })),
    because: assign((_, why: string) => ({ why })),
    arming: ({ context }) => context.desk.arming(),
    lost: ({ context }) => context.desk.lost(context.why || 'no answer to a beat'),
    restored: ({ context }) => context.desk.restored(),
  },
  // From the beat, not from its answer: a slow answer must not stretch what is believed.
  delays: {
    nextBeat({ context }) {
      const waitMs = context.acknowledgedMs + BEAT_EVERY_MS - context.desk.now();
      return Math.max(0, Math.min(BEAT_EVERY_MS, waitMs));
    },
  },
}).createMachine({
  id: 'heartbeat',
  context: ({ input }) => ({
    desk: input.desk,
    previous: null,
    acknowledgedMs: Number.NEGATIVE_INFINITY,
    why: 'no beat was acknowledged yet',
  }),
  // Until the first beat is acknowledged nothing protects us, so nothing may rest.
  initial: 'arming',
  on: {
    BEAT_FAILED: { actions: { type: 'because', params: ({ event }) => event.why } },
  },
  states: {
    arming: {
      entry: 'arming',
      initial: 'asking',
      on: {
        BEAT_ACKNOWLEDGED: {
          target: 'beating',
          actions: [{ type: 'acknowledge', params: ({ event }) => event }, 'restored'],
        },
        BEAT_CORRECTED: {
          target: '.asking',
          reenter: true,
          actions: { type: 'correct', params: ({ event }) => event.expected },
        },
      },
      states: {
        asking: {
          entry: 'beat',
          on: {
            BEAT_FAILED: { target: 'pausing', actions: { type: 'because', params: ({ event }) => event.why } },
          },
          after: { [ANSWER_MAX_MS]: { target: 'asking', reenter: true } },
        },
        pausing: { after: { [AGAIN_MS]: 'asking' } },
      },
      after: { [BEAT_BELIEVED_MS]: 'lost' },
    },
    /** The last beat was acknowledged; the next is due in a while. */
    beating: {
      on: {
        BEAT_ACKNOWLEDGED: { actions: { type: 'acknowledge', params: ({ event }) => event } },
        BEAT_CORRECTED: {},
      },
      after: { nextBeat: 'waiting' },
    },
    /** A beat is on its way. */
    waiting: {
      entry: 'beat',
      always: { guard: 'tooOld', target: 'lost' },
      on: {
        BEAT_ACKNOWLEDGED: { target: 'beating', actions: { type: 'acknowledge', params: ({ event }) => event } },
        BEAT_CORRECTED: {
          target: 'waiting',
          reenter: true,
          actions: { type: 'correct', params: ({ event }) => event.expected },
        },
        BEAT_FAILED: { target: 'repeating', actions: { type: 'because', params: ({ event }) => event.why } },
      },
      after: { [ANSWER_MAX_MS]: { target: 'waiting', reenter: true } },
    },
    repeating: {
      always: { guard: 'tooOld', target: 'lost' },
      on: { BEAT_ACKNOWLEDGED: { target: 'beating', actions: { type: 'acknowledge', params: ({ event }) => event } } },
      after: { [AGAIN_MS]: 'waiting' },
    },
    /** Not acknowledged for too long: the venue may have cancelled everything, or is about to. */
    lost: {
      entry: 'lost',
      initial: 'trying',
      on: {
        BEAT_ACKNOWLEDGED: {
          guard: { type: 'fresh', params: ({ event }) => event.sentMs },
          target: 'beating',
          actions: [{ type: 'acknowledge', params: ({ event }) => event }, 'restored'],
        },
      },
      states: {
        trying: {
          entry: 'beat',
          on: {
            BEAT_CORRECTED: {
              target: 'trying',
              reenter: true,
              actions: { type: 'correct', params: ({ event }) => event.expected },
            },
          },
          after: { [ANSWER_MAX_MS]: { target: 'trying', reenter: true } },
        },
      },
    },
  },
});

/** Either way: a beat in the future was sent before our clock was set back, and nobody knows when. */
function apart(nowMs: number, atMs: number): number {
  return Math.abs(nowMs - atMs);
}
