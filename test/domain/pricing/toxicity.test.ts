import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Flow,
  flowShift,
  imbalanceZ,
  markout,
  netBatches,
  signCorrelation,
  signedFlow,
  sizeImbalanceZ,
} from '#domain/pricing/toxicity.ts';
import { near } from './oracle.ts';

/** `+` buys, `-` sells, one share each, a second apart. */
const prints = (signs: string, size = 1): Flow[] =>
  [...signs].map((sign, i) => ({ side: sign === '+' ? 'buy' : 'sell', size, atMs: i * 1000 }));

test('62 buys against 38 sells, and how little it is once runs are expected (O-16)', () => {
  near(imbalanceZ(62, 38) ?? 0, 2.4);
  near(imbalanceZ(62, 38, 0.35) ?? 0, 1.6653328, 1e-9);
});

test('fewer than ten prints mean nothing', () => {
  assert.is(imbalanceZ(9, 0), null);
  assert.is(imbalanceZ(0, 0), null);
  assert.ok(imbalanceZ(10, 0));
  assert.is(sizeImbalanceZ(prints('+++++++++')), null);
  assert.is(signCorrelation(prints('+++++++++')), null);
});

test('by size, equal prints give the same z as by count, and a giant counts like the largest of the rest', () => {
  near(sizeImbalanceZ(prints('++++++++--', 7)) ?? 0, 6 / Math.sqrt(10));
  const many = prints('+-'.repeat(60));
  const giant = [...many, { side: 'buy' as const, size: 1e9, atMs: 0 }];
  near(sizeImbalanceZ(giant) ?? 0, 1 / 11);
  assert.is(sizeImbalanceZ(prints('+-+-+-+-+-', 0)), null);
  near(sizeImbalanceZ(prints('++++++++--', 7), 0.35) ?? 0, 6 / Math.sqrt(10 * (1.35 / 0.65)));
});

test('sizes are cut at their 99th percentile, not lower', () => {
  // 200 prints of sizes 1 … 200, all bought: the two largest count as 198.
  const growing = prints('+'.repeat(200)).map((print, i) => ({ ...print, size: i + 1 }));
  const counted = growing.map(({ size }) => Math.min(size, 198));
  const squares = counted.reduce((sum, size) => sum + size ** 2, 0);
  near(sizeImbalanceZ(growing) ?? 0, counted.reduce((sum, size) => sum + size, 0) / Math.sqrt(squares));
});

test('a settlement batch is netted, and one that nets to nothing disappears', () => {
  const batch: Flow[] = [
    { side: 'buy', size: 10, atMs: 1 },
    { side: 'sell', size: 4, atMs: 1 },
    { side: 'sell', size: 5, atMs: 2 },
    { side: 'buy', size: 5, atMs: 2 },
    { side: 'sell', size: 3, atMs: 3 },
  ];
  assert.equal(netBatches(batch), [
    { atMs: 1, size: 6, side: 'buy' },
    { atMs: 3, size: 3, side: 'sell' },
  ]);
});

test('runs of one side correlate, alternation anticorrelates, a single side has no answer', () => {
  near(signCorrelation(prints('+++++-----')) ?? 0, 0.7);
  near(signCorrelation(prints('+-+-+-+-+-')) ?? 0, -0.9);
  // Mean 0.6: products 0.16 × 7, −0.64 and 2.56, over a spread of 6.4.
  near(signCorrelation(prints('++++++++--')) ?? 0, (0.16 * 7 - 0.64 + 2.56) / 6.4);
  assert.is(signCorrelation(prints('++++++++++')), null);
});

test('signed flow fades by half every thirty seconds', () => {
  const flow: Flow[] = [
    { side: 'buy', size: 100, atMs: 0 },
    { side: 'sell', size: 30, atMs: 30_000 },
  ];
  near(signedFlow(flow, 30_000), 20);
  near(signedFlow(flow, 60_000), 10);
  assert.is(signedFlow([], 0), 0);
});

test('flow shifts fair value by no more than half of the informed shift', () => {
  near(flowShift(0.1, 50, 1000, 0.04), 0.005);
  near(flowShift(0.1, 5000, 1000, 0.04), 0.02);
  near(flowShift(0.1, -5000, 1000, 0.04), -0.02);
  assert.is(flowShift(0.1, 50, 0, 0.04), 0);
});

test('a fill is worth its edge less what the price did afterwards', () => {
  const bought = markout('bid', 0.48, 0.5, 0.47);
  near(bought.edge, 0.02);
  near(bought.adverse, 0.03);
  near(bought.markout, -0.01);
  const sold = markout('ask', 0.52, 0.5, 0.47);
  near(sold.edge, 0.02);
  near(sold.adverse, -0.03);
  near(sold.markout, 0.05);
});

test('markouts mirror when YES and NO are swapped, and always add up', () => {
  const price = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(price, price, price, (at, then, later) => {
      const yes = markout('bid', at, then, later);
      const no = markout('ask', 1 - at, 1 - then, 1 - later);
      assert.ok(Math.abs(yes.markout - no.markout) < 1e-12 && Math.abs(yes.adverse - no.adverse) < 1e-12);
      assert.ok(Math.abs(yes.markout - (yes.edge - yes.adverse)) < 1e-12);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test('more buying never lowers z, and z is finite for any correlation', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), fc.double({ min: -5, max: 5, noNaN: true }), (buys, sells, r1) => {
      const z = imbalanceZ(buys, sells, r1);
      if (z === null) return;
      assert.ok(Number.isFinite(z));
      assert.ok(Math.abs(z + (imbalanceZ(sells, buys, r1) ?? 0)) < 1e-12);
      if (buys >= sells) assert.ok((imbalanceZ(buys + 1, sells, r1) ?? 0) >= z);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test.run();
