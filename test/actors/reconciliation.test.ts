// When a reading of the venue's account proves that our books are wrong, and when it only shows how slow the venue is.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Reconciliation } from '#actors/reconciliation.ts';
import { marketId, orderId, tradeId } from '#domain/ids.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { Difference } from '#domain/money/reconcile.ts';
import type { SettlementStatus } from '#domain/ports.ts';
import { parsePrice } from '#domain/units.ts';

const RAIN = marketId('rain');
const SNOW = marketId('snow');
const LAG_MS = 15_000;

const short = (gap: string, market = RAIN): Difference => ({ market, what: 'yes', gap });
const settled = (status: SettlementStatus, market = RAIN): Fact => ({
  fact: 'settlement',
  atMs: 0,
  trade: tradeId('t'),
  order: orderId('o'),
  status,
  market,
  mark: parsePrice('0.5'),
});

test('a balance that was not told anew since a trade settled accuses nobody', () => {
  for (const status of ['mined', 'confirmed', 'failed'] as const) {
    const books = new Reconciliation();
    books.take(settled(status), 10_000);
    for (const askedMs of [10_700, 12_000, 20_000]) assert.not(books.proves([short('-20')], askedMs, LAG_MS), status);
    assert.ok(books.proves([short('-20')], 10_000 + LAG_MS, LAG_MS), status);
  }
});

test('a gap of a moment ago proves nothing because something moved since, one as old as any cache does', () => {
  const books = new Reconciliation();
  books.take(settled('confirmed'), 10_000);
  assert.not(books.proves([short('-20')], 11_000, LAG_MS));
  books.take(settled('confirmed'), 12_000);
  assert.not(books.proves([short('-20')], 13_000, LAG_MS));
  books.take(settled('mined'), 25_500);
  assert.ok(books.proves([short('-20')], 26_000, LAG_MS));
});

test('a gap that changes begins anew, and one reading from before a movement proves nothing however old the gap', () => {
  const books = new Reconciliation();
  books.take(settled('confirmed'), 10_000);
  assert.not(books.proves([short('-20')], 11_000, LAG_MS));
  assert.not(books.proves([short('-25')], 24_000, LAG_MS));
  books.take(settled('confirmed'), 40_000);
  assert.not(books.proves([short('-20')], 39_999, LAG_MS));
  assert.not(books.proves([short('-20')], 41_000, LAG_MS));
});

test('what moved in one market excuses no shares of another', () => {
  const books = new Reconciliation();
  books.take(settled('confirmed', SNOW), 10_000);
  assert.ok(books.proves([short('-20')], 10_700, LAG_MS));
  assert.not(books.proves([short('-20'), short('-20', SNOW)], 10_700, LAG_MS));
});

test.run();
