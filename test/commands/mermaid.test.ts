import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { machinePages, mermaidCommand, stalePages } from '#commands/mermaid.ts';
import { BadInput } from '#domain/failure.ts';

const DOCS = new URL('../../docs/machines/', import.meta.url).pathname;

/** With what is written to the two streams caught, so that the report of this file stays readable. */
async function run(...args: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const { stdout, stderr } = process;
  const writers = [stdout.write, stderr.write] as const;
  const hear = ((text: string) => said.push(text) > 0) as typeof stdout.write;
  stdout.write = hear;
  stderr.write = hear;
  try {
    return { code: await mermaidCommand.run(args), said: said.join('') };
  } finally {
    [stdout.write, stderr.write] = writers;
  }
}

test('the pages of docs/machines are what the machines say today (if not: npm run mermaid)', () => {
  assert.equal(stalePages(DOCS, machinePages()), []);
});

test('a page that was changed, is missing or stands for no machine is named, and written anew', async () => {
  const out = mkdtempSync(join(tmpdir(), 'charts-'));
  try {
    assert.is((await run('--out', out)).code, 0);
    assert.equal(await run('--check', '--out', out), { code: 0, said: '' });
    writeFileSync(join(out, 'quoter.md'), `${readFileSync(join(out, 'quoter.md'), 'utf8')}\n`);
    rmSync(join(out, 'market.md'));
    writeFileSync(join(out, 'gone.md'), 'of a machine that went');
    const { code, said } = await run('--check', '--out', out);
    assert.is(code, 1);
    for (const name of ['quoter.md', 'market.md', 'gone.md']) assert.ok(said.includes(`${name} is not current`), said);
    assert.is(said.trimEnd().split('\n').length, 3);
    await run('--out', out);
    assert.equal(stalePages(out, machinePages()), []);
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('each page opens with what its machine says of itself', () => {
  for (const [name, text] of machinePages()) {
    if (name === 'README.md') continue;
    const [title = '', , words = ''] = text.split('\n');
    assert.is(title, `# ${name.replace('.md', '')}`);
    assert.ok(words.length > 60 && !words.includes('//'), `${name}: ${words}`);
  }
});

test('a folder that cannot be read and an option that means nothing are refused, not taken for empty', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'charts-')), 'file');
  writeFileSync(file, '');
  await mermaidCommand.run(['--check', '--out', file]).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, /cannot read the pages/),
  );
  for (const args of [['--sim.pace', '5'], ['all'], ['--chek']])
    await mermaidCommand.run(args).then(
      () => assert.unreachable(),
      (error) => assert.instance(error, BadInput),
    );
});

test.run();
