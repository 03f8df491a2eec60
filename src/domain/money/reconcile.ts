// Our accounts against what the venue says we own. One look proves little, because news is always on its way; what stays
// the same over several looks is divergence. External flows are facts of their own and booked before anybody looks.
import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { VenueAccount } from '#domain/ports.ts';
import { microText, type Usd } from '#domain/units.ts';
import type { Accounts } from './accounts.ts';

/** Theirs less ours. `market` null: cash, which nobody's market explains. */
export interface Difference {
  readonly market: MarketId | null;
  readonly what: 'cash' | Outcome;
  /** Exact, as text: so that two looks can be compared. */
  readonly gap: string;
}

/** Looks that must agree, of at most so many in a row, none of them clean. */
export const LOOKS_TO_BELIEVE = 3;
export const LOOKS_MAX = 6;

export function differences(accounts: Accounts, venue: VenueAccount): readonly Difference[] {
  const found: Difference[] = [];
  const cash: Usd = venue.cash.plus(venue.receivables).minus(accounts.cash().held);
  if (!cash.isZero()) found.push({ market: null, what: 'cash', gap: cash.toFixed() });
  for (const market of new Set([...accounts.markets(), ...venue.holdings.keys()])) {
    const ours = accounts.position(market);
    const theirs = venue.holdings.get(market);
    for (const outcome of ['yes', 'no'] as const) {
      const gap = (theirs?.[outcome] ?? 0) - ours[outcome].held;
      if (gap !== 0) found.push({ market, what: outcome, gap: microText(gap) });
    }
  }
  return found;
}

/** What the looks agree on; null while they do not. A clean look among them clears everything. */
export function persistent(looks: readonly (readonly Difference[])[]): readonly Difference[] | null {
  const counts = new Map<string, { difference: Difference; times: number }>();
  for (const look of looks) {
    if (look.length === 0) return [];
    for (const difference of look) {
      const key = `${difference.market} ${difference.what} ${difference.gap}`;
      const known = counts.get(key);
      counts.set(key, { difference, times: (known?.times ?? 0) + 1 });
    }
  }
  const believed = [...counts.values()].filter(({ times }) => times >= LOOKS_TO_BELIEVE);
  if (believed.length > 0) return believed.map(({ difference }) => difference);
  return looks.length >= LOOKS_MAX ? [] : null;
}
