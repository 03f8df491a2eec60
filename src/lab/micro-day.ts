// The micro-test on our own exchange: the terms, the watch and the judgement of the real one, through the venue's own text and under
// the virtual clock, so that a day takes less than a minute. One market in real time that pays rewards, nobody injects a fault,
// and there is no chain. Promises the same evidence for the same seed and time.
import { Desk } from '#actors/desk.ts';
import { MicroSightings } from '#actors/micro-sightings.ts';
import { MicroWatch } from '#actors/micro-watch.ts';
import { plantTree, type Tree } from '#actors/root.actor.ts';
import { RunRecord } from '#actors/run-record.ts';
import { invariant } from '#domain/failure.ts';
import type { MicroEvidence } from '#domain/micro-test/evidence.ts';
import { MICRO_SETTINGS, microTerms, sizeSettings } from '#domain/micro-test/terms.ts';
import { runReport } from '#domain/money/report.ts';
import type { StateFiles } from '#domain/ports.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { noChain } from '#infra/chain/no-chain.ts';
import type { MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { silentLog } from '#infra/log.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import type { VenueReads } from '#infra/venue/client/venue-reads.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { charactersOf, simWorld } from './sim-world.ts';

export interface MicroDayPlan {
  readonly seed: number;
  readonly forMs: number;
  /** Kept from an earlier day; new ones when left out. */
  readonly files?: StateFiles;
  /** Over the terms: only to show that the judgement finds what is wrong. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Once the house trades. */
  readonly disturb?: (day: MicroDay) => void;
}

export interface MicroDay {
  readonly clock: VirtualClock;
  readonly world: ReturnType<typeof simWorld>;
  readonly desk: Desk;
  readonly tree: Tree;
}

const START_MS = 1_800_000_000_000;
const STEP_MS = 1_000;
/** The drain and the reading after it. */
const LAST_WORDS_MS = 120_000;
const DAYS_3_MS = 259_200_000;

export async function microDay({
  seed,
  forMs,
  files = memoryStateFiles(),
  flags = {},
  disturb,
}: MicroDayPlan): Promise<MicroEvidence> {
  const clock = new VirtualClock(START_MS);
  const character = rewarded(charactersOf(['liquid'])[0] as MarketCharacter);
  const settings = loadSettings({
    mode: 'live',
    file: null,
    environment: {},
    flags: { ...MICRO_SETTINGS, ...sizeSettings(microTerms(character)), 'sim.pace': '1', seed: String(seed), ...flags },
  });
  let reads: VenueReads | null = null;
  const wire = {
    onReads(found: VenueReads) {
      reads = found;
    },
  };
  const world = simWorld(settings, clock, files, silentLog, [character], wire);
  world.markets.start();
  const [market] = world.exchange.markets();
  invariant(market && reads, 'our exchange lists its market, and its client can ask');
  const sightings = new MicroSightings(clock);
  const venue = sightings.before(world.ports.venue);
  const desk = new Desk({ ...world.ports, venue, chain: noChain(clock) }, settings, settings.bankrollUsd);
  const record = new RunRecord(desk);
  desk.onListed = (state) => record.listed(state);
  desk.onHalt = (halted) => record.halted(halted);
  const watch = new MicroWatch({ market, terms: microTerms(market), forMs }, desk, { sightings, venue, reads });
  desk.begin();
  const tree = plantTree(desk);
  const day = { clock, world, desk, tree };
  try {
    return await live(day, { record, watch, forMs, disturb });
  } finally {
    watch.close();
    record.stop();
    world.close();
  }
}

interface Beside {
  readonly record: RunRecord;
  readonly watch: MicroWatch;
  readonly forMs: number;
  readonly disturb: ((day: MicroDay) => void) | undefined;
}

async function live(day: MicroDay, { record, watch, forMs, disturb }: Beside): Promise<MicroEvidence> {
  const { clock, desk, tree } = day;
  let seen: MicroEvidence | null = null;
  const told = tree.done.then(
    ({ clean, closing }) => {
      const run = record.close(closing, { queueModel: desk.settings.queueModel, bound: 'matched' });
      return watch.evidence({ clean, total: runReport(run).total, watchdog: null });
    },
    (error: unknown) => {
      watch.endBy(`the root failed: ${error instanceof Error ? error.message : String(error)}`);
      return watch.evidence({ clean: false, total: null, watchdog: null });
    },
  );
  const done = told.then((evidence) => {
    seen = evidence;
  });
  tree.start();
  watch.start({ halt: (reason) => tree.halt(reason), stop: () => tree.stop() });
  disturb?.(day);
  for (let passedMs = 0; seen === null; passedMs += STEP_MS) {
    invariant(passedMs < forMs + LAST_WORDS_MS, 'a micro-test that does not end');
    clock.advanceBy(STEP_MS);
    // What hangs on promises happens before the next second.
    for (let turn = 0; turn < 8; turn++) await null;
  }
  await done;
  return seen;
}

/** It outlives the day, and pays for as little as the test can put up. */
function rewarded(character: MarketCharacter): MarketCharacter {
  const reward = {
    dailyUsd: new Decimal(20),
    maxSpread: parsePrice('0.03'),
    minSize: parseShares('20'),
    multiplier: 1,
  };
  return { ...character, durationMs: DAYS_3_MS, reward };
}
