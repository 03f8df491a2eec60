// A whole tree on our own exchange under a virtual clock: everything `npm start` runs but the operator's door. What a test
// wants to break it breaks through `spoil`, which stands between the world and the tree, or by a poisoned event.
import { Desk } from '#actors/desk.ts';
import type { Ports } from '#actors/ports.ts';
import { type DoorSide, type Ending, plantTree, type Tree } from '#actors/root.actor.ts';
import { RunRecord } from '#actors/run-record.ts';
import { walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { RunInput } from '#domain/money/report.ts';
import type { StateFiles, VenueAccount } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { silentLog } from '#infra/log.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { type SimWorld, simWorld, type Wire } from '#lab/sim-world.ts';

export const START_MS = 1_800_000_000_000;
export const MAKER = walletId('maker');

export interface SimTreeOptions {
  readonly seed?: number;
  /** Instead of START_MS. */
  readonly startMs?: number;
  /** Settings by key, over `config/sim.yaml`. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly files?: StateFiles;
  readonly wire?: Wire;
  /** Somebody looks at the tree; asked before the first fact. */
  readonly side?: (desk: Desk) => DoorSide;
  /** The tree is made, and has not begun. */
  readonly planted?: (
    parts: Pick<SimTree, 'desk' | 'tree' | 'record' | 'clock'> & { board: SimWorld['board'] },
  ) => void;
  /** Ports to use instead of the world's. */
  readonly spoil?: (ports: Ports, world: SimWorld, clock: VirtualClock) => Partial<Ports>;
}

export interface Drained extends RunInput {
  readonly clean: boolean;
  /** Virtual. */
  readonly tookMs: number;
  readonly account: VenueAccount;
}

export interface SimTree {
  readonly settings: Settings;
  readonly clock: VirtualClock;
  readonly world: SimWorld;
  readonly desk: Desk;
  readonly record: RunRecord;
  readonly tree: Tree;
  readonly files: StateFiles;
  /** Every fact so far. */
  readonly facts: readonly Fact[];
  /** Why the root failed; null while it lives. */
  failure(): Promise<unknown>;
  /** Virtual, since the start. */
  elapsedMs(): number;
  /** Runs on for so long, or until `stop` is true after a step; false when it never was. */
  run(ms: number, stop?: () => boolean): boolean;
  /** The newest market whose slug begins so. */
  market(name: string): Market;
  /** Asks the tree to stop, waits, and closes the books. */
  drain(): Promise<Drained>;
  /** The books against the exchange's own account now. */
  close(): RunInput;
  /** Leaves no timer of the world behind. */
  end(): void;
}

const DRAIN_WAIT_MS = 10_000;

export function simTree(options: SimTreeOptions = {}): SimTree {
  const flags = { seed: String(options.seed ?? 1), ...options.flags };
  const settings = loadSettings({ mode: 'sim', file: null, flags });
  const startMs = options.startMs ?? START_MS;
  const clock = new VirtualClock(startMs);
  const files = options.files ?? memoryStateFiles();
  const world = simWorld(settings, clock, files, silentLog, undefined, options.wire);
  const ports = { ...world.ports, ...options.spoil?.(world.ports, world, clock) };
  let closed = false;
  const closing = () => {
    closed = true; // the root asks when it ends
    return ports.closing();
  };
  const desk = new Desk({ ...ports, closing }, settings, settings.bankrollUsd);
  const record = new RunRecord(desk);
  const facts: Fact[] = [];
  desk.facts.onFact((fact) => facts.push(fact));
  desk.onListed = (state) => record.listed(state);
  desk.onHalt = (market) => record.halted(market);
  const side = options.side?.(desk) ?? null;
  desk.begin();
  const tree = plantTree(desk, side);
  options.planted?.({ desk, tree, record, clock, board: world.board });
  let failure: unknown = null;
  tree.done.catch((error) => {
    failure = error;
  });
  tree.start();
  world.markets.start();

  function run(ms: number, stop: () => boolean = () => false): boolean {
    const untilMs = clock.now() + ms;
    for (let due = clock.nextDueMs(); due !== null && due <= untilMs; due = clock.nextDueMs()) {
      clock.step();
      if (stop()) return true;
    }
    clock.advanceTo(untilMs);
    return false;
  }

  const books = (account: VenueAccount) => record.close(account, { queueModel: settings.queueModel, bound: 'matched' });

  return {
    settings,
    clock,
    world,
    desk,
    record,
    tree,
    files,
    facts,
    async failure() {
      for (let n = 0; n < 10 && failure === null; n++) await null; // it is told through promises
      return failure;
    },
    elapsedMs: () => clock.now() - startMs,
    run,
    market(name) {
      const found = [...desk.markets.values()].filter(({ facts: { slug } }) => slug.startsWith(name)).at(-1);
      if (!found) throw new Error(`no market ${name}`);
      return found.facts;
    },
    async drain() {
      const startMs = clock.now();
      tree.stop();
      if (!run(DRAIN_WAIT_MS, () => closed)) throw new Error(`no end in ${DRAIN_WAIT_MS} ms`);
      const tookMs = clock.now() - startMs;
      const { clean, closing: account }: Ending = await tree.done;
      return { ...books(account), clean, tookMs, account };
    },
    close: () => books(world.exchange.account(MAKER)),
    end() {
      record.stop();
      world.close();
    },
  };
}

/** The same port, but for some of its methods. */
export function patched<Port extends object>(port: Port, patch: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      const own = Reflect.get(Object.hasOwn(patch, name) ? patch : target, name, target);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}

/** An event that makes whoever reads `field` of it throw. */
export function poisoned(type: string, field: string): { readonly type: string } {
  return Object.defineProperty({ type }, field, {
    get(): never {
      throw new Error(`poisoned ${type}`);
    },
  });
}
