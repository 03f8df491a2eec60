// Machine events in a second of processor time: of one bare actor of XState, the least there can be; of the same machine under what
// every machine of the tree stands under; and of quoters in a whole tree, told by name that a book moved while they may not plan.
import { assign, createActor, setup } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { processWatch } from '#infra/stopwatch.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { type Figure, figure } from './bench-figure.ts';
import { quotedHouse } from './quoted-house.ts';

export interface EventsBench {
  readonly runs: number;
  /** A run, of each kind. */
  readonly events: number;
  /** In the tree. */
  readonly markets: number;
  /** Of each side. */
  readonly levels: number;
}

/** They quote by then. */
const WARM_MS = 10_000;

const counter = setup({
  types: { context: {} as { count: number }, events: {} as { type: 'TURN' } },
}).createMachine({
  id: 'counter',
  context: { count: 0 },
  initial: 'left',
  states: {
    left: { on: { TURN: { target: 'right', actions: assign(({ context }) => ({ count: context.count + 1 })) } } },
    right: { on: { TURN: { target: 'left', actions: assign(({ context }) => ({ count: context.count + 1 })) } } },
  },
});

export async function benchEvents({ runs, events, markets, levels }: EventsBench): Promise<readonly Figure[]> {
  const house = quotedHouse({ seed: 1, nearness: 1, markets, levels });
  house.run(WARM_MS);
  const [bare, safe] = [createActor(counter), createActor(crashSafe(counter))];
  const quoters = [...house.desk.markets.values()].map(({ facts }) => quoterAddress(facts.slug));
  const kinds: readonly (readonly [what: string, once: (n: number) => void])[] = [
    ['one bare actor of XState that changes its state', () => bare.send({ type: 'TURN' })],
    ['the same under crash-safe', () => safe.send({ type: 'TURN' })],
    [
      `a quoter told by name that its book moved, ${markets} in a tree`,
      (n) => house.desk.post(quoters[n % quoters.length] ?? '', { type: 'BOOK_MOVED' }),
    ],
  ];
  for (const actor of [bare, safe]) actor.start();
  const values = kinds.map((): number[] => []);
  for (let run = 0; run <= runs; run += 1)
    for (const [index, [, once]] of kinds.entries()) {
      const worked = processWatch();
      for (let n = 0; n < events; n += 1) once(n);
      if (run > 0) values[index]?.push((events * 1_000) / worked()); // the first run only warms up
    }
  for (const actor of [bare, safe]) actor.stop();
  await house.end();
  return kinds.map(([what], index) => figure({ bench: 'events', what, unit: 'a second', values: values[index] ?? [] }));
}
