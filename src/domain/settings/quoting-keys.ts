// The settings that shape quotes, as data. Each may have another value for a category, a group or a market. The others, and
// how all of them form one table, are in `keys.ts`.
import type { QueueSetting } from '../quoting/queue.ts';
import { choice, dollars, dollarsOfBankroll, instant, milliseconds, ratio, shares, whole } from './kind.ts';

const MINUTE = '60000';
const HOUR = '3600000';
const DAY = '86400000';
const WEEK = '604800000';

const QUEUE_MODELS = [
  'riskAverse',
  'power1',
  'power2',
  'power3',
  'log',
  'log2',
  'calibrated',
] as const satisfies readonly QueueSetting[];

export const QUOTING = {
  planIntervalMs: milliseconds(
    '250',
    { min: '250', max: MINUTE },
    'A market plans its quotes at most once in this time.',
  ),
  minRestMs: milliseconds(
    '4000',
    { min: '0', max: HOUR },
    'A quote rests at least this long unless it has become unsafe; what it must reach to count for rewards is venue.scoringAgeMs.',
  ),
  quoteShares: shares('100', { min: '1', max: '1000000' }, 'Size of each quote before any limit makes it smaller.'),
  queueModel: choice(
    QUEUE_MODELS,
    'power3',
    'How shares that vanish from a level are split between those ahead of us and those behind; calibrated: as our own fills have shown, power3 until then.',
  ),
  repriceTicks: whole('1', { min: '1', max: '100' }, 'ticks', 'A quote moves only when the plan is this far from it.'),
  stopBeforeEndMs: milliseconds(
    '30000',
    { min: '1000', max: DAY },
    'No quotes in the last stretch before the end date.',
  ),
  gameMaxMs: milliseconds(
    '14400000',
    { min: MINUTE, max: WEEK },
    'No quotes so long after a game began whose end is unknown or given as its start: by then it is over, or nearly.',
  ),
  eventAt: instant(
    'When scheduled news of a market or group is due: the venue lists none. In config/markets.yaml, because others have theirs at other times.',
  ),
  pullBeforeEventMs: milliseconds(
    '60000',
    { min: '1000', max: DAY },
    'Quotes are pulled this long before scheduled news or a start that clears the book.',
  ),
  eventVarianceShare: ratio(
    '1',
    { min: '0', max: '1' },
    'share',
    'Share of what is still open that scheduled news decides: 1 decides the market, 0 tells nothing new.',
  ),
};

export const SIZES = {
  riskBudgetUsd: dollarsOfBankroll(
    '1%',
    { min: '0.01', max: '100000000' },
    'Most that one standard deviation of the price may cost one market: twice over for a quote while it is held, once for all that is held at scheduled news.',
  ),
  reduceBeforeEventMs: milliseconds(
    '600000',
    { min: '0', max: DAY },
    'This long before scheduled news nothing is added beyond riskBudgetUsd, and prices lean towards getting rid of the rest.',
  ),
  levelShareMax: ratio(
    '0.2',
    { min: '0.01', max: '100' },
    'share',
    'Most of a usual level of the book that a quote may be: larger ones move the market that fills them.',
  ),
  kellyShare: ratio(
    '0.25',
    { min: '0.001', max: '1' },
    'share',
    'Part of the Kelly bet that an outside opinion may justify to hold; without an opinion the other limits alone hold.',
  ),
};

export const REGIME = {
  thinSpreadUsd: ratio(
    '0.03',
    { min: '0.0001', max: '1' },
    'dollars a share',
    'A market whose spread is wider than this is quoted as one of low liquidity.',
  ),
  thinDepthUsd: ratio(
    '300',
    { min: '0', max: '100000000' },
    'dollars',
    'A market with less than this within three cents of the middle on one side is quoted as one of low liquidity.',
  ),
  deepSpreadUsd: ratio(
    '0.015',
    { min: '0.0001', max: '1' },
    'dollars a share',
    'High liquidity takes a spread of at most this.',
  ),
  deepDepthUsd: ratio(
    '2000',
    { min: '0', max: '100000000' },
    'dollars',
    'High liquidity takes at least this within three cents of the middle on either side.',
  ),
};

export const INVENTORY = {
  skewShareMin: ratio(
    '0.02',
    { min: '0', max: '1' },
    'share',
    'Least share of the full variance that inventory is charged for: jumps come without notice.',
  ),
  skewHorizonMinMs: milliseconds(
    '600000',
    { min: '1000', max: DAY },
    'Inventory is assumed to be held at least this long.',
  ),
};

export const SPREAD = {
  fillDecayPerUsd: ratio(
    '100',
    { min: '1', max: '10000' },
    'per dollar',
    'How fast fills become rarer with distance from fair value (k): 100 means e times rarer a cent further out.',
  ),
  fillRatePerSecond: ratio(
    '0.005',
    { min: '0.000001', max: '100' },
    'fills a second',
    'Fills a second of a quote that stands at fair value (A).',
  ),
  adverseShare: ratio(
    '0.8',
    { min: '0', max: '2' },
    'share',
    'Share of the half-spread that a fill is expected to cost.',
  ),
  informedShare: ratio('0.02', { min: '0', max: '0.9' }, 'share', 'Share of takers who know the outcome (mu).'),
  modelErrorSd: ratio('1', { min: '0', max: '10' }, 'standard deviations', 'Room left for an error of our fair value.'),
  spreadMultiplierMax: ratio('4', { min: '1', max: '100' }, 'times', 'Most that fast or toxic markets widen a spread.'),
  rebateHaircut: ratio(
    '0.9',
    { min: '0', max: '1' },
    'share',
    'Share of the expected maker rebates that quotes count on.',
  ),
};

export const REWARDS = {
  rewardHaircut: ratio(
    '0.7',
    { min: '0', max: '1' },
    'share',
    'Share of the estimated rewards that quotes and the report count on.',
  ),
  rewardChoice: choice(
    ['count', 'ignore'],
    'count',
    'Whether quotes choose distance and size with an eye on what their market pays for resting orders.',
  ),
  rewardSizeMax: ratio(
    '2',
    { min: '1', max: '4' },
    'times quoteShares',
    'A quote may be raised to so much where a programme counts nothing smaller and pays for it; volatile times allow less.',
  ),
  rewardPatienceMs: milliseconds(
    '180000',
    { min: '1000', max: DAY },
    'A quote that should count for rewards and does not for so long is reported.',
  ),
};

export const VOLATILITY = {
  volatilityFastHalfLifeMs: milliseconds(
    '300000',
    { min: '1000', max: DAY },
    'Half-life of the average that follows bursts.',
  ),
  volatilitySlowHalfLifeMs: milliseconds(
    HOUR,
    { min: '1000', max: '604800000' },
    'Half-life of the average that remembers the usual pace.',
  ),
  jumpsPerDay: ratio('2', { min: '0', max: '10000' }, 'a day', 'Jumps expected before a market has shown any.'),
  jumpSd: ratio('0.3', { min: '0', max: '10' }, 'logit', 'Their size: standard deviation on the logit scale.'),
};

export const HALTS = {
  haltZIn: ratio('3', { min: '0.1', max: '100' }, 'standard deviations', 'Flow more one-sided than this halts a side.'),
  haltZOut: ratio('1.5', { min: '0', max: '100' }, 'standard deviations', 'It returns when flow is back below this.'),
  haltMs: milliseconds(
    '2000',
    { min: '100', max: HOUR },
    'The first halt lasts at least this long; each next one doubles.',
  ),
  haltMaxMs: milliseconds(MINUTE, { min: '100', max: DAY }, 'Doubling ends here.'),
  haltCalmMs: milliseconds(
    '300000',
    { min: '1000', max: DAY },
    'After this long without a halt the doubling starts anew.',
  ),
};

export const PAIRS = {
  pairEdgeMinUsd: dollars(
    '0.002',
    { min: '0', max: '1' },
    'A pair is bought only if one YES and one NO together cost at least this much less than a dollar.',
  ),
  legPatienceMs: milliseconds('600000', { min: '1000', max: DAY }, 'How long the second leg of a pair is asked for.'),
  pairTradesMax: whole('50', { min: '1', max: '1000' }, 'pair trades', 'Pair trades open at once in one market.'),
  mergeMinShares: shares(
    '50',
    { min: '1', max: '1000000' },
    'Fewer complete sets than this wait for more before a merge.',
  ),
  mergeCashShareMin: ratio(
    '0.30',
    { min: '0', max: '1' },
    'share',
    'Below this share of free cash in the bankroll, sets are merged however few they are.',
  ),
};
