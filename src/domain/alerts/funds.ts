// Whether what we have is enough to go on: cash to quote with, and cash to pay for transactions where they are paid from it.
import { type Usd, ZERO_USD } from '../units.ts';
import { type Alert, alert } from './alert.ts';

export interface Funds {
  readonly cash: Usd;
  /** What is left to pay for transactions; null: nobody pays for any. */
  readonly gas: Usd | null;
}

export function fundAlerts(
  { cash, gas }: Funds,
  { balanceMinUsd, gasMinUsd }: { readonly balanceMinUsd: Usd; readonly gasMinUsd: Usd },
  atMs: number,
): readonly Alert[] {
  const found: Alert[] = [];
  if (balanceMinUsd.gt(ZERO_USD) && cash.lt(balanceMinUsd))
    found.push(
      alert(
        'warn',
        'funds balance',
        `low balance: $${cash.toFixed(2)} of cash, less than alerts.balanceMinUsd ($${balanceMinUsd.toFixed(2)})`,
        atMs,
      ),
    );
  if (gas !== null && gasMinUsd.gt(ZERO_USD) && gas.lt(gasMinUsd))
    found.push(
      alert(
        'page',
        'funds gas',
        `low gas: $${gas.toFixed(2)} to pay for merges and redemptions, less than alerts.gasMinUsd ($${gasMinUsd.toFixed(2)})`,
        atMs,
      ),
    );
  return found;
}
