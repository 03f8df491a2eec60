import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BestQuotes, expectedMidMove, flowImbalance, weightedMid } from '#domain/pricing/order-flow-imbalance.ts';
import { near } from './oracle.ts';

const quotes = (bid: number, bidSize: number, ask: number, askSize: number): BestQuotes => ({
  bid,
  bidSize,
  ask,
  askSize,
});

test('order flow imbalance of five best quotes (O-17)', () => {
  const seen = [
    quotes(0.5, 100, 0.52, 80),
    quotes(0.5, 140, 0.52, 60),
    quotes(0.51, 30, 0.52, 60),
    quotes(0.5, 120, 0.51, 50),
    quotes(0.5, 90, 0.53, 200),
  ];
  const flows = seen.slice(1).map((now, index) => flowImbalance(seen[index] as BestQuotes, now));
  assert.equal(flows, [60, 30, -80, 20]);
});

test('the micro-price of two mirrored states (O-19)', () => {
  const model = {
    stay: [
      [0.5, 0.2],
      [0.2, 0.5],
    ],
    move: [
      [0.25, 0.05],
      [0.05, 0.25],
    ],
    steps: [-0.5, 0.5],
    after: [
      [0.12, 0.18],
      [0.18, 0.12],
    ],
  };
  const found = expectedMidMove(model);
  near(found?.first[0] ?? 0, -1 / 7);
  near(found?.first[1] ?? 0, 1 / 7);
  near(found?.limit[0] ?? 0, -5 / 38);
  near(found?.limit[1] ?? 0, 5 / 38);
});

test('data that was not mirrored drifts for ever and has no micro-price', () => {
  const model = { stay: [[0.5]], move: [[0.1, 0.4]], steps: [-0.5, 0.5], after: [[0.5]] };
  assert.is(expectedMidMove(model), null);
});

test('states that never move have no expected move', () => {
  const model = { stay: [[1]], move: [[0]], steps: [0.5], after: [[0]] };
  assert.is(expectedMidMove(model), null);
});

test('the weighted mid leans to the thin side (O-19), and a one-sided book has none', () => {
  near(weightedMid(quotes(0.47, 300, 0.49, 100)) ?? 0, 0.485);
  assert.is(weightedMid(quotes(0.47, 300, 0.49, 0)), null);
});

test.run();
