// Two recorded markets of POLYMARKET_DATA through the whole tree, one of them with a tick that becomes finer at its end.
// `.ci/run` plays all of them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bothsides } from './command-line.ts';
import { readReport, reportPath } from './recorded-scene.ts';

const FOLDER = join(process.env.POLYMARKET_DATA ?? '', 'recordings', 'cronos-l2-2026-04-16');
/** Slug and lines. */
const MARKETS: readonly (readonly [string, number])[] = [
  ['btc-updown-5m-1776327300', 2_334],
  ['btc-updown-5m-1776329100', 1_974],
];

test('every line of two real markets is accounted for, and the profit adds up', async () => {
  if (process.env.POLYMARKET_DATA === undefined || !existsSync(FOLDER))
    return console.log('SKIPPED two real markets: POLYMARKET_DATA is not set');
  const path = reportPath();
  const files = MARKETS.map(([slug]) => join(FOLDER, `${slug}.jsonl.gz`));
  const { code, stdout, stderr } = await bothsides(['replay', ...files, '--report', path, '--quiet']);
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, /^residual 0$/m);
  const { frames, files: names, runs } = readReport(path);
  assert.equal(frames, { applied: MARKETS.reduce((sum, [, lines]) => sum + lines, 0), ignored: 0, bad: 0 });
  assert.equal(
    names,
    MARKETS.map(([slug]) => `${slug}.jsonl.gz`),
  );
  assert.equal(
    runs.map(({ queueModel, bound }) => `${queueModel} ${bound}`),
    ['vanishedIsCancelled', 'vanishedIsTraded'].flatMap((bound) => [`power3 ${bound}`, `riskAverse ${bound}`]),
    'books only: both bounds',
  );
  for (const { total, markets } of runs) {
    assert.equal([total.residual, total.residualFound], ['0', null]);
    assert.equal(
      markets.map(({ slug }) => slug),
      MARKETS.map(([slug]) => slug),
    );
    assert.ok(total.fills > 0, 'somebody traded with us');
    assert.ok(Number(total.uptime) > 0, 'we quoted');
  }
});

test.run();
