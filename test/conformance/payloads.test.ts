// Every file of POLYMARKET_DATA: read without loss, or refused for a reason that can be stated. A file that nobody reads fails.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { classify } from '#infra/venue/wire/failures.ts';
import { readUserFrame } from '#infra/venue/wire/user-channel.ts';
import { KEPT_OUT } from './kept-out.ts';
import { lossOf } from './lossless.ts';
import { takerOf } from './payload-files.ts';

const DATA = process.env.POLYMARKET_DATA;
const MANIFEST = `${DATA}/MANIFEST.jsonl`;
/** Lines of a foreign file that are shown to the readers. */
const FOREIGN_LINES = 200;

if (DATA === undefined || !existsSync(MANIFEST)) {
  test('real payloads', () => console.log('SKIPPED real payloads: POLYMARKET_DATA is not set'));
} else {
  const files = readFileSync(MANIFEST, 'utf8')
    .trim()
    .split('\n')
    .map((row) => (JSON.parse(row) as { file: string }).file);
  const textOf = (file: string) => {
    const bytes = readFileSync(`${DATA}/${file}`);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  };

  test('every file of the manifest has somebody who reads it', () => {
    assert.equal(
      files.filter((file) => takerOf(file) === null),
      [],
    );
    assert.is(files.length, 208);
  });

  test('every payload of the venue is read without loss', () => {
    const keptOut = new Set<string>();
    const counts = { files: 0, payloads: 0, refusals: 0, foreign: 0 };
    for (const file of files) {
      const text = textOf(file);
      const verdict = takerOf(file)?.(text);
      counts.files++;
      if (verdict?.kind === 'foreign') {
        counts.foreign++;
        if (!file.startsWith('vectors/')) refuses(file, text);
      }
      if (verdict?.kind === 'refusals')
        for (const { status, body } of verdict.rows) {
          assert.is.not(classify(status, {}, body).kind, 'unreadable', body);
          counts.refusals++;
        }
      if (verdict?.kind !== 'payloads') continue;
      assert.ok(verdict.pieces.length > 0, `${file} holds nothing`);
      for (const { what, codec, payload } of verdict.pieces) {
        counts.payloads++;
        const loss = lossOf(codec, payload);
        for (const name of loss.keptOut) keptOut.add(name);
        assert.is(loss.problem, null, `${file}, ${what}`);
        assert.equal(loss.lost, [], `${file}, ${what}`);
      }
    }
    console.log('payloads:', JSON.stringify(counts));
    assert.equal([...keptOut].toSorted(), KEPT_OUT.toSorted(), 'fields that our shapes leave out');
  });

  /** A foreign file gives no event, and every line of it is counted as something or named as a problem. */
  function refuses(file: string, text: string): void {
    for (const line of text.split('\n').slice(0, FOREIGN_LINES)) {
      if (line.trim() === '') continue;
      const place = { market: 'm', outcome: 'yes' } as never;
      const { events, ignored, problem } = readMarketFrame(line, () => place);
      assert.is(events.length, 0, `${file}: ${line.slice(0, 80)}`);
      assert.ok(ignored > 0 || problem !== null, file);
      const user = readUserFrame(line);
      assert.is(user.messages.length, 0, file);
      assert.ok(user.ignored > 0 || user.problem !== null, file);
    }
  }
}

test.run();
