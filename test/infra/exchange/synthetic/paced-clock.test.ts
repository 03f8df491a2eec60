import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PacedClock } from '#infra/exchange/synthetic/paced-clock.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

test('market time runs at its pace from the moment the market is listed', () => {
  const beneath = new VirtualClock(5000);
  const clock = new PacedClock(beneath, 30);
  assert.is(clock.now(), 0);
  beneath.advanceBy(100);
  assert.is(clock.now(), 3000);
  assert.is(clock.realMs(86_400_000), 5000 + 2_880_000);
});

test('nothing runs before its market time', () => {
  const beneath = new VirtualClock(0);
  const clock = new PacedClock(beneath, 7);
  const ran: number[] = [];
  for (const ms of [0, 1, 699, 700, 701]) clock.at(ms, () => ran.push(clock.now() - ms));
  beneath.advanceTo(1000);
  assert.is(ran.length, 5);
  assert.ok(
    ran.every((late) => late >= 0 && late < 14),
    `${ran}`,
  );
});

test('what is due now or in the past comes in the next millisecond, never at once', () => {
  const beneath = new VirtualClock(0);
  const clock = new PacedClock(beneath, 1);
  let runs = 0;
  const again = () => {
    runs += 1;
    clock.after(0, again);
  };
  again();
  beneath.advanceTo(10);
  assert.is(runs, 11);
  clock.stop();
});

test('what was called off does not run, and a stopped market leaves no timer behind', () => {
  const beneath = new VirtualClock(0);
  const clock = new PacedClock(beneath, 1);
  let runs = 0;
  const callOff = clock.after(10, () => runs++);
  clock.after(20, () => runs++);
  callOff();
  assert.is(beneath.pending, 1);
  clock.stop();
  assert.is(beneath.pending, 0);
  clock.after(5, () => runs++);
  assert.is(beneath.pending, 0);
  beneath.advanceTo(100);
  assert.is(runs, 0);
});

test('a pace must be a positive number', () => {
  for (const pace of [0, -1, Number.NaN, Infinity])
    assert.throws(() => new PacedClock(new VirtualClock(0), pace), /pace/);
});

test.run();
