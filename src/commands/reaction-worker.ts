// The other end of `bench reaction`, in a process of its own: opens the exchange when it is told how large, moves its markets while
// it is told to, and says what it wrote. Ends with its parent; an interrupt is the parent's business.
import { realClock } from '#infra/clock.ts';
import { type CrowdPlan, ReactionCrowd } from '#lab/reaction-crowd.ts';
import type { CrowdReport } from '#lab/reaction-rivals.ts';

type Order = { readonly open: CrowdPlan } | 'start' | 'report';

let crowd: ReactionCrowd | null = null;

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (order: Order) => void obey(order));

async function obey(order: Order): Promise<void> {
  if (order === 'start') crowd?.start();
  else if (order === 'report') {
    const report: CrowdReport = { frames: crowd?.frames ?? 0, returns: crowd?.returns ?? [] };
    process.send?.(report);
  } else {
    crowd = new ReactionCrowd(realClock(), order.open, (error) => {
      throw error;
    });
    process.send?.({ port: await crowd.open() });
  }
}
