// A process of its own in which nights are simulated, one at a time, for `simulate`. A canary is planted before anything of the
// tree is loaded. Ends with its parent; an interrupt is the parent's business.
import { CANARIES } from '#lab/canaries.ts';
import { plantCanary } from '#lab/canary-hook.ts';
import type { NightAnswer, NightRequest } from './night-pool.ts';

let planted: (() => boolean) | null = null;

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (request: NightRequest) => void answer(request));

async function answer({ id, plan, canary }: NightRequest): Promise<void> {
  const send = (said: NightAnswer) => process.send?.(said);
  try {
    if (canary !== null && planted === null) {
      const found = CANARIES.find(({ name }) => name === canary);
      if (!found) throw new Error(`no canary ${canary}`);
      planted = plantCanary(found);
    }
    const { runNight } = await import('#lab/night.ts');
    if (planted?.() === false) throw new Error(`canary ${canary}: a night does not load its file`);
    send({ id, result: await runNight(plan) });
  } catch (error) {
    send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
