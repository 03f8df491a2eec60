// A past in virtual time before the real one: both clocks are virtual here, so that every millisecond is known.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { WarmClock } from '#infra/warm-clock.ts';

const NOW_MS = 1_000_000;

test('what is due in the past happens in it, in order and at its own time, before anything of the present', () => {
  const real = new VirtualClock(NOW_MS);
  const clock = new WarmClock(real, 60_000);
  assert.is(clock.now(), NOW_MS - 60_000);
  const told: (readonly [string, number])[] = [];
  const tell = (name: string) => told.push([name, clock.now() - NOW_MS]);
  const tick = () => {
    tell('tick');
    clock.setTimeout(tick, 25_000);
  };
  clock.setTimeout(tick, 25_000);
  clock.setTimeout(() => tell('first'), 10_000);
  clock.setTimeout(() => tell('never'), Infinity);
  const dropped = clock.setTimeout(() => tell('dropped'), 20_000);
  clock.clearTimeout(dropped);
  const later = clock.setTimeout(() => tell('dropped later'), 70_000);
  clock.setTimeout(() => tell('present'), 61_000);
  clock.catchUp();
  assert.equal(told, [
    ['first', -50_000],
    ['tick', -35_000],
    ['tick', -10_000],
  ]);
  assert.is(clock.now(), NOW_MS);
  clock.clearTimeout(later);
  real.advanceBy(20_000);
  assert.equal(told.slice(3), [
    ['present', 1_000],
    ['tick', 15_000],
  ]);
});

test('how long something took is the same across the seam, and the past is over once', () => {
  const real = new VirtualClock(NOW_MS);
  const steady = { ...portsOf(real), steadyMs: () => real.now() - NOW_MS + 7 };
  const clock = new WarmClock(steady, 5_000);
  const began = clock.steadyMs();
  clock.catchUp();
  assert.is(clock.steadyMs() - began, 5_000);
  real.advanceBy(300);
  assert.is(clock.steadyMs() - began, 5_300);
  assert.throws(() => clock.catchUp(), 'catches up once');
});

test('time that passes while it catches up is caught up with too', () => {
  const real = new VirtualClock(NOW_MS);
  let looks = 0;
  const slow = {
    ...portsOf(real),
    now: () => {
      if (looks++ < 3) real.advanceBy(40);
      return real.now();
    },
  };
  const clock = new WarmClock(slow, 1_000);
  const seen: number[] = [];
  const tick = () => {
    seen.push(clock.now());
    clock.setTimeout(tick, 100);
  };
  tick();
  clock.catchUp();
  assert.is(clock.now(), real.now());
  assert.equal(
    seen.map((at, n) => at - (seen[0] as number) - n * 100),
    seen.map(() => 0),
  );
  assert.ok((seen.at(-1) as number) + 100 > real.now() - 40);
});

/** The port alone. */
function portsOf(real: VirtualClock) {
  return {
    now: () => real.now(),
    setTimeout: (run: () => void, ms: number) => real.setTimeout(run, ms),
    clearTimeout: (handle: unknown) => real.clearTimeout(handle),
    steadyMs: () => real.steadyMs(),
  };
}

test.run();
