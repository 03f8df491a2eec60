// Our clock when it shows another time, and when the loop beneath it is blocked.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ChaosBoard } from '#infra/chaos/chaos-board.ts';
import { ChaosClock } from '#infra/chaos/chaos-clock.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { fault } from './chaos-scene.ts';

function clocks() {
  const world = new VirtualClock(0);
  const board = new ChaosBoard(world);
  const fired: string[] = [];
  const own = new ChaosClock(world, board);
  const timer = (name: string, delayMs: number) => own.setTimeout(() => fired.push(`${world.now()} ${name}`), delayMs);
  const inject = (text: string) => board.inject(fault(text, text));
  return { world, board, own, fired, timer, inject };
}

test('a clock may jump ahead or back, and jumps back when the fault ends', () => {
  const { world, own, inject, board } = clocks();
  world.advanceBy(100_000);
  inject('clockJump --byMs 30s --for 1m');
  assert.is(own.now(), 130_000);
  world.advanceBy(1_000);
  assert.is(own.now(), 131_000);
  inject('clockJump --byMs -60s --for 10s');
  assert.is(own.now(), 41_000);
  world.advanceBy(10_000);
  assert.is(own.now(), 141_000);
  board.clearAll();
  assert.is(own.now(), 111_000);
});

test('timers measure real time whatever the clock shows', () => {
  const { world, timer, inject, fired } = clocks();
  timer('before', 500);
  inject('clockJump --byMs 1h');
  timer('after', 600);
  world.advanceBy(1_000);
  assert.equal(fired, ['500 before', '600 after']);
});

test('a blocked loop fires nothing, then everything in its order', () => {
  const { world, timer, inject, fired } = clocks();
  for (const [name, delayMs] of Object.entries({ a: 150, b: 50, c: 199, d: 200, e: 201, f: 1_050, g: 1_500 }))
    timer(name, delayMs);
  inject('slowLoop --stallMs 200 --everyMs 1s --for 5s');
  world.advanceBy(2_000);
  assert.equal(fired, ['200 d', '200 b', '200 a', '200 c', '201 e', '1200 f', '1500 g']);
});

test('a loop that is blocked all the time is free when the fault ends', () => {
  const { world, timer, inject, fired } = clocks();
  inject('slowLoop --stallMs 1s --everyMs 500ms --for 3s');
  timer('a', 100);
  timer('b', 2_900);
  world.advanceBy(5_000);
  assert.equal(fired, ['3000 b', '3000 a'].sort());
});

test('a timer can be called off before, during and after it was held back', () => {
  const { world, own, timer, inject, fired } = clocks();
  const [a, b, c] = [timer('a', 10), timer('b', 50), timer('c', 60)];
  own.clearTimeout(a);
  inject('slowLoop --stallMs 200 --everyMs 1s --for 5s');
  world.advanceBy(100);
  own.clearTimeout(b);
  world.advanceBy(1_000);
  own.clearTimeout(c);
  for (const nothing of [null, undefined, a]) own.clearTimeout(nothing);
  assert.equal(fired, ['200 c']);
});

test.run();
