import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePrice } from '#domain/units.ts';
import { type ExchangeName, exchangeContract, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import type { SignatureType } from '#infra/venue/signing/order-struct.ts';
import { OLD_ADAPTER } from '#infra/venue/signing/spenders.ts';
import { reasonOf } from '#infra/venue/wire/reject-reasons.ts';
import { marketOf, SmallServer } from './small-server.ts';

const CTF = marketOf('ctf');

test('an order of every wallet type in a market of every contract rests under its own hash', () => {
  for (const type of [0, 1, 2, 3] as SignatureType[])
    for (const contract of ['ctf', 'negRisk', 'v3'] as ExchangeName[]) {
      const house = new SmallServer();
      const ann = house.trader('ann', type);
      const signed = ann.sign({ contract });
      const placed = ann.ask('POST', '/order', signed.body);
      assert.is(placed.status, 200, JSON.stringify(placed.body));
      assert.equal(placed.body, {
        success: true,
        errorMsg: '',
        orderID: signed.id,
        status: 'live',
        makingAmount: '',
        takingAmount: '',
        tradeIDs: [],
        transactionsHashes: [],
      });
      const [row] = ann.get('/data/orders').body.data;
      assert.is(row.id, signed.id);
      assert.is(row.status, 'ORDER_STATUS_LIVE');
      assert.is(row.maker_address, ann.wallet);
      assert.is(row.original_size, '100');
      assert.is(row.price, '0.52');
      assert.equal(house.exchange.check(), []);
      assert.equal(house.faults, []);
    }
});

test('an order signed for another contract is of another version, and one signed by another key is nobody’s', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  assert.is(ann.place({ signedFor: 'negRisk' }).body.error, 'order_version_mismatch');
  assert.is(ann.place({ contract: 'v3', signedFor: 'ctf' }).body.error, 'order_version_mismatch');
  assert.is(house.trader('cat', 3).place({ signedFor: 'v3' }).body.error, 'order_version_mismatch');
  const price = JSON.parse(ann.sign().body);
  price.order.makerAmount = '1';
  assert.is(ann.ask('POST', '/order', JSON.stringify(price)).body.error, 'invalid signature');
  const foreign = JSON.parse(bob.sign().body);
  foreign.owner = ann.texts.apiKey;
  const answer = ann.ask('POST', '/order', JSON.stringify(foreign));
  assert.is(answer.status, 400);
  assert.is(answer.body.error, 'the order signer address has to be the address of the API KEY');
  assert.is(
    ann.ask('POST', '/order', bob.sign().body).body.error,
    'the order owner has to be the owner of the API KEY',
  );
  assert.equal(ann.get('/data/orders').body.data, []);
});

test('refusals come in the words of the venue', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const refused = (wish: Parameters<typeof ann.sign>[0], text: RegExp, status = 400) => {
    const answer = ann.place(wish);
    assert.is(answer.status, status);
    assert.match(answer.body.error, text);
  };
  assert.is(bob.place({ outcome: 'no', price: '0.4', size: '50' }).status, 200);
  refused({ price: '0.6' }, /^invalid post-only order: order crosses book$/);
  refused({ size: '3' }, /^order 0x[0-9a-f]{64} is invalid\. Size \(3\) lower than the minimum: 5$/);
  refused(
    { price: '0.5', size: '2000000' },
    /balance is not enough -> balance: 1000000000, order amount: 1000000000000$/,
  );
  refused({ price: '0.5', size: '3000' }, /balance is not enough -> balance: 1000000000, order amount: 1500000000$/);
  refused({ side: 'sell' }, /^not enough balance \/ allowance: .* balance: 0, order amount: 100000000$/);
  refused({ kind: 'FAK', price: '0.4' }, /^no orders found to match with FAK order\./);
  refused({ kind: 'FOK', price: '0.6', size: '51' }, /^order couldn't be fully filled\./);
  house.exchange.setTick(CTF.id, 100_000 as never);
  refused({ price: '0.45' }, /is invalid\. Price \(0\.45\) breaks minimum tick size rule: 0\.1$/);
  house.exchange.close(CTF.id);
  refused({}, /not accepting orders/);
});

test('what its contract may not take cannot be sold or bought, and the refusal names who may not', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const { approvals } = house.server.inside;
  const sets = ['ctf', 'negRisk', 'v3'] as const;
  for (const contract of sets) ann.split(marketOf(contract).id, '50');
  const [plain, second] = [exchangeContract('ctf', POLYGON).address, exchangeContract('v3', POLYGON).address];
  const sale = (contract: (typeof sets)[number]) => ann.place({ contract, side: 'sell', price: '0.6', size: '50' });
  const refused = (answer: { status: number; body: { error: string } }, spender: string, amount: string) => {
    assert.is(answer.status, 400);
    assert.is(
      answer.body.error,
      `not enough balance / allowance: the allowance is not enough -> spender: ${spender}, allowance: 0, sum of matched orders: 0, order amount: ${amount}`,
    );
    assert.is(reasonOf(answer.body.error), 'notCovered');
  };
  approvals.limit(ann.wallet, 'v1', plain);
  refused(sale('ctf'), plain, '50000000');
  assert.is(sale('negRisk').status, 200);
  assert.is(sale('v3').status, 200);
  assert.is(ann.place({ price: '0.3' }).status, 200);
  approvals.limit(ann.wallet, 'v1', OLD_ADAPTER);
  refused(sale('negRisk'), OLD_ADAPTER, '50000000');
  approvals.limit(ann.wallet, 'v2', second);
  refused(sale('v3'), second, '50000000');
  approvals.limit(ann.wallet, 'collateral', plain);
  refused(ann.place({ price: '0.3' }), plain, '30000000');
  assert.is(ann.place({ contract: 'v3', price: '0.3' }).status, 200);
  assert.is(ann.get('/data/orders').body.data.length, 4);
});

test('the same order twice is a duplicate, after it was cancelled too', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const { body, id } = ann.sign();
  assert.is(ann.ask('POST', '/order', body).status, 200);
  assert.is(ann.ask('POST', '/order', body).body.error, `order ${id} is invalid. Duplicated.`);
  assert.equal(ann.ask('DELETE', '/order', JSON.stringify({ orderID: id })).body, { canceled: [id], not_canceled: {} });
  assert.is(ann.ask('POST', '/order', body).body.error, `order ${id} is invalid. Duplicated.`);
});

test('each leg of a batch has an outcome of its own, and too many legs have none', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const legs = [
    ann.sign(),
    ann.sign({ size: '1' }),
    ann.sign({ side: 'sell', price: '0.6' }),
    ann.sign({ contract: 'v3' }),
  ];
  const answer = ann.ask('POST', '/orders', `[${legs.map(({ body }) => body).join(',')},{"nonsense":1}]`);
  assert.is(answer.status, 200);
  assert.equal(
    answer.body.map((leg: { success: boolean; status: string; orderID: string }) => [leg.success, leg.status]),
    [
      [true, 'live'],
      [false, ''],
      [true, ''],
      [true, 'live'],
      [false, ''],
    ],
  );
  assert.is(answer.body[0].orderID, legs[0]?.id);
  assert.is(answer.body[2].orderID, '');
  assert.match(answer.body[2].errorMsg, /not enough balance/);
  assert.is(answer.body[4].errorMsg, 'Invalid order payload');
  const many = Array.from({ length: 16 }, () => ann.sign().body);
  const refused = ann.ask('POST', '/orders', `[${many.join(',')}]`);
  assert.is(refused.body.error, 'Too many orders in payload: 16, max allowed: 15');
});

test('a trade shows the maker his own row in the other outcome, and both who took', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob', 3)];
  const maker = ann.place({ price: '0.52', size: '100' }).body.orderID;
  const taken = bob.place({ outcome: 'no', price: '0.5', size: '40', kind: 'FAK' });
  assert.is(taken.body.status, 'matched', JSON.stringify(taken.body));
  assert.is(taken.body.makingAmount, '19.999999');
  assert.is(taken.body.takingAmount, '41.666666');
  const [row] = ann.get('/data/trades').body.data;
  assert.is(row.trader_side, 'MAKER');
  assert.is(row.side, 'BUY');
  assert.is(row.asset_id, CTF.outcomes.no.id);
  assert.is(row.price, '0.48');
  assert.is(row.status, 'TRADE_STATUS_MATCHED');
  assert.is(row.owner, ann.texts.apiKey);
  assert.equal(
    row.maker_orders.map((each: Record<string, unknown>) => [each.order_id, each.owner, each.price, each.side]),
    [[maker, ann.texts.apiKey, '0.52', 'BUY']],
  );
  assert.is(row.maker_orders[0].matched_amount, '41.666666');
  const [other] = bob.get('/data/trades').body.data;
  assert.is(other.trader_side, 'TAKER');
  assert.is(other.id, row.id);
  assert.is(other.taker_order_id, taken.body.orderID);
  assert.is(ann.get(`/data/order/${maker}`).body.size_matched, '41.666666');
  house.clock.advanceBy(5_000);
  const [settled] = ann.get('/data/trades').body.data;
  assert.is(settled.status, 'TRADE_STATUS_CONFIRMED');
  assert.match(settled.transaction_hash, /^0x[0-9a-f]{64}$/);
  assert.equal(house.exchange.check(), []);
});

test('a purchase that only takes buys for its dollars, all or nothing if it says so', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  ann.place({ outcome: 'no', price: '0.5', size: '30' });
  ann.place({ outcome: 'no', price: '0.45', size: '100' });
  const nothing = bob.place({ price: '0.5', size: '40', kind: 'FOK' });
  assert.match(nothing.body.error, /FOK orders are fully filled or killed/);
  const taken = bob.place({ price: '0.6', size: '40', kind: 'FOK' });
  assert.is(taken.body.status, 'matched', JSON.stringify(taken.body));
  assert.is(taken.body.makingAmount, '23.999999');
  assert.is(taken.body.takingAmount, '46.363636');
  assert.is(taken.body.tradeIDs.length, 2);
});

test('a purchase that only takes has dollars of two decimals, and is told how fine its shares may be', () => {
  const house = new SmallServer({}, {}, [CTF, marketOf('negRisk', { tick: parsePrice('0.001') })]);
  const ann = house.trader('ann');
  const most = (maker: number, taker: number) =>
    `maker amount supports a max accuracy of ${maker} decimals, taker amount a max of ${taker} decimals`;
  const dollars = { price: '0.57', size: '12.25' } as const;
  for (const kind of ['FAK', 'FOK'] as const)
    assert.is(ann.place({ ...dollars, kind }).body.error, `invalid amounts, the market buy orders ${most(2, 4)}`);
  const finer = ann.place({ ...dollars, kind: 'FAK', contract: 'negRisk' });
  assert.is(finer.body.error, `invalid amounts, the market buy orders ${most(2, 5)}`);
});

test('four ways to cancel, and each order that was not cancelled says why', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const place = (wish = {}) => ann.place(wish).body.orderID as string;
  const [one, two, three, four, five] = [
    place(),
    place(),
    place({ contract: 'v3' }),
    place({ outcome: 'no', price: '0.3' }),
    place({ contract: 'negRisk' }),
  ];
  const foreign = bob.place().body.orderID;
  const some = ann.ask('DELETE', '/orders', JSON.stringify([one, foreign, '0x01']));
  assert.equal(some.body, {
    canceled: [one],
    not_canceled: { [foreign]: 'Order not found or already canceled', '0x01': 'Order not found or already canceled' },
  });
  assert.equal(
    ann.ask('DELETE', '/cancel-market-orders', JSON.stringify({ asset_id: CTF.outcomes.no.id })).body.canceled,
    [four],
  );
  assert.equal(ann.ask('DELETE', '/cancel-market-orders', JSON.stringify({ market: CTF.id })).body.canceled, [two]);
  assert.equal(ann.ask('DELETE', '/cancel-all').body.canceled, [three, five]);
  assert.equal(ann.ask('DELETE', '/cancel-all').body, { canceled: [], not_canceled: {} });
  assert.is(ann.get(`/data/order/${one}`).body.status, 'ORDER_STATUS_CANCELED');
  assert.is(bob.get('/data/orders').body.data.length, 1);
  for (const [path, body, text] of [
    ['/order', '{}', 'Invalid orderID'],
    ['/order', '{"orderID":"x"}', 'Invalid orderID'],
    ['/order', `{"orderID":"0x${'g'.repeat(64)}"}`, 'Invalid orderID'],
    ['/order', 'x', 'Invalid order payload'],
    ['/orders', '{}', 'Invalid order payload'],
    [
      '/orders',
      JSON.stringify(Array.from({ length: 1_001 }, (_, n) => `0x${n}`)),
      'Too many orders in payload, max allowed: 1000',
    ],
    ['/cancel-market-orders', '', 'Invalid order payload'],
  ] as const)
    assert.is(ann.ask('DELETE', path, body).body.error, text);
});

test('an engine that restarts answers 425, then takes post-only orders alone, and says for how long', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const id = ann.place().body.orderID;
  house.exchange.operations.restart({ forMs: 5_000, keepOrders: true, retryAfterMs: 1_000, postOnlyMs: 60_000 });
  for (const [method, path, body] of [
    ['POST', '/order', ann.sign().body],
    ['POST', '/orders', `[${ann.sign().body}]`],
    ['DELETE', '/order', JSON.stringify({ orderID: id })],
    ['DELETE', '/cancel-all', null],
  ] as const) {
    const answer = ann.ask(method, path, body);
    assert.is(answer.status, 425);
    assert.is(answer.headers['retry-after'], '1');
  }
  assert.is(ann.get('/data/orders').body.data.length, 1);
  house.clock.advanceBy(15_000);
  const refused = ann.place({ postOnly: false });
  assert.is(refused.status, 503);
  assert.is(refused.headers['retry-after'], '50');
  assert.equal(refused.body, {
    error: 'post-only mode: only post-only orders and cancels are allowed',
    code: 'post_only_mode',
    retry_after_seconds: 50,
  });
  assert.is(ann.place().status, 200);
  house.exchange.operations.cancelOnly(1_000);
  assert.match(ann.place().body.error, /cancel-only/);
  assert.is(ann.ask('DELETE', '/cancel-all').body.canceled.length, 2);
  house.exchange.operations.disabled(500);
  assert.match(ann.ask('DELETE', '/cancel-all').body.error, /^Trading is currently disabled/);
});

test('an order that is good till a date goes a minute before it', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const nowS = house.clock.now() / 1_000;
  const posted = JSON.parse(ann.sign({ kind: 'GTD', expiration: nowS + 200 }).body);
  posted.order.expiration = String(nowS + 100);
  assert.is(ann.ask('POST', '/order', JSON.stringify(posted)).body.error, 'invalid expiration');
  const { orderID } = ann.place({ kind: 'GTD', expiration: nowS + 200 }).body;
  house.clock.advanceBy(139_000);
  assert.is(ann.get('/data/orders').body.data.length, 1);
  house.clock.advanceBy(2_000);
  assert.is(ann.get('/data/orders').body.data.length, 0);
  assert.is(ann.get(`/data/orders?id=${orderID}`).body.data[0].status, 'ORDER_STATUS_CANCELED');
});

test('an order whose time comes while the engine is down goes when it is back', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  ann.place({ kind: 'GTD', expiration: house.clock.now() / 1_000 + 200 });
  house.clock.advanceBy(135_000);
  house.exchange.operations.restart({ forMs: 20_000, keepOrders: true });
  house.clock.advanceBy(19_000);
  assert.is(ann.get('/data/orders').body.data.length, 1);
  house.clock.advanceBy(2_000);
  assert.is(ann.get('/data/orders').body.data.length, 0);
  assert.equal(house.exchange.check(), []);
});

test('an order in its market’s delay is told as delayed, cannot be cancelled, and then trades', () => {
  const delayed = marketOf('ctf', { takerDelayMs: 3_000 });
  const house = new SmallServer({}, {}, [delayed]);
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  ann.place();
  const taken = bob.place({ outcome: 'no', price: '0.48', size: '100', kind: 'FAK' });
  assert.is(taken.body.status, 'delayed');
  const cancel = bob.ask('DELETE', '/order', JSON.stringify({ orderID: taken.body.orderID }));
  assert.match(cancel.body.not_canceled[taken.body.orderID], 'cannot be canceled');
  assert.is(bob.get(`/data/order/${taken.body.orderID}`).body.status, 'ORDER_STATUS_DELAYED');
  house.clock.advanceBy(3_000);
  assert.is(bob.get(`/data/order/${taken.body.orderID}`).body.status, 'ORDER_STATUS_MATCHED');
  assert.is(bob.get('/data/trades').body.data.length, 1);
});

test('a market that the exchange has forgotten is not found', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const { exchange } = house;
  exchange.resolve(CTF.id, 0 as never);
  for (let n = 0; n < 501; n++) {
    const id = `0x${n.toString(16).padStart(64, '0')}` as never;
    const [yes, no] = [String(2n ** 200n + BigInt(2 * n)), String(2n ** 200n + BigInt(2 * n + 1))];
    const names = { yes: { id: yes as never, name: 'Yes' }, no: { id: no as never, name: 'No' } };
    exchange.list({ ...CTF, id, slug: `m-${n}`, outcomes: names });
    exchange.resolve(id, 0 as never);
  }
  assert.is(exchange.snapshot(CTF.id), null);
  const answer = ann.place();
  assert.equal([answer.status, answer.body.error], [404, 'market not found']);
  for (const path of [`/clob-markets/${CTF.id}`, `/book?token_id=${CTF.outcomes.yes.id}`, `/markets/${CTF.id}`])
    assert.is(house.get(path).status, 404, path);
  assert.equal(house.faults, []);
});

test('a signer who asks for more than his tier waits, and reads what is left', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const batch = (n: number) => ann.ask('POST', '/orders', `[${Array.from({ length: n }, () => '{}').join(',')}]`);
  assert.is(batch(15).headers['poly-ratelimit-remaining'], '45');
  for (let n = 0; n < 3; n++) assert.is(batch(15).status, 200);
  const refused = batch(15);
  assert.is(refused.status, 429);
  assert.is(refused.headers['retry-after'], '1');
  assert.is(refused.headers['poly-ratelimit-tier'], 'Standard');
  house.clock.advanceBy(1_000);
  assert.is(batch(15).status, 200);
  const ids = Array.from({ length: 121 }, (_, n) => `0x${n}`);
  assert.is(ann.ask('DELETE', '/orders', JSON.stringify(ids)).status, 429);
  assert.is(ann.ask('DELETE', '/orders', JSON.stringify(ids.slice(1))).status, 200);
});

test.run();
