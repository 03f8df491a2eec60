import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { PrintEvent } from '#domain/market/market-event.ts';
import { PRINTS_MAX, Tape } from '#domain/market/tape.ts';
import { parsePrice, parseShares } from '#domain/units.ts';

const MARKET = marketId('0xm');

/** `'yes buy 0.52 100'` */
function print(atMs: number, text: string): PrintEvent {
  const [outcome, side, price, size] = text.split(' ') as [Outcome, 'buy' | 'sell', string, string];
  return { type: 'PRINT', market: MARKET, outcome, side, price: parsePrice(price), size: parseShares(size), atMs };
}

test('a taker who buys NO sells YES', () => {
  const tape = new Tape(MARKET);
  assert.is(tape.last, null);
  tape.add(print(1, 'no buy 0.48 5'), 2);
  assert.equal({ ...tape.last }, { ...tape.last, side: 'sell', price: parsePrice('0.52'), atMs: 1, receivedMs: 2 });
  tape.add(print(2, 'no sell 0.48 5'), 3);
  assert.is(tape.last?.side, 'buy');
  tape.add(print(3, 'yes sell 0.52 5'), 4);
  assert.is(tape.last?.side, 'sell');
});

test('a mint printed on both outcomes counts once', () => {
  const tape = new Tape(MARKET);
  assert.is(tape.add(print(1, 'yes buy 0.52 5'), 2), true);
  assert.is(tape.add(print(1, 'no buy 0.48 5'), 2), false);
  assert.is(tape.count, 1);
  assert.is(tape.last?.side, 'buy', 'the first copy is the taker’s');
});

test('two trades of equal size on one outcome are two, and each has its own mirror', () => {
  const tape = new Tape(MARKET);
  for (const text of ['yes buy 0.52 5', 'yes buy 0.52 5', 'no buy 0.48 5', 'no buy 0.48 5', 'no buy 0.48 5'])
    tape.add(print(1, text), 2);
  assert.is(tape.count, 3);
});

test('another time, price or size is another trade', () => {
  const tape = new Tape(MARKET);
  tape.add(print(1, 'yes buy 0.52 5'), 2);
  for (const [atMs, text] of [
    [2, 'no buy 0.48 5'],
    [1, 'no buy 0.47 5'],
    [1, 'no buy 0.48 6'],
  ] as const)
    assert.is(tape.add(print(atMs, text), 3), true, text);
});

test('a window is cut by our clock, oldest first', () => {
  const tape = new Tape(MARKET);
  tape.add(print(900, 'yes buy 0.50 1'), 1_000);
  tape.add(print(100, 'yes buy 0.51 2'), 2_000);
  tape.add(print(950, 'yes buy 0.52 3'), 1_500); // our clock went back: the tape does not
  assert.equal(
    [...tape.since(2_000)].map((one) => one.size),
    [2_000_000, 3_000_000],
  );
  assert.equal([...tape.since(2_001)], []);
  assert.is([...tape.since(0)].length, 3);
});

test('a full tape forgets its oldest print', () => {
  const tape = new Tape(MARKET);
  for (let n = 1; n <= PRINTS_MAX + 10; n++) tape.add(print(n, `yes buy 0.50 ${n}`), n);
  assert.is(tape.count, PRINTS_MAX);
  assert.is(tape.last?.atMs, PRINTS_MAX + 10);
  const kept = [...tape.since(0)].map((one) => one.atMs);
  assert.is(kept[0], 11);
  assert.equal(
    kept,
    [...kept].sort((a, b) => a - b),
  );
  assert.is([...tape.since(PRINTS_MAX)].length, 11);
});

test('the median size is the lower middle one of the window', () => {
  const tape = new Tape(MARKET);
  assert.is(tape.medianSize(), null);
  for (const [at, size] of [
    [1, 9],
    [2, 1],
    [3, 4],
    [4, 2],
  ] as const)
    tape.add(print(at, `yes buy 0.5 ${size}`), at);
  assert.is(tape.medianSize(), parseShares('2'));
  assert.is(tape.medianSize(), parseShares('2'));
  assert.is(tape.medianSize(4), parseShares('2'));
  assert.is(tape.medianSize(5), null);
  tape.add(print(5, 'yes buy 0.5 100'), 5);
  assert.is(tape.medianSize(5), parseShares('100'));
  assert.is(tape.medianSize(), parseShares('4'));
});

test('wherever its window begins, the median is that of a plain list, also of a full tape', () => {
  const aLook = fc.record({ prints: fc.nat(1_500), back: fc.nat(3_000) });
  fc.assert(
    fc.property(fc.array(aLook, { minLength: 4, maxLength: 12 }), fc.integer({ min: 2, max: 97 }), (looks, stride) => {
      const tape = new Tape(MARKET);
      const plain: { at: number; n: number }[] = [];
      let at = 0;
      for (const { prints, back } of looks) {
        for (let n = 0; n < prints; n++) {
          at += n % 3;
          const size = 1 + ((at * stride + n) % 101);
          tape.add(print(at, `yes buy 0.5 ${size}`), at);
          plain.push({ at, n: size });
        }
        const window = plain.slice(-PRINTS_MAX).filter((one) => one.at >= at - back);
        const sorted = window.map((one) => one.n).sort((a, b) => a - b);
        const middle = sorted[(sorted.length - 1) >> 1];
        assert.is(tape.medianSize(at - back), middle === undefined ? null : middle * 1e6);
      }
    }),
    { seed: 42, numRuns: 20 },
  );
});

test('prints that settled together can be netted', () => {
  const tape = new Tape(MARKET);
  tape.add(print(7, 'yes buy 0.52 5'), 10);
  tape.add(print(7, 'yes sell 0.50 2'), 11);
  tape.add(print(8, 'no buy 0.48 4'), 12);
  assert.equal(tape.netted(0), [
    { atMs: 7, receivedMs: 11, net: 3_000_000, gross: 7_000_000, count: 2 },
    { atMs: 8, receivedMs: 12, net: -4_000_000, gross: 4_000_000, count: 1 },
  ]);
});

test('whatever is printed, the tape equals a plain list', () => {
  const aPrint = fc.record({ step: fc.nat(3), n: fc.integer({ min: 1, max: 99 }), buy: fc.boolean() });
  fc.assert(
    fc.property(fc.array(aPrint, { maxLength: 60 }), fc.nat(100), (story, since) => {
      const tape = new Tape(MARKET);
      const plain: { at: number; n: number; sign: number }[] = [];
      let at = 0;
      for (const { step, n, buy } of story) {
        at += step;
        tape.add(print(at, `yes ${buy ? 'buy' : 'sell'} 0.5 ${n}`), at);
        plain.push({ at, n, sign: buy ? 1 : -1 });
      }
      const window = plain.filter((one) => one.at >= since);
      assert.equal(
        [...tape.since(since)].map((one) => one.size / 1e6),
        window.map((one) => one.n),
      );
      const net = tape.netted(since).reduce((sum, one) => sum + one.net, 0);
      assert.is(
        net / 1e6,
        window.reduce((sum, one) => sum + one.sign * one.n, 0),
      );
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
