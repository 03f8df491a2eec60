// Whom Ctrl-C stops, and when it is one Ctrl-C or two.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '#domain/ports.ts';
import { onInterrupt } from '../../src/commands/interrupts.ts';

/** Ctrl-C at these times; what came of each: nothing, `stop`, or an exit code. */
function interrupted(atMs: readonly number[], isStopping: (stops: number, nowMs: number) => boolean): string[] {
  let nowMs = 0;
  let said = '';
  let stops = 0;
  const clock: Clock = { now: () => nowMs, steadyMs: () => nowMs, setTimeout: () => null, clearTimeout: () => {} };
  const exit = process.exit;
  process.exit = (code) => {
    throw new Error(`exit ${code}`);
  };
  const stop = () => {
    stops += 1;
    said = 'stop';
  };
  const listenNoMore = onInterrupt(['SIGINT', 'SIGTERM'], clock, { isStopping: () => isStopping(stops, nowMs), stop });
  try {
    return atMs.map((ms, n) => {
      nowMs = ms;
      said = 'nothing';
      try {
        process.emit(n % 2 === 0 ? 'SIGINT' : 'SIGTERM');
      } catch (left) {
        said = (left as Error).message;
      }
      return said;
    });
  } finally {
    listenNoMore();
    process.exit = exit;
  }
}

test('the first asks to stop, a second leaves at once', () => {
  const heard = interrupted([1_000, 1_300], (stops) => stops > 0);
  assert.equal(heard, ['stop', 'exit 130']);
});

test('the same Ctrl-C, handed on by npm a moment later, is no second one', () => {
  const heard = interrupted([1_000, 1_000, 1_008, 1_049, 1_051], (stops) => stops > 0);
  assert.equal(heard, ['stop', 'nothing', 'nothing', 'nothing', 'exit 130']);
});

test('when something else asked to stop, the first Ctrl-C leaves at once', () => {
  assert.equal(
    interrupted([1_000], () => true),
    ['exit 130'],
  );
});

test('who listens no more hears nothing', () => {
  interrupted([], () => false);
  assert.is(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM'), 0);
});

test.run();
