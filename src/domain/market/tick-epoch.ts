// What a price tells about the tick. A market's tick changes while it trades, and a price finer than the tick in force is
// the first news of it: the book then opens a new epoch and rescales nothing.
import { MICRO, type Price } from '#domain/units.ts';

/** Ticks the venue is known to use, coarsest first. Only a preference: the set is open. */
const USUAL_TICKS = [100_000, 10_000, 5_000, 2_500, 1_000, 100] as const;

/** A price of either outcome: with a tick that does not divide a dollar, the two grids differ. */
export function fitsTick(price: Price, tick: Price): boolean {
  return price % tick === 0 || (MICRO - price) % tick === 0;
}

/** The tick to assume once `price` was seen although it does not fit `tick`: the coarsest usual one that divides both,
 *  else their greatest common divisor. */
export function tickThatFits(price: Price, tick: Price): Price {
  for (const usual of USUAL_TICKS) if (usual < tick && price % usual === 0 && tick % usual === 0) return usual as Price;
  let a: number = tick;
  let b: number = price;
  while (b !== 0) [a, b] = [b, a % b];
  return a as Price;
}
