// A market of the exchange as each service of the venue tells it: the compact and the long facts of the CLOB, its rewards, and
// the metadata service. Pure: the exchange is read, nothing is kept.
import type { Market, Outcome, RewardProgramme } from '#domain/market/market.ts';
import { MICRO } from '#domain/units.ts';
import type { ClobMarket, CompactMarket } from '#infra/venue/wire/clob-markets.ts';
import type { Resolution } from '#infra/venue/wire/data-state.ts';
import type { RewardMarket } from '#infra/venue/wire/rewards.ts';
import type { Exchange } from '../exchange.ts';
import { protocolOf, type ShownMarket } from './market-register.ts';
import { midpoint, shownTop } from './wire-books.ts';

/** Both are legacy numbers and no fees. */
export const LEGACY_FEE = 1_000;
/** What rewards are paid in. */
export const DOLLAR_ADDRESS = '0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB';

export function compactMarket(exchange: Exchange, { facts, listedMs }: ShownMarket): CompactMarket {
  const { fee, reward, takerDelayMs } = facts;
  return {
    id: facts.id,
    version: protocolOf(facts),
    outcomes: outcomesOf(facts).map(({ id: asset, name }) => ({ asset, name })),
    tick: exchange.tick(facts.id),
    minSize: facts.minSize,
    negRisk: facts.negRisk,
    fee: fee && { rate: fee.rate, exponent: fee.exponent, takerOnly: true },
    makerBase: LEGACY_FEE,
    takerBase: LEGACY_FEE,
    reward: reward && {
      minSize: reward.minSize,
      maxSpread: reward.maxSpread,
      enabled: null,
      minAge: Math.ceil(exchange.operations.rewards.terms.ageMinMs / 1_000),
      smoa: null,
    },
    accepting: exchange.accepts(facts.id),
    acceptingSinceMs: listedMs,
    takerDelaySeconds: wholeSeconds(takerDelayMs),
    gameStartMs: facts.gameStartMs,
    clearsOnStart: facts.clearBookOnStart,
    rfq: false,
    takerDelay: takerDelayMs > 0 && takerDelayMs < 1_000,
    screened: false,
    oas: 0,
  };
}

export function clobMarket(exchange: Exchange, market: ShownMarket): ClobMarket {
  const { facts, listedMs } = market;
  const { reward, payout } = facts;
  return {
    id: facts.id,
    question: questionOf(facts),
    questionId: facts.id,
    slug: facts.slug,
    outcomes: (['yes', 'no'] as const).map((outcome) => ({
      asset: facts.outcomes[outcome].id,
      name: facts.outcomes[outcome].name,
      price: priceOf(exchange, market, outcome),
      winner: payout !== null && payoutOf(payout, outcome) === MICRO,
    })),
    tick: exchange.tick(facts.id),
    minSize: facts.minSize,
    negRisk: facts.negRisk,
    negRiskMarket: null,
    negRiskRequest: null,
    accepting: exchange.accepts(facts.id),
    acceptingSinceMs: listedMs,
    active: true,
    closed: payout !== null,
    archived: false,
    hasBook: true,
    endMs: facts.endMs,
    gameStartMs: facts.gameStartMs,
    takerDelaySeconds: wholeSeconds(facts.takerDelayMs),
    makerBase: LEGACY_FEE,
    takerBase: LEGACY_FEE,
    splitPayout: payout === MICRO / 2,
    rewards: {
      minSize: reward?.minSize ?? (0 as Market['minSize']),
      maxSpread: reward?.maxSpread ?? (0 as RewardProgramme['maxSpread']),
      rates: reward && [{ asset: DOLLAR_ADDRESS, daily: reward.dailyUsd }],
    },
    tags: facts.category === null ? null : [facts.category],
  };
}

/** `days`: from when until when, as texts. */
export function rewardMarket({ facts }: ShownMarket, reward: RewardProgramme): RewardMarket {
  const { dailyUsd: daily } = reward;
  const config = {
    id: 0,
    asset: DOLLAR_ADDRESS,
    start: '2026-01-01',
    end: '2500-12-31',
    daily,
    total: daily.minus(daily),
  };
  return {
    market: facts.id,
    maxSpread: reward.maxSpread,
    minSize: reward.minSize,
    configs: [config],
    sponsoredDaily: daily.minus(daily),
    sponsors: 0,
    nativeDaily: daily,
    totalDaily: daily,
    competitiveness: null,
  };
}

/** What became of it. Our exchange decides itself, so nothing is proposed and nobody disputes. `byMarket`: not by question. */
export function resolutionOf({ facts, listedMs, resolvedMs }: ShownMarket, byMarket: boolean): Resolution {
  const { id, payout, negRisk } = facts;
  return {
    question: id,
    market: byMarket ? id : null,
    status: payout === null ? 'posed' : 'resolved',
    extended: false,
    disputed: false,
    rulesUpdated: false,
    proposedPrice: null,
    reproposedPrice: null,
    price: null,
    transaction: null,
    logIndex: null,
    updatedMs: resolvedMs ?? listedMs,
    marketType: negRisk ? 'INCREMENTAL_NEGRISK' : 'BINARY',
    payouts: payout === null ? null : [payoutOf(payout, 'yes'), payoutOf(payout, 'no')],
    source: payout === null ? null : 'reported',
    reporter: payout === null ? null : 'wallet',
    arbitrated: false,
    block: null,
    resolvedMs,
    expectedMs: null,
    basis: null,
  };
}

/** Delays of less than a second are only said to be there. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

/** YES first. */
export function outcomesOf({ outcomes }: Market): readonly Market['outcomes'][Outcome][] {
  return [outcomes.yes, outcomes.no];
}

export function questionOf({ slug }: Market): string {
  return `Will ${slug.replaceAll('-', ' ')} happen?`;
}

/** What a share pays, or what it would cost halfway between the best of both sides: a statistic between 0 and 1. */
export function priceOf(exchange: Exchange, market: ShownMarket, outcome: Outcome): number {
  const { payout } = market.facts;
  if (payout !== null) return payoutOf(payout, outcome) / MICRO;
  const mid = midpoint(shownTop(exchange, { market, outcome: 'yes' }));
  const yes = mid ?? market.last?.price ?? MICRO / 2;
  return (outcome === 'yes' ? yes : MICRO - yes) / MICRO;
}

function payoutOf(payout: number, outcome: Outcome): number {
  return outcome === 'yes' ? payout : MICRO - payout;
}
