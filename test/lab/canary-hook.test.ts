// A defect is planted in one process only, before its file is loaded, and never on disk.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canaryProblem, plantCanary } from '#lab/canary-hook.ts';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);

const FILE = 'src/lab/night-plan.ts';
const COLD = {
  name: 'coldStart',
  sentence: 'Faults come before anybody has quoted.',
  file: FILE,
  find: 'const WARM_MS = 10_000;',
  // What `$&` means to a pattern is nobody's business here.
  replace: 'const WARM_MS = 7_000; // $& $1',
  faults: [],
};

/** What a process of its own says. */
async function told(program: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return JSON.parse(stdout);
}

const url = (path: string) => JSON.stringify(at(path).href);
const timetable = `const { timetableOf } = await import(${url(FILE)});
  const { faultsFromMs } = timetableOf({ hours: 2, faults: [] }, 30);`;
const plant = `const { plantCanary } = await import(${url('src/lab/canary-hook.ts')});`;

test('a planted canary changes the module that is loaded, in that process alone', async () => {
  const before = readFileSync(at(FILE), 'utf8');
  const planted = `${plant} const loaded = plantCanary(${JSON.stringify(COLD)}); const before = loaded();
    ${timetable} console.log(JSON.stringify([before, loaded(), faultsFromMs]));`;
  assert.equal(await told(planted), [false, true, 7_000]);
  assert.is(readFileSync(at(FILE), 'utf8'), before);
  const { timetableOf } = await import('#lab/night-plan.ts');
  assert.is(timetableOf({ hours: 2, faults: [] }, 30).faultsFromMs, 10_000);
});

test('a file that was loaded before is not changed, and the canary says so', async () => {
  const late = `${plant} ${timetable} const loaded = plantCanary(${JSON.stringify(COLD)});
    await import(${url(FILE)}); console.log(JSON.stringify([loaded(), faultsFromMs]));`;
  assert.equal(await told(late), [false, 10_000]);
});

test('a canary that cannot be planted says why, and nothing is planted', () => {
  const problem = (change: Partial<typeof COLD>) => canaryProblem({ ...COLD, ...change });
  assert.is(problem({}), null);
  assert.is(problem({ file: 'src/lab/nowhere.ts' }), 'canary coldStart: there is no src/lab/nowhere.ts');
  assert.is(problem({ find: 'WARM_US' }), `canary coldStart: ${FILE} has "WARM_US" 0 times, not once`);
  assert.match(problem({ find: 'WARM_MS' }) ?? '', /has "WARM_MS" \d+ times, not once$/);
  assert.is(problem({ replace: COLD.find }), 'canary coldStart: changes nothing');
  assert.throws(() => plantCanary({ ...COLD, find: 'WARM_US' }), 'has "WARM_US" 0 times, not once');
});

test.run();
