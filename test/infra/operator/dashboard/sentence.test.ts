import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView, Snapshot } from '#domain/operator/views.ts';
import { sentenceOf } from '../../../../src/infra/operator/dashboard/sentence.ts';
import { DESK, market, ROOT } from './planted-snapshot.ts';

const PULLED = { quoter: 'pulled', bid: null, ask: null, reason: 'data gap' };

function say(desk: Partial<DeskView>, ...markets: readonly MarketRow[]): string {
  const snapshot: Snapshot = {
    desk: { ...DESK, ...desk },
    markets,
    tree: ROOT,
    injections: [],
  };
  const { tone, text } = sentenceOf(snapshot);
  return `${tone}: ${text}`;
}

test('a stranger reads how many markets show both sides, and why one does not', () => {
  assert.is(
    say({}, market('a'), market('b'), market('c'), market('d'), market('jumpy-1', PULLED)),
    'warn: Quoting both sides in 4 of 5 markets; jumpy-1 is pulled: data gap.',
  );
  assert.is(say({}, market('a'), market('b')), 'good: Quoting both sides in all 2 markets.');
  assert.is(say({}, market('a')), 'good: Quoting both sides in the one market.');
  assert.is(say({ atMs: 60_000 }), 'calm: No market is traded.');
  assert.is(say({ atMs: 59_999 }), 'calm: Started; waiting for the first market.');
});

test('a market that shows one side, or waits for its time, is told apart from one that is silent', () => {
  assert.is(
    say(
      {},
      market('a'),
      market('b', { quoter: 'active.oneSided', ask: null, reason: 'inventory' }),
      market('c', { quoter: 'idle', phase: 'preEvent', bid: null, ask: null }),
    ),
    'good: Quoting both sides in 1 of 3 markets; b quotes one side: inventory; 1 market not trading now.',
  );
});

test('a market that plans and shows nothing is said to show nothing, and why', () => {
  assert.is(
    say({}, market('a'), market('updown-1', { quoter: 'oneSided', bid: null, ask: null, reason: 'noRoom' })),
    'warn: Quoting both sides in 1 of 2 markets; updown-1 shows nothing: no tick fits our price.',
  );
});

test('of many silent markets the common reason is told, or the first one', () => {
  const silent = ['a', 'b', 'c'].map((slug) => market(slug, PULLED));
  assert.is(say({}, ...silent), 'warn: Quoting both sides in none of 3 markets; 3 are silent: data gap.');
  assert.is(
    say({}, ...silent, market('d', { ...PULLED, reason: 'the book is doubted' })),
    'warn: Quoting both sides in none of 4 markets; 4 are silent, a is pulled: data gap.',
  );
});

test('a halted market is grave even while the others quote', () => {
  assert.is(
    say({}, market('a'), market('b', { ...PULLED, halted: '20 shares more than we know of' })),
    'bad: Quoting both sides in 1 of 2 markets; b is halted: 20 shares more than we know of.',
  );
});

test('of several silent markets the halted one is named first', () => {
  const halted = market('z', { ...PULLED, halted: 'differs' });
  assert.match(say({}, market('a', PULLED), halted), 'z is halted: differs; a is pulled: data gap.');
  assert.match(
    say({}, ...['a', 'b', 'c'].map((slug) => market(slug, PULLED)), halted),
    '4 are silent, z is halted: differs.',
  );
});

test('what the kill switch latched comes before the markets, with what was found', () => {
  const admission = { mode: 'halted', why: 'x' };
  assert.is(
    say({ latch: { stage: 'cancelAll', reason: 'dailyLoss: 251 is past 250' }, admission }, market('a')),
    'bad: Halted: everything is cancelled and nothing is quoted. Why: the day lost too much ($251.00, limit $250.00). It stays so until somebody resumes.',
  );
  assert.match(say({ latch: { stage: 'reduceOnly', reason: 'exposure' } }, market('a')), 'warn: Reduce only');
  assert.match(
    say({ flattening: true }, market('a')),
    'warn: Flattening: what is held is being sold, as a maker. Quoting both',
  );
  assert.match(
    say({ flattening: true, latch: { stage: 'reduceOnly', reason: 'by hand, from the page' } }),
    'being sold as a maker. Why: by hand, from the page.',
  );
});

test('a gateway that is closed is why nothing is sent, and the engine is named', () => {
  assert.is(
    say({ engineDownMs: 12_300, admission: { mode: 'closed', why: '425' } }, market('a')),
    "warn: Nothing is sent: the venue's matching engine restarts; it is asked again and again until it is back.",
  );
  assert.is(
    say({ admission: { mode: 'closed', why: 'the heartbeat is lost' } }, market('a')),
    'warn: Nothing is sent: the gateway is closed: the heartbeat is lost.',
  );
});

test('reads that fail for more than a moment are said while the gateway is open', () => {
  assert.match(say({ unreadMs: 2_000 }, market('a')), 'Quoting both');
  assert.is(
    say({ unreadMs: 35_000 }, market('a')),
    'warn: What rests and what was filled cannot be read for 35 s: fills are known by the private stream alone, and soon nothing is sent.',
  );
});

test('while places are taken after an engine restart, the markets are told too', () => {
  assert.is(
    say({ racing: true }, market('a'), market('b', PULLED)),
    'warn: The matching engine is back, and takes no order that crosses yet. Quoting both sides in 1 of 2 markets; b is pulled: data gap.',
  );
});

test('starting, stopping and failing come before everything else', () => {
  const latch = { stage: 'cancelAll', reason: 'x' } as const;
  assert.match(say({ phase: 'draining', latch }, market('a')), 'warn: Stopping');
  assert.match(say({ phase: 'starting', latch }), 'calm: Starting');
  assert.is(
    say({ phase: 'failed', note: 'the root failed: x', latch }),
    'bad: The service has failed: the root failed: x.',
  );
});

test('faults injected by hand are said with everything else', () => {
  assert.match(say({ injections: 1 }, market('a')), 'both sides in the one market. 1 fault injected by hand strikes.');
});

test('a reason as long as a page is cut', () => {
  const said = say({}, market('a', { ...PULLED, reason: 'x'.repeat(5_000) }));
  assert.ok(said.length < 300, said);
});

test.run();
