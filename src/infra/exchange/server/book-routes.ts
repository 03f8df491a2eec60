// Books and prices over REST: of one outcome, or of many at once in one answer.
import type { Price } from '#domain/units.ts';
import { microText } from '#domain/units.ts';
import { BOOK, BOOKS, type BookMessage } from '#infra/venue/wire/books.ts';
import { LAST_PRICE, LAST_PRICES, MIDPOINT, ONE_PRICE, SPREAD } from '#infra/venue/wire/clob-markets.ts';
import { readText } from '#infra/venue/wire/codec.ts';
import { ASSET_QUERIES } from '#infra/venue/wire/requests.ts';
import { answer, NO_BOOK, plainJson, refusal } from './answers.ts';
import type { ShownOutcome } from './market-register.ts';
import { ofOutcome } from './market-routes.ts';
import type { ServedAnswer } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';
import { midpoint, shownBook, shownTop } from './wire-books.ts';

/** Outcomes in one question. */
const MANY_MAX = 500;
const HALF = 500_000 as Price;
const NOTHING_THERE = refusal(404, 'No orderbook exists for the requested token id');

export const BOOK_ROUTES: readonly Route[] = [
  one('/book', (parts, place) => {
    const book = shownBook(parts.exchange, place);
    return book ? answer(BOOK, book) : NO_BOOK;
  }),
  one('/price', (parts, place, { request }) => {
    const price = bestOf(parts, place, request.query.get('side'));
    if (price === undefined) return refusal(400, 'Invalid side');
    return price === null ? NOTHING_THERE : answer(ONE_PRICE, { price });
  }),
  one('/midpoint', (parts, place) => {
    const mid = midpoint(shownTop(parts.exchange, place));
    return mid === null ? NOTHING_THERE : answer(MIDPOINT, { mid });
  }),
  one('/spread', (parts, place) => {
    const spread = spreadOf(parts, place);
    return spread === null ? NOTHING_THERE : answer(SPREAD, { spread });
  }),
  one('/last-trade-price', (_, { market }) => {
    const { last } = market;
    return answer(LAST_PRICE, { price: last?.price ?? HALF, side: last?.side ?? null });
  }),
  many('/books', (parts, asked) => {
    const books = asked.map(({ place }) => shownBook(parts.exchange, place));
    return answer(
      BOOKS,
      books.filter((book): book is BookMessage => book !== null),
    );
  }),
  many('/prices', (parts, asked) => {
    const prices: Record<string, Record<string, string>> = {};
    for (const { asset, place, side } of asked) {
      const word = side === 'sell' ? 'SELL' : 'BUY';
      const price = bestOf(parts, place, word);
      if (price) prices[asset] = { ...prices[asset], [word]: microText(price) };
    }
    return plainJson(prices);
  }),
  many('/midpoints', (parts, asked) => told(asked, (place) => midpoint(shownTop(parts.exchange, place)))),
  many('/spreads', (parts, asked) => told(asked, (place) => spreadOf(parts, place))),
  many('/last-trades-prices', (_, asked) =>
    answer(
      LAST_PRICES,
      asked.map(({ asset, place }) => {
        const { last } = place.market;
        return { asset, price: last?.price ?? HALF, side: last?.side ?? null };
      }),
    ),
  ),
];

interface Asked {
  readonly asset: string;
  readonly side: 'buy' | 'sell' | null;
  readonly place: ShownOutcome;
}

/** `BUY` is the best bid, `SELL` the best ask; undefined for another word. */
function bestOf({ exchange }: ServerParts, place: ShownOutcome, side: string | null): Price | null | undefined {
  const { bid, ask } = shownTop(exchange, place);
  if (side === 'BUY') return bid;
  return side === 'SELL' ? ask : undefined;
}

function spreadOf({ exchange }: ServerParts, place: ShownOutcome): Price | null {
  const { bid, ask } = shownTop(exchange, place);
  return bid === null || ask === null ? null : ((ask - bid) as Price);
}

function told(asked: readonly Asked[], tell: (place: ShownOutcome) => Price | null): ServedAnswer {
  const rows = asked.map(({ asset, place }) => [asset, tell(place)] as const);
  return plainJson(
    Object.fromEntries(rows.flatMap(([asset, price]) => (price === null ? [] : [[asset, microText(price)]]))),
  );
}

function one(path: string, tell: (parts: ServerParts, place: ShownOutcome, visit: Visit) => ServedAnswer): Route {
  return { method: 'GET', path, access: 'anybody', limit: 'book', handle: ofOutcome(tell) };
}

/** What nobody knows is left out of the answer. */
function many(path: string, tell: (parts: ServerParts, asked: readonly Asked[]) => ServedAnswer): Route {
  const handle = (parts: ServerParts, { request }: Visit) => {
    const read = readText(ASSET_QUERIES, request.body ?? '');
    if (!read.ok) return refusal(400, 'Invalid payload');
    if (read.value.length > MANY_MAX) return refusal(400, 'Payload exceeds the limit');
    const asked = read.value.flatMap(({ asset, side }) => {
      const place = parts.markets.outcome(asset);
      return place && parts.exchange.snapshot(place.market.facts.id) ? [{ asset, side, place }] : [];
    });
    return tell(parts, asked);
  };
  return { method: 'POST', path, access: 'anybody', limit: 'books', handle };
}
