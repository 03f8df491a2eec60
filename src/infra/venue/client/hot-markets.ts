// Which markets are heard over two sockets: at most so many, those that move most. A market that is hot stays so until another
// one moves clearly more, because a change of sockets is work for both ends. Knows no sockets and no clock.
import type { MarketId } from '#domain/ids.ts';

/** What was told counts half after so many looks. */
const HALF_LIFE_LOOKS = 6;
/** So many times as much must be told of a cold market before it takes the place of a hot one. */
const CLEARLY = 2;

export class HotMarkets {
  readonly #max: number;
  /** Of every market that is heard: how much is told of it lately. */
  readonly #pace = new Map<MarketId, number>();
  readonly #hot = new Set<MarketId>();

  constructor(max: number) {
    this.#max = max;
  }

  get hot(): readonly MarketId[] {
    return [...this.#hot];
  }

  isHot(market: MarketId): boolean {
    return this.#hot.has(market);
  }

  /** It is heard from now on; hot at once while there is room. */
  add(market: MarketId): void {
    this.#pace.set(market, this.#pace.get(market) ?? 0);
    if (this.#hot.size < this.#max) this.#hot.add(market);
  }

  remove(market: MarketId): void {
    this.#pace.delete(market);
    this.#hot.delete(market);
  }

  /** `told`: events of each market since the last look. */
  look(told: (market: MarketId) => number): void {
    const fade = 0.5 ** (1 / HALF_LIFE_LOOKS);
    for (const [market, pace] of this.#pace) this.#pace.set(market, fade * pace + told(market));
    const worth = (market: MarketId) => (this.#pace.get(market) ?? 0) * (this.#hot.has(market) ? CLEARLY : 1);
    // Equals keep the order in which they came, those that are hot before the others.
    const ranked = [...this.#hot, ...[...this.#pace.keys()].filter((market) => !this.#hot.has(market))];
    ranked.sort((a, b) => worth(b) - worth(a));
    this.#hot.clear();
    for (const market of ranked.slice(0, this.#max)) this.#hot.add(market);
  }
}
