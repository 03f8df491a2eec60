import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { liveMarkout } from '../../src/commands/live-report.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'live-report-'));

function told(content: string | null): string | null {
  const path = join(FOLDER, 'report.json');
  if (content !== null) writeFileSync(path, content);
  return liveMarkout(new Map([['live-report', content === null ? join(FOLDER, 'none.json') : path]]));
}

const report = (mean: unknown, schema = 1) =>
  JSON.stringify({ schema, runs: [{ total: { markouts: { 5: { mean, adverse: null } } } }] });

test('the markout of a live run is read from its report', () => {
  assert.is(told(report('-0.001234567')), '-0.001234567');
  assert.is(liveMarkout(new Map()), null, 'nobody asked');
});

test('a file that is no such report is named with the field at fault', () => {
  for (const [content, what] of [
    [null, 'cannot be read'],
    ['', 'cannot be read'],
    ['{"schema":1', 'cannot be read'],
    ['[]', 'schema: not a report of schema 1'],
    [report('0.1', 2), 'schema: not a report of schema 1'],
    ['{"schema":1,"runs":[]}', 'runs.0.total.markouts.5.mean: no decimal number'],
    [report(null), 'no fill of it was looked at after five seconds'],
    [report(0.1), 'runs.0.total.markouts.5.mean: no decimal number'],
    [report('NaN'), 'no decimal number'],
    [report('1e-3'), 'no decimal number'],
  ] as const)
    assert.throws(
      () => told(content),
      (error: Error) => error.message.startsWith('--live-report ') && error.message.includes(what),
      content ?? 'no file',
    );
});

test.run();
