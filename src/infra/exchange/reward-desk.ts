// Liquidity rewards as the venue pays them (quant.md F-6.1 to F-6.4): once a minute, at an instant of the seeded chance, every
// maker's orders of every market with a programme are scored, both outcomes as one book; soon after midnight UTC each is paid
// his share of the day's scores. Promises: an order counts from its age on and while it is large and near enough; a day of
// which only some minutes were sampled pays that part of its pool; who earned less than the least gets nothing for that day.
// The midpoint is that of everything that rests, as the public sees it. Ends no engine update: its owner does.
import type { MarketId, OrderId, WalletId } from '#domain/ids.ts';
import type { BookSide, Level } from '#domain/market/market-event.ts';
import { adjustedMidpoint, distanceScore, rewardScore } from '#domain/market/rewards.ts';
import type { Clock, Random } from '#domain/ports.ts';
import { Decimal, type Usd, ZERO_USD } from '#domain/units.ts';
import type { Catalogue } from './catalogue.ts';
import type { Listing } from './listing.ts';
import type { BookedOrder } from './resting-book.ts';

export interface RewardTerms {
  /** In which a programme's daily pool is paid: milliseconds of the exchange's clock. Less than a day where markets run faster
   *  than it; a minute is its 1,440th, and it begins when the clock is a multiple of it. null: nothing is sampled or paid. */
  readonly dayMs: number | null;
  /** Younger orders count nothing. Milliseconds of the exchange's clock. */
  readonly ageMinMs: number;
  /** Dollars of a day, in all markets together, below which nothing is paid, now or later. */
  readonly minUsd: Usd;
}

export interface RewardDeskParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly catalogue: Pick<Catalogue, 'listings'>;
  /** Dollars of whole millionths, more than zero. */
  readonly pay: (wallet: WalletId, usd: Usd, market: MarketId) => void;
}

/** As at the venue, in real time. */
export const USUAL_REWARDS: RewardTerms = { dayMs: null, ageMinMs: 30_000, minUsd: new Decimal(1) };

const MINUTES_A_DAY = 1_440;
/** Levels of each side among which the midpoint is looked for. */
const DEPTH = 200;

/** One market's day so far. */
interface DayScores {
  /** Dollars that its samples share out. */
  pool: Usd;
  /** Shares of samples, summed: what each maker has, and all of them. */
  readonly own: Map<WalletId, number>;
  all: number;
}

export class RewardDesk {
  readonly terms: RewardTerms;
  readonly #parts: RewardDeskParts;
  #days = new Map<MarketId, DayScores>();
  #day: number | null = null;
  #timer: unknown = null;

  constructor(parts: RewardDeskParts, terms: RewardTerms) {
    this.#parts = parts;
    this.terms = terms;
    if (terms.dayMs !== null) this.#await(terms.dayMs, Math.floor(parts.clock.now() / (terms.dayMs / MINUTES_A_DAY)));
  }

  /** Q_min of every maker whose orders count now. Empty without a programme or a midpoint. */
  scores(market: MarketId): ReadonlyMap<WalletId, number> {
    const { catalogue, clock } = this.#parts;
    const listing = catalogue.listings.get(market);
    return listing ? makerScores(listing, clock.now() - this.terms.ageMinMs) : new Map();
  }

  /** Part of the pool that a maker would earn if nothing moved, in [0, 1]. */
  share(market: MarketId, wallet: WalletId): number {
    const scores = this.scores(market);
    const own = scores.get(wallet) ?? 0;
    return own > 0 ? own / sum(scores.values()) : 0;
  }

  isScoring({ market, id }: Pick<BookedOrder, 'market' | 'id'>): boolean {
    const { catalogue, clock } = this.#parts;
    const listing = catalogue.listings.get(market);
    return listing !== undefined && scoresAlone(listing, id, clock.now() - this.terms.ageMinMs);
  }

  /** Dollars of the day so far that would be paid if it were over, the least not regarded. */
  accrued(wallet: WalletId, market?: MarketId): Usd {
    let owed = ZERO_USD;
    for (const [id, day] of this.#days)
      if (market === undefined || id === market) owed = owed.plus(dollarsOf(day, wallet));
    return owed;
  }

  stop(): void {
    this.#parts.clock.clearTimeout(this.#timer);
  }

  /** The sample of that minute since the epoch, or of the next that is not over. */
  #await(dayMs: number, minute: number): void {
    const { clock, random } = this.#parts;
    const minuteMs = dayMs / MINUTES_A_DAY;
    const due = Math.max(minute, Math.floor(clock.now() / minuteMs));
    const atMs = Math.ceil((due + random.next()) * minuteMs);
    // Of a minute that was begun in its middle the instant may be past.
    const isMissed = atMs < clock.now();
    this.#timer = clock.setTimeout(
      () => {
        if (!isMissed) this.#sample(Math.floor(due / MINUTES_A_DAY));
        this.#await(dayMs, due + 1);
      },
      Math.max(1, atMs - clock.now()),
    );
  }

  #sample(day: number): void {
    if (this.#day !== null && day !== this.#day) this.#payOut();
    this.#day = day;
    const { catalogue, clock } = this.#parts;
    for (const [market, listing] of catalogue.listings) {
      const { reward, payout } = listing.facts;
      if (!reward || payout !== null || !listing.open) continue;
      const scores = makerScores(listing, clock.now() - this.terms.ageMinMs);
      const scored: DayScores = this.#days.get(market) ?? { pool: ZERO_USD, own: new Map(), all: 0 };
      this.#days.set(market, scored);
      scored.pool = scored.pool.plus(reward.dailyUsd.div(MINUTES_A_DAY));
      const all = sum(scores.values());
      if (!(all > 0)) continue;
      for (const [wallet, own] of scores) scored.own.set(wallet, (scored.own.get(wallet) ?? 0) + own / all);
      scored.all += 1;
    }
  }

  #payOut(): void {
    const days = this.#days;
    this.#days = new Map();
    const earned = new Map<WalletId, { market: MarketId; usd: Usd }[]>();
    for (const [market, day] of days)
      for (const wallet of day.own.keys()) {
        const usd = dollarsOf(day, wallet);
        if (usd.isZero()) continue;
        const own = earned.get(wallet) ?? [];
        earned.set(wallet, own);
        own.push({ market, usd });
      }
    for (const [wallet, own] of earned) {
      const all = own.reduce((total, { usd }) => total.plus(usd), ZERO_USD);
      if (all.gte(this.terms.minUsd)) for (const { market, usd } of own) this.#parts.pay(wallet, usd, market);
    }
  }
}

/** F-6.1 to F-6.3 for each maker. Orders that came to rest after `bornByMs` count nothing. */
export function makerScores(listing: Listing, bornByMs: number): ReadonlyMap<WalletId, number> {
  const { reward } = listing.facts;
  const midpoint = reward ? midpointOf(listing) : null;
  const scores = new Map<WalletId, number>();
  if (!reward || midpoint === null) return scores;
  const makers = new Map<WalletId, Record<BookSide, Level[]>>();
  for (const side of ['bid', 'ask'] as const)
    for (const { wallet, yesPrice, remaining, restsFromMs } of listing.book.orders(side)) {
      if (Math.abs(yesPrice - midpoint) >= reward.maxSpread && isBehind(side, yesPrice, midpoint)) break;
      if (restsFromMs > bornByMs) continue;
      const own = makers.get(wallet) ?? { bid: [], ask: [] };
      makers.set(wallet, own);
      own[side].push({ price: yesPrice, size: remaining });
    }
  for (const [wallet, { bid, ask }] of makers) {
    const { scored } = rewardScore({ bids: bid, asks: ask }, midpoint, reward);
    if (scored > 0) scores.set(wallet, scored);
  }
  return scores;
}

/** Whether that order by itself counts: old, large and near enough, on its own side of the midpoint. */
function scoresAlone(listing: Listing, id: OrderId, bornByMs: number): boolean {
  const { reward } = listing.facts;
  const midpoint = reward ? midpointOf(listing) : null;
  if (!reward || midpoint === null) return false;
  for (const side of ['bid', 'ask'] as const)
    for (const order of listing.book.orders(side)) {
      if (order.id !== id) continue;
      const distance = side === 'bid' ? midpoint - order.yesPrice : order.yesPrice - midpoint;
      const isCounted = order.restsFromMs <= bornByMs && order.remaining >= reward.minSize;
      return isCounted && distanceScore(distance, reward.maxSpread, reward.multiplier) > 0;
    }
  return false;
}

function midpointOf({ book, facts }: Listing): number | null {
  const [bids, asks] = [book.levels('bid', DEPTH), book.levels('ask', DEPTH)];
  return facts.reward ? adjustedMidpoint({ bids, asks }, facts.reward.minSize) : null;
}

/** On its own side of the midpoint, so that everything after it is further away. */
function isBehind(side: BookSide, price: number, midpoint: number): boolean {
  return side === 'bid' ? price < midpoint : price > midpoint;
}

function dollarsOf({ pool, own, all }: DayScores, wallet: WalletId): Usd {
  const score = own.get(wallet) ?? 0;
  return all > 0 ? pool.times(score).div(all).toDecimalPlaces(6, Decimal.ROUND_FLOOR) : ZERO_USD;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
