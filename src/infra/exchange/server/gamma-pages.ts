// A market and an event as the metadata service tells them.
import { MICRO } from '#domain/units.ts';
import type { GammaEvent, GammaMarket } from '#infra/venue/wire/gamma.ts';
import type { Exchange } from '../exchange.ts';
import type { Group } from './gamma-routes.ts';
import { DOLLAR_ADDRESS, LEGACY_FEE, outcomesOf, priceOf, questionOf } from './market-pages.ts';
import { protocolOf, type ShownMarket } from './market-register.ts';
import { shownTop } from './wire-books.ts';

export function gammaMarket(exchange: Exchange, market: ShownMarket): GammaMarket {
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
    closedMs: null,
    takerDelaySeconds: facts.takerDelayMs / 1_000,
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
    ...statisticsOf(exchange, market),
    events: [
      {
        id: eventNumber(market),
        slug: facts.group ?? facts.slug,
        title: facts.group ?? facts.slug,
        negRisk: facts.negRisk,
        negRiskMarket: null,
      },
    ],
  };
}

export function gammaEvent(exchange: Exchange, group: Group): GammaEvent {
  const [first] = group;
  const { facts, listedMs } = first;
  const closed = group.every((market) => market.facts.payout !== null);
  const name = facts.group ?? facts.slug;
  return {
    id: String(first.number),
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
    volume: null,
    volume24h: null,
    liquidity: null,
    tags: facts.category === null ? [] : [{ id: facts.category, label: facts.category, slug: facts.category }],
    markets: group.map((market) => gammaMarket(exchange, market)),
  };
}

/** Late at the venue, and not for quoting. */
function statisticsOf(exchange: Exchange, market: ShownMarket) {
  const { bid, ask } = shownTop(exchange, { market, outcome: 'yes' });
  return {
    bestBid: bid === null ? 0 : bid / MICRO,
    bestAsk: ask === null ? 1 : ask / MICRO,
    spread: bid === null || ask === null ? null : (ask - bid) / MICRO,
    lastTrade: market.last ? market.last.price / MICRO : null,
    volume: null,
    volume24h: null,
    liquidity: null,
  };
}

function rewardOf({ facts, number }: ShownMarket, { dailyUsd: daily }: NonNullable<ShownMarket['facts']['reward']>) {
  const span = { start: '2026-01-01', end: '2500-12-31' };
  return { id: String(number), market: facts.id, asset: DOLLAR_ADDRESS, total: null, daily, ...span };
}

/** Of a market by itself; an event of several is found by its slug. */
function eventNumber({ number }: ShownMarket): string {
  return String(number);
}
