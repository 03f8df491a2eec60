import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PairTradeView } from '#domain/operator/views.ts';
import { noProfitWords, outcomeWords } from '../../../../src/infra/operator/dashboard/pair-words.ts';

const LEG = { slot: 'yesBid', price: '0.46', size: '20', filled: '20', queueAhead: null, fills: 1 } as const;

function pair(way: readonly string[], more: Partial<PairTradeView> = {}): PairTradeView {
  const state = way.at(-1) as string;
  const ended = ['merged', 'sold', 'abandoned', 'failed'].includes(state);
  const timeline = way.map((each, atMs) => ({ state: each, atMs }));
  const rest = { id: 'pt-1', market: '0xwide', slug: 'wide-1', sinceMs: 0, size: '20', legs: [LEG], profit: null };
  return { ...rest, state, ended, timeline, ...more };
}

test('a pair trade whose first leg was sold again waits for nothing, and says where its profit is', () => {
  const sold = pair(['pairPlanned', 'leg1Filled', 'unwinding', 'sold']);
  assert.is(noProfitWords(sold), 'its first leg was sold again; what that brought or cost is in the P&L of its market');
  assert.is(outcomeWords(sold), 'in its market');
});

test('whatever ended without two bought legs says why', () => {
  const told = (...way: readonly string[]) => noProfitWords(pair(way)) ?? '';
  assert.match(told('splitting', 'split', 'selling', 'sold'), /^both legs of its split were sold; /);
  assert.match(told('leg1Filled', 'abandoned'), /^it ended without a second leg; .* P&L of its market$/);
  assert.match(told('splitting', 'split', 'abandoned'), /^its market ended before the split was sold; /);
  assert.match(told('leg1Filled', 'failed'), /did not settle/);
  assert.match(told('splitting', 'failed'), /^its split failed/);
});

test('where nothing was filled there is nothing to look for', () => {
  const empty = pair(['pairPlanned', 'leg1Working', 'abandoned'], {
    legs: [{ ...LEG, filled: '0', fills: 0 }],
    size: '0',
  });
  assert.is(noProfitWords(empty), 'nothing of it was filled: it brought and cost nothing');
  assert.is(outcomeWords(empty), null);
});

test('an open pair trade waits for a leg, and a merged one has its profit', () => {
  assert.is(noProfitWords(pair(['leg1Filled'])), 'no profit yet: a leg is missing');
  assert.is(outcomeWords(pair(['leg1Filled'])), null);
  assert.is(noProfitWords(pair(['splitting', 'split'])), 'no profit yet: the legs of its split are for sale');
  assert.is(noProfitWords(pair(['bothFilled', 'merged'], { profit: '0.8' })), null);
});

test.run();
