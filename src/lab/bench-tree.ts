// A whole tree on our own exchange under a virtual clock, for benches: nobody watches it, nothing is written to disk, and what
// is measured is what runs in the service.
import { Desk } from '#actors/desk.ts';
import type { Ports } from '#actors/ports.ts';
import { type DoorSide, plantTree, type Tree } from '#actors/root.actor.ts';
import type { Settings } from '#domain/settings.ts';
import type { MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { silentLog } from '#infra/log.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { type SimWorld, simWorld } from './sim-world.ts';

const START_MS = 1_800_000_000_000;

export interface BenchTreeOptions {
  readonly seed: number;
  readonly characters: readonly MarketCharacter[];
  /** Settings by key, over `config/sim.yaml`. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Stands between the world and the tree. */
  readonly between?: (ports: Ports, clock: VirtualClock) => Partial<Ports>;
  /** Somebody looks at it; asked before the first fact. */
  readonly side?: (desk: Desk) => DoorSide | null;
  /** It is made, and has not begun. */
  readonly planted?: (tree: Tree) => void;
}

export interface BenchTree {
  readonly settings: Settings;
  readonly clock: VirtualClock;
  readonly world: SimWorld;
  readonly desk: Desk;
  readonly tree: Tree;
  /** Runs on for so long; virtual milliseconds. */
  run(ms: number): void;
  /** Leaves no timer behind. Throws what the root died of, if it did. */
  end(): Promise<void>;
}

export function benchTree(options: BenchTreeOptions): BenchTree {
  const { seed, characters, flags = {}, between = () => ({}) } = options;
  const settings = loadSettings({ mode: 'simulate', file: null, flags: { ...flags, seed: String(seed) } });
  const clock = new VirtualClock(START_MS);
  const world = simWorld(settings, clock, memoryStateFiles(), silentLog, characters);
  const desk = new Desk({ ...world.ports, ...between(world.ports, clock) }, settings, settings.bankrollUsd);
  const side = options.side?.(desk) ?? null;
  desk.begin();
  const tree = plantTree(desk, side);
  options.planted?.(tree);
  let failure: { readonly error: unknown } | null = null;
  tree.done.catch((error: unknown) => {
    failure = { error };
  });
  tree.start();
  world.markets.start();
  return {
    settings,
    clock,
    world,
    desk,
    tree,
    run: (ms) => clock.advanceBy(ms),
    async end() {
      await null; // a failure is told through a promise
      world.close();
      if (failure) throw (failure as { readonly error: unknown }).error;
    },
  };
}
