// Nobody overtakes, whatever each has to wait.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WaitingLine } from '#infra/chaos/waiting-line.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

test('with nothing to wait for it is handed on at once', () => {
  const clock = new VirtualClock(0);
  const out: number[] = [];
  const line = new WaitingLine<number>(clock, (item) => out.push(item));
  line.push(1, 0);
  line.push(2, -5);
  assert.equal(out, [1, 2]);
  assert.is(clock.pending, 0);
});

test('everything comes once, in order, and none before its time', () => {
  const item = fc.record({ pauseMs: fc.integer({ min: 0, max: 50 }), waitMs: fc.integer({ min: -10, max: 100 }) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), (items) => {
      const clock = new VirtualClock(0);
      const out: number[] = [];
      const line = new WaitingLine<number>(clock, (n) => {
        out.push(n);
        assert.ok(clock.now() >= (dueMs[n] ?? 0));
      });
      const dueMs: number[] = [];
      for (const [n, { pauseMs, waitMs }] of items.entries()) {
        clock.advanceBy(pauseMs);
        dueMs.push(clock.now() + waitMs);
        line.push(n, waitMs);
      }
      clock.advanceBy(100);
      assert.equal(
        out,
        items.map((_, n) => n),
      );
      assert.is(line.waiting, 0);
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('a receiver that chokes on one loses none of the others', () => {
  const clock = new VirtualClock(0);
  const out: number[] = [];
  const line = new WaitingLine<number>(clock, (item) => {
    if (item === 1) throw new Error('choked');
    out.push(item);
  });
  for (const item of [0, 1, 2]) line.push(item, 10);
  assert.throws(() => clock.advanceBy(20), 'choked');
  clock.advanceBy(20);
  assert.equal(out, [0, 2]);
});

test('closed, it forgets what waits and takes nothing more', () => {
  const clock = new VirtualClock(0);
  const line = new WaitingLine<number>(clock, () => assert.unreachable());
  line.push(1, 10);
  line.close();
  line.push(2, 0);
  clock.advanceBy(20);
  assert.is(clock.pending, 0);
});

test.run();
