// Bad recordings as a person meets them: exit code 2, the file and line at fault on stderr, nothing on stdout that could be
// taken for a result, no report; and with --skip-bad the rest is played, counted, and what was skipped is named.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { book, change, entry, header, ours, put, T0, text } from '../infra/recording/hand-made.ts';
import { bothsides, FOLDER, inside } from './command-line.ts';
import { calm, lines, market, readReport, reportPath } from './recorded-scene.ts';

const GOOD = lines([market(1)], calm(1, 0, 20_000));
const GOOD_LINES = GOOD.length;
/** Line 12 of the recording, between good ones. */
const AT = 11;
const at = T0 + 10_000;

function with12(line: object | string): string {
  return put(text(...GOOD.slice(0, AT), line, ...GOOD.slice(AT)));
}

const level = (price: string, size: string) => book(at, `${price}x${size}`, '');
const frame = (message: object) => ours(at, message);

/** Lines that are refused one by one. */
const LINES: readonly [string, object | string, RegExp][] = [
  ['is not JSON', '{"r":17763', /not JSON/],
  ['is cut off within its frame', ours(at, '{"event_type":"book","bi'), /not JSON/],
  ['is of another kind', { price: 0.5 }, /not a receipt time/],
  ['has a size of 1e3', frame(level('0.4', '1e3')), /size is "1e3"/],
  ['has an empty size', frame({ ...level('0.4', '1'), bids: [{ price: '0.4', size: '' }] }), /size is ""/],
  ['has a size of NaN', frame(level('0.4', 'NaN')), /size is "NaN"/],
  ['has a size of -1', frame(level('0.4', '-1')), /size is "-1"/],
  ['has a size of Infinity', frame(change(at, entry('11 BUY 0.4 Infinity'))), /size is "Infinity"/],
  ['has a price of 0', frame(level('0', '5')), /price is "0"/],
  ['has a price of 1', frame(level('1', '5')), /price is "1"/],
  ['has a price of 1.2', frame(level('1.2', '5')), /price is "1.2"/],
  ['has a price of -0.2', frame(level('-0.2', '5')), /price is "-0.2"/],
  ['goes back by more than a second', ours(T0 + 7_999, level('0.4', '5')), /time goes back by 1001 ms/],
  ['is a crossed book', frame(book(at, '0.60x5', '0.40x5')), /crossed book/],
  [
    'is about an outcome that the header denies',
    frame(book(at, '0.4x5', '', { asset_id: '99' })),
    /0xc1 has two other outcomes, so 99 is none/,
  ],
  [
    'puts an outcome into another market than the header did',
    frame(book(at, '0.4x5', '', { market: '0xc7' })),
    /outcome 11 belongs to 0xc1, not to 0xc7/,
  ],
  [
    'is a header that contradicts the first',
    header(market(1, { endMs: T0 + 1 })),
    /header contradicts: endMs of 0xc1 differs/,
  ],
];

for (const [what, line, wanted] of LINES)
  test(`a line that ${what} ends the replay, or is counted`, async () => {
    const path = with12(line);
    const report = reportPath();
    const refused = await inside(['replay', path, '--report', report]);
    assert.is(refused.code, 2);
    assert.instance(refused.error, BadInput);
    const { message } = refused.error as BadInput;
    assert.ok(message.startsWith(`${path} line 12: `), message);
    assert.match(message, wanted);
    assert.is(refused.stdout, '');
    assert.not(existsSync(report), 'no report of a bad recording');

    const counted = await inside(['replay', path, '--report', report, '--quiet', '--skip-bad', '--pessimistic-only']);
    assert.is(counted.code, 0, String(counted.error));
    assert.equal(readReport(report).frames, { applied: GOOD_LINES - 1, ignored: 0, bad: 1 });
    assert.is(readReport(report).runs[0]?.total.residual, '0');
    assert.ok(counted.stderr.startsWith(`skipped: ${path} line 12: `), counted.stderr);
    assert.match(counted.stdout, /^frames {2}20 applied, 0 ignored, 1 bad /);
  });

const WHOLE = gzipSync(text(...GOOD));
const CORRUPT = Buffer.from(WHOLE);
CORRUPT.writeUInt8(CORRUPT.readUInt8(WHOLE.length - 6) ^ 0xff, WHOLE.length - 6); // in its checksum
const TORN = Buffer.from(WHOLE).fill(0x55, WHOLE.length >> 1, (WHOLE.length >> 1) + 40);

/** Files of which nothing or not all can be had. */
const FILES: readonly [string, () => string, RegExp][] = [
  [
    'is cut off',
    () => put(WHOLE.subarray(0, WHOLE.length - 60), 'cut.jsonl.gz'),
    / line \d+: the gzip file is cut off$/,
  ],
  ['is corrupt', () => put(CORRUPT, 'corrupt.jsonl.gz'), / line \d+: the gzip file is corrupt: /],
  ['is torn in the middle', () => put(TORN, 'torn.jsonl.gz'), / line \d+: the gzip file is corrupt: /],
  ['is empty', () => put('', 'empty.jsonl'), /: is empty$/],
  ['is empty when inflated', () => put(gzipSync(''), 'empty.jsonl.gz'), /: is empty$/],
  ['is missing', () => join(FOLDER, 'missing.jsonl'), /: no such file$/],
  ['is a folder', () => folder('recordings.jsonl'), /: a directory, not a file$/],
  ['is of an unknown format', () => put('time,price\n1,0.5\n', 'prices.csv'), / line 1: not JSON/],
  ['has frames before its header', () => put(text(...GOOD.slice(1)), 'headless.jsonl'), / line 1: unknown format/],
  [
    'has a header of another version',
    () => put(text({ ...GOOD[0], recording: 2 }, ...GOOD.slice(1)), 'version.jsonl'),
    / line 1: bad header: recording: only version 1 is known$/,
  ],
  [
    'has a header and nothing that concerns it',
    () => put(text(GOOD[0] as object, ours(T0, 'PONG')), 'silent.jsonl'),
    /has no usable frame \(2 lines, 1 ignored, 0 bad\)$/,
  ],
];

function folder(name: string): string {
  const path = join(FOLDER, name);
  mkdirSync(path, { recursive: true });
  return path;
}

for (const [what, make, wanted] of FILES)
  test(`a file that ${what} ends the replay; beside a good one it is counted; alone it is never a silent zero`, async () => {
    const path = make();
    const good = put(text(...GOOD));
    const report = reportPath();
    for (const words of [[path], [good, path], [path, good]]) {
      const { error, code, stdout } = await inside(['replay', ...words, '--report', report]);
      assert.is(code, 2);
      const { message } = error as BadInput;
      assert.ok(message.startsWith(path), message);
      assert.match(message, wanted);
      assert.is(stdout, '');
      assert.not(existsSync(report));
    }
    const beside = await inside([
      'replay',
      path,
      good,
      '--report',
      report,
      '--quiet',
      '--skip-bad',
      '--pessimistic-only',
    ]);
    assert.is(beside.code, 0, String(beside.error));
    assert.ok(beside.stderr.startsWith(`skipped: ${path}`), beside.stderr);
    const { frames, runs } = readReport(report);
    assert.ok(frames.applied >= GOOD_LINES - 1);
    assert.ok(frames.bad > 0 || frames.ignored > 0);
    assert.is(runs[0]?.total.residual, '0');

    const alone = await inside(['replay', path, '--skip-bad', '--report', `${report}.alone`]);
    if (what === 'is cut off') assert.is(alone.code, 0, 'what came before the fault was played');
    else {
      assert.is(alone.code, 2);
      assert.match((alone.error as BadInput).message, /no usable frame in 1 files; first: /);
      assert.not(existsSync(`${report}.alone`));
    }
  });

test('recordings that contradict each other are refused, and the second is named', async () => {
  const one = put(text(...GOOD));
  const other = put(text(...lines([market(1, { minSize: '15' })], calm(1, 0, 5_000))));
  const { error } = await inside(['replay', one, other]);
  assert.is(
    (error as BadInput).message,
    `${other} line 1: header contradicts: minSize of 0xc1 differs from ${name(one)}`,
  );
});

test('a recording named twice, by whatever path, is refused', async () => {
  const path = put(text(...GOOD), 'twice.jsonl');
  const { error } = await inside(['replay', path, join(path, '..', '..', path.split('/').at(-2) ?? '', 'twice.jsonl')]);
  assert.match((error as BadInput).message, /twice.jsonl: named twice$/);
});

test('a person at a shell sees exit code 2, one sentence on stderr, and no result', async () => {
  const words: readonly (readonly [string, RegExp])[] = [
    [with12('{"r":17763'), / line 12: not JSON: .*\n$/],
    [put(WHOLE.subarray(0, WHOLE.length - 60), 'cut.gz'), / line \d+: the gzip file is cut off\n$/],
    [join(FOLDER, 'nowhere.jsonl'), /nowhere.jsonl: no such file\n$/],
  ];
  const ended = await Promise.all(words.map(([path]) => bothsides(['replay', path, '--report', `${path}.json`])));
  for (const [n, { code, stdout, stderr }] of ended.entries()) {
    const [path, wanted] = words[n] as (typeof words)[number];
    assert.is(code, 2);
    assert.is(stdout, '');
    assert.ok(stderr.startsWith(`bad input: ${path}`), stderr);
    assert.match(stderr, wanted);
    assert.is(stderr.split('\n').length, 2, 'no stack');
    assert.not(existsSync(`${path}.json`));
  }
});

function name(path: string): string {
  return path.split('/').at(-1) ?? '';
}

test.run();
