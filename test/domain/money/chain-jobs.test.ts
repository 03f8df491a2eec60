// How much is known of what was asked of the chain.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { CHAIN_PATIENCE_MS, type ChainJob, ChainJobs, LATE_MAX } from '#domain/money/chain-jobs.ts';
import { parseShares } from '#domain/units.ts';

const RAIN = marketId('rain');
const merge = (): ChainJob => ({ kind: 'merge', market: RAIN, size: parseShares('5') });
const redeem = (): ChainJob => ({ kind: 'redeem', market: RAIN, size: null });

test('a job waits, is handed over, and is forgotten when it is answered', () => {
  const jobs = new ChainJobs();
  const job = merge();
  jobs.add(job);
  assert.equal([jobs.waiting(), jobs.sentJobs(), jobs.possible()], [[job], [], []]);
  jobs.sent(job, 100);
  assert.equal([jobs.waiting(), jobs.sentJobs(), jobs.possible()], [[], [job], [job]]);
  jobs.end(job, false);
  assert.equal([jobs.size, jobs.stageOf(job), jobs.isProven(job)], [0, null, false]);
});

test('only a job that was handed over becomes unknown, once, and is overdue when its time is up', () => {
  const jobs = new ChainJobs();
  const job = merge();
  jobs.add(job);
  assert.is(jobs.unknown(job), false);
  jobs.sent(job, 100);
  assert.equal([jobs.unknown(job), jobs.unknown(job)], [true, false]);
  assert.equal(jobs.overdue(99 + CHAIN_PATIENCE_MS), []);
  assert.equal(jobs.overdue(100 + CHAIN_PATIENCE_MS), [job]);
});

test('a refuted redemption may be asked for again, and may still have happened', () => {
  const jobs = new ChainJobs();
  const job = redeem();
  jobs.add(job);
  assert.is(jobs.redeeming(RAIN), true);
  jobs.sent(job, 0);
  jobs.unknown(job);
  assert.is(jobs.redeeming(RAIN), true);
  jobs.refuted(job);
  assert.equal([jobs.redeeming(RAIN), jobs.possible()], [false, [job]]);
  jobs.end(job, true);
  assert.is(jobs.isProven(job), true);
});

test('of refuted jobs the oldest is forgotten first', () => {
  const jobs = new ChainJobs();
  const all = Array.from({ length: LATE_MAX + 1 }, merge);
  for (const job of all) {
    jobs.sent(job, 0);
    jobs.unknown(job);
    jobs.refuted(job);
  }
  assert.equal(jobs.possible(), all.slice(1));
});

test.run();
