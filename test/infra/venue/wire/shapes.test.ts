// What holds for every shape of the wire: what was written is read as the same, nothing makes a reader throw, no field is
// lost, and none that is needed is ignored.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Codec,
  type Json,
  type Read,
  readText,
  readWire,
  type Shape,
  writeText,
} from '#infra/venue/wire/codec.ts';
import { BARE, CENSUS } from './census.ts';
import { exampleOf } from './examples.ts';

const ALL: readonly (readonly [string, Codec<unknown>])[] = [
  ...CENSUS.map(([shape]) => [shape.name, shape] as const),
  ...BARE,
];
const problemOf = (read: Read<unknown>) => JSON.stringify(read.ok ? null : read.problem);
const nameOf = ([name, field]: readonly [string, Shape<unknown>['fields'][string]]) => field.names[0] ?? name;

test('a reader reads what its writer wrote', () => {
  for (const [name, codec] of ALL)
    fc.assert(
      fc.property(exampleOf(codec), (value) => {
        const read = readText(codec, writeText(codec, value));
        assert.ok(read.ok, `${name}: ${problemOf(read)}`);
        assert.ok(isDeepStrictEqual(read.ok && read.value, value), `${name}: ${writeText(codec, value)}`);
      }),
      { seed: 42, numRuns: 60 },
    );
});

test('arbitrary JSON and broken text are problems, never exceptions', () => {
  for (const [name, codec] of ALL)
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), exampleOf(codec), fc.nat(), (json, text, value, cut) => {
        const written = writeText(codec, value);
        readWire(codec, json);
        for (const each of [text, written.slice(0, cut % (written.length + 1))]) {
          const read = readText(codec, each);
          if (!read.ok) assert.ok(read.problem.field !== '' && read.problem.found.length <= 60, name);
        }
      }),
      { seed: 43, numRuns: 60 },
    );
});

test('a field of nonsense is a problem that names it', () => {
  for (const [shape] of CENSUS)
    for (const [key, field] of Object.entries(shape.fields)) {
      const name = nameOf([key, field]);
      const [value] = fc.sample(exampleOf(shape), { seed: 44, numRuns: 1 });
      const message = { ...(shape.write(value) as Record<string, Json>), [name]: { no: ['sense'] } };
      const read = readWire(shape, message);
      if (field.codec.kind === 'map') continue;
      assert.ok(!read.ok, `${shape.name}.${name} is not read`);
      assert.ok(!read.ok && read.problem.field.startsWith(name), `${shape.name}.${name}: ${problemOf(read)}`);
    }
});

test('census: no shape has lost a field, and none that is needed can be missing', () => {
  for (const [shape, known] of CENSUS) {
    const found = Object.entries(shape.fields).map(
      ([key, field]) => `${nameOf([key, field])}${field.absent === 'need' ? '' : '?'}`,
    );
    assert.equal(found.toSorted(), known.split(' ').toSorted(), shape.name);
    const [value] = fc.sample(exampleOf(shape), { seed: 45, numRuns: 1 });
    const message = shape.write(value) as Record<string, Json>;
    for (const name of known.split(' ').filter((each) => !each.endsWith('?'))) {
      const { [name]: _, ...rest } = message;
      const read = readWire(shape, rest);
      assert.ok(!read.ok && read.problem.field === name, `${shape.name} without ${name}: ${problemOf(read)}`);
    }
  }
});

test('census: another value of a field is another value of ours', () => {
  for (const [shape] of CENSUS)
    for (const [key, field] of Object.entries(shape.fields)) {
      const [one, other] = fc.sample(fc.uniqueArray(exampleOf(field.codec), { minLength: 2, maxLength: 2 }), {
        seed: 46,
        numRuns: 1,
      })[0] as [unknown, unknown];
      const base = fc.sample(exampleOf(shape), { seed: 47, numRuns: 1 })[0] as Record<string, unknown>;
      const texts = [one, other].map((value) => {
        const read = readText(shape, writeText(shape, { ...base, [key]: value }));
        assert.ok(read.ok, `${shape.name}.${key}`);
        return read.ok ? writeText(shape, read.value) : '';
      });
      assert.is.not(texts[0], texts[1], `${shape.name}.${key} is ignored`);
    }
});

test.run();
