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
  for (let each = 0; each < STAMPS_MIN; each += 1) skew.note(START + each * 2_500, Number.NaN);
  for (let each = 1; each < STAMPS_MIN; each += 1) skew.note(START + each * 2_500, START + each * 2_500 - 60_000);
  assert.is(skew.ms(START + 10_000), 0);
  skew.note(START + 10_000, START - 50_000);
  assert.is(skew.ms(START + 12_000), 60_000);
  assert.is(skew.ms(START + 12_000 + 3 * SKEW_SPAN_MS), 0);
});

test('frames that were held back and come in a burst are no skew, at no moment of the burst or after it', () => {
  for (const stalledMs of [8_000, 20_000, 300_000])
    for (const burstMs of [0, 400, 3_000, 12_000]) {
      const skew = new ClockSkew();
      let nowMs = watch(skew, START, 20_000, 0);
      // The stall: only the kill switch looks. Then all of it comes, quicker than it was stamped.
      for (const stalledUntilMs = nowMs + stalledMs; nowMs < stalledUntilMs; nowMs += 1_000) skew.ms(nowMs);
      const frames = (stalledMs + burstMs) / 100;
      const fromMs = nowMs;
      for (let each = 0; each <= frames; each += 1) {
        nowMs = fromMs + (burstMs * each) / frames;
        skew.note(nowMs, fromMs - stalledMs + each * 100);
        assert.ok(Math.abs(skew.ms(nowMs)) <= 1_000, `${skew.ms(nowMs)} after ${stalledMs} in ${burstMs}`);
      }
      nowMs = watch(skew, nowMs, 20_000, 0);
      assert.ok(Math.abs(skew.ms(nowMs)) < 100);
    }
});

test('a wrong clock is found after a stall too, whichever second is looked at', () => {
  const skew = new ClockSkew();
  watch(skew, START, 20_000, 0);
  for (let at = START + 50_000; at < START + 80_000; at += 1_000) {
    const nowMs = watch(skew, at, 1_000, 30_000);
    if (at >= START + 50_000 + 2 * SKEW_SPAN_MS)
      assert.ok(Math.abs(skew.ms(nowMs) - 30_000) < 100, `${skew.ms(nowMs)}`);
    else skew.ms(nowMs);
  }
});

test.run();
