// What the chain does to a wallet outside of trading: complete sets made and unmade, and shares of a resolved market turned
// to cash. Moves settled amounts only, less what matched trades will take; null when there is not enough. Tells nobody.
import type { MarketId } from '#domain/ids.ts';
import { Decimal, MICRO, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import { type Balance, free, type Wallet } from './wallet.ts';

/** Micro-dollars that came (merge) or went (split). */
export function moveSets(wallet: Wallet, market: MarketId, kind: 'merge' | 'split', size: Shares): number | null {
  const { yes, no } = wallet.position(market);
  const enough = kind === 'merge' ? Math.min(free(yes), free(no)) : free(wallet.cash);
  if (!Number.isSafeInteger(size) || size <= 0 || enough < size) return null;
  const cash = kind === 'merge' ? size : -size;
  wallet.cash.settled += cash;
  yes.settled -= cash;
  no.settled -= cash;
  return cash;
}

export interface Redemption {
  /** Whole micro-dollars, and what rounding down left over. */
  readonly cash: number;
  readonly crumb: Usd;
  readonly yes: Shares;
  readonly no: Shares;
}

/** Every settled share of a market that pays `payout` a YES share. */
export function redeemShares(wallet: Wallet, market: MarketId, payout: Price): Redemption | null {
  const position = wallet.positions.get(market);
  if (!position) return null;
  const [yes, no] = [free(position.yes) as Shares, free(position.no) as Shares];
  if (yes === 0 && no === 0) return null;
  const exact = payoutOf(payout, yes, no);
  const cash = exact.floor();
  position.yes.settled -= yes;
  position.no.settled -= no;
  wallet.cash.settled += cash.toNumber();
  if (isEmpty(position.yes) && isEmpty(position.no)) wallet.positions.delete(market);
  return { cash: cash.toNumber(), crumb: exact.minus(cash), yes, no };
}

/** Exact micro-dollars that so many micro-shares pay when a YES share pays `payout`. */
export function payoutOf(payout: Price, yes: number, no: number): Usd {
  const paid = new Decimal(payout).times(yes).plus(new Decimal(MICRO - payout).times(no));
  return paid.isZero() ? ZERO_USD : paid.times('0.000001');
}

function isEmpty({ settled, incoming, outgoing, reserved }: Balance): boolean {
  return settled === 0 && incoming === 0 && outgoing === 0 && reserved === 0;
}
