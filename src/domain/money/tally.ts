// A running sum of the parts of our profit and of what was traded for it. Exact dollars and whole counts; adding is the
// only operation. Profit is a formula over it, in one place.
import { type Usd, ZERO_USD } from '#domain/units.ts';

/** Dollars and counts; shares in millionths. `cost` is Σ price·size of standing fills in their own outcome's terms. */
export interface Tally {
  fills: number;
  /** Fills whose settlement failed; they are no longer in `fills`, `shares` and `cost`. */
  voided: number;
  shares: number;
  cost: Usd;
  edge: Usd;
  inventory: Usd;
  /** Paid, positive. */
  fees: Usd;
  rebates: Usd;
  rewards: Usd;
  /** Paid, positive. */
  gas: Usd;
  /** As it hits us: zero or negative. */
  rounding: Usd;
  /** Deposits minus withdrawals: no profit. */
  external: Usd;
  merges: number;
  mergedShares: number;
  splits: number;
  splitShares: number;
}

export type Part = Partial<Readonly<Tally>>;

export function emptyTally(): Tally {
  return {
    fills: 0,
    voided: 0,
    shares: 0,
    cost: ZERO_USD,
    edge: ZERO_USD,
    inventory: ZERO_USD,
    fees: ZERO_USD,
    rebates: ZERO_USD,
    rewards: ZERO_USD,
    gas: ZERO_USD,
    rounding: ZERO_USD,
    external: ZERO_USD,
    merges: 0,
    mergedShares: 0,
    splits: 0,
    splitShares: 0,
  };
}

export function addTo(tally: Tally, part: Part): void {
  tally.fills += part.fills ?? 0;
  tally.voided += part.voided ?? 0;
  tally.shares += part.shares ?? 0;
  tally.merges += part.merges ?? 0;
  tally.mergedShares += part.mergedShares ?? 0;
  tally.splits += part.splits ?? 0;
  tally.splitShares += part.splitShares ?? 0;
  for (const name of DOLLARS) {
    const usd = part[name];
    if (usd && !usd.isZero()) tally[name] = tally[name].plus(usd);
  }
}

const DOLLARS = ['cost', 'edge', 'inventory', 'fees', 'rebates', 'rewards', 'gas', 'rounding', 'external'] as const;

/** F-1.6 without flows from outside: edge + inventory − fees + rebates + rewards − gas + rounding. */
export function pnlOf(tally: Readonly<Tally>): Usd {
  const { edge, inventory, fees, rebates, rewards, gas, rounding } = tally;
  return edge.plus(inventory).minus(fees).plus(rebates).plus(rewards).minus(gas).plus(rounding);
}

/** Profit without what was credited for resting orders: what trading itself was worth. */
export function beforeRewards(tally: Readonly<Tally>): Usd {
  return pnlOf(tally).minus(tally.rewards);
}

/** Of the cost of what was traded; null: nothing was. */
export function basisPoints(usd: Usd, cost: Usd): Usd | null {
  return cost.isZero() ? null : usd.div(cost).times(10_000);
}
