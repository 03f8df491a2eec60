// The names by which people aim faults at markets, for those who only know a market's id. Costs nothing until a fault asks.
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';

/** Names remembered; beyond it those of markets that are no longer listed are forgotten. */
const NAMES_MAX = 5_000;

export class MarketNames {
  readonly #markets: () => readonly Market[];
  readonly #names = new Map<MarketId, string>();

  constructor(markets: () => readonly Market[]) {
    this.#markets = markets;
  }

  /** Its id when nobody lists it. */
  of(market: MarketId): string {
    const known = this.#names.get(market);
    if (known !== undefined) return known;
    if (this.#names.size >= NAMES_MAX) this.#names.clear();
    for (const { id, slug } of this.#markets()) this.#names.set(id, slug);
    return this.#names.get(market) ?? market;
  }
}
