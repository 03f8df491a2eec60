// A trade whose effect on the book was seen before its print must not fill an order that joined in between: that order was
// not there. Promises to err on the side of no fill: a drop that was a cancel makes a print that follows it stale as well.
import type { BookSide } from '#domain/market/market-event.ts';
import type { HitPrint } from '#domain/quoting/replay-fill.ts';
import { minShares, type Price, type Shares, subtractShares, ZERO_SHARES } from '#domain/units.ts';

/** How far apart, on the venue's clock, a print and its level change may be and still be one trade. */
export const ECHO_MS = 1_000;
/** Level drops and prints waiting for their other half; at the maximum the old and then the older half are forgotten. */
export const HALVES_MAX = 256;

/** `since` counts events of the market: an order that joined at or after it has not seen this part of the print. */
export interface StalePart {
  readonly size: Shares;
  readonly since: number;
}

interface Half {
  readonly side: BookSide;
  readonly price: Price;
  readonly atMs: number;
  readonly since: number;
  size: Shares;
}

const NO_PARTS: readonly StalePart[] = [];

export class LatePrints {
  #drops: Half[] = [];
  #prints: Half[] = [];

  /** A recorded level lost `size`. What an earlier print explains is that trade; the rest waits for a print to explain it. */
  dropped(side: BookSide, price: Price, size: Shares, atMs: number, since: number): void {
    const rest = subtractShares(size, sizeOf(take(this.#prints, side, price, size, atMs)));
    this.#drops = remember(this.#drops, { side, price, size: rest, atMs, since });
  }

  /** The parts of a print that the book showed before, oldest first; the rest is news to every order. */
  printed(print: HitPrint, since: number): readonly StalePart[] {
    const stale = take(this.#drops, print.hit, print.price, print.size, print.atMs);
    const rest = subtractShares(print.size, sizeOf(stale));
    this.#prints = remember(this.#prints, { side: print.hit, price: print.price, size: rest, atMs: print.atMs, since });
    return stale;
  }
}

/** What of a print an order may count that joined at `joined`. */
export function freshSize(size: Shares, stale: readonly StalePart[], joined: number): Shares {
  let fresh = size;
  for (const part of stale) if (part.since <= joined) fresh = subtractShares(fresh, part.size);
  return fresh;
}

function take(
  halves: readonly Half[],
  side: BookSide,
  price: Price,
  wanted: Shares,
  atMs: number,
): readonly StalePart[] {
  if (halves.length === 0) return NO_PARTS;
  const parts: StalePart[] = [];
  let left = wanted;
  for (const half of halves) {
    if (left === 0) break;
    if (half.size === 0 || half.side !== side || half.price !== price || Math.abs(half.atMs - atMs) > ECHO_MS) continue;
    const part = minShares(half.size, left);
    half.size = subtractShares(half.size, part);
    left = subtractShares(left, part);
    parts.push({ size: part, since: half.since });
  }
  return parts;
}

function sizeOf(parts: readonly StalePart[]): Shares {
  let total = ZERO_SHARES as number;
  for (const part of parts) total += part.size;
  return total as Shares;
}

function remember(halves: Half[], half: Half): Half[] {
  if (half.size === 0) return halves;
  halves.push(half);
  if (halves.length <= HALVES_MAX) return halves;
  const young = halves.filter((known) => known.size > 0 && half.atMs - known.atMs <= ECHO_MS);
  return young.slice(-HALVES_MAX / 2);
}
