import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNot } from '../../../../src/infra/operator/dashboard/market-words.ts';
import { market } from './planted-snapshot.ts';

test('a market that shows one side always says why', () => {
  const one = { ask: null } as const;
  assert.is(whyNot(market('a', { ...one, quoter: 'active.oneSided', reason: 'inventory' })), 'inventory');
  for (const quoter of ['active.quoting', 'active.widened', 'active.oneSided'])
    assert.is(whyNot(market('a', { ...one, quoter })), 'the other side is planned, and does not rest yet');
  assert.match(whyNot(market('a', { ...one, bid: null })) ?? '', /none rests yet/);
});

test('a market whose quotes are being replaced, or that waits for its time, has nothing to explain', () => {
  assert.is(whyNot(market('a')), null);
  assert.is(whyNot(market('a', { ask: null }), 'both'), null);
  assert.is(whyNot(market('a', { quoter: 'idle', bid: null, ask: null, phase: 'preEvent', reason: 'preEvent' })), null);
});

test('a halt tells of the limit in words', () => {
  assert.is(
    whyNot(market('a', { halted: 'tradeLoss: 12.5 is past 10' })),
    'a single trade lost too much ($12.50, limit $10.00)',
  );
});

test.run();
