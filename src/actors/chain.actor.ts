// Puts the chain machine beside the chain port. The gateway asked, so the gateway hears.
import type { Answer, ChainReceipt } from '#domain/ports.ts';
import { CHAIN, type ChainDesk, type ChainJob, chainMachine } from '#machines/chain.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import type { Desk } from './desk.ts';

export const chain = chainMachine;

export function chainDesk(desk: Desk): ChainDesk {
  return {
    submit(job) {
      desk.chainJobs.delete(job);
      const answered = (answer: Answer<ChainReceipt>) =>
        desk.entrust(CHAIN, { type: 'ANSWERED', job, answer } as { readonly type: string }, answer);
      if (job.kind === 'redeem') desk.chain.redeem(job.market, answered);
      else if (job.size !== null) desk.chain.merge(job.market, job.size, answered);
    },
    answer(job, answer) {
      desk.received(answer);
      desk.chainJobs.delete(job);
      desk.entrust(GATEWAY, answeredEvent(job, answer), answer);
    },
  };
}

function answeredEvent(job: ChainJob, answer: Answer<ChainReceipt>) {
  if (job.kind === 'redeem') return { type: 'REDEEM_ANSWERED' as const, market: job.market, answer };
  return { type: 'MERGE_ANSWERED' as const, market: job.market, size: job.size, answer };
}
