// How fast recordings play through the whole tree: the driver, the recorded exchange and the tree of `replay` itself, on frames that
// are made up and lie in memory as the text that came. There are no prints in them, so nobody is filled; in the middle one quoter is
// made to throw, and must come back and quote again.
import { Desk } from '#actors/desk.ts';
import { plantTree, type Tree } from '#actors/root.actor.ts';
import { invariant } from '#domain/failure.ts';
import { walletId } from '#domain/ids.ts';
import { judgedBy } from '#domain/quoting/queue.ts';
import { simulatedChain } from '#infra/chain/simulated-chain.ts';
import { advance, cueRecordings, JOIN_LEAD_MS, playRecordings } from '#infra/exchange/replay-driver.ts';
import { ReplayedExchange } from '#infra/exchange/replayed-exchange.ts';
import { venueLink } from '#infra/exchange/venue-link.ts';
import { silentLog } from '#infra/log.ts';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { processWatch, stopwatch, threadMs } from '#infra/stopwatch.ts';
import { USUAL_GONE_SHARE } from '#infra/venue/specimen-stream.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { VirtualIntentFile } from '#infra/virtual-intents.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { type Figure, figure } from './bench-figure.ts';
import { memoryRecordings, type Tape, tapeOf } from './memory-recordings.ts';

export interface ReplayBench {
  readonly runs: number;
  readonly markets: number;
  /** Frames a second of each. */
  readonly perSecond: number;
  /** Simulated, a run. */
  readonly seconds: number;
  /** Of each side. */
  readonly levels: number;
  /** Frames a second that we want; left out: any. */
  readonly aim?: number;
}

const SEED = 1;
/** Those near the touch change more often. */
const NEARNESS = 2;
const MAKER = walletId('maker');
const SIGMA = 0.3;
const FLAGS = { bankrollUsd: '1000000' };
const START_MS = 1_800_000_000_000;
const DRAIN_MS = 6_000;

/** Throws when the quoter that was struck did not come back, or a market was not quoted. */
export async function benchReplay({ runs, aim, ...plan }: ReplayBench): Promise<readonly Figure[]> {
  const { markets, perSecond, seconds, levels } = plan;
  const shape = { seed: SEED, levels, nearness: NEARNESS, goneShare: USUAL_GONE_SHARE, hashed: false };
  const tape = tapeOf({ ...shape, markets, perSecond, seconds, startMs: START_MS + JOIN_LEAD_MS });
  const played: Run[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const one = await play(tape, seconds);
    if (run > 0) played.push(one); // the first run only warms up
  }
  const row = (what: string, unit: string, of: (run: Run) => number) => ({
    ...{ bench: 'tree', what: `${what}; ${markets} markets at ${perSecond} frames a second`, unit },
    values: played.map(of),
  });
  const byClock = row(
    'frames replayed, from text to quotes',
    'a second',
    ({ tookMs, frames }) => (frames * 1_000) / tookMs,
  );
  return [
    figure(aim === undefined ? byClock : { ...byClock, aim: { at: 'least', value: aim } }),
    figure(row('the same in processor time', 'a second', ({ workedMs, frames }) => (frames * 1_000) / workedMs)),
    figure(row('the same in time of its thread', 'a second', (run) => (run.frames * 1_000) / run.threadMs)),
    figure(row('as fast as life', 'times', ({ tookMs }) => (seconds * 1_000) / tookMs)),
    figure(row('plans of a simulated second', 'plans', ({ plans }) => plans / seconds)),
    figure(row('machine events of a simulated second', 'events', ({ events }) => events / seconds)),
    figure(row('a quoter that throws in the middle is back, simulated', 'ms', ({ backMs }) => backMs)),
  ];
}

interface Run {
  readonly frames: number;
  readonly tookMs: number;
  /** Its collector and compiler included, and of its own thread alone. */
  readonly workedMs: number;
  readonly threadMs: number;
  readonly plans: number;
  readonly events: number;
  /** From the throw to its restart. */
  readonly backMs: number;
}

async function play(tape: Tape, seconds: number): Promise<Run> {
  const house = replayHouse();
  const { clock, exchange, desk, tree } = house;
  let events = 0;
  tree.root.system.inspect((happened) => {
    if (happened.type === '@xstate.event') events += 1;
  });
  const slug = tape.markets[0]?.market.slug ?? '';
  const blow = strike(house, quoterAddress(slug), (seconds * 1_000) / 2);
  const cued = await cueRecordings(memoryRecordings(tape));
  const [took, worked, threadStartMs] = [stopwatch(), processWatch(), threadMs()];
  const end = await playRecordings(cued, { clock, exchange, onProgress() {}, isStopped: () => false });
  const times = { tookMs: took(), workedMs: worked(), threadMs: threadMs() - threadStartMs };
  const run = { frames: end.frames, ...times, plans: desk.counters.plans, events };
  tree.stop();
  await advance(clock, clock.now() + DRAIN_MS);
  const { clean } = await tree.done;
  house.close();
  invariant(clean, 'the replay did not end cleanly');
  invariant(blow.backMs !== null, `the quoter of ${slug} did not come back`);
  const unquoted = blow.quoted === tape.markets.length ? null : `${blow.quoted} of ${tape.markets.length} markets`;
  invariant(unquoted === null, `only ${unquoted} were quoted after the blow`);
  return { ...run, backMs: blow.backMs };
}

interface ReplayHouse {
  readonly clock: VirtualClock;
  readonly exchange: ReplayedExchange;
  readonly desk: Desk;
  readonly tree: Tree;
  close(): void;
}

/** As `replay` has it, but for files and a progress line. */
function replayHouse(): ReplayHouse {
  const settings = loadSettings({ mode: 'replay', file: null, flags: { ...FLAGS, seed: String(SEED) } });
  const clock = new VirtualClock(START_MS);
  const random = new SeededRandom(SEED);
  const openingCash = settings.bankrollUsd;
  const settlement = { medianMs: settings.sim.settlementMs, sigma: SIGMA, failureShare: 0, retryShare: 0 };
  const queueModel = judgedBy(settings.queueModel);
  const terms = { queueModel, bound: 'vanishedIsCancelled', settlement, openingCash } as const;
  const exchange = new ReplayedExchange({ clock, random: random.fork('exchange'), wallet: MAKER, ...terms });
  const half = settings.sim.latencyMs / 2;
  const latency = { requestMs: half, replyMs: half, streamMs: half, publicMs: 0, sigma: SIGMA };
  const link = venueLink(exchange, MAKER, { clock, random: random.fork('link'), latency });
  const gas = { confirmMs: 3_000, gasUsd: settings.sim.gasUsd, failureShare: 0 };
  const ports = {
    ...{ clock, random: random.fork('actors'), newId: newId(random.fork('ids')), log: silentLog },
    ...{ venue: link.venue, stream: link.stream, signals: { read: () => [] } },
    chain: simulatedChain(exchange, MAKER, { clock, random: random.fork('chain'), ...gas }),
    ...{ files: memoryStateFiles(), intents: new VirtualIntentFile({ clock }) },
    quiet: () => link.traffic().requests + link.traffic().replies + link.traffic().news === 0,
    closing: () => exchange.account(MAKER),
  };
  const desk = new Desk(ports, settings, openingCash);
  desk.begin();
  const tree = plantTree(desk);
  tree.start();
  const close = () => {
    link.disconnect();
    exchange.stop();
  };
  return { clock, exchange, desk, tree, close };
}

interface Blow {
  /** From the throw to the restart; null: it did not come back. */
  backMs: number | null;
  /** Markets with orders at the end: it takes seconds to be sure of a price again. */
  quoted: number;
}

function strike({ clock, desk, tree }: ReplayHouse, address: string, afterMs: number): Blow {
  const blow: Blow = { backMs: null, quoted: 0 };
  let crashedMs = 0;
  const tell = desk.onChild;
  desk.onChild = (report) => {
    tell(report);
    if (report.address !== address) return;
    if (report.kind === 'crashed') crashedMs = clock.now();
    if (report.kind === 'restarted') blow.backMs ??= clock.now() - crashedMs;
  };
  clock.setTimeout(() => tree.send(address, { type: 'chaos.crash', where: 'guard' } as { type: string }), afterMs);
  clock.setTimeout(
    () => {
      for (const market of desk.markets.keys()) if (desk.orders.live(market).length > 0) blow.quoted += 1;
    },
    2 * afterMs - 100,
  );
  return blow;
}
