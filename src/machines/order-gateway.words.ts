// The gateway's words: what its statechart asks (guards), does (actions) and waits for (delays), each one a call of its desk or
// a line of its context. The chart itself is `order-gateway.machine.ts`.
import { assign, setup } from 'xstate';
import type { Answer } from '#domain/ports.ts';
import type {
  Admission,
  GatewayContext,
  GatewayDesk,
  GatewayEvent,
  Listing,
  QuoteCommand,
} from './order-gateway.protocol.ts';
import * as times from './order-gateway.times.ts';

export const gatewayWords = setup({
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
    beating: ({ context }) => context.beating,
    beatless: ({ context }) => !context.beating,
    engineDown: ({ context }) => context.desk.engineDown(),
    /** Whoever is halted cancels already, and reads on. */
    blind: ({ context }) => context.admission !== 'halted' && context.desk.blind(),
    disagrees: ({ context }) => context.desk.disagrees(),
    stillRestarting: (_, restarting: boolean) => restarting,
    unheard: ({ context }) => !context.hearing,
    wantsNoOrders: ({ context }) => context.admission === 'noNewQuotes' || context.admission === 'halted',
    wantsNoNew: ({ context }) => context.admission === 'noNewQuotes',
  },
  actions: {
    close: ({ context }, why: string) => context.desk.admit('closed', why),
    admit: ({ context }) => context.desk.admit(context.admission, context.why),
    readListing: ({ context }) => context.desk.readListing(),
    cancelAll: ({ context }, why: string) => context.desk.cancelAll(why),
    /** A closed gateway sends no order and still cancels: whoever halts us halts us in every mood. */
    obeyHalt: ({ context }) => {
      if (context.admission === 'halted') context.desk.cancelAll('halted');
    },
    doubtBooks: ({ context }) => context.desk.doubtBooks(),
    reconcile: ({ context }, answer: Answer<Listing>) => {
      if (answer.ok) context.desk.reconcile(answer.value, false);
    },
    /** Nothing was on its way: the gateway had been closed before the listing was asked for. */
    reconcileAtOnce: ({ context }, answer: Answer<Listing>) => {
      if (answer.ok) context.desk.reconcile(answer.value, true);
    },
    cancelEveryWay: ({ context }, why: string) => context.desk.cancelEveryWay(why),
    probe: ({ context }) => context.desk.probe(),
    compareAccount: ({ context }) => context.desk.compareAccount(),
    cancelBlind: ({ context }) => context.desk.cancelBlind(),
    hears: assign((_, hearing: boolean) => ({ hearing })),
    beats: assign((_, beating: boolean) => ({ beating })),
    closedBecause: assign((_, closedWhy: string) => ({ closedWhy })),
    probeIn: assign((_, retryAfterMs: number | null) => ({ probeMs: probeWait(retryAfterMs, times.PROBE_FIRST_MS) })),
    probeLater: assign((_, retryAfterMs: number | null) => ({
      probeMs: probeWait(retryAfterMs, times.PROBE_LATER_MS),
    })),
    sweep: ({ context }) => {
      if (context.desk.sweep()) context.desk.readListing();
    },
    quote: ({ context }, command: QuoteCommand) => context.desk.quote(command),
    reportDrained: ({ context }) => context.desk.drained(),
    remember: assign((_, params: { admission: Admission; why: string }) => params),
  },
  delays: {
    nextProbe: ({ context }) => context.probeMs,
    raceTidy: ({ context }) => Math.max(0, context.desk.windowLeftMs() - times.RACE_TIDY_MS),
    windowOver: ({ context }) => context.desk.windowLeftMs(),
  },
});

/** What the venue asks for, else our own patience; neither for ever nor in a rush. */
function probeWait(retryAfterMs: number | null, otherwiseMs: number): number {
  const waitMs = retryAfterMs === null || Number.isNaN(retryAfterMs) ? otherwiseMs : retryAfterMs;
  return Math.min(times.PROBE_MAX_MS, Math.max(times.PROBE_MIN_MS, waitMs));
}
