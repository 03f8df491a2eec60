import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RateLimits, STANDARD } from '#infra/exchange/server/rate-limits.ts';

function limits(tier: typeof STANDARD | null = STANDARD, limitsVisitors = true) {
  const time = { ms: 1_000_000 };
  return { time, made: new RateLimits(() => time.ms, tier, limitsVisitors) };
}

test('a bucket is taken from all or nothing and fills again with time', () => {
  const { time, made } = limits();
  assert.is(made.spend('ann', 'orders', 60), null);
  assert.is(made.spend('ann', 'orders', 10)?.headers['retry-after'], '1');
  assert.is(made.spend('bob', 'orders', 60), null);
  assert.is(made.spend('ann', 'cancels', 120), null);
  time.ms += 250;
  assert.is(made.spend('ann', 'orders', 10), null);
  assert.is(made.headers('ann', 'orders')['poly-ratelimit-remaining'], '0');
  assert.is(made.headers('ann', 'orders')['poly-ratelimit-reset'], String(Math.ceil(1_000.25 + 60 / 40)));
});

test('more than a bucket holds never passes, and nobody is told to wait longer than a day', () => {
  const { made } = limits();
  assert.is(made.spend('ann', 'cancels', 121)?.headers['retry-after'], '86400');
});

test('what was cancelled is paid afterwards, into debt if need be', () => {
  const { time, made } = limits();
  made.debit('ann', 280);
  assert.is(made.headers('ann', 'cancels')['poly-ratelimit-remaining'], '0');
  time.ms += 1_000;
  assert.is(made.spend('ann', 'cancels', 1)?.status, 429);
  time.ms += 1_100;
  assert.is(made.spend('ann', 'cancels', 1), null);
});

test('without a tier nobody is limited and no header says so', () => {
  const { made } = limits(null, false);
  assert.is(made.spend('ann', 'orders', 1e9), null);
  assert.equal(made.headers('ann', 'orders'), {});
  for (let n = 0; n < 500; n++) assert.is(made.visit('x', 'ok'), null);
});

test('each visitor and each kind of page has a limit of its own', () => {
  const { time, made } = limits();
  for (let n = 0; n < 50; n++) assert.is(made.visit('x', 'refresh'), null);
  assert.is(made.visit('x', 'refresh')?.status, 429);
  assert.is(made.visit('x', 'balance'), null);
  assert.is(made.visit('y', 'refresh'), null);
  time.ms += 200;
  assert.is(made.visit('x', 'refresh'), null);
});

test.run();
