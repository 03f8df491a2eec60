// What the checks of the doctor work with: the venue to ask, the account to judge, the settings it shall trade with, and what
// earlier checks have learnt. A check is a row: its name, what must have passed before, and how it looks.
import type { Market } from '#domain/market/market.ts';
import type { Settings } from '#domain/settings.ts';
import type { Inquiry } from '../inquiry.ts';
import type { TradingAccount } from '../trading-account.ts';
import type { VenueHosts } from '../venue-hosts.ts';
import type { CheckName, Found } from './finding.ts';

export interface Patient {
  readonly venue: VenueHosts;
  readonly inquiry: Inquiry;
  /** null: no keys; then only what is public is looked at. */
  readonly account: TradingAccount | null;
  readonly settings: Settings;
  /** Learnt on the way: the markets of `venue.markets`. */
  readonly markets: Market[];
}

export interface Check {
  readonly name: CheckName;
  readonly needs: readonly CheckName[];
  readonly needsKeys: boolean;
  readonly look: (patient: Patient) => Promise<readonly Found[]>;
}
