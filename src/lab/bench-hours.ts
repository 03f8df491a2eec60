// How many hours of trading the process computes in a second: of the markets' own time, which runs `sim.pace` times as fast as
// the tree's clock. Once the tree alone, as it runs in the service; once whole nights of `simulate`, with every fault there is
// and every check after every step.
import { processWatch, stopwatch } from '#infra/stopwatch.ts';
import { type Figure, figure } from './bench-figure.ts';
import { benchTree } from './bench-tree.ts';
import { runNight } from './night.ts';
import { ALL_FAULTS, repeated } from './night-setting.ts';

export interface HoursBench {
  readonly markets: number;
  readonly seeds: readonly number[];
  /** Of the markets' time, each seed. */
  readonly hours: number;
}

const HOUR_MS = 3_600_000;
/** Before the watch is started everybody has quoted. */
const WARM_MS = 20_000;

export async function benchHours({ markets, seeds, hours }: HoursBench): Promise<readonly Figure[]> {
  const alone = new Speeds();
  const nights = new Speeds();
  let pace = 1;
  let failed = 0;
  for (const seed of seeds) {
    const house = benchTree({ seed, characters: repeated(markets) });
    pace = house.settings.sim.pace;
    house.run(WARM_MS);
    await alone.take(() => {
      house.run((hours * HOUR_MS) / pace);
      return hours;
    });
    await house.end();
    await nights.take(async () => {
      const plan = {
        seed,
        hours,
        markets,
        faults: ALL_FAULTS,
        settings: {},
        keep: null,
        untilMs: null,
        wire: 'events',
      } as const;
      const { tookMs, failure } = await runNight(plan);
      if (failure) failed += 1;
      return (tookMs * pace) / HOUR_MS;
    });
  }
  const rows = (how: string, { world, processor }: Speeds) => {
    const row = (second: string, values: readonly number[]) =>
      figure({
        bench: 'hours',
        what: `market hours in a second of ${second}, ${markets} markets at pace ${pace}, ${how}`,
        unit: 'hours',
        values,
      });
    return [row('the clock', world), row('processor time', processor)];
  };
  const ended = failed === 0 ? '' : ` (${failed} of ${seeds.length} nights failed a check)`;
  return [...rows('the tree alone', alone), ...rows(`nights with all faults and checks${ended}`, nights)];
}

/** Hours a second. */
class Speeds {
  readonly world: number[] = [];
  readonly processor: number[] = [];

  /** `work` says how many hours it was. */
  async take(work: () => number | Promise<number>): Promise<void> {
    const [world, processor] = [stopwatch(), processWatch()];
    const hours = await work();
    this.world.push((hours * 1_000) / world());
    this.processor.push((hours * 1_000) / processor());
  }
}
