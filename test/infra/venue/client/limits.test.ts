// Both layers of the venue's limits against twins that remember everything.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RequestBudget } from '#infra/venue/client/request-budget.ts';
import { SignerBudget } from '#infra/venue/client/signer-budget.ts';
import { SlidingWindow } from '#infra/venue/client/sliding-window.ts';

test('no stretch of that length ever holds more than the window allows, and what waits long enough gets in', () => {
  const steps = fc.array(
    fc.record({ waitMs: fc.integer({ min: 0, max: 400 }), cost: fc.integer({ min: 1, max: 4 }) }),
    {
      maxLength: 120,
    },
  );
  fc.assert(
    fc.property(steps, (given) => {
      const window = new SlidingWindow({ max: 10, windowMs: 1_000 });
      const taken: { atMs: number; cost: number }[] = [];
      let nowMs = 1_000_000;
      for (const { waitMs, cost } of given) {
        nowMs += waitMs;
        const waits = window.waitMs(cost, nowMs);
        if (waits > 0) {
          const inWindow = taken.filter(({ atMs }) => atMs > nowMs - 1_100);
          assert.ok(inWindow.reduce((sum, one) => sum + one.cost, 0) + cost > 10, 'it does not wait for nothing');
          nowMs += Math.ceil(waits);
          assert.is(window.waitMs(cost, nowMs), 0, 'nor for longer than it says');
        }
        window.take(cost, nowMs);
        taken.push({ atMs: nowMs, cost });
        const last = taken.filter(({ atMs }) => atMs > nowMs - 1_000);
        assert.ok(last.reduce((sum, one) => sum + one.cost, 0) <= 10);
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('a bucket gives its rate in the long run, its burst at once, and never more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ waitMs: fc.integer({ min: 0, max: 900 }), cost: fc.integer({ min: 1, max: 15 }) }), {
        maxLength: 150,
      }),
      (steps) => {
        let nowMs = 5_000;
        const startMs = nowMs;
        const budget = new SignerBudget(nowMs);
        let taken = 0;
        for (const { waitMs, cost } of steps) {
          nowMs += waitMs;
          if (budget.waitMs('orders', cost, nowMs) > 0) continue;
          budget.take('orders', cost, nowMs);
          taken += cost;
          assert.ok(taken <= 60 + ((nowMs - startMs) * 40) / 1_000 + 1e-6);
        }
      },
    ),
    { seed: 42, numRuns: 200 },
  );
});

const answer = (status: number, headers: Record<string, string>) => ({ ok: true, status, headers, body: '' }) as const;

test('what the answers say of a bucket is believed when it is less than we thought', () => {
  const budget = new SignerBudget(0);
  budget.heard('orders', answer(200, { 'poly-ratelimit-remaining': '3' }), 0);
  assert.is(budget.waitMs('orders', 3, 0), 0);
  assert.is(budget.waitMs('orders', 4, 0), 25);
  assert.is(budget.waitMs('cancels', 100, 0), 0, 'the other bucket is another one');
  budget.heard('orders', answer(200, { 'poly-ratelimit-remaining': '9999' }), 0);
  assert.is(budget.waitMs('orders', 4, 0), 25);
  for (const nonsense of ['', 'many', '1e9', 'NaN'])
    budget.heard('orders', answer(200, { 'poly-ratelimit-remaining': nonsense, 'poly-ratelimit-tier': nonsense }), 0);
  assert.is(budget.tier, 'standard');
});

test('a bucket that owes is waited for, and the tier says how fast it fills', () => {
  const budget = new SignerBudget(0);
  budget.take('cancels', 200, 0);
  assert.is(budget.waitMs('cancels', 1, 0), Math.ceil((81 * 1_000) / 80));
  budget.heard('orders', answer(200, { 'poly-ratelimit-tier': 'ELITE' }), 0);
  assert.is(budget.burst('orders'), 900);
  assert.is(budget.waitMs('cancels', 1, 0), Math.ceil((81 * 1_000) / 1_200));
});

test('a refusal closes its bucket for as long as it says, or for a second', () => {
  const budget = new SignerBudget(0);
  budget.heard('orders', answer(429, { 'retry-after': '4' }), 0);
  assert.is(budget.waitMs('orders', 1, 1_000), 3_000);
  assert.is(budget.waitMs('orders', 1, 4_000), 0);
  budget.heard('cancels', answer(429, {}), 10_000);
  assert.is(budget.waitMs('cancels', 1, 10_000), 1_000);
});

test('no word of the venue keeps a cancel for longer than a moment, nor an order for longer than a minute', () => {
  const words = [
    answer(429, { 'retry-after': '86400' }),
    answer(429, { 'retry-after': '3600', 'poly-ratelimit-remaining': '-999999' }),
    answer(200, { 'poly-ratelimit-remaining': '-999999' }),
    { ...answer(429, {}), body: '{"error":"slow down","retry_after_seconds":100000}' },
  ];
  for (const word of words) {
    const budget = new SignerBudget(0);
    for (const name of ['orders', 'cancels'] as const) budget.heard(name, word, 0);
    assert.is(budget.waitMs('cancels', 1, 2_000), 0, JSON.stringify(word));
    assert.is(budget.waitMs('orders', 1, 60_000), 0, JSON.stringify(word));
  }
  const budget = new SignerBudget(0);
  budget.take('cancels', 100_000, 0);
  assert.ok(budget.waitMs('cancels', 1, 1_000) > 0);
  assert.is(budget.waitMs('cancels', 1, 2_000), 0, 'what a broad cancel took out');
});

test('each kind of request has windows of its own, and all share one', () => {
  const budget = new RequestBudget(0);
  for (let n = 0; n < 180; n++) budget.take({ kind: 'balance' }, 0);
  assert.ok(budget.waitMs({ kind: 'balance' }, 0) > 0, 'nine tenths of two hundred');
  assert.is(budget.waitMs({ kind: 'ledger' }, 0), 0);
  for (let n = 0; n < 8_000; n++) budget.take({ kind: 'postOrder' }, 0);
  assert.ok(budget.waitMs({ kind: 'status' }, 0) > 0, 'the address of ours has had enough');
});

test.run();
