// The exit report of a micro-test, for people and as JSON (schema 1): what was asked, what became of each expectation, and what was
// earned and paid. Its last line counts: passed, failed, and what the venue did not tell.
import { Decimal, sharesText } from '#domain/units.ts';
import type { MicroEvidence } from './evidence.ts';
import { hasPassed, judgeMicroTest, type MicroVerdict } from './judgement.ts';
import { hoursText, MICRO_BANKROLL_USD, MICRO_STOP_USD } from './terms.ts';

const MARKS: Readonly<Record<MicroVerdict, string>> = { passed: 'ok  ', failed: 'FAIL', untold: '-   ' };

export function microReportText(seen: MicroEvidence): string {
  const lines = judgeMicroTest(seen);
  const count = (verdict: MicroVerdict) => lines.filter((line) => line.verdict === verdict).length;
  return [
    `micro-test of ${seen.market}`,
    ...askedText(seen).map((row) => `  ${row}`),
    '',
    ...lines.map(({ name, verdict, sentence }) => `${MARKS[verdict]} ${name.padEnd(10)} ${sentence}`),
    '',
    ...earnedText(seen),
    `${count('passed')} passed, ${count('failed')} failed, ${count('untold')} skipped`,
    '',
  ].join('\n');
}

/** The file's content. */
export function microReportJson(seen: MicroEvidence): string {
  const lines = judgeMicroTest(seen);
  const { terms, askedMs, ranMs, endedBy, market, total } = seen;
  const asked = {
    forMs: askedMs,
    shares: sharesText(terms.shares),
    rewardedFrom: terms.rewardedFrom === null ? null : sharesText(terms.rewardedFrom),
    pairShares: sharesText(terms.pairShares),
    bankrollUsd: MICRO_BANKROLL_USD.toFixed(),
    stopUsd: MICRO_STOP_USD.toFixed(),
  };
  const report = { schema: 1, market, asked, ranMs, endedBy, passed: hasPassed(lines), lines, total };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function askedText({ terms, askedMs }: MicroEvidence): readonly string[] {
  const { shares, rewardedFrom, pairShares } = terms;
  const rewards = rewardedFrom === null ? 'it pays no rewards' : `rewards count from ${sharesText(rewardedFrom)}`;
  return [
    `asked: ${hoursText(askedMs)} with $${MICRO_BANKROLL_USD.toFixed()}, quotes of ${sharesText(shares)} shares (${rewards}),`,
    `a complete pair of ${sharesText(pairShares)} shares, and less than $${MICRO_STOP_USD.toFixed()} lost`,
  ];
}

function earnedText({ total }: MicroEvidence): readonly string[] {
  if (total === null) return ['earned and paid: not known, it ended without a report'];
  const usd = (text: string) => `$${new Decimal(text).toFixed(4)}`;
  const { position } = total;
  return [
    `earned: ${usd(total.pnl)} in all: spread ${usd(total.edge)}, inventory ${usd(total.inventory)}, rebates ${usd(total.rebates)}, rewards ${usd(total.rewards)} (an estimate says ${usd(total.rewardsEstimate)})`,
    `paid: fees ${usd(total.fees)}, gas ${usd(total.gas)}; ${total.fills} fills of ${total.shares} shares for ${usd(total.notional)}`,
    `left: cash ${usd(total.closingCash)} of ${usd(total.openingCash)}, ${position.yes} YES and ${position.no} NO; nothing is merged or redeemed`,
  ];
}
