import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  fillProbability,
  moveCost,
  ODDS_POWER,
  oddsFactor,
  orderValue,
  type ValueTerms,
} from '#domain/quoting/queue-value.ts';

const close = (found: number, wanted: number) =>
  assert.ok(Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${found}, not ${wanted}`);
const O_21 = { executions: 0.02, cancels: 0.005, away: 0.01 };

test('O-21: four orders ahead are filled before the price leaves in two cases of nine', () => {
  close(fillProbability(4, O_21), 0.2222222222222222);
  close(fillProbability(0, O_21), 2 / 3);
});

test('nothing trades: no fill; nothing leaves: every fill; no number: no fill', () => {
  assert.is(fillProbability(0, { executions: 0, cancels: 1, away: 1 }), 0);
  assert.is(fillProbability(0, { executions: 0, cancels: 0, away: 0 }), 0);
  assert.is(fillProbability(1e9, { executions: 0.1, cancels: 0, away: 0 }), 1);
  assert.is(fillProbability(Number.NaN, O_21), 0);
  assert.is(fillProbability(3, { ...O_21, away: Number.NaN }), 0);
  assert.is(fillProbability(-5, O_21), fillProbability(0, O_21));
  assert.is(fillProbability(2, { ...O_21, cancels: Number.POSITIVE_INFINITY }), fillProbability(0, O_21));
});

test('at even odds the price says nothing; the likelier the outcome, the sooner its touch leaves and the rarer a fill', () => {
  for (const orders of [0, 4, 60]) assert.is(fillProbability(orders, O_21, 0.5), fillProbability(orders, O_21));
  assert.is(oddsFactor(0.5, 3), 1);
  close(oddsFactor(0.8), 4 ** ODDS_POWER);
  close(oddsFactor(0.2) * oddsFactor(0.8), 1);
  close(oddsFactor(0.9, 0), 1);
  // O-21's product with twice the odds: ν = 0.02.
  close(
    fillProbability(4, O_21, 2 / 3, 1),
    (0.02 * 0.025 * 0.03 * 0.035 * 0.04) / (0.04 * 0.045 * 0.05 * 0.055 * 0.06),
  );
  assert.ok(oddsFactor(1) < 30 && oddsFactor(0) > 0.03, 'nobody is surer than 150 to 1');
  assert.is(fillProbability(3, O_21, Number.NaN), 0);
});

/** F-8.5 once more, as chance would play it: whoever comes first of trade, cancel ahead and leaving. */
function played(orders: number, { executions, cancels, away }: typeof O_21, draw: () => number): boolean {
  for (let ahead = orders; ahead >= 0; ahead -= 1) {
    const served = executions + ahead * cancels;
    if (draw() * (served + away) >= served) return false;
  }
  return true;
}

test('the formula is what happens when trades, cancels and leaving race each other', () => {
  let seed = 7;
  const draw = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  for (const [orders, rates] of [
    [0, O_21],
    [4, O_21],
    [12, { executions: 0.3, cancels: 0.02, away: 0.05 }],
  ] as const) {
    const runs = 20_000;
    let filled = 0;
    for (let run = 0; run < runs; run += 1) if (played(orders, rates, draw)) filled += 1;
    const wanted = fillProbability(orders, rates);
    assert.ok(Math.abs(filled / runs - wanted) < 4 * Math.sqrt((wanted * (1 - wanted)) / runs), `${filled / runs}`);
  }
});

const rate = fc.double({ min: 0, max: 5, noNaN: true });
const rates = fc.record({ executions: rate, cancels: rate, away: rate });
const dollars = fc.double({ min: -0.2, max: 0.2, noNaN: true });
const line = fc.double({ min: 0, max: 2_000, noNaN: true });
const terms: fc.Arbitrary<ValueTerms> = fc.record({
  rates,
  outcome: fc.double({ min: 0, max: 1, noNaN: true }),
  decay: fc.double({ min: 1, max: 500, noNaN: true }),
  adverse: fc
    .tuple(dollars, fc.double({ min: 0, max: 0.1, noNaN: true }))
    .map(([front, more]) => ({ front, back: front + more })),
  rebate: fc.double({ min: 0, max: 0.02, noNaN: true }),
});

test('a chance of a fill is one, and falls with every order ahead, with leaving, and without trades and cancels', () => {
  const likely = fc.double({ min: 0, max: 1, noNaN: true });
  const law = fc.property(line, line, rates, rate, likely, likely, (a, b, at, more, c, d) => {
    const [near, far] = [Math.min(a, b), Math.max(a, b)];
    const [p, q] = [fillProbability(near, at), fillProbability(far, at)];
    assert.ok(p >= 0 && p <= 1 && q <= p, `${q} after ${p}`);
    const [outsider, favourite] = [Math.min(c, d), Math.max(c, d)];
    const [r, s] = [fillProbability(near, at, outsider), fillProbability(far, at, outsider)];
    assert.ok(r >= 0 && r <= 1 && s <= r, `${s} after ${r}`);
    assert.ok(fillProbability(near, at, favourite) <= r + 1e-12);
    assert.ok(fillProbability(near, { ...at, away: at.away + more }) <= p + 1e-12);
    assert.ok(fillProbability(near, { ...at, executions: at.executions + more }) >= p - 1e-12);
    assert.ok(fillProbability(near, { ...at, cancels: at.cancels + more }) >= p - 1e-12);
  });
  fc.assert(law, { seed: 42, numRuns: 300 });
});

test('fewer orders ahead and more edge are never worth less, and every value is finite', () => {
  const law = fc.property(line, line, dollars, dollars, dollars, terms, (a, b, distance, more, behind, how) => {
    const at = (ordersAhead: number, d: number) => orderValue({ distance: d, behind, ordersAhead }, how).value;
    const [near, far] = [Math.min(a, b), Math.max(a, b)];
    assert.ok(Number.isFinite(at(near, distance)));
    assert.ok(at(near, distance) >= at(far, distance), `${at(near, distance)} before ${at(far, distance)}`);
    assert.ok(at(near, distance + Math.abs(more)) >= at(near, distance));
  });
  fc.assert(law, { seed: 42, numRuns: 300 });
});

test('at one place in line the best distance is the one of F-4.2: 1/k + a − ρ beyond what a share is worth', () => {
  const how: ValueTerms = {
    rates: O_21,
    outcome: 0.5,
    decay: 100,
    adverse: { front: 0.004, back: 0.004 },
    rebate: 0.001,
  };
  const best = 1 / 100 + 0.004 - 0.001;
  const at = (distance: number) => orderValue({ distance, behind: distance, ordersAhead: 3 }, how).value;
  for (const off of [0.0005, 0.002, 0.01]) assert.ok(at(best) > at(best + off) && at(best) > at(best - off), `${off}`);
});

test('a move costs a tenth of a tick as often as it fills, and the reward', () => {
  close(moveCost(0.01, 0.5, 0), 0.0005);
  close(moveCost(0.01, 0.5, 0.002), 0.0025);
  close(moveCost(0.001, 0, -1), 0);
});

test.run();
