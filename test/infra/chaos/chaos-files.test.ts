// A state folder that does not take what we write.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ChaosBoard } from '#infra/chaos/chaos-board.ts';
import { chaosFiles } from '#infra/chaos/chaos-files.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { fault } from './chaos-scene.ts';

function folder(text: string) {
  const clock = new VirtualClock(0);
  const board = new ChaosBoard(clock);
  const files = chaosFiles(memoryStateFiles(), board);
  files.write('latch.json', 'old');
  board.inject(fault(text, 'a'));
  return { clock, files };
}

const fails = (run: () => void, text: RegExp) =>
  assert.throws(run, (error: unknown) => error instanceof Unavailable && text.test(error.message));

test('a folder that cannot be written still reads, and keeps what was there', () => {
  const { files, clock } = folder('stateUnwritable --for 10s');
  const error = /latch.json: EACCES/;
  fails(() => files.write('latch.json', 'new'), error);
  fails(() => files.append('latch.json', 'more'), error);
  fails(() => files.remove('latch.json'), error);
  assert.is(files.read('latch.json'), 'old');
  clock.advanceBy(10_000);
  files.append('latch.json', 'er');
  assert.is(files.read('latch.json'), 'older');
});

test('a full disk takes nothing and still lets go', () => {
  const { files } = folder('diskFull');
  fails(() => files.write('latch.json', 'new'), /latch.json: ENOSPC/);
  fails(() => files.append('facts.jsonl', 'more'), /facts.jsonl: ENOSPC/);
  assert.is(files.read('latch.json'), 'old');
  assert.is(files.read('facts.jsonl'), null);
  files.remove('latch.json');
  assert.is(files.read('latch.json'), null);
});

test.run();
