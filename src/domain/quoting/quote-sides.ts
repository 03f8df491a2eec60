// From beliefs to what should rest: reservation price, distances, sizes and blocks of both sides, handed to the plan. Every
// reason why a side is smaller, wider or silent is named, so that a trader can ask the quoter why.

import { rebatePerShare } from '#domain/market/fees.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { NO_AIM } from '#domain/market/reward-aim.ts';
import { eligibleShare } from '#domain/market/rewards.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { lateShareOf } from '#domain/pricing/event-move.ts';
import { eventReservations } from '#domain/pricing/event-skew.ts';
import type { KnownFairValue } from '#domain/pricing/fair-value.ts';
import { returnMultiplier } from '#domain/pricing/micro-halt.ts';
import { REGIME_QUOTES } from '#domain/pricing/regime.ts';
import { holdingHorizonMs, inventoryWeight, reservation } from '#domain/pricing/skew.ts';
import { halfSpread, type SpreadTargets } from '#domain/pricing/spread.ts';
import { varianceBudget } from '#domain/pricing/variance-budget.ts';
import { volatilityMultipliers } from '#domain/pricing/volatility-score.ts';
import type { Settings } from '#domain/settings.ts';
import { aboutUsd, MICRO, type Price, type Shares, type Usd } from '#domain/units.ts';
import { flattened, ORDER_QUOTES_MAX } from './flatten.ts';
import { quoteWorth } from './queue-outlook.ts';
import type { Beliefs, QuoteDecision, QuoteView } from './quote-model.ts';
import { type LegConstraint, type PlanInput, planQuotes } from './quote-plan.ts';
import { quoteSizes, type SideSize } from './quote-size.ts';
import { aimOf, type RewardProspect, rewardProspect } from './reward-prospect.ts';
import { chooseTicks } from './tick-choice.ts';

export interface Holdings {
  /** Signed micro-shares, every match counted. */
  readonly yes: number;
  readonly no: number;
  /** Free for this market's quotes: dollars, and shares that a sell may promise. */
  readonly cash: Usd;
  readonly sellable: { readonly yes: Shares; readonly no: Shares };
  /** `reduceOnly`: no order may add to |q|. */
  readonly reduceOnly: boolean;
  /** What reduces stands at the best price of a maker, whatever it is worth to us; with `reduceOnly`. */
  readonly flatten: boolean;
  /** The other outcomes of the same exclusive event: their fair values and YES-equivalent shares. */
  readonly rivals: readonly { readonly p: number; readonly q: number }[];
}

const WIDENED_FROM = 1.2;
export const NOT_FINITE = 'a number of the quote is not finite';

export function planSides(
  state: MarketState,
  settings: Settings,
  beliefs: Beliefs,
  view: QuoteView,
): Omit<QuoteDecision, 'regime'> {
  const fair = beliefs.fair as KnownFairValue;
  const multipliers = volatilityMultipliers(beliefs.volatility.score);
  const back = Math.max(
    returnMultiplier(beliefs.halts.bid, beliefs.nowMs),
    returnMultiplier(beliefs.halts.ask, beliefs.nowMs),
  );
  // Pace is in both the volatility score and the regime: whichever asks for more holds, never both.
  const policy = REGIME_QUOTES[beliefs.regime.regime];
  const asked = Math.max(multipliers.spread, policy.distance);
  const multiplier = Math.min(settings.spreadMultiplierMax, asked * back);
  const variance = varianceOf(settings, beliefs, fair, view.holdings);
  // What scheduled news may do weighs on the price; how much may be held over it is a limit of its own.
  const charged = Math.max(variance, beliefs.eventVariance ?? 0);
  const targets = targetsOf(state, settings, beliefs, fair, view, { multiplier, variance: charged });
  if (!targets) return silent(NOT_FINITE);
  const blocked = blocksOf(beliefs, view.holdings);
  const sized = (raise: number) =>
    quoteSizes({
      market: state.facts,
      settings,
      holdings: view.holdings,
      mark: state.mark,
      tick: state.book.tick,
      factors: { volatility: multipliers.size, regime: policy.size },
      raise,
      fair,
      variance,
      eventVariance: beliefs.eventVariance,
      level: beliefs.usual.level,
      targets: { bid: targets.bidTarget, ask: targets.askTarget },
      opinion: beliefs.opinion,
    });
  const sides = { settings, fair, targets, blocked, holdings: view.holdings, sized };
  const { prospect, perDay, ...ticks } = choiceOf(state, sides, beliefs.movesPerSecond);
  const wanted: PlanInput = {
    market: state.facts,
    tick: state.book.tick,
    bestBid: state.bestOther('bid'),
    bestAsk: state.bestOther('ask'),
    bidTarget: joined(targets, 'bid', beliefs),
    askTarget: joined(targets, 'ask', beliefs),
    floor: { bid: targets.trace.floorBid ?? fair.p, ask: targets.trace.floorAsk ?? fair.p },
    ...ticks,
    ...(view.holdings.reduceOnly ? { reducible: reducibleOf(view.holdings) } : {}),
    free: { cash: view.holdings.cash, ...view.holdings.sellable },
    constraints: withinSize(view.constraints, settings.quoteShares).map((leg) => insideFloor(leg, targets)),
    blocked,
  };
  const plan = planQuotes(view.holdings.flatten ? flattened(wanted, view.holdings, settings.quoteShares) : wanted);
  const distance = (targets.askTarget - targets.bidTarget) / 2;
  const rebate = rebatePerShare(state.facts.fee, fair.p, settings.rebateHaircut);
  const mayWait = !view.holdings.flatten && !view.holdings.reduceOnly;
  const adverse = adverseOf(beliefs.usual.spread ?? 0, settings);
  const worth = mayWait ? quoteWorth(targets, wanted, { adverse, rebate }) : null;
  const reward = aimOf(prospect, plan, perDay);
  return { ...modeOf(plan.refused, beliefs, multiplier), plan, halfSpread: distance, reward, worth };
}

/** Nothing to quote, and why. */
export function silent(reason: string): Omit<QuoteDecision, 'regime'> {
  return { mode: 'warming', reason, plan: null, halfSpread: null, reward: NO_AIM, worth: null };
}

interface Sides {
  readonly settings: Settings;
  readonly fair: KnownFairValue;
  readonly targets: SpreadTargets;
  readonly blocked: Readonly<Record<BookSide, string | null>>;
  readonly holdings: Holdings;
  /** What the limits leave of so many quotes. */
  readonly sized: (raise: number) => Readonly<Record<BookSide, SideSize>>;
}

/** F-4.6 and F-6.6 on the grid. Without a fill curve there is nothing to weigh: targets and sizes stay as they are. */
function choiceOf(
  state: MarketState,
  { settings, fair, targets, blocked, holdings, sized }: Sides,
  movesPerSecond: number,
): Pick<PlanInput, 'size' | 'sizeBy' | 'stand'> & {
  readonly prospect: RewardProspect | null;
  readonly perDay: number;
} {
  const usual = sized(1);
  const raised = state.facts.reward ? sized(settings.rewardSizeMax) : usual;
  const size = { bid: usual.bid.size, ask: usual.ask.size };
  const sizeMax = { bid: raised.bid.size, ask: raised.ask.size };
  const quoted = (side: BookSide) => (blocked[side] === null && size[side] >= state.facts.minSize ? size[side] : null);
  const sides = { bid: quoted('bid'), ask: quoted('ask') };
  const reducesOnly = holdings.reduceOnly || holdings.flatten;
  const eligible = eligibleShare(movesPerSecond, settings.venue.scoringAgeMs / 1_000);
  const prospect = rewardProspect(state, { settings, size: sides, sizeMax, reducesOnly, eligible });
  const { fills, distance, trace } = targets;
  if (!fills) return { size, sizeBy: { bid: usual.bid.by, ask: usual.ask.by }, prospect, perDay: 0 };
  const choice = chooseTicks({
    fair: fair.p,
    reservation: trace.reservation ?? fair.p,
    tick: state.book.tick,
    fills,
    distance,
    floor: { bid: trace.floorBid ?? fair.p, ask: trace.floorAsk ?? fair.p },
    best: { bid: state.bestOther('bid'), ask: state.bestOther('ask') },
    size: sides,
    reward: prospect?.case ?? null,
  });
  const chosen = { bid: choice.size.bid ?? size.bid, ask: choice.size.ask ?? size.ask };
  const by = (side: BookSide) => (chosen[side] > size[side] ? 'reward' : usual[side].by);
  const sizeBy = { bid: by('bid'), ask: by('ask') };
  return { size: chosen, sizeBy, stand: choice.stand, prospect, perDay: choice.rewardPerDay };
}

function adverseOf(spread: number, { adverseShare }: Settings): number {
  return (adverseShare * spread) / 2;
}

function targetsOf(
  state: MarketState,
  settings: Settings,
  beliefs: Beliefs,
  fair: KnownFairValue,
  { nowMs, holdings }: QuoteView,
  { multiplier, variance }: { readonly multiplier: number; readonly variance: number },
): SpreadTargets | null {
  const { facts } = state;
  const { volatility, leftMs } = beliefs;
  // F-2.5 with the loss budget of the market at its dearest point.
  const gamma = Math.LN2 / aboutUsd(settings.lossPerMarketMaxUsd);
  const q = (holdings.yes - holdings.no) / MICRO;
  const inPlay = facts.gameStartMs !== null && nowMs >= facts.gameStartMs;
  const w = inventoryWeight({
    p: fair.p,
    variance,
    timeLeftMs: leftMs,
    hazard: inPlay,
    weightMin: settings.skewShareMin,
  });
  const spread = beliefs.usual.spread ?? 0;
  return halfSpread({
    x: fair.x,
    sd: fair.sd,
    reservation: reservationOf(fair, gamma, q, w, holdings),
    tick: state.book.tick / MICRO,
    gamma,
    informed: settings.informedShare,
    fills: { rate: settings.fillRatePerSecond, decay: decayOf(spread, settings.fillDecayPerUsd) },
    adverse: adverseOf(spread, settings),
    rebate: rebatePerShare(facts.fee, fair.p, settings.rebateHaircut),
    jumps: volatility.jumps,
    lateShare: lateShareOf(facts.takerDelayMs),
    errorSds: settings.modelErrorSd,
    multiplier,
  });
}

/** V_h over the time that a position is held, dollars² a share. */
function varianceOf(settings: Settings, beliefs: Beliefs, { p }: KnownFairValue, { yes, no }: Holdings): number {
  const { volatility, leftMs } = beliefs;
  const { fillRatePerSecond: fillRate, quoteShares, skewHorizonMinMs } = settings;
  const q = (yes - no) / MICRO;
  const heldMs = holdingHorizonMs({ q, fillRate, orderSize: quoteShares / MICRO, timeLeftMs: leftMs });
  const { sigma, jumps } = volatility;
  const horizonMs = Math.max(heldMs, skewHorizonMinMs);
  return varianceBudget({ p, sigma, jumps, timeLeftMs: leftMs, horizonMs });
}

/** Fills thin out over about one half-spread (section 4, defaults): slower in a wide market, never faster than the setting. */
function decayOf(spread: number, decayMax: number): number {
  return spread > 0 ? Math.min(decayMax, 2 / spread) : decayMax;
}

/** F-2.6 alone, F-2.7 when the market is one outcome of an exclusive event: a position in a rival moves us too. */
function reservationOf(fair: KnownFairValue, gamma: number, q: number, w: number, holdings: Holdings): number {
  const own = reservation({ x: fair.x, gamma, q, w });
  if (holdings.rivals.length === 0) return own;
  const p = [fair.p, ...holdings.rivals.map((rival) => rival.p)];
  const sum = p.reduce((total, each) => total + each, 0);
  if (!(sum > 0)) return own;
  const skewed = eventReservations(
    p.map((each) => each / sum),
    gamma * w,
    [q, ...holdings.rivals.map((rival) => rival.q)],
  );
  return (skewed[0] ?? own / sum) * sum;
}

/** Without a fill curve the targets are limits only: at the touch, never inside it. */
function joined(targets: SpreadTargets, side: BookSide, { features }: Beliefs): number {
  if (side === 'bid')
    return targets.joinTouchOnly && features.bid !== null
      ? Math.min(targets.bidTarget, features.bid)
      : targets.bidTarget;
  return targets.joinTouchOnly && features.ask !== null ? Math.max(targets.askTarget, features.ask) : targets.askTarget;
}

/** What brings |q| to zero and not beyond. */
function reducibleOf({ yes, no }: Holdings): { bid: Shares; ask: Shares } {
  return { bid: Math.max(0, no - yes) as Shares, ask: Math.max(0, yes - no) as Shares };
}

function blocksOf({ regime, halts }: Beliefs, holdings: Holdings): { bid: string | null; ask: string | null } {
  const block = (side: BookSide): string | null => {
    if (regime.regime === 'crisis') return `crisis: ${regime.reason}`;
    const halt = halts[side];
    if (halt.status === 'halted') return `microHalt: ${halt.reason}`;
    const q = holdings.yes - holdings.no;
    if (holdings.reduceOnly && (side === 'bid' ? q >= 0 : q <= 0)) return 'reduceOnly';
    return null;
  };
  return { bid: block('bid'), ask: block('ask') };
}

/** Second legs wanted together ask for no more than an order may be; the oldest come first. */
function withinSize(legs: readonly LegConstraint[], quoteShares: Shares): LegConstraint[] {
  const left: Record<BookSide, number> = { bid: ORDER_QUOTES_MAX * quoteShares, ask: ORDER_QUOTES_MAX * quoteShares };
  return legs.map((leg) => {
    const side = SLOTS[leg.slot].economic;
    const size = Math.min(leg.size, left[side]) as Shares;
    left[side] -= size;
    return { ...leg, size };
  });
}

/** A second leg may be dear, but never beyond what the informed would take from us. */
function insideFloor(leg: LegConstraint, targets: SpreadTargets): LegConstraint {
  const { floorBid, floorAsk } = targets.trace;
  const best = SLOTS[leg.slot].economic === 'bid' ? floorBid : floorAsk;
  if (best === undefined) return leg;
  const { outcome, side } = SLOTS[leg.slot];
  const own = (outcome === 'yes' ? best : 1 - best) * MICRO;
  const maxCost = side === 'buy' ? Math.min(leg.maxCost, Math.floor(own)) : Math.max(leg.maxCost, Math.ceil(own));
  return { ...leg, maxCost: Math.min(MICRO - 1, Math.max(1, maxCost)) as Price };
}

function modeOf(
  refused: Readonly<Record<BookSide, string | null>>,
  { halts, regime }: Beliefs,
  multiplier: number,
): Pick<QuoteDecision, 'mode' | 'reason'> {
  const reason = refused.bid ?? refused.ask;
  const isHalted = halts.bid.status === 'halted' || halts.ask.status === 'halted';
  if (isHalted || regime.regime === 'crisis') return { mode: 'microHalt', reason };
  if (refused.bid !== null && refused.ask !== null) return { mode: 'warming', reason };
  if (reason !== null) return { mode: 'oneSided', reason };
  if (multiplier > WIDENED_FROM) return { mode: 'widened', reason: `spread x ${multiplier.toFixed(2)}` };
  return { mode: 'quoting', reason: null };
}
