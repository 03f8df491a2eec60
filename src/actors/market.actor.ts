// One market: its clock, and the three machines that trade it. Read the list below as start order; a child that fails takes
// those below it along (rest_for_one), because each relies on the one above.
import type { MarketId } from '#domain/ids.ts';
import { marketPhase } from '#domain/market/market-clock.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { lateShareOf, NEWS_SPREADS_MS } from '#domain/pricing/event-move.ts';
import { CHAINLESS_MODES } from '#domain/settings/keys.ts';
import { slugDraw } from '#domain/slug-draw.ts';
import { MICRO } from '#domain/units.ts';
import { completeSetAddress, completeSetMachine } from '#machines/complete-set.machine.ts';
import { type MarketDesk, marketAddress, marketMachine } from '#machines/market.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { queueTrackerAddress, queueTrackerMachine } from '#machines/queue-tracker.machine.ts';
import { quoterAddress, quoterMachine } from '#machines/quoter.machine.ts';
import type { ChildSpec } from '#machines/supervisor.machine.ts';
import { ROOT } from './addresses.ts';
import { completeSetDesk } from './complete-set.actor.ts';
import type { Desk } from './desk.ts';
import { queueTrackerDesk } from './queue-tracker.actor.ts';
import { quoterDesk } from './quoter.actor.ts';
import { child, permanent, supervise, transient } from './supervisor.actor.ts';

/** A quiet market is planned again at least this often: halts, ages and constraints run out without any frame. */
const REPLAN_MS = 1_000;
/** The venue's usual, until ours are measured. */
const CANCEL_P95_MS = 400;
const CANCEL_P99_MS = 1_000;
const STOP_BEFORE_END_MAX_MS = 3_600_000;
/** The periods grow with each level: whoever dies again and again comes to its limit, however slowly it dies. */
const FIVE_IN_FIVE_MINUTES = permanent(5, 300_000);
const THREE_IN_TWENTY_MINUTES = transient(3, 1_200_000);

export function marketSpec(desk: Desk, market: MarketId): ChildSpec {
  const state = desk.markets.get(market) as MarketState;
  const { slug } = state.facts;
  const { planIntervalMs } = desk.settingsOf(state.facts);
  const pairs = () => ({ ...supervise(desk, 'one_for_one', []), desk: completeSetDesk(desk, state) });
  const phaseMs = slugDraw(slug, planIntervalMs, 'plan');
  const quotes = () => ({ desk: quoterDesk(desk, state), planIntervalMs, phaseMs, replanMs: REPLAN_MS });
  const children = [
    child('complete-set', completeSetAddress(slug), completeSetMachine, pairs, FIVE_IN_FIVE_MINUTES),
    child(
      'queue-tracker',
      queueTrackerAddress(slug),
      queueTrackerMachine,
      () => ({ desk: queueTrackerDesk(desk, state) }),
      FIVE_IN_FIVE_MINUTES,
    ),
    child('quoter', quoterAddress(slug), quoterMachine, quotes, FIVE_IN_FIVE_MINUTES, { withinMs: 100 }),
  ];
  const input = () => ({
    ...supervise(desk, 'rest_for_one', children),
    desk: marketDesk(desk, state),
    trusted: bookTold(desk, state),
    halted: desk.halts.reason(market),
  });
  const [id, goodbye] = [marketAddress(slug), { withinMs: 300 }];
  return { ...child(id, id, marketMachine, input, THREE_IN_TWENTY_MINUTES, goodbye), isolated: true };
}

/** The feed tells changes only, and the middle of a group is none. */
function bookTold(desk: Desk, state: MarketState): boolean {
  const trust = state.book.trust(desk.clock.now());
  return trust === 'trusted' || trust === 'midGroup';
}

function marketDesk(desk: Desk, state: MarketState): MarketDesk {
  const market = state.facts.id;
  const { slug } = state.facts;
  const settings = desk.settingsOf(state.facts);
  // Deadlines of a sped-up market come sooner; what is said about information time shrinks with them.
  const clock = {
    stopBeforeEndMs: settings.stopBeforeEndMs / desk.marketPace(state.facts),
    stopBeforeEndMaxMs: STOP_BEFORE_END_MAX_MS,
    gameMaxMs: settings.gameMaxMs / desk.marketPace(state.facts),
    pullBeforeEventMs: settings.pullBeforeEventMs / desk.marketPace(state.facts),
    stayAfterEventMs: NEWS_SPREADS_MS / desk.marketPace(state.facts),
    eventVarianceShare: settings.eventVarianceShare,
  };
  const { cancels } = desk.vitals;
  const pace = desk.marketPace(state.facts);
  return {
    now: () => desk.clock.now(),
    phase(nowMs) {
      const { halfSpread } = state;
      const lateShare = lateShareOf(state.facts.takerDelayMs);
      const latencyMs = cancels.p95Ms(CANCEL_P95_MS);
      const late = halfSpread === null ? null : { p: state.mark / MICRO, halfSpread, latencyMs, lateShare };
      // What is measured is as slow in a sped-up market as elsewhere; a guess is one about a market of life's pace.
      const cancelP95Ms = cancels.p95Ms(CANCEL_P95_MS / pace);
      const cancelP99Ms = cancels.p99Ms(CANCEL_P99_MS / pace);
      return marketPhase(state.facts, nowMs, { ...clock, cancelP95Ms, cancelP99Ms }, late);
    },
    permit(allowed, reason, idle) {
      const event = allowed
        ? ({ type: 'QUOTE_ALLOWED' } as const)
        : ({ type: 'QUOTE_FORBIDDEN', reason, idle } as const);
      if (!allowed) state.silence = reason;
      desk.post(quoterAddress(slug), event);
    },
    cancelAll: (why) => desk.post(GATEWAY, { type: 'CANCEL_MARKET', market, why }),
    redeem() {
      desk.post(completeSetAddress(slug), { type: 'MARKET_ENDED' });
      if (!CHAINLESS_MODES.includes(desk.settings.mode)) desk.post(GATEWAY, { type: 'REDEEM', market });
    },
    holdsShares() {
      const { yes, no } = desk.accounts.position(market);
      return yes.held !== 0 || no.held !== 0 || yes.settled !== 0 || no.settled !== 0;
    },
    entered(name) {
      desk.transition(marketAddress(slug), state.phase, name, null);
      state.phase = name;
      if (name === 'closing' || name === 'awaitingResolution')
        desk.post(completeSetAddress(slug), { type: 'MARKET_CLOSING' });
      if (name === 'awaitingResolution' || name === 'redeeming') desk.uptime.end(market, desk.clock.now());
      if (name === 'halted') desk.halted(market);
    },
    finished: () => desk.post(ROOT, { type: 'MARKET_FINISHED', market }),
  };
}
