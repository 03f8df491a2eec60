import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logit } from '#domain/pricing/logit.ts';
import { priorSigma } from '#domain/pricing/variance-budget.ts';
import { bipowerVariation, realisedVariation, rollVariation } from '#domain/pricing/variation.ts';
import {
  MOVES_MAX,
  observeVolatility,
  readVolatility,
  startVolatility,
  VOLATILITY_DEFAULTS,
  type VolatilityState,
} from '#domain/pricing/volatility.ts';
import { near } from './oracle.ts';

const DAY = 86_400_000;

function seen(prices: readonly number[], everyMs = 60_000, tick = 0.001): VolatilityState {
  return prices.reduce((state, p, index) => {
    const input = { nowMs: index * everyMs, x: logit(p), tickLogit: tick / (p * (1 - p)) };
    return observeVolatility(state, input, VOLATILITY_DEFAULTS);
  }, startVolatility());
}

/** Prices that alternate by `step` around one half without ever undoing a move: up, up, down, down. */
const restless = (count: number, step: number) =>
  Array.from({ length: count }, (_, i) => 0.5 + step * ([0, 1, 2, 1] as const)[(i % 4) as 0]);

test('six prices a minute apart (O-13)', () => {
  const state = seen([0.5, 0.52, 0.51, 0.55, 0.54, 0.6]);
  near(state.fast ?? 0, 0.0002385052476, 1e-9);
  const reading = readVolatility(state, { tauMs: 30 * DAY, p: 0.6 });
  // The slow average is larger only when things calm down; here it must be overtaken by the fast one.
  const fastest = Math.sqrt(Math.max(state.fast ?? 0, state.slow ?? 0));
  near(reading.sigma, fastest);
  near(Math.sqrt(state.fast ?? 0) * 60, 0.9266169065, 1e-9);
  assert.is(reading.jump, false);
});

test('with a fast half-life alone the reading is the oracle’s (O-13)', () => {
  const settings = { ...VOLATILITY_DEFAULTS, slowHalfLifeMs: 300_000 };
  const state = [0.5, 0.52, 0.51, 0.55, 0.54, 0.6].reduce(
    (before, p, index) => observeVolatility(before, { nowMs: index * 60_000, x: logit(p), tickLogit: 0 }, settings),
    startVolatility(),
  );
  const reading = readVolatility(state, { tauMs: 30 * DAY, p: 0.6 });
  near(reading.sigma * 60, 0.9266169065, 1e-9);
  near(reading.score, 74.48894825, 1e-9);
});

test('before anything moved the clock speaks, by a month when no end is known', () => {
  near(readVolatility(startVolatility(), { tauMs: DAY, p: 0.5 }).sigma, priorSigma(0.5, DAY));
  near(readVolatility(startVolatility(), { tauMs: null, p: 0.5 }).sigma, priorSigma(0.5, 30 * DAY));
  const passed = readVolatility(startVolatility(), { tauMs: 0, p: 0.5 });
  assert.ok(Number.isFinite(passed.sigma) && passed.score === 100);
});

test('a dead book still has a quarter of the clock’s volatility', () => {
  const dead = seen([0.5, 0.51, ...Array.from({ length: 600 }, () => 0.51)]);
  near(readVolatility(dead, { tauMs: DAY, p: 0.5 }).sigma, priorSigma(0.5, DAY) / 4);
});

test('one-tick flicker that goes back within two looks counts for nothing', () => {
  const flicker = seen([0.01, 0.011, 0.01, 0.011, 0.011, 0.01, 0.009, 0.01], 1000);
  assert.is(flicker.fast, null);
  assert.equal(flicker.moves, []);
});

test('a move of one and a half ticks counts at once, even if it goes back', () => {
  assert.is(seen([0.5, 0.5015, 0.5], 1000).moves.length, 2);
});

test('only what goes back at least half way was flicker', () => {
  assert.equal(seen([0.5, 0.501, 0.5004], 1000).pending, []);
  assert.is(seen([0.5, 0.501, 0.5006], 1000).pending.length, 2);
});

test('a one-tick move that stays counts, at its own time', () => {
  const stayed = seen([0.5, 0.501, 0.501, 0.501, 0.501], 20_000);
  assert.is(stayed.moves.length, 1);
  near(stayed.fast ?? 0, ((logit(0.501) - logit(0.5)) ** 2 / 60) * 2 ** (-20 / 300), 1e-9);
});

test('a run of small moves in one direction is a trend, not flicker', () => {
  const trend = seen([0.5, 0.501, 0.502, 0.503, 0.504, 0.505, 0.506], 1000);
  assert.ok(trend.moves.length >= 4);
});

test('a move five times the usual and three ticks wide is a jump, and the flag falls after a while', () => {
  const state = seen([...restless(20, 0.004), 0.6], 1000);
  assert.is(readVolatility(state, { tauMs: DAY, p: 0.6 }).jump, true);
  assert.is(readVolatility(state, { tauMs: DAY, p: 0.6, nowMs: 20_000 + 1999 }).jump, true);
  assert.is(readVolatility(state, { tauMs: DAY, p: 0.6, nowMs: 20_000 + 2000 }).jump, false);
  const later = observeVolatility(state, { nowMs: 30_000, x: logit(0.6), tickLogit: 0.004 }, VOLATILITY_DEFAULTS);
  assert.is(later.jumpUntilMs, null);
});

test('a move of many usual moves but less than three ticks is no jump', () => {
  const calm = seen(restless(24, 0.002), 1000, 0.001);
  const input = { nowMs: 25_000, x: logit(0.54), tickLogit: 0.02 / (0.54 * 0.46) };
  const after = observeVolatility(calm, input, VOLATILITY_DEFAULTS);
  assert.is(readVolatility(after, { tauMs: DAY, p: 0.5 }).jump, false);
});

test('four and a half usual moves are no jump, six are', () => {
  const calm = seen(restless(21, 0.004), 1000, 0.0001);
  const usual = Math.sqrt(bipowerVariation(calm.moves) / calm.moves.length);
  const jumpAfter = (moves: number): boolean => {
    const input = { nowMs: 21_000, x: logit(0.5) + moves * usual, tickLogit: 0.0004 };
    return observeVolatility(calm, input, VOLATILITY_DEFAULTS).jumpUntilMs !== null;
  };
  assert.is(jumpAfter(4.5), false);
  assert.is(jumpAfter(6), true);
});

test('a bit more than three ticks is enough for a jump, a bit less is not', () => {
  const calm = seen(restless(21, 0.002), 1000, 0.0001);
  for (const [ticks, jumped] of [
    [2.9, false],
    [3.1, true],
  ] as const) {
    const x = logit(0.5 + ticks * 0.02);
    const p = 0.5 + ticks * 0.02;
    const after = observeVolatility(calm, { nowMs: 21_000, x, tickLogit: 0.02 / (p * (1 - p)) }, VOLATILITY_DEFAULTS);
    assert.is(after.jumpUntilMs !== null, jumped);
  }
});

test('two looks at the same moment count as the limit of quick ones', () => {
  const first = seen([0.5, 0.52, 0.56]);
  const again = (waitMs: number) =>
    observeVolatility(first, { nowMs: 120_000 + waitMs, x: logit(0.6), tickLogit: 0 }, VOLATILITY_DEFAULTS).fast ?? 0;
  near(again(0), (first.fast ?? 0) + (Math.LN2 / 300) * (logit(0.6) - logit(0.56)) ** 2);
  near(again(1), again(0), 1e-5);
});

test('no jump is called before ten moves have shown what is usual', () => {
  const state = seen([0.5, 0.502, 0.504, 0.8], 1000);
  assert.is(readVolatility(state, { tauMs: DAY, p: 0.8 }).jump, false);
});

test('a jump does not blow up the averages but teaches the jump rate and size', () => {
  const calm = seen(restless(21, 0.004), 1000);
  const before = readVolatility(calm, { tauMs: DAY, p: 0.5 });
  const input = { nowMs: 22_000, x: logit(0.9), tickLogit: 0.004 };
  const after = readVolatility(observeVolatility(calm, input, VOLATILITY_DEFAULTS), { tauMs: DAY, p: 0.5 });
  assert.ok(after.sigma < 3 * before.sigma);
  near(after.jumps.perSecond, 2 / 86_400 + Math.LN2 / 3600);
  near(after.jumps.sd, Math.sqrt(0.8 * 0.09 + 0.2 * logit(0.9) ** 2), 1e-9);
  near(before.jumps.perSecond, 2 / 86_400);
  near(before.jumps.sd, 0.3);
});

test('a lasting change of pace is learnt in a few moves', () => {
  let state = seen(restless(40, 0.002), 1000);
  for (const [index, p] of restless(40, 0.05).entries())
    state = observeVolatility(
      state,
      { nowMs: 41_000 + index * 1000, x: logit(p), tickLogit: 0.004 },
      VOLATILITY_DEFAULTS,
    );
  assert.is(readVolatility(state, { tauMs: DAY, p: 0.5, nowMs: 90_000 }).jump, false);
  assert.ok(readVolatility(state, { tauMs: DAY, p: 0.5 }).sigma > 0.05);
});

test('bounce is taken out of the volatility once there are enough moves to know it', () => {
  const bounce = seen(
    Array.from({ length: 60 }, (_, i) => 0.5 + (i % 2) * 0.01),
    1000,
  );
  const reading = readVolatility(bounce, { tauMs: 300 * DAY, p: 0.5 });
  near(reading.sigma, Math.sqrt(Math.max(bounce.fast ?? 0, bounce.slow ?? 0) / 4), 1e-9);
});

test('bounce that explains part of the moves takes that part of the variance', () => {
  // Two steps up, one down: Σdx² + 2Σdx·dx₋₁ is about a third of Σdx².
  const steps = Array.from({ length: 63 }, (_, i) => (i % 3 === 2 ? -0.02 : 0.02));
  let prices = [0.3];
  for (const step of steps) prices = [...prices, (prices.at(-1) ?? 0) + step * 0.1];
  const state = seen(prices, 1000, 0.0001);
  const share = rollVariation(state.moves) / realisedVariation(state.moves);
  assert.ok(share > 0.3 && share < 0.4);
  const { sigma } = readVolatility(state, { tauMs: 3000 * DAY, p: 0.3 });
  near(sigma, Math.sqrt(Math.max(state.fast ?? 0, state.slow ?? 0) * share));
});

test('moves that go on in one direction count for up to twice their squares', () => {
  const run = seen(
    Array.from({ length: 40 }, (_, i) => 0.3 + i * 0.01),
    1000,
    0.0001,
  );
  const squares = Math.max(run.fast ?? 0, run.slow ?? 0);
  near(readVolatility(run, { tauMs: 3000 * DAY, p: 0.3 }).sigma, Math.sqrt(2 * squares));
});

test('the first minute is one average, so that a small first move does not rule for half-lives', () => {
  const moves = [0.5, 0.5001, ...restless(40, 0.02)];
  const state = seen(moves, 1000, 0);
  const squares = moves.slice(1).reduce((sum, p, i) => sum + (logit(p) - logit(moves[i] ?? 0)) ** 2, 0);
  near(state.fast ?? 0, squares / 41);
});

test('what a fast market does in a slow look is no jump', () => {
  const pace = seen(restless(40, 0.02), 1000, 0.001);
  const after = (waitMs: number) => {
    const input = { nowMs: 39_000 + waitMs, x: logit(0.5 + 0.02 * 2 + 0.12), tickLogit: 0.004 };
    return observeVolatility(pace, input, VOLATILITY_DEFAULTS).jumpUntilMs !== null;
  };
  assert.is(after(250), true);
  assert.is(after(20_000), false);
});

test('the rate of moves is counted per minute', () => {
  const reading = readVolatility(seen(restless(3000, 0.01), 2000), { tauMs: DAY, p: 0.5 });
  near(reading.movesPerMinute, 30, 0.02);
});

test('NaN teaches nothing and time going back is no time', () => {
  const state = seen([0.5, 0.52, 0.51]);
  assert.is(observeVolatility(state, { nowMs: 1e6, x: Number.NaN, tickLogit: 0.01 }, VOLATILITY_DEFAULTS), state);
  const back = observeVolatility(state, { nowMs: 0, x: logit(0.6), tickLogit: 0.01 }, VOLATILITY_DEFAULTS);
  assert.ok(Number.isFinite(back.fast) && back.anchor?.atMs === 120_000);
});

test('whatever comes, memory is bounded and the reading is finite; YES and NO move alike', () => {
  const look = fc.record({
    x: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    waitMs: fc.integer({ min: 0, max: 100_000 }),
    tickLogit: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 120, size: 'max' }), (looks) => {
      let [yes, no, nowMs] = [startVolatility(), startVolatility(), 0];
      for (const { x, waitMs, tickLogit } of looks) {
        nowMs += waitMs;
        yes = observeVolatility(yes, { nowMs, x, tickLogit }, VOLATILITY_DEFAULTS);
        no = observeVolatility(no, { nowMs, x: -x, tickLogit }, VOLATILITY_DEFAULTS);
      }
      assert.ok(yes.moves.length <= MOVES_MAX && yes.pending.length <= 2);
      const reading = readVolatility(yes, { tauMs: DAY, p: 0.3 });
      assert.ok(reading.sigma > 0 && Number.isFinite(reading.sigma) && reading.score >= 0 && reading.score <= 100);
      assert.ok(Number.isFinite(reading.jumps.perSecond) && Number.isFinite(reading.jumps.sd));
      assert.equal(readVolatility(no, { tauMs: DAY, p: 0.7 }).jump, reading.jump);
    }),
    { seed: 42, numRuns: 500 },
  );
});

test.run();
