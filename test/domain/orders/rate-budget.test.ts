import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InvariantError } from '#domain/failure.ts';
import { marketId } from '#domain/ids.ts';
import {
  type RateBudget,
  startBudget,
  takeTurn,
  tokensLeft,
  turnWaitMs,
  WAITING_FORGOTTEN_MS,
  WAITING_MAX,
  waitForTurn,
} from '#domain/orders/rate-budget.ts';

const A = marketId('a');
const B = marketId('b');
const C = marketId('c');

function drained(perSecond = 1, burst = 1): RateBudget {
  let budget = startBudget({ perSecond, burst }, 0);
  for (let at = 0; at < burst; at++) budget = takeTurn(budget, 0, A);
  return budget;
}

test('a burst may leave at once, then one order each tenth of a second', () => {
  let budget = startBudget({ perSecond: 10, burst: 3 }, 0);
  for (let at = 0; at < 3; at++) budget = takeTurn(budget, 0, A);
  assert.is(tokensLeft(budget, 0, A), 0);
  assert.is(tokensLeft(budget, 99, A) < 1, true);
  assert.is(tokensLeft(budget, 100, A), 1);
  assert.is(turnWaitMs(budget, 0, A), 100);
  assert.is(turnWaitMs(budget, 100, A), 0);
});

test('a long silence fills the bucket and no more', () => {
  assert.is(tokensLeft(drained(10, 3), 3_600_000, A), 3);
});

test('looking takes nothing', () => {
  const budget = startBudget({ perSecond: 1, burst: 2 }, 0);
  tokensLeft(budget, 0, A);
  assert.is(tokensLeft(budget, 0, A), 2);
});

test('a token that is not left cannot be taken', () => {
  assert.throws(
    () => takeTurn(drained(), 999, A),
    (error: unknown) => error instanceof InvariantError,
  );
});

test('a budget that lets nothing out cannot be made', () => {
  for (const [perSecond, burst] of [
    [0, 1],
    [-1, 1],
    [Number.NaN, 1],
    [1, 0],
    [1, Number.NaN],
    [Number.POSITIVE_INFINITY, 1],
  ] as const)
    assert.throws(
      () => startBudget({ perSecond, burst }, 0),
      (error: unknown) => error instanceof InvariantError,
    );
});

test('time that goes back refills nothing and takes nothing', () => {
  const budget = takeTurn(startBudget({ perSecond: 1, burst: 2 }, 1_000), 1_000, A);
  assert.is(tokensLeft(budget, 0, A), 1);
  assert.is(tokensLeft(takeTurn(budget, 0, A), 1_500, A), 0.5);
});

test('a market that found nothing is served before one that comes later', () => {
  const budget = waitForTurn(drained(), 100, B);
  assert.is(tokensLeft(budget, 1_000, A), 0, 'the token is kept');
  assert.is(tokensLeft(budget, 1_000, B), 1);
  assert.is(tokensLeft(budget, 1_000, C), 0);
  assert.is(turnWaitMs(budget, 1_000, A), 1_000);
});

test('with tokens for everybody who waits nobody is held back', () => {
  const budget = waitForTurn(drained(10, 3), 0, B);
  assert.is(tokensLeft(budget, 200, A), 1);
});

test('a market that stops asking loses its turn', () => {
  const budget = waitForTurn(drained(), 0, B);
  assert.is(tokensLeft(budget, WAITING_FORGOTTEN_MS, A), 0);
  assert.is(tokensLeft(budget, WAITING_FORGOTTEN_MS + 1, A), 1);
});

test('the list of waiting markets has an end', () => {
  let budget = drained();
  for (let at = 0; at <= WAITING_MAX; at++) budget = waitForTurn(budget, 0, marketId(`m-${at}`));
  assert.is(budget.waiting.size, WAITING_MAX);
});

/** Every market asks whenever it may, the greedy one ten times as often; returns tokens taken by each. */
function compete(appetites: readonly number[], seconds: number): readonly number[] {
  const markets = appetites.map((_, at) => marketId(`m-${at}`));
  const taken = appetites.map(() => 0);
  let budget = startBudget({ perSecond: 5, burst: 2 }, 0);
  for (let nowMs = 0; nowMs < seconds * 1_000; nowMs += 50) {
    for (const [at, market] of markets.entries()) {
      for (let ask = 0; ask < (appetites[at] ?? 0); ask++) {
        if (tokensLeft(budget, nowMs, market) >= 1) {
          budget = takeTurn(budget, nowMs, market);
          taken[at] = (taken[at] ?? 0) + 1;
        } else budget = waitForTurn(budget, nowMs, market);
      }
    }
  }
  return taken;
}

test('a greedy market gets no more than its share while others wait', () => {
  const taken = compete([10, 1, 1], 60);
  assert.is(
    taken.reduce((sum, each) => sum + each, 0),
    301,
    'nothing is wasted: the burst and 5 a second',
  );
  assert.ok(Math.max(...taken) - Math.min(...taken) <= 3, taken.join(' '));
});

test('any appetites share alike, and no more leaves than the budget allows', () => {
  const law = fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }), (appetites) => {
    const taken = compete(appetites, 20);
    assert.ok(taken.reduce((sum, each) => sum + each, 0) <= 2 + 5 * 20);
    assert.ok(Math.max(...taken) - Math.min(...taken) <= 3, taken.join(' '));
  });
  fc.assert(law, { seed: 42, numRuns: 40 });
});

test.run();
