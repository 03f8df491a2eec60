// The doctor: looks at everything that must be right before an order is worth sending, one thing after another, and says of each
// what is wrong and what cures it. Promises: sends no order; a fault is named by the check it belongs to, and what hangs on it
// is skipped; a check that breaks is a failed check. What trading may cost is `domain/money/worst-case.ts`.
import type { Market } from '#domain/market/market.ts';
import { ACCOUNT_CHECKS } from './account-checks.ts';
import { CHECKS, type CheckName, type Finding, failed, skipped } from './finding.ts';
import { HOUSE_CHECKS } from './house-checks.ts';
import { MARKET_CHECKS } from './market-checks.ts';
import { ORDER_CHECKS } from './order-checks.ts';
import type { Check, Patient } from './patient.ts';
import { SPENDER_CHECKS } from './spender-checks.ts';

/** Checks of markets, and of what each of them needs of the account. */
const MARKET_BY_MARKET: readonly CheckName[] = ['markets', 'approvals'];
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

/** Leaves the markets that may be traded in `patient.markets`. `names`: which checks; what the others would find is taken as well. */
export async function examine(patient: Patient, names: readonly CheckName[] = CHECKS): Promise<Diagnosis> {
  const findings: Finding[] = [];
  const bad = new Set<CheckName>();
  for (const name of names) {
    const check = ALL.find((each) => each.name === name);
    if (!check) continue;
    const found = await look(check, patient, bad);
    if (found.some(({ verdict }) => verdict === 'failed' || verdict === 'skipped')) bad.add(name);
    for (const one of found) findings.push({ check: name, ...one });
  }
  return { findings, isWell: findings.every(({ verdict }) => verdict !== 'failed') };
}

export type MarketDiagnosis =
  | { readonly ok: true; readonly market: Market }
  | { readonly ok: false; readonly slug: string; readonly why: string };

/** Whatever is looked at market by market, of one that shall be traded beside others. Its key is known to the inquiry. */
export async function examineMarket(patient: Omit<Patient, 'markets'>, name: string): Promise<MarketDiagnosis> {
  const venue = { ...patient.settings.venue, markets: [name] };
  const one: Patient = { ...patient, settings: { ...patient.settings, venue }, markets: [] };
  const { findings } = await examine(one, MARKET_BY_MARKET);
  const [market] = one.markets;
  const fault = findings.find(({ verdict }) => verdict === 'failed');
  if (market && !fault) return { ok: true, market };
  const why = fault ? `${fault.sentence}. ${fault.cure ?? ''}` : 'it was not looked at';
  return { ok: false, slug: market?.slug ?? name, why: why.trim() };
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
