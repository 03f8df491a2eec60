// Our accounts against what the venue says we own. One look proves little, because news is always on its way; what stays
// the same over several looks is divergence. External flows are facts of their own and booked before anybody looks.
import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import type { VenueAccount, VenueTrade } from '#domain/ports.ts';
import { Decimal, MICRO, microText, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { Accounts } from './accounts.ts';
import { fillCash } from './cash.ts';
import type { Position } from './position.ts';

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

/** As `differences`, but fills that were added to settled balances may be in them already: from the chain's first sight of a trade
 *  to the venue's last word nobody says which. What vanishes once the earliest of them are not counted twice is none. */
export function unsettledAside(accounts: Accounts, venue: VenueAccount): readonly Difference[] {
  const found = differences(accounts, venue);
  if (found.length === 0) return found;
  const gaps = new Map(found.map((each) => [nameOf(each), new Decimal(each.gap)]));
  for (const trade of inOrder(venue.added ?? [])) {
    const { outcome, side } = SLOTS[trade.slot];
    const shares = new Decimal(trade.size).div(MICRO);
    const { cash } = fillCash(side, trade.price, trade.size);
    lower(gaps, nameOf({ market: null, what: 'cash' }), cash.minus(trade.fee));
    lower(gaps, nameOf({ market: trade.market, what: outcome }), side === 'buy' ? shares : shares.negated());
    if (gaps.size === 0) return [];
  }
  return found;
}

/** Those that are known to be on the chain first, then by their match. */
function inOrder(added: readonly VenueTrade[]): readonly VenueTrade[] {
  const rank = ({ status }: VenueTrade) => (status === 'mined' ? 0 : 1);
  return [...added].sort((one, other) => rank(one) - rank(other) || one.atMs - other.atMs);
}

function lower(gaps: Map<string, Decimal>, name: string, by: Decimal): void {
  const gap = (gaps.get(name) ?? ZERO_USD).minus(by);
  if (gap.isZero()) gaps.delete(name);
  else gaps.set(name, gap);
}

function nameOf({ market, what }: Pick<Difference, 'market' | 'what'>): string {
  return `${market} ${what}`;
}

/** Shares of a decided market that somebody turned into cash without asking us, as the venue's own redeemer does. */
export interface AutoRedemption {
  readonly market: MarketId;
  readonly yes: Shares;
  readonly no: Shares;
  readonly cash: Usd;
}

/** Splits off what decided markets explain: all that we hold of one is gone, and cash is there that is its payout to the crumb.
 *  When several went at once their payouts must add up. `payout`: of one YES share, null while undecided. */
export function explainRedemptions(
  found: readonly Difference[],
  position: (market: MarketId) => Position,
  payout: (market: MarketId) => Price | null,
): { readonly redeemed: readonly AutoRedemption[]; readonly rest: readonly Difference[] } {
  const gaps = new Map(found.map(({ market, what, gap }) => [`${market} ${what}`, gap]));
  const redeemed: AutoRedemption[] = [];
  for (const market of new Set(found.flatMap((difference) => difference.market ?? []))) {
    const pays = payout(market);
    const { yes, no } = position(market);
    const isGone = (outcome: Outcome, held: number) => (gaps.get(`${market} ${outcome}`) ?? '0') === microText(-held);
    if (pays === null || yes.held < 0 || no.held < 0 || !isGone('yes', yes.held) || !isGone('no', no.held)) continue;
    const cash = paid(yes.held, pays).plus(paid(no.held, MICRO - pays));
    redeemed.push({ market, yes: yes.held as Shares, no: no.held as Shares, cash });
  }
  const came = redeemed.reduce((sum, each) => sum.plus(each.cash), ZERO_USD);
  if (redeemed.length === 0 || !came.equals(gaps.get('null cash') ?? '0')) return { redeemed: [], rest: found };
  const explained = new Set<MarketId | null>([null, ...redeemed.map(({ market }) => market)]);
  return { redeemed, rest: found.filter(({ market }) => !explained.has(market)) };
}

/** As the contract pays: each outcome on its own, rounded down to the micro-dollar. */
function paid(shares: number, price: number): Usd {
  return new Decimal(shares).times(price).div(MICRO).floor().div(MICRO);
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
