// `bench`: how fast and how good, measured on this machine at this moment. Figures, not tests: an aim that is missed is said, and
// nothing fails for it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadInput } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';
import { realClock } from '#infra/clock.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { benchDecode } from '#lab/bench-decode.ts';
import { benchDoor } from '#lab/bench-door.ts';
import { benchEvents } from '#lab/bench-events.ts';
import { type Figure, figureTable } from '#lab/bench-figure.ts';
import { benchFrames } from '#lab/bench-frames.ts';
import { benchHeap } from '#lab/bench-heap.ts';
import { benchHours } from '#lab/bench-hours.ts';
import { benchPage } from '#lab/bench-page.ts';
import { benchPlan } from '#lab/bench-plan.ts';
import { benchRace } from '#lab/bench-race.ts';
import { benchReaction } from '#lab/bench-reaction.ts';
import { benchReplay } from '#lab/bench-replay.ts';
import { benchRestart } from '#lab/bench-restart.ts';
import { benchRewards } from '#lab/bench-rewards.ts';
import { benchSigning } from '#lab/bench-signing.ts';
import { readArguments } from './arguments.ts';
import { benchFacts } from './bench-facts.ts';
import { queueBenchText } from './bench-queue.ts';
import { INTERRUPTED, onInterrupt } from './interrupts.ts';

const HELP = `bench [names] [options]: measure, and print medians and 99th percentiles beside what we aim at

  restart      process time from the crash of an actor to its restart, with 100 and with 1,000 markets in shards
  hours        hours of trading simulated in a second with 6 markets, the tree alone and with all faults and checks
  rewards      twelve hours of synthetic markets that pay for resting orders, with quotes that count on it and
               without, the same seeds: income, profit before it, and what the house expected;
               only when it is named
  race         our delay after an engine restart, and who stands before our orders when its post-only window ends
  signing      an order built, signed and serialised, beside the official client
  frames       a frame of the public stream read, the fast path beside the plain one, and a book hashed
  decode       frames of level changes a second, from bytes into books, beside bare JSON.parse and
               poly-websockets on the same bytes; every book must be the same at the end, or it fails
  tree         frames a second through a whole tree that replays 20 markets, busy (100 frames a second
               each) and calm (5); a quoter that throws in the middle must come back
  plan         a frame to the plan that answers it inside of one process, 200 markets at 5,000 a second
  heap         memory of a quoted market after collection, of 1,000 and of 5,000; takes minutes
  events       machine events a second, of a bare actor and in the tree
  reaction     bytes of a frame in to bytes of the signed order out, with 200 markets at 5,000 frames a second on
               loopback, without and with the wait for the journal; the other end is a process of its own

  door         what the operator door costs the thread that trades in 200 markets: nobody, 1 page and 20 pages watching
  page         bytes of the page, the time until it shows 200 markets, and its frames; needs Chromium, only
               when it is named

  queue [FILE] how good our fill probability is on a maker probe, out of sample, beside the risk-averse queue,
               power3 and a constant; alone, and the probe of POLYMARKET_DATA without a FILE; --fit FILE learns
               from another one

  facts        alone and by name: market-days of the calibrated synthetic market, and the stylised facts of the
               real venue beside what they showed, what its makers and simple quoters earned, each row with our
               tolerance; --runs 50 seeds from --seed-from 1, --json; minutes

  --runs 12    seeds of hours, rewards and race, crashes of each kind of restart times ten, blocks of orders, and
               five seconds of reaction each
  --markets 6  of hours and race
  --json       one JSON object instead of the table

Each of several has a process of its own, and so have plan and reaction: with the flags of the service. Other work on
the machine makes every figure worse; read the median first.

  npm run bench
  npm run bench -- restart --runs 20
  npm run bench -- race hours --json
  npm run bench -- queue second.jsonl --fit first.jsonl
  npm run bench -- facts --seed-from 1001
`;

const RUNS = 12;
const COUNT_MAX = 100;
const CRASHES_PER_RUN = 10;
const MARKETS = 6;
const TREE = { markets: 20, levels: 50 };
const HOURS = 6;
/** Synthetic markets that pay for resting orders. */
const REWARDED = [
  { character: 'liquid', pools: 1 },
  { character: 'liquid', pools: 20 },
  { character: 'wide', pools: 1 },
  { character: 'jumpy', pools: 1 },
];
const REWARD_HOURS = 12;
const REWARD_PACE = 30;
const ORDERS = 500;
const FRAMES = 20_000;
const DOOR_MARKETS = 200;
const FRAMES_MS = 10_000;
/** Not among those that run when none is named: one needs a browser, the other takes minutes. */
const ONLY_NAMED = ['page', 'rewards'];
/** Each has a table and options of its own. */
const FACTS = 'facts';
const QUEUE = 'queue';
const ALONE = [QUEUE, FACTS];
/** How the young generation is collected, as in package.json. A service does it often, in half a millisecond, and alone: whoever waits
 *  for threads that help waits for their processor too. Who only wants to get through does it seldom, for many milliseconds. */
export const SERVICE_FLAGS = ['--max-semi-space-size=2', '--no-parallel-scavenge'];
export const THROUGH_FLAGS = ['--max-semi-space-size=64'];
/** Measured as a service runs. */
const LIKE_SERVICE = ['plan', 'reaction'];
/** Told with every 425 in one half of the races; in the other half nothing is. */
const RETRY_AFTER_MS = 1_000;

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const WORKER = new URL('./reaction-worker.ts', import.meta.url);
const REACTION = { markets: 200, calm: 40, perSecond: 5_000, warmMs: 20_000 };
const REACTION_MS_PER_RUN = 5_000;

interface Size {
  readonly runs: number;
  readonly markets: number;
}

const BENCHES: Readonly<Record<string, (size: Size) => AsyncGenerator<Figure>>> = {
  async *restart({ runs }) {
    for (const markets of [100, 1_000])
      yield* await benchRestart({ markets, seed: 1, crashes: Math.min(markets, runs * CRASHES_PER_RUN) });
  },
  async *hours({ runs, markets }) {
    yield* await benchHours({ markets, seeds: seeds(runs), hours: HOURS });
  },
  async *rewards({ runs }) {
    for (const one of REWARDED)
      yield* await benchRewards({ seeds: seeds(runs), hours: REWARD_HOURS, pace: REWARD_PACE, ...one });
  },
  async *race({ runs, markets }) {
    for (const retryAfterMs of [RETRY_AFTER_MS, null])
      yield* await benchRace({ markets, seeds: seeds(runs), retryAfterMs });
  },
  async *signing({ runs }) {
    yield* await benchSigning({ runs, orders: ORDERS });
  },
  async *frames({ runs }) {
    yield* benchFrames({ runs, frames: FRAMES });
  },
  async *decode({ runs }) {
    yield* await benchDecode({ runs, frames: 200_000, hashed: 20_000, levels: 120 });
  },
  async *tree({ runs }) {
    yield* await benchReplay({ runs, ...TREE, perSecond: 100, seconds: 60, aim: 300_000 });
    yield* await benchReplay({ runs, ...TREE, perSecond: 5, seconds: 60 });
  },
  async *plan({ runs }) {
    yield* await benchPlan({ markets: 200, perSecond: 5_000, levels: 50, seconds: 2 * runs });
  },
  async *heap() {
    yield* await benchHeap({ markets: [1_000, 5_000], levels: 50 });
  },
  async *events({ runs }) {
    yield* await benchEvents({ runs, events: 50_000, ...TREE });
  },
  async *door({ runs }) {
    yield* await benchDoor({ markets: DOOR_MARKETS, pages: [0, 1, 20], blocks: runs });
  },
  async *page({ runs }) {
    const clock = realClock();
    const sleep = (ms: number) => new Promise<void>((done) => void clock.setTimeout(done, ms));
    yield* await benchPage({ markets: DOOR_MARKETS, visits: runs, framesMs: FRAMES_MS, sleep });
  },
  async *reaction({ runs }) {
    const clock = realClock();
    const bench = { ...REACTION, clock, worker: WORKER, forMs: runs * REACTION_MS_PER_RUN };
    const journals = journalFolder(clock);
    try {
      for (const journal of ['instant', { folder: journals.folder }] as const)
        yield* await benchReaction(bench, journal);
    } finally {
      journals.remove();
    }
  },
};

/** On the disk that journals are on. It goes however this ends, by an interrupt too. */
function journalFolder(clock: Clock): { readonly folder: string; remove(): void } {
  const { directory } = loadSettings({ mode: 'live', file: null, flags: {} }).state;
  mkdirSync(directory, { recursive: true });
  const folder = mkdtempSync(join(directory, 'bench-'));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  const forget = onInterrupt(['SIGINT', 'SIGTERM'], clock, { isStopping: () => true, stop() {} });
  return {
    folder,
    remove() {
      forget();
      process.off('exit', clear);
      clear();
    },
  };
}

export const benchCommand = {
  help: HELP,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  if (args[0] === FACTS) return benchFacts(args.slice(1));
  const { words, flags, values } = readArguments(args, {
    flags: ['json'],
    values: ['runs', 'markets', 'fit'],
    words: true,
  });
  const [first, file, ...more] = words;
  if (first === QUEUE) {
    const other = words.slice(1).find((word) => Object.hasOwn(BENCHES, word) || ALONE.includes(word));
    if (other !== undefined)
      throw new BadInput(
        `${QUEUE} is measured alone: bench ${QUEUE} (a file of the name ${other} would be ./${other})`,
      );
    if (more.length > 0) throw new BadInput(`bench queue reads one file; ${more.join(' ')} is not expected here`);
    const text = queueBenchText(file ?? null, values.get('fit') ?? null, flags.has('json'));
    process.stdout.write(`${text}\n`);
    return 0;
  }
  if (values.has('fit')) throw new BadInput('--fit is an option of bench queue');
  const names =
    words.length > 0 ? [...new Set(words)] : Object.keys(BENCHES).filter((name) => !ONLY_NAMED.includes(name));
  const size = {
    runs: readCount('runs', values.get('runs') ?? String(RUNS)),
    markets: readCount('markets', values.get('markets') ?? String(MARKETS)),
  };
  for (const name of names)
    if (!Object.hasOwn(BENCHES, name))
      throw new BadInput(
        ALONE.includes(name)
          ? `${name} is measured alone: bench ${name}`
          : `no bench ${JSON.stringify(name)}; known: ${[...Object.keys(BENCHES), ...ALONE].join(', ')}`,
      );
  const figures: Figure[] = [];
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0 && runsLikeUs(only))
    for await (const figure of BENCHES[only]?.(size) ?? []) figures.push(figure);
  else for (const name of names) figures.push(...(await measuredApart(name, size)));
  const text = flags.has('json') ? JSON.stringify({ bench: 1, ...size, figures }, null, 2) : figureTable(figures);
  process.stdout.write(`${text}\n`);
  return 0;
}

/** Whether this process was started with the flags that belong to it. */
function runsLikeUs(name: string): boolean {
  return !LIKE_SERVICE.includes(name) || SERVICE_FLAGS.every((flag) => process.execArgv.includes(flag));
}

/** Those of this process, but for how it collects. */
function flagsOf(name: string): readonly string[] {
  const others = process.execArgv.filter((flag) => ![...SERVICE_FLAGS, ...THROUGH_FLAGS].includes(flag));
  return [...others, ...(LIKE_SERVICE.includes(name) ? SERVICE_FLAGS : THROUGH_FLAGS)];
}

/** In a process of its own: what one bench leaves compiled and uncollected would weigh on the next. */
function measuredApart(name: string, { runs, markets }: Size): Promise<readonly Figure[]> {
  const size = ['--runs', String(runs), '--markets', String(markets)];
  const child = spawn(process.execPath, [...flagsOf(name), MAIN, 'bench', name, '--json', ...size], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let isInterrupted = false;
  const forget = onInterrupt(['SIGINT', 'SIGTERM'], realClock(), {
    isStopping: () => isInterrupted,
    stop() {
      isInterrupted = true;
      child.kill('SIGINT');
    },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      forget();
      if (isInterrupted) process.exit(INTERRUPTED);
      if (code === 0) done((JSON.parse(text) as { readonly figures: readonly Figure[] }).figures);
      else fail(new Unavailable(`bench ${name} ended with ${code ?? 'a signal'}`));
    });
  });
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > COUNT_MAX)
    throw new BadInput(`--${name} ${text}: a whole number from 1 to ${COUNT_MAX}`);
  return count;
}

function seeds(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n + 1);
}
