// Puts the reconciler beside the venue and the accounts. Shares that differ halt their market; cash that differs halts all.
// What became of transactions without an answer is read from the same accounts.
import { transactionId } from '#domain/ids.ts';
import { type EvidenceView, explain } from '#domain/money/chain-evidence.ts';
import { type Difference, differences } from '#domain/money/reconcile.ts';
import { CHAIN, type ChainCommand } from '#machines/chain.machine.ts';
import { KILL_SWITCH } from '#machines/kill-switch.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { RECONCILER, type ReconcilerDesk, reconcilerMachine } from '#machines/reconciler.machine.ts';
import type { Desk } from './desk.ts';
import { readListing } from './order-gateway.actor.ts';

export const reconciler = reconcilerMachine;

const NEVER = Number.NEGATIVE_INFINITY;

export function reconcilerDesk(desk: Desk): ReconcilerDesk {
  const evidence: EvidenceView = {
    position: (market) => desk.accounts.position(market),
    payout: (market) => desk.markets.get(market)?.facts.payout ?? null,
  };
  /** When the account that is looked at was asked for (steady clock). */
  let askedMs = NEVER;
  /** Of the last look that found something. */
  let differedMs = NEVER;
  return {
    read() {
      askedMs = desk.clock.steadyMs();
      desk.venue.account((answer) => desk.post(RECONCILER, { type: 'ACCOUNT_READ', answer }));
    },
    compare(account) {
      const found = differences(desk.accounts, account);
      // A fill that was told to nobody explains it as well: the listing names it before anybody is accused, and as long as
      // none could be read since the last look, this is none.
      const listed = desk.vitals.listedMs >= differedMs;
      if (found.length === 0) agree(desk);
      differedMs = found.length > 0 ? desk.clock.steadyMs() : NEVER;
      if (found.length > 0) readListing(desk);
      for (const job of desk.chainJobs.overdue(askedMs))
        if (!found.some(({ market }) => market === job.market))
          desk.post(CHAIN, { type: 'DECIDED', job, receipt: null } satisfies ChainCommand);
      return found.length === 0 || listed ? found : null;
    },
    unexplained(found) {
      const { happened, rest } = explain(found, desk.chainJobs.possible(), evidence);
      for (const { job, ...moved } of happened) {
        const transaction = transactionId(`unreceipted-${desk.newId.trace()}`);
        const receipt = { ...moved, transaction, atMs: desk.clock.now() };
        desk.post(CHAIN, { type: 'DECIDED', job, receipt } satisfies ChainCommand);
      }
      return rest;
    },
    diverged(found) {
      for (const difference of found) {
        const reason = `divergence: ${text(desk, difference)}`;
        desk.alert('page', RECONCILER, reason);
        if (difference.market && desk.markets.has(difference.market)) desk.halts.halt(difference.market, reason);
        else desk.post(KILL_SWITCH, { type: 'HALT', reason });
      }
      agree(desk);
    },
  };
}

/** What an earlier life left is what the venue says, or what differs is halted: from here on there is trading. */
function agree(desk: Desk): void {
  if (desk.vitals.agreed) return;
  desk.vitals.agreed = true;
  desk.post(GATEWAY, { type: 'BOOKS_AGREE' });
}

function text(desk: Desk, { market, what, gap }: Difference): string {
  const where = market === null ? '' : ` of ${desk.markets.get(market)?.facts.slug ?? market}`;
  return `the venue has ${gap} ${what === 'cash' ? 'dollars' : `${what} shares`}${where} more than our books`;
}
