// How far our clock is from the venue's, from the time stamps of what it tells us. Every stamp of the last seconds must
// agree: a late frame makes one difference large, a wrong clock makes all of them. Pure numbers, constant memory.

/** Differences are taken over the last one to two of these. */
export const SKEW_SPAN_MS = 5_000;
/** Fewer stamps say nothing. */
export const STAMPS_MIN = 5;

interface Span {
  readonly sinceMs: number;
  least: number;
  most: number;
  count: number;
}

export class ClockSkew {
  #older: Span = emptySpan(Number.NEGATIVE_INFINITY);
  #newer: Span = emptySpan(Number.NEGATIVE_INFINITY);

  /** `nowMs` by our clock, `stampMs` by the venue's. A stamp that is no time says nothing. */
  note(nowMs: number, stampMs: number): void {
    const difference = nowMs - stampMs;
    if (!Number.isFinite(difference)) return;
    this.#turn(nowMs);
    const span = this.#newer;
    span.least = Math.min(span.least, difference);
    span.most = Math.max(span.most, difference);
    span.count += 1;
  }

  /** Milliseconds that our clock is ahead (behind: negative), the quickest journey included; 0 while too little was told. */
  ms(nowMs: number): number {
    this.#turn(nowMs);
    const [older, newer] = [this.#older, this.#newer];
    if (older.count + newer.count < STAMPS_MIN) return 0;
    const least = Math.min(older.least, newer.least);
    const most = Math.max(older.most, newer.most);
    if (least > 0) return least;
    return most < 0 ? most : 0;
  }

  /** A jump of our clock, either way, begins a span of its own. */
  #turn(nowMs: number): void {
    const passedMs = Math.abs(nowMs - this.#newer.sinceMs);
    if (passedMs < SKEW_SPAN_MS) return;
    this.#older = passedMs < 2 * SKEW_SPAN_MS ? this.#newer : emptySpan(nowMs);
    this.#newer = emptySpan(nowMs);
  }
}

function emptySpan(sinceMs: number): Span {
  return { sinceMs, least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY, count: 0 };
}
