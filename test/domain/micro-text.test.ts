import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { microOf } from '#domain/micro-text.ts';
import { parseMicro } from '#domain/units.ts';

function slow(text: unknown): number {
  try {
    return parseMicro(text, 'text');
  } catch {
    return -1;
  }
}

test('sizes and prices as the venue writes them', () => {
  assert.is(microOf('0.52'), 520_000);
  assert.is(microOf('13389.59'), 13_389_590_000);
  assert.is(microOf('219.217767'), 219_217_767);
  assert.is(microOf('0'), 0);
  assert.is(microOf('0.510'), 510_000);
});

test('what is not a plain decimal number is refused, as the slow way refuses it', () => {
  const odd = [
    '',
    '.',
    '1.',
    '.5',
    '1e3',
    'NaN',
    '-1',
    '+1',
    ' 1',
    '1 ',
    '1_0',
    '0x1',
    '1.2.3',
    '٣',
    '1,5',
    'Infinity',
    '1\n',
  ];
  for (const text of [...odd, null, undefined, 1, {}, ['1'], true]) {
    assert.is(slow(text), -1, String(text));
    assert.is(microOf(text), -1, String(text));
  }
});

test('the fast way equals the slow way at every limit', () => {
  const edges = [
    '999999999999999',
    '9007199254.740991',
    '9007199254.740992',
    '9007199255',
    '1000000000000000',
    '0000000000000001',
    '000000000000001',
    '0.0000001',
    '0.1234560',
    '0.1234567',
    '0.100000000000000000',
    '0.1000000000000000000',
    '00.5',
  ];
  for (const text of edges) assert.is(microOf(text), slow(text), text);
});

test('whatever the text, the fast way equals the slow way', () => {
  const near = fc.string({ unit: fc.constantFrom(...'0123456789', '0', '0', '.', '.', '-', 'e', ' '), maxLength: 24 });
  const plain = fc.tuple(fc.nat(), fc.nat({ max: 9_999_999 })).map(([a, b]) => `${a}.${b}`);
  fc.assert(
    fc.property(fc.oneof(near, plain, fc.string()), (text) => {
      assert.is(microOf(text), slow(text));
    }),
    { seed: 42, numRuns: 20_000 },
  );
});

test.run();
