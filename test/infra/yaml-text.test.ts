import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { readYaml } from '#infra/yaml-text.ts';

test('numbers stay as they were written, and every key knows its line', () => {
  const { value, source } = readYaml(
    '# money\nbankrollUsd: 10000.10\n\nsim:\n  pace: 1e3\n  markets: [a, b]\n',
    'x.yaml',
  );
  assert.equal(value, { bankrollUsd: '10000.10', sim: { pace: '1e3', markets: ['a', 'b'] } });
  assert.is(source('bankrollUsd'), 'x.yaml:2');
  assert.is(source('sim'), 'x.yaml:4');
  assert.is(source('sim.pace'), 'x.yaml:5');
  assert.is(source('nowhere'), 'x.yaml');
});

test('an empty text has no value, and so has a key without one', () => {
  assert.is(readYaml('', 'x.yaml').value, null);
  assert.is(readYaml('# only a comment\n', 'x.yaml').value, null);
  assert.equal(readYaml('seed:\n', 'x.yaml').value, { seed: null });
});

const BAD: Readonly<Record<string, { text: string; line: number }>> = {
  'a key written twice': { text: 'seed: 1\nmode: sim\nseed: 2\n', line: 3 },
  'a tab as indentation': { text: 'sim:\n\tpace: 1\n', line: 2 },
  'a bracket left open': { text: 'sim:\n  markets: [a, b\n', line: 3 },
  'two documents': { text: 'seed: 1\n---\nseed: 2\n', line: 2 },
  'an unknown tag': { text: 'seed: !secret 1\n', line: 1 },
  'an alias': { text: 'a: &one 1\nb: *one\n', line: 2 },
  'an alias to nothing': { text: 'b: *one\n', line: 1 },
  'a key that is a map': { text: '? {a: 1}\n: 2\n', line: 1 },
  'a nest without end': {
    text: Array.from({ length: 14 }, (_, at) => `${' '.repeat(at)}k${at}:\n`).join(''),
    line: 12,
  },
};

for (const [what, { text, line }] of Object.entries(BAD))
  test(`${what} is refused with its line`, () => {
    assert.throws(
      () => readYaml(text, 'config/sim.yaml'),
      (error: unknown) => {
        assert.instance(error, BadInput);
        assert.match((error as Error).message, new RegExp(`^config/sim.yaml:${line}: .`));
        return true;
      },
    );
  });

test.run();
