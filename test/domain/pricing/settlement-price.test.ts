// The end of an up or down market, seconds and minutes before it.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { oddsError, type Settlement, settlementOdds } from '#domain/pricing/settlement-price.ts';
import { SeededRandom } from '#infra/random.ts';
import { normal } from '#infra/random-draws.ts';

const near = (found: number, wanted: number, within: number, what = '') =>
  assert.ok(Math.abs(found - wanted) <= within, `${what} ${found}, wanted ${wanted}`);

const NOW: Settlement = { spot: 100_000, strike: 100_100, sigma: 1e-4, leftS: 300, windowS: 0, doneMean: Number.NaN };

test('one price decides: the oracle of a digital (O-26)', () => {
  near(settlementOdds(NOW).probability, 0.2816564288, 1e-9);
});

test('an average decides: the oracles of its variance and of its last seconds (O-27)', () => {
  near(settlementOdds({ ...NOW, windowS: 60, leftS: 240 }).deviation ** 2, 2e-6, 1e-15);
  near(settlementOdds({ ...NOW, windowS: 60, leftS: 30, doneMean: 1e5 }).deviation, 0.000158113883, 1e-12);
  const last = { spot: 100_050, strike: 100_030, sigma: 1e-4, leftS: 20, windowS: 60, doneMean: 100_025 };
  const odds = settlementOdds(last);
  near(odds.deviation * last.spot, 8.610932973, 1e-6);
  near(odds.probability, 0.6506606813, 1e-8);
});

test('ten thousand paths end above the strike as often as it says', () => {
  const random = new SeededRandom(11);
  for (const [leftS, strike] of [
    [120, 100_040],
    [60, 99_960],
    [25, 100_010],
  ] as const) {
    const windowS = 60;
    const doneMean = 100_015;
    let above = 0;
    for (let path = 0; path < 10_000; path += 1) {
      let price = 100_000;
      let sum = leftS < windowS ? (windowS - leftS) * doneMean : 0;
      for (let second = leftS; second > 0; second -= 1) {
        // Ten steps a second: the average is of a path, not of its corners.
        for (let step = 0; step < 10; step += 1) {
          price *= Math.exp((1e-4 / Math.sqrt(10)) * normal(random) - 0.5e-8 / 10);
          if (second <= windowS) sum += price / 10;
        }
      }
      if (sum / windowS >= strike) above += 1;
    }
    const { probability } = settlementOdds({ spot: 100_000, strike, sigma: 1e-4, leftS, windowS, doneMean });
    near(above / 10_000, probability, 0.016, `${leftS} s before the end`);
  }
});

test('a tie is up, and nothing is left to chance when no time is left', () => {
  const end = { spot: 90, strike: 100, sigma: 1e-4, leftS: 0, windowS: 60 };
  assert.is(settlementOdds({ ...end, doneMean: 100 }).probability, 1);
  assert.is(settlementOdds({ ...end, doneMean: 99.999 }).probability, 0);
  assert.is(settlementOdds({ ...end, windowS: 0, spot: 100, doneMean: Number.NaN }).probability, 1);
  assert.is(oddsError(settlementOdds({ ...end, doneMean: 99 }), 0.3), 0);
});

test('a higher price is never a lower chance, and what is not known is never a chance', () => {
  const price = fc.double({ min: 1, max: 1e6, noNaN: true });
  const settlement = fc.record({
    spot: price,
    strike: price,
    sigma: fc.double({ min: 1e-7, max: 1e-2, noNaN: true }),
    leftS: fc.double({ min: 0, max: 14_400, noNaN: true }),
    windowS: fc.constantFrom(0, 30, 60),
    doneMean: price,
  });
  fc.assert(
    fc.property(settlement, fc.double({ min: 1, max: 2, noNaN: true }), (now, more) => {
      const { probability } = settlementOdds(now);
      assert.ok(probability >= 0 && probability <= 1);
      const higher = settlementOdds({ ...now, spot: now.spot * more, doneMean: now.doneMean * more }).probability;
      assert.ok(higher >= probability - 1e-12, `${higher} after ${probability}`);
    }),
    { seed: 27 },
  );
  for (const key of ['spot', 'strike', 'sigma', 'leftS'] as const)
    assert.ok(Number.isNaN(settlementOdds({ ...NOW, [key]: Number.NaN }).probability), key);
});

test.run();
