// What the doctor found, for people and as JSON. Neither can hold a key: findings are made of what the venue says and of addresses.
import { type WorstCase, worstCaseText } from '#domain/money/worst-case.ts';
import type { Diagnosis } from '#infra/venue/doctor/doctor.ts';
import type { Finding, Verdict } from '#infra/venue/doctor/finding.ts';

const MARKS: Readonly<Record<Verdict, string>> = { passed: 'ok  ', failed: 'FAIL', noted: 'note', skipped: '-   ' };

export function diagnosisText({ findings, isWell }: Diagnosis, worst: WorstCase): string {
  const rows = findings.flatMap(rowsOf);
  const failures = findings.filter(({ verdict }) => verdict === 'failed').length;
  const end = isWell ? 'everything that was looked at is well' : `${failures} to cure, see above`;
  return `${[...rows, '', ...worstText(worst), '', end].join('\n')}\n`;
}

export function diagnosisJson({ findings, isWell }: Diagnosis, worst: WorstCase): string {
  const outcomes = worst.outcomes.map(({ market, outcome, lossUsd }) => ({
    market,
    outcome,
    lossUsd: lossUsd.toFixed(),
  }));
  const worstCase = { outcomes, totalUsd: worstCaseText(worst) };
  return `${JSON.stringify({ schema: 1, isWell, findings, worstCase }, null, 2)}\n`;
}

export function worstText(worst: WorstCase): readonly string[] {
  const rows = worst.outcomes.map(
    ({ market, outcome, lossUsd }) => `  ${market}: if ${outcome} wins, at most $${lossUsd.toFixed(2)} are lost`,
  );
  const total = worstCaseText(worst);
  return [
    'worst case, as the limits have it:',
    ...rows,
    `  everything together: $${total} (live asks to type ${total})`,
  ];
}

function rowsOf({ check, about, verdict, sentence, cure }: Finding): readonly string[] {
  const head = `${MARKS[verdict]} ${check.padEnd(12)} ${about === null || sentence.includes(about) ? '' : `${about}: `}${sentence}`;
  return cure === null ? [head] : [head, `     cure: ${cure}`];
}
