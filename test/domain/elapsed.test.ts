import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Elapsed } from '#domain/elapsed.ts';

/** A wall clock that people set, and a steady one that sleeps with the machine. */
function clocks() {
  const at = { wallMs: 1_000_000, steadyMs: 50 };
  const elapsed = new Elapsed({ now: () => at.wallMs, steadyMs: () => at.steadyMs });
  const startMs = elapsed.nowMs();
  return {
    pass: (wallMs: number, steadyMs = wallMs) => {
      at.wallMs += wallMs;
      at.steadyMs += steadyMs;
    },
    since: () => elapsed.nowMs() - startMs,
  };
}

test('while nobody touches a clock, time is time', () => {
  const { pass, since } = clocks();
  pass(700);
  assert.is(since(), 700);
  pass(300);
  assert.is(since(), 1_000);
});

test('a clock that is set back makes no silence shorter', () => {
  const { pass, since } = clocks();
  pass(5_000);
  assert.is(since(), 5_000);
  pass(-40_000, 3_000);
  assert.is(since(), 8_000);
});

test('what a machine slept through counts', () => {
  const { pass, since } = clocks();
  pass(60_000, 10);
  assert.is(since(), 60_000);
});

test('it never goes back, and never falls behind either clock, however they are set', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -60_000, max: 60_000 }), fc.nat(60_000))), (steps) => {
      const { pass, since } = clocks();
      let before = 0;
      for (const [wallMs, steadyMs] of steps) {
        pass(wallMs, steadyMs);
        const now = since();
        assert.ok(now - before >= Math.max(0, wallMs, steadyMs));
        before = now;
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
