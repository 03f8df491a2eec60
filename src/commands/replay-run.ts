// One whole run of the tree through recordings: its own clock, exchange and desk, so that runs do not know of each other.
import { Desk } from '#actors/desk.ts';
import { plantTree } from '#actors/root.actor.ts';
import { RunRecord } from '#actors/run-record.ts';
import { type MarketId, walletId } from '#domain/ids.ts';
import type { RunInput } from '#domain/money/report.ts';
import type { Settings } from '#domain/settings.ts';
import { simulatedChain } from '#infra/chain/simulated-chain.ts';
import { advance, cueRecordings, playRecordings, type ReplayProgress } from '#infra/exchange/replay-driver.ts';
import { ReplayedExchange } from '#infra/exchange/replayed-exchange.ts';
import { venueLink } from '#infra/exchange/venue-link.ts';
import { silentLog } from '#infra/log.ts';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';
import { openRecordings, type RecordingOptions } from '#infra/recording/recording.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { VirtualIntentFile } from '#infra/virtual-intents.ts';
import type { PrintEvidence, ReplayVariant } from './replay-variants.ts';

const MAKER = walletId('maker');
const LATENCY_SIGMA = 0.3;
const RETRY_SHARE = 0.01;
const CHAIN_CONFIRM_MS = 3_000;
/** Simulated time that a drain may take; the tree gives up before. */
const DRAIN_MS = 6_000;

export interface Played {
  readonly run: RunInput;
  readonly files: readonly string[];
  readonly frames: { readonly applied: number; readonly ignored: number; readonly bad: number };
  readonly assumptions: readonly string[];
  readonly evidence: PrintEvidence;
  /** Of those that had prints. */
  readonly printed: ReadonlySet<MarketId>;
  /** The first thing that was wrong with each file, where bad lines are counted instead of refused. */
  readonly faults: readonly string[];
  /** False when it was stopped before the end. */
  readonly complete: boolean;
  readonly clean: boolean;
}

export async function replayOnce(
  paths: readonly string[],
  options: RecordingOptions,
  settings: Settings,
  variant: ReplayVariant & { readonly printed: ReadonlySet<MarketId> },
  watcher: { readonly onProgress: (progress: ReplayProgress) => void; readonly isStopped: () => boolean },
): Promise<Played> {
  const recordings = await openRecordings(paths, options);
  const cued = await cueRecordings(recordings);
  const clock = new VirtualClock(cued.startMs);
  const random = new SeededRandom(settings.seed);
  const exchange = exchangeFor(settings, variant, clock, random);
  const half = settings.sim.latencyMs / 2;
  const latency = { requestMs: half, replyMs: half, streamMs: half, publicMs: 0, sigma: LATENCY_SIGMA };
  const link = venueLink(exchange, MAKER, { clock, random: random.fork('link'), latency });
  const desk = new Desk(
    {
      clock,
      random: random.fork('actors'),
      newId: newId(random.fork('ids')),
      venue: link.venue,
      stream: link.stream,
      chain: simulatedChain(exchange, MAKER, {
        clock,
        random: random.fork('chain'),
        confirmMs: CHAIN_CONFIRM_MS,
        gasUsd: settings.sim.gasUsd,
        failureShare: 0,
      }),
      signals: { read: () => [] },
      files: memoryStateFiles(),
      intents: new VirtualIntentFile({ clock }),
      log: silentLog,
      quiet: () => link.traffic().requests + link.traffic().replies + link.traffic().news === 0,
      closing: () => exchange.account(MAKER),
    },
    settings,
    settings.bankrollUsd,
  );
  const record = new RunRecord(desk);
  desk.onListed = (state) => record.listed(state);
  desk.onHalt = (market) => record.halted(market);
  desk.begin();
  const tree = plantTree(desk);
  tree.start();
  const end = await playRecordings(cued, { clock, exchange, ...watcher });
  tree.stop();
  await advance(clock, clock.now() + DRAIN_MS);
  const { clean, closing } = await tree.done;
  const run = record.close(closing, { queueModel: variant.queueModel, bound: variant.bound });
  const { applied, ignored, bad } = recordings.counts;
  return {
    run,
    files: recordings.files.map(({ name }) => name),
    frames: { applied, ignored, bad },
    assumptions: recordings.assumptions,
    evidence: evidenceOf(exchange),
    printed: exchange.printed,
    faults: recordings.files.map(({ fault }) => fault).filter((fault) => fault !== null),
    complete: end.complete,
    clean,
  };
}

function evidenceOf(exchange: ReplayedExchange): PrintEvidence {
  const slugs = (printed: boolean) =>
    exchange
      .markets()
      .filter(({ id }) => exchange.printed.has(id) === printed)
      .map(({ slug }) => slug);
  return { printed: slugs(true), bookOnly: slugs(false) };
}

function exchangeFor(
  settings: Settings,
  { queueModel, bound, printed }: ReplayVariant & { readonly printed: ReadonlySet<MarketId> },
  clock: VirtualClock,
  random: SeededRandom,
): ReplayedExchange {
  return new ReplayedExchange({
    clock,
    random: random.fork('exchange'),
    queueModel,
    bound,
    printed,
    settlement: {
      medianMs: settings.sim.settlementMs,
      sigma: LATENCY_SIGMA,
      failureShare: settings.sim.settlementFailureShare,
      retryShare: Math.min(RETRY_SHARE, 1 - settings.sim.settlementFailureShare),
    },
    wallet: MAKER,
    openingCash: settings.bankrollUsd,
  });
}
