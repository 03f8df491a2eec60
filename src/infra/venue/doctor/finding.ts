// What the doctor finds: one row for each thing looked at, in words a person can act on. A failed row says what to do about it;
// a thing that cannot be judged because another one failed is skipped and says so, so that each fault is named once.

export const CHECKS = [
  'host',
  'clock',
  'region',
  'version',
  'key',
  'wallet',
  'restrictions',
  'balance',
  'markets',
  'allowances',
  'approvals',
  'heartbeat',
  'rateTier',
  'chain',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** `noted`: nothing is wrong, and it is better known. */
export type Verdict = 'passed' | 'failed' | 'noted' | 'skipped';

export interface Finding {
  readonly check: CheckName;
  /** One market, one spender; null: the whole check. */
  readonly about: string | null;
  readonly verdict: Verdict;
  readonly sentence: string;
  /** What to do; of failed ones always. */
  readonly cure: string | null;
}

/** Without the name of the check, which the doctor adds. */
export type Found = Omit<Finding, 'check'>;

export function passed(sentence: string, about: string | null = null): Found {
  return { about, verdict: 'passed', sentence, cure: null };
}

export function noted(sentence: string, about: string | null = null): Found {
  return { about, verdict: 'noted', sentence, cure: null };
}

export function failed(sentence: string, cure: string, about: string | null = null): Found {
  return { about, verdict: 'failed', sentence, cure };
}

export function skipped(sentence: string): Found {
  return { about: null, verdict: 'skipped', sentence, cure: null };
}
