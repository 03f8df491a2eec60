import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VirtualClock } from '#infra/virtual-clock.ts';

test('each timer sees its own due time, not the end of the advance', () => {
  const clock = new VirtualClock(1_000);
  const seen: number[] = [];
  const beat = () => {
    seen.push(clock.now());
    clock.setTimeout(beat, 100);
  };
  clock.setTimeout(beat, 100);
  clock.advanceBy(500);
  assert.equal(seen, [1_100, 1_200, 1_300, 1_400, 1_500]);
  assert.is(clock.now(), 1_500);
  assert.is(clock.nextDueMs(), 1_600);
});

test('timers due together run in the order they were set', () => {
  const clock = new VirtualClock(0);
  const seen: string[] = [];
  clock.setTimeout(() => seen.push('b at 10'), 10);
  clock.setTimeout(() => seen.push('a at 5'), 5);
  clock.setTimeout(() => seen.push('c at 10'), 10);
  clock.advanceTo(10);
  assert.equal(seen, ['a at 5', 'b at 10', 'c at 10']);
});

test('a delay of nothing, less than nothing or no number at all is now; a fraction is a whole millisecond', () => {
  const clock = new VirtualClock(50);
  const seen: number[] = [];
  for (const delay of [0, -7, Number.NaN, 0.2]) clock.setTimeout(() => seen.push(clock.now()), delay);
  clock.setTimeout(() => seen.push(-1), Infinity);
  assert.is(clock.pending, 4);
  clock.advanceBy(10);
  assert.equal(seen, [50, 50, 50, 51]);
});

test('a cleared timer never runs, not even when cleared by one due at the same instant', () => {
  const clock = new VirtualClock(0);
  const seen: string[] = [];
  clock.setTimeout(() => clock.clearTimeout(second), 5);
  const second = clock.setTimeout(() => seen.push('second'), 5);
  const third = clock.setTimeout(() => seen.push('third'), 5);
  clock.advanceTo(5);
  clock.clearTimeout(third);
  clock.clearTimeout(undefined);
  assert.equal(seen, ['third']);
  assert.is(clock.pending, 0);
});

test('a timer that throws stops the advance at its own time, and everything else still runs', () => {
  const clock = new VirtualClock(0);
  const seen: number[] = [];
  for (const due of [1, 2, 4, 5]) clock.setTimeout(() => seen.push(due), due);
  clock.setTimeout(() => {
    throw new Error('a broken timer');
  }, 3);
  assert.throws(() => clock.advanceTo(10), /a broken timer/);
  assert.is(clock.now(), 3);
  clock.advanceTo(10);
  assert.equal(seen, [1, 2, 4, 5]);
});

test('one step runs one timer; an idle clock says so', () => {
  const clock = new VirtualClock(0);
  clock.setTimeout(() => {}, 7);
  assert.is(clock.step(), true);
  assert.is(clock.now(), 7);
  assert.is(clock.step(), false);
  assert.is(clock.nextDueMs(), null);
});

test('time neither goes back nor moves from inside a timer', () => {
  const clock = new VirtualClock(100);
  assert.throws(() => clock.advanceTo(99), /cannot go from 100 to 99/);
  assert.throws(() => clock.advanceTo(Number.NaN), /cannot go/);
  assert.throws(() => clock.advanceTo(Infinity), /cannot go/);
  clock.setTimeout(() => clock.advanceBy(1), 0);
  assert.throws(() => clock.advanceBy(10), /must not move the clock/);
  clock.advanceBy(10);
  assert.throws(() => new VirtualClock(0.5), /whole millisecond/);
});

test('a loop of zero delays is caught instead of hanging', () => {
  const clock = new VirtualClock(0);
  const again = () => {
    clock.setTimeout(again, 0);
  };
  again();
  assert.throws(() => clock.advanceBy(1), /re-arm for ever/);
});

test('a hundred thousand re-arming timers cost little', () => {
  const clock = new VirtualClock(0);
  let ran = 0;
  for (let one = 0; one < 100_000; one++) {
    const again = () => {
      ran++;
      if (clock.now() < 3_000) clock.setTimeout(again, 1_000 + (one % 7));
    };
    clock.setTimeout(again, one % 1_000);
  }
  clock.advanceTo(6_000);
  assert.ok(ran > 390_000);
  assert.is(clock.pending, 0);
});

test('any mix of setting and clearing runs as a sorted list would', () => {
  const command = fc.oneof(
    fc.record({ set: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ clear: fc.nat(40) }),
    fc.record({ by: fc.integer({ min: 0, max: 20 }) }),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
      const clock = new VirtualClock(0);
      const seen: number[] = [];
      const handles: unknown[] = [];
      let nowMs = 0;
      let naive: { id: number; due: number }[] = [];
      const expected: number[] = [];
      for (const one of commands) {
        if ('set' in one) {
          const id = handles.length;
          handles.push(clock.setTimeout(() => seen.push(id), one.set));
          naive.push({ id, due: nowMs + one.set });
        } else if ('clear' in one) {
          clock.clearTimeout(handles[one.clear]);
          naive = naive.filter((timer) => timer.id !== one.clear);
        } else {
          clock.advanceBy(one.by);
          nowMs += one.by;
          const due = naive.filter((timer) => timer.due <= nowMs).sort((a, b) => a.due - b.due || a.id - b.id);
          expected.push(...due.map((timer) => timer.id));
          naive = naive.filter((timer) => timer.due > nowMs);
        }
        assert.equal(seen, expected);
        assert.is(clock.pending, naive.length);
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
