// What we own in one market: both outcomes, held (every match counted) and settled (confirmed on chain only), and the
// sets promised to a chain operation in flight. Promises plain arithmetic on it: net risk, pairs, worth at a mark.
import { cost, Decimal, MICRO, type Price, type Shares, type Usd } from '#domain/units.ts';

/** Micro-shares, signed: news may arrive in an order in which we have sold more than we have bought so far. */
export interface OutcomeHolding {
  readonly held: number;
  readonly settled: number;
}

export interface Position {
  readonly yes: OutcomeHolding;
  readonly no: OutcomeHolding;
  /** Micro-shares of each outcome that a merge in flight will take. */
  readonly locked: Shares;
}

const NOTHING: OutcomeHolding = { held: 0, settled: 0 };
export const FLAT: Position = { yes: NOTHING, no: NOTHING, locked: 0 as Shares };

/** q of F-1.1 in micro-shares, YES minus NO: all the directional risk there is. */
export function netShares(position: Position): number {
  return position.yes.held - position.no.held;
}

/** Complete sets held, settled or not: riskless cash locked in pairs (m of F-1.1). */
export function pairShares(position: Position): Shares {
  return Math.max(0, Math.min(position.yes.held, position.no.held)) as Shares;
}

/** Sets that a merge could take now: settled, not promised to a sell that has matched, not locked. */
export function mergeableShares(position: Position): Shares {
  const yes = Math.min(position.yes.held, position.yes.settled);
  const no = Math.min(position.no.held, position.no.settled);
  return Math.max(0, Math.min(yes, no) - position.locked) as Shares;
}

/** Dollars: `yes` at the mark and `no` at its complement, in signed micro-shares. Accepts a payout of 0 or 1 as mark. */
export function worth(yes: number, no: number, mark: Price): Usd {
  return cost(mark, yes as Shares).plus(cost((MICRO - mark) as Price, no as Shares));
}

/** Dollars at the mark, everything held counted. */
export function worthOf(position: Position, mark: Price): Usd {
  return worth(position.yes.held, position.no.held, mark);
}

/** Dollars gained by `shares` signed micro-shares of YES when the mark moves by `move` signed millionths. */
export function inventoryGain(shares: number, move: number): Usd {
  return new Decimal(shares).times(move).div('1e12');
}
