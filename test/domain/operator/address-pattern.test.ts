// Filters of strangers: they mean what regular expressions mean, and none of them can make the trading thread wait.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { addressPattern } from '#domain/operator/address-pattern.ts';

const ADDRESSES = [
  'root',
  'order-gateway',
  'shard-0',
  'market:wide-1',
  'market:wide-1/quoter',
  'market:wide-10/complete-set',
  'market:jumpy-2/complete-set/pair-trade:pt-17',
];

test('a filter is found anywhere in an address unless it is tied to an edge', () => {
  const found = (filter: string) => ADDRESSES.filter((address) => addressPattern(filter).matches(address));
  assert.equal(found(''), ADDRESSES);
  assert.equal(found('wide-1'), ADDRESSES.slice(3, 6));
  assert.equal(found('^market:wide-1(/|$)'), ADDRESSES.slice(3, 5));
  assert.equal(found('(quoter|pair-trade:.+)$'), [ADDRESSES[4], ADDRESSES[6]]);
  assert.equal(found('^shard-\\d+$|^root$'), ['root', 'shard-0']);
  assert.equal(found('market:[^/]*$'), ['market:wide-1']);
  assert.equal(found('wide-\\d{2}'), ['market:wide-10/complete-set']);
});

const atom = fc.constantFrom(
  'a',
  'b',
  '-',
  '\\d',
  '\\w',
  '.',
  '[ab]',
  '[^a]',
  '[0-9]',
  '/',
  '\\.',
  '(?:ab|b)',
  '(a|/)',
);
const count = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{2,}', '*?', '+?');
const piece = fc.tuple(atom, count).map((parts) => parts.join(''));
const filter = fc
  .tuple(
    fc.constantFrom('', '^'),
    fc.array(fc.oneof(piece, fc.constant('|')), { maxLength: 6 }),
    fc.constantFrom('', '$'),
  )
  .map(([start, pieces, end]) => `${start}${pieces.join('')}${end}`);
const address = fc
  .array(fc.constantFrom('a', 'b', '-', '/', '.', '1', '22'), { maxLength: 12 })
  .map((all) => all.join(''));

test('whatever is understood means what JavaScript takes it to mean', () => {
  fc.assert(
    fc.property(filter, address, (text, where) => {
      assert.is(addressPattern(text).matches(where), new RegExp(text).test(where), `${text} on ${where}`);
    }),
    { seed: 7, numRuns: 3_000 },
  );
});

test('expressions that take others for ever end here', () => {
  const long = 'a'.repeat(200);
  for (const text of ['^(a+)+$x', '(a|a)*b', '(a*)*b', '(.*.*.*.*)*=x', `${'a?'.repeat(60)}${'a'.repeat(60)}b`])
    assert.not(addressPattern(text).matches(long), text);
});

test('what is not understood is refused with its place', () => {
  for (const [text, why] of [
    ['(', 'a ( without a )'],
    ['a)', 'a ) without a ('],
    ['[ab', 'a [ without a ]'],
    ['*a', 'nothing to repeat before *'],
    ['a**', 'nothing to repeat'],
    ['a\\', 'a \\ before nothing'],
    ['(?=a)', 'only (…) and (?:…)'],
    ['(?<name>a)', 'only (…) and (?:…)'],
    ['(a)\\1', '\\1 is not understood'],
    ['\\bmarket', '\\b is not understood'],
    ['[z-a]', 'runs backwards'],
    ['a{5,2}', 'repetitions run'],
    ['a{999}', 'repetitions run'],
    ['^*', 'an edge cannot be repeated'],
    ['((a{40}){40}){40}', 'too long when its repetitions are written out'],
    ['a'.repeat(201), 'longer than 200 characters'],
  ] as const)
    assert.throws(
      () => addressPattern(text),
      (error: unknown) =>
        error instanceof BadInput && error.message.startsWith('filter: ') && error.message.includes(why),
      text,
    );
});

test('no text of any kind does anything but match, not match, or be refused as input', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (text, where) => {
      try {
        assert.type(addressPattern(text).matches(where), 'boolean');
      } catch (error) {
        if (!(error instanceof BadInput)) throw error;
      }
    }),
    { seed: 11, numRuns: 3_000 },
  );
});

test.run();
