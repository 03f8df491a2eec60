// What may become of a transaction.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Answer, ChainReceipt } from '#domain/ports.ts';
import { parseShares } from '#domain/units.ts';
import { ANN, chaosScene, failureText, MARKET } from './chaos-scene.ts';

function chained(gasUsd = '0') {
  const scene = chaosScene({ gasUsd });
  const { chain } = scene.ports;
  const answered = (what: string) => (answer: Answer<ChainReceipt>) =>
    scene.note(`${what} ${answer.ok ? `gas ${answer.value.gas}` : failureText(answer)}`);
  return {
    ...scene,
    split: (shares: string) => chain.split(MARKET.id, parseShares(shares), answered(`split ${shares}`)),
    merge: (shares: string) => chain.merge(MARKET.id, parseShares(shares), answered(`merge ${shares}`)),
    redeem: () => chain.redeem(MARKET.id, answered('redeem')),
    /** `split 10 gas 0`, without the times. */
    told: () => scene.noted().map((line) => line.split(' ').slice(1).join(' ')),
  };
}

test('a chain in trouble refuses at once and does nothing', () => {
  const scene = chained();
  scene.inject('chainErrors');
  scene.split('10');
  scene.redeem();
  scene.clock.advanceBy(10_000);
  assert.equal(scene.noted(), ['50 split 10 unreachable no', '50 redeem unreachable no']);
  assert.is(scene.has('ann'), 'cash 1000 yes 0 no 0');
});

test('stuck transactions go their way when the fault ends, in their order', () => {
  const scene = chained();
  const id = scene.inject('transactionStuck --for 1m');
  scene.split('10');
  scene.merge('5');
  scene.clock.advanceBy(59_999);
  assert.equal(scene.noted(), []);
  assert.is(scene.has('ann'), 'cash 1000 yes 0 no 0');
  scene.clock.advanceBy(60_000);
  assert.equal(scene.told(), ['split 10 gas 0', 'merge 5 gas 0']);
  assert.is(scene.has('ann'), 'cash 995 yes 5 no 5');
  assert.not.ok(scene.world.board.clear(id));
});

test('a fault that is cleared lets go of what was stuck', () => {
  const scene = chained();
  const id = scene.inject('transactionStuck --for 1h');
  scene.split('10');
  scene.clock.advanceBy(1000);
  scene.world.board.clear(id);
  scene.clock.advanceBy(10_000);
  assert.equal(scene.told(), ['split 10 gas 0']);
});

test('a reverted transaction does nothing, and says so after it was mined', () => {
  const scene = chained('0.01');
  scene.inject('transactionReverted');
  scene.split('10');
  scene.clock.advanceBy(10_000);
  assert.equal(scene.noted(), ['3000 split 10 rejected other the transaction was reverted']);
  assert.is(scene.has('ann'), 'cash 1000 yes 0 no 0');
});

test('a lost transaction is never heard of, whether it happened or not', () => {
  for (const [mined, found] of [
    ['no', 'cash 1000 yes 0 no 0'],
    ['yes', 'cash 990 yes 10 no 10'],
  ] as const) {
    const scene = chained();
    scene.inject(`transactionLost --mined ${mined}`);
    scene.split('10');
    scene.clock.advanceBy(600_000);
    assert.equal(scene.noted(), []);
    assert.is(scene.has('ann'), found);
  }
});

test('dear gas is charged and told', () => {
  const scene = chained('0.01');
  scene.inject('gasSpike --usd 2.5');
  scene.split('10');
  scene.clock.advanceBy(100_000);
  scene.split('10');
  scene.clock.advanceBy(10_000);
  assert.equal(scene.told(), ['split 10 gas 2.51', 'split 10 gas 0.01']);
  assert.is(scene.has('ann'), 'cash 977.48 yes 20 no 20');
  assert.equal(scene.exchange.check(), []);
});

test('a transaction that fails by itself costs nothing more', () => {
  const scene = chained();
  scene.inject('gasSpike --usd 2.5');
  scene.merge('10');
  scene.clock.advanceBy(10_000);
  assert.match(scene.told()[0] ?? '', 'rejected notCovered');
  assert.is(scene.exchange.account(ANN).cash.toFixed(), '1000');
});

test('a share of the transactions is struck, each drawn alone', () => {
  const scene = chained();
  scene.inject('chainErrors --share 0.5 --for 1h');
  for (let n = 0; n < 60; n++) {
    scene.split('1');
    scene.clock.advanceBy(10_000);
  }
  const failed = scene.told().filter((line) => line.endsWith('unreachable no')).length;
  assert.ok(failed > 18 && failed < 42, String(failed));
});

test('a receipt that finds the loop blocked waits until it runs', () => {
  const scene = chained();
  scene.split('10');
  scene.clock.advanceBy(500);
  scene.inject('slowLoop --stallMs 5s --everyMs 5s --for 20s');
  scene.clock.advanceBy(30_000);
  assert.equal(scene.noted(), ['5500 split 10 gas 0']);
});

test.run();
