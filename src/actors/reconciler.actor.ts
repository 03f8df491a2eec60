// Puts the reconciler beside the venue and the accounts. What differs is explained first: by a trade that nobody told (the listing
// is read), by transactions without an answer, by shares of a decided market that were redeemed for us. A reading that is late or
// from a cache proves nothing. The rest is divergence: shares halt their market; cash halts all.
import { transactionId } from '#domain/ids.ts';
import { type EvidenceView, explain } from '#domain/money/chain-evidence.ts';
import { type AutoRedemption, type Difference, explainRedemptions, unsettledAside } from '#domain/money/reconcile.ts';
import { sharesText, ZERO_USD } from '#domain/units.ts';
import { CHAIN, type ChainCommand } from '#machines/chain.machine.ts';
import { KILL_SWITCH } from '#machines/kill-switch.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { RECONCILER, type ReconcilerDesk, reconcilerMachine } from '#machines/reconciler.machine.ts';
import type { Desk } from './desk.ts';
import { noteAccount } from './failing-reads.ts';
import { readListing } from './order-gateway.actor.ts';

export const reconciler = reconcilerMachine;

const NEVER = Number.NEGATIVE_INFINITY;
/** For so long after a movement a balance may still be told from a cache: the venue's lags the last seconds of fills (rest.md
 *  §7.2), and nobody says how many. */
const CACHE_MS = 15_000;

export function reconcilerDesk(desk: Desk): ReconcilerDesk {
  const { reconciliation } = desk.vitals;
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
      desk.venue.account((answer) => {
        noteAccount(desk, answer);
        desk.post(RECONCILER, { type: 'ACCOUNT_READ', answer });
      });
    },
    compare(account) {
      const found = unsettledAside(desk.accounts, account);
      reconciliation.looks += 1;
      reconciliation.agrees = found.length === 0;
      // A fill that was told to nobody explains it as well: the listing names it before anybody is accused, and as long as
      // none could be read since the last look, this is none.
      const listed = desk.vitals.listedMs >= differedMs;
      if (found.length === 0) {
        reconciliation.agreed(desk.clock.now(), desk.accounts.cash());
        agree(desk);
      }
      differedMs = found.length > 0 ? desk.clock.steadyMs() : NEVER;
      if (found.length > 0) readListing(desk);
      for (const job of desk.chainJobs.overdue(askedMs))
        if (!found.some(({ market }) => market === job.market))
          desk.post(CHAIN, { type: 'DECIDED', job, receipt: null } satisfies ChainCommand);
      const proves = reconciliation.proves(found, askedMs, CACHE_MS);
      return found.length === 0 || (listed && proves) ? found : null;
    },
    unexplained(found) {
      const { happened, rest } = explain(found, desk.chainJobs.possible(), evidence);
      for (const { job, ...moved } of happened) {
        const transaction = transactionId(`unreceipted-${desk.newId.trace()}`);
        const receipt = { ...moved, transaction, atMs: desk.clock.now() };
        desk.post(CHAIN, { type: 'DECIDED', job, receipt } satisfies ChainCommand);
      }
      // One of ours may be on its way: its receipt will say the same.
      const ours = new Set(desk.chainJobs.possible().map(({ market }) => market));
      const { redeemed, rest: unexplained } = explainRedemptions(rest, evidence.position, evidence.payout);
      if (redeemed.length === 0 || redeemed.some(({ market }) => ours.has(market))) return rest;
      for (const each of redeemed) bookRedemption(desk, each);
      return unexplained;
    },
    diverged(found) {
      for (const difference of found) {
        const market = difference.market !== null && desk.markets.has(difference.market) ? difference.market : null;
        const holds = market === null ? desk.vitals.latch !== null : desk.halts.reason(market) !== null;
        // Told once, as long as what followed from it holds: whoever resumes without a cure hears of it again.
        if (!reconciliation.isNews(difference) && holds) continue;
        const reason = `divergence: ${text(desk, difference)}`;
        reconciliation.note(desk.clock.now(), 'divergence', reason);
        desk.alert('page', RECONCILER, reason);
        if (market !== null) desk.halts.halt(market, reason);
        else desk.post(KILL_SWITCH, { type: 'HALT', reason });
      }
      agree(desk);
    },
  };
}

/** As if it had been ours. */
function bookRedemption(desk: Desk, { market, yes, no, cash }: AutoRedemption): void {
  const atMs = desk.clock.now();
  const slug = desk.markets.get(market)?.facts.slug ?? market;
  const what = `${sharesText(yes)} YES and ${sharesText(no)} NO of ${slug} were redeemed for $${cash}, and not by us`;
  desk.vitals.reconciliation.note(atMs, 'repaired', what);
  desk.log.info({ market, cash: cash.toFixed() }, what);
  const transaction = transactionId(`auto-redeem-${desk.newId.trace()}`);
  const value = { transaction, gas: ZERO_USD, cash, yes, no, atMs };
  desk.post(GATEWAY, { type: 'REDEEM_ANSWERED', market, answer: { ok: true, value } });
}

/** What an earlier life left is what the venue says, or what differs is halted: from here on there is trading. */
function agree(desk: Desk): void {
  if (desk.vitals.agreed && !desk.vitals.doubted) return;
  desk.vitals.agreed = true;
  desk.vitals.doubted = false;
  desk.post(GATEWAY, { type: 'BOOKS_AGREE' });
}

function text(desk: Desk, { market, what, gap }: Difference): string {
  const where = market === null ? '' : ` of ${desk.markets.get(market)?.facts.slug ?? market}`;
  return `the venue has ${gap} ${what === 'cash' ? 'dollars' : `${what} shares`}${where} more than our books`;
}
