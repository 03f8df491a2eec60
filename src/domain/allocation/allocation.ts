// Deals capital out over markets by what its last dollar earns: reward and spread less expected jump loss, per dollar locked.
// A market is entered by its least size at once, then in small steps, each worth less than the one before; the best step of all
// markets goes first, and one that does not fit is passed over with what would follow it. Promises: never above capital, nor
// above the caps; every step taken earns; more capital never earns less (below); the same input gives the same answer.
//
// Why more never earns less, with caps that stay: the order of steps does not depend on the capital. Where it just suffices for a
// step that was passed over until then, whatever was taken instead cost no less and came later in the order, so it earned no
// more a dollar. Caps that grow with the capital would break that, so they grow on rungs (1, 2, 5, 10, …), and the best of all
// rungs up to the capital is taken.
import { type Caps, capsOf, isWithinCaps } from './caps.ts';
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
  readonly usedUsd: number;
  readonly reward: number;
  readonly net: number;
}

const NOTHING: Allocation = { holdings: [], usedUsd: 0, reward: 0, net: 0 };

/** Steps after the first are this part of the least size, or of what is held where that is more. */
const STEP_OF_LEAST = 4;
const STEP_OF_HELD = 8;
const FIRST_RUNG_USD = 10;

/** Nothing where all of it would net less than the least payout. Throws RangeError for a capital that is no amount. */
export function allocate(curves: readonly IncomeCurve[], capitalUsd: number): Allocation {
  if (!(capitalUsd >= 0 && capitalUsd < Number.POSITIVE_INFINITY)) throw new RangeError(`capital ${capitalUsd}`);
  const rungs = rungsUpTo(capitalUsd);
  let best = allocateWithin(curves, capitalUsd, capsOf(rungs.pop() as number));
  for (let wealthUsd = rungs.pop(); wealthUsd !== undefined; wealthUsd = rungs.pop()) {
    const caps = capsOf(wealthUsd);
    // Tighter caps only make it less.
    if (upperBound(curves, capitalUsd, caps) <= best.net) break;
    const other = allocateWithin(curves, capitalUsd, caps);
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

export function allocateWithin(curves: readonly IncomeCurve[], capitalUsd: number, caps: Caps): Allocation {
  const held = new Map<IncomeCurve, number>();
  const lossOf = new Map<string, number>();
  let usedUsd = 0;
  for (const step of stepsOf(curves, caps)) {
    const { curve, shares, costUsd } = step.value;
    const { group } = curve.market;
    const loss =
      (group === null ? 0 : (lossOf.get(group) ?? 0)) + (shares - (held.get(curve) ?? 0)) * lossPerShare(curve.market);
    if (usedUsd + costUsd > capitalUsd || (group !== null && loss > caps.perEventUsd)) continue;
    if (group !== null) lossOf.set(group, loss);
    held.set(curve, shares);
    usedUsd += costUsd;
    step.takeOn();
  }
  return allocationOf([...held]);
}

/** What the same steps would earn if the last could be cut to fit: no choice of theirs earns more, whatever events allow. */
export function upperBound(curves: readonly IncomeCurve[], capitalUsd: number, caps: Caps): number {
  let [leftUsd, net] = [capitalUsd, 0];
  for (const step of stepsOf(curves, caps)) {
    const { costUsd, density } = step.value;
    net += Math.min(leftUsd, costUsd) * density;
    leftUsd -= costUsd;
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
    reward: sum(({ income }) => income.reward),
    net: sum(({ income }) => income.net),
  };
}

interface Step {
  readonly curve: IncomeCurve;
  /** Held once it is taken, and what they earn then. */
  readonly shares: number;
  readonly net: number;
  readonly costUsd: number;
  /** Dollars a day for each dollar of it. */
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
  const costUsd = (shares - from.shares) * curve.capitalPerShare;
  return { curve, shares, net, costUsd, density: gain / costUsd };
}

function isBefore(a: Step, b: Step): boolean {
  return a.density > b.density || (a.density === b.density && a.curve.market.slug < b.curve.market.slug);
}
