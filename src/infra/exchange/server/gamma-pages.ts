// A market and an event as the metadata service tells them.
import { MICRO } from '#domain/units.ts';
import type { GammaEvent, GammaMarket, GammaTag } from '#infra/venue/wire/gamma.ts';
import { DOLLAR_ADDRESS, LEGACY_FEE, outcomesOf, priceOf, questionOf, wholeSeconds } from './market-pages.ts';
import { protocolOf, type ShownMarket } from './market-register.ts';
import type { ServerParts } from './server-parts.ts';
import { shownTop } from './wire-books.ts';

/** Levels of each side that count as resting. */
const DEPTH = 1_000;

/** Markets of one event, of which there is at least one. */
export type Group = readonly [ShownMarket, ...ShownMarket[]];

export function gammaMarket(parts: ServerParts, market: ShownMarket): GammaMarket {
  const { exchange } = parts;
  const { facts, number, listedMs } = market;
  const { fee, reward, payout } = facts;
  const version = protocolOf(facts);
  const ids = outcomesOf(facts).map(({ id }) => id);
  const isResolved = payout !== null;
  return {
    id: String(number),
    slug: facts.slug,
    question: questionOf(facts),
    market: facts.id,
    questionId: facts.id,
    marketMaker: null,
    version,
    assets: version === 'v1' ? ids : null,
    positions: version === 'v2' ? ids : null,
    outcomes: outcomesOf(facts).map(({ name }) => name),
    outcomePrices: [priceOf(exchange, market, 'yes'), priceOf(exchange, market, 'no')],
    negRisk: facts.negRisk,
    negRiskMarket: null,
    negRiskRequest: null,
    negRiskOther: null,
    tick: exchange.tick(facts.id),
    minSize: facts.minSize,
    hasBook: true,
    accepting: exchange.accepts(facts.id),
    acceptingSinceMs: listedMs,
    active: true,
    closed: isResolved,
    archived: false,
    closedMs: market.resolvedMs,
    takerDelaySeconds: wholeSeconds(facts.takerDelayMs),
    gameStartMs: facts.gameStartMs,
    gameId: null,
    clearsOnStart: facts.clearBookOnStart,
    eventStartMs: null,
    startMs: listedMs,
    endMs: facts.endMs,
    rewardMinSize: reward?.minSize ?? null,
    rewardMaxSpread: reward?.maxSpread ?? null,
    rewards: reward && [rewardOf(market, reward)],
    holdingRewards: false,
    feesEnabled: fee !== null,
    feeType: fee === null ? null : `${facts.category ?? 'general'}_fees_v2`,
    fee: fee && { rate: fee.rate, exponent: fee.exponent, takerOnly: true, rebateRate: fee.rebateRate },
    makerBase: LEGACY_FEE,
    takerBase: LEGACY_FEE,
    rebateShareBps: null,
    umaStatus: isResolved ? 'resolved' : null,
    resolutionStatus: version === 'v1' ? null : isResolved ? 'resolved' : 'active',
    resolutionSource: null,
    automaticallyResolved: null,
    category: facts.category,
    sportsType: null,
    groupItem: null,
    ...statisticsOf(parts, market),
    events: [
      {
        id: String(market.event),
        slug: facts.group ?? facts.slug,
        title: facts.group ?? facts.slug,
        negRisk: facts.negRisk,
        negRiskMarket: null,
      },
    ],
  };
}

/** `withMarkets`: whether its markets are told. */
export function gammaEvent(parts: ServerParts, group: Group, withMarkets = true): GammaEvent {
  const [first] = group;
  const { facts, listedMs } = first;
  const { volume, volume24h, liquidity } = sumsOf(parts, group);
  const closed = group.every((market) => market.facts.payout !== null);
  const name = facts.group ?? facts.slug;
  return {
    id: String(first.event),
    slug: name,
    title: name,
    category: facts.category,
    active: true,
    closed,
    archived: false,
    hasBook: true,
    negRisk: facts.negRisk,
    negRiskMarket: null,
    enableNegRisk: facts.negRisk,
    negRiskAugmented: false,
    startMs: listedMs,
    endMs: facts.endMs,
    gameStartMs: facts.gameStartMs,
    series: null,
    volume,
    volume24h,
    liquidity,
    tags: facts.category === null ? [] : [gammaTag(parts, facts.category)],
    markets: withMarkets ? group.map((market) => gammaMarket(parts, market)) : null,
  };
}

export function gammaTag({ markets }: ServerParts, category: string): GammaTag {
  return { id: markets.tag(category), label: category, slug: category };
}

/** In dollars: what was traded, and what rests. */
export function sumsOf(parts: ServerParts, markets: readonly ShownMarket[]) {
  const [nowMs, sums] = [parts.clock.now(), { volume: 0, volume24h: 0, liquidity: 0 }];
  for (const market of markets) {
    sums.volume += market.turnover.total / MICRO;
    sums.volume24h += market.turnover.lastDay(nowMs) / MICRO;
    sums.liquidity += restingUsd(parts, market);
  }
  return sums;
}

/** What whoever rests there would pay for it all. */
function restingUsd({ exchange }: ServerParts, { facts }: ShownMarket): number {
  let microUsd = 0;
  for (const side of ['bid', 'ask'] as const)
    for (const { price, size } of exchange.levels(facts.id, side, DEPTH))
      microUsd += ((side === 'bid' ? price : MICRO - price) * size) / MICRO;
  return microUsd / MICRO;
}

/** Late at the venue, and not for quoting. */
function statisticsOf(parts: ServerParts, market: ShownMarket) {
  const { bid, ask } = shownTop(parts.exchange, { market, outcome: 'yes' });
  return {
    bestBid: bid === null ? 0 : bid / MICRO,
    bestAsk: ask === null ? 1 : ask / MICRO,
    spread: bid === null || ask === null ? null : (ask - bid) / MICRO,
    lastTrade: market.last ? market.last.price / MICRO : null,
    ...sumsOf(parts, [market]),
  };
}

function rewardOf({ facts, number }: ShownMarket, { dailyUsd: daily }: NonNullable<ShownMarket['facts']['reward']>) {
  const span = { start: '2026-01-01', end: '2500-12-31' };
  return { id: String(number), market: facts.id, asset: DOLLAR_ADDRESS, total: daily.minus(daily), daily, ...span };
}
