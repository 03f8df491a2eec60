// What the operator door costs the thread that trades: its processor time for a second of trading in 200 markets, without a door, with
// one that nobody visits, and with pages that watch. Time is virtual and at the pace of life, so that a second holds what it holds in
// the service; the door is a real thread, given time to take what it was told before the next quarter of a second begins.
import { ActorNotes } from '#actors/actor-notes.ts';
import { ChaosDesk } from '#actors/chaos-desk.ts';
import type { Desk } from '#actors/desk.ts';
import { FactMemory } from '#actors/fact-memory.ts';
import { InspectionTap } from '#actors/inspection-tap.ts';
import { type OperatorParts, operatorDesk } from '#actors/operator.actor.ts';
import type { DoorSide, Tree } from '#actors/root.actor.ts';
import { RunRecord } from '#actors/run-record.ts';
import { CHARACTERS, type MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { Door } from '#infra/operator/door.ts';
import { DoorReader } from '#infra/operator/door-reader.ts';
import { SeededRandom } from '#infra/random.ts';
import { threadMs } from '#infra/stopwatch.ts';
import { type Figure, figure } from './bench-figure.ts';
import { type BenchTree, benchTree } from './bench-tree.ts';

export interface DoorBench {
  readonly markets: number;
  /** Watching at once, a house each. */
  readonly pages: readonly number[];
  /** Blocks of five virtual seconds. */
  readonly blocks: number;
}

const BLOCK_MS = 5_000;
const QUARTER_MS = 250;
const WARM_MS = 60_000;
const PERCENT = 100;
const UNIT = '% of a core';
const AIM_EMPTY = 1;
const AIM_WATCHED = 5;
const FLAGS = { bankrollUsd: '1000000', exposureMaxUsd: '1000000', 'sim.pace': '1', planIntervalMs: '500' };
const TOKEN = 'a-door-of-a-bench-needs-no-secret-0000';

/** Percent of one core. Houses of the same seed take turns, block by block, so that all are as warm; the extra of a door is what a
 *  block of its house took beyond the same block of the house without one. */
export async function benchDoor({ markets, pages, blocks }: DoorBench): Promise<readonly Figure[]> {
  const houses: House[] = [];
  try {
    for (const count of [null, ...pages]) houses.push(await House.open(markets, count));
    const costs = houses.map((): Cost[] => []);
    for (let block = 0; block < blocks; block += 1)
      for (const [at, house] of houses.entries()) costs[at]?.push(await house.block());
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

class House {
  readonly #tree: BenchTree;
  readonly #looked: Looked | null;
  readonly #readers: readonly DoorReader[];

  private constructor(tree: BenchTree, looked: Looked | null, readers: readonly DoorReader[]) {
    this.#tree = tree;
    this.#looked = looked;
    this.#readers = readers;
  }

  /** `pages`: null for one without a door. */
  static async open(markets: number, pages: number | null): Promise<House> {
    const looked = pages === null ? null : await Looked.open();
    const side = looked && { side: (desk: Desk) => looked.side(desk), planted: (tree: Tree) => looked.planted(tree) };
    const tree = benchTree({ seed: 1, characters: charactersFor(markets), flags: FLAGS, ...side });
    tree.run(WARM_MS);
    const readers = Array.from({ length: pages ?? 0 }, () => new DoorReader(looked?.port ?? 0));
    await Promise.all(readers.map((reader) => reader.opened));
    return new House(tree, looked, readers);
  }

  /** What virtual time costs, in percent of a core. */
  async block(): Promise<Cost> {
    const doorMs = (await this.#looked?.threadMs()) ?? 0;
    let spentMs = 0;
    for (let ranMs = 0; ranMs < BLOCK_MS; ranMs += QUARTER_MS) {
      const startMs = threadMs();
      this.#tree.run(QUARTER_MS);
      spentMs += threadMs() - startMs;
      // Not counted: in the service this time is nobody's.
      await this.#looked?.taken();
    }
    const door = ((await this.#looked?.threadMs()) ?? 0) - doorMs;
    return { trading: (spentMs / BLOCK_MS) * PERCENT, door: (door / BLOCK_MS) * PERCENT };
  }

  async close(): Promise<void> {
    for (const reader of this.#readers) reader.close();
    await this.#looked?.close();
    await this.#tree.end();
  }
}

function charactersFor(markets: number): readonly MarketCharacter[] {
  const all = Object.values(CHARACTERS);
  return Array.from({ length: markets }, (_, at) => {
    const character = all[at % all.length] as MarketCharacter;
    return { ...character, name: `${character.name}${at}` };
  });
}

/** A tree with somebody at its door. */
class Looked {
  readonly #door: Door;
  #parts: OperatorParts | null = null;

  private constructor(door: Door) {
    this.#door = door;
  }

  static async open(): Promise<Looked> {
    const bind = { host: '127.0.0.1', token: TOKEN, names: [] };
    const pulse = () => ({
      atMs: 0,
      mode: 'sim',
      phase: 'ok' as const,
      markets: 0,
      admission: 'open',
      answersMs: [],
      machineEvents: 0,
      counts: {},
    });
    return new Looked(await Door.open({ bind, port: 0, pulse }));
  }

  get port(): number {
    return this.#door.port;
  }

  side(desk: Desk): DoorSide {
    const notes = new ActorNotes(desk.clock);
    this.#parts = {
      desk,
      door: this.#door,
      notes,
      memory: new FactMemory(desk.facts),
      record: new RunRecord(desk),
      startedMs: desk.clock.now(),
      words: 'bench',
      note: null,
      lines: null,
      phase: () => 'ok',
      alerts: () => [],
      testAlert: () => {},
      report: () => ({}),
    } as unknown as OperatorParts;
    desk.onListed = (state) => this.#parts?.record.listed(state);
    return { inspect: notes.inspect, hands: () => operatorDesk(() => this.#parts as OperatorParts) };
  }

  planted(tree: Tree): void {
    const { desk } = this.#parts as OperatorParts;
    const keepsUp = () => this.#door.keepsUp;
    const tap = new InspectionTap({ root: tree.root, clock: desk.clock, tell: () => {}, keepsUp });
    const chaos = new ChaosDesk(desk, tree, { board: null, random: new SeededRandom(1), clock: desk.clock });
    Object.assign(this.#parts as OperatorParts, { tree, tap, chaos });
  }

  threadMs(): Promise<number> {
    return this.#door.threadMs();
  }

  /** The door has taken everything that it was told. */
  taken(): Promise<void> {
    return this.#door.taken();
  }

  async close(): Promise<void> {
    this.#parts?.record.stop();
    await this.#door.close();
  }
}
