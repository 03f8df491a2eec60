// What the eye on rewards is worth: the same seeds twice in one synthetic market that pays for resting orders, once with quotes that
// count on it and once with quotes that do not. The exchange samples and pays as the venue does; nothing is estimated. Profit
// before rewards is marked at the end, so it is noisy: what is compared is the difference of pairs.
import { RunRecord } from '#actors/run-record.ts';
import { invariant } from '#domain/failure.ts';
import { pnlOf } from '#domain/money/tally.ts';
import { type Figure, figure } from './bench-figure.ts';
import { benchTree } from './bench-tree.ts';
import { MAKER } from './scene.ts';
import { charactersOf } from './sim-world.ts';

export interface RewardsBench {
  readonly seeds: readonly number[];
  /** Of the market's time, and how much faster than the clock that runs. */
  readonly hours: number;
  readonly pace: number;
  /** One that pays rewards. */
  readonly character: string;
}

/** Dollars of one run. */
interface Earned {
  /** Credited, and sampled since the last payment. */
  readonly rewards: number;
  /** Before rewards. */
  readonly trading: number;
  /** What the house itself expects, its haircut taken off. */
  readonly estimate: number;
  /** Cost of what was traded. */
  readonly notional: number;
}

const HOUR_MS = 3_600_000;
const CHOICES = ['count', 'ignore'] as const;

export async function benchRewards(bench: RewardsBench): Promise<readonly Figure[]> {
  const earned: Record<(typeof CHOICES)[number], Earned[]> = { count: [], ignore: [] };
  for (const seed of bench.seeds) for (const choice of CHOICES) earned[choice].push(await run(bench, seed, choice));
  const { character, hours, pace } = bench;
  const where = `${character}, ${hours} market hours at pace ${pace}`;
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
    row('estimate over what was sampled', ratios(earned.count), 'times'),
  ];
}

function ratios(runs: readonly Earned[]): number[] {
  return runs.filter(({ rewards }) => rewards > 0).map(({ estimate, rewards }) => estimate / rewards);
}

async function run(bench: RewardsBench, seed: number, choice: string): Promise<Earned> {
  const { hours, pace, character } = bench;
  let record: RunRecord | null = null;
  const house = benchTree({
    seed,
    characters: charactersOf([character]),
    // The estimate is compared as it is.
    flags: { 'sim.pace': String(pace), rewardChoice: choice, rewardHaircut: '1' },
    side(desk) {
      record = new RunRecord(desk);
      return null;
    },
  });
  invariant(record, 'whoever looks is asked before the house begins');
  const { attribution, rewards: expected } = record as RunRecord;
  house.run((hours * HOUR_MS) / pace);
  attribution.markTo((market) => house.desk.mark(market));
  const total = attribution.total();
  const { rewards } = house.world.exchange.operations;
  const trading = pnlOf(total).minus(total.rewards).toNumber();
  const sampled = total.rewards.plus(rewards.accrued(MAKER)).toNumber();
  const estimate = total.rewards.toNumber() + expected.estimate();
  await house.end();
  (record as RunRecord).stop();
  return { rewards: sampled, trading, estimate, notional: total.cost.toNumber() };
}
