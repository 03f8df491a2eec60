// A wallet remembers a bounded past.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, tradeId } from '#domain/ids.ts';
import type { VenueFill } from '#domain/ports.ts';
import { parsePrice, parseShares, ZERO_USD } from '#domain/units.ts';
import { FillHistory, REMEMBERED_FILLS, RecentIds } from '#infra/exchange/wallet-memory.ts';

const fill = (atMs: number): VenueFill => ({
  trade: tradeId(`${atMs}`),
  order: orderId('x'),
  market: marketId('coin'),
  slot: 'yesBid',
  price: parsePrice('0.5'),
  size: parseShares('5'),
  role: 'maker',
  fee: ZERO_USD,
  atMs,
});

test('the last ten thousand fills are listed, each with how far it has settled', () => {
  const history = new FillHistory();
  for (let n = 0; n < 35_000; n++) history.add(fill(n)).status = n === 34_998 ? 'failed' : 'confirmed';
  const times = history.since(0).map((one) => one.atMs);
  assert.is(times.length, REMEMBERED_FILLS);
  assert.is(times[0], 25_000);
  assert.equal(
    history.since(34_997).map((one) => `${one.atMs} ${one.status}`),
    ['34997 confirmed', '34998 failed', '34999 confirmed'],
  );
});

test('an id is known for long after it was used, and not for ever', () => {
  const ids = new RecentIds();
  for (let n = 0; n < 45_000; n++) ids.add(orderId(`${n}`));
  assert.ok(ids.has(orderId('44999')) && ids.has(orderId('25000')));
  assert.not.ok(ids.has(orderId('19999')));
});

test.run();
