// At most so many in any stretch of that length, counted in slices: what left in a slice is forgotten when the whole slice is too
// old, so the count errs on the safe side by one slice at most.
const SLICES = 20;

export interface WindowRule {
  readonly max: number;
  readonly windowMs: number;
}

export class SlidingWindow {
  readonly #max: number;
  readonly #sliceMs: number;
  /** By slice number modulo their count; one more than the window has, for the one that is under way. */
  readonly #counts = new Float64Array(SLICES + 1);
  #slice = Number.NEGATIVE_INFINITY;
  #sum = 0;

  constructor({ max, windowMs }: WindowRule) {
    this.#max = max;
    this.#sliceMs = windowMs / SLICES;
  }

  /** How long until `cost` more fit; 0: now. What never fits counts as fitting into an empty window. `nowMs`: a steady clock. */
  waitMs(cost: number, nowMs: number): number {
    this.#advance(nowMs);
    const wanted = Math.min(cost, this.#max);
    if (this.#sum + wanted <= this.#max) return 0;
    let left = this.#sum;
    for (let age = SLICES; age >= 0; age--) {
      const slice = this.#slice - age;
      left -= this.#counts[place(slice)] ?? 0;
      if (left + wanted <= this.#max) return Math.max(1, (slice + SLICES + 1) * this.#sliceMs - nowMs);
    }
    return this.#sliceMs;
  }

  take(cost: number, nowMs: number): void {
    this.#advance(nowMs);
    const at = place(this.#slice);
    this.#counts[at] = (this.#counts[at] ?? 0) + cost;
    this.#sum += cost;
  }

  /** Share of it that is used up now. */
  used(nowMs: number): number {
    this.#advance(nowMs);
    return this.#sum / this.#max;
  }

  #advance(nowMs: number): void {
    const slice = Math.floor(nowMs / this.#sliceMs);
    if (slice <= this.#slice) return;
    if (slice - this.#slice > SLICES) {
      this.#counts.fill(0);
      this.#sum = 0;
    } else
      for (let next = this.#slice + 1; next <= slice; next++) {
        this.#sum -= this.#counts[place(next)] ?? 0;
        this.#counts[place(next)] = 0;
      }
    this.#slice = slice;
  }
}

function place(slice: number): number {
  return ((slice % (SLICES + 1)) + SLICES + 1) % (SLICES + 1);
}
