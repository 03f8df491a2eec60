// Fresh books are asked for seldom enough: each market less and less often, all together within one allowance.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { RESYNC_LIMITS, ResyncBudget } from '#domain/market/resync-budget.ts';

const M = marketId('m');

test('a market waits twice as long after every request in a row, up to a maximum, and starts anew when calm', () => {
  const budget = new ResyncBudget(RESYNC_LIMITS, 0);
  const granted: number[] = [];
  for (let nowMs = 0; nowMs < 120_000; nowMs += 100) if (budget.grant(M, nowMs)) granted.push(nowMs);
  const gaps = granted.slice(1).map((at, n) => at - granted[n]!);
  assert.equal(gaps, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  const last = granted.at(-1)!;
  assert.ok(budget.grant(M, last + 60_000));
  assert.ok(budget.grant(M, last + 60_500), 'calm: it starts anew');
});

test('many markets at once share the burst, then the rate', () => {
  const budget = new ResyncBudget(RESYNC_LIMITS, 0);
  const ask = (nowMs: number) =>
    Array.from({ length: 200 }, (_, n) => budget.grant(marketId(`m${n}`), nowMs)).filter(Boolean).length;
  assert.is(ask(0), RESYNC_LIMITS.burst);
  assert.is(ask(0), 0);
  assert.is(ask(1_000), RESYNC_LIMITS.perSecond);
});

test('a clock that goes back holds nobody up', () => {
  const budget = new ResyncBudget(RESYNC_LIMITS, 1_000_000);
  assert.ok(budget.grant(M, 1_000_000));
  assert.ok(budget.grant(M, 5));
  assert.not(budget.grant(M, 6));
});

test('never more than the burst and the rate allow, whatever is asked when', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(400)), { maxLength: 300 }), (asks) => {
      const budget = new ResyncBudget(RESYNC_LIMITS, 0);
      let nowMs = 0;
      let granted = 0;
      for (const [n, passed] of asks) {
        nowMs += passed;
        if (budget.grant(marketId(`m${n}`), nowMs)) granted++;
      }
      assert.ok(granted <= RESYNC_LIMITS.burst + (nowMs * RESYNC_LIMITS.perSecond) / 1_000);
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
