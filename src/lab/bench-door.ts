// What the operator door costs the thread that trades: its processor time for a second of trading in 200 markets, without a door, with
// one that nobody visits, and with pages that watch. Time is virtual and at the pace of life, so that a second holds what it holds in
// the service; the door is a real thread, given time to take what it was told before the next quarter of a second begins.
import { threadMs } from '#infra/stopwatch.ts';
import { type Figure, figure } from './bench-figure.ts';
import { LookedHouse } from './looked-house.ts';

export interface DoorBench {
  readonly markets: number;
  /** Watching at once, a house each. */
  readonly pages: readonly number[];
  /** Blocks of five virtual seconds. */
  readonly blocks: number;
}

const BLOCK_MS = 5_000;
const QUARTER_MS = 250;
const PERCENT = 100;
const UNIT = '% of a core';
const AIM_EMPTY = 1;
const AIM_WATCHED = 5;

/** Percent of one core. Houses of the same seed take turns, block by block, so that all are as warm; the extra of a door is what a
 *  block of its house took beyond the same block of the house without one. */
export async function benchDoor({ markets, pages, blocks }: DoorBench): Promise<readonly Figure[]> {
  const houses: LookedHouse[] = [];
  try {
    for (const count of [null, ...pages]) houses.push(await LookedHouse.open(markets, count));
    const costs = houses.map((): Cost[] => []);
    for (let turn = 0; turn < blocks; turn += 1)
      for (const [at, house] of houses.entries()) costs[at]?.push(await block(house));
    const [bare = [], ...looked] = costs;
    const what = `the thread that trades, ${markets} markets at the pace of life, no door`;
    const figures = [figure({ bench: 'door', what, unit: UNIT, values: bare.map(({ trading }) => trading) })];
    for (const [at, found] of looked.entries()) figures.push(...extraOf(pages[at] ?? 0, found, bare));
    return figures;
  } finally {
    for (const house of houses) await house.close();
  }
}

/** Percent of one core. */
interface Cost {
  readonly trading: number;
  readonly door: number;
}

function extraOf(pages: number, found: readonly Cost[], bare: readonly Cost[]): readonly Figure[] {
  const who = pages === 0 ? 'nobody watches' : pages === 1 ? '1 page watches' : `${pages} pages watch`;
  const trading = found.map((cost, at) => cost.trading - (bare[at]?.trading ?? 0));
  const whole = found.map(({ door }, at) => door + (trading[at] ?? 0));
  const aim = pages > 1 ? undefined : { at: 'most' as const, value: pages === 0 ? AIM_EMPTY : AIM_WATCHED };
  return [
    figure({ bench: 'door', what: `a door adds to the thread that trades, ${who}`, unit: UNIT, values: trading }),
    figure({
      bench: 'door',
      what: `a door adds to the process, ${who}`,
      unit: UNIT,
      values: whole,
      ...(aim && { aim }),
    }),
  ];
}

/** What virtual time costs. */
async function block(house: LookedHouse): Promise<Cost> {
  const doorMs = await house.doorMs();
  let spentMs = 0;
  for (let ranMs = 0; ranMs < BLOCK_MS; ranMs += QUARTER_MS) {
    const startMs = threadMs();
    house.run(QUARTER_MS);
    spentMs += threadMs() - startMs;
    // Not counted: in the service this time is nobody's.
    await house.taken();
  }
  const door = (await house.doorMs()) - doorMs;
  return { trading: (spentMs / BLOCK_MS) * PERCENT, door: (door / BLOCK_MS) * PERCENT };
}
