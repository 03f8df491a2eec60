// A check that was never seen to fail is a wish: each name must be asked for somewhere among these tests, and said somewhere in the lab.
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECKS } from '#lab/checks.ts';

const textOf = (folder: string, end: string): string => {
  const home = new URL(`../../${folder}/`, import.meta.url);
  const names = readdirSync(home).filter((name) => name.endsWith(end) && !name.startsWith('checks.'));
  return names.map((name) => readFileSync(new URL(name, home), 'utf8')).join('\n');
};

test('every check is said by somebody, and some test has heard it', () => {
  const [lab, tests] = [textOf('src/lab', '.ts'), textOf('test/lab', '.test.ts')];
  for (const name of Object.keys(CHECKS)) {
    assert.match(lab, new RegExp(`\\bsay\\(\\s*'${name}'`), `nobody says ${name}`);
    assert.match(tests, new RegExp(`'${name}\\b`), `no test hears ${name}`);
  }
});

test.run();
