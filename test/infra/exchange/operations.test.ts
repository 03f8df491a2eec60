// What a venue does unasked, and what traders and the public see of it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, orderId, walletId } from '#domain/ids.ts';
import { Decimal, type Price, parsePrice, parseShares } from '#domain/units.ts';
import { RESOLVED_MARKETS_MAX } from '#infra/exchange/catalogue.ts';
import { COIN, DICE, smallExchange } from './small-exchange.ts';

const [ANN, BOB] = [walletId('ann'), walletId('bob')];
const FREE = { ...COIN, fee: null };

/** Everything of one wallet, everywhere. */
const of = (name: string) => ({ wallet: walletId(name), market: null, orders: null });

test('while the engine restarts nobody is heard, nothing matches and the public hears nothing', () => {
  const { exchange, clock, send, heard, events } = smallExchange();
  send('ann yesBid 100 @ 0.52');
  heard();
  events();
  exchange.operations.restart({ forMs: 60_000, keepOrders: true, retryAfterMs: 1000 });
  assert.is(exchange.phase(), 'restarting');
  for (const request of ['place', 'cancel'] as const)
    assert.equal(exchange.closed(request), { kind: 'restarting', retryAfterMs: 1000 });
  for (const kind of ['postOnly', 'limit', 'fak'] as const)
    assert.is(send('bob noBid 100 @ 0.48', kind).result, 'rejected');
  assert.equal(exchange.cancel(ANN, [orderId('ann-1')]), [{ order: orderId('ann-1'), result: 'tooLate' }]);
  assert.equal(exchange.cancelEvery(ANN, null), []);
  clock.advanceBy(59_000);
  assert.is(exchange.openOrders(ANN).length, 1, 'reads answer as before');
  assert.equal([...heard(), ...events()], []);
  assert.equal(exchange.check(), []);
});

test('after a restart that loses orders everybody hears of it, then only makers are let in for two minutes', () => {
  const { exchange, clock, send, heard, events } = smallExchange();
  send('ann yesBid 100 @ 0.52');
  send('bob noBid 100 @ 0.4');
  exchange.operations.restart({ forMs: 60_000, keepOrders: false });
  heard();
  events();
  clock.advanceBy(60_000);
  assert.equal(heard(), ['ann gone ann-1 other', 'bob gone bob-2 other']);
  const [levels] = events();
  assert.equal(levels?.type === 'LEVELS' && levels.changes.map(({ size }) => size), [0, 0, 0, 0]);
  assert.is(exchange.phase(), 'postOnly');
  assert.is(send('ann yesBid 100 @ 0.52').result, 'resting');
  for (const kind of ['limit', 'fak'] as const) assert.is(send('bob noBid 100 @ 0.48', kind).reason, 'postOnlyMode');
  clock.advanceBy(119_999);
  assert.is(send('bob noBid 50 @ 0.48', 'fak').reason, 'postOnlyMode');
  clock.advanceBy(1);
  assert.is(send('bob noBid 50 @ 0.48', 'fak').result, 'taken');
  assert.equal(exchange.check(), []);
});

test('orders that survive a restart keep their place', () => {
  const { exchange, clock, send, heard } = smallExchange({}, [FREE]);
  send('ann yesBid 10 @ 0.52');
  send('cat yesBid 10 @ 0.52');
  exchange.operations.restart({ forMs: 60_000, keepOrders: true, postOnlyMs: 0 });
  clock.advanceBy(60_000);
  heard();
  send('bob noBid 10 @ 0.48', 'fak');
  assert.equal(heard(), ['bob fill bob-3 noBid 10 @ 0.48 taker fee 0', 'ann fill ann-1 yesBid 10 @ 0.52 maker fee 0']);
});

test('what nobody covers any more goes when the engine is back, not while it is down', () => {
  const { exchange, clock, send, heard } = smallExchange({ cover: 'perWallet' });
  send('ann yesBid 1000 @ 0.9');
  exchange.operations.restart({ forMs: 60_000, keepOrders: true });
  exchange.operations.driftCash(ANN, new Decimal(-500));
  assert.equal(exchange.check(), []);
  assert.is(exchange.openOrders(ANN).length, 1);
  heard();
  clock.advanceBy(60_000);
  assert.equal(heard(), ['ann gone ann-1 uncovered']);
});

test('a taker whom the restart finds in his delay is gone', () => {
  const { exchange, clock, send, heard } = smallExchange({}, [{ ...FREE, takerDelayMs: 500 }]);
  send('ann yesBid 10 @ 0.5');
  assert.is(send('bob noBid 10 @ 0.5', 'limit').result, 'delayed');
  exchange.operations.restart({ forMs: 200, keepOrders: true });
  heard();
  clock.advanceBy(1000);
  assert.equal(heard(), ['bob gone bob-2 other']);
  assert.equal(exchange.check(), []);
});

test('what happens to markets during a restart is announced after it', () => {
  const { exchange, clock, send, events } = smallExchange({}, [COIN, DICE]);
  send('ann yesBid 10 @ 0.5');
  send('ann yesBid 10 @ 0.51 dice');
  events();
  exchange.operations.restart({ forMs: 1000, keepOrders: true });
  exchange.setTick(DICE.id, parsePrice('0.05'));
  exchange.close(COIN.id);
  exchange.resolve(COIN.id, 1_000_000 as Price);
  clock.advanceBy(999);
  assert.equal(events(), []);
  clock.advanceBy(1);
  assert.equal(
    events().map(({ type, market }) => `${market} ${type}`),
    ['dice LEVELS', 'coin LEVELS', 'dice TICK', 'coin RESOLVED'],
  );
  assert.equal(exchange.check(), []);
});

test('traders may ask to be told when they are let in again', () => {
  const { exchange, clock, send } = smallExchange();
  const told: string[] = [];
  const hangUp = exchange.onPhase((phase) => {
    told.push(`${phase} ${exchange.closed('place') === null ? send('ann yesBid 10 @ 0.5').result : 'shut'}`);
  });
  exchange.operations.restart({ forMs: 1000, keepOrders: false, postOnlyMs: 500 });
  clock.advanceBy(1500);
  assert.equal(told, ['restarting shut', 'postOnly resting', 'open resting']);
  hangUp();
  exchange.operations.cancelOnly(10);
  assert.is(told.length, 3);
});

test('cancel-only takes cancels, disabled trading does not', () => {
  const { exchange, clock, send } = smallExchange();
  send('ann yesBid 10 @ 0.5');
  exchange.operations.disabled(1000);
  assert.equal(exchange.cancel(ANN, [orderId('ann-1')]), [{ order: orderId('ann-1'), result: 'tooLate' }]);
  exchange.operations.cancelOnly(2000);
  clock.advanceBy(1000);
  assert.is(send('ann yesBid 10 @ 0.5').result, 'rejected');
  assert.equal(exchange.cancel(ANN, [orderId('ann-1')]), [{ order: orderId('ann-1'), result: 'cancelled' }]);
});

test('a silent wallet loses its orders and nobody else does', () => {
  const { exchange, clock, send, heard } = smallExchange();
  for (const name of ['ann', 'bob']) send(`${name} yesBid 10 @ 0.5`);
  exchange.beat(ANN, null);
  heard();
  clock.advanceBy(10_000);
  assert.equal(heard(), ['ann gone ann-1 heartbeat']);
  assert.is(exchange.openOrders(BOB).length, 1);
});

test('a switch that is due while the engine is down strikes once it is back', () => {
  const { exchange, clock, send, heard } = smallExchange();
  send('ann yesBid 10 @ 0.5');
  exchange.beat(ANN, null);
  exchange.operations.restart({ forMs: 12_000, keepOrders: true });
  heard();
  clock.advanceBy(14_000);
  assert.equal(heard(), []);
  clock.advanceBy(1000);
  assert.equal(heard(), ['ann gone ann-1 heartbeat']);
});

test('the venue may remove one order, those of a market, or all', () => {
  const { exchange, send, heard } = smallExchange({}, [COIN, DICE]);
  for (const text of ['ann yesBid 10 @ 0.5', 'ann yesBid 10 @ 0.4', 'ann yesBid 10 @ 0.5 dice', 'bob yesBid 10 @ 0.5'])
    send(text);
  heard();
  const { operations } = exchange;
  assert.equal(operations.removeOrders({ ...of('ann'), orders: [orderId('ann-2')] }, 'other'), [orderId('ann-2')]);
  operations.removeOrders({ wallet: null, market: COIN.id, orders: null }, 'marketClosed');
  operations.removeOrders(of('ann'), 'other');
  assert.equal(heard(), [
    'ann gone ann-2 other',
    'ann gone ann-1 marketClosed',
    'bob gone bob-4 marketClosed',
    'ann gone ann-3 other',
  ]);
  assert.equal(exchange.check(), []);
});

test('the next trades fail after they matched, and the one after them settles', () => {
  const { exchange, clock, send, heard, has } = smallExchange({}, [FREE]);
  exchange.operations.failNext(2);
  send('ann yesBid 100 @ 0.5');
  for (let n = 0; n < 3; n++) send('bob noBid 10 @ 0.5', 'fak');
  heard();
  clock.advanceBy(2000);
  assert.equal(
    heard()
      .filter((line) => line.startsWith('ann'))
      .sort(),
    [
      'ann confirmed ann-1',
      'ann failed ann-1',
      'ann failed ann-1',
      'ann mined ann-1',
      'ann retrying ann-1',
      'ann retrying ann-1',
    ],
  );
  assert.is(has('ann'), 'cash 995 yes 10 no 0');
  assert.equal(exchange.check(), []);
});

test('a trade may be retried for minutes and be confirmed in the end', () => {
  const { exchange, clock, send, heard } = smallExchange({}, [FREE]);
  exchange.operations.onSettle(({ market }) => (market === COIN.id ? { retryMs: 180_000, ends: 'confirmed' } : null));
  send('ann yesBid 10 @ 0.5');
  send('bob noBid 10 @ 0.5', 'fak');
  heard();
  clock.advanceBy(181_999);
  assert.equal(heard(), ['bob retrying bob-2', 'ann retrying ann-1']);
  clock.advanceBy(1001);
  assert.equal(heard(), ['bob mined bob-2', 'ann mined ann-1', 'bob confirmed bob-2', 'ann confirmed ann-1']);
});

test('what comes from outside is told and stays accounted for', () => {
  const { exchange, heard, has } = smallExchange();
  const { operations } = exchange;
  operations.credit(ANN, 'deposit', new Decimal(100));
  operations.credit(ANN, 'reward', new Decimal('2.5'), COIN.id);
  operations.credit(ANN, 'holding', new Decimal('0.25'));
  assert.is(operations.credit(ANN, 'withdrawal', new Decimal(5000)).toFixed(), '1102.75', 'no more than there is');
  operations.credit(ANN, 'rebate', new Decimal('0.000001'));
  assert.equal(heard(), [
    'ann credit deposit 100',
    'ann credit reward 2.5',
    'ann credit holding 0.25',
    'ann credit withdrawal 1102.75',
    'ann credit rebate 0.000001',
  ]);
  assert.is(has('ann'), 'cash 0.000001 yes 0 no 0');
  assert.throws(() => operations.credit(ANN, 'deposit', new Decimal(-1)), /deposit of -1/);
  assert.equal(exchange.check(), []);
});

test('a withdrawal or a drift leaves what matched trades will take', () => {
  const { exchange, clock, send, has } = smallExchange({}, [FREE]);
  send('ann yesBid 100 @ 0.5');
  send('bob noBid 100 @ 0.5', 'fak');
  const { operations } = exchange;
  assert.is(operations.driftCash(ANN, new Decimal(-2000)).toFixed(), '-950');
  assert.is(operations.driftShares(ANN, COIN.id, 'yes', -5_000_000), 0, 'what is on its way is not there yet');
  clock.advanceBy(2000);
  assert.is(operations.driftShares(ANN, COIN.id, 'yes', -500_000_000), -100_000_000);
  assert.is(has('ann'), 'cash 0 yes 0 no 0');
  assert.equal(exchange.check(), []);
});

test('drift tells nobody, and takes orders along that it no longer covers', () => {
  const { exchange, send, heard } = smallExchange();
  exchange.moveSets(ANN, COIN.id, 'split', parseShares('100'));
  send('ann yesAsk 80 @ 0.5');
  heard();
  exchange.operations.driftCash(BOB, new Decimal(3));
  exchange.operations.driftShares(ANN, COIN.id, 'yes', -30_000_000);
  assert.equal(heard(), ['ann gone ann-1 uncovered']);
  assert.equal(exchange.check(), []);
});

test('shares from nowhere are paid like any others, and the books still add up when their market is forgotten', () => {
  const { exchange, has } = smallExchange();
  exchange.moveSets(ANN, COIN.id, 'split', parseShares('50'));
  exchange.operations.driftShares(ANN, COIN.id, 'yes', 10_000_001);
  exchange.operations.driftShares(ANN, COIN.id, 'no', -20_000_000);
  assert.equal(exchange.check(), []);
  exchange.moveSets(ANN, COIN.id, 'merge', parseShares('30'));
  assert.equal(exchange.check(), []);
  exchange.resolve(COIN.id, 500_000 as Price);
  assert.equal(exchange.check(), []);
  exchange.redeem(ANN, COIN.id);
  assert.is(has('ann'), 'cash 995 yes 0 no 0', 'the half crumb of 30.000001 YES at 0.50 is not paid');
  assert.equal(exchange.check(), []);
  for (let n = 0; n < RESOLVED_MARKETS_MAX; n++) {
    const id = `market ${n}` as MarketId;
    exchange.list({ ...COIN, id, slug: id });
    exchange.resolve(id, 0 as Price);
  }
  assert.not.ok(exchange.markets().some(({ id }) => id === COIN.id));
  assert.equal(exchange.check(), []);
});

test('stopped in the middle of everything, no timer is left', () => {
  const { exchange, clock } = smallExchange();
  exchange.beat(ANN, null);
  exchange.operations.restart({ forMs: 1000, keepOrders: true });
  exchange.operations.disabled(1000);
  exchange.stop();
  assert.is(clock.pending, 0);
});

test.run();
