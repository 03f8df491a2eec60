import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ClockSkew, SKEW_SPAN_MS, STAMPS_MIN } from '#domain/market/clock-skew.ts';

const START = 1_000_000;

/** Stamps of the venue ten times a second, seen by a clock that is `aheadMs` ahead after a journey of 20 to 60 ms. */
function watch(skew: ClockSkew, fromMs: number, forMs: number, aheadMs: number): number {
  let nowMs = fromMs;
  for (let at = fromMs; at < fromMs + forMs; at += 100) {
    nowMs = at + aheadMs + 20 + (at % 5) * 10;
    skew.note(nowMs, at);
  }
  return nowMs;
}

test('a good clock shows the quickest journey', () => {
  const skew = new ClockSkew();
  assert.is(skew.ms(watch(skew, START, 20_000, 0)), 20);
});

test('a clock that jumps ahead or back is known within two spans', () => {
  for (const jump of [30_000, -30_000]) {
    const skew = new ClockSkew();
    watch(skew, START, 20_000, 0);
    const nowMs = watch(skew, START + 20_000, 2 * SKEW_SPAN_MS, jump);
    assert.ok(Math.abs(skew.ms(nowMs) - jump) < 100, `${skew.ms(nowMs)} for ${jump}`);
  }
});

test('a few late frames, or one stamped in the future, are no skew', () => {
  const skew = new ClockSkew();
  const nowMs = watch(skew, START, 4_000, 0);
  for (let each = 0; each < 10; each += 1) skew.note(nowMs, nowMs - 60_000);
  skew.note(nowMs, nowMs + 3_600_000);
  assert.ok(Math.abs(skew.ms(nowMs)) <= 60);
});

test('too few stamps, old stamps and nonsense say nothing', () => {
  const skew = new ClockSkew();
  for (let each = 1; each < STAMPS_MIN; each += 1) skew.note(START, START - 60_000);
  assert.is(skew.ms(START), 0);
  skew.note(START, Number.NaN);
  assert.is(skew.ms(START), 0);
  skew.note(START, START - 60_000);
  assert.is(skew.ms(START), 60_000);
  assert.is(skew.ms(START + 3 * SKEW_SPAN_MS), 0);
});

test.run();
