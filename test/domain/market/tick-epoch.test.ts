import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fitsTick, tickThatFits } from '#domain/market/tick-epoch.ts';
import { complement, MICRO, type Price, parsePrice } from '#domain/units.ts';

const p = (text: string) => parsePrice(text);

test('a finer price shows the coarsest usual tick that it can have', () => {
  const cases = [
    ['0.945', '0.01', '0.005'],
    ['0.9475', '0.01', '0.0025'],
    ['0.943', '0.01', '0.001'],
    ['0.9431', '0.01', '0.0001'],
    ['0.05', '0.1', '0.01'],
    ['0.001', '0.0025', '0.0001'],
  ] as const;
  for (const [price, tick, wanted] of cases) assert.is(tickThatFits(p(price), p(tick)), p(wanted), price);
});

test('the set of ticks is open: an unusual price shows the common divisor', () => {
  assert.is(tickThatFits(p('0.30003'), p('0.01')), p('0.00001'));
  assert.is(tickThatFits(p('0.2'), p('0.3')), p('0.1'));
  assert.is(tickThatFits(p('0.000006'), p('0.000009')), p('0.000003'));
});

test('a price fits a tick in the terms of either outcome, and always the tick it shows', () => {
  const aPrice = fc.integer({ min: 1, max: MICRO - 1 }).map((n) => n as Price);
  fc.assert(
    fc.property(aPrice, aPrice, (price, tick) => {
      assert.is(fitsTick(price, tick), fitsTick(complement(price), tick));
      const shown = tickThatFits(price, tick);
      assert.ok(shown >= 1 && shown <= tick && fitsTick(price, shown));
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

test.run();
