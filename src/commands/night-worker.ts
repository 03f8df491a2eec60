// A process of its own in which nights are simulated, one at a time, for `simulate`. A canary is planted before anything of the
// tree is loaded.
import { CANARIES } from '#lab/canaries.ts';
import { plantCanary } from '#lab/canary-hook.ts';
import { answerJobs } from './job-pool.ts';
import type { NightWork } from './night-pool.ts';

let planted: (() => boolean) | null = null;

answerJobs(async ({ plan, canary }: NightWork) => {
  if (canary !== null && planted === null) {
    const found = CANARIES.find(({ name }) => name === canary);
    if (!found) throw new Error(`no canary ${canary}`);
    planted = plantCanary(found);
  }
  const { runNight } = await import('#lab/night.ts');
  if (planted?.() === false) throw new Error(`canary ${canary}: a night does not load its file`);
  return runNight(plan);
});
