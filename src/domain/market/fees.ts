// Taker fees and maker rebates from a market's own schedule (quant.md F-1.7, F-1.8; venue page on economics). Makers pay nothing.
// Without a schedule nobody may take, and a rebate counts as zero: an unknown fee is never taken for a free one.
import { Decimal, MICRO, type Price, picoUsd, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { FeeSchedule } from './market.ts';

/** The venue charges to five decimals; what is smaller is not charged. */
const FEE_DECIMALS = 5;
const FEE_MIN = new Decimal('0.00001');
const MICROTH = new Decimal('0.000001');

/** Dollars a taker of `size` at `price` pays, half-even to five decimals. Null: no schedule, so taking is forbidden. */
export function takerFee(schedule: FeeSchedule | null, price: Price, size: Shares): Usd | null {
  if (!schedule) return null;
  const fee = feeEquivalent(schedule, price, size);
  return fee.lessThan(FEE_MIN) ? ZERO_USD : fee.toDecimalPlaces(FEE_DECIMALS, Decimal.ROUND_HALF_EVEN);
}

/** Dollars a maker gets back for `size` filled at `price`, before the daily payment's own rounding. Zero without a schedule. */
export function makerRebate(schedule: FeeSchedule | null, price: Price, size: Shares): Usd {
  return schedule ? feeEquivalent(schedule, price, size).times(schedule.rebateRate) : ZERO_USD;
}

/** ρ of F-4.1: expected rebate in dollars per share filled at probability p. `haircut` because rebates are discretionary. */
export function rebatePerShare(schedule: FeeSchedule | null, p: number, haircut = 1): number {
  if (!schedule) return 0;
  return haircut * schedule.rebateRate.toNumber() * schedule.rate.toNumber() * (p * (1 - p)) ** schedule.exponent;
}

/** What the taker's side of the match owes before rounding: size·rate·(p(1−p))^exponent, exactly. */
function feeEquivalent(schedule: FeeSchedule, price: Price, size: Shares): Usd {
  const variance = picoUsd(price * (MICRO - price));
  const shape = schedule.exponent === 1 ? variance : variance.pow(schedule.exponent);
  return shape.times(schedule.rate).times(size).times(MICROTH);
}
