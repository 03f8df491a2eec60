// The house ends cleanly at any moment: nothing rests, and the last fill is in the books.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endsClean } from './clean-end.ts';
import { type SimTree, simTree } from './sim-tree.ts';

const SECOND_MS = 1_000;
/** Moments in which a house may be asked to stop. */
const MOMENTS: readonly (readonly [string, (sim: SimTree) => boolean, markets?: string])[] = [
  ['before it has begun', () => true],
  ['with an order on its way', ({ desk }) => desk.orders.allLive().some(({ status }) => status === 'sent')],
  ['with a cancel on its way', ({ desk }) => desk.orders.allLive().some(({ status }) => status === 'cancelling')],
  ['with quotes resting', ({ desk }) => desk.orders.allLive().filter(({ status }) => status === 'resting').length > 4],
  ['at a fill', ({ facts }) => facts.at(-1)?.fact === 'fill' || facts.at(-2)?.fact === 'fill'],
  ['during a settlement', ({ desk }) => desk.accounts.unsettledFills > 1],
  ['during a merge', ({ tree }) => tree.stateOf('chain') === 'confirming'],
  [
    'while a market waits for its resolution',
    ({ desk }) => [...desk.markets.values()].some(({ phase }) => phase === 'awaitingResolution'),
    'updown',
  ],
  [
    'while a market is redeemed',
    ({ desk }) => [...desk.markets.values()].some(({ phase }) => phase === 'redeeming'),
    'updown',
  ],
];

for (const [name, is, markets = 'liquid,wide,updown'] of MOMENTS)
  test(`a drain ${name} ends clean within five seconds`, async () => {
    const sim = simTree({ seed: 2, flags: { 'sim.markets': markets, mergeMinShares: '5' } });
    assert.ok(
      sim.run(240 * SECOND_MS, () => is(sim)),
      'the moment never came',
    );
    await endsClean(sim);
  });

test.run();
