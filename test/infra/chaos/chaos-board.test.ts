// Which faults hold now.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ACTIVE_MAX, activeFaultText, ChaosBoard } from '#infra/chaos/chaos-board.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { active, fault } from './chaos-scene.ts';

function board() {
  const clock = new VirtualClock(1_000);
  const made = new ChaosBoard(clock);
  const told: string[] = [];
  made.onInject(({ id, sinceMs, untilMs }) => told.push(`${id} ${sinceMs} to ${untilMs}`));
  made.onEnd(({ id }, early) => told.push(`${id} over${early ? ' early' : ''} at ${clock.now()}`));
  return { clock, board: made, told };
}

test('a lasting fault holds until its time and its end is told once', () => {
  const { clock, board: made, told } = board();
  assert.ok(made.idle);
  assert.is(made.inject(fault('cancelOnly --for 5s', 'a')), null);
  clock.advanceBy(4_999);
  assert.is(made.active('cancelOnly')?.id, 'a');
  assert.not.ok(made.idle);
  clock.advanceBy(1);
  assert.is(made.active('cancelOnly'), null);
  assert.not.ok(made.clear('a'));
  assert.equal(told, ['a 1000 to 6000', 'a over at 6000']);
  assert.is(clock.pending, 0);
});

test('an instant fault is told and gone', () => {
  const { clock, board: made, told } = board();
  made.inject(fault('balanceDrift', 'a'));
  assert.ok(made.idle);
  assert.is(made.active('balanceDrift'), null);
  assert.equal(told, ['a 1000 to 1000']);
  assert.is(clock.pending, 0);
});

test('a cleared fault ends early, and all of them may be', () => {
  const { board: made, told, clock } = board();
  made.inject(fault('cancelOnly', 'a'));
  made.inject(fault('readsFail', 'b'));
  made.inject(fault('beatLost', 'c'));
  assert.ok(made.clear('b'));
  made.clearAll();
  assert.equal(told.slice(3), ['b over early at 1000', 'a over early at 1000', 'c over early at 1000']);
  assert.is(clock.pending, 0);
});

test('a fault without a target strikes every market, one with a target strikes that one', () => {
  const { board: made } = board();
  made.inject(fault('framesDropped --target wide-1', 'a'));
  assert.is(made.active('framesDropped', 'wide-1')?.id, 'a');
  assert.is(made.active('framesDropped', 'wide-2'), null);
  assert.is(made.active('framesDropped'), null, 'no market in particular');
  made.inject(fault('framesDropped --target market:wide-2', 'b'));
  assert.is(made.active('framesDropped', 'wide-2')?.id, 'b');
  made.inject(fault('framesDropped', 'c'));
  assert.is(made.active('framesDropped', 'wide-1')?.id, 'c', 'the latest');
  assert.is(made.active('framesDropped')?.id, 'c');
  assert.is(made.active('framesTwice', 'wide-1'), null);
});

test('an id is used once at a time', () => {
  const { board: made, clock } = board();
  made.inject(fault('cancelOnly', 'a'));
  assert.match(made.inject(fault('readsFail', 'a')) ?? '', 'active already');
  assert.is(made.list().length, 1);
  clock.advanceBy(60_000);
  assert.is(made.inject(fault('readsFail', 'a')), null);
});

test('there is a limit to trouble', () => {
  const { board: made } = board();
  for (let n = 0; n < ACTIVE_MAX; n++) assert.is(made.inject(fault('cancelOnly', `${n}`)), null);
  assert.match(made.inject(fault('cancelOnly', 'more')) ?? '', `${ACTIVE_MAX} faults`);
});

test('a board that is stopped ends nothing and tells nobody', () => {
  const { board: made, clock, told } = board();
  made.inject(fault('cancelOnly', 'a'));
  made.stop();
  clock.advanceBy(60_000);
  assert.is(told.length, 1);
  assert.is(clock.pending, 0);
});

test('whoever went away is not told', () => {
  const { board: made } = board();
  const told: string[] = [];
  const hangUps = [made.onInject(() => told.push('in')), made.onEnd(() => told.push('out'))];
  for (const hangUp of hangUps) hangUp();
  made.inject(fault('cancelOnly', 'a'));
  made.clear('a');
  assert.equal(told, []);
});

test('a fault says in a line what it is and how long it still is', () => {
  assert.is(
    activeFaultText(active('socketSilent --target wide-1 --for 12s', 0), 2_000),
    'socketSilent on wide-1, 10s left',
  );
  assert.is(activeFaultText(active('beatLost --for 1s', 0), 2_000), 'beatLost, 0s left');
});

test.run();
