// The quoter's hands: puts its model beside the desk, turns plans into the difference from what rests, and sends that to the
// gateway. Wants nothing from a slot whose order is still under way.
import type { MarketId } from '#domain/ids.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { isWorse } from '#domain/pricing/regime.ts';
import { heldBy } from '#domain/quoting/held-by.ts';
import { diffOrders, type OrderDiff } from '#domain/quoting/order-diff.ts';
import { type QuoteWorth, queueOutlook } from '#domain/quoting/queue-outlook.ts';
import { type QuoteDecision, QuoteModel } from '#domain/quoting/quote-model.ts';
import type { LegConstraint, QuotePlan } from '#domain/quoting/quote-plan.ts';
import type { Holdings } from '#domain/quoting/quote-sides.ts';
import type { Settings } from '#domain/settings.ts';
import { Decimal, MICRO, type Usd, ZERO_USD } from '#domain/units.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { type PlanOutcome, type QuoterDesk, quoterAddress } from '#machines/quoter.machine.ts';
import type { Desk } from './desk.ts';
import { sellable } from './risk-view.ts';

/** Plans older than this are not raced with: restarts take a minute or two. */
const RACE_MEMORY_MS = 300_000;

export function quoterDesk(desk: Desk, state: MarketState): QuoterDesk {
  const market = state.facts.id;
  const settings = desk.settingsOf(state.facts);
  const model = new QuoteModel(state, settings, desk.marketPace(state.facts));
  let shown = 'idle';
  let worseMs: number | null = null;
  const memory = new RaceMemory();
  const cash = new FreeCash();

  function plan(nowMs: number, constraints: readonly LegConstraint[]): PlanOutcome {
    state.moved = false;
    desk.counters.plans += 1;
    const trace = desk.newId.trace();
    const signals = desk.signals.read(market, nowMs);
    const seen = model.decide({ nowMs, constraints, signals, holdings: holdingsOf(desk, state, cash) });
    const decision = desk.racing ? memory.inRace(seen, state, nowMs) : memory.keep(seen, nowMs);
    state.halfSpread = decision.halfSpread;
    state.rewardAim = { ...decision.reward, plannedMs: nowMs };
    if (state.regime !== null && isWorse(decision.regime, state.regime)) worseMs = nowMs;
    state.regime = decision.regime;
    const told = { mode: decision.mode, regime: decision.regime, trace };
    if (decision.mode !== shown) {
      desk.transition(quoterAddress(state.facts.slug), shown, decision.mode, decision.reason);
      if (decision.mode === 'microHalt') desk.halted(market);
      shown = decision.mode;
    }
    const { mode } = desk.admission;
    const closed = mode === 'closed' || mode === 'halted' ? desk.admission.why : null;
    state.silence = closed ?? (decision.mode === 'quoting' || decision.mode === 'widened' ? null : decision.reason);
    if (!decision.plan) {
      const why = decision.reason ?? 'nothing to quote';
      const cancel = live().map((row) => ({ order: row.id, why }));
      return { ...told, reason: why, cancel, place: [] };
    }
    const { cancel, place } = difference(desk, state, settings, { ...decision, plan: decision.plan, worseMs }, nowMs);
    return { ...told, reason: decision.reason, cancel, place: mode === 'open' || mode === 'reduceOnly' ? place : [] };
  }

  const live = () => desk.orders.live(market);

  return {
    now: () => desk.clock.now(),
    started: () => desk.post(marketAddress(state.facts.slug), { type: 'QUOTER_STARTED' }),
    mayPlan() {
      const { mode, why } = desk.admission;
      const may = mode !== 'closed' && mode !== 'halted';
      if (!may) state.silence = why;
      return may;
    },
    plan,
    send({ cancel, place, trace }) {
      if (cancel.length > 0 || place.length > 0) desk.post(GATEWAY, { type: 'QUOTE', market, cancel, place, trace });
    },
    pull: (reason) => desk.post(GATEWAY, { type: 'CANCEL_MARKET', market, why: reason }),
    ownFill({ fill }) {
      model.ownFill({ side: SLOTS[fill.slot].economic, atMs: fill.atMs, size: fill.size / MICRO });
    },
  };
}

function difference(
  desk: Desk,
  state: MarketState,
  settings: Settings,
  {
    plan,
    worth,
    worseMs,
  }: { readonly plan: QuotePlan; readonly worth: QuoteWorth | null; readonly worseMs: number | null },
  nowMs: number,
): OrderDiff {
  const live = desk.orders.live(state.facts.id);
  const best = { bestBid: state.bestOther('bid'), bestAsk: state.bestOther('ask') };
  // In the race a place in the queue is given up for danger only, not for a better price.
  const view = { nowMs, tick: state.book.tick, ...best, worseMs: desk.racing ? null : worseMs };
  const minRestMs = desk.racing ? Number.POSITIVE_INFINITY : settings.minRestMs;
  const rules = { ...settings, minRestMs };
  const byPrice = diffOrders(plan, live, view, rules);
  const held = { nowMs, minRestMs, reward: state.rewardAim, moving: byPrice.cancel };
  state.heldBy = heldBy(plan, live, held);
  // Places in the queue only ever keep what price alone would move, so nobody looks at them for nothing.
  if (!worth || byPrice.cancel.length === 0) return byPrice;
  const reward = { ageMs: settings.venue.scoringAgeMs, haircut: settings.rewardHaircut };
  const queue = queueOutlook(state, plan, { worth, live, nowMs, reward });
  return diffOrders(plan, live, { ...view, queue }, rules);
}

/** What was wanted before an engine restart is wanted in the race after it, as long as nobody else has made a book: nothing can
 *  be taken then, and what no book confirms in time is cancelled by the gateway. */
class RaceMemory {
  #last: { readonly decision: QuoteDecision; readonly atMs: number } | null = null;

  keep(decision: QuoteDecision, atMs: number): QuoteDecision {
    if (decision.plan) this.#last = { decision, atMs };
    return decision;
  }

  inRace(decision: QuoteDecision, state: MarketState, nowMs: number): QuoteDecision {
    const hasBook = state.bestOther('bid') !== null && state.bestOther('ask') !== null;
    if (decision.plan || hasBook || !this.#last || nowMs - this.#last.atMs > RACE_MEMORY_MS) return decision;
    return { ...this.#last.decision, reason: 'as before the engine restart' };
  }
}

function holdingsOf(desk: Desk, state: MarketState, cash: FreeCash): Holdings {
  const market = state.facts.id;
  const { yes, no } = desk.accounts.position(market);
  return {
    yes: yes.held,
    no: no.held,
    cash: cash.of(desk, market),
    sellable: sellable(desk, market),
    reduceOnly: desk.admission.mode === 'reduceOnly' || desk.halts.retired.has(market),
    flatten: desk.vitals.flattening,
    rivals: rivalsOf(desk, state),
  };
}

/** What other markets' resting buys leave of the cash. From plan to plan both are mostly the same. */
class FreeCash {
  #cash: Usd = ZERO_USD;
  #promised: Usd = ZERO_USD;
  #free: Usd = ZERO_USD;

  of(desk: Desk, market: MarketId): Usd {
    const promised = desk.orders.promisedElsewhere(market);
    const cash = desk.vitals.reconciliation.spendable(desk.accounts.cash().held, desk.clock.steadyMs());
    if (cash === this.#cash && promised === this.#promised) return this.#free;
    this.#cash = cash;
    this.#promised = promised;
    this.#free = Decimal.max(0, cash.minus(promised));
    return this.#free;
  }
}

function rivalsOf(desk: Desk, state: MarketState): { readonly p: number; readonly q: number }[] {
  const { group, negRisk, id } = state.facts;
  if (!negRisk || group === null) return [];
  return [...desk.groups.of(group)]
    .flatMap((member) => desk.markets.get(member) ?? [])
    .filter(({ facts }) => facts.id !== id && facts.payout === null)
    .map((rival) => {
      const { yes, no } = desk.accounts.position(rival.facts.id);
      return { p: rival.mark / MICRO, q: (yes.held - no.held) / MICRO };
    });
}
