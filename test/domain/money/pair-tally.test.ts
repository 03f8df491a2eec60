import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketId, PairTradeId } from '#domain/ids.ts';
import type { PairTradeFact } from '#domain/money/fact.ts';
import { OPEN_PAIR_TRADES_MAX, PairTally } from '#domain/money/pair-tally.ts';
import { RAIN, SNOW, shares } from './facts.ts';

function fact(id: string, state: string, market: MarketId = RAIN): PairTradeFact {
  const pairTrade = id as PairTradeId;
  return { fact: 'pairTrade', atMs: 0, pairTrade, market, state, size: shares(1), yesPrice: null, noPrice: null };
}

test('a pair trade counts once, in the last state it reached', () => {
  const tally = new PairTally();
  for (const state of ['pairPlanned', 'leg1Filled', 'bothFilled', 'merging', 'merged']) tally.apply(fact('a', state));
  tally.apply(fact('b', 'leg1Filled'));
  tally.apply(fact('c', 'abandoned', SNOW));
  assert.equal(tally.market(RAIN), { leg1Filled: 1, merged: 1 });
  assert.equal(tally.market(SNOW), { abandoned: 1 });
  assert.is(JSON.stringify(tally.total()), '{"abandoned":1,"leg1Filled":1,"merged":1}');
});

test('past the maximum under way the oldest is counted where it stands', () => {
  const tally = new PairTally();
  for (let count = 0; count <= OPEN_PAIR_TRADES_MAX; count += 1) tally.apply(fact(`p${count}`, 'leg1Filled'));
  assert.equal(tally.total(), { leg1Filled: OPEN_PAIR_TRADES_MAX + 1 });
});

test.run();
