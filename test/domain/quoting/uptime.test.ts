import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { twoSidedShare, UPTIME_MARKETS_MAX, Uptime } from '#domain/quoting/uptime.ts';

const M = marketId('m');

test('time counts for what was shown, up to the look', () => {
  const uptime = new Uptime();
  uptime.onOrders(M, 1_000, true, false);
  uptime.onOrders(M, 3_000, true, true);
  uptime.onOrders(M, 10_000, false, true);
  uptime.onOrders(M, 10_500, false, false);
  assert.equal(uptime.share(M, 12_000), { twoSidedMs: 7_000, oneSidedMs: 2_500, noneMs: 1_500 });
  assert.is(twoSidedShare(uptime.share(M, 12_000)), 7_000 / 11_000);
});

test('while nothing changes time goes on counting, and looking changes no sum', () => {
  const uptime = new Uptime();
  uptime.onOrders(M, 0, true, true);
  uptime.onOrders(M, 1_000, false, false);
  const shares = [1_000, 2_000, 4_000, 4_000, 2_000].map((nowMs) => twoSidedShare(uptime.share(M, nowMs)));
  assert.equal(shares, [1, 0.5, 0.25, 0.25, 0.5]);
  uptime.onOrders(M, 5_000, true, true);
  assert.equal(uptime.share(M, 5_000), { twoSidedMs: 1_000, oneSidedMs: 0, noneMs: 4_000 });
});

test('a market that ended counts no further, whenever somebody looks', () => {
  const uptime = new Uptime();
  uptime.onOrders(M, 0, true, true);
  uptime.end(M, 700);
  uptime.onOrders(M, 900, false, false);
  assert.equal(uptime.share(M, 5_000), { twoSidedMs: 700, oneSidedMs: 0, noneMs: 0 });
});

test('markets are counted apart, and one never seen has no share', () => {
  const uptime = new Uptime();
  const other = marketId('other');
  uptime.onOrders(M, 0, true, true);
  uptime.onOrders(other, 400, false, false);
  assert.is(twoSidedShare(uptime.share(M, 1_000)), 1);
  assert.equal(uptime.share(other, 1_000), { twoSidedMs: 0, oneSidedMs: 0, noneMs: 600 });
  assert.is(twoSidedShare(uptime.share(marketId('never'), 1_000)), null);
});

test('a clock that goes back gives nobody time', () => {
  const uptime = new Uptime();
  uptime.onOrders(M, 1_000, true, true);
  uptime.onOrders(M, 400, false, false);
  assert.equal(uptime.share(M, Number.NaN), { twoSidedMs: 0, oneSidedMs: 0, noneMs: 0 });
  assert.equal(uptime.share(M, 1_500), { twoSidedMs: 0, oneSidedMs: 0, noneMs: 500 });
});

test('the market first seen longest ago is forgotten at the maximum', () => {
  const uptime = new Uptime();
  for (let at = 0; at <= UPTIME_MARKETS_MAX; at++) uptime.onOrders(marketId(`m-${at}`), 0, true, true);
  assert.is(uptime.share(marketId('m-0'), 10).twoSidedMs, 0);
  assert.is(uptime.share(marketId('m-1'), 10).twoSidedMs, 10);
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
    const { twoSidedMs, oneSidedMs, noneMs } = uptime.share(M, nowMs + tailMs);
    assert.is(twoSidedMs + oneSidedMs + noneMs, nowMs + tailMs - (changes[0]?.afterMs ?? 0));
  });
  fc.assert(law, { seed: 42, numRuns: 300 });
});

test.run();
