// What we know of a market before it trades, from the two services that describe it: the CLOB's compact facts, which are the
// truth about tick, size and fee, and Gamma, which alone knows slug, end, rebates and daily rewards.
// Promises: a market that cannot be traded safely as described is a named problem; an unknown fee stays unknown.
import { type MarketId, marketId, type OutcomeId } from '#domain/ids.ts';
import type { FeeSchedule, Market, RewardProgramme } from '#domain/market/market.ts';
import { Decimal, MICRO, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { CompactMarket } from './wire/clob-markets.ts';
import type { Read } from './wire/codec.ts';
import type { GammaMarket } from './wire/gamma.ts';

const DAY_MS = 86_400_000;
/** Of markets that only say that there is one: crypto and finance up or down. */
const SHORT_DELAY_MS = 150;
const FREE: FeeSchedule = { rate: new Decimal(0), exponent: 1, rebateRate: new Decimal(0) };

/** `compact` null: Gamma's own, later facts are taken. `nowMs` decides which rewards are running. */
export function listedMarket(gamma: GammaMarket, compact: CompactMarket | null, nowMs: number): Read<Market> {
  const id: MarketId = compact?.id ?? marketId(gamma.market);
  const outcomes = outcomesOf(gamma, compact);
  const tick = compact?.tick ?? gamma.tick;
  const minSize = compact?.minSize ?? gamma.minSize;
  if (!sameCondition(id, gamma.market)) return problem('conditionId', gamma.market);
  if (!outcomes) return problem('clobTokenIds', `${gamma.assets?.length ?? 0} outcomes`);
  if (tick === null) return problem('orderPriceMinTickSize', 'nothing');
  if (minSize === null) return problem('orderMinSize', 'nothing');
  const event = gamma.events?.[0];
  return {
    ok: true,
    value: {
      id,
      slug: gamma.slug,
      group: gamma.negRiskMarket ?? event?.negRiskMarket ?? event?.slug ?? null,
      category: gamma.category ?? gamma.feeType,
      outcomes,
      tick,
      minSize,
      negRisk: compact?.negRisk ?? gamma.negRisk ?? false,
      fee: feeOf(gamma, compact),
      reward: rewardOf(gamma, compact, nowMs),
      endMs: gamma.endMs,
      gameStartMs: compact?.gameStartMs ?? gamma.gameStartMs,
      clearBookOnStart: compact?.clearsOnStart ?? gamma.clearsOnStart ?? false,
      eventMs: null,
      takerDelayMs: takerDelayOf(gamma, compact),
      payout: payoutOf(gamma),
    },
  };
}

/** Ids of protocol V2 are shown with or without their padding. */
function sameCondition(one: string, other: string): boolean {
  const bare = (id: string) => id.toLowerCase().slice(0, 64);
  return one.toLowerCase() === other.toLowerCase() || (one.length !== other.length && bare(one) === bare(other));
}

/** The first outcome is YES. */
function outcomesOf(gamma: GammaMarket, compact: CompactMarket | null): Market['outcomes'] | null {
  const version = compact?.version ?? gamma.version;
  const ids = compact?.outcomes.map(({ asset }) => asset) ?? (version === 'v2' ? gamma.positions : gamma.assets) ?? [];
  const names = compact?.outcomes.map(({ name }) => name) ?? gamma.outcomes ?? [];
  const [yes, no, more] = ids as readonly (OutcomeId | undefined)[];
  if (!yes || !no || yes === no || more !== undefined) return null;
  return { yes: { id: yes, name: names[0] ?? 'Yes' }, no: { id: no, name: names[1] ?? 'No' } };
}

function takerDelayOf(gamma: GammaMarket, compact: CompactMarket | null): number {
  const told = (compact?.takerDelaySeconds ?? gamma.takerDelaySeconds ?? 0) * 1_000;
  return Math.max(told, compact?.takerDelay ? SHORT_DELAY_MS : 0);
}

/** No schedule where schedules are told means no fee; where nothing is told, nothing is known. */
function feeOf(gamma: GammaMarket, compact: CompactMarket | null): FeeSchedule | null {
  const told = compact?.fee ?? gamma.fee;
  if (told) return { rate: told.rate, exponent: told.exponent, rebateRate: gamma.fee?.rebateRate ?? new Decimal(0) };
  return compact || gamma.feesEnabled === false ? FREE : null;
}

function rewardOf(gamma: GammaMarket, compact: CompactMarket | null, nowMs: number): RewardProgramme | null {
  const maxSpread: Price | null = compact?.reward?.maxSpread ?? gamma.rewardMaxSpread;
  const minSize: Shares | null = compact?.reward?.minSize ?? gamma.rewardMinSize;
  let dailyUsd: Usd = ZERO_USD;
  for (const { daily, start, end } of gamma.rewards ?? [])
    if (daily && isRunning(start, end, nowMs)) dailyUsd = dailyUsd.plus(daily);
  if (maxSpread === null || maxSpread === 0 || minSize === null || dailyUsd.lte(0)) return null;
  return { dailyUsd, maxSpread, minSize, multiplier: 1 };
}

/** Days are whole and in UTC; the last one counts. */
function isRunning(start: string | null, end: string | null, nowMs: number): boolean {
  const from = start === null ? Number.NEGATIVE_INFINITY : Date.parse(start);
  const to = end === null ? Number.POSITIVE_INFINITY : Date.parse(end) + DAY_MS;
  return from <= nowMs && nowMs < to;
}

/** Only of a market that is over, and only what a share can pay. */
function payoutOf({ closed, umaStatus, outcomePrices }: GammaMarket): Price | null {
  const [yes, no] = outcomePrices ?? [];
  if (closed !== true || umaStatus !== 'resolved' || yes === undefined || no === undefined || yes + no !== 1)
    return null;
  return yes === 0 || yes === 0.5 || yes === 1 ? ((yes * MICRO) as Price) : null;
}

function problem(field: string, found: string): Read<Market> {
  return { ok: false, problem: { field, found } };
}
