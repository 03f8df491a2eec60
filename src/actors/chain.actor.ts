// Puts the chain machine beside the chain port and the memory of its jobs. The gateway asked, so the gateway hears, once for each
// job: of the receipt, or of what the account says when there was none.
import { CHAIN_PATIENCE_MS, type ChainJob } from '#domain/money/chain-jobs.ts';
import type { Answer, ChainReceipt } from '#domain/ports.ts';
import { sharesText } from '#domain/units.ts';
import { CHAIN, type ChainDesk, chainMachine } from '#machines/chain.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { RECONCILER } from '#machines/reconciler.machine.ts';
import type { Desk } from './desk.ts';
import { isWorthItsGas } from './gas-price.ts';
import { writeJobs } from './sent-jobs.ts';

export const chain = chainMachine;

/** The account says that it did not happen; nobody can promise that it never will. */
const REFUTED: Answer<ChainReceipt> = {
  ok: false,
  failure: { kind: 'rejected', reason: 'other', text: 'the account shows nothing of it' },
};

function heldBack(text: string): Answer<ChainReceipt> {
  return { ok: false, failure: { kind: 'rejected', reason: 'other', text } };
}

export function chainDesk(desk: Desk): ChainDesk {
  const jobs = desk.chainJobs;

  /** The account will tell. */
  function unknown(job: ChainJob, why: string): void {
    if (!jobs.unknown(job)) return;
    desk.alert('warn', CHAIN, `unknown: nobody says what became of ${text(desk, job)} (${why})`);
    desk.post(RECONCILER, { type: 'RECONCILE' });
  }

  function tell(job: ChainJob, answer: Answer<ChainReceipt>, late: boolean): void {
    desk.entrust(GATEWAY, answeredEvent(job, answer, late), answer);
  }

  function refuse(job: ChainJob, why: string): void {
    desk.post(CHAIN, { type: 'ANSWERED', job, answer: heldBack(why) } as { readonly type: string });
  }

  return {
    submit(job) {
      // It may have waited long: gas has risen meanwhile, or the kill switch was latched.
      if (!isWorthItsGas(desk, job)) return refuse(job, 'not worth its gas any more');
      jobs.sent(job, desk.clock.steadyMs());
      const problem = writeJobs(desk);
      if (problem !== null) return refuse(job, `not written down: ${problem}`);
      const answered = (answer: Answer<ChainReceipt>) =>
        desk.entrust(CHAIN, { type: 'ANSWERED', job, answer } as { readonly type: string }, answer);
      if (job.kind === 'redeem') desk.chain.redeem(job.market, answered);
      else if (job.size !== null) desk.chain.merge(job.market, job.size, answered);
    },
    answer(job, answer) {
      desk.received(answer);
      if (jobs.isProven(job)) return; // booked when the account told of it
      if (saysNothing(answer)) {
        unknown(job, answer.failure.kind);
        return;
      }
      const stage = jobs.stageOf(job);
      const late = stage === null || stage === 'late';
      jobs.end(job, answer.ok);
      writeJobs(desk); // one that is still named there is refuted by the account
      // Whoever asked was told already that nothing came of it.
      if (answer.ok || !late) tell(job, answer, late);
    },
    unanswered: (job) => unknown(job, `no answer in ${CHAIN_PATIENCE_MS / 1_000} s`),
    fell(job) {
      unknown(job, 'its keeper fell');
    },
    decide(job, receipt) {
      const stage = jobs.stageOf(job);
      if (stage === null) return;
      if (receipt) {
        jobs.end(job, true);
        writeJobs(desk);
        desk.alert('warn', CHAIN, `${text(desk, job)} has happened: the account shows it`);
        tell(job, { ok: true, value: receipt }, stage === 'late');
      } else if (stage === 'unknown') {
        jobs.refuted(job);
        desk.alert('warn', CHAIN, `${text(desk, job)} has not happened: the account shows nothing of it`);
        // Each answer is a letter of its own, and is kept by what it carries.
        tell(job, { ...REFUTED }, false);
      }
    },
  };
}

function saysNothing(answer: Answer<ChainReceipt>): answer is Extract<Answer<ChainReceipt>, { readonly ok: false }> {
  if (answer.ok) return false;
  const { failure } = answer;
  return failure.kind === 'unreadable' || (failure.kind === 'unreachable' && failure.sent === 'maybe');
}

/** `late`: its sets are no longer locked, and somebody may have asked again. */
function answeredEvent(job: ChainJob, answer: Answer<ChainReceipt>, late: boolean) {
  if (job.kind === 'redeem') return { type: 'REDEEM_ANSWERED' as const, market: job.market, answer };
  return { type: 'MERGE_ANSWERED' as const, market: job.market, size: job.size, answer, late };
}

function text(desk: Desk, { kind, market, size }: ChainJob): string {
  const slug = desk.markets.get(market)?.facts.slug ?? market;
  return kind === 'redeem' ? `the redemption of ${slug}` : `the merge of ${size && sharesText(size)} sets of ${slug}`;
}
