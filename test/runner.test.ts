// The runner must turn red whatever is broken: each planted file is broken in one way, and uvu alone calls most of them green.
import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const RED: Readonly<Record<string, { says: string; counts: string }>> = {
  'failing-assert': { says: 'planted failure', counts: '1 passed, 1 failed' },
  'failing-before': { says: '1 of 1 did not pass', counts: '0 passed, 1 failed' },
  'failing-after-each': { says: '1 of 1 did not pass', counts: '0 passed, 1 failed' },
  'failing-after': { says: 'planted hook failure', counts: '0 passed, 1 failed' },
  'missing-run': { says: 'no summary', counts: '0 passed, 1 failed' },
  'after-run': { says: 'come after its last `.run()`', counts: '1 passed, 1 failed' },
  'leftover-only': { says: '`.only` is left', counts: '1 passed, 1 failed, 1 skipped' },
  'zero-tests': { says: 'zero tests', counts: '0 passed, 1 failed' },
  killed: { says: 'crashed by SIGKILL', counts: '0 passed, 1 failed' },
  'early-exit': { says: 'no summary', counts: '0 passed, 1 failed' },
};

for (const [name, { says, counts }] of Object.entries(RED))
  test(`a file with ${name} is red`, () => {
    const ran = run(`test/planted/${name}.test.ts`);
    assert.is(ran.status, 1);
    assert.match(ran.stdout, new RegExp(`^RED {2}test/planted/${name}`, 'm'));
    assert.ok(ran.stdout.includes(says), ran.stdout);
    assert.is(ran.last, counts);
  });

test('a file that hangs is killed at its deadline and red', () => {
  const ran = run('test/planted/hang.test.ts', '--deadline', '1500');
  assert.is(ran.status, 1);
  assert.match(ran.stdout, /hangs: killed at its deadline/);
  assert.is(ran.last, '1 passed, 1 failed');
});

test('a healthy file is green', () => {
  const ran = run('test/planted/green.test.ts');
  assert.is(ran.status, 0, ran.stdout);
  assert.is(ran.last, '2 passed, 0 failed');
});

test('what a test skips is repeated loudly and not counted as passed', () => {
  const ran = run('test/planted/skipping.test.ts');
  assert.is(ran.status, 0, ran.stdout);
  assert.match(ran.stdout, /^!! SKIPPED needs something/m);
  assert.is(ran.last, '1 passed, 0 failed, 1 skipped');
});

test('one red file among green ones makes the whole run red, and the closing line counts all of them once', () => {
  const ran = run('test/planted/green.test.ts', 'test/planted/failing-assert.test.ts');
  assert.is(ran.status, 1);
  assert.is(ran.last, '3 passed, 1 failed');
  assert.is(ran.stdout.match(/^\d+ passed, \d+ failed/gm)?.length, 1);
});

test('a whole run leaves out the planted files, and those in a browser, which run when they are asked for', () => {
  const listed = run('--list').stdout.trim().split('\n');
  assert.ok(listed.includes('test/runner.test.ts'));
  assert.equal(
    listed.filter((file) => /planted|browser/.test(file)),
    [],
  );
  const { stdout } = run('test/browser', '--list');
  assert.ok(stdout.split('\n').includes('test/browser/views.test.ts'), stdout);
});

test('a path that is not there is named, with exit code 2', () => {
  const ran = run('test/nowhere');
  assert.is(ran.status, 2);
  assert.match(ran.stderr, /test\/nowhere: no such file or folder/);
});

test('a bad deadline is named, with exit code 2', () => {
  const ran = run('test/planted/green.test.ts', '--deadline', '1e3');
  assert.is(ran.status, 2);
  assert.match(ran.stderr, /--deadline: 1e3/);
});

function run(...args: string[]): { status: number | null; stdout: string; stderr: string; last: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/runner.ts', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr, last: stdout.trimEnd().split('\n').at(-1) ?? '' };
}

test.run();
