// Keeps on disk what the chain may have done without our knowing, so that a life which begins after a `kill -9` can tell it from
// a divergence. A transaction that cannot be written down is not handed over.
import { CHAIN_FILE, chainJobsText, parseChainJobs } from '#domain/money/chain-job-file.ts';
import { CHAIN } from '#machines/chain.machine.ts';
import type { Desk } from './desk.ts';

/** What an earlier life left under way: its sets are locked, and the account decides. */
export function restoreJobs(desk: Desk): void {
  const read = parseChainJobs(desk.files.read(CHAIN_FILE), desk.settings.mode);
  if ('problem' in read) {
    // Nothing is lost by going on: what a transaction did and nobody knows of halts as a divergence.
    desk.alert('page', CHAIN, `${CHAIN_FILE} does not read (${read.problem}): nobody knows what is under way`);
    return;
  }
  for (const job of read.jobs) {
    // Sets that are not there any more: it happened and was booked, or the account will say.
    const holds = job.size === null || desk.accounts.lockSets(job.market, job.size);
    desk.chainJobs.restore(job, holds, desk.clock.steadyMs());
  }
  if (read.jobs.length > 0) desk.log.warn({ jobs: read.jobs.length }, 'transactions of an earlier life');
}

/** Returns what is wrong; null: it is on disk. */
export function writeJobs({ files, settings, chainJobs }: Desk): string | null {
  const jobs = chainJobs.possible();
  try {
    if (jobs.length === 0) files.remove(CHAIN_FILE);
    else files.write(CHAIN_FILE, chainJobsText(settings.mode, jobs));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
