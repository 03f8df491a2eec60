// The journal on a real disk and the one without: what is called written is there, in order, whole, and nothing else is.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { IntentFile } from '#domain/ports.ts';
import { DiskIntentFile } from '#infra/intent-file.ts';
import { SeededRandom } from '#infra/random.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { VirtualIntentFile } from '#infra/virtual-intents.ts';

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'intents-'));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const appended = (file: IntentFile, text: string) =>
  new Promise<string | null>((resolve) => file.append(text, resolve));
const replaced = (file: IntentFile, text: string) =>
  new Promise<string | null>((resolve) => file.replace(text, resolve));

test('what is answered stands on the disk, in order, however much is given at once', () =>
  inFolder(async (folder) => {
    const file = new DiskIntentFile(folder);
    assert.is(file.read(), null);
    let answered = 0;
    const order: number[] = [];
    const lines = Array.from({ length: 500 }, (_, n) => `line ${n} ${'x'.repeat(n)}\n`);
    await Promise.all(
      lines.map(async (line, n) => {
        const problem = await appended(file, line);
        assert.is(problem, null);
        assert.ok(readFileSync(file.path, 'utf8').includes(line));
        order.push(n);
        answered += 1;
      }),
    );
    assert.is(answered, 500);
    assert.equal(
      order,
      order.toSorted((a, b) => a - b),
    );
    assert.is(file.read(), lines.join(''));
    assert.is(statSync(file.path).mode & 0o777, 0o600);
    await file.close();
  }));

test('no reply comes inside the call', () =>
  inFolder(async (folder) => {
    const file = new DiskIntentFile(folder);
    let told = false;
    const wait = new Promise<void>((resolve) =>
      file.append('a\n', () => {
        told = true;
        resolve();
      }),
    );
    assert.not(told);
    await wait;
    await file.close();
  }));

test('a line that a dead writer tore is cut off before the next one comes', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'intents.jsonl');
    for (const [left, whole] of [
      ['one\ntwo\nthr', 'one\ntwo\n'],
      ['thr', ''],
      ['one\n', 'one\n'],
    ] as const) {
      writeFileSync(path, left);
      const file = new DiskIntentFile(folder);
      assert.is(file.read(), left);
      assert.is(await appended(file, 'next\n'), null);
      assert.is(file.read(), `${whole}next\n`);
      await file.close();
    }
  }));

test('a file begins anew with one text, and the one before stays beside it', () =>
  inFolder(async (folder) => {
    const file = new DiskIntentFile(folder);
    const all = [appended(file, 'a\n'), replaced(file, 'b\n'), appended(file, 'c\n')];
    assert.equal(await Promise.all(all), [null, null, null]);
    assert.is(file.read(), 'b\nc\n');
    assert.is(readFileSync(`${file.path}.old`, 'utf8'), 'a\n');
    assert.not(existsSync(`${file.path}.draft`));
    await file.close();
  }));

test('a disk that refuses is named with its path, nothing of the text is there, and the next try may succeed', () =>
  inFolder(async (folder) => {
    const gone = new DiskIntentFile(join(folder, 'nowhere'));
    assert.match((await appended(gone, 'a\n')) ?? '', /^intent journal .*nowhere.*ENOENT/);
    assert.match((await replaced(gone, 'a\n')) ?? '', /ENOENT/);
    await gone.close();
    if (!existsSync('/dev/full')) return void console.log('SKIPPED a disk that is full: there is no /dev/full');
    const full = new DiskIntentFile('/dev', 'full');
    assert.match((await appended(full, 'a\n')) ?? '', /ENOSPC/);
    await full.close();
  }));

test('against a plain list of lines: whatever is given, the file is what was answered', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ anew: fc.nat({ max: 9 }), text: fc.stringMatching(/^[a-z]{0,12}$/) }), { maxLength: 12 }),
      (deeds) =>
        inFolder(async (folder) => {
          const file = new DiskIntentFile(folder);
          let expected = '';
          const answers = deeds.map(({ anew, text }) => {
            expected = anew === 0 ? `${text}\n` : `${expected}${text}\n`;
            return anew === 0 ? replaced(file, `${text}\n`) : appended(file, `${text}\n`);
          });
          for (const problem of await Promise.all(answers)) assert.is(problem, null);
          assert.is(file.read() ?? '', expected);
          await file.close();
        }),
    ),
    { seed: 42, numRuns: 30 },
  ));

test('without a disk it takes the time it is given, and a power cut leaves a part of what was under way', () => {
  const clock = new VirtualClock(0);
  const random = new SeededRandom(1);
  const file = new VirtualIntentFile({ clock, delay: { medianMs: 5, sigma: 0 }, random });
  const told: string[] = [];
  file.append('first\n', () => told.push('first'));
  file.append('second\n', () => told.push('second'));
  clock.advanceBy(4);
  assert.equal(told, []);
  clock.advanceBy(1);
  assert.equal(told, ['first']);
  assert.is(file.read(), 'first\n');
  file.cut({ next: () => 0.5, fork: () => random });
  clock.advanceBy(100);
  assert.equal(told, ['first']);
  assert.is(file.read(), 'first\nseco');
  file.append('third\n', () => told.push('third'));
  clock.advanceBy(5);
  assert.is(file.read(), 'first\nthird\n');
  assert.is(clock.pending, 0);
});

test.run();
