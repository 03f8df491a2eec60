// The report of a replay as people and programs read it: its shape, which stream carries what, and the same bytes for the
// same recording, settings and seed, wherever and whenever it is made.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '#domain/ports.ts';
import { SeededRandom } from '#infra/random.ts';
import { progressLine, SILENT } from '../../src/commands/replay-progress.ts';
import { put } from '../infra/recording/hand-made.ts';
import { bothsides, FOLDER, HOME, inside, type Surroundings } from './command-line.ts';
import {
  bookOf,
  JOIN_TOUCH,
  type Moment,
  market,
  print,
  readReport,
  recorded,
  replayed,
  reportPath,
} from './recorded-scene.ts';

/** Two markets that wander, with trades on both sides. */
function lively(): Moment[] {
  const random = new SeededRandom(42);
  const moments: Moment[] = [];
  for (const n of [1, 2]) {
    let cents = 50;
    for (let ms = n * 100; ms < 60_000; ms += 1_000) {
      const at = (away: number, most: number) => `0.${cents + away}x${1 + Math.floor(random.next() * most)}`;
      moments.push(bookOf(n, ms, `${at(-2, 400)} ${at(-1, 90)}`, `${at(2, 400)} ${at(1, 90)}`));
      const chance = random.next();
      if (chance < 0.3) moments.push(print(n, ms + 1, 'SELL', `${20 + Math.floor(chance * 900)}x0.${cents - 1}`));
      else if (chance < 0.6) moments.push(print(n, ms + 1, 'BUY', `${20 + Math.floor(chance * 300)}x0.${cents + 1}`));
      else if (chance > 0.97) cents = Math.min(80, Math.max(20, cents + (random.next() < 0.5 ? -1 : 1)));
    }
  }
  return moments;
}

const MARKETS = [market(1, { resolved: 1 }), market(2, { resolved: 0 })];
const LIVELY = recorded(MARKETS, lively(), 'lively.jsonl');
const SHORT = recorded(MARKETS, lively().slice(0, 40), 'short.jsonl');

/** The bytes but for how long it took. */
function bytes(path: string): string {
  return readFileSync(path, 'utf8').replace(/"wallMs": \d+/, '"wallMs": 0');
}

async function reportIn(surroundings: Surroundings, files: readonly string[], ...flags: string[]): Promise<string> {
  const path = reportPath();
  const { code, stderr } = await bothsides(
    ['replay', ...files, '--report', path, '--quiet', ...JOIN_TOUCH, ...flags],
    surroundings,
  );
  assert.is(code, 0, stderr);
  return bytes(path);
}

test('the same recording, settings and seed give the same bytes in any time zone, locale and folder', async () => {
  const elsewhere = join(FOLDER, 'elsewhere', 'deeper');
  mkdirSync(elsewhere, { recursive: true });
  const copy = join(elsewhere, basename(LIVELY));
  copyFileSync(LIVELY, copy);
  const tokyo = { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' };
  const [here, there, near] = await Promise.all([
    reportIn({}, [relative(HOME, LIVELY)]),
    reportIn({ env: tokyo, cwd: FOLDER }, [LIVELY]),
    reportIn({ env: { TZ: 'America/St_Johns', LC_ALL: 'C' }, cwd: elsewhere }, [basename(copy)]),
  ]);
  const { runs, seed } = JSON.parse(here);
  assert.is(seed, 1);
  assert.ok(runs[0].total.fills > 10, `a scene without fills would prove little: ${runs[0].total.fills}`);
  assert.is(there, here);
  assert.is(near, here);
});

test('settings typed, set in the environment or written in a file give the same bytes; another seed need not', async () => {
  const file = put('seed: 7\nquoteShares: 20\n', 'seven.yaml');
  const plain = ['--config', put('', 'empty.yaml')];
  const typed = await replayed([LIVELY], ...JOIN_TOUCH, '--seed', '7', '--quoteShares=20', ...plain);
  Object.assign(process.env, { MM__SEED: '7', mm__quote_shares: '20' });
  const environment = await replayed([LIVELY], ...JOIN_TOUCH, ...plain);
  for (const name of ['MM__SEED', 'mm__quote_shares']) delete process.env[name];
  const written = await replayed([LIVELY], ...JOIN_TOUCH, '--config', file);
  assert.is(typed.report.seed, 7);
  const said = ({ report }: typeof typed) => JSON.stringify({ ...report, wallMs: 0 });
  assert.is(said(environment), said(typed));
  assert.is(said(written), said(typed));
  const other = await replayed([LIVELY], ...JOIN_TOUCH, '--seed', '8', '--quoteShares', '20', '--config', file);
  assert.is(other.report.seed, 8);
  assert.is(other.report.runs[0]?.total.residual, '0');
});

test('a compressed recording is worth what it is worth plain', async () => {
  const zipped = put(gzipSync(readFileSync(LIVELY)), 'lively.jsonl.gz');
  const [plain, gz] = [await replayed([LIVELY], ...JOIN_TOUCH), await replayed([zipped], ...JOIN_TOUCH)];
  assert.equal(gz.report.runs, plain.report.runs);
  assert.equal(gz.report.files, ['lively.jsonl.gz']);
});

const EARNINGS = [
  ...['fills', 'voidedFills', 'shares', 'notional', 'pnl', 'pnlBeforeRewards', 'bps', 'bpsBeforeRewards', 'edge'],
  ...['inventory', 'fees', 'rebates', 'rewards'],
  ...[
    'rewardsEstimate',
    'gas',
    'rounding',
    'external',
    'markouts',
    'unfilled',
    'capital',
    'merges',
    'mergedShares',
    'splits',
    'splitShares',
  ],
  ...['pairTrades', 'halts', 'uptime', 'position'],
];
const keys = (value: object) => Object.keys(value);

test('a report has the keys of schema 1, and every decimal is plain text', async () => {
  const { report } = await replayed([LIVELY], ...JOIN_TOUCH);
  assert.equal(keys(report), ['schema', 'seed', 'files', 'frames', 'runs', 'gates', 'assumptions', 'wallMs']);
  assert.is(report.schema, 1);
  assert.equal(report.files, ['lively.jsonl']);
  assert.equal(keys(report.frames), ['applied', 'ignored', 'bad']);
  for (const { queueModel, bound, markets, total, ...rest } of report.runs) {
    assert.equal(rest, {});
    assert.type(queueModel, 'string');
    assert.is(bound, 'vanishedIsCancelled');
    const closing = ['openingCash', 'closingCash', 'receivables', 'residual', 'residualFound'];
    assert.equal(keys(total), [...EARNINGS, 'groups', ...closing]);
    assert.equal(
      markets.map(({ slug }) => slug),
      ['market-1', 'market-2'],
    );
    for (const row of markets) assert.equal(keys(row), ['id', 'slug', ...EARNINGS, 'mark', 'hours']);
    assert.equal(keys(total.markouts), ['1', '5', '30', '300', 'resolution']);
    assert.equal(keys(total.position), ['yes', 'no']);
    const money = [total.pnl, total.edge, total.inventory, total.closingCash, total.residual, total.position.yes];
    for (const decimal of money) assert.match(decimal, /^-?\d+(\.\d+)?$/);
    assert.is(total.residual, '0');
  }
  for (const gate of report.gates) assert.equal(keys(gate), ['name', 'passed', 'value']);
  assert.ok(report.gates.filter(({ name }) => name.startsWith('residual is zero')).every(({ passed }) => passed));
});

test('every replay has a probabilistic queue beside the risk-averse one, unless only the worst was asked for', async () => {
  const cases = [
    [['--pessimistic-only'], ['riskAverse']],
    [
      ['--queueModel', 'riskAverse'],
      ['power3', 'riskAverse'],
    ],
    [
      ['--queueModel', 'log'],
      ['log', 'riskAverse'],
    ],
    [
      ['--queues', 'power3,log'],
      ['power3', 'log', 'riskAverse'],
    ],
    [
      ['--queueModel', 'calibrated'],
      ['power3', 'riskAverse'],
    ],
  ] as const;
  for (const [flags, models] of cases) {
    const { report } = await replayed([SHORT], ...flags);
    assert.equal(
      report.runs.map(({ queueModel, bound }) => `${queueModel} ${bound}`),
      models.map((model) => `${model} vanishedIsCancelled`),
      'it has prints: one bound',
    );
  }
});

test('facts of markets come from a file, and those that nobody wanted are told', async () => {
  const facts = put(
    JSON.stringify({ 'market-1': { endMs: 1_800_000_000_000, resolved: 0.5 }, nobody: {} }),
    'facts.json',
  );
  const open = recorded(
    [market(1, { endMs: null })],
    lively().filter(({ frame }) => JSON.stringify(frame).includes('0xc1')),
  );
  const { report } = await replayed([open], '--market-facts', facts);
  assert.is(report.runs[0]?.markets[0]?.mark, '0.5');
  assert.ok(
    report.assumptions.includes('facts.json: nobody is in none of the recordings'),
    report.assumptions.join('; '),
  );
});

test('the table goes to stdout, progress to stderr, and --quiet ends the progress', async () => {
  const [quiet, told] = await Promise.all([bothsides(['replay', SHORT, '--quiet']), bothsides(['replay', SHORT])]);
  assert.is(quiet.code, 0);
  assert.is(quiet.stderr, '');
  assert.is(told.stdout, quiet.stdout);
  assert.match(quiet.stdout, /^frames {2}40 applied, 0 ignored, 0 bad · files 1 · seed 1\n/);
  assert.is(quiet.stdout.match(/^residual 0$/gm)?.length, 2);
  assert.match(quiet.stdout, /^gates$/m);
});

test('progress tells the share done, the pace and the time left, each on a line where there is no terminal', () => {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, steadyMs: () => nowMs, setTimeout: () => null, clearTimeout: () => {} };
  const written: string[] = [];
  const kept = process.stderr.write;
  const isTTY = process.stderr.isTTY;
  process.stderr.write = ((chunk: string) => written.push(chunk) > 0) as typeof process.stderr.write;
  try {
    for (const terminal of [false, true]) {
      process.stderr.isTTY = terminal;
      nowMs = 0;
      const line = progressLine('run 1 of 2', clock);
      const show = () => line.show({ linesDone: 5_000, bytesRead: 25, bytesTotal: 100, simulatedMs: 60_000 });
      show();
      nowMs = 10_000;
      show();
      show();
      line.end();
      line.end();
    }
    SILENT.show({ linesDone: 1, bytesRead: 1, bytesTotal: 1, simulatedMs: 1 });
    SILENT.end();
  } finally {
    process.stderr.write = kept;
    process.stderr.isTTY = isTTY;
  }
  const said = 'run 1 of 2: 25 %, 500 lines/s, 6 x real time, 30 s left';
  assert.equal(written, [`${said}\n`, `\r${said.padEnd(78)}`, '\n']);
});

test('Ctrl-C ends a replay at once with an honest report of what was played', async () => {
  const path = reportPath();
  const done = inside(['replay', LIVELY, '--report', path, ...JOIN_TOUCH]);
  while (process.listenerCount('SIGINT') === 0) await new Promise((resume) => setImmediate(resume));
  process.emit('SIGINT');
  const { code, error } = await done;
  assert.is(error, null);
  assert.is(code, 0);
  const report = readReport(path);
  assert.is(report.runs.length, 1, 'the second run was not begun');
  assert.is(report.runs[0]?.total.residual, '0');
  assert.ok(report.assumptions.includes('stopped early: the recordings were not played to their end'));
  assert.is(process.listenerCount('SIGINT'), 0, 'nobody listens any more');
});

test.run();
