// The doctor: looks at everything that must be right before an order is worth sending, one thing after another, and says of each
// what is wrong and what cures it. Promises: sends no order; a fault is named by the check it belongs to, and what hangs on it
// is skipped; a check that breaks is a failed check. What trading may cost is `domain/money/worst-case.ts`.
import { ACCOUNT_CHECKS } from './account-checks.ts';
import { CHECKS, type CheckName, type Finding, failed, skipped } from './finding.ts';
import { HOUSE_CHECKS } from './house-checks.ts';
import { MARKET_CHECKS } from './market-checks.ts';
import { ORDER_CHECKS } from './order-checks.ts';
import type { Check, Patient } from './patient.ts';
import { SPENDER_CHECKS } from './spender-checks.ts';

const ALL: readonly Check[] = [
  ...HOUSE_CHECKS,
  ...ACCOUNT_CHECKS,
  ...MARKET_CHECKS,
  ...SPENDER_CHECKS,
  ...ORDER_CHECKS,
];

export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** Nothing failed. */
  readonly isWell: boolean;
}

/** Leaves the markets that may be traded in `patient.markets`. */
export async function examine(patient: Patient): Promise<Diagnosis> {
  const findings: Finding[] = [];
  const bad = new Set<CheckName>();
  for (const name of CHECKS) {
    const check = ALL.find((each) => each.name === name);
    if (!check) continue;
    const found = await look(check, patient, bad);
    if (found.some(({ verdict }) => verdict === 'failed' || verdict === 'skipped')) bad.add(name);
    for (const one of found) findings.push({ check: name, ...one });
  }
  return { findings, isWell: findings.every(({ verdict }) => verdict !== 'failed') };
}

async function look(check: Check, patient: Patient, bad: ReadonlySet<CheckName>) {
  if (check.needsKeys && !patient.account) return [skipped('not looked at: no keys are given')];
  const missing = check.needs.find((need) => bad.has(need));
  if (missing !== undefined) return [skipped(`not looked at: ${missing} comes first`)];
  try {
    return await check.look(patient);
  } catch (error) {
    return [
      failed(
        `this check broke: ${error instanceof Error ? error.name : 'no error'}`,
        'This is a defect of ours: please report it.',
      ),
    ];
  }
}
