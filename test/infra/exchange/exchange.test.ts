// What happens at our exchange, told as a market would: who met whom, what moved, what was said.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, walletId } from '#domain/ids.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { COIN, DICE, smallExchange } from './small-exchange.ts';

test('two buyers whose prices make a dollar get a complete set each its half', () => {
  const { exchange, send, heard, has } = smallExchange({}, [{ ...COIN, fee: null }]);
  send('ann yesBid 100 @ 0.52');
  assert.is(send('bob noBid 100 @ 0.48', 'limit').result, 'taken');
  assert.equal(heard(), [
    'ann resting ann-1',
    'bob fill bob-2 noBid 100 @ 0.48 taker fee 0',
    'ann fill ann-1 yesBid 100 @ 0.52 maker fee 0',
  ]);
  assert.is(has('ann'), 'cash 948 yes 100 no 0');
  assert.is(has('bob'), 'cash 952 yes 0 no 100');
  assert.equal(exchange.check(), []);
});

test('two sellers whose prices make at most a dollar unmake the set, and the gap belongs to the taker', () => {
  const { exchange, send, has } = smallExchange({}, [{ ...COIN, fee: null }]);
  for (const name of ['ann', 'bob']) exchange.moveSets(walletId(name), COIN.id, 'split', parseShares('100'));
  send('ann yesAsk 100 @ 0.45');
  send('bob noAsk 60 @ 0.5', 'fak');
  assert.is(has('ann'), 'cash 927 yes 40 no 100');
  assert.is(has('bob'), 'cash 933 yes 100 no 40', 'at 0.55, not at the 0.50 bob asked for');
  assert.equal(exchange.check(), []);
});

test('orders of both outcomes stand in one queue, first come first served', () => {
  const { exchange, send, heard } = smallExchange();
  exchange.moveSets(walletId('bob'), COIN.id, 'split', parseShares('100'));
  send('ann yesBid 50 @ 0.52');
  send('bob noAsk 50 @ 0.48');
  send('cat yesBid 50 @ 0.52');
  heard();
  send('dan noBid 120 @ 0.48', 'fak');
  assert.equal(
    heard().filter((line) => line.includes('maker')),
    [
      'ann fill ann-1 yesBid 50 @ 0.52 maker fee 0',
      'bob fill bob-2 noAsk 50 @ 0.48 maker fee 0',
      'cat fill cat-3 yesBid 20 @ 0.52 maker fee 0',
    ],
  );
  assert.equal(exchange.openOrders(walletId('cat')), [
    { id: orderId('cat-3'), market: COIN.id, slot: 'yesBid', price: 520_000, size: 50_000_000, filled: 20_000_000 },
  ]);
});

test('a taker pays each maker price on its way and never more than its limit', () => {
  const { exchange, send, heard } = smallExchange({}, [{ ...COIN, fee: null }]);
  send('ann noBid 10 @ 0.47');
  send('bob noBid 10 @ 0.48');
  send('cat noBid 10 @ 0.45');
  heard();
  const answer = send('dan yesBid 40 @ 0.53', 'limit');
  assert.is(answer.result, 'resting');
  assert.is(answer.filled, 20_000_000);
  assert.equal(
    heard().filter((line) => line.startsWith('dan')),
    ['dan fill dan-4 yesBid 10 @ 0.52 taker fee 0', 'dan fill dan-4 yesBid 10 @ 0.53 taker fee 0', 'dan resting dan-4'],
  );
  assert.equal(exchange.top(COIN.id), { bid: 530_000, ask: 550_000 });
});

test('the taker pays the fee to five decimals, the maker none', () => {
  const { exchange, send, heard, has } = smallExchange();
  send('ann yesBid 33.33 @ 0.37');
  send('bob noBid 33.33 @ 0.63', 'limit');
  // 33.33 · 0.07 · 0.37 · 0.63 = 0.54384561
  assert.ok(heard().includes('bob fill bob-2 noBid 33.33 @ 0.63 taker fee 0.54385'));
  assert.is(has('bob'), `cash ${1000 - 20.9979 - 0.54385} yes 0 no 33.33`);
  assert.is(has('ann'), `cash ${1000 - 12.3321} yes 33.33 no 0`);
  assert.equal(exchange.check(), []);
});

test('a seller who takes has the fee kept from the proceeds', () => {
  const { exchange, send, has } = smallExchange();
  exchange.moveSets(walletId('bob'), COIN.id, 'split', parseShares('100'));
  send('ann yesBid 100 @ 0.5');
  send('bob yesAsk 100 @ 0.5', 'fak');
  assert.is(has('bob'), 'cash 948.25 yes 0 no 100');
  assert.equal(exchange.check(), []);
});

test('cancelling answers for each order, and only its owner may', () => {
  const { exchange, send, heard } = smallExchange();
  const { id } = send('ann yesBid 10 @ 0.5');
  heard();
  assert.equal(exchange.cancel(walletId('bob'), [orderId(id)]), [{ order: orderId(id), result: 'notFound' }]);
  assert.equal(exchange.cancel(walletId('ann'), [orderId(id), orderId('ghost')]), [
    { order: orderId(id), result: 'cancelled' },
    { order: orderId('ghost'), result: 'notFound' },
  ]);
  assert.equal(heard(), ['ann gone ann-1 asked']);
});

test('cancelling everything in one market leaves the others alone', () => {
  const { exchange, send } = smallExchange({}, [COIN, DICE]);
  const coin = send('ann yesBid 10 @ 0.5');
  const dice = send('ann yesBid 10 @ 0.5 dice');
  assert.equal(exchange.cancelEvery(walletId('ann'), COIN.id), [orderId(coin.id)]);
  assert.equal(exchange.cancelEvery(walletId('ann'), null), [orderId(dice.id)]);
});

test('one update is told once: both outcomes, sizes absolute, the top as it is after it, then the print', () => {
  const { send, events, clock } = smallExchange();
  send('ann yesBid 100 @ 0.52');
  send('bob yesBid 30 @ 0.5');
  events();
  send('cat noBid 120 @ 0.48', 'limit');
  const atMs = clock.now();
  const yes = { bestBid: 500_000, bestAsk: 520_000, hash: null };
  const no = { bestBid: 480_000, bestAsk: 500_000, hash: null };
  assert.equal(events(), [
    {
      type: 'LEVELS',
      market: COIN.id,
      changes: [
        { outcome: 'yes', side: 'bid', price: 520_000, size: 0, ...yes },
        { outcome: 'no', side: 'ask', price: 480_000, size: 0, ...no },
        { outcome: 'yes', side: 'ask', price: 520_000, size: 20_000_000, ...yes },
        { outcome: 'no', side: 'bid', price: 480_000, size: 20_000_000, ...no },
      ],
      atMs,
    },
    { type: 'PRINT', market: COIN.id, outcome: 'no', side: 'buy', price: 480_000, size: 100_000_000, atMs },
  ]);
});

test('a sweep prints once a price level, however many makers stood there', () => {
  const { send, events } = smallExchange();
  send('ann yesBid 10 @ 0.52');
  send('bob yesBid 10 @ 0.52');
  send('cat yesBid 10 @ 0.51');
  events();
  send('dan noBid 30 @ 0.49', 'fak');
  const prints = events().filter((event) => event.type === 'PRINT');
  assert.equal(
    prints.map((print) => [print.price, print.size]),
    [
      [480_000, 20_000_000],
      [490_000, 10_000_000],
    ],
  );
});

test('an empty side is null in the votes, and a snapshot shows the book with the age of its last change', () => {
  const { exchange, send, events, clock } = smallExchange();
  clock.advanceBy(1000);
  const atMs = clock.now();
  send('ann yesBid 10 @ 0.52');
  const [levels] = events();
  assert.ok(levels?.type === 'LEVELS');
  assert.equal(
    levels.changes.map(({ bestBid, bestAsk }) => [bestBid, bestAsk]),
    [
      [520_000, null],
      [null, 480_000],
    ],
  );
  clock.advanceBy(60_000);
  assert.equal(exchange.snapshot(COIN.id), {
    type: 'SNAPSHOT',
    market: COIN.id,
    outcome: 'yes',
    bids: [{ price: 520_000, size: 10_000_000 }],
    asks: [],
    tick: 10_000,
    atMs,
    hash: null,
  });
  assert.is(exchange.snapshot(marketId('moon')), null);
});

test('a listener may trade in answer to what it hears, and everybody hears both in order', () => {
  const { exchange, send, heard } = smallExchange();
  const order = { id: orderId('answer'), market: COIN.id, slot: 'noBid', price: parsePrice('0.5') } as const;
  exchange.onAccount(walletId('bob'), () => {});
  const stop = exchange.onMarket((event) => {
    stop();
    if (event.type === 'LEVELS') exchange.submit(walletId('bob'), { ...order, size: parseShares('10'), kind: 'fak' });
  });
  send('ann yesBid 10 @ 0.5');
  assert.equal(heard(), [
    'ann resting ann-1',
    'bob fill answer noBid 10 @ 0.5 taker fee 0.175',
    'ann fill ann-1 yesBid 10 @ 0.5 maker fee 0',
  ]);
});

test('whoever asks for trades hears each whole, with every party, and again with each step of its settlement', () => {
  const { exchange, send, clock } = smallExchange();
  const told: string[] = [];
  const stop = exchange.onTrade(({ trade, status }) =>
    told.push(`${status} ${trade.legs.map(({ wallet, size }) => `${wallet.id} ${size / 1_000_000}`).join(', ')}`),
  );
  send('ann yesBid 10 @ 0.5');
  send('bob noAsk 5 @ 0.5', 'limit');
  send('cat noBid 15 @ 0.5', 'limit');
  assert.equal(told, ['matched cat 10, ann 10']);
  clock.advanceBy(2_000);
  assert.equal(told.slice(1), ['mined cat 10, ann 10', 'confirmed cat 10, ann 10']);
  stop();
  send('ann yesBid 5 @ 0.5', 'limit');
  assert.is(told.length, 3);
});

test('what a wallet has is told with what is settled and what is not; a stranger has nothing', () => {
  const { exchange, send, clock } = smallExchange();
  send('ann yesBid 10 @ 0.5');
  send('bob noBid 10 @ 0.5', 'fak');
  const purse = exchange.purse(walletId('ann'));
  assert.equal(purse?.positions.get(COIN.id)?.yes, { settled: 0, incoming: 10_000_000, outgoing: 0, reserved: 0 });
  clock.advanceBy(2_000);
  assert.is(exchange.purse(walletId('ann'))?.cash.settled, 995_000_000);
  assert.is(exchange.purse(walletId('zoe')), null);
  assert.is(exchange.accepts(COIN.id), true);
  exchange.close(COIN.id);
  assert.is(exchange.accepts(COIN.id), false);
});

test.run();
