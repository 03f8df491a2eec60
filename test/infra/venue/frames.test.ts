// The wire's words in, our events or a named problem out; then the recorded frames of POLYMARKET_DATA.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, marketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import type { Outcome } from '#domain/market/market.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { problemText, readMarketFrame } from '#infra/venue/frames.ts';

const M1 = marketId('0xc1');
const M2 = marketId('0xc2');
const KNOWN: Record<string, { market: MarketId; outcome: Outcome }> = {
  '11': { market: M1, outcome: 'yes' },
  '12': { market: M1, outcome: 'no' },
  '21': { market: M2, outcome: 'yes' },
  '22': { market: M2, outcome: 'no' },
};

function lookup(assetId: string, conditionId: string): { market: MarketId; outcome: Outcome } | null {
  if (assetId === '')
    return conditionId === M1 || conditionId === M2 ? { market: marketId(conditionId), outcome: 'yes' } : null;
  return KNOWN[assetId] ?? null;
}

const read = (message: unknown) =>
  readMarketFrame(typeof message === 'string' ? message : JSON.stringify(message), lookup);

const BOOK = {
  event_type: 'book',
  market: '0xc1',
  asset_id: '11',
  timestamp: '1795132800123',
  hash: 'abc',
  bids: [
    { price: '0.48', size: '30' },
    { price: '0.49', size: '20.5' },
  ],
  asks: [
    { price: '0.53', size: '60' },
    { price: '0.52', size: '25' },
  ],
};
const ENTRY = { asset_id: '11', price: '0.49', size: '0', side: 'BUY', hash: 'h', best_bid: '0.48', best_ask: '1' };
const CHANGE = { event_type: 'price_change', market: '0xc1', timestamp: '7', price_changes: [ENTRY] };
const PRINT = {
  event_type: 'last_trade_price',
  market: '0xc1',
  asset_id: '12',
  price: '0.48',
  size: '5',
  side: 'SELL',
  timestamp: '9',
};
const TICK = {
  event_type: 'tick_size_change',
  market: '0xc1',
  asset_id: '11',
  old_tick_size: '0.01',
  new_tick_size: '0.001',
  timestamp: '3',
};
const TOP = {
  event_type: 'best_bid_ask',
  market: '0xc1',
  asset_id: '12',
  best_bid: '0',
  best_ask: '0.77',
  spread: '',
  timestamp: '4',
};
const RESOLVED = {
  event_type: 'market_resolved',
  market: '0xc1',
  assets_ids: ['11', '12'],
  winning_asset_id: '12',
  timestamp: '5',
};

test('a book becomes a snapshot of its outcome', () => {
  const { events, ignored, problem } = read({ ...BOOK, tick_size: '0.01', last_trade_price: '' });
  assert.is(problem, null);
  assert.is(ignored, 0);
  assert.equal(events, [
    {
      type: 'SNAPSHOT',
      market: M1,
      outcome: 'yes',
      bids: [
        { price: 480_000, size: 30_000_000 },
        { price: 490_000, size: 20_500_000 },
      ],
      asks: [
        { price: 530_000, size: 60_000_000 },
        { price: 520_000, size: 25_000_000 },
      ],
      tick: 10_000,
      atMs: 1_795_132_800_123,
      hash: 'abc',
    },
  ]);
});

test('a REST book has no type, and may have empty sides and no hash', () => {
  const { event_type: _, hash: __, ...rest } = BOOK;
  const [event] = read({ ...rest, bids: [], asks: [] }).events;
  assert.equal(event, {
    type: 'SNAPSHOT',
    market: M1,
    outcome: 'yes',
    bids: [],
    asks: [],
    tick: null,
    atMs: 1_795_132_800_123,
    hash: null,
  });
});

test('the answer to a subscription is a list of books', () => {
  const { events } = read([BOOK, { ...BOOK, asset_id: '12' }, { ...BOOK, asset_id: '21', market: '0xc2' }]);
  assert.equal(
    events.map((event) => [event.market, 'outcome' in event && event.outcome]),
    [
      [M1, 'yes'],
      [M1, 'no'],
      [M2, 'yes'],
    ],
  );
});

test('a price change carries both outcomes and the declared tops, empty sides as null', () => {
  const mirror = { ...ENTRY, asset_id: '12', price: '0.51', side: 'SELL', best_bid: '', best_ask: '0.52' };
  const { events, problem } = read({ ...CHANGE, price_changes: [ENTRY, mirror] });
  assert.is(problem, null);
  assert.equal(events, [
    {
      type: 'LEVELS',
      market: M1,
      changes: [
        { outcome: 'yes', side: 'bid', price: 490_000, size: 0, bestBid: 480_000, bestAsk: null, hash: 'h' },
        { outcome: 'no', side: 'ask', price: 510_000, size: 0, bestBid: null, bestAsk: 520_000, hash: 'h' },
      ],
      atMs: 7,
    },
  ]);
});

test('a top that was not declared stays undeclared', () => {
  const { best_bid: _, ...noBid } = ENTRY;
  const { best_ask: __, ...noTop } = noBid;
  const { best_ask: ___, ...noAsk } = ENTRY;
  const { events } = read({ ...CHANGE, price_changes: [noBid, noTop, noAsk] });
  const changes = events[0]?.type === 'LEVELS' ? events[0].changes : [];
  assert.equal(
    changes.map((change) => Object.keys(change).filter((key) => key.startsWith('best'))),
    [['bestAsk'], [], ['bestBid']],
  );
});

test('a print, a tick, a top and a resolution', () => {
  const { events } = read([PRINT, TICK, TOP, RESOLVED, { ...RESOLVED, winning_asset_id: '11' }]);
  assert.equal(events, [
    {
      type: 'PRINT',
      market: M1,
      outcome: 'no',
      side: 'sell',
      price: parsePrice('0.48'),
      size: parseShares('5'),
      atMs: 9,
    },
    { type: 'TICK', market: M1, tick: parsePrice('0.001'), atMs: 3 },
    { type: 'TOP', market: M1, outcome: 'no', bestBid: null, bestAsk: parsePrice('0.77'), atMs: 4 },
    { type: 'RESOLVED', market: M1, payout: 0, atMs: 5 },
    { type: 'RESOLVED', market: M1, payout: 1_000_000, atMs: 5 },
  ]);
});

test('a print without a price is no trade yet', () => {
  assert.equal(read({ ...PRINT, price: '' }), { events: [], ignored: 1, unknownTypes: [], problem: null });
});

test('keep-alives and markets of others are ignored', () => {
  for (const text of ['PONG', ''])
    assert.equal(read(text), { events: [], ignored: 1, unknownTypes: [], problem: null });
  const foreign = [
    { ...BOOK, asset_id: '99', bids: 'never read' },
    { ...CHANGE, market: '0xother', price_changes: [{ ...ENTRY, asset_id: '99' }] },
    { ...RESOLVED, market: '0xother', assets_ids: ['98', '99'], winning_asset_id: '98' },
    { event_type: 'new_market', market: '0xnew' },
  ];
  assert.equal(read(foreign), { events: [], ignored: 4, unknownTypes: [], problem: null });
  const mixed = read({ ...CHANGE, price_changes: [ENTRY, { ...ENTRY, asset_id: '99' }] });
  assert.is(mixed.events.length, 1);
  assert.is(mixed.ignored, 1);
});

test('unknown types are counted and named, not feared', () => {
  const frame = read([
    { event_type: 'sunshine' },
    { event_type: 'sunshine' },
    { event_type: 'toString' },
    {},
    { event_type: 7 },
    PRINT,
  ]);
  assert.equal(frame.unknownTypes, ['sunshine', 'toString', '(none)']);
  assert.is(frame.ignored, 5);
  assert.is(frame.events.length, 1);
  assert.is(frame.problem, null);
});

test('an endless list of unknown types is named only so far', () => {
  const frame = read(Array.from({ length: 40 }, (_, n) => ({ event_type: `${n}`.repeat(90) })));
  assert.is(frame.unknownTypes.length, 16);
  assert.ok(frame.unknownTypes.every((name) => name.length <= 40));
  assert.is(frame.ignored, 40);
});

const NUMBERS = ['1e3', '', 'NaN', '-1', ' 1', '0x1', '1,5', null, 5, undefined];
const level = (price: unknown, size: unknown) => ({
  ...BOOK,
  bids: [
    { price: '0.4', size: '1' },
    { price, size },
  ],
});

test('a size that is not a plain number is a problem that names field and market', () => {
  for (const size of NUMBERS) {
    const inBook = read(level('0.41', size));
    assert.equal(inBook.events, [], String(size));
    assert.is(inBook.problem?.field, 'book.bids[].size');
    assert.equal(inBook.problem?.markets, [M1]);
    const inChange = read({ ...CHANGE, price_changes: [ENTRY, { ...ENTRY, asset_id: '12', size }] });
    assert.equal(inChange.events, [], 'a message is read whole or not at all');
    assert.is(inChange.problem?.field, 'price_change.price_changes[].size');
    if (size !== '') assert.is(read({ ...PRINT, size }).problem?.field, 'last_trade_price.size');
  }
  assert.is(read({ ...PRINT, size: '0' }).problem?.field, 'last_trade_price.size');
  assert.match(problemText(read(level('0.41', '1e3')).problem!), /book.bids\[\].size is "1e3"/);
});

test('a price outside (0, 1) is a problem, wherever it stands', () => {
  for (const price of [...NUMBERS, '0', '1', '1.01', '0.0000001']) {
    assert.is(read(level(price, '1')).problem?.field, 'book.bids[].price', String(price));
    assert.is(
      read({ ...CHANGE, price_changes: [{ ...ENTRY, price }] }).problem?.field,
      'price_change.price_changes[].price',
    );
    if (price !== '') assert.is(read({ ...PRINT, price }).problem?.field, 'last_trade_price.price');
    assert.is(read({ ...TICK, new_tick_size: price }).problem?.field, 'tick_size_change.new_tick_size');
  }
  assert.is(read({ ...BOOK, tick_size: '1' }).problem?.field, 'book.tick_size');
});

test('a declared top is a price, or the sign of an empty side', () => {
  for (const [best_bid, best_ask] of [
    ['1', '1'],
    ['x', '1'],
    ['-1', '1'],
  ])
    assert.is(read({ ...TOP, best_bid, best_ask }).problem?.field, 'best_bid_ask.best_bid');
  for (const best_ask of ['0', 'x', 2]) assert.is(read({ ...TOP, best_ask }).problem?.field, 'best_bid_ask.best_ask');
  const { best_ask: _, ...half } = TOP;
  assert.is(read(half).problem?.field, 'best_bid_ask.best_ask');
  assert.is(
    read({ ...CHANGE, price_changes: [{ ...ENTRY, best_bid: '1' }] }).problem?.field,
    'price_change.price_changes[].best_bid',
  );
});

test('a message without its shape is a problem', () => {
  const cases: readonly [string, object][] = [
    ['book.asks', { ...BOOK, asks: undefined }],
    ['book.bids', { ...BOOK, bids: {} }],
    ['book.bids', { ...BOOK, bids: [null] }],
    ['book.timestamp', { ...BOOK, timestamp: undefined }],
    ['book.timestamp', { ...BOOK, timestamp: '12.5' }],
    ['book.timestamp', { ...BOOK, timestamp: -1 }],
    ['book.timestamp', { ...BOOK, timestamp: '9999999999999999' }],
    ['book.asset_id', { ...BOOK, asset_id: 5 }],
    ['price_change.price_changes', { ...CHANGE, price_changes: undefined }],
    ['price_change.price_changes[]', { ...CHANGE, price_changes: ['x'] }],
    ['price_change.price_changes[].side', { ...CHANGE, price_changes: [{ ...ENTRY, side: 'buy' }] }],
    ['price_change.price_changes[].asset_id', { ...CHANGE, price_changes: [ENTRY, { ...ENTRY, asset_id: '21' }] }],
    ['last_trade_price.side', { ...PRINT, side: 'HOLD' }],
    ['market_resolved.winning_asset_id', { ...RESOLVED, winning_asset_id: '' }],
    ['market_resolved.winning_asset_id', { ...RESOLVED, winning_asset_id: '99' }],
  ];
  for (const [field, message] of cases) {
    const { problem, events } = read(message);
    assert.is(problem?.field, field);
    assert.equal(events, []);
    assert.ok(problem?.markets?.includes(M1), field);
  }
});

test('in a list, what is good is read and every doubtful book is named', () => {
  const bad = (asset_id: string, market: string) => ({ ...BOOK, asset_id, market, bids: 5 });
  const { events, problem } = read([bad('11', '0xc1'), PRINT, bad('21', '0xc2')]);
  assert.is(events.length, 1);
  assert.equal(problem?.markets, [M1, M2]);
});

test('when it cannot be told whose frame it was, all books are in doubt', () => {
  for (const text of ['{"event_type":"book","ma', '[{"event_type"', '[1]', '"x"', 'null', '7'])
    assert.is(read(text).problem?.markets, null, text);
  assert.is(read({ ...BOOK, asset_id: 5, market: 6 }).problem?.markets, null);
  assert.equal(read('NO NEW ASSETS').problem?.markets, [], 'words that are no message concern no book');
  assert.is(read('NO NEW ASSETS').problem?.kind, 'notJson');
  assert.match(problemText(read('{"a').problem!), /not JSON: "/);
  assert.match(problemText(read('[1]').problem!), /not a market message: 1/);
});

test('whatever arrives, reading never throws and never makes a number up', () => {
  const value = fc.oneof(fc.constantFrom('0.5', '1e3', '11', '12', '0xc1', 'BUY', '', null, 1, [], {}), fc.jsonValue());
  const keys = [
    'event_type',
    'market',
    'asset_id',
    'bids',
    'asks',
    'price_changes',
    'timestamp',
    'price',
    'size',
    'side',
  ];
  const message = fc.dictionary(fc.constantFrom(...keys), value);
  const typed = fc.tuple(
    fc.constantFrom('book', 'price_change', 'last_trade_price', 'best_bid_ask', 'market_resolved'),
    message,
  );
  fc.assert(
    fc.property(
      fc.oneof(
        typed.map(([event_type, rest]) => ({ ...rest, event_type })),
        value,
        fc.array(message),
      ),
      (frame) => {
        const { events, problem, ignored } = read(JSON.stringify(frame));
        assert.ok(events.length + ignored > 0 || problem !== null || (Array.isArray(frame) && frame.length === 0));
        assert.not.match(JSON.stringify(events), /null,"size"|NaN/);
      },
    ),
    { seed: 42, numRuns: 3_000 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => void readMarketFrame(text, lookup)),
    { seed: 42, numRuns: 1_000 },
  );
});

const DATA = process.env.POLYMARKET_DATA;
if (DATA === undefined || !existsSync(`${DATA}/ws-market`)) {
  console.log('SKIPPED recorded market frames: POLYMARKET_DATA is not set');
} else {
  /** Any asset: the first one seen of a condition is YES. */
  const open = () => {
    const first = new Map<string, string>();
    return (assetId: string, conditionId: string) => {
      if (assetId !== '' && !first.has(conditionId)) first.set(conditionId, assetId);
      const outcome: Outcome = first.get(conditionId) === assetId ? 'yes' : 'no';
      return { market: marketId(conditionId), outcome };
    };
  };

  test('every recorded session frame reads, and no book of theirs is crossed or outvoted', () => {
    let changes = 0;
    for (const name of readdirSync(`${DATA}/ws-market`).filter((file) => file.includes('raw_messages'))) {
      const raw = readFileSync(`${DATA}/ws-market/${name}`);
      const text = (name.endsWith('.gz') ? gunzipSync(raw) : raw).toString();
      const anyone = open();
      const books = new Map<MarketId, Book>();
      for (const line of text.split('\n').filter(Boolean)) {
        const row = JSON.parse(line) as { source: string; recv_wall_ts: number; payload: string };
        if (row.source !== 'polymarket_clob') continue;
        const frame = readMarketFrame(row.payload, anyone);
        assert.is(frame.problem, null, `${name}: ${line.slice(0, 200)}`);
        for (const event of frame.events) {
          const book = books.get(event.market) ?? new Book(event.market, parsePrice('0.01'));
          books.set(event.market, book);
          const { problem } = book.apply(event, row.recv_wall_ts);
          assert.is(problem, null, `${name}: ${JSON.stringify(problem)}`);
          if (event.type === 'LEVELS') {
            changes++;
            assert.is(book.trust(row.recv_wall_ts), 'trusted');
          }
        }
      }
    }
    assert.is(changes, 35);
  });

  test('the documented examples and other recorded messages read', () => {
    const folder = `${DATA}/ws-market/`;
    const examples = JSON.parse(readFileSync(`${folder}official_docs_asyncapi_examples.json`, 'utf8'));
    const names = readdirSync(folder).filter((file) => file.startsWith('nautilus'));
    const messages = names.map((name) => JSON.parse(readFileSync(folder + name, 'utf8')));
    for (const { examples: list } of examples) for (const one of list) messages.push(one.payload);
    const types: string[] = [];
    for (const message of messages) {
      const { events, problem } = readMarketFrame(JSON.stringify(message), open());
      assert.is(problem, null, JSON.stringify(message).slice(0, 200));
      types.push(...events.map((event) => event.type));
    }
    assert.equal([...new Set(types)].sort(), ['LEVELS', 'PRINT', 'RESOLVED', 'SNAPSHOT', 'TICK', 'TOP']);
  });

  test('recorded REST books read, one with an empty side', () => {
    const one = readMarketFrame(readFileSync(`${DATA}/rest/2026-03-22_book.json`, 'utf8'), open());
    assert.is(one.problem, null);
    assert.equal(one.events[0]?.type === 'SNAPSHOT' && one.events[0].bids, []);
    const many = readMarketFrame(readFileSync(`${DATA}/rest/fed-june-2026_clob-books.json`, 'utf8'), open());
    assert.is(many.problem, null);
    assert.is(many.events.length, 10);
  });
}

test.run();
