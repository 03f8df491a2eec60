// What our exchange puts on the public stream is what a client's book hears: the full messages against the market events.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { MICRO } from '#domain/units.ts';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { BOOK, BOOK_FRAME } from '#infra/venue/wire/books.ts';
import type { Codec, Json, Of } from '#infra/venue/wire/codec.ts';
import * as market from '#infra/venue/wire/market-channel.ts';
import type { Lookup } from '#infra/venue/wire-market.ts';
import { exampleOf } from './examples.ts';

const lookup: Lookup = (_, condition) => ({ market: marketId(condition), outcome: 'yes' });
const heard = (...messages: readonly Json[]) => readMarketFrame(market.marketFrameText(messages, false), lookup);

/** `told` is null for a message that tells nothing yet. */
function agree<T>(codec: Codec<T>, told: (value: T) => MarketEvent | null): void {
  fc.assert(
    fc.property(exampleOf(codec) as fc.Arbitrary<T>, (value) => {
      const { events, problem } = heard(codec.write(value));
      const expected = told(value);
      if (!problem) assert.equal(events, expected ? [expected] : []);
      else assert.ok(expected === null, JSON.stringify(problem));
    }),
    { seed: 42, numRuns: 200 },
  );
}

const bidOf = (bid: number | null) => (bid === null || bid === 0 ? null : bid);
const askOf = (ask: number | null) => (ask === null || ask === MICRO ? null : ask);

test('a book, from the stream and from REST', () => {
  for (const codec of [BOOK_FRAME, BOOK] as readonly Codec<Of<typeof BOOK_FRAME>>[])
    agree(
      codec,
      ({ market, bids, asks, tick, atMs, hash }) =>
        ({ type: 'SNAPSHOT', market, outcome: 'yes', bids, asks, tick, atMs, hash }) as MarketEvent,
    );
});

test('level changes', () => {
  agree(market.PRICE_CHANGE, ({ market, changes, atMs }) => {
    if (changes.length === 0) return null;
    // A bid of 1 or an ask of 0 cannot be: such a message is a problem.
    if (changes.some(({ bestBid, bestAsk }) => bestBid === MICRO || bestAsk === 0)) return null;
    const told = changes.map(({ side, price, size, hash, bestBid, bestAsk }) => ({
      outcome: 'yes',
      side: side === 'buy' ? 'bid' : 'ask',
      price,
      size,
      ...(bestBid === null ? {} : { bestBid: bidOf(bestBid) }),
      ...(bestAsk === null ? {} : { bestAsk: askOf(bestAsk) }),
      hash,
    }));
    return { type: 'LEVELS', market, changes: told, atMs } as MarketEvent;
  });
});

test('prints, of which the first may say nothing', () => {
  agree(market.LAST_TRADE_PRICE, ({ market, price, size, side, atMs }) => {
    if (price === null || size === null || size === 0 || side === null) return null;
    return { type: 'PRINT', market, outcome: 'yes', side, price, size, atMs } as MarketEvent;
  });
});

test('a new tick, a declared top and a result', () => {
  agree(
    market.TICK_SIZE_CHANGE,
    ({ market, newTick: tick, atMs }) => ({ type: 'TICK', market, tick, atMs }) as MarketEvent,
  );
  agree(market.BEST_BID_ASK, ({ market, bestBid, bestAsk, atMs }) => {
    if (bestBid === MICRO || bestAsk === 0) return null;
    return {
      type: 'TOP',
      market,
      outcome: 'yes',
      bestBid: bidOf(bestBid),
      bestAsk: askOf(bestAsk),
      atMs,
    } as MarketEvent;
  });
  agree(
    market.MARKET_RESOLVED,
    ({ market, atMs }) => ({ type: 'RESOLVED', market, payout: MICRO, atMs }) as MarketEvent,
  );
});

test('one message goes as an object, several or an answer to a subscription as a list', () => {
  const [one, two] = fc
    .sample(exampleOf(BOOK_FRAME), { seed: 42, numRuns: 2 })
    .map((value) => BOOK_FRAME.write(value as never));
  assert.ok(market.marketFrameText([one!], false).startsWith('{"event_type":"book"'));
  assert.ok(market.marketFrameText([one!], true).startsWith('[{'));
  assert.is(heard(one!, two!).events.length, 2);
});

test.run();
