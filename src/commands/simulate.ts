// `simulate`: whole nights of trading under seeds, each with its own markets, faults and end, in processes side by side. The first
// that fails is shown, can be replayed, and its faults are reduced to the fewest that still make it fail.
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { BadInput } from '#domain/failure.ts';
import { realClock } from '#infra/clock.ts';
import type { NightResult } from '#lab/night-stage.ts';
import { smallest } from '#lab/shrink.ts';
import { huntCanaries } from './canary-hunt.ts';
import { INTERRUPTED, onInterrupt } from './interrupts.ts';
import { NightPool } from './night-pool.ts';
import { readRequest, type SimulateRequest } from './simulate-request.ts';
import { failureText, headText, nightLine, smallestText, standingText, summaryText } from './simulate-text.ts';

const HELP = `simulate [options]: whole nights of trading in virtual time, with faults and checks, one a seed

  --seeds 1..200     which nights; --seed 17 for one (1..20)
  --hours 6          of the markets' time; at sim.pace 30 that is twelve minutes of the tree's own clock
  --markets 6        synthetic markets, the five characters in turn
  --faults all       all, none, or names with commas; \`npm run chaos -- list\` explains them
  --only f3,f7       of the faults that the seed brings, only these
  --until 83412ms    stop there and show how things are
  --wire events      how the tree talks to the exchange: events in process, or frames, the
                     venue's own text through our client and our server
  --jobs 2           nights at once (number of cores)
  --keep-going       do not stop at the first night that fails
  --json             a line of JSON for each night, and nothing else on stdout
  --canaries         plant known defects, one after the other: each must be found
  --<setting> VALUE  any setting by its key, such as --quoteShares 50

The same seed gives the same events: the hash in its line is the same everywhere. Exit code 1 when a
night fails, 130 when somebody stopped it before the last.

  npm run simulate -- --seeds 1..200
  npm run simulate -- --seed 17 --faults engineRestart,crash --until 90s
  npm run simulate -- --canaries
`;

/** Nights spent on making a failure small. */
const SHRINK_TRIES_MAX = 60;
const PROGRESS_EVERY_MS = 5_000;

export const simulateCommand = {
  help: HELP,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const request = readRequest(args, availableParallelism());
  const clock = realClock();
  if (request.canaries) return huntCanaries(request, clock, commit());
  const pool = new NightPool(clock, request.jobs);
  const session = new Session(request, pool);
  const listenNoMore = onInterrupt(['SIGINT', 'SIGTERM'], clock, {
    isStopping: () => session.stopped,
    stop: () => session.stop(),
  });
  try {
    return await session.run(clock.now(), () => clock.now());
  } finally {
    listenNoMore();
    pool.close();
  }
}

class Session {
  stopped = false;
  readonly #request: SimulateRequest;
  readonly #pool: NightPool;
  readonly #results: NightResult[] = [];
  #broken = 0;
  #toldMs = 0;

  constructor(request: SimulateRequest, pool: NightPool) {
    this.#request = request;
    this.#pool = pool;
  }

  stop(): void {
    this.stopped = true;
    this.#pool.close();
  }

  async run(startedMs: number, now: () => number): Promise<number> {
    const { json, seeds, plan } = this.#request;
    this.#toldMs = startedMs;
    const head = headText(this.#request, commit());
    if (json) line({ simulate: 1, seeds, ...plan, commit: commit() });
    else say(head);
    await this.#nights(startedMs, now);
    const failed = this.#results.filter(({ failure }) => failure !== null).sort((a, b) => a.seed - b.seed);
    const [first] = failed;
    if (first && !json) say(failureText(first, this.#request.words));
    if (first && !this.stopped) await this.#shrink(first);
    const [only] = this.#results;
    if (only && plan.untilMs !== null && !json && !first) say(standingText(only));
    const wanted = seeds.to - seeds.from + 1;
    const bad = failed.length + this.#broken;
    if (!json) say(summaryText(this.#results, wanted, now() - startedMs));
    if (this.stopped && !json) say(`stopped after ${this.#results.length} of ${wanted} nights`);
    if (!json) say(`${this.#results.length - failed.length} passed, ${bad} failed`);
    if (bad > 0) return 1;
    // Nights that somebody stopped prove nothing.
    return this.stopped ? INTERRUPTED : 0;
  }

  async #nights(startedMs: number, now: () => number): Promise<void> {
    const { seeds, jobs, keepGoing } = this.#request;
    let next = seeds.from;
    const goesOn = () => next <= seeds.to && !this.stopped && (keepGoing || !this.#hasFailed());
    const lane = async () => {
      while (goesOn()) {
        await this.#night(next++);
        this.#progress(now() - startedMs, now());
      }
    };
    await Promise.all(Array.from({ length: jobs }, lane));
  }

  async #night(seed: number): Promise<void> {
    const answer = await this.#pool.run({ ...this.#request.plan, seed });
    if ('result' in answer) {
      const { result } = answer;
      const missing = this.#request.plan.keep?.find((id) => !result.faults.some((fault) => fault.id === id));
      if (missing !== undefined) throw new BadInput(`--only ${missing}: seed ${seed} brings no fault of that id`);
      this.#results.push(result);
      if (this.#request.json) line(result);
      else say(nightLine(result));
    } else if (!this.stopped) {
      this.#broken += 1;
      if (this.#request.json) line({ seed, error: answer.error });
      else say(`seed ${seed}  BROKEN  ${answer.error}`);
    }
  }

  #hasFailed(): boolean {
    return this.#broken > 0 || this.#results.some(({ failure }) => failure !== null);
  }

  async #shrink(night: NightResult): Promise<void> {
    const { failure, faults, seed } = night;
    const { json, plan, words } = this.#request;
    if (!failure || faults.length === 0 || plan.untilMs !== null) return;
    if (!json) say(`looking for the smallest set of faults that still fails (at most ${SHRINK_TRIES_MAX} nights) …`);
    const happened = faults.filter(({ atMs }) => atMs <= failure.atMs).map(({ id }) => id);
    const fails = async (keep: readonly string[]) => {
      const answer = await this.#pool.run({ ...plan, seed, keep });
      return 'result' in answer && answer.result.failure?.check === failure.check;
    };
    const { items, tries } = await smallest(happened, fails, SHRINK_TRIES_MAX);
    if (this.stopped) return;
    if (json) line({ seed, smallest: items, tries });
    else say(smallestText(night, items, tries, words));
  }

  #progress(tookMs: number, nowMs: number): void {
    if (nowMs - this.#toldMs < PROGRESS_EVERY_MS) return;
    this.#toldMs = nowMs;
    const { from, to } = this.#request.seeds;
    const done = this.#results.length + this.#broken;
    const wanted = to - from + 1;
    const perMinute = (done * 60_000) / Math.max(1, tookMs);
    const left = perMinute > 0 ? `${((wanted - done) / perMinute).toFixed(1)} min left` : '';
    process.stderr.write(`${done} of ${wanted} nights, ${perMinute.toFixed(1)} a minute, ${left}\n`);
  }
}

function commit(): string {
  try {
    const cwd = new URL('../../', import.meta.url);
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function line(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
