// The private stream: whose fill is whose, in which outcome, and what a message may leave empty.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, type OutcomeId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { Decimal } from '#domain/units.ts';
import { type Of, readWire } from '#infra/venue/wire/codec.ts';
import { orderNews } from '#infra/venue/wire/order-outcomes.ts';
import { type FillContext, ownFills } from '#infra/venue/wire/own-fills.ts';
import { REST_TRADE, USER_TRADE, type UserTrade } from '#infra/venue/wire/trades.ts';
import { readUserFrame, type UserMessage, userMessageText } from '#infra/venue/wire/user-channel.ts';
import { USER_ORDER } from '#infra/venue/wire/user-orders.ts';
import { exampleOf } from './examples.ts';

const MARKET = marketId('0xc1');
const OUTCOMES: Readonly<Record<string, Outcome>> = { '11': 'yes', '12': 'no' };

const ORDER = {
  event_type: 'order',
  type: 'PLACEMENT',
  id: '0xa1',
  owner: 'key',
  market: '0xc1',
  asset_id: '11',
  side: 'BUY',
  price: '0.52',
  original_size: '100',
  size_matched: '0',
  associate_trades: null,
  status: 'LIVE',
  order_type: 'GTC',
  created_at: '1795132800',
  expiration: '0',
  timestamp: '1795132800200',
};
const ROW = {
  order_id: '0xa1',
  owner: 'key',
  maker_address: '0xBc',
  matched_amount: '25',
  price: '0.52',
  fee_rate_bps: '',
  asset_id: '11',
  outcome: 'Up',
  side: 'BUY',
};
const TRADE = {
  event_type: 'trade',
  type: 'TRADE',
  id: 't1',
  status: 'MATCHED',
  taker_order_id: '0xb1',
  market: '0xc1',
  asset_id: '12',
  side: 'BUY',
  size: '40',
  price: '0.48',
  match_time: '1795132801',
  owner: 'key',
  maker_address: '0xff',
  transaction_hash: '',
  trader_side: 'MAKER',
  timestamp: '1795132801123',
  maker_orders: [ROW, { ...ROW, order_id: '0xz9', owner: 'other', maker_address: '0xdd', matched_amount: '15' }],
};

const context = (ours: readonly string[] = []): FillContext => ({
  self: { apiKey: 'key', wallet: '0xbC', isOurs: (order) => ours.includes(order) },
  lookup: (asset: OutcomeId) => (OUTCOMES[asset] ? { market: MARKET, outcome: OUTCOMES[asset] } : null),
  takerFee: () => new Decimal('0.03'),
});
const tradeOf = (message: object): UserTrade => {
  const read = readWire(USER_TRADE, message);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
};
const fillsOf = (message: object, ours?: readonly string[]) => ownFills(tradeOf(message), context(ours));

test('a maker has its own row, in its own outcome and price', () => {
  assert.equal(fillsOf(TRADE), {
    fills: [
      {
        trade: 't1',
        order: '0xa1',
        market: MARKET,
        slot: 'yesBid',
        price: 520_000,
        size: 25_000_000,
        role: 'maker',
        fee: new Decimal(0),
        atMs: 1_795_132_801_000,
        status: 'matched',
      },
    ],
    strangers: [],
  });
});

test('several rows of one trade may be ours, by key, by wallet or by order', () => {
  const wallet = { ...ROW, order_id: '0xa2', owner: 'other', maker_address: '0xBC' };
  const known = { ...ROW, order_id: '0xa3', owner: 'session', maker_address: '0x1', matched_amount: '1' };
  const { fills } = fillsOf({ ...TRADE, maker_orders: [ROW, wallet, known] }, ['0xa3']);
  assert.equal(
    fills.map(({ order }) => order),
    ['0xa1', '0xa2', '0xa3'],
  );
});

test('two rows of one order are two fills under names of their own, and a row of nothing is none', () => {
  const rows = [ROW, { ...ROW, matched_amount: '0' }, { ...ROW, matched_amount: '5', price: '0.51' }];
  const { fills } = fillsOf({ ...TRADE, maker_orders: rows });
  assert.equal(
    fills.map(({ trade, order, size, price }) => [trade, order, size, price]),
    [
      ['t1', '0xa1', 25_000_000, 520_000],
      ['t1#2', '0xa1', 5_000_000, 510_000],
    ],
  );
});

test('a row without a side takes it from the taker: the other side of its outcome, or the same of the other outcome', () => {
  const { side: _, ...row } = ROW;
  const slot = (asset: string, side: string) =>
    fillsOf({ ...TRADE, asset_id: '12', side, maker_orders: [{ ...row, asset_id: asset }] }).fills[0]?.slot;
  assert.is(slot('12', 'BUY'), 'noAsk');
  assert.is(slot('12', 'SELL'), 'noBid');
  assert.is(slot('11', 'BUY'), 'yesBid', 'a mint');
  assert.is(slot('11', 'SELL'), 'yesAsk', 'a merge');
});

test('a taker has the head of the trade, and its fee', () => {
  const { fills } = fillsOf({ ...TRADE, trader_side: 'TAKER', maker_orders: [] });
  const { slot, price, size, role, fee, order } = fills[0]!;
  assert.equal(
    [slot, price, size, role, fee.toString(), order],
    ['noBid', 480_000, 40_000_000, 'taker', '0.03', '0xb1'],
  );
  const { trader_side: _, ...silent } = { ...TRADE, maker_orders: [], maker_address: '0xbc' };
  assert.is(fillsOf(silent).fills[0]?.role, 'taker', 'told by the wallet');
  assert.is(fillsOf({ ...silent, maker_address: '0x1' }).fills.length, 0);
  assert.is(fillsOf({ ...silent, maker_address: '0x1' }, ['0xb1']).fills.length, 1, 'told by the order');
});

test('a trade with ourselves is two fills, one in an unknown asset is a stranger', () => {
  const { fills } = fillsOf(TRADE, ['0xb1']);
  assert.equal(
    fills.map(({ role }) => role),
    ['maker', 'taker'],
  );
  assert.is(fillsOf({ ...TRADE, trader_side: 'TAKER' }).fills.length, 2, 'told by the role alone');
  const lost = fillsOf({ ...TRADE, maker_orders: [{ ...ROW, asset_id: '99' }] });
  assert.equal(lost, { fills: [], strangers: ['99'] });
});

test('statuses of a trade, in the words of the stream and of REST', () => {
  const status = (text: string) => readWire(REST_TRADE, { ...TRADE, status: text });
  for (const [text, ours] of [
    ['MATCHED', 'matched'],
    ['TRADE_STATUS_MATCHED_NOT_BROADCASTED', 'matched'],
    ['MINED', 'mined'],
    ['TRADE_STATUS_CONFIRMED', 'confirmed'],
    ['RETRYING', 'retrying'],
    ['FAILED', 'failed'],
  ] as const) {
    const read = status(text);
    assert.is(read.ok && read.value.status, ours);
  }
  assert.equal(status('SETTLED'), { ok: false, problem: { field: 'status', found: '"SETTLED"' } });
});

test('a placement rests, an update says nothing, a cancellation is gone for a reason that the stream hardly tells', () => {
  const news = (patch: object) => {
    const [message] = readUserFrame(JSON.stringify({ ...ORDER, ...patch })).messages;
    if (message?.type !== 'order') throw new Error('no order');
    return orderNews(message.order);
  };
  const atMs = 1_795_132_800_200;
  assert.equal(news({}), { type: 'ORDER_RESTING', order: '0xa1', atMs });
  assert.is(news({ type: 'UPDATE', size_matched: '25' }), null);
  const gone = (status: string) => {
    const found = news({ type: 'CANCELLATION', status });
    return found?.type === 'ORDER_GONE' && found.reason;
  };
  assert.is(gone('CANCELED'), 'other');
  assert.is(gone('INVALID'), 'uncovered');
  assert.is(gone('CANCELED_MARKET_RESOLVED'), 'resolved');
  assert.is(gone("CANCELED_order couldn't be fully filled. FOK orders are fully filled or killed."), 'other');
});

test('times are read by their digits: seconds, milliseconds, nanoseconds and dates', () => {
  for (const [text, ms] of [
    ['1672290687', 1_672_290_687_000],
    [1_672_290_687, 1_672_290_687_000],
    ['1795132800200', 1_795_132_800_200],
    ['1795132800200123456', 1_795_132_800_200],
    ['2024-01-01T00:01:00Z', 1_704_067_260_000],
  ] as const) {
    const read = readWire(USER_ORDER, { ...ORDER, created_at: text });
    assert.is(read.ok && read.value.createdMs, ms, String(text));
  }
});

test('a frame holds one message or several, keep-alives hold none, and unknown types are named', () => {
  const frame = readUserFrame(JSON.stringify([ORDER, TRADE, { event_type: 'party' }, {}]));
  assert.equal(
    frame.messages.map(({ type }) => type),
    ['order', 'trade'],
  );
  assert.equal([frame.ignored, frame.unknownTypes, frame.problem], [2, ['party', '(none)'], null]);
  for (const text of ['', 'PONG'])
    assert.equal(readUserFrame(text), { messages: [], ignored: 1, unknownTypes: [], problem: null });
  assert.equal(readUserFrame('NO').problem, { field: 'body', found: '"NO"' });
  assert.equal(readUserFrame('[7]').problem, { field: 'message', found: '7' });
});

test('what does not parse is named and the rest of the frame is read', () => {
  const bad = { ...TRADE, maker_orders: [ROW, { ...ROW, price: '1.2' }] };
  const { messages, problem } = readUserFrame(JSON.stringify([bad, ORDER]));
  assert.equal(problem, { field: 'trade.maker_orders[].price', found: '"1.2"' });
  assert.is(messages.length, 1);
});

test('a message that our exchange writes is the message that a client reads', () => {
  const order = exampleOf(USER_ORDER).map(
    (value) => ({ type: 'order', order: value as Of<typeof USER_ORDER> }) as const,
  );
  const trade = exampleOf(USER_TRADE).map((value) => ({ type: 'trade', trade: value as UserTrade }) as const);
  fc.assert(
    fc.property(fc.oneof(order, trade), (message: UserMessage) => {
      const { messages, problem } = readUserFrame(userMessageText(message));
      assert.is(problem, null);
      assert.equal(messages, [message]);
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('no text makes the reader throw', () => {
  const whole = JSON.stringify([ORDER, TRADE]);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.nat(whole.length).map((cut) => whole.slice(0, cut)),
      ),
      (text) => {
        readUserFrame(text);
      },
    ),
    { seed: 42, numRuns: 500 },
  );
});

const DATA = process.env.POLYMARKET_DATA;
const FOLDER = `${DATA}/ws-user`;

if (DATA === undefined || !existsSync(FOLDER)) {
  test('real private frames', () => console.log('SKIPPED real private frames: POLYMARKET_DATA is not set'));
} else {
  test('real private frames are read whole, and our rows are found in them', () => {
    const read = new Map(
      readdirSync(FOLDER)
        .filter((name) => name.startsWith('nautilus'))
        .map((name) => [name, readUserFrame(readFileSync(`${FOLDER}/${name}`, 'utf8'))]),
    );
    const one = (name: string) => {
      const frame = read.get(`nautilus_${name}.json`)!;
      assert.is(frame.problem, null, `${name}: ${JSON.stringify(frame.problem)}`);
      return frame.messages[0];
    };
    const trade = (name: string, apiKey: string) => {
      const message = one(name);
      if (message?.type !== 'trade') throw new Error(name);
      return ownFills(message.trade, {
        ...context(),
        self: { apiKey, wallet: '0x', isOurs: () => false },
        lookup: (asset) => ({ market: MARKET, outcome: asset.startsWith('4833') ? 'no' : 'yes' }),
      }).fills.map(({ slot, price, size, role }) => [slot, price, size, role]);
    };
    assert.equal(trade('py_user_trade1', '3e2c94ca-8124-c4c1-c7ea-be1ea21b71fe'), [
      ['yesAsk', 518_000, 5_000_000, 'maker'],
    ]);
    assert.equal(trade('py_user_trade1', '78132bc3-22af-6aa2-79ae-11929f821cae'), [
      ['noBid', 482_000, 10_000_000, 'maker'],
    ]);
    assert.equal(trade('py_user_trade4', 'a93a3d32-74fa-dd2b-4b67-98bfa6fc5cb5'), [
      ['yesBid', 400_000, 5_000_000, 'maker'],
      ['yesBid', 300_000, 5_000_000, 'maker'],
    ]);
    const killed = one('rs_ws_user_order_fok_killed');
    assert.is(killed?.type === 'order' && killed.order.filled, null);
    assert.is(killed?.type === 'order' && killed.order.status?.word, 'canceled');
    assert.is(one('rs_ws_user_order_update')?.type, 'order');
    assert.equal(trade('rs_ws_user_trade_msg', 'x'), [['yesBid', 500_000, 25_000_000, 'taker']]);
  });
}

test.run();
