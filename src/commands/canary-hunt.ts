// `simulate --canaries`: each known defect is planted in processes of its own, and nights are simulated until a check finds it. Ends
// with a table; a defect that nobody finds is a hole in the checks.
import type { Clock } from '#domain/ports.ts';
import { CANARIES } from '#lab/canaries.ts';
import type { Canary } from '#lab/canary.ts';
import { canaryProblem } from '#lab/canary-hook.ts';
import type { NightPlan } from '#lab/night-plan.ts';
import type { NightResult } from '#lab/night-stage.ts';
import { INTERRUPTED, onInterrupt } from './interrupts.ts';
import { NightPool } from './night-pool.ts';
import type { SimulateRequest } from './simulate-request.ts';

/** Nights for each. */
const SEEDS_MAX = 50;
/** Of the markets' time, unless a defect is known to need longer. */
const HOURS = 1.5;
const MARKETS = 5;

interface Hunt {
  readonly canary: Canary;
  readonly found: NightResult | null;
  readonly nights: number;
  readonly error: string | null;
}

export async function huntCanaries(request: SimulateRequest, clock: Clock, commit: string): Promise<number> {
  const { jobs, json, plan } = request;
  if (!json) say(`simulate: ${CANARIES.length} canaries, at most ${SEEDS_MAX} seeds each, commit ${commit}`);
  const startedMs = clock.now();
  const waiting = [...CANARIES];
  const hunts: Hunt[] = [];
  const pools = new Set<NightPool>();
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const pool of pools) pool.close();
  };
  const listenNoMore = onInterrupt(['SIGINT', 'SIGTERM'], clock, { isStopping: () => stopped, stop });
  const lane = async () => {
    for (let canary = waiting.shift(); canary; canary = waiting.shift()) {
      const pool = new NightPool(clock, 1, canary.name);
      pools.add(pool);
      const hunt = await huntOne(canary, plan, pool);
      pool.close();
      pools.delete(pool);
      if (stopped) return;
      hunts.push(hunt);
      if (json) process.stdout.write(`${JSON.stringify(rowOf(hunt))}\n`);
      else say(lineOf(hunt));
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  listenNoMore();
  if (stopped && !json) say(`stopped after ${hunts.length} of ${CANARIES.length} canaries`);
  const missed = hunts.filter(({ found }) => found === null).length;
  if (!json)
    say(`\n${((clock.now() - startedMs) / 1_000).toFixed(0)} s\n${hunts.length - missed} passed, ${missed} failed`);
  if (missed > 0) return 1;
  return stopped ? INTERRUPTED : 0;
}

async function huntOne(canary: Canary, asked: Omit<NightPlan, 'seed'>, pool: NightPool): Promise<Hunt> {
  const problem = canaryProblem(canary);
  if (problem !== null) return { canary, found: null, nights: 0, error: problem };
  const plan = { ...asked, hours: canary.hours ?? HOURS, markets: MARKETS, faults: canary.faults };
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const answer = await pool.run({ ...plan, seed });
    if ('error' in answer) return { canary, found: null, nights: seed, error: answer.error };
    if (answer.result.failure) return { canary, found: answer.result, nights: seed, error: null };
  }
  return { canary, found: null, nights: SEEDS_MAX, error: null };
}

function lineOf({ canary, found, nights, error }: Hunt): string {
  const name = canary.name.padEnd(26);
  if (error !== null) return `ERROR   ${name} ${error}`;
  if (!found?.failure) return `MISSED  ${name} after ${nights} seeds: ${canary.sentence}`;
  const { check, atMs } = found.failure;
  return `found   ${name} seed ${String(found.seed).padEnd(3)} ${check.padEnd(12)} ${(atMs / 1_000).toFixed(3)} s  ${canary.sentence}`;
}

function rowOf({ canary, found, nights, error }: Hunt): object {
  const { name, sentence } = canary;
  return { canary: name, sentence, found: found?.failure ?? null, seed: found?.seed ?? null, nights, error };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
