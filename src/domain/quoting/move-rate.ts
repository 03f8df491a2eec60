// How often our quotes of one market move: fading counts of orders that took the place of others on their side. What moves often
// is seldom old enough to count for rewards (quant.md F-6.7).
import type { OrderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';

/** Market time, milliseconds. */
const HALF_LIFE_MS = 600_000;
/** Believed until something is seen: one move in two minutes. */
const USUAL_PER_SECOND = 1 / 120;

export class MoveRate {
  #perSecond = USUAL_PER_SECOND;
  #seenMs: number | null = null;
  readonly #last: Record<BookSide, OrderId | null> = { bid: null, ask: null };

  /** Moves of a side in a second of market time. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** What rests on each side now; null: nothing, which is no move. `nowMs` in market time. */
  observe(resting: Readonly<Record<BookSide, OrderId | null>>, nowMs: number): void {
    const passedMs = Math.max(0, nowMs - (this.#seenMs ?? nowMs));
    this.#perSecond *= 2 ** (-passedMs / HALF_LIFE_MS);
    this.#seenMs = nowMs;
    for (const side of ['bid', 'ask'] as const) {
      const order = resting[side];
      if (order === null) continue;
      const last = this.#last[side];
      this.#last[side] = order;
      // Either side moves half of what both do.
      if (last !== null && last !== order) this.#perSecond += (Math.LN2 / HALF_LIFE_MS) * 1_000 * 0.5;
    }
  }
}
