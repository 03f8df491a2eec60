// The token of an armed house: no latch is lost on a full disk, and none comes from nowhere.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { arm, armFirst, disarm, isDisarmed } from '#actors/armed.ts';
import { latched } from '#actors/kill-switch.actor.ts';
import type { StateFiles } from '#domain/ports.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { endsClean } from './clean-end.ts';
import { simTree } from './sim-tree.ts';
import { smallDesk } from './small-desk.ts';

const SECOND_MS = 1_000;

function fillingDisk() {
  const files = memoryStateFiles();
  const disk = { full: false };
  const room = () => {
    if (disk.full) throw new Error('ENOSPC');
  };
  const guarded: StateFiles = {
    ...files,
    write(name, text) {
      room();
      files.write(name, text);
    },
    append(name, text) {
      room();
      files.append(name, text);
    },
  };
  return { disk, files: guarded };
}

const latchOf = (files: StateFiles) => latched(smallDesk({ files }).desk);

test('a folder that was never used is armed by its first start, and only by that', () => {
  const files = memoryStateFiles();
  assert.is(isDisarmed(files), false);
  armFirst(files);
  assert.is(isDisarmed(files), false);
  disarm(files);
  armFirst(files);
  assert.is(isDisarmed(files), true);
  assert.is(latchOf(files)?.reason, 'the life before ended without saying why');
  arm(files);
  assert.is(latchOf(files), null);
});

test('a latch that a full disk does not take is found at the next start, and an operator opens it', async () => {
  const { disk, files } = fillingDisk();
  const first = simTree({ seed: 1, files });
  first.run(5 * SECOND_MS);
  disk.full = true;
  first.tree.halt('operator');
  first.run(5 * SECOND_MS);
  assert.is(first.tree.stateOf('kill-switch'), null, 'the house goes on without a latch on disk');
  first.end();
  await first.tree.done.catch(() => {});
  disk.full = false;
  assert.is(files.read('latch.json'), null);
  const second = simTree({ seed: 2, files });
  second.run(5 * SECOND_MS);
  assert.is(second.desk.admission.mode, 'halted');
  assert.match(second.desk.vitals.latch?.reason ?? '', /ended without saying why/);
  second.tree.resume();
  second.run(5 * SECOND_MS);
  assert.is(second.desk.admission.mode, 'open');
  await endsClean(second);
  assert.is(latchOf(files), null);
});

test('a root that failed is a latch with its reason', async () => {
  const files = memoryStateFiles();
  const first = simTree({ seed: 1, files });
  first.run(5 * SECOND_MS);
  first.tree.fail(new Error('something outside broke'));
  await first.tree.done.catch(() => {});
  first.end();
  assert.match(latchOf(files)?.reason ?? '', /the root failed: something outside broke/);
});

test('neither a clean drain nor a kill while armed is a latch', async () => {
  const files = memoryStateFiles();
  const first = simTree({ seed: 1, files });
  first.run(5 * SECOND_MS);
  const isOpen = () => files.read('latch.json') === null && !isDisarmed(files);
  assert.ok(isOpen()); // as a kill -9 would leave it
  await endsClean(first);
  assert.ok(isOpen());
});

test.run();
