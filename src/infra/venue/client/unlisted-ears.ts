// Whoever listens to a market before it is listed waits here until it is.
import type { MarketId } from '#domain/ids.ts';
import type { EventListener } from './market-line.ts';

interface Ear {
  readonly listener: EventListener;
  /** How to hang up, once it listens. */
  stop: (() => void) | null;
}

export class UnlistedEars {
  readonly #waiting = new Map<MarketId, Set<Ear>>();

  /** Returns the way to stop, whether it was listed meanwhile or not. */
  wait(market: MarketId, listener: EventListener): () => void {
    const ear: Ear = { listener, stop: null };
    const waiting = this.#waiting.get(market) ?? new Set();
    this.#waiting.set(market, waiting.add(ear));
    return () => {
      ear.stop?.();
      if (waiting.delete(ear) && waiting.size === 0) this.#waiting.delete(market);
    };
  }

  listed(market: MarketId, listen: (listener: EventListener) => () => void): void {
    const waiting = this.#waiting.get(market);
    this.#waiting.delete(market);
    for (const ear of waiting ?? []) ear.stop = listen(ear.listener);
  }

  close(): void {
    this.#waiting.clear();
  }
}
