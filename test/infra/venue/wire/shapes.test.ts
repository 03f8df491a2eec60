// What holds for every shape of the wire: what was written is read as the same, nothing makes a reader throw, no field is
// lost, and none that is needed is ignored.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Json, type Read, readText, readWire, writeText } from '#infra/venue/wire/codec.ts';
import type { Shape } from '#infra/venue/wire/shape.ts';
import { allCodecs, CENSUS, shapesIn } from './census.ts';
import { exampleOf } from './examples.ts';

const CODECS = await allCodecs();
const SHAPES = shapesIn(CODECS.values());
const problemOf = (read: Read<unknown>) => JSON.stringify(read.ok ? null : read.problem);
const namesOf = (shape: Shape<unknown>) => Object.values(shape.fields).map(({ names }) => names[0] ?? '');
const messageOf = (shape: Shape<unknown>, value: unknown) => shape.write(value) as Record<string, Json>;
const one = <T>(arbitrary: fc.Arbitrary<T>, seed: number) => fc.sample(arbitrary, { seed, numRuns: 1 })[0] as T;

test('a reader reads what its writer wrote', () => {
  for (const [name, codec] of CODECS)
    fc.assert(
      fc.property(exampleOf(codec), (value) => {
        const read = readText(codec, writeText(codec, value));
        assert.ok(read.ok, `${name}: ${problemOf(read)}`);
        assert.ok(isDeepStrictEqual(read.ok && read.value, value), `${name}: ${writeText(codec, value)}`);
      }),
      { seed: 42, numRuns: 40 },
    );
});

test('arbitrary JSON and broken text are problems, never exceptions', () => {
  for (const [name, codec] of CODECS)
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), exampleOf(codec), fc.nat(), (json, text, value, cut) => {
        const written = writeText(codec, value);
        readWire(codec, json);
        for (const each of [text, written.slice(0, cut % (written.length + 1))]) {
          const read = readText(codec, each);
          if (!read.ok) assert.ok(read.problem.field !== '' && read.problem.found.length <= 60, name);
        }
      }),
      { seed: 43, numRuns: 30 },
    );
});

test('a field of nonsense is a problem that names it', () => {
  for (const shape of SHAPES)
    for (const name of namesOf(shape)) {
      const message = { ...messageOf(shape, one(exampleOf(shape), 44)), [name]: [[{ no: 'sense' }]] };
      const read = readWire(shape, message);
      assert.ok(!read.ok, `${shape.name}.${name} is not read`);
      assert.ok(!read.ok && read.problem.field.startsWith(name), `${shape.name}.${name}: ${problemOf(read)}`);
    }
});

test('census: every shape is known, and none has lost a field', () => {
  const seen = new Set<string>();
  for (const shape of SHAPES) {
    const found = Object.values(shape.fields).map(({ names, absent }) => `${names[0]}${absent === 'need' ? '' : '?'}`);
    assert.equal(found.toSorted(), CENSUS[shape.name]?.split(' ').toSorted(), shape.name);
    seen.add(shape.name);
  }
  assert.equal([...seen].toSorted(), Object.keys(CENSUS).toSorted());
});

test('census: a message without a needed field is a problem that names it', () => {
  for (const shape of SHAPES) {
    const message = messageOf(shape, one(exampleOf(shape), 45));
    for (const name of (CENSUS[shape.name] ?? '').split(' ').filter((each) => !each.endsWith('?'))) {
      const { [name]: _, ...rest } = message;
      const read = readWire(shape, rest);
      assert.ok(!read.ok && read.problem.field === name, `${shape.name} without ${name}: ${problemOf(read)}`);
    }
  }
});

test('census: another value of a field is another value of ours', () => {
  for (const shape of SHAPES)
    for (const [key, field] of Object.entries(shape.fields)) {
      const two = fc.uniqueArray(exampleOf(field.codec), { minLength: 2, maxLength: 2, comparator: isDeepStrictEqual });
      const base = one(exampleOf(shape), 47) as Record<string, unknown>;
      const texts = one(two, 46).map((value) => {
        const read = readText(shape, writeText(shape, { ...base, [key]: value }));
        assert.ok(read.ok, `${shape.name}.${key}: ${problemOf(read)}`);
        return read.ok ? writeText(shape, read.value) : '';
      });
      assert.is.not(texts[0], texts[1], `${shape.name}.${key} is ignored`);
    }
});

test.run();
