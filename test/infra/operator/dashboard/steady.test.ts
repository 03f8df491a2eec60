import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketRow } from '#domain/operator/market-views.ts';
import { Steady } from '../../../../src/infra/operator/dashboard/steady.ts';
import { market } from './planted-snapshot.ts';

const BOTH = market('a');
const ONE = market('a', { ask: null });
const NONE = market('a', { bid: null, ask: null });
const PULLED = market('a', { quoter: 'pulled', bid: null, ask: null });

/** What is said of a market that was seen like this at these times. */
function said(...seen: readonly (readonly [number, MarketRow])[]): string | undefined {
  const steady = new Steady();
  let shown: string | undefined;
  for (const [atMs, row] of seen) shown = steady.look([row], atMs).get('a');
  return shown;
}

test('an order that is replaced is no reason to say that a side is missing', () => {
  assert.is(said([0, BOTH], [250, ONE]), 'both');
  assert.is(said([0, BOTH], [250, NONE], [500, BOTH], [3_400, ONE]), 'both');
});

test('a side that stays away is missed after a moment', () => {
  assert.is(said([0, BOTH], [250, ONE], [2_999, ONE]), 'both');
  assert.is(said([0, BOTH], [250, ONE], [3_000, ONE]), 'one');
  assert.is(said([0, BOTH], [250, NONE], [3_000, NONE], [3_250, ONE]), 'one');
});

test('what forbids a market to quote counts at once', () => {
  assert.is(said([0, BOTH], [250, PULLED]), 'none');
  assert.is(said([0, BOTH], [250, { ...NONE, halted: 'differs' }]), 'none');
  assert.is(said([0, BOTH], [250, { ...NONE, quoter: 'idle' }]), 'idle');
});

test('a market that has not been seen with both sides is not said to show them', () => {
  assert.is(said([0, ONE]), 'one');
  assert.is(said([0, NONE], [10, ONE], [20, NONE]), 'one', 'one side blinks too');
});

test('while nothing changed the answer is the very same, and who left is forgotten', () => {
  const steady = new Steady();
  const first = steady.look([BOTH], 0);
  assert.is(steady.look([BOTH], 250), first);
  assert.is(steady.look([], 500).size, 0);
  assert.is(steady.look([ONE], 750).get('a'), 'one');
});

test.run();
