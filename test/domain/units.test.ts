import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addShares,
  complement,
  cost,
  Decimal,
  MICRO,
  microText,
  minShares,
  ONE,
  type Price,
  parseMicro,
  parsePrice,
  parseShares,
  parseUsd,
  priceOf,
  priceText,
  type Shares,
  sharesOf,
  sharesText,
  subtractShares,
  UnitError,
  ZERO_SHARES,
  ZERO_USD,
} from '#domain/units.ts';

const SEED = { seed: 42, numRuns: 1000 };
const isUnitError = (error: unknown): boolean => error instanceof UnitError;

function refuses(run: () => unknown, words: string): void {
  assert.throws(run, (error: unknown) => error instanceof UnitError && error.message.includes(words));
}

test('text becomes millionths without passing through a float', () => {
  const rows: readonly (readonly [string, number])[] = [
    ['0.52', 520_000],
    ['2.01', 2_010_000],
    ['4.10', 4_100_000],
    ['0', 0],
    ['007', 7_000_000],
    ['0.000001', 1],
    ['0.1000000000', 100_000],
    ['9007199254.740991', Number.MAX_SAFE_INTEGER],
  ];
  for (const [text, micro] of rows) assert.is(parseMicro(text, 'size'), micro, text);
});

test('hostile text is refused, and the field is named', () => {
  const bad = [
    '',
    ' ',
    '1e3',
    'NaN',
    'Infinity',
    '-1',
    '+1',
    '.5',
    '5.',
    '1,5',
    '0x10',
    '1 ',
    '1_000',
    '٣',
    null,
    undefined,
    1,
    {},
    [],
  ];
  for (const text of bad) refuses(() => parseMicro(text, 'level size'), 'level size');
  refuses(() => parseMicro('0.0000001', 'price'), 'finer than a millionth');
  refuses(() => parseMicro('9007199254.740992', 'size'), 'too large');
  refuses(() => parseMicro('999999999999999', 'size'), 'too large');
});

test('a price lies strictly between zero and one dollar', () => {
  for (const text of ['0', '0.000000', '1', '1.000001', '52']) refuses(() => parsePrice(text, 'ask'), 'ask');
  for (const micro of [0, MICRO, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => priceOf(micro), isUnitError);
  assert.is(parsePrice('0.0001'), 100);
  assert.is(priceOf(MICRO - 1), 999_999);
});

test('a size is a whole number of micro-shares, zero or more', () => {
  for (const micro of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    assert.throws(() => sharesOf(micro), isUnitError);
  assert.is(sharesOf(0), ZERO_SHARES);
  assert.is(parseShares('100.5'), 100_500_000);
});

test('sizes add and subtract inside their range, and say so when they leave it', () => {
  assert.is(addShares(parseShares('1.5'), parseShares('2')), parseShares('3.5'));
  assert.is(subtractShares(parseShares('2'), parseShares('1.5')), parseShares('0.5'));
  assert.throws(() => subtractShares(parseShares('1.5'), parseShares('2')), isUnitError);
  assert.throws(() => addShares(Number.MAX_SAFE_INTEGER as Shares, 1 as Shares), isUnitError);
  assert.is(minShares(parseShares('2'), parseShares('1')), parseShares('1'));
});

test('the complement of a price is exact on every tick', () => {
  for (const tick of ['0.1', '0.01', '0.005', '0.0025', '0.001', '0.0001']) {
    const price = parsePrice(tick);
    assert.is(price + complement(price), ONE);
    assert.is(complement(price) % price, 0, `${tick} divides one dollar`);
  }
});

test('a cost is exact where a double is not', () => {
  assert.is(cost(parsePrice('0.52'), parseShares('100')).toString(), '52');
  assert.is(cost(priceOf(999_999), Number.MAX_SAFE_INTEGER as Shares).toString(), '9007190247.541736259009');
  assert.is(cost(0 as Price, parseShares('5')).toString(), '0');
  assert.is(cost(ONE, parseShares('5.25')).toString(), '5.25');
});

test('whatever is bought, its cost is price times size as Decimals reckon it', () => {
  const size = fc.oneof(fc.maxSafeNat(), fc.nat(200_000_000));
  const law = fc.property(fc.integer({ min: 0, max: MICRO }), size, (price, shares) => {
    const plain = new Decimal(price).times(shares).div('1e12');
    assert.is(cost(price as Price, shares as Shares).toString(), plain.toString());
  });
  fc.assert(law, SEED);
});

test('cost at a price and cost at its complement make one dollar a share', () => {
  const law = fc.property(fc.integer({ min: 1, max: MICRO - 1 }), fc.maxSafeNat(), (micro, size) => {
    const price = priceOf(micro);
    const both = cost(price, size as Shares).plus(cost(complement(price), size as Shares));
    assert.ok(both.equals(cost(ONE, size as Shares)));
  });
  fc.assert(law, SEED);
});

test('what is written is read back as the same number', () => {
  const law = fc.property(fc.maxSafeNat(), (micro) => {
    assert.is(parseMicro(microText(micro), 'size'), micro);
  });
  fc.assert(law, SEED);
  assert.is(priceText(parsePrice('0.5200')), '0.52');
  assert.is(sharesText(parseShares('100')), '100');
  assert.is(microText(-1_500_000), '-1.5');
});

test('dollars are read from plain text only', () => {
  assert.is(parseUsd('12.5').toString(), '12.5');
  assert.is(parseUsd('-3').toString(), '-3');
  for (const text of ['', '1e3', 'NaN', '+1', '1.', '.5', ' 1', null, 5]) refuses(() => parseUsd(text, 'gas'), 'gas');
  assert.ok(ZERO_USD.isZero());
});

test('sums of money stay exact over a year of fills', () => {
  let sum = new Decimal('900000000000.000001');
  for (let fill = 0; fill < 10_000; fill++) sum = sum.plus(cost(1 as Price, 1 as Shares));
  assert.is(sum.toString(), '900000000000.00000101');
});

test.run();
