// The ways a trade may go through the chain, and how often it goes each.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, tradeId } from '#domain/ids.ts';
import { Settlement, type SettlementSettings } from '#infra/exchange/settlement.ts';
import type { Trade } from '#infra/exchange/trade.ts';
import { SeededRandom } from '#infra/random.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

const SETTINGS: SettlementSettings = { medianMs: 1000, sigma: 0.5, failureShare: 0.1, retryShare: 0.2 };

const trade = (n: number): Trade => ({ id: tradeId(`${n}`), market: marketId('coin'), legs: [], fee: 0, crumb: 0 });

function settleAll(count: number, settings: SettlementSettings) {
  const clock = new VirtualClock(0);
  const steps = new Map<Trade, string[]>();
  const endsMs: number[] = [];
  const settlement = new Settlement({ clock, random: new SeededRandom(7) }, settings, (one, step) => {
    steps.set(one, [...(steps.get(one) ?? []), step]);
    if (step === 'confirmed' || step === 'failed') endsMs.push(clock.now());
  });
  for (let n = 0; n < count; n++) settlement.begin(trade(n));
  while (clock.step());
  return { ways: Array.from(steps.values(), (way) => way.join(' ')), endsMs, left: [...settlement.unsettled].length };
}

test('every trade ends, each way as often as set', () => {
  const { ways, left } = settleAll(4000, SETTINGS);
  const share = (way: string) => ways.filter((one) => one === way).length / 4000;
  assert.is(left, 0);
  assert.ok(Math.abs(share('mined confirmed') - 0.7) < 0.03);
  assert.ok(Math.abs(share('retrying mined confirmed') - 0.2) < 0.03);
  assert.ok(Math.abs(share('retrying failed') - 0.1) < 0.02);
});

test('each step takes about the median', () => {
  const { endsMs } = settleAll(2000, { ...SETTINGS, failureShare: 0, retryShare: 0 });
  const middle = endsMs.sort((a, b) => a - b)[1000] ?? 0;
  // The sum of two lognormal steps: a little above twice the median.
  assert.ok(middle > 2000 && middle < 2400, String(middle));
});

test('shares that are no parts of one are refused', () => {
  assert.throws(() => settleAll(1, { ...SETTINGS, retryShare: 0.95 }), /parts of one/);
  assert.throws(() => settleAll(1, { ...SETTINGS, failureShare: -0.1 }), /parts of one/);
  assert.throws(() => settleAll(1, { ...SETTINGS, medianMs: Number.NaN }), /median/);
});

test('a stopped settlement leaves no timer', () => {
  const clock = new VirtualClock(0);
  const settlement = new Settlement({ clock, random: new SeededRandom(7) }, SETTINGS, () => assert.unreachable());
  settlement.begin(trade(1));
  settlement.stop();
  assert.is(clock.pending, 0);
});

test.run();
