// Two witnesses of a book that are asked now and then, beside the tops and the mirror that every frame brings: its hash, and a
// book fetched apart from the stream. One odd answer is no proof, since answers cross; what stays odd is a lost message.
// Promises: tells each doubt once, and forgets all of them with the next snapshot.
import { microText } from '#domain/units.ts';
import type { Book } from './book.ts';
import type { BookSide, Level, SnapshotEvent } from './market-event.ts';
import { isLate } from './venue-time.ts';

/** `unknown`: what the hash was made of is not known. */
export type HashVote = 'agrees' | 'differs' | 'unknown';
/** `ahead`: the sample knows of a change that the stream has not told. `unknown`: the sample is older than the book. */
export type SampleVote = 'agrees' | 'differs' | 'ahead' | 'unknown';

/** Updates in a row whose hash must differ: one may be a state in the middle of something. */
export const DIFFERING_MAX = 2;
/** How long the stream may take to tell what a sample already knew. */
export const AHEAD_MAX_MS = 1_000;

export class BookVotes {
  #differing = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #aheadMs: number | null = null;
  #aheadSinceMs = 0;

  /** A snapshot came: everything before it is forgiven. */
  renew(): void {
    this.#differing = 0;
    this.#aheadMs = null;
  }

  /** For the update of venue time `atMs`, once it is known to be complete. Returns a doubt, in words, or null. */
  hash(vote: HashVote, atMs: number): string | null {
    if (vote === 'unknown' || atMs === this.#lastMs || isLate(atMs, this.#lastMs)) return null;
    this.#lastMs = atMs;
    this.#differing = vote === 'agrees' ? 0 : this.#differing + 1;
    return this.#differing === DIFFERING_MAX ? `its hash differs since ${this.#differing} updates` : null;
  }

  /** For a sample of venue time `atMs`. Returns a doubt, in words, or null. */
  sample(vote: SampleVote, atMs: number, nowMs: number): string | null {
    if (vote === 'differs') return 'a book fetched apart has other levels at the same time';
    if (vote === 'agrees') this.#aheadMs = null;
    if (vote === 'ahead' && this.#aheadMs === null) {
      this.#aheadMs = atMs;
      this.#aheadSinceMs = nowMs;
    }
    return null;
  }

  /** Whether the stream has caught up with a sample that was ahead. */
  look(venueMs: number, nowMs: number): string | null {
    if (this.#aheadMs === null) return null;
    const late = nowMs - this.#aheadSinceMs > AHEAD_MAX_MS;
    const missing = venueMs < this.#aheadMs;
    if (!missing || late) this.#aheadMs = null;
    return missing && late ? 'a book fetched apart knows of a change that never came' : null;
  }
}

/** Holds a book fetched apart from the stream against ours. Neither is touched. */
export function sampleVote(book: Book, sample: SnapshotEvent): SampleVote {
  if (difference(book, sample) === null) return 'agrees';
  if (sample.atMs < book.venueMs) return 'unknown';
  return sample.atMs > book.venueMs ? 'ahead' : 'differs';
}

/** The first level they disagree on, in words of the sample's outcome; null for none. */
export function difference(book: Book, sample: SnapshotEvent): string | null {
  return sideDifference(book, sample, 'bid', sample.bids) ?? sideDifference(book, sample, 'ask', sample.asks);
}

function sideDifference(book: Book, { outcome }: SnapshotEvent, side: BookSide, told: readonly Level[]): string | null {
  const sizes = new Map<number, number>();
  for (const { price, size } of told) if (size > 0) sizes.set(price, size);
  const ours = book.levelsOf(outcome, side, sizes.size + 1);
  for (const { price, size } of ours)
    if (sizes.get(price) !== size)
      return `${side} ${microText(price)}: ${microText(size)} here, ${microText(sizes.get(price) ?? 0)} there`;
  return ours.length === sizes.size ? null : `${side}: ${ours.length} levels here, ${sizes.size} there`;
}
