// Asks the venue what is true: at the start, on schedule, on demand, and a while after anything moved. Says when our books differ
// from it for good: what can be explained was booked by then, so a market whose shares differ is halted, and if it is cash, all.
import { assign, enqueueActions, setup } from 'xstate';
import { type Difference, persistent } from '#domain/money/reconcile.ts';
import type { Answer, VenueAccount } from '#domain/ports.ts';

export const RECONCILER = 'reconciler';

/** `MOVED`: there was a fill; many of them are one reason to look. */
export type ReconcilerCommand = { readonly type: 'RECONCILE' } | { readonly type: 'MOVED' };

type Internal =
  | { readonly type: 'ACCOUNT_READ'; readonly answer: Answer<VenueAccount> }
  | { readonly type: 'LOOKED'; readonly verdict: 'clean' | 'doubt' | 'diverged' };

export type ReconcilerEvent = ReconcilerCommand | Internal;

export interface ReconcilerDesk {
  /** The answer comes back as ACCOUNT_READ. */
  read(): void;
  /** null: nothing can be concluded yet. */
  compare(account: VenueAccount): readonly Difference[] | null;
  /** What looks have agreed on, less what transactions of ours explain that nobody answered for. */
  unexplained(differences: readonly Difference[]): readonly Difference[];
  /** Halts what is concerned. */
  diverged(differences: readonly Difference[]): void;
}

export interface ReconcilerContext {
  readonly desk: ReconcilerDesk;
  /** Differences of the last looks, newest last. */
  readonly looks: readonly (readonly Difference[])[];
}

const EVERY_MS = 30_000;
/** After the start: the gateway has read what rests, and what it missed is booked. */
const START_MS = 3_000;
/** From the first of some fills: what the venue tells from a cache is younger by then. */
export const MOVED_MS = 5_000;
const AGAIN_MS = 700;
const ANSWER_MAX_MS = 10_000;

export const reconcilerMachine = setup({
  types: {
    context: {} as ReconcilerContext,
    events: {} as ReconcilerEvent,
    input: {} as { desk: ReconcilerDesk },
  },
  guards: {
    is: (_, params: { verdict: string; wanted: string }) => params.verdict === params.wanted,
  },
  actions: {
    read: ({ context }) => context.desk.read(),
    look: enqueueActions(({ context, enqueue }, answer: Answer<VenueAccount>) => {
      // A failed read is no look: it neither clears nor accuses.
      if (!answer.ok) {
        enqueue.raise({ type: 'LOOKED', verdict: 'doubt' });
        return;
      }
      const look = context.desk.compare(answer.value);
      const looks = look ? [...context.looks, look] : context.looks;
      const agreed = look && persistent(looks);
      const found = agreed && context.desk.unexplained(agreed);
      enqueue.assign({ looks });
      if (found === null) enqueue.raise({ type: 'LOOKED', verdict: 'doubt' });
      else if (found.length === 0) enqueue.raise({ type: 'LOOKED', verdict: 'clean' });
      else {
        enqueue(() => context.desk.diverged(found));
        enqueue.raise({ type: 'LOOKED', verdict: 'diverged' });
      }
    }),
    forget: assign({ looks: [] }),
  },
}).createMachine({
  id: 'reconciler',
  context: ({ input }) => ({ desk: input.desk, looks: [] }),
  initial: 'starting',
  states: {
    starting: { on: { RECONCILE: 'reading', MOVED: {}, ACCOUNT_READ: {} }, after: { [START_MS]: 'reading' } },
    resting: {
      entry: 'forget',
      on: { RECONCILE: 'reading', MOVED: 'expecting', ACCOUNT_READ: {} },
      after: { [EVERY_MS]: 'reading' },
    },
    /** Something moved: one look after the next few seconds. */
    expecting: { on: { RECONCILE: 'reading', MOVED: {}, ACCOUNT_READ: {} }, after: { [MOVED_MS]: 'reading' } },
    reading: {
      entry: 'read',
      on: {
        RECONCILE: {},
        MOVED: {},
        ACCOUNT_READ: { actions: { type: 'look', params: ({ event }) => event.answer } },
        LOOKED: [
          {
            guard: { type: 'is', params: ({ event }) => ({ verdict: event.verdict, wanted: 'clean' }) },
            target: 'resting',
          },
          {
            guard: { type: 'is', params: ({ event }) => ({ verdict: event.verdict, wanted: 'diverged' }) },
            target: 'diverged',
          },
          { target: 'doubting' },
        ],
      },
      after: { [ANSWER_MAX_MS]: { target: 'reading', reenter: true } },
    },
    /** Something differs, perhaps only because news is on its way. */
    doubting: { on: { RECONCILE: {}, MOVED: {}, ACCOUNT_READ: {} }, after: { [AGAIN_MS]: 'reading' } },
    /** It was reported; looking goes on, because more may differ by then. */
    diverged: { on: { RECONCILE: 'reading', MOVED: {}, ACCOUNT_READ: {} }, after: { [EVERY_MS]: 'resting' } },
  },
});
