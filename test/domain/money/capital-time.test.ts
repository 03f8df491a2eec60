import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PairTradeId } from '#domain/ids.ts';
import { CapitalTime, OPEN_MAX } from '#domain/money/capital-time.ts';
import type { PairTradeFact } from '#domain/money/fact.ts';
import { price, RAIN, SNOW, shares } from './facts.ts';

const test = suite('capital time');

const step = (atS: number, state: string, change: Partial<PairTradeFact> = {}): PairTradeFact => ({
  fact: 'pairTrade',
  atMs: atS * 1_000,
  pairTrade: 'p1' as PairTradeId,
  market: RAIN,
  state,
  size: shares(100),
  yesPrice: price(0.48),
  noPrice: price(0.5),
  ...change,
});

function after(...steps: readonly PairTradeFact[]): CapitalTime {
  const capital = new CapitalTime();
  for (const each of steps) capital.apply(each);
  return capital;
}

test('a pair trade waits for its second leg, and with both legs until its sets are cash', () => {
  const capital = after(
    step(0, 'leg1Working', { size: shares(0) }),
    step(10, 'leg1Filled', { noPrice: null }),
    step(12, 'leg2Working', { noPrice: null }),
    step(70, 'bothFilled'),
    step(75, 'merging'),
    step(80, 'merged'),
  );
  for (const times of [capital.total(), capital.market(RAIN)])
    assert.equal(times, {
      pairTrades: 1,
      meanMs: 10_000,
      longestMs: 10_000,
      dollarSeconds: 980, // 98 dollars for ten seconds
      meanLegMs: 60_000,
      open: 0,
      openUsd: 0,
    });
  assert.is(capital.market(SNOW).pairTrades, 0);
});

test('what is not cash yet is told with its money, and a merge that failed waits on', () => {
  const capital = after(step(0, 'leg1Filled'), step(5, 'bothFilled'), step(6, 'merging'), step(9, 'bothFilled'));
  const { open, openUsd, meanMs, meanLegMs } = capital.total();
  assert.equal([open, openUsd, meanMs, meanLegMs], [1, 98, null, 5_000]);
  capital.apply(step(25, 'merged'));
  assert.is(capital.total().meanMs, 20_000, 'from both legs filled, not from the last try');
});

test('a second leg whose settlement failed begins its wait anew', () => {
  const capital = after(
    step(0, 'leg1Filled'),
    step(10, 'bothFilled'),
    step(20, 'leg2Working'),
    step(50, 'bothFilled'),
    step(60, 'merged'),
  );
  assert.is(capital.total().meanMs, 10_000);
  assert.is(capital.total().pairTrades, 1);
});

test('a pair trade that ends with one leg was never a pair', () => {
  const capital = after(step(0, 'leg1Filled'), step(9, 'unwinding'), step(10, 'sold'), step(11, 'abandoned'));
  assert.equal(capital.total(), new CapitalTime().total());
});

test('a clock that was set back makes no negative wait', () => {
  const capital = after(step(100, 'leg1Filled'), step(90, 'bothFilled'), step(80, 'merged'));
  assert.equal([capital.total().meanMs, capital.total().meanLegMs, capital.total().dollarSeconds], [0, 0, 0]);
});

test('pair trades that never end are forgotten, the oldest first', () => {
  const capital = new CapitalTime();
  for (let at = 0; at <= OPEN_MAX; at += 1)
    capital.apply(step(at, 'bothFilled', { pairTrade: `p${at}` as PairTradeId }));
  assert.is(capital.total().open, OPEN_MAX);
});

test.run();
