// The smallest step of an order's size: a hundredth of a share on every market of the venue. Finer sizes cannot be sent
// exactly, so plans round down to it and risk review refuses anything else.
import type { Shares } from '#domain/units.ts';

/** 0.01 share. */
export const LOT = 10_000 as Shares;

/** Whole lots in `size`, rounded down; zero for nothing or less. */
export function floorToLot(size: number): Shares {
  return size > 0 ? ((Math.floor(size / LOT) * LOT) as Shares) : (0 as Shares);
}
