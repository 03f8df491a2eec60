// The board's commands, as the exchange carries them out.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, walletId } from '#domain/ids.ts';
import { microText } from '#domain/units.ts';
import { DICE } from '../exchange/small-exchange.ts';
import { ANN, chaosScene, MARKET } from './chaos-scene.ts';

test('an engine restart answers 425 and is followed by its post-only window', () => {
  const scene = chaosScene();
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  scene.noted();
  scene.inject('engineRestart --for 30s --postOnlyMs 1m --ordersLost yes --retryAfterMs 2s');
  scene.place('y yesBid 0.5 x 10');
  scene.cancel('x');
  scene.clock.advanceBy(29_999);
  assert.equal(scene.noted(), ['1070 restarting 2000', '1070 {"kind":"restarting","retryAfterMs":2000}']);
  scene.clock.advanceBy(1);
  assert.is(scene.exchange.phase(), 'postOnly');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['31020 gone x other']);
  scene.clock.advanceBy(59_000);
  assert.is(scene.exchange.phase(), 'open');
});

test('a restart that is cleared ends there, and one beneath another does not', () => {
  const scene = chaosScene();
  const { board } = scene.world;
  const first = scene.inject('engineRestart --for 1m --retryAfterMs 0');
  const second = scene.inject('engineRestart --for 1h');
  board.clear(first);
  assert.is(scene.exchange.phase(), 'restarting');
  board.clear(second);
  assert.is(scene.exchange.phase(), 'postOnly');
  scene.inject('engineRestart --for 1m --retryAfterMs 0');
  assert.equal(scene.exchange.closed('place'), { kind: 'restarting', retryAfterMs: null });
});

test('both forms of 503, and the worst one, come and go', () => {
  for (const [text, phase] of [
    ['postOnlyMode', 'postOnly'],
    ['cancelOnly', 'cancelOnly'],
    ['tradingDisabled', 'disabled'],
  ] as const) {
    const scene = chaosScene();
    const id = scene.inject(`${text} --for 10s`);
    assert.is(scene.exchange.phase(), phase);
    scene.clock.advanceBy(10_000);
    assert.is(scene.exchange.phase(), 'open');
    assert.not.ok(scene.world.board.clear(id));
    const again = scene.inject(`${text} --for 10s`);
    scene.world.board.clear(again);
    assert.is(scene.exchange.phase(), 'open');
  }
});

test('the venue takes us for dead, and nobody else', () => {
  const scene = chaosScene();
  scene.place('x yesBid 0.5 x 10');
  scene.send('bob yesBid 10 @ 0.5');
  scene.clock.advanceBy(1000);
  scene.inject('heartbeatExpired');
  scene.clock.advanceBy(1000);
  assert.is(scene.noted().at(-1), '1020 gone x heartbeat');
  assert.is(scene.exchange.openOrders(walletId('bob')).length, 1);
});

test('cash and shares drift without a word', () => {
  const scene = chaosScene({ markets: [MARKET, DICE] });
  scene.inject('balanceDrift --usd -5.25');
  scene.inject('holdingDrift --target coin --outcome no --shares 7.5');
  scene.inject('holdingDrift --shares 2');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), []);
  assert.is(scene.has('ann'), 'cash 994.75 yes 2 no 7.5');
  assert.is(scene.has('ann', DICE), 'cash 994.75 yes 2 no 0');
  assert.equal(scene.exchange.check(), []);
});

test('midnight comes early, with rewards, rebates and a deposit or a withdrawal', () => {
  const scene = chaosScene();
  scene.inject('midnightPayouts');
  scene.inject('midnightPayouts --rewardUsd 0 --rebateUsd 0 --depositUsd -50');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), [
    '20 credit reward 3',
    '20 credit rebate 1',
    '20 credit deposit 100',
    '20 credit withdrawal 50',
  ]);
  assert.is(scene.has('ann'), 'cash 1054 yes 0 no 0');
  assert.equal(scene.exchange.check(), []);
});

test('a tick changes while we quote: what no longer fits is removed, and every tick divides a dollar', () => {
  const scene = chaosScene({ markets: [MARKET, DICE] });
  scene.place('x yesBid 0.51 x 10', 'y yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  scene.noted();
  scene.inject('tickChange --target coin --tick 0.05');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['1020 gone x tick']);
  assert.is(microText(scene.exchange.tick(MARKET.id)), '0.05');
  assert.is(microText(scene.exchange.tick(DICE.id)), '0.01');
  scene.inject('tickChange --tick 0.003');
  for (const { id } of [MARKET, DICE]) assert.is(microText(scene.exchange.tick(id)), '0.0025');
});

test('our trades of one market fail after they matched, those of others do not', () => {
  const scene = chaosScene({ markets: [MARKET, { ...DICE, fee: null }] });
  scene.place('x yesBid 0.5 x 10', 'y yesBid 0.5 x 10 dice');
  scene.send('cat yesBid 10 @ 0.4');
  scene.clock.advanceBy(1000);
  scene.noted();
  scene.inject('settlementFailed --target coin');
  for (const text of ['bob noBid 10 @ 0.5', 'bob noBid 10 @ 0.5 dice', 'bob noBid 10 @ 0.6']) scene.send(text, 'fak');
  scene.clock.advanceBy(10_000);
  assert.equal(
    scene.noted().filter((line) => /failed|confirmed/.test(line)),
    ['3020 failed x', '3020 confirmed y'],
  );
  assert.is(scene.has('cat'), 'cash 996 yes 10 no 0', 'nobody asked for a trade between strangers to fail');
  assert.equal(scene.exchange.check(), []);
});

test('trades are retried for minutes and then settle or fail', () => {
  const scene = chaosScene();
  scene.inject('settlementRetrying --retryMs 2m --endsFailed 0.5 --for 1h');
  for (let n = 0; n < 20; n++) {
    scene.place(`${n} yesBid 0.5 x 10`);
    scene.clock.advanceBy(100);
    scene.send('bob noBid 10 @ 0.5', 'fak');
  }
  scene.clock.advanceBy(100_000);
  const waiting = scene.noted();
  assert.is(waiting.filter((line) => line.includes('retrying')).length, 20);
  assert.not.ok(waiting.some((line) => /failed|confirmed/.test(line)));
  scene.clock.advanceBy(100_000);
  const failed = scene.noted().filter((line) => line.includes('failed')).length;
  assert.ok(failed > 4 && failed < 16, String(failed));
  assert.equal(scene.exchange.check(), []);
});

test('an order deep in the queue is reached by taking everything before it', () => {
  const scene = chaosScene();
  scene.send('bob yesBid 30 @ 0.51');
  scene.send('cat yesBid 20 @ 0.5');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  scene.send('dan yesBid 40 @ 0.5');
  scene.inject('fillAfterCancel --share 1');
  scene.cancel('x');
  assert.equal(
    ['bob', 'cat', 'ann', 'dan'].map((name) => scene.exchange.openOrders(walletId(name)).map((one) => one.filled)),
    [[], [], [5_000_000], [0]],
  );
  assert.is(scene.exchange.operations.aheadOf(ANN, orderId('x')), 0);
  assert.is(scene.exchange.operations.aheadOf(ANN, orderId('none')), null);
  assert.equal(scene.exchange.check(), []);
});

test('a world that is closed leaves the exchange to itself', () => {
  const scene = chaosScene();
  scene.inject('settlementFailed');
  scene.world.close();
  scene.place('x yesBid 0.5 x 10');
  scene.world.board.inject({ id: 'late', fault: 'heartbeatExpired', target: null, forMs: 0, params: {} });
  scene.clock.advanceBy(1000);
  assert.is(scene.exchange.openOrders(ANN).length, 1);
});

test('a fault that would change nothing is refused in words, and is none', () => {
  const scene = chaosScene();
  const refused = (text: string) => {
    try {
      scene.inject(text);
    } catch (error) {
      return (error as Error).message;
    }
    return 'it was taken';
  };
  assert.is(refused('tickChange --tick 0.01'), 'the tick is 0.01 already');
  assert.is(refused('venueCancel'), 'no order of ours rests there');
  assert.is(refused('holdingDrift --shares -10'), 'no yes shares are held there');
  assert.is(refused('midnightPayouts --rewardUsd 0 --rebateUsd 0 --depositUsd 0'), 'nothing is paid');
  assert.is(refused('holdingDrift --shares 10'), 'it was taken');
  assert.is(refused('holdingDrift --shares -10'), 'it was taken');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  assert.is(refused(`venueCancel --target ${MARKET.slug}`), 'it was taken');
  assert.ok(scene.world.board.idle);
});

test.run();
