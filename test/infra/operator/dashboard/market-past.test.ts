import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FillView, HistoryPoint, MarketHistory } from '#domain/operator/market-views.ts';
import { longer, pastAt } from '../../../../src/infra/operator/dashboard/market-past.ts';

const point = (atMs: number): HistoryPoint => [atMs, 0.4, 0.5, null, null, 0.45, 0, 0];
const fill = (atMs: number): FillView => ({
  atMs,
  market: 'a',
  order: `o${atMs}`,
  slot: 'yesBid',
  side: 'bid',
  yesPrice: '0.4',
  price: '0.4',
  size: '5',
  role: 'maker',
  fee: '0',
  queueAhead: null,
  status: 'matched',
  trace: 't',
});
const past = (points: readonly number[], fills: readonly number[]): MarketHistory => ({
  points: points.map(point),
  fills: fills.map(fill),
});
const told = ({ points, fills }: MarketHistory) => [points.map(([atMs]) => atMs), fills.map(({ atMs }) => atMs)];

test('only what came since the last look is asked for', () => {
  const { pathSince } = pastAt('/api/markets/a/history');
  assert.is(pathSince(past([10, 20.7], [])), '/api/markets/a/history?after=20');
  assert.is(pathSince(past([], [])), '/api/markets/a/history?after=0');
});

test('the past grows at its end, and a fill that was told before is there once', () => {
  const known = past([10, 20], [5, 15, 22]);
  assert.equal(told(longer(known, past([30], [22, 27]))), [
    [10, 20, 30],
    [5, 15, 22, 27],
  ]);
});

test('a look that was told twice changes nothing', () => {
  const known = past([10, 20], [5]);
  assert.is(longer(known, past([20], [])), known);
  assert.is(longer(known, past([], [25])), known, 'a fill comes with the look after it');
});

test.run();
