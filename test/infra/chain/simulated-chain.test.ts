// Transactions that take their time, one after the other, and move only what is settled.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import type { Answer, ChainReceipt } from '#domain/ports.ts';
import { Decimal, microText, type Price, parseShares } from '#domain/units.ts';
import { CHAIN_QUEUE_MAX, type ChainSettings, simulatedChain } from '#infra/chain/simulated-chain.ts';
import { SeededRandom } from '#infra/random.ts';
import { COIN, smallExchange } from '../exchange/small-exchange.ts';

function chained(settings: Partial<ChainSettings> = {}, failureShare = 0) {
  const settlement = { medianMs: 1000, sigma: 0, failureShare, retryShare: 0 };
  const small = smallExchange({ settlement }, [{ ...COIN, fee: null }]);
  const { exchange, clock } = small;
  const ports = { clock, random: new SeededRandom(3), confirmMs: 3000, gasUsd: new Decimal('0.01'), failureShare: 0 };
  const chain = simulatedChain(exchange, walletId('ann'), { ...ports, ...settings });
  const log: string[] = [];
  const reply = (name: string) => (answer: Answer<ChainReceipt>) => {
    log.push(`${name} ${answerText(answer)}`);
  };
  return { ...small, chain, log, reply };
}

function answerText(answer: Answer<ChainReceipt>): string {
  if (answer.ok) {
    const { cash, gas, yes, no } = answer.value;
    return `cash ${cash} gas ${gas} yes ${microText(yes)} no ${microText(no)}`;
  }
  return answer.failure.kind === 'rejected' ? answer.failure.reason : answer.failure.kind;
}

test('a split and a merge move a dollar a set at confirmation, and gas is charged', () => {
  const { chain, clock, log, reply, has, exchange } = chained();
  chain.split(COIN.id, parseShares('100'), reply('split'));
  chain.merge(COIN.id, parseShares('40'), reply('merge'));
  assert.is(has('ann'), 'cash 1000 yes 0 no 0');
  clock.advanceBy(60_000);
  assert.equal(log, ['split cash -100 gas 0.01 yes 100 no 100', 'merge cash 40 gas 0.01 yes 40 no 40']);
  assert.is(has('ann'), 'cash 939.98 yes 60 no 60');
  assert.equal(exchange.check(), []);
});

test('the lane takes one transaction at a time', () => {
  const { chain, clock } = chained();
  const times: number[] = [];
  const startMs = clock.now();
  for (let n = 0; n < 5; n++) chain.split(COIN.id, parseShares('1'), () => times.push(clock.now() - startMs));
  clock.advanceBy(60_000);
  assert.is(times.length, 5);
  for (let n = 1; n < 5; n++) assert.ok((times[n] ?? 0) - (times[n - 1] ?? 0) > 500, times.join(' '));
});

test('legs that are not settled cannot be merged, and one that fails takes its shares away', () => {
  const { chain, clock, log, reply, send, has, exchange } = chained({ confirmMs: 10 }, 1);
  send('ann yesBid 100 @ 0.52');
  send('bob noBid 100 @ 0.48', 'fak');
  send('ann noBid 100 @ 0.47');
  send('bob yesBid 100 @ 0.53', 'fak');
  chain.merge(COIN.id, parseShares('100'), reply('merge'));
  clock.advanceBy(500);
  assert.equal(log, ['merge notCovered']);
  assert.is(has('ann'), 'cash 901 yes 100 no 100');
  clock.advanceBy(5000);
  assert.is(has('ann'), 'cash 1000 yes 0 no 0');
  assert.equal(exchange.check(), []);
});

test('a transaction that fails moves nothing and costs nothing', () => {
  const { chain, clock, log, reply, has } = chained({ failureShare: 1 });
  chain.split(COIN.id, parseShares('100'), reply('split'));
  clock.advanceBy(60_000);
  assert.equal(log, ['split other']);
  assert.is(has('ann'), 'cash 1000 yes 0 no 0');
});

test('a redemption turns every settled share into cash, once there is a result', () => {
  const { chain, clock, log, reply, send, has, exchange } = chained();
  send('ann yesBid 100 @ 0.52');
  send('bob noBid 100 @ 0.48', 'fak');
  chain.redeem(COIN.id, reply('early'));
  clock.advanceBy(60_000);
  exchange.resolve(COIN.id, 1_000_000 as Price);
  chain.redeem(COIN.id, reply('redeem'));
  chain.redeem(COIN.id, reply('again'));
  clock.advanceBy(60_000);
  assert.equal(log, ['early notCovered', 'redeem cash 100 gas 0.01 yes 100 no 0', 'again notCovered']);
  assert.is(has('ann'), 'cash 1047.99 yes 0 no 0');
  assert.equal(exchange.check(), []);
});

test('a full lane says so, later and once', () => {
  const { chain, clock } = chained();
  const kinds: string[] = [];
  for (let n = 0; n < CHAIN_QUEUE_MAX + 3; n++)
    chain.split(COIN.id, parseShares('1'), (answer) => kinds.push(answerText(answer).split(' ')[0] ?? ''));
  assert.equal(kinds, []);
  clock.advanceBy(1);
  assert.equal(kinds, ['rateLimited', 'rateLimited', 'rateLimited']);
  clock.advanceBy(3_600_000);
  assert.is(kinds.length, CHAIN_QUEUE_MAX + 3);
});

test('gas is rounded up to what can be charged', () => {
  const { chain, clock, log, reply, has } = chained({ gasUsd: new Decimal('0.0000001') });
  chain.split(COIN.id, parseShares('1'), reply('split'));
  clock.advanceBy(60_000);
  assert.equal(log, ['split cash -1 gas 0.000001 yes 1 no 1']);
  assert.is(has('ann'), 'cash 998.999999 yes 1 no 1');
});

test.run();
