// Books of the exchange as the wire shows them: one an outcome, mirrored, the best level last, with the hash over all of it.
import type { Level } from '#domain/market/market-event.ts';
import { complement, type Price } from '#domain/units.ts';
import { bookHash, type HashedBook } from '#infra/venue/wire/book-hash.ts';
import type { BookMessage } from '#infra/venue/wire/books.ts';
import { lastTradeText } from '#infra/venue/wire/scalars.ts';
import type { Exchange } from '../exchange.ts';
import { protocolOf, type ShownOutcome } from './market-register.ts';

export interface ShownTop {
  readonly bid: Price | null;
  readonly ask: Price | null;
}

/** Both sides as they are, hash included; null once the exchange has forgotten the market. */
export function shownBook(exchange: Exchange, place: ShownOutcome): BookMessage | null {
  const book = hashed(exchange, place);
  if (!book) return null;
  const { market, asset, atMs, bids, asks, minSize, tick, negRisk } = book;
  const lastTrade = place.market.last?.price ?? 'none';
  return {
    market,
    asset,
    atMs,
    hash: bookHash(book, lastTradeText(lastTrade)),
    bids,
    asks,
    minSize,
    tick,
    negRisk,
    lastTrade,
    version: protocolOf(place.market.facts) === 'v2' ? 'v2' : null,
  };
}

/** Only the hash of it; empty when there is none. */
export function shownHash(exchange: Exchange, place: ShownOutcome): string {
  const book = hashed(exchange, place);
  return book ? bookHash(book, lastTradeText(place.market.last?.price ?? 'none')) : '';
}

/** In the outcome's own terms. */
export function shownTop(exchange: Exchange, { market, outcome }: ShownOutcome): ShownTop {
  const { bid, ask } = exchange.top(market.facts.id);
  return outcome === 'yes' ? { bid, ask } : { bid: mirrored(ask), ask: mirrored(bid) };
}

/** Halfway between the best of both sides; null without either. */
export function midpoint({ bid, ask }: ShownTop): Price | null {
  return bid === null || ask === null ? null : (Math.floor((bid + ask) / 2) as Price);
}

function hashed(exchange: Exchange, { market, outcome }: ShownOutcome): HashedBook | null {
  const { facts } = market;
  const snapshot = exchange.snapshot(facts.id);
  if (snapshot?.type !== 'SNAPSHOT') return null;
  const [bids, asks] = outcome === 'yes' ? [snapshot.bids, snapshot.asks] : [flip(snapshot.asks), flip(snapshot.bids)];
  return {
    market: facts.id,
    asset: facts.outcomes[outcome].id,
    minSize: facts.minSize,
    negRisk: facts.negRisk,
    atMs: snapshot.atMs,
    bids: bids.toReversed(),
    asks: asks.toReversed(),
    tick: snapshot.tick ?? facts.tick,
  };
}

function flip(levels: readonly Level[]): readonly Level[] {
  return levels.map(({ price, size }) => ({ price: complement(price), size }));
}

function mirrored(price: Price | null): Price | null {
  return price === null ? null : complement(price);
}
