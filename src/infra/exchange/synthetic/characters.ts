// Five kinds of market as data: what it trades like, what it pays and when it ends. Nothing here acts; synthetic-market.ts
// brings a character to life. Times are market time. The crowd, the snipers and the information clock of the first one are
// those that reproduced the stylised facts of the real venue (quant.md 16.3); the others differ where their name says so.
import type { FeeSchedule, RewardProgramme } from '#domain/market/market.ts';
import { Decimal, type Price, type Shares } from '#domain/units.ts';
import type { FlowParams } from './flow.ts';
import type { Information } from './information-clock.ts';
import type { MakerParams } from './makers.ts';
import type { SniperParams } from './snipers.ts';

export interface MarketCharacter {
  readonly name: string;
  readonly category: string;
  /** Exclusive markets of one event: at most one of them ends with YES. null: it stands alone. */
  readonly group: string | null;
  readonly outcomeNames: readonly [yes: string, no: string];
  /** The belief starts somewhere between these. */
  readonly startsAt: readonly [low: number, high: number];
  readonly durationMs: number;
  /** The belief moves once a step. */
  readonly stepMs: number;
  readonly tick: Price;
  /** Near 0 and 1 the tick becomes a tenth of a cent and stays so. */
  readonly tickRefines: boolean;
  readonly minSize: Shares;
  readonly fee: FeeSchedule | null;
  readonly reward: RewardProgramme | null;
  /** Real milliseconds, as the exchange counts them. */
  readonly takerDelayMs: number;
  /** A scheduled piece of news and the share of all information that comes with it. */
  readonly event: { readonly atMs: number; readonly share: number } | null;
  /** Clears the book. */
  readonly gameStartMs: number | null;
  /** From the end of trading to the payout. */
  readonly resolutionMs: number;
  /** The next market of this character is listed this long before the end. */
  readonly successorLeadMs: number;
  /** Runs no faster than this, however fast the others: a five-minute market at pace 30 would be over in ten seconds. */
  readonly paceMax: number;
  readonly information: Information;
  readonly flow: FlowParams;
  readonly snipers: SniperParams;
  readonly makers: MakerParams;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const CENT = 10_000 as Price;
const shares = (whole: number) => (whole * 1_000_000) as Shares;
const fee = (rate: string, rebateRate: string): FeeSchedule => ({
  rate: new Decimal(rate),
  exponent: 1,
  rebateRate: new Decimal(rebateRate),
});
const reward = (dailyUsd: number, maxSpreadCents: number, minShares: number): RewardProgramme => ({
  dailyUsd: new Decimal(dailyUsd),
  maxSpread: (maxSpreadCents * CENT) as Price,
  minSize: shares(minShares),
  multiplier: 1,
});

const INFORMATION: Information = {
  hotShare: 0.15,
  hotFactor: 20,
  hotMeanMs: 20 * MINUTE_MS,
  jumpShare: 0.3,
  burstsPerDay: 8,
  terminalShare: 0.2,
  quietMs: 0,
};

const FLOW: FlowParams = {
  arrivals: { mu: 0.004, branching: 0.6, beta: 0.02 },
  persistence: 0.1,
  informedShare: 0.5,
  foresightMs: 30 * MINUTE_MS,
  medianUsd: 5.5,
  sigma: 2.29,
  usdMax: 25_000,
  longshotPower: 0,
  slippageCents: 20,
};

const SNIPERS: SniperParams = { count: 1, checkMs: SECOND_MS, edge: 0.002, usdMax: 5_000 };

const MAKERS: MakerParams = {
  count: 8,
  latencyMaxMs: 10 * SECOND_MS,
  logitError: 0.01,
  halfSpread: 0.012,
  halfSpreadMin: 0,
  spreadStep: 0.003,
  levels: 8,
  levelGap: 1,
  firstShares: 60,
  sizeRatio: 0.8,
  tolerance: 0.05,
  restMs: SECOND_MS,
  refreshMs: 10 * MINUTE_MS,
  refillMs: 15 * SECOND_MS,
  reopenMs: [50, 2 * SECOND_MS],
};

/** What every character has unless it says otherwise. */
export const COMMON = {
  group: null,
  outcomeNames: ['Yes', 'No'],
  durationMs: DAY_MS,
  stepMs: SECOND_MS,
  tick: CENT,
  tickRefines: true,
  minSize: shares(5),
  takerDelayMs: 0,
  event: null,
  gameStartMs: null,
  resolutionMs: 2 * HOUR_MS,
  successorLeadMs: HOUR_MS,
  paceMax: 1_000_000,
  information: INFORMATION,
  flow: FLOW,
  snipers: SNIPERS,
  makers: MAKERS,
} as const;

/** Mid-book and tight. */
const liquid: MarketCharacter = {
  ...COMMON,
  name: 'liquid',
  category: 'politics',
  startsAt: [0.4, 0.6],
  fee: fee('0.04', '0.25'),
  reward: reward(100, 3, 50),
  flow: { ...FLOW, arrivals: { mu: 0.008, branching: 0.6, beta: 0.02 } },
  makers: { ...MAKERS, firstShares: 100 },
};

/** Near four cents, where the tick becomes a tenth of a cent and stays so. */
const longshot: MarketCharacter = {
  ...COMMON,
  name: 'longshot',
  category: 'culture',
  startsAt: [0.04, 0.046],
  fee: fee('0.05', '0.25'),
  reward: null,
  makers: { ...MAKERS, count: 6, halfSpread: 0.03, firstShares: 300 },
};

/** Few makers, far apart, and little flow. */
const wide: MarketCharacter = {
  ...COMMON,
  name: 'wide',
  category: 'tech',
  startsAt: [0.3, 0.7],
  fee: fee('0.04', '0.25'),
  reward: reward(20, 5, 20),
  flow: { ...FLOW, arrivals: { mu: 0.0015, branching: 0.6, beta: 0.02 }, medianUsd: 4 },
  snipers: { ...SNIPERS, usdMax: 500 },
  makers: {
    ...MAKERS,
    count: 3,
    halfSpread: 0.12,
    logitError: 0.03,
    levels: 4,
    levelGap: 2,
    firstShares: 40,
    tolerance: 0.05,
  },
};

/** A match: line-ups are announced, an hour later it begins and the book is cleared. */
const jumpy: MarketCharacter = {
  ...COMMON,
  name: 'jumpy',
  category: 'sports',
  startsAt: [0.35, 0.65],
  durationMs: 12 * HOUR_MS,
  fee: fee('0.05', '0.15'),
  reward: reward(50, 4, 50),
  event: { atMs: 4 * HOUR_MS, share: 0.3 },
  gameStartMs: 5 * HOUR_MS,
  information: { ...INFORMATION, jumpShare: 0.5, burstsPerDay: 20, hotFactor: 30 },
  makers: { ...MAKERS, halfSpread: 0.02 },
};

/** Up or down over five minutes, listed a minute before they begin, decided soon after they end. */
const updown: MarketCharacter = {
  ...COMMON,
  name: 'updown',
  category: 'crypto',
  outcomeNames: ['Up', 'Down'],
  startsAt: [0.5, 0.5],
  durationMs: 6 * MINUTE_MS,
  stepMs: SECOND_MS / 4,
  fee: fee('0.07', '0.2'),
  reward: null,
  takerDelayMs: 150,
  resolutionMs: 55 * SECOND_MS,
  successorLeadMs: MINUTE_MS,
  paceMax: 3,
  information: {
    hotShare: 0.2,
    hotFactor: 5,
    hotMeanMs: 20 * SECOND_MS,
    jumpShare: 0.15,
    burstsPerDay: 600,
    terminalShare: 0.02,
    quietMs: MINUTE_MS,
  },
  flow: {
    ...FLOW,
    arrivals: { mu: 0.08, branching: 0.6, beta: 0.2 },
    foresightMs: 10 * SECOND_MS,
  },
  makers: {
    ...MAKERS,
    count: 5,
    latencyMaxMs: 400,
    logitError: 0.02,
    halfSpread: 0.06,
    levels: 6,
    tolerance: 0.1,
    restMs: 500,
    refreshMs: MINUTE_MS,
    refillMs: 3 * SECOND_MS,
  },
};

export const CHARACTERS: readonly MarketCharacter[] = [liquid, longshot, wide, jumpy, updown];
