import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Book } from '#domain/market/book.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { Price } from '#domain/units.ts';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { bookHash, hashedBook } from '#infra/venue/wire/book-hash.ts';
import { marketOf, SmallServer } from './small-server.ts';

const [CTF, V3] = [marketOf('ctf'), marketOf('v3')];
const YES = CTF.outcomes.yes.id;
const NO = CTF.outcomes.no.id;

function lookup(asset: string, condition: string) {
  const ids = ({ id, outcomes: { yes, no } }: typeof CTF): readonly string[] => [id, yes.id, no.id];
  const market = [CTF, V3].find((each) => ids(each).includes(asset || condition));
  if (!market) return null;
  return { market: market.id, outcome: (asset === market.outcomes.no.id ? 'no' : 'yes') as Outcome };
}

function watching(house: SmallServer, assets: readonly string[], more = {}) {
  const client = house.socket('/ws/market');
  client.send(JSON.stringify({ type: 'market', assets_ids: assets, ...more }));
  return client;
}

const kinds = (client: { said: string[] }) =>
  client.said.splice(0).map((text) => {
    const parsed = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map(({ event_type }) => `[${event_type}]`).join('') : parsed.event_type;
  });

test('a subscription is answered with a list of whole books, best level last, and their hashes hold', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  for (const price of ['0.5', '0.51', '0.49']) ann.place({ price });
  ann.place({ outcome: 'no', price: '0.4' });
  const client = watching(house, [YES, NO]);
  assert.is(client.said.length, 1);
  const books = JSON.parse(client.said[0] ?? '');
  assert.is(books.length, 2);
  assert.equal(
    books[0].bids.map(({ price }: { price: string }) => price),
    ['0.49', '0.5', '0.51'],
  );
  assert.equal(books[0].asks, [{ price: '0.6', size: '100' }]);
  assert.equal(books[1].bids, [{ price: '0.4', size: '100' }]);
  assert.equal(
    books[1].asks.map(({ price }: { price: string }) => price),
    ['0.51', '0.5', '0.49'],
  );
  assert.is(books[0].tick_size, '0.01');
  assert.is(books[0].last_trade_price, '');
  assert.is(books[0].min_order_size, undefined);
  const rest = house.get(`/book?token_id=${YES}`).body;
  assert.is(rest.hash, books[0].hash);
  assert.is(rest.min_order_size, '5');
  assert.is(rest.neg_risk, false);
});

test('whoever applies the stream has the book of the exchange, and every hash on the way holds', () => {
  const house = new SmallServer({ tier: null });
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const client = watching(house, [YES]);
  const book = new Book(CTF.id, CTF.tick);
  let [lastTrade, checked] = ['', 0];
  const follow = () => {
    for (const text of client.said.splice(0)) {
      const { events, problem } = readMarketFrame(text, lookup);
      assert.is(problem, null, text);
      for (const event of events) {
        if (event.type === 'PRINT') continue;
        book.apply(event, house.clock.now());
        if (event.type !== 'LEVELS') continue;
        for (const { outcome, hash } of event.changes) {
          const facts = { market: CTF.id, asset: CTF.outcomes[outcome].id, minSize: CTF.minSize, negRisk: false };
          assert.is(bookHash(hashedBook(book, outcome, facts, event.atMs), lastTrade), hash, text);
          checked += 1;
        }
      }
    }
  };
  follow();
  for (let n = 0; n < 20; n++) {
    house.clock.advanceBy(7);
    ann.place({ price: `0.${30 + n}`, size: `${20 + n}` });
    if (n % 4 === 3) {
      house.clock.advanceBy(3);
      follow();
      const taken = bob.place({ outcome: 'no', price: '0.8', size: '10', kind: 'FAK' });
      lastTrade = `${((70 - n) / 100).toFixed(3)}`;
      assert.is(taken.body.status, 'matched', JSON.stringify(taken.body));
    }
    follow();
  }
  ann.ask('DELETE', '/cancel-all');
  follow();
  assert.ok(checked > 60, `${checked} hashes`);
  assert.equal(book.levels('bid', 10), []);
});

test('a trade is told as level changes, whole books, and a print of the taker’s outcome', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  ann.place({ price: '0.52' });
  const [both, yes, custom] = [
    watching(house, [YES, NO]),
    watching(house, [YES]),
    watching(house, [NO], { custom_feature_enabled: true }),
  ];
  for (const client of [both, yes, custom]) client.said.length = 0;
  bob.place({ outcome: 'no', price: '0.48', size: '60', kind: 'FAK' });
  const frames = both.said.map((text) => JSON.parse(text));
  assert.equal(kinds(both), ['price_change', 'book', 'book', 'last_trade_price']);
  assert.equal(kinds(yes), ['price_change', 'book']);
  assert.equal(kinds(custom), ['price_change', 'book', 'best_bid_ask', 'last_trade_price']);
  const [change, book, , print] = frames;
  assert.equal(change.price_changes[0], {
    asset_id: YES,
    price: '0.52',
    size: '40',
    side: 'BUY',
    hash: book.hash,
    best_bid: '0.52',
    best_ask: '1',
  });
  assert.is(change.price_changes[1].asset_id, NO);
  assert.is(change.price_changes[1].side, 'SELL');
  assert.is(change.price_changes[1].best_bid, '0');
  assert.is(book.tick_size, undefined);
  assert.is(book.last_trade_price, undefined);
  const { transaction_hash: transaction, ...rest } = print;
  assert.match(transaction, /^0x[0-9a-f]{64}$/);
  assert.equal(rest, {
    event_type: 'last_trade_price',
    market: CTF.id,
    asset_id: NO,
    price: '0.48',
    size: '60',
    side: 'BUY',
    fee_rate_bps: '0',
    timestamp: String(house.clock.now()),
  });
});

test('a print names the transaction that its trade will have, however many trades an order makes', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const late = watching(house, [YES]);
  const sweep = (contract: 'ctf' | 'v3') => {
    for (const price of ['0.3', '0.35', '0.4']) ann.place({ contract, outcome: 'no', price, size: '10' });
    bob.place({ contract, price: '0.7', size: '30', kind: 'FAK' });
  };
  late.hangUp();
  sweep('ctf');
  sweep('v3');
  const client = watching(house, [YES]);
  client.said.length = 0;
  sweep('ctf');
  const prints = client.said
    .map((text) => JSON.parse(text))
    .filter(({ event_type: type }) => type === 'last_trade_price')
    .map(({ price, transaction_hash: hash }) => `${price} ${hash}`);
  house.clock.advanceBy(10_000);
  const trades = bob.get(`/data/trades?market=${CTF.id}`).body.data.slice(0, prints.length);
  const settled = trades.map((row: Record<string, string>) => `${row.price} ${row.transaction_hash}`);
  assert.is(prints.length, 3);
  assert.equal(prints.toSorted(), settled.toSorted());
});

test('ticks go to whoever follows the asset; tops, new markets and resolutions to whoever asked for them', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const [plain, custom] = [watching(house, [YES]), watching(house, [YES], { custom_feature_enabled: true })];
  for (const client of [plain, custom]) client.said.length = 0;
  house.exchange.setTick(CTF.id, 1_000 as Price);
  const tick = JSON.parse(plain.said[0] ?? '');
  assert.is(tick.old_tick_size, '0.01');
  assert.is(tick.new_tick_size, '0.001');
  assert.equal(kinds(plain), ['tick_size_change']);
  assert.equal(kinds(custom), ['tick_size_change']);
  ann.place({ price: '0.5' });
  ann.place({ price: '0.4' });
  assert.equal(kinds(plain), ['price_change', 'price_change']);
  assert.equal(kinds(custom), ['price_change', 'best_bid_ask', 'price_change']);
  house.exchange.list({ ...marketOf('ctf'), ...newNames(), slug: 'new' });
  house.exchange.resolve(CTF.id, 0 as Price);
  assert.equal(kinds(plain), ['price_change']);
  const resolved = JSON.parse(custom.said.find((text) => text.includes('market_resolved')) ?? '{}');
  assert.is(resolved.winning_asset_id, NO);
  assert.equal(kinds(custom), ['new_market', 'price_change', 'best_bid_ask', 'market_resolved']);
});

function newNames() {
  const { id, outcomes } = marketOf('ctf', {});
  const other = (text: string) => String(BigInt(text) + 2n);
  return {
    id: `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}` as never,
    outcomes: {
      yes: { id: other(outcomes.yes.id) as never, name: 'Yes' },
      no: { id: other(outcomes.no.id) as never, name: 'No' },
    },
  };
}

test('subscriptions grow and shrink; what is there already is no news, but its flag counts', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const client = watching(house, [YES], { initial_dump: false });
  assert.equal(client.said, []);
  const ask = (operation: string, assets: string[], more = {}) =>
    client.send(JSON.stringify({ operation, assets_ids: assets, ...more }));
  ask('subscribe', [V3.outcomes.yes.id]);
  assert.equal(kinds(client), ['[book]']);
  ask('subscribe', [YES], { custom_feature_enabled: true });
  assert.equal(client.said.splice(0), ['NO NEW ASSETS']);
  ann.place();
  assert.equal(kinds(client), ['price_change', 'best_bid_ask']);
  ask('unsubscribe', [YES]);
  ann.place({ price: '0.3' });
  assert.equal(client.said, []);
  ask('subscribe', ['12345']);
  assert.equal(client.said, []);
  client.send('{"operation":"dance"}');
  assert.equal(client.said.splice(0), ['INVALID OPERATION']);
  client.hangUp();
  ann.place({ contract: 'v3' });
  assert.equal(client.said, []);
});

test('nonsense, floods and slow readers are shown out alone', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  for (const text of ['', 'x', '[]', '{}', '{"type":"market"}', '{"assets_ids":[1]}', '['.repeat(100_000)]) {
    const client = house.socket('/ws/market');
    client.send(text);
    assert.is(client.closed, '1008 ', text.slice(0, 20));
  }
  const many = Array.from({ length: 20_000 }, (_, n) => String(n + 1));
  const greedy = watching(house, many);
  assert.is(greedy.closed, null);
  const slow = watching(house, [YES]);
  const good = watching(house, [YES]);
  slow.slow = true;
  good.said.length = 0;
  ann.place();
  assert.match(slow.closed ?? '', /^1013/);
  assert.equal(kinds(good), ['price_change']);
  const asleep = house.server.connect('/ws/market', { send: () => false, close() {} }, 'x');
  asleep?.text(JSON.stringify({ type: 'market', assets_ids: [YES] }));
  ann.place({ price: '0.2' });
  assert.equal(kinds(good), ['price_change']);
  assert.equal(house.faults, []);
  assert.is(house.server.connect('/ws/other', { send: () => true, close() {} }, 'x'), null);
});

test('while the engine restarts the public hears nothing, and then everything', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  ann.place();
  const client = watching(house, [YES]);
  client.said.length = 0;
  house.exchange.operations.restart({ forMs: 1_000, keepOrders: false });
  assert.equal(client.said, []);
  house.clock.advanceBy(1_000);
  assert.equal(kinds(client), ['price_change']);
});

test.run();
