import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ageWords,
  countWords,
  decimalsOf,
  dollarWords,
  durationWords,
  markWords,
  NOTHING,
  numberOf,
  percentWords,
  priceWords,
  profitWords,
  signedSizeWords,
  sizeWords,
  timeWords,
  untilWords,
  utcWords,
  wayOf,
} from '../../../../src/infra/operator/dashboard/words.ts';

/** Thin spaces as plain ones. */
const plain = (text: string) => text.replaceAll('\u202f', ' ');

test('a price has cents as fine as the tick of its market', () => {
  assert.is(priceWords('0.53', '0.01'), '53¢');
  assert.is(priceWords('0.5', '0.001'), '50.0¢');
  assert.is(priceWords('0.5325', '0.0001'), '53.25¢');
  assert.is(priceWords('0.535', '0.001'), '53.5¢');
  assert.is(priceWords('0.9', '0.1'), '90¢');
  assert.is(markWords('0.5349', '0.01'), '53.5¢');
  assert.is(markWords('0.53495', '0.001'), '53.50¢');
});

test('money is in dollars and cents, and a profit says which way it goes', () => {
  assert.is(plain(dollarWords('1234567.5')), '$1 234 567.50');
  assert.is(dollarWords('-0.4'), '−$0.40');
  assert.is(profitWords('1.005'), '+$1.01', 'rounded as people round');
  assert.is(profitWords('-12'), '−$12.00');
  assert.is(profitWords('0'), '$0.00');
  assert.is(profitWords('-0.001'), '−$0.00', 'a loss too small to show is still a loss');
  assert.equal(['0.01', '-0.01', '0', null, 'x'].map(wayOf), ['up', 'down', 'flat', 'flat', 'flat']);
});

test('sizes have thin spaces between thousands and no zeros that say nothing', () => {
  assert.is(plain(sizeWords('1234.50')), '1 234.5');
  assert.is(sizeWords('100'), '100');
  assert.is(sizeWords('0'), '0');
  assert.is(sizeWords('-40'), '−40');
  assert.is(signedSizeWords('40'), '+40');
  assert.is(signedSizeWords('-40'), '−40');
  assert.is(signedSizeWords('0.001'), '0');
  assert.is(plain(percentWords('0.934')), '93 %');
  assert.is(countWords(1, 'market'), '1 market');
  assert.is(plain(countWords(1200, 'market')), '1 200 markets');
});

test('what is not known, or is no number, is a dash', () => {
  for (const figure of [null, undefined, '', 'abc', 'NaN', 'Infinity', Number.NaN]) {
    assert.is(numberOf(figure), null, String(figure));
    for (const words of [dollarWords, profitWords, sizeWords, signedSizeWords, percentWords, durationWords])
      assert.is(words(figure), NOTHING, `${words.name} of ${figure}`);
    assert.is(priceWords(figure, '0.01'), NOTHING);
    assert.is(markWords(figure, '0.01'), NOTHING);
  }
  assert.is(timeWords(null, 0), NOTHING);
  assert.is(utcWords(Number.NaN), NOTHING);
  assert.is(ageWords(null, 0), NOTHING);
});

test('durations have two units at most', () => {
  const said: readonly (readonly [number, string])[] = [
    [0, '0 ms'],
    [480.4, '480 ms'],
    [4_999, '4 s'],
    [125_000, '2 min 5 s'],
    [3 * 3_600_000 + 12 * 60_000 + 59_000, '3 h 12 min'],
    [(2 * 24 + 4) * 3_600_000, '2 d 4 h'],
  ];
  for (const [ms, words] of said) assert.is(durationWords(ms), words);
  assert.is(ageWords(1_000, 13_999), '12 s');
  assert.is(ageWords(5_000, 1_000), '0 s', 'a clock that is behind makes no negative age');
  assert.is(untilWords(61_000, 0), 'in 1 min 1 s');
  assert.is(untilWords(0, 12_000), '12 s ago');
});

test('a time is on the wall of the viewer, and in UTC for whoever points at it', () => {
  const at = new Date(2026, 10, 20, 9, 5, 7).getTime();
  assert.is(timeWords(at, at + 1_000), '09:05:07');
  assert.is(timeWords(at, at + 86_400_000), '20 Nov 09:05:07');
  assert.is(utcWords(Date.UTC(2026, 10, 20, 9, 5, 7, 12)), '2026-11-20 09:05:07.012 UTC');
});

test('any decimal reads back as itself, rounded to what is shown', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (cents) => {
      const text = (cents / 100).toFixed(2);
      const back = plain(dollarWords(text)).replaceAll(' ', '').replace('$', '').replace('−', '-');
      assert.is(back, text);
    }),
    { seed: 7 },
  );
});

test('the decimals of a tick are those that say something', () => {
  assert.equal(['0.01', '0.001', '0.1', '1', '0.0100'].map(decimalsOf), [2, 3, 1, 0, 2]);
});

test.run();
