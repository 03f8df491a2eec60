// A house of many markets with a door and visitors, for benches of the page: a real thread, real readers, and trading under a virtual
// clock at the pace of life. Nobody who is measured waits for it.
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
import { type BenchTree, benchTree } from './bench-tree.ts';

const WARM_MS = 60_000;
const FLAGS = { bankrollUsd: '1000000', exposureMaxUsd: '1000000', 'sim.pace': '1', planIntervalMs: '500' };
const TOKEN = 'a-door-of-a-bench-needs-no-secret-0000';

export class LookedHouse {
  readonly #tree: BenchTree;
  readonly #looked: Looked | null;
  readonly #readers: readonly DoorReader[];

  private constructor(tree: BenchTree, looked: Looked | null, readers: readonly DoorReader[]) {
    this.#tree = tree;
    this.#looked = looked;
    this.#readers = readers;
  }

  /** `pages`: null for one without a door. */
  static async open(markets: number, pages: number | null): Promise<LookedHouse> {
    const looked = pages === null ? null : await Looked.open();
    const side = looked && { side: (desk: Desk) => looked.side(desk), planted: (tree: Tree) => looked.planted(tree) };
    const tree = benchTree({ seed: 1, characters: charactersFor(markets), flags: FLAGS, ...side });
    tree.run(WARM_MS);
    const readers = Array.from({ length: pages ?? 0 }, () => new DoorReader(looked?.port ?? 0));
    await Promise.all(readers.map((reader) => reader.opened));
    return new LookedHouse(tree, looked, readers);
  }

  /** Runs on for so long; virtual milliseconds. */
  run(ms: number): void {
    this.#tree.run(ms);
  }

  /** Of its door; 0 without one. */
  get port(): number {
    return this.#looked?.port ?? 0;
  }

  /** Milliseconds for which a processor worked for the door's own thread. */
  async doorMs(): Promise<number> {
    return (await this.#looked?.threadMs()) ?? 0;
  }

  /** The door has taken everything that it was told. */
  async taken(): Promise<void> {
    await this.#looked?.taken();
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
