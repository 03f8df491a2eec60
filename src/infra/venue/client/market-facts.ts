// What two services of the venue say of one market, as our `Market`. The compact facts of the CLOB are the fresh ones and win
// where both speak; the rest only Gamma knows. Promises: never throws; a market without its two outcomes is no market.
import { marketId } from '#domain/ids.ts';
import type { FeeSchedule, Market, RewardProgramme } from '#domain/market/market.ts';
import { Decimal, MICRO, type Price, type Shares, ZERO_USD } from '#domain/units.ts';
import type { CompactMarket } from '../wire/clob-markets.ts';
import type { GammaMarket } from '../wire/gamma.ts';
import type { KnownMarket } from './market-directory.ts';

const CENT = 10_000 as Price;
const NO_FEE: FeeSchedule = { rate: ZERO_USD, exponent: 1, rebateRate: ZERO_USD };
const MINIMUM = 5_000_000 as Shares;
/** How long takers of fast markets are held back: the venue says only that they are. */
const SHORT_DELAY_MS = 150;

/** null: it has not two outcomes that trade. */
export function marketOf(gamma: GammaMarket, compact: CompactMarket | null): KnownMarket | null {
  const protocol = versionOf(compact?.version ?? gamma.version);
  const assets = compact?.outcomes.map(({ asset }) => asset) ?? (protocol === 'v2' ? gamma.positions : gamma.assets);
  const names = compact?.outcomes.map(({ name }) => name) ?? gamma.outcomes;
  const [yes, no] = assets ?? [];
  if (!yes || !no || yes === no || assets?.length !== 2) return null;
  const [yesName = 'Yes', noName = 'No'] = names ?? [];
  const facts: Market = {
    id: marketId(gamma.market),
    slug: gamma.slug,
    group: gamma.events?.[0]?.slug ?? gamma.negRiskMarket,
    category: gamma.category,
    outcomes: { yes: { id: yes, name: yesName }, no: { id: no, name: noName } },
    tick: compact?.tick ?? gamma.tick ?? CENT,
    minSize: compact?.minSize ?? gamma.minSize ?? MINIMUM,
    negRisk: compact?.negRisk ?? gamma.negRisk ?? false,
    fee: feeOf(gamma, compact),
    reward: rewardOf(gamma, compact),
    endMs: gamma.endMs,
    gameStartMs: compact?.gameStartMs ?? gamma.gameStartMs,
    clearBookOnStart: compact?.clearsOnStart ?? gamma.clearsOnStart ?? false,
    eventMs: null,
    takerDelayMs: compact ? takerDelayMs(compact) : (gamma.takerDelaySeconds ?? 0) * 1_000,
    payout: payoutOf(gamma),
  };
  return { facts, protocol };
}

/** Of a market of which only the CLOB speaks: enough to trade out of it, not to be listed. */
export function compactMarketOf(compact: CompactMarket): KnownMarket | null {
  const [yes, no] = compact.outcomes;
  if (!yes || !no || yes.asset === no.asset || compact.outcomes.length !== 2) return null;
  const { id, tick, minSize, negRisk } = compact;
  const facts: Market = {
    id,
    slug: id,
    group: null,
    category: null,
    outcomes: { yes: { id: yes.asset, name: yes.name }, no: { id: no.asset, name: no.name } },
    tick,
    minSize,
    negRisk,
    fee: compact.fee ? { ...compact.fee, rebateRate: ZERO_USD } : null,
    reward: null,
    endMs: null,
    gameStartMs: compact.gameStartMs,
    clearBookOnStart: compact.clearsOnStart,
    eventMs: null,
    takerDelayMs: takerDelayMs(compact),
    payout: null,
  };
  return { facts, protocol: versionOf(compact.version) };
}

/** Fresh facts of the CLOB over what was known: whatever Gamma alone tells stays. */
export function amended({ facts, protocol }: KnownMarket, compact: CompactMarket): KnownMarket {
  const { tick, minSize, negRisk, fee, gameStartMs, clearsOnStart, version } = compact;
  return {
    facts: {
      ...facts,
      tick,
      minSize,
      negRisk,
      fee: fee ? { rate: fee.rate, exponent: fee.exponent, rebateRate: facts.fee?.rebateRate ?? ZERO_USD } : facts.fee,
      gameStartMs: gameStartMs ?? facts.gameStartMs,
      clearBookOnStart: clearsOnStart,
      takerDelayMs: takerDelayMs(compact),
    },
    protocol: versionOf(version) ?? protocol,
  };
}

function versionOf(version: string | null | undefined): KnownMarket['protocol'] {
  return version === 'v1' || version === 'v2' ? version : null;
}

function feeOf({ fee, feesEnabled }: GammaMarket, compact: CompactMarket | null): FeeSchedule | null {
  const known = compact?.fee ?? fee;
  if (!known) return feesEnabled === false ? NO_FEE : null;
  return { rate: known.rate, exponent: known.exponent, rebateRate: fee?.rebateRate ?? ZERO_USD };
}

function rewardOf(gamma: GammaMarket, compact: CompactMarket | null): RewardProgramme | null {
  let daily = new Decimal(0);
  for (const { daily: each } of gamma.rewards ?? []) if (each) daily = daily.plus(each);
  const maxSpread = compact?.reward?.maxSpread ?? gamma.rewardMaxSpread;
  const minSize = compact?.reward?.minSize ?? gamma.rewardMinSize;
  if (daily.lte(0) || !maxSpread || minSize === null || minSize === undefined) return null;
  return { dailyUsd: daily, maxSpread, minSize, multiplier: 1 };
}

/** Prices of a closed market are payouts once they add up to a dollar and are whole or halves, unless it is said to be undecided
 *  still (proposed, disputed). Halves are also what a market shows that nobody decided: they want the word. */
function payoutOf({ closed, outcomePrices, umaStatus, resolutionStatus }: GammaMarket): Price | null {
  const [yes, no] = outcomePrices ?? [];
  if (closed !== true || yes === undefined || no === undefined || yes + no !== 1) return null;
  const words = [umaStatus, resolutionStatus].filter((word) => word !== null && word !== '');
  if (words.some((word) => word?.toLowerCase() !== 'resolved')) return null;
  return yes === 0 || yes === 1 || (yes === 0.5 && words.length > 0) ? ((yes * MICRO) as Price) : null;
}

/** Whole seconds where it names them; a shorter one is only said to be there. */
function takerDelayMs({ takerDelaySeconds, takerDelay }: CompactMarket): number {
  return Math.max(takerDelaySeconds * 1_000, takerDelay ? SHORT_DELAY_MS : 0);
}
