// A tree that trades, with a chaos desk beside it and a watch over it, for tests that break things and see them heal.
import * as assert from 'uvu/assert';
import { ChaosDesk, type Injection } from '#actors/chaos-desk.ts';
import { SeededRandom } from '#infra/random.ts';
import { MAKER, type SimTree, type SimTreeOptions, simTree } from './sim-tree.ts';
import { watch } from './sim-watch.ts';

export const SECOND_MS = 1_000;

export interface House extends SimTree {
  readonly chaos: ChaosDesk;
  readonly problems: readonly string[];
  inject(words: object): Injection;
  /** Runs on until it is well or latched; how it stands then. */
  heal(injection: Injection, withinMs?: number): Injection;
}

export interface HouseOptions extends SimTreeOptions {
  /** Everything is there, and nobody has taken a step. */
  readonly beforeStart?: (parts: Pick<House, 'desk' | 'tree' | 'record' | 'chaos'>) => void;
}

/** A tree that trades. */
export function house({ beforeStart, ...options }: HouseOptions = {}): House {
  const flags = { 'sim.markets': 'liquid, wide, jumpy', ...options.flags };
  const made: ChaosDesk[] = [];
  const sim = simTree({
    seed: 3,
    ...options,
    flags,
    planted({ desk, tree, record, clock, board }) {
      const chaos = new ChaosDesk(desk, tree, { board, random: new SeededRandom(1), clock });
      made.push(chaos);
      beforeStart?.({ desk, tree, record, chaos });
    },
  });
  const { problems, look } = watch(sim);
  const [chaos] = made as [ChaosDesk];
  const step = (stop: () => boolean) => () => {
    look();
    return stop();
  };
  sim.run(
    8 * SECOND_MS,
    step(() => false),
  );
  const now = (id: string) => chaos.find(id) as Injection;
  return {
    ...sim,
    chaos,
    problems,
    inject: (words) => chaos.inject(words),
    heal({ command: { id } }, withinMs = 60 * SECOND_MS) {
      sim.run(
        withinMs,
        step(() => now(id).state === 'healed' || now(id).state === 'latched'),
      );
      return now(id);
    },
    end() {
      chaos.stop();
      sim.end();
    },
  };
}

/** A merge that left just before the end is mined after it; whatever comes back after that is a leak. */
const MINED_MS = 30_000;

export async function endsWell(each: House): Promise<void> {
  assert.equal(each.problems, []);
  const { clean, residual } = await each.drain();
  assert.ok(clean);
  assert.is(residual.usd.toFixed(), '0', residual.found ?? '');
  assert.equal(each.world.exchange.openOrders(MAKER), []);
  each.end();
  each.clock.advanceBy(MINED_MS);
  assert.is(each.clock.pending, 0);
}
