import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock, timeText } from '#infra/clock.ts';

test('the wall clock tells milliseconds since 1970', () => {
  const before = Date.now();
  const now = realClock().now();
  assert.ok(now >= before && now <= Date.now());
});

test('a timer runs once, after those set before it', async () => {
  const clock = realClock();
  const seen: string[] = [];
  await new Promise<void>((done) => {
    clock.setTimeout(() => seen.push('first'), 0);
    clock.setTimeout(() => seen.push('second'), Number.NaN);
    clock.setTimeout(() => seen.push('third'), -5);
    clock.setTimeout(done, 2);
  });
  assert.equal(seen, ['first', 'second', 'third']);
});

test('a cleared timer never runs, and clearing nothing is harmless', async () => {
  const clock = realClock();
  let ran = false;
  const handle = clock.setTimeout(() => {
    ran = true;
  }, 0);
  clock.clearTimeout(handle);
  clock.clearTimeout(handle);
  clock.clearTimeout(null);
  clock.clearTimeout(undefined);
  await new Promise<void>((done) => clock.setTimeout(done, 2));
  assert.not(ran);
});

test('a delay beyond what Node can hold does not fire at once', async () => {
  const clock = realClock();
  let ran = false;
  const fire = () => {
    ran = true;
  };
  const handles = [clock.setTimeout(fire, 2 ** 31), clock.setTimeout(fire, Infinity)];
  await new Promise<void>((done) => clock.setTimeout(done, 3));
  for (const handle of handles) clock.clearTimeout(handle);
  assert.not(ran);
});

test('a time is written in UTC', () => {
  assert.is(timeText(1_795_147_061_587), '2026-11-20T03:57:41.587Z');
});

test.run();
