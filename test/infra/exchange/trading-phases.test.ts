// Windows in which the engine takes less than everything, each with an end of its own.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Restart, TradingPhases } from '#infra/exchange/trading-phases.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

function phases() {
  const clock = new VirtualClock(0);
  const told: string[] = [];
  const made = new TradingPhases(clock, {
    phase: (phase) => told.push(`${clock.now()} ${phase}`),
    restarted: (keepOrders) => told.push(`${clock.now()} back, orders ${keepOrders ? 'kept' : 'lost'}`),
  });
  return { clock, told, phases: made };
}

const RESTART: Restart = { forMs: 1000, keepOrders: true, postOnlyMs: 500 };

test('a restart is followed by a post-only window and then by trading', () => {
  const { clock, told, phases: made } = phases();
  made.restart({ ...RESTART, retryAfterMs: 100 });
  assert.equal(made.closed('cancel'), { kind: 'restarting', retryAfterMs: 100 });
  clock.advanceBy(1400);
  assert.is(made.closed('place'), null);
  assert.is(made.refusal('postOnly'), null);
  assert.is(made.refusal('limit')?.reason, 'postOnlyMode');
  assert.is(made.refusal('fak')?.reason, 'postOnlyMode');
  clock.advanceBy(1000);
  assert.is(made.refusal('fak'), null);
  assert.equal(told, ['0 restarting', '1000 postOnly', '1000 back, orders kept', '1500 open']);
  assert.is(clock.pending, 0);
});

test('the post-only window lasts two minutes unless somebody says otherwise', () => {
  const { clock, told, phases: made } = phases();
  made.restart({ forMs: 1000, keepOrders: false });
  clock.advanceBy(500_000);
  assert.equal(told, ['0 restarting', '1000 postOnly', '1000 back, orders lost', '121000 open']);
});

test('a restart without such a window ends in trading', () => {
  const { clock, told, phases: made } = phases();
  made.restart({ ...RESTART, postOnlyMs: 0 });
  clock.advanceBy(5000);
  assert.equal(told, ['0 restarting', '1000 open', '1000 back, orders kept']);
});

test('a second restart lengthens the first, and orders survive only if both let them', () => {
  const { clock, told, phases: made } = phases();
  made.restart({ ...RESTART, keepOrders: false });
  clock.advanceBy(600);
  made.restart(RESTART);
  clock.advanceBy(900);
  made.restart({ ...RESTART, forMs: 10 });
  clock.advanceBy(5000);
  assert.equal(told, ['0 restarting', '1600 postOnly', '1600 back, orders lost', '2100 open']);
  made.restart(RESTART);
  clock.advanceBy(1000);
  assert.is(told.at(-1), '7500 back, orders kept', 'the earlier one is forgotten');
});

test('the strictest window counts, and the others wait beneath it', () => {
  const { clock, told, phases: made } = phases();
  made.hold('postOnly', 400);
  made.hold('cancelOnly', 300);
  made.hold('disabled', 200);
  made.restart({ ...RESTART, forMs: 100, postOnlyMs: 0 });
  assert.is(made.now, 'restarting');
  clock.advanceBy(1000);
  assert.equal(told, [
    '0 postOnly',
    '0 cancelOnly',
    '0 disabled',
    '0 restarting',
    '100 disabled',
    '100 back, orders kept',
    '200 cancelOnly',
    '300 postOnly',
    '400 open',
  ]);
});

test('cancel-only lets cancels through, disabled trading does not', () => {
  const { clock, phases: made } = phases();
  made.hold('cancelOnly', 100);
  assert.is(made.closed('cancel'), null);
  assert.equal(made.closed('place'), { kind: 'cancelOnly' });
  assert.is(made.refusal('postOnly')?.reason, 'other');
  made.hold('disabled', 50);
  assert.equal(made.closed('cancel'), { kind: 'disabled' });
  assert.equal(made.closed('place'), { kind: 'disabled' });
  clock.advanceBy(50);
  assert.is(made.closed('cancel'), null);
});

test('a window that is ended early ends as it would have', () => {
  const { clock, told, phases: made } = phases();
  made.restart(RESTART);
  clock.advanceBy(10);
  made.end('restarting');
  made.end('restarting');
  made.end('postOnly');
  assert.equal(told, ['0 restarting', '10 postOnly', '10 back, orders kept', '10 open']);
  assert.is(clock.pending, 0);
});

test('stopped, it leaves no timer', () => {
  const { clock, phases: made } = phases();
  made.restart(RESTART);
  made.hold('cancelOnly', 100);
  made.stop();
  assert.is(clock.pending, 0);
  assert.throws(() => made.hold('disabled', Number.NaN), /disabled for NaN/);
});

test('a window says how long it still holds', () => {
  const { clock, phases: made } = phases();
  assert.is(made.leftMs('postOnly'), 0);
  made.hold('postOnly', 1_000);
  clock.advanceBy(400);
  assert.is(made.leftMs('postOnly'), 600);
  assert.is(made.leftMs('restarting'), 0);
  clock.advanceBy(600);
  assert.is(made.leftMs('postOnly'), 0);
});

test.run();
