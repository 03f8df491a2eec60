// Whatever a recording holds and whatever the settings are: every line is accounted for, nothing of ours rests at the end, and
// the profit adds up to the last micro-dollar.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { change, entry, T0 } from '../infra/recording/hand-made.ts';
import { bookOf, type Moment, market, print, recorded, replayed, resolvedTo, tickChange } from './recorded-scene.ts';

type Word =
  | {
      readonly is: 'book';
      readonly outcome: 'yes' | 'no';
      readonly bid: number;
      readonly spread: number;
      readonly size: number;
    }
  | { readonly is: 'oneSide'; readonly bids: boolean; readonly cents: number; readonly size: number }
  | { readonly is: 'level'; readonly side: 'BUY' | 'SELL'; readonly cents: number; readonly size: number }
  | {
      readonly is: 'print';
      readonly outcome: 'yes' | 'no';
      readonly side: 'BUY' | 'SELL';
      readonly cents: number;
      readonly size: number;
    }
  | { readonly is: 'tick' };

interface Said {
  readonly market: 1 | 2;
  readonly waitMs: number;
  readonly word: Word;
}

const size = fc.integer({ min: 1, max: 2_000 });
const cents = fc.integer({ min: 2, max: 97 });
const outcome = fc.constantFrom('yes' as const, 'no' as const);
const side = fc.constantFrom('BUY' as const, 'SELL' as const);
const word: fc.Arbitrary<Word> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('book' as const),
      outcome,
      bid: fc.integer({ min: 35, max: 65 }),
      spread: fc.integer({ min: 1, max: 6 }),
      size,
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('oneSide' as const), bids: fc.boolean(), cents, size }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('level' as const), side, cents, size }) },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('print' as const),
      outcome,
      side,
      cents: fc.integer({ min: 35, max: 65 }),
      size,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'tick' as const }) },
);
const said: fc.Arbitrary<Said> = fc.record({
  market: fc.constantFrom(1 as const, 1 as const, 2 as const),
  waitMs: fc.constantFrom(0, 5, 400, 1_000, 3_000, 30_000),
  word,
});
const scene = fc.record({
  said: fc.array(said, { minLength: 30, maxLength: 120 }),
  payouts: fc.tuple(fc.constantFrom(0, 0.5, 1, null), fc.constantFrom(0, 1, null)),
  announced: fc.boolean(),
  flags: fc.record({
    seed: fc.nat(1_000),
    quoteShares: fc.constantFrom('5', '37.11', '100', '1000'),
    mergeMinShares: fc.constantFrom('1', '25'),
    bankrollUsd: fc.constantFrom('50', '10000'),
    planIntervalMs: fc.constantFrom('250', '1000'),
    'sim.settlementFailureShare': fc.constantFrom('0', '0.3', '1'),
    'sim.gasUsd': fc.constantFrom('0', '0.013'),
    'sim.latencyMs': fc.constantFrom('0', '40', '300'),
    minRestMs: fc.constantFrom('1000', '20000'),
  }),
});

function momentOf({ market: n, word }: Said, ms: number): Moment {
  const price = (at: number) => (at / 100).toFixed(2);
  switch (word.is) {
    case 'book': {
      const ask = word.bid + word.spread;
      const bids = `0.02x400 ${price(word.bid)}x${word.size}`;
      return bookOf(n, ms, bids, `0.97x400 ${price(ask)}x${2_001 - word.size}`, word.outcome);
    }
    case 'oneSide':
      return bookOf(
        n,
        ms,
        word.bids ? `${price(word.cents)}x${word.size}` : '',
        word.bids ? '' : `${price(word.cents)}x${word.size}`,
      );
    case 'level':
      return {
        ms,
        frame: { ...change(T0 + ms, entry(`${n}1 ${word.side} ${price(word.cents)} ${word.size}`)), market: `0xc${n}` },
      };
    case 'print':
      return print(n, ms, word.side, `${word.size}x${price(word.cents)}`, word.outcome);
    case 'tick':
      return tickChange(n, ms, '0.01', '0.001');
  }
}

test('the residual of any recording, seed and settings is exactly zero', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async ({ said, payouts, announced, flags }) => {
      let ms = 0;
      const moments = said.map((each) => {
        ms += each.waitMs;
        return momentOf(each, ms);
      });
      if (announced) moments.push(resolvedTo(1, ms + 1, 'yes'), bookOf(2, ms + 20_000, '0.40x5', '0.60x5'));
      const path = recorded(
        [market(1, { resolved: announced ? 1 : payouts[0] }), market(2, { resolved: payouts[1] })],
        moments,
      );
      const words = Object.entries(flags).flatMap(([key, value]) => [`--${key}`, String(value)]);
      const { report, code } = await replayed([path], ...words, '--skip-bad');
      const { applied, ignored, bad } = report.frames;
      assert.is(applied + ignored + bad, moments.length);
      for (const { total } of report.runs) assert.equal([total.residual, total.residualFound], ['0', null]);
      assert.is(code, 0, 'drained clean');
    }),
    { seed: 42, numRuns: 15 },
  );
});

test.run();
