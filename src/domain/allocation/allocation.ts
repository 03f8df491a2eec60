// Deals capital out over markets by what its last dollar at risk earns: reward and spread less expected jump loss. At risk is what
// markets lose that all go against us, and a quarter of the capital may be, all in all (quant.md F-10.4); that is scarcer than the
// capital, for a pair of bids locks at most twice what it may lose, so at most half of the capital is ever locked.
// A market is entered by its least size at once, then in small steps, each worth less than the one before; the best step of all
// markets goes first, and one that does not fit is passed over with what would follow it. Promises: never above what may be at
// risk, nor above the caps; every step taken earns; more capital never earns less (below); the same input gives the same answer.
//
// Why more never earns less, with caps that stay: the order of steps does not depend on the capital. Where what may be at risk just
// suffices for a step that was passed over until then, whatever was taken instead risked no more and came later in the order, so
// it earned no more a dollar. Caps that grow with the capital would break that, so they grow on rungs (1, 2, 5, 10, …), and the
// best of all rungs up to the capital is taken.
import { atRiskMax, type Caps, capsOf, isWithinCaps } from './caps.ts';
import type { IncomeCurve, MarketIncome } from './market-income.ts';
import { lossPerShare, PAYOUT_MIN_USD } from './rewarded-market.ts';
import { StepHeap } from './step-heap.ts';

export interface Holding {
  readonly curve: IncomeCurve;
  /** Whole shares, on either side. */
  readonly shares: number;
  readonly capitalUsd: number;
  /** As the curve expects it. */
  readonly income: MarketIncome;
}

export interface Allocation {
  /** The largest first. */
  readonly holdings: readonly Holding[];
  /** Locked. */
  readonly usedUsd: number;
  /** What is lost where every market goes against us. */
  readonly atRiskUsd: number;
  readonly reward: number;
  readonly net: number;
}

const NOTHING: Allocation = { holdings: [], usedUsd: 0, atRiskUsd: 0, reward: 0, net: 0 };

/** Steps after the first are this part of the least size, or of what is held where that is more. */
const STEP_OF_LEAST = 4;
const STEP_OF_HELD = 8;
const FIRST_RUNG_USD = 10;

/** Nothing where all of it would net less than the least payout. Throws RangeError for a capital that is no amount. */
export function allocate(curves: readonly IncomeCurve[], capitalUsd: number): Allocation {
  if (!(capitalUsd >= 0 && capitalUsd < Number.POSITIVE_INFINITY)) throw new RangeError(`capital ${capitalUsd}`);
  const rungs = rungsUpTo(capitalUsd);
  const atRiskUsd = atRiskMax(capitalUsd);
  let best = allocateWithin(curves, atRiskUsd, capsOf(rungs.pop() as number));
  for (let wealthUsd = rungs.pop(); wealthUsd !== undefined; wealthUsd = rungs.pop()) {
    const caps = capsOf(wealthUsd);
    // Tighter caps only make it less.
    if (upperBound(curves, atRiskUsd, caps) <= best.net) break;
    const other = allocateWithin(curves, atRiskUsd, caps);
    if (other.net > best.net) best = other;
  }
  return best.net < PAYOUT_MIN_USD ? NOTHING : best;
}

/** 10, 20, 50, 100, …: the wealth that caps are reckoned for. Of less, what there is. */
export function rungsUpTo(capitalUsd: number): number[] {
  const rungs = capitalUsd < FIRST_RUNG_USD ? [capitalUsd] : [];
  for (let decade = FIRST_RUNG_USD; decade <= capitalUsd; decade *= 10)
    for (const digit of [1, 2, 5]) if (digit * decade <= capitalUsd) rungs.push(digit * decade);
  return rungs;
}

/** With this much at risk at most, all in all. */
export function allocateWithin(curves: readonly IncomeCurve[], atRiskUsd: number, caps: Caps): Allocation {
  const held = new Map<IncomeCurve, number>();
  const lossOf = new Map<string, number>();
  let lossUsd = 0;
  for (const step of stepsOf(curves, caps)) {
    const { curve, shares, riskUsd } = step.value;
    const { group } = curve.market;
    const loss = (group === null ? 0 : (lossOf.get(group) ?? 0)) + riskUsd;
    if (lossUsd + riskUsd > atRiskUsd || (group !== null && loss > caps.perEventUsd)) continue;
    if (group !== null) lossOf.set(group, loss);
    held.set(curve, shares);
    lossUsd += riskUsd;
    step.takeOn();
  }
  return allocationOf([...held]);
}

/** What the same steps would earn if the last could be cut to fit: no choice of theirs earns more, whatever events allow. */
export function upperBound(curves: readonly IncomeCurve[], atRiskUsd: number, caps: Caps): number {
  let [leftUsd, net] = [atRiskUsd, 0];
  for (const step of stepsOf(curves, caps)) {
    const { riskUsd, density } = step.value;
    net += Math.min(leftUsd, riskUsd) * density;
    leftUsd -= riskUsd;
    if (leftUsd <= 0) break;
    step.takeOn();
  }
  return net;
}

/** As these curves expect it; another list of curves may judge what one of them chose. */
export function allocationOf(held: readonly (readonly [IncomeCurve, number])[]): Allocation {
  const holdings = held.map(([curve, shares]) => ({
    curve,
    shares,
    capitalUsd: shares * curve.capitalPerShare,
    income: curve.at(shares),
  }));
  holdings.sort((a, b) => b.capitalUsd - a.capitalUsd || (a.curve.market.slug < b.curve.market.slug ? -1 : 1));
  const sum = (of: (holding: Holding) => number) => holdings.reduce((total, holding) => total + of(holding), 0);
  return {
    holdings,
    usedUsd: sum(({ capitalUsd }) => capitalUsd),
    atRiskUsd: sum(({ curve, shares }) => shares * lossPerShare(curve.market)),
    reward: sum(({ income }) => income.reward),
    net: sum(({ income }) => income.net),
  };
}

interface Step {
  readonly curve: IncomeCurve;
  /** Held once it is taken, and what they earn then. */
  readonly shares: number;
  readonly net: number;
  /** What it adds to what may be lost. */
  readonly riskUsd: number;
  /** Dollars a day for each dollar of that. */
  readonly density: number;
}

/** Best first. `takeOn` puts what follows the step in the same market in line; passed over, it ends there. */
function* stepsOf(
  curves: readonly IncomeCurve[],
  caps: Caps,
): Generator<{ readonly value: Step; readonly takeOn: () => void }> {
  const first = curves.flatMap((curve) => stepTo(curve, { shares: 0, net: 0 }, curve.leastShares, caps) ?? []);
  const heap = new StepHeap<Step>(first, isBefore);
  for (let value = heap.take(); value; value = heap.take()) {
    const from = value;
    const takeOn = () => {
      const { curve, shares } = from;
      const more = Math.max(1, Math.ceil(curve.leastShares / STEP_OF_LEAST), Math.floor(shares / STEP_OF_HELD));
      const next = stepTo(curve, from, shares + more, caps);
      if (next) heap.put(next);
    };
    yield { value, takeOn };
  }
}

function stepTo(curve: IncomeCurve, from: Pick<Step, 'shares' | 'net'>, shares: number, caps: Caps): Step | null {
  const net = from.shares === 0 ? curve.leastNet : curve.net(shares);
  const gain = net - from.net;
  if (!(gain > 0) || !isWithinCaps(curve, shares, net, caps)) return null;
  const riskUsd = (shares - from.shares) * lossPerShare(curve.market);
  return { curve, shares, net, riskUsd, density: gain / riskUsd };
}

function isBefore(a: Step, b: Step): boolean {
  return a.density > b.density || (a.density === b.density && a.curve.market.slug < b.curve.market.slug);
}
