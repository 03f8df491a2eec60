// On what the paid questions stand: the market they are asked in, its touch, the wallet's cash; and from that the smallest orders
// that can answer each question, with what they can lose. Promises: a price is never nearer to the touch than its question
// needs, and always behind the best of its side; where no order could answer, a text says why.
import type { Outcome } from '#domain/market/market.ts';
import type { Answer } from '#domain/ports.ts';
import { complement, Decimal, MICRO, type Price, priceText, type Shares, type Usd } from '#domain/units.ts';
import type { KnownMarket } from '../client/market-directory.ts';
import { queryOf } from '../client/page-reader.ts';
import type { Inquiry } from '../inquiry.ts';
import { compactMarket } from '../market-lookup.ts';
import type { TradingAccount } from '../trading-account.ts';
import { BALANCE, dollarsOf } from '../wire/account.ts';
import { BOOK } from '../wire/books.ts';

export interface Ground {
  readonly market: KnownMarket;
  /** Another market, for what is about two of them. */
  readonly second: KnownMarket | null;
  /** The best prices of YES that are large enough to count for rewards; null: there are none. */
  readonly touch: { readonly bid: Price; readonly ask: Price } | null;
  /** What the venue says the wallet holds; null: it does not say. */
  readonly cash: Usd | null;
  /** From which age the venue says that orders count, in seconds; null: it does not say. */
  readonly toldAgeS: number | null;
}

/** One order, always a purchase. */
export interface PaidTerms {
  readonly market: KnownMarket;
  readonly outcome: Outcome;
  readonly price: Price;
  readonly size: Shares;
}

/** Of the whole cash, in each order of the cover question: two are more than there is, and one is less. */
const COVER_SHARE = '0.6';
/** More cash than that is not bound for a question. */
export const COVER_CASH_MAX_USD = new Decimal(50);
const SIZE_STEP = 10_000;
/** Single orders count only while the middle is in between. */
const ONE_SIDED = { min: 100_000, max: 900_000 };

export async function readGround(
  inquiry: Inquiry,
  { signatureType }: TradingAccount,
  market: KnownMarket,
  second: KnownMarket | null,
): Promise<Answer<Ground>> {
  const get = { method: 'GET', service: 'clob' } as const;
  const query = queryOf({ token_id: market.facts.outcomes.yes.id });
  const book = await inquiry.ask({ ...get, path: '/book', auth: 'none', codec: BOOK, query, cost: { kind: 'book' } });
  if (!book.ok) return book;
  const ofCash = queryOf({ asset_type: 'COLLATERAL', signature_type: String(signatureType ?? 0) });
  const balance = { ...get, path: '/balance-allowance', auth: 'key', codec: BALANCE } as const;
  const held = await inquiry.ask({ ...balance, query: ofCash, cost: { kind: 'balance' } });
  if (!held.ok) return held;
  const compact = await compactMarket(inquiry, market.facts.id);
  if (!compact.ok) return compact;
  const least = market.facts.reward?.minSize ?? market.facts.minSize;
  const best = (levels: readonly { readonly price: Price; readonly size: Shares }[]) =>
    levels.findLast(({ size }) => size >= least)?.price;
  const [bid, ask] = [best(book.value.bids), best(book.value.asks)];
  const touch = bid === undefined || ask === undefined || bid >= ask ? null : { bid, ask };
  const toldAgeS = compact.value.reward?.minAge ?? null;
  return { ok: true, value: { market, second, touch, cash: dollarsOf(held.value), toldAgeS } };
}

export function costOf({ price, size }: PaidTerms): Usd {
  return new Decimal(price).times(size).div(MICRO).div(MICRO);
}

/** The least size at the lowest price. */
export function lowest(market: KnownMarket): PaidTerms {
  const { tick, minSize } = market.facts;
  return { market, outcome: 'yes', price: tick, size: minSize };
}

/** The cheapest order that must count for rewards: as far from the middle as they reach, of the least size that they pay. */
export function scoringTerms({ market, touch }: Ground): PaidTerms | string {
  const { reward, tick, minSize } = market.facts;
  if (!reward) return 'this market pays no rewards';
  if (!touch) return 'its book has no two sides that count';
  const middle = (touch.bid + touch.ask) / 2;
  if (middle < ONE_SIDED.min || middle > ONE_SIDED.max) return 'a single order does not count at such prices';
  const size = Math.max(reward.minSize, minSize) as Shares;
  const sides = [
    { outcome: 'yes', middle, best: touch.bid },
    { outcome: 'no', middle: MICRO - middle, best: complement(touch.ask) },
  ] as const;
  const orders = sides.flatMap(({ outcome, middle: mid, best }): readonly PaidTerms[] => {
    // The first price strictly inside the reach of rewards.
    const price = Math.max(tick, (Math.floor((mid - reward.maxSpread) / tick) + 1) * tick) as Price;
    return price < best ? [{ market, outcome, price, size }] : [];
  });
  const [first, other] = orders;
  if (!first) return 'whatever counts there would be the best of its side';
  return other && other.price < first.price ? other : first;
}

/** One order a market, at the lowest price, of more than half of the cash; and the first once more. A text: why not. */
export function coverTerms({ market, second, cash }: Ground): readonly [PaidTerms, PaidTerms] | string {
  if (!second) return 'it needs another market: --second';
  if (second.facts.id === market.facts.id) return '--second names the same market';
  if (cash === null) return 'nobody says what the wallet holds';
  if (cash.gt(COVER_CASH_MAX_USD))
    return `it binds all of the cash, and $${cash.toFixed()} is too much for a question: leave at most $${COVER_CASH_MAX_USD.toFixed()} in the wallet`;
  const orders = [market, second].map((each): PaidTerms | null => {
    const shares = cash.times(COVER_SHARE).times(MICRO).div(each.facts.tick).times(MICRO);
    const size = shares.div(SIZE_STEP).floor().times(SIZE_STEP).toNumber() as Shares;
    return size < each.facts.minSize ? null : { ...lowest(each), size };
  });
  const [here, there] = orders;
  if (!here || !there) return `$${cash.toFixed()} buys less than the least size at ${priceText(market.facts.tick)}`;
  return [here, there];
}
