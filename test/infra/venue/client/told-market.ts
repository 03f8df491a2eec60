// One market of a venue of cardboard, obviously right: two maps of levels, told as the venue tells them (both outcomes, declared
// tops, hashes). A test changes it and decides which of its words get through.

import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { Level } from '#domain/market/market-event.ts';
import { complement, MICRO, microText, type Price, type Shares } from '#domain/units.ts';
import { bookHash } from '#infra/venue/wire/book-hash.ts';
import { assetOf, yesOf } from './small-venue.ts';

type Side = 'bid' | 'ask';
const LAST_TRADE = '0.500';
const MIN_SIZE = 5_000_000 as Shares;
const CENT = 10_000 as Price;

export class ToldMarket {
  readonly id: MarketId;
  /** What is hashed as its last trade. */
  hashedTrade = LAST_TRADE;
  readonly #levels: Readonly<Record<Side, Map<number, number>>> = { bid: new Map(), ask: new Map() };
  #atMs: number;

  constructor(id: MarketId, atMs: number) {
    this.id = id;
    this.#atMs = atMs;
    for (let cents = 40; cents < 45; cents++) this.#levels.bid.set(cents * CENT, 10_000_000);
    for (let cents = 55; cents < 60; cents++) this.#levels.ask.set(cents * CENT, 10_000_000);
  }

  /** A YES level has that size now; returns the frame that tells it. */
  set(side: Side, cents: number, shares: number, atMs: number): string {
    const price = cents * CENT;
    const size = shares * MICRO;
    if (size === 0) this.#levels[side].delete(price);
    else this.#levels[side].set(price, size);
    this.#atMs = atMs;
    const rows = (['yes', 'no'] as const).map((outcome) => this.#row(outcome, side, price as Price, size as Shares));
    return JSON.stringify({
      event_type: 'price_change',
      market: this.id,
      timestamp: String(atMs),
      price_changes: rows,
    });
  }

  /** May that level be set without crossing the book? */
  fits(side: Side, cents: number): boolean {
    const [bid, ask] = [this.#best('yes', 'bid'), this.#best('yes', 'ask')];
    return side === 'bid' ? cents * CENT < ask : cents * CENT > bid;
  }

  /** The answer to a subscription: a list of both books. */
  dump(): string {
    return JSON.stringify([this.book('yes'), this.book('no')]);
  }

  book(outcome: Outcome): Record<string, unknown> {
    const told = (levels: readonly Level[]) =>
      levels.map(({ price, size }) => ({ price: microText(price), size: microText(size) }));
    return {
      ...{ event_type: 'book', market: this.id, asset_id: assetOf(this.id, outcome), timestamp: String(this.#atMs) },
      hash: this.#hash(outcome),
      bids: told(this.#wire(outcome, 'bid')),
      asks: told(this.#wire(outcome, 'ask')),
      ...{ min_order_size: '5', tick_size: '0.01', neg_risk: false, last_trade_price: LAST_TRADE },
    };
  }

  /** `bid 0.44x10 …`, best first. */
  text(): string {
    const side = (name: Side) =>
      this.#wire('yes', name)
        .toReversed()
        .map(({ price, size }) => `${microText(price)}x${microText(size)}`);
    return `bid ${side('bid').join(' ')} ask ${side('ask').join(' ')}`;
  }

  #row(outcome: Outcome, side: Side, price: Price, size: Shares): Record<string, unknown> {
    const own = outcome === 'yes' ? side : side === 'bid' ? 'ask' : 'bid';
    return {
      asset_id: assetOf(this.id, outcome),
      price: microText(outcome === 'yes' ? price : complement(price)),
      size: microText(size),
      side: own === 'bid' ? 'BUY' : 'SELL',
      hash: this.#hash(outcome),
      best_bid: microText(this.#best(outcome, 'bid')),
      best_ask: microText(this.#best(outcome, 'ask')),
    };
  }

  #hash(outcome: Outcome): string {
    const asset = outcome === 'yes' ? yesOf(this.id) : (assetOf(this.id, 'no') as ReturnType<typeof yesOf>);
    const facts = { market: this.id, asset, minSize: MIN_SIZE, negRisk: false, tick: CENT };
    const [bids, asks] = [this.#wire(outcome, 'bid'), this.#wire(outcome, 'ask')];
    return bookHash({ ...facts, atMs: this.#atMs, bids, asks }, this.hashedTrade);
  }

  #best(outcome: Outcome, side: Side): number {
    return this.#wire(outcome, side).at(-1)?.price ?? (side === 'bid' ? 0 : MICRO);
  }

  /** Best last. */
  #wire(outcome: Outcome, side: Side): readonly Level[] {
    const mirrored = outcome === 'no';
    const from = this.#levels[mirrored ? (side === 'bid' ? 'ask' : 'bid') : side];
    const levels = [...from].map(([price, size]) => ({
      price: (mirrored ? MICRO - price : price) as Price,
      size: size as Shares,
    }));
    return levels.sort((a, b) => (side === 'bid' ? a.price - b.price : b.price - a.price));
  }
}
