// How large each side of a quote may be (quant.md F-10, "Maker use"): the least of what is wanted and of every limit, and which
// of them it was, so that a trader can ask. What takes exposure away is held back by no limit on exposure. Kelly bounds what an
// opinion may justify to hold; a maker without one earns the spread, is not paid for holding, and the other limits alone hold.
import type { Market } from '#domain/market/market.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { lossByOutcome } from '#domain/orders/exposure.ts';
import { floorToLot } from '#domain/orders/lot.ts';
import { kellyFraction, kellyTrust, MARKET_SHARE_MAX } from '#domain/pricing/kelly.ts';
import type { Settings } from '#domain/settings.ts';
import { aboutUsd, cost, MICRO, type Price, type Shares, type Usd } from '#domain/units.ts';
import { ORDER_QUOTES_MAX } from './flatten.ts';
import type { Holdings } from './quote-sides.ts';

/** Which limit made a side as small as it is. */
export type SizeLimit =
  | 'quoteShares'
  | 'volatility'
  | 'regime'
  | 'lossPerMarket'
  | 'lossPerEvent'
  | 'riskBudget'
  | 'eventRisk'
  | 'levelShare'
  | 'kelly'
  | 'collateral'
  /** No limit: the smallest order there is, because it takes exposure away. */
  | 'reduces';

export interface SideSize {
  readonly size: Shares;
  readonly by: SizeLimit;
}

export interface SizeInput {
  readonly market: Market;
  readonly settings: Settings;
  readonly holdings: Holdings;
  readonly mark: Price;
  readonly tick: Price;
  /** Factors on what is wanted: the smaller one holds, not both. */
  readonly factors: { readonly volatility: number; readonly regime: number };
  /** Quotes that are wished for, one usually. */
  readonly raise: number;
  /** Of fair value, in dollars of YES; `sd` its standard deviation. */
  readonly fair: { readonly p: number; readonly sd: number };
  /** V_h, dollars² a share: what the price may do while a position is held. */
  readonly variance: number;
  /** Var of F-12.4 while scheduled news is near; null: none is. */
  readonly eventVariance: number | null;
  /** Shares that a level near the best usually holds, our own apart; null: not known. */
  readonly level: Readonly<Record<BookSide, number | null>>;
  /** What each side would pay or ask, YES dollars, and whether anybody but the book has an opinion. */
  readonly targets: Readonly<Record<BookSide, number>>;
  readonly opinion: boolean;
}

/** A cent of doubt in every ten thousand dollars. */
const NEAR_USD = 1e-6;

type Candidate = readonly [limit: SizeLimit, shares: number];

export function quoteSizes(input: SizeInput): Readonly<Record<BookSide, SideSize>> {
  return { bid: sideSize('bid', input), ask: sideSize('ask', input) };
}

function sideSize(side: BookSide, input: SizeInput): SideSize {
  const { settings, market, holdings } = input;
  const wanted = (settings.quoteShares / MICRO) * input.raise;
  const { volatility, regime } = input.factors;
  const candidates: Candidate[] = [
    ['quoteShares', wanted],
    volatility <= regime ? ['volatility', wanted * volatility] : ['regime', wanted * regime],
    ['lossPerMarket', marketRoom(side, input, wanted)],
    ['lossPerEvent', eventRoom(side, input)],
    ['riskBudget', aboutUsd(settings.riskBudgetUsd) / (2 * Math.sqrt(input.variance))],
    ['levelShare', settings.levelShareMax * (input.level[side] ?? Number.POSITIVE_INFINITY)],
    ...exposureRooms(side, input),
  ];
  const [by, least] = candidates.reduce((a, b) => (isLess(b[1], a[1]) ? b : a));
  const size = floorToLot(least * MICRO);
  // Positive: what this side would take away.
  const held = ((side === 'ask' ? 1 : -1) * (holdings.yes - holdings.no)) / MICRO;
  const over = floorToLot(Math.min(excess(held, input), ORDER_QUOTES_MAX * wanted) * MICRO);
  if (over >= market.minSize && over > size) return { size: over, by: 'eventRisk' };
  if (size < market.minSize && held * MICRO >= market.minSize) return { size: market.minSize, by: 'reduces' };
  return { size, by };
}

/** F-12.4 and F-10: how far |q| may grow in this side's direction. */
function exposureRooms(side: BookSide, input: SizeInput): Candidate[] {
  const { holdings, settings, eventVariance } = input;
  const along = ((side === 'bid' ? 1 : -1) * (holdings.yes - holdings.no)) / MICRO;
  const rooms: Candidate[] = [];
  if (eventVariance !== null)
    rooms.push(['eventRisk', aboutUsd(settings.riskBudgetUsd) / Math.sqrt(eventVariance) - along]);
  if (input.opinion) rooms.push(['kelly', kellyHeld(side, input) - along]);
  return rooms;
}

/** What is held beyond the budget of scheduled news: that much has to go. */
function excess(held: number, { settings, eventVariance }: SizeInput): number {
  if (eventVariance === null || !(eventVariance > 0)) return 0;
  return held - aboutUsd(settings.riskBudgetUsd) / Math.sqrt(eventVariance);
}

/** F-10.1, F-10.3, F-10.4 on the outcome that this side collects, at the price that it pays. Near 0 and 1 an edge that is not
 *  twice its own doubt is none. */
function kellyHeld(side: BookSide, { fair, targets, settings }: SizeInput): number {
  const p = side === 'bid' ? fair.p : 1 - fair.p;
  const price = side === 'bid' ? targets.bid : 1 - targets.ask;
  const isEdge = Math.min(p, 1 - p) < 0.1;
  if (isEdge && !(p - price > 2 * fair.sd)) return 0;
  const part = settings.kellyShare * kellyFraction(p, price) * kellyTrust(p, price, fair.sd);
  return part > 0 ? (Math.min(MARKET_SHARE_MAX, part) * aboutUsd(settings.bankrollUsd)) / price : 0;
}

/** F-2.8 with a tick or two of room for prices a little dearer than the mark. */
function marketRoom(side: BookSide, { settings, mark, tick, holdings }: SizeInput, wanted: number): number {
  const { yes, no } = holdings;
  const limit = settings.lossPerMarketMaxUsd;
  const at = side === 'bid' ? mark : MICRO - mark;
  const price = Math.min(MICRO, at + 2 * tick);
  // What the outcome costs already against which this side bets, and what is wanted would: far below the limit no digit of a
  // double matters.
  const lost = (at * (side === 'bid' ? yes - no : no - yes)) / MICRO ** 2;
  const wished = (price * wanted) / MICRO;
  if (lost + wished < aboutUsd(limit) - NEAR_USD * (1 + Math.abs(lost) + wished)) return wanted;
  const loss = lossByOutcome({ mark, yes, no, pending: [] });
  return sizeWithin(limit.minus(side === 'bid' ? loss.no : loss.yes), price, wanted);
}

/** As much of `wanted` shares as cost no more than `room` dollars. */
function sizeWithin(room: Usd, price: number, wanted: number): number {
  if (room.lte(0)) return 0;
  if (cost(price as Price, Math.ceil(wanted * MICRO) as Shares).lte(room)) return wanted;
  return Math.min(wanted, room.times(MICRO).div(price).toNumber());
}

/** F-2.7: how much more of this side the worst outcome of the whole event allows. One outcome at most wins, perhaps none. */
function eventRoom(side: BookSide, { holdings, fair, settings }: SizeInput): number {
  const { rivals, yes, no } = holdings;
  if (rivals.length === 0) return Number.POSITIVE_INFINITY;
  const q = (yes - no) / MICRO;
  const limit = aboutUsd(settings.lossPerEventMaxUsd);
  const others = rivals.reduce((sum, rival) => sum + rival.p * rival.q, 0);
  const least = Math.min(0, ...rivals.map((rival) => rival.q));
  const loss = (own: number) => others + fair.p * own - Math.min(least, own);
  if (loss(q) >= limit) {
    // Beyond it already: what brings the loss down is no matter of room.
    const lighter = side === 'bid' ? loss(q + 1) : loss(q - 1);
    return lighter < loss(q) ? Number.POSITIVE_INFINITY : 0;
  }
  // The loss bends once, where this outcome becomes the worst one to win.
  if (side === 'bid') return (limit - others + least) / fair.p - q;
  return q + (limit - others) / (1 - fair.p);
}

/** NaN is doubt, and doubt leaves no room. */
function isLess(a: number, b: number): boolean {
  return Number.isNaN(a) ? !Number.isNaN(b) : a < b;
}
