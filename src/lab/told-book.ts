// A book as it was told on one stream, kept in the plainest way: what anybody who listened could know of it.
import type { BookSide, MarketEvent } from '#domain/market/market-event.ts';
import { MICRO } from '#domain/units.ts';

/** Levels as they were told on one stream, in YES terms. */
export class ToldBook {
  readonly #levels = { bid: new Map<number, number>(), ask: new Map<number, number>() };
  #seen = false;
  #snapshotMs = 0;
  #newestMs = 0;

  apply(event: MarketEvent): void {
    if (event.type === 'SNAPSHOT') {
      if (this.#seen && event.atMs < this.#newestMs) return;
      this.#seen = true;
      this.#snapshotMs = event.atMs;
      this.#newestMs = Math.max(this.#newestMs, event.atMs);
      this.#levels.bid.clear();
      this.#levels.ask.clear();
      for (const { price, size } of event.bids) this.#set(event.outcome, 'bid', price, size);
      for (const { price, size } of event.asks) this.#set(event.outcome, 'ask', price, size);
    } else if (event.type === 'LEVELS') {
      if (!this.#seen || event.atMs < this.#snapshotMs) return;
      this.#newestMs = Math.max(this.#newestMs, event.atMs);
      for (const { outcome, side, price, size } of event.changes) this.#set(outcome, side, price, size);
    }
  }

  problem(): string | null {
    if (!this.#seen) return 'no whole book was told since we listen';
    const bid = Math.max(...this.#levels.bid.keys());
    const ask = Math.min(...this.#levels.ask.keys());
    return bid >= ask ? `the book as told is crossed: bid ${bid}, ask ${ask}` : null;
  }

  #set(outcome: 'yes' | 'no', side: BookSide, price: number, size: number): void {
    const yes = outcome === 'yes';
    const levels = this.#levels[yes === (side === 'bid') ? 'bid' : 'ask'];
    const key = yes ? price : MICRO - price;
    if (size > 0) levels.set(key, size);
    else levels.delete(key);
  }
}
