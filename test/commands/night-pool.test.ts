// Processes that simulate nights, and what becomes of a night when its process goes.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock } from '#infra/clock.ts';
import type { NightPlan } from '#lab/night-plan.ts';
import { NightPool } from '../../src/commands/night-pool.ts';
import { childrenOf, until } from './command-line.ts';

const plan: NightPlan = {
  seed: 1,
  hours: 40,
  markets: 1,
  faults: [],
  settings: {},
  keep: null,
  untilMs: null,
  wire: 'events',
};

test('a night whose process dies is answered with an error, and the next one has a new process', async () => {
  const pool = new NightPool(realClock(), 1);
  const before = new Set(await childrenOf(process.pid));
  const lost = pool.run(plan);
  const next = pool.run({ ...plan, hours: 0.71, untilMs: 1_000 });
  const worker = await until(
    'a worker',
    async () => (await childrenOf(process.pid)).find((pid) => !before.has(pid)),
    10_000,
  );
  process.kill(worker, 'SIGKILL');
  assert.equal(await lost, { id: 1, error: 'its process ended (SIGKILL)' });
  const answer = await next;
  assert.is('result' in answer && answer.result.ended, 'stopped where it was asked to');
  pool.close();
  assert.equal(await pool.run(plan), { id: 3, error: 'stopped' });
});

test('a night that cannot be simulated is answered with the reason', async () => {
  const pool = new NightPool(realClock(), 1, 'noSuchCanary');
  const answer = await pool.run(plan);
  assert.match('error' in answer ? answer.error : '', /no canary noSuchCanary/);
  pool.close();
});

test.run();
