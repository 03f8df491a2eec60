// Two ways in which a recording tells of one trade twice, and how often it may count.
// The mirror: one trade reported for both outcomes is one trade. The late print: a trade whose effect on the book was seen
// before its print must not fill an order that joined in between. Both err on the side of no fill.
import type { Outcome } from '#domain/market/market.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { minShares, type Price, type Shares, subtractShares, ZERO_SHARES } from '#domain/units.ts';

/** A print in YES terms: `hit` is the side whose resting orders were taken. */
export interface HitPrint {
  readonly hit: BookSide;
  readonly price: Price;
  readonly size: Shares;
  /** The venue's clock. */
  readonly atMs: number;
}

/** How far apart, on the venue's clock, a print and its level change may be and still be one trade. */
export const ECHO_MS = 1_000;
/** Distinct prints remembered for their mirrors; at the maximum the oldest is forgotten and its mirror would count. */
export const MIRRORS_MAX = 256;
/** Level drops and prints waiting for their other half; at the maximum the old and then the older half are forgotten. */
export const HALVES_MAX = 256;

export class PrintMirror {
  readonly #seen = new Map<string, Record<Outcome, number>>();

  /** True when this print is the other outcome's report of a trade that was already told. */
  repeats(outcome: Outcome, print: HitPrint): boolean {
    const key = `${print.atMs} ${print.hit} ${print.price} ${print.size}`;
    const told = this.#seen.get(key) ?? { yes: 0, no: 0 };
    told[outcome] += 1;
    if (!this.#seen.has(key)) this.#remember(key, told);
    return isMirror(told, outcome);
  }

  #remember(key: string, told: Record<Outcome, number>): void {
    const oldest = this.#seen.keys().next();
    if (this.#seen.size >= MIRRORS_MAX && !oldest.done) this.#seen.delete(oldest.value);
    this.#seen.set(key, told);
  }
}

/** Reports alternate or come in blocks; each one of the other outcome's explains one of this. */
function isMirror(told: Record<Outcome, number>, outcome: Outcome): boolean {
  return told[outcome] <= told[outcome === 'yes' ? 'no' : 'yes'];
}

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
