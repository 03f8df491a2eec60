// `bench facts`: market-days of the calibrated character, one a seed and a variant, in processes of their own, and the table of
// quant.md 16.3 beside what they showed. The same seeds give the same table.
import { availableParallelism } from 'node:os';
import { BadInput, invariant } from '#domain/failure.ts';
import { gateLine } from '#domain/money/report-text.ts';
import { realClock } from '#infra/clock.ts';
import type { DayFacts, DayPlan } from '#lab/facts-day.ts';
import { earningFacts, VARIANTS } from '#lab/facts-earnings.ts';
import { claimGates, regressionGates } from '#lab/facts-gates.ts';
import { marketFacts } from '#lab/facts-market.ts';
import { factTable } from '#lab/facts-row.ts';
import { readArguments } from './arguments.ts';
import { INTERRUPTED, onInterrupt } from './interrupts.ts';
import { JobPool } from './job-pool.ts';

const RUNS = 50;
const RUNS_MAX = 1_000;
const SEED_MAX = 1_000_000_000;
const DAY_MAX_MS = 120_000;
const TOLD_EVERY_MS = 5_000;
const WORKER = new URL('./facts-worker.ts', import.meta.url);

export async function benchFacts(args: readonly string[]): Promise<number> {
  const { flags, values } = readArguments(args, { flags: ['json'], values: ['runs', 'seed-from'], words: false });
  const runs = readWhole('runs', values.get('runs') ?? String(RUNS), 2, RUNS_MAX);
  const from = readWhole('seed-from', values.get('seed-from') ?? '1', 0, SEED_MAX);
  const seeds = Array.from({ length: runs }, (_, n) => from + n);
  const days = await tradeAll(seeds);
  if (days === null) return INTERRUPTED;
  const rows = [...marketFacts(days.asItIs ?? []), ...earningFacts(days)];
  const gates = {
    market: regressionGates(days.joinsTouch ?? []),
    claim: claimGates(days.quotesFairSkewed ?? []),
  };
  const span = [from, from + runs - 1] as const;
  const text = flags.has('json')
    ? JSON.stringify({ bench: 1, seeds: span, rows, gates }, null, 2)
    : [
        factTable(rows),
        `${rows.filter((row) => row.passed).length} of ${rows.length} passed; seeds ${span.join('..')}`,
        '',
        'gates of the market, with the agent that joins both touches in it',
        ...gates.market.map(gateLine),
        '',
        'gates of a claim of profit, for the agent with the skew',
        ...gates.claim.map(gateLine),
      ].join('\n');
  process.stdout.write(`${text}\n`);
  return 0;
}

/** By variant; null: somebody stopped it. */
async function tradeAll(seeds: readonly number[]): Promise<Record<string, DayFacts[]> | null> {
  const clock = realClock();
  const pool = new JobPool<DayPlan, DayFacts>(clock, {
    module: WORKER,
    size: availableParallelism(),
    jobMaxMs: DAY_MAX_MS,
  });
  let stopped = false;
  const stop = () => {
    stopped = true;
    pool.close();
  };
  const listenNoMore = onInterrupt(['SIGINT', 'SIGTERM'], clock, { isStopping: () => stopped, stop });
  const variants = Object.entries(VARIANTS);
  let [traded, toldMs] = [0, clock.now()];
  const trade = async (name: string, plan: DayPlan): Promise<DayFacts | null> => {
    const answer = await pool.run(plan);
    if (stopped) return null;
    if ('error' in answer) throw new Error(`seed ${plan.seed}, ${name}: ${answer.error}`);
    traded += 1;
    if (clock.now() - toldMs >= TOLD_EVERY_MS) {
      toldMs = clock.now();
      process.stderr.write(`${traded} of ${seeds.length * variants.length} market-days\n`);
    }
    return answer.result;
  };
  try {
    const days = await Promise.all(
      variants.map(async ([name, variant]) => {
        const found = await Promise.all(seeds.map((seed) => trade(name, { ...variant, seed })));
        return [name, found.filter((day) => day !== null)] as const;
      }),
    );
    if (stopped) return null;
    for (const [name, found] of days) invariant(found.length === seeds.length, `a day of each seed for ${name}`);
    return Object.fromEntries(days);
  } finally {
    listenNoMore();
    pool.close();
  }
}

function readWhole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new BadInput(`--${name} ${text}: a whole number from ${least} to ${most}`);
  return value;
}
