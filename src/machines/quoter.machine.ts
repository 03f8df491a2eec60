// Decides when one market plans and what its silence means. What to plan is its desk's business (domain/quoting); orders
// leave through the gateway only. A burst of book moves makes it due once; it plans at most every `planIntervalMs`, always
// on the newest view, and at least every `replanMs` so that halts, ages and constraints run out on a quiet book too.
import { assign, cancel, enqueueActions, raise, setup } from 'xstate';
import type { OrderId, PairTradeId, TraceId } from '#domain/ids.ts';
import type { Regime } from '#domain/pricing/regime.ts';
import type { LegConstraint, PlannedOrder } from '#domain/quoting/quote-plan.ts';
import type { OrderNews } from './order-gateway.protocol.ts';
import type { ShutdownCommand } from './supervisor.machine.ts';

export const quoterAddress = (slug: string): string => `market:${slug}/quoter`;

/** What others may ask of a quoter. */
export type QuoterCommand =
  /** The market lets it quote, or forbids it and says why. */
  | { readonly type: 'QUOTE_ALLOWED' }
  | { readonly type: 'QUOTE_FORBIDDEN'; readonly reason: string; readonly idle: boolean }
  /** Conflated: one between two plans, however much the book moved. */
  | { readonly type: 'BOOK_MOVED' }
  | { readonly type: 'ADMISSION_CHANGED' }
  /** A pair trade asks for its second leg: at most this cost, until then. */
  | { readonly type: 'LEG_WANTED'; readonly pairTrade: PairTradeId; readonly constraint: LegConstraint }
  | { readonly type: 'LEG_RELEASED'; readonly pairTrade: PairTradeId };

type Internal =
  | { readonly type: 'PLAN_DUE' }
  /** The gateway takes no orders now. */
  | { readonly type: 'SHUT' }
  | { readonly type: 'PLANNED'; readonly mode: QuotingMode; readonly reason: string | null }
  | { readonly type: 'REGIME_SEEN'; readonly regime: Regime };

export type QuoterEvent = QuoterCommand | OrderNews | Internal | ShutdownCommand;

export type QuotingMode = 'warming' | 'quoting' | 'widened' | 'oneSided' | 'microHalt';

export interface PlanOutcome {
  readonly mode: QuotingMode;
  /** Why it is not plainly `quoting`. */
  readonly reason: string | null;
  readonly regime: Regime;
  readonly cancel: readonly { readonly order: OrderId; readonly why: string }[];
  readonly place: readonly PlannedOrder[];
  readonly trace: TraceId;
}

/** The quoter's hands: plans on the newest view, and sends. */
export interface QuoterDesk {
  now(): number;
  /** Tells the market, which answers with what is allowed now: so a restarted quoter learns it too. */
  started(): void;
  /** Orders or cancels of a plan would be taken now. */
  mayPlan(): boolean;
  plan(nowMs: number, constraints: readonly LegConstraint[]): PlanOutcome;
  send(outcome: PlanOutcome): void;
  /** Cancels whatever rests in this market. */
  pull(reason: string): void;
  ownFill(news: Extract<OrderNews, { type: 'FILL_ARRIVED' }>): void;
}

export interface QuoterContext {
  readonly desk: QuoterDesk;
  readonly planIntervalMs: number;
  /** Added once to the wait after a first plan, and after a long silence: markets that begin together would plan in the same
   *  millisecond for ever, and whoever comes last in such a burst would wait for all others. */
  readonly phaseMs: number;
  readonly replanMs: number;
  readonly plannedMs: number;
  readonly mode: QuotingMode | 'held';
  readonly regime: Regime;
  readonly reason: string | null;
  /** Second legs asked for, newest last. */
  readonly legs: readonly { readonly pairTrade: PairTradeId; readonly constraint: LegConstraint }[];
}

/** Constraints kept; the oldest gives way, its pair trade is then unwound by the skew alone. */
const LEGS_MAX = 50;

/** Made once: they are needed with every plan, and making them would cost more than what they do. */
const say = raise<QuoterContext, QuoterEvent, QuoterEvent, undefined>;
const FORGET_PLAN = cancel<QuoterContext, QuoterEvent, undefined, QuoterEvent>('plan');
const SHUT = say({ type: 'SHUT' });
const PLAN_NOW = say({ type: 'PLAN_DUE' });
const PLAN_WHEN_DUE = say({ type: 'PLAN_DUE' }, { id: 'plan', delay: ({ context }) => waitMs(context) });
const PLAN_AGAIN = say({ type: 'PLAN_DUE' }, { id: 'plan', delay: ({ context }) => context.replanMs });

/** Until the next plan may be made. A clock that was set back must not keep it waiting for the future. */
function waitMs({ desk, plannedMs, planIntervalMs, phaseMs }: QuoterContext): number {
  return Math.min(planIntervalMs + phaseMs, plannedMs + planIntervalMs - desk.now());
}

export const quoterMachine = setup({
  types: {
    context: {} as QuoterContext,
    events: {} as QuoterEvent,
    input: {} as { desk: QuoterDesk; planIntervalMs: number; phaseMs: number; replanMs: number },
    /** A regime stands as a tag, so that whoever looks at a quoter sees what kind of market it thinks this is. */
    tags: {} as 'silent' | Regime,
  },
  guards: {
    becomes: ({ context }, params: { is: QuotingMode; planned: QuotingMode }) =>
      params.is === params.planned && params.is !== context.mode,
    turns: ({ context }, params: { to: Regime; seen: Regime }) =>
      params.to === params.seen && params.to !== context.regime,
    isIdle: (_, idle: boolean) => idle,
  },
  actions: {
    planSoon: enqueueActions(({ context, enqueue }) => {
      enqueue(FORGET_PLAN);
      // While nothing may leave, a plan would only use up the interval: the first one after the door opens leaves at once.
      if (!context.desk.mayPlan()) enqueue(SHUT);
      else enqueue(waitMs(context) > 0 ? PLAN_WHEN_DUE : PLAN_NOW);
    }),
    plan: enqueueActions(({ context, enqueue }) => {
      if (!context.desk.mayPlan()) {
        enqueue(SHUT);
        return;
      }
      const nowMs = context.desk.now();
      const standing = context.legs.filter((leg) => leg.constraint.untilMs > nowMs);
      const outcome = context.desk.plan(
        nowMs,
        standing.map((leg) => leg.constraint),
      );
      const isBack = nowMs - context.plannedMs > 2 * context.replanMs;
      enqueue.assign({ plannedMs: isBack ? nowMs + context.phaseMs : nowMs, reason: outcome.reason, legs: standing });
      enqueue(() => context.desk.send(outcome));
      enqueue(FORGET_PLAN);
      enqueue(PLAN_AGAIN);
      if (outcome.mode !== context.mode) {
        enqueue.raise({ type: 'PLANNED', mode: outcome.mode, reason: outcome.reason });
      }
      if (outcome.regime !== context.regime) enqueue.raise({ type: 'REGIME_SEEN', regime: outcome.regime });
    }),
    forgetPlan: enqueueActions(({ enqueue }) => enqueue(FORGET_PLAN)),
    pull: ({ context }, reason: string) => context.desk.pull(reason),
    inMode: assign((_, mode: QuotingMode | 'held') => ({ mode })),
    inRegime: assign((_, regime: Regime) => ({ regime })),
    because: assign((_, reason: string) => ({ reason })),
    noteFill: ({ context, event }) => {
      if (event.type === 'FILL_ARRIVED') context.desk.ownFill(event);
    },
    wantLeg: assign(({ context, event }) => {
      if (event.type !== 'LEG_WANTED') return {};
      const others = context.legs.filter((leg) => leg.pairTrade !== event.pairTrade);
      return { legs: [...others, { pairTrade: event.pairTrade, constraint: event.constraint }].slice(-LEGS_MAX) };
    }),
    releaseLeg: assign(({ context, event }) => {
      if (event.type !== 'LEG_RELEASED') return {};
      return { legs: context.legs.filter((leg) => leg.pairTrade !== event.pairTrade) };
    }),
    sayStarted: ({ context }) => context.desk.started(),
  },
}).createMachine({
  id: 'quoter',
  context: ({ input }) => ({
    desk: input.desk,
    planIntervalMs: input.planIntervalMs,
    phaseMs: input.phaseMs,
    replanMs: input.replanMs,
    plannedMs: Number.NEGATIVE_INFINITY,
    mode: 'warming',
    regime: 'normal',
    reason: 'not started',
    legs: [],
  }),
  entry: 'sayStarted',
  initial: 'idle',
  on: {
    QUOTE_FORBIDDEN: [
      {
        guard: { type: 'isIdle', params: ({ event }) => event.idle },
        target: '.idle',
        actions: { type: 'because', params: ({ event }) => event.reason },
      },
      { target: '.pulled', actions: { type: 'because', params: ({ event }) => event.reason } },
    ],
    shutdown: '.ended',
    // News for whoever quotes; the first plan after a permission looks at everything anyway.
    BOOK_MOVED: {},
    ADMISSION_CHANGED: {},
    ORDER_RESTING: {},
    ORDER_ENDED: {},
    LEG_WANTED: { actions: 'wantLeg' },
    LEG_RELEASED: { actions: 'releaseLeg' },
    FILL_ARRIVED: { actions: 'noteFill' },
  },
  states: {
    /** The market does not trade (yet, or any more). */
    idle: { tags: 'silent', on: { QUOTE_ALLOWED: 'active' } },
    /** It would trade, and something forbids it; nothing rests. */
    pulled: {
      tags: 'silent',
      entry: { type: 'pull', params: ({ context }) => context.reason ?? 'pulled' },
      on: { QUOTE_ALLOWED: 'active' },
    },
    active: {
      type: 'parallel',
      entry: [{ type: 'inMode', params: 'warming' }, { type: 'inRegime', params: 'normal' }, 'planSoon'],
      exit: ['forgetPlan', { type: 'pull', params: 'no longer allowed to quote' }],
      on: {
        QUOTE_ALLOWED: {},
        BOOK_MOVED: { actions: 'planSoon' },
        ADMISSION_CHANGED: { actions: 'planSoon' },
        ORDER_RESTING: { actions: 'planSoon' },
        ORDER_ENDED: { actions: 'planSoon' },
        LEG_WANTED: { actions: ['wantLeg', 'planSoon'] },
        LEG_RELEASED: { actions: ['releaseLeg', 'planSoon'] },
        FILL_ARRIVED: { actions: ['noteFill', 'planSoon'] },
        PLAN_DUE: { actions: 'plan' },
      },
      states: {
        quotes: {
          initial: 'warming',
          on: {
            SHUT: { target: '.held', actions: { type: 'inMode', params: 'held' } },
            PLANNED: [
              {
                guard: { type: 'becomes', params: ({ event }) => ({ is: 'warming', planned: event.mode }) },
                target: '.warming',
                actions: { type: 'inMode', params: 'warming' },
              },
              {
                guard: { type: 'becomes', params: ({ event }) => ({ is: 'quoting', planned: event.mode }) },
                target: '.quoting',
                actions: { type: 'inMode', params: 'quoting' },
              },
              {
                guard: { type: 'becomes', params: ({ event }) => ({ is: 'widened', planned: event.mode }) },
                target: '.widened',
                actions: { type: 'inMode', params: 'widened' },
              },
              {
                guard: { type: 'becomes', params: ({ event }) => ({ is: 'oneSided', planned: event.mode }) },
                target: '.oneSided',
                actions: { type: 'inMode', params: 'oneSided' },
              },
              {
                guard: { type: 'becomes', params: ({ event }) => ({ is: 'microHalt', planned: event.mode }) },
                target: '.microHalt',
                actions: { type: 'inMode', params: 'microHalt' },
              },
            ],
          },
          states: {
            /** Not enough is known yet to name a price. */
            warming: { tags: 'silent' },
            quoting: {},
            /** Both sides, at more than the plain spread. */
            widened: {},
            oneSided: {},
            /** Toxic flow, or a crisis: what is hit is out for a moment. */
            microHalt: {},
            /** The gateway takes no orders: it restarts, lost its beat, or was halted. What rests is its business. */
            held: { tags: 'silent', on: { SHUT: {} } },
          },
        },
        /** What kind of market the last plan saw (quant.md F-12.1). Decided in domain/pricing/regime, shown here. */
        regime: {
          initial: 'normal',
          on: {
            REGIME_SEEN: [
              {
                guard: { type: 'turns', params: ({ event }) => ({ to: 'highLiquidity', seen: event.regime }) },
                target: '.highLiquidity',
                actions: { type: 'inRegime', params: 'highLiquidity' },
              },
              {
                guard: { type: 'turns', params: ({ event }) => ({ to: 'normal', seen: event.regime }) },
                target: '.normal',
                actions: { type: 'inRegime', params: 'normal' },
              },
              {
                guard: { type: 'turns', params: ({ event }) => ({ to: 'lowLiquidity', seen: event.regime }) },
                target: '.lowLiquidity',
                actions: { type: 'inRegime', params: 'lowLiquidity' },
              },
              {
                guard: { type: 'turns', params: ({ event }) => ({ to: 'crisis', seen: event.regime }) },
                target: '.crisis',
                actions: { type: 'inRegime', params: 'crisis' },
              },
            ],
          },
          states: {
            highLiquidity: { tags: 'highLiquidity' },
            normal: { tags: 'normal' },
            lowLiquidity: { tags: 'lowLiquidity' },
            crisis: { tags: 'crisis' },
          },
        },
      },
    },
    /** Told to leave; on the way out of `active` it pulled what rests. */
    ended: { type: 'final' },
  },
});
