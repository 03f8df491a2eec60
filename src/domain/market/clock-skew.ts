// How far our clock is from the venue's, from the time stamps of what it tells us. Every stamp of the last seconds must
// agree: a late frame makes one difference large, a wrong clock makes all of them, and goes on doing so. What was held back and
// comes in a burst is old as well, but not for long, and less with every frame. Pure numbers, constant memory.

/** Differences are taken over the last one to two of these. */
export const SKEW_SPAN_MS = 5_000;
/** Fewer stamps say nothing. */
export const STAMPS_MIN = 5;
/** The newer span must have told for so long, beside the older one: a burst is over by then. */
export const TOLD_MIN_MS = 2_000;
/** Differences that shrink by more from one span to the next are a backlog that drains. */
const SHRINKS_MS = 500;

interface Span {
  readonly sinceMs: number;
  /** When its first stamp came. */
  firstMs: number;
  least: number;
  most: number;
  count: number;
}

export class ClockSkew {
  #older: Span = emptySpan(Number.NEGATIVE_INFINITY);
  #newer: Span = emptySpan(Number.NEGATIVE_INFINITY);
  /** What both spans agreed on last. */
  #agreed = 0;

  /** `nowMs` by our clock, `stampMs` by the venue's. A stamp that is no time says nothing. */
  note(nowMs: number, stampMs: number): void {
    const difference = nowMs - stampMs;
    if (!Number.isFinite(difference)) return;
    this.#turn(nowMs);
    const span = this.#newer;
    if (span.count === 0) span.firstMs = nowMs;
    span.least = Math.min(span.least, difference);
    span.most = Math.max(span.most, difference);
    span.count += 1;
  }

  /** Milliseconds that our clock is ahead (behind: negative), the quickest journey included; 0 while too little was told. */
  ms(nowMs: number): number {
    this.#turn(nowMs);
    const [older, newer] = [this.#older, this.#newer];
    const isEnough = older.count > 0 && newer.count > 0 && older.count + newer.count >= STAMPS_MIN;
    const difference = isEnough ? nearest(older, newer) : 0;
    const isBacklog = difference > 0 && older.least - newer.least > SHRINKS_MS;
    if (difference === 0 || isBacklog) this.#agreed = 0;
    else if (nowMs - newer.firstMs >= TOLD_MIN_MS) this.#agreed = difference;
    // While a new span has told too little, what was found before holds, unless something quicker came since.
    return Math.abs(difference) < Math.abs(this.#agreed) ? difference : this.#agreed;
  }

  /** A jump of our clock, either way, begins a span of its own. */
  #turn(nowMs: number): void {
    const passedMs = Math.abs(nowMs - this.#newer.sinceMs);
    if (passedMs < SKEW_SPAN_MS) return;
    this.#older = passedMs < 2 * SKEW_SPAN_MS ? this.#newer : emptySpan(nowMs);
    this.#newer = emptySpan(nowMs);
  }
}

/** The smallest difference of all, when they all are on one side. */
function nearest(one: Span, other: Span): number {
  const least = Math.min(one.least, other.least);
  const most = Math.max(one.most, other.most);
  if (least > 0) return least;
  return most < 0 ? most : 0;
}

function emptySpan(sinceMs: number): Span {
  return { sinceMs, firstMs: sinceMs, least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY, count: 0 };
}
