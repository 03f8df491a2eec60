// A micro-test that an operator halts, and the lives after it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '#infra/operator/control-socket.ts';
import { beginMicro, closeAll, exitReport, isAlive, microFolder, microVenue, ourWallet, quoting } from './micro-run.ts';

const venue = await microVenue();
const wallet = await ourWallet();
test.after(() => closeAll(venue));

const sentence = (state: string, name: string) => exitReport(state).lines.find((line) => line.name === name)?.sentence;

test('a latch ends the test and stays on the disk: the next start refuses before it trades, until it is resumed', async () => {
  const state = microFolder();
  const first = beginMicro(venue, state);
  const dog = await quoting(venue, wallet, first);
  await ask(join(state, 'micro-test', 'live', 'control.sock'), 'halt', ['enough']);
  assert.is((await first.ended).code, 1, first.stdout());
  assert.match(sentence(state, 'latch') ?? '', 'latched: enough');
  assert.not.ok(isAlive(dog));
  assert.ok(existsSync(join(state, 'micro-test', 'live', 'latch.json')));
  venue.asked.length = 0;
  const { code, stderr } = await beginMicro(venue, state).ended;
  assert.is(code, 1);
  assert.match(stderr, 'an earlier life is latched at cancelAll: enough');
  assert.equal(
    venue.asked.filter((what) => what.startsWith('POST /order')),
    [],
  );
  const resumed = beginMicro(venue, state, '--resume');
  await quoting(venue, wallet, resumed);
  assert.not.ok(existsSync(join(state, 'micro-test', 'live', 'latch.json')));
  resumed.child.kill('SIGINT');
  await resumed.ended;
  assert.match(sentence(state, 'latch') ?? '', 'no limit was passed');
});

test.run();
