// Keeps the operator door told and answers what its visitors ask. The door is a thread of its own that may die or come late; then it is
// opened again after a while, and told everything anew. Nobody who trades waits for it or knows of it.
import { setup } from 'xstate';
import type { DoorAsk } from '#domain/operator/door-news.ts';

export const OPERATOR = 'operator';

export type OperatorEvent =
  /** The door begins, or begins anew: it knows nothing. */
  | { readonly type: 'DOOR_OPENED' }
  | { readonly type: 'DOOR_LOST'; readonly reason: string }
  | { readonly type: 'ASKED'; readonly id: number; readonly ask: DoorAsk }
  /** How many pages watch, and a filter for each who inspects. */
  | { readonly type: 'WATCHED'; readonly pages: number; readonly inspected: readonly string[] }
  | { readonly type: 'ROSTER_WANTED'; readonly to: number; readonly filter: string };

export interface OperatorDesk {
  /** Listens to the door from now on; what it says comes back as events. */
  attend(): void;
  reopen(): void;
  lost(reason: string): void;
  /** Tells everything that the door must know to begin with. */
  begin(): void;
  /** Tells what is new. */
  tell(): void;
  answer(id: number, ask: DoorAsk): void;
  watched(pages: number, inspected: readonly string[]): void;
  roster(to: number, filter: string): void;
}

export interface OperatorContext {
  readonly desk: OperatorDesk;
}

const TELL_MS = 250;
const REOPEN_MS = 2_000;

export const operatorMachine = setup({
  types: {
    context: {} as OperatorContext,
    events: {} as OperatorEvent,
    input: {} as OperatorContext,
  },
  actions: {
    attend: ({ context }) => context.desk.attend(),
    reopen: ({ context }) => context.desk.reopen(),
    lost: ({ context }, reason: string) => context.desk.lost(reason),
    begin: ({ context }) => context.desk.begin(),
    tell: ({ context }) => context.desk.tell(),
    answer: ({ context, event }) => {
      if (event.type === 'ASKED') context.desk.answer(event.id, event.ask);
    },
    watched: ({ context, event }) => {
      if (event.type === 'WATCHED') context.desk.watched(event.pages, event.inspected);
    },
    roster: ({ context, event }) => {
      if (event.type === 'ROSTER_WANTED') context.desk.roster(event.to, event.filter);
    },
  },
}).createMachine({
  id: 'operator',
  context: ({ input }) => input,
  entry: 'attend',
  initial: 'waiting',
  on: {
    // Whoever asks before it is told everything gets the truth of the trading thread all the same.
    ASKED: { actions: 'answer' },
    WATCHED: { actions: 'watched' },
    ROSTER_WANTED: { actions: 'roster' },
    DOOR_LOST: { target: '.closed', actions: { type: 'lost', params: ({ event }) => event.reason } },
    DOOR_OPENED: { target: '.open', actions: 'begin' },
  },
  states: {
    waiting: {},
    open: { after: { [TELL_MS]: { target: 'open', reenter: true, actions: 'tell' } } },
    closed: { after: { [REOPEN_MS]: { target: 'closed', reenter: true, actions: 'reopen' } } },
  },
});
