import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { twoSidedShare, UPTIME_MARKETS_MAX, Uptime } from '#domain/quoting/uptime.ts';

const M = marketId('m');

test('time counts for what was shown, up to the close', () => {
  const uptime = new Uptime();
  uptime.onOrders(M, 1_000, true, false);
  uptime.onOrders(M, 3_000, true, true);
  uptime.onOrders(M, 10_000, false, true);
  uptime.onOrders(M, 10_500, false, false);
  uptime.close(12_000);
  assert.equal(uptime.share(M), { twoSidedMs: 7_000, oneSidedMs: 2_500, noneMs: 1_500 });
  assert.is(twoSidedShare(uptime.share(M)), 7_000 / 11_000);
});

test('closing twice counts no moment twice', () => {
  const uptime = new Uptime();
  uptime.onOrders(M, 0, true, true);
  uptime.close(500);
  uptime.close(500);
  uptime.close(800);
  assert.equal(uptime.share(M), { twoSidedMs: 800, oneSidedMs: 0, noneMs: 0 });
});

test('markets are counted apart, and one never seen has no share', () => {
  const uptime = new Uptime();
  const other = marketId('other');
  uptime.onOrders(M, 0, true, true);
  uptime.onOrders(other, 400, false, false);
  uptime.close(1_000);
  assert.is(twoSidedShare(uptime.share(M)), 1);
  assert.equal(uptime.share(other), { twoSidedMs: 0, oneSidedMs: 0, noneMs: 600 });
  assert.is(twoSidedShare(uptime.share(marketId('never'))), null);
});

test('a clock that goes back gives nobody time', () => {
  const uptime = new Uptime();
  uptime.onOrders(M, 1_000, true, true);
  uptime.onOrders(M, 400, false, false);
  uptime.close(Number.NaN);
  uptime.close(1_500);
  assert.equal(uptime.share(M), { twoSidedMs: 0, oneSidedMs: 0, noneMs: 500 });
});

test('the market first seen longest ago is forgotten at the maximum', () => {
  const uptime = new Uptime();
  for (let at = 0; at <= UPTIME_MARKETS_MAX; at++) uptime.onOrders(marketId(`m-${at}`), 0, true, true);
  uptime.close(10);
  assert.is(uptime.share(marketId('m-0')).twoSidedMs, 0);
  assert.is(uptime.share(marketId('m-1')).twoSidedMs, 10);
});

test('the three sums add up to the time since the market was first seen', () => {
  const change = fc.record({ afterMs: fc.nat(10_000), bid: fc.boolean(), ask: fc.boolean() });
  const law = fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.nat(10_000), (changes, tailMs) => {
    const uptime = new Uptime();
    let nowMs = 0;
    for (const { afterMs, bid, ask } of changes) {
      nowMs += afterMs;
      uptime.onOrders(M, nowMs, bid, ask);
    }
    uptime.close(nowMs + tailMs);
    const { twoSidedMs, oneSidedMs, noneMs } = uptime.share(M);
    assert.is(twoSidedMs + oneSidedMs + noneMs, nowMs + tailMs - (changes[0]?.afterMs ?? 0));
  });
  fc.assert(law, { seed: 42, numRuns: 300 });
});

test.run();
