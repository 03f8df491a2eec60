// What the eye on rewards is worth: the same seeds twice in one synthetic market that pays for resting orders, once with quotes that
// count on it and once with quotes that do not. The exchange samples and pays as the venue does; nothing is estimated. Profit
// before rewards is marked at the end, so it is noisy: what is compared is the difference of pairs.
import { RunRecord } from '#actors/run-record.ts';
import { invariant } from '#domain/failure.ts';
import { beforeRewards } from '#domain/money/tally.ts';
import type { MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { type Figure, figure } from './bench-figure.ts';
import { type BenchTree, benchTree } from './bench-tree.ts';
import { MAKER } from './scene.ts';
import { charactersOf } from './sim-world.ts';

export interface RewardsBench {
  readonly seeds: readonly number[];
  /** Of the market's time, and how much faster than the clock that runs. */
  readonly hours: number;
  readonly pace: number;
  /** One that pays rewards, and how many times its usual pool. */
  readonly character: string;
  readonly pools: number;
}

/** Dollars of one run. */
interface Earned {
  /** Credited, and sampled since the last payment. */
  readonly rewards: number;
  /** Before rewards. */
  readonly trading: number;
  /** Our share of a sample, on average: as the house expected it, and as the exchange had it. */
  readonly expected: number;
  readonly sampled: number;
  /** Cost of what was traded. */
  readonly notional: number;
}

const HOUR_MS = 3_600_000;
const LOOK_MS = 300_000;
const CHOICES = ['count', 'ignore'] as const;

export async function benchRewards(bench: RewardsBench): Promise<readonly Figure[]> {
  const earned: Record<(typeof CHOICES)[number], Earned[]> = { count: [], ignore: [] };
  for (const seed of bench.seeds) for (const choice of CHOICES) earned[choice].push(await run(bench, seed, choice));
  const { character, pools, hours, pace } = bench;
  const dear = pools === 1 ? '' : ` with ${pools} times its pool`;
  const where = `${character}${dear}, ${hours} market hours at pace ${pace}`;
  const row = (what: string, values: readonly number[], unit = 'dollars') =>
    figure({ bench: 'rewards', what: `${what} (${where})`, unit, values });
  const told = { count: 'rewards counted on', ignore: 'rewards ignored' };
  const differences = (part: keyof Earned) =>
    earned.count.map((one, at) => one[part] - (earned.ignore[at]?.[part] ?? Number.NaN));
  return [
    ...CHOICES.flatMap((choice) => [
      row(
        `rewards, ${told[choice]}`,
        earned[choice].map(({ rewards }) => rewards),
      ),
      row(
        `profit before rewards, ${told[choice]}`,
        earned[choice].map(({ trading }) => trading),
      ),
      row(
        `traded, ${told[choice]}`,
        earned[choice].map(({ notional }) => notional),
      ),
    ]),
    row('rewards more, by pairs', differences('rewards')),
    row('profit before rewards more, by pairs', differences('trading')),
    row('share that the house expected over what the exchange sampled', ratios(earned.count), 'times'),
  ];
}

function ratios(runs: readonly Earned[]): number[] {
  return runs.filter(({ sampled }) => sampled > 0).map(({ expected, sampled }) => expected / sampled);
}

async function run(bench: RewardsBench, seed: number, choice: string): Promise<Earned> {
  const { pace, character, pools } = bench;
  let kept: RunRecord | null = null;
  const house = benchTree({
    seed,
    characters: charactersOf([character]).map((one) => richer(one, pools)),
    flags: { 'sim.pace': String(pace), rewardChoice: choice },
    side(desk) {
      kept = new RunRecord(desk);
      return null;
    },
  });
  const record: RunRecord | null = kept;
  invariant(record !== null, 'whoever looks is asked before the house begins');
  const shares = looked(house, record, bench);
  const { attribution } = record as RunRecord;
  attribution.markTo((market) => house.desk.mark(market));
  const total = attribution.total();
  const rewards = total.rewards.plus(house.world.exchange.operations.rewards.accrued(MAKER)).toNumber();
  const [trading, notional] = [beforeRewards(total).toNumber(), total.cost.toNumber()];
  await house.end();
  (record as RunRecord).stop();
  return { rewards, trading, notional, ...shares };
}

function richer(character: MarketCharacter, pools: number): MarketCharacter {
  const { reward } = character;
  return reward ? { ...character, reward: { ...reward, dailyUsd: reward.dailyUsd.times(pools) } } : character;
}

/** Runs the house, and asks both what our share is every few minutes of market time. */
function looked(
  { world, desk, run: pass }: BenchTree,
  { rewards }: RunRecord,
  { hours, pace }: RewardsBench,
): Pick<Earned, 'expected' | 'sampled'> {
  const looks = Math.round((hours * HOUR_MS) / LOOK_MS);
  const sums = { expected: 0, sampled: 0 };
  for (let look = 0; look < looks; look += 1) {
    pass(LOOK_MS / pace);
    for (const state of desk.markets.values()) {
      sums.expected += rewards.view(state)?.share ?? 0;
      sums.sampled += world.exchange.operations.rewards.share(state.facts.id, MAKER);
    }
  }
  return { expected: sums.expected / looks, sampled: sums.sampled / looks };
}
