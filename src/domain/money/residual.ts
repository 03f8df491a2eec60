// Does our explanation meet the exchange's account? Four claims, each of which must hold to the last digit; the residual is
// the first that does not. The identity alone would miss a merge that was never told, because a set is worth a dollar either
// way: so cash and shares are compared as well.
import type { MarketId } from '#domain/ids.ts';
import type { Holding } from '#domain/ports.ts';
import { Decimal, type Price, type Usd } from '#domain/units.ts';
import { worth } from './position.ts';

/** As the exchange reports it. `receivables` are credits it has announced and not yet paid. */
export interface ExchangeAccount {
  readonly cash: Usd;
  readonly receivables: Usd;
  readonly holdings: ReadonlyMap<MarketId, Holding>;
}

/** `usd` is zero and `found` null, or `found` says which claim broke. A broken share count is given at a dollar a share. */
export interface Residual {
  readonly usd: Usd;
  readonly found: string | null;
}

export interface Claims {
  readonly openingCash: Usd;
  readonly closing: ExchangeAccount;
  /** Profit and external flows, by our facts. */
  readonly attributed: Usd;
  /** Cash of our opening fact, and cash now by our facts. */
  readonly opened: Usd;
  readonly cash: Usd;
  /** What we own by our facts, and the mark of each market. */
  readonly rows: ReadonlyMap<MarketId, { readonly yes: number; readonly no: number; readonly mark: Price }>;
  readonly unknownMark: Price;
}

export function residualOf(claims: Claims): Residual {
  const { closing, openingCash, attributed, opened, cash, rows, unknownMark } = claims;
  const money = closing.cash.plus(closing.receivables);
  let wealth = money;
  for (const [market, { yes, no }] of closing.holdings)
    wealth = wealth.plus(worth(yes, no, rows.get(market)?.mark ?? unknownMark));
  const identity = wealth.minus(openingCash).minus(attributed);
  if (!identity.isZero()) return { usd: identity, found: 'identity: the change in wealth is not what we can explain' };
  const beginning = openingCash.minus(opened);
  if (!beginning.isZero())
    return { usd: beginning, found: 'opening: the exchange began with other cash than our facts' };
  const cashGap = money.minus(cash);
  if (!cashGap.isZero()) return { usd: cashGap, found: 'cash: the exchange holds other cash than our facts' };
  return shareGap(claims);
}

function shareGap({ closing, rows }: Claims): Residual {
  for (const market of new Set([...rows.keys(), ...closing.holdings.keys()])) {
    const ours = rows.get(market);
    const theirs = closing.holdings.get(market);
    for (const outcome of ['yes', 'no'] as const) {
      const gap = (theirs?.[outcome] ?? 0) - (ours?.[outcome] ?? 0);
      if (gap === 0) continue;
      const found = `shares: the exchange holds ${theirs?.[outcome] ?? 0} ${outcome} of ${market}, our facts ${ours?.[outcome] ?? 0}`;
      return { usd: new Decimal(gap).div('1e6'), found };
    }
  }
  return { usd: new Decimal(0), found: null };
}
