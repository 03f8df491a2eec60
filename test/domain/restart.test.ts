import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type RestartPolicy, verdict } from '#domain/restart.ts';

const POLICY: RestartPolicy = {
  restart: 'permanent',
  intensity: 3,
  periodMs: 60_000,
  backoff: { firstMs: 100, factor: 2, capMs: 1_000, quietMs: 30_000, jitter: 0 },
};

test('a permanent child comes back after a crash and after a normal end', () => {
  const first = { kind: 'restart', delayMs: 100, restarts: [5_000] };
  assert.equal(verdict(POLICY, 'crash', [], 5_000), first);
  assert.equal(verdict(POLICY, 'normal', [], 5_000), first);
});

test('a transient child comes back after a crash and is forgotten when it is done', () => {
  const policy: RestartPolicy = { ...POLICY, restart: 'transient' };
  assert.equal(verdict(policy, 'crash', [], 5_000), { kind: 'restart', delayMs: 100, restarts: [5_000] });
  assert.equal(verdict(policy, 'normal', [], 5_000), { kind: 'forget' });
});

test('a temporary child is forgotten whatever ended it', () => {
  const policy: RestartPolicy = { ...POLICY, restart: 'temporary' };
  assert.equal(verdict(policy, 'crash', [], 0), { kind: 'forget' });
  assert.equal(verdict(policy, 'normal', [], 0), { kind: 'forget' });
});

test('the fourth crash inside the period escalates, and the wait doubles up to it', () => {
  const second = verdict(POLICY, 'crash', [0], 1_000);
  assert.equal(second, { kind: 'restart', delayMs: 200, restarts: [0, 1_000] });
  assert.equal(verdict(POLICY, 'crash', [0, 1_000], 2_000), {
    kind: 'restart',
    delayMs: 400,
    restarts: [0, 1_000, 2_000],
  });
  assert.equal(verdict(POLICY, 'crash', [0, 1_000, 2_000], 3_000), { kind: 'escalate' });
});

test('a restart exactly one period ago no longer counts', () => {
  const restarts = [0, 40_000, 50_000];
  assert.equal(verdict(POLICY, 'crash', restarts, 59_999), { kind: 'escalate' });
  assert.equal(verdict(POLICY, 'crash', restarts, 60_000), {
    kind: 'restart',
    delayMs: 400,
    restarts: [40_000, 50_000, 60_000],
  });
});

test('after a quiet time the wait starts over', () => {
  assert.equal(verdict(POLICY, 'crash', [0, 1_000], 30_999), {
    kind: 'restart',
    delayMs: 400,
    restarts: [0, 1_000, 30_999],
  });
  assert.equal(verdict(POLICY, 'crash', [0, 1_000], 31_000), {
    kind: 'restart',
    delayMs: 100,
    restarts: [0, 1_000, 31_000],
  });
});

test('the wait never passes its cap', () => {
  const patient: RestartPolicy = { ...POLICY, intensity: 10_000 };
  const restarts = Array.from({ length: 5_000 }, (_, at) => at);
  const judged = verdict(patient, 'crash', restarts, 5_000);
  assert.is(judged.kind === 'restart' && judged.delayMs, 1_000);
});

test('an intensity of zero escalates at once', () => {
  assert.equal(verdict({ ...POLICY, intensity: 0 }, 'crash', [], 7), { kind: 'escalate' });
});

test('a clock that went back does not hide recent restarts', () => {
  assert.equal(verdict(POLICY, 'crash', [90_000, 91_000, 92_000], 1_000), { kind: 'escalate' });
});

test('chance takes away at most its share of the wait, and never adds to it', () => {
  const restless: RestartPolicy = { ...POLICY, backoff: { ...POLICY.backoff, jitter: 0.25 } };
  const delay = (chance: number, restarts: readonly number[] = []) => {
    const judged = verdict(restless, 'crash', restarts, 5_000, chance);
    return judged.kind === 'restart' ? judged.delayMs : null;
  };
  assert.is(delay(0), 100);
  assert.is(delay(0.5), 88);
  assert.is(delay(1 - 2 ** -53), 75);
  assert.is(delay(0.5, [3_000, 4_000]), 350);
  const capped = verdict({ ...restless, intensity: 100 }, 'crash', [1, 2, 3, 4, 5, 6, 7], 5_000, 0.999);
  assert.is(capped.kind === 'restart' && capped.delayMs, 750);
});

test('times remembered stay bounded and delays stay finite for any history', () => {
  const history = fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 300 });
  fc.assert(
    fc.property(
      history,
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 300_000 }),
      (times, intensity, now) => {
        const judged = verdict(
          { ...POLICY, intensity },
          'crash',
          times.toSorted((a, b) => a - b),
          now,
        );
        if (judged.kind !== 'restart') return;
        assert.ok(judged.delayMs >= 100 && judged.delayMs <= 1_000);
        assert.ok(judged.restarts.length <= Math.max(intensity, 64) + 1);
        assert.is(judged.restarts.at(-1), now);
      },
    ),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
