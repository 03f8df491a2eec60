// Halted stays halted: across a restart, until a person resumes or begins afresh.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bothsides, endAll, until } from './command-line.ts';
import { quoting, restingIn, type Service, START_MS, simFolder, startService, stateFolder } from './service.ts';

const STATE = stateFolder();
const LATCH = join(simFolder(STATE), 'latch.json');
const FEW = ['--sim.markets', 'liquid,wide', '--quiet'];

async function control(...words: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await bothsides(['control', ...words, '--state.directory', STATE]);
  assert.is(code, 0, stderr);
  return JSON.parse(stdout);
}

/** The markets trade and their books move, and still nothing of ours rests. */
function silent(service: Service): Promise<boolean> {
  const look = async () => {
    const status = await service.status();
    const busy = status.counters.marketEvents > 150 && status.markets.every(({ phase }) => phase === 'trading');
    return busy && restingIn(status) === 0 && status.admission.mode === 'halted';
  };
  return until('markets that move while nothing rests', look, START_MS);
}

test.after.each(endAll);

test('a halt cancels everything and holds across a restart until somebody resumes', async () => {
  const first = await startService(STATE, ...FEW);
  await quoting(first);
  assert.equal(await control('halt', 'news', 'is', 'coming'), { halted: true });
  await silent(first);
  assert.equal((await first.status()).admission, { mode: 'halted', why: 'news is coming' });
  assert.is(JSON.parse(readFileSync(LATCH, 'utf8')).reason, 'news is coming');
  assert.is((await fetch(first.health)).status, 200, 'halted is no illness');
  const { code } = await first.stopBy('SIGTERM');
  assert.is(code, 0);

  const second = await startService(STATE, ...FEW);
  await silent(second);
  assert.equal((await second.status()).admission, { mode: 'halted', why: 'news is coming' });
  assert.equal(await control('resume'), { resumed: true });
  await quoting(second);
  assert.not(existsSync(LATCH));
  await control('halt');
  await silent(second);
  assert.equal(await control('stop'), { stopping: true });
  assert.is((await second.process.ended).code, 0);
  assert.ok(existsSync(LATCH), 'a clean end forgives nothing');
});

test('a latch is cleared by --fresh, and by nothing else that is typed', async () => {
  assert.ok(existsSync(LATCH));
  const fresh = await startService(STATE, ...FEW, '--fresh');
  await quoting(fresh);
  assert.not(existsSync(LATCH));
  assert.is((await fresh.stopBy('SIGINT')).code, 0);
});

test.run();
