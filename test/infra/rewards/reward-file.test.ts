// Files of rewarded markets and of the pool's history: what they say is read, what is wrong with them is named by file, line and
// market, what they lack stays missing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { surveyOf } from '#domain/allocation/rewarded-market.ts';
import { BadInput } from '#domain/failure.ts';
import { readHistory } from '#infra/rewards/history-folder.ts';
import { readRewardFile, rewardFileText } from '#infra/rewards/reward-file.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'bothsides-scout-'));
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }));

let files = 0;
function fileOf(content: string | Buffer, ending = '.json'): string {
  files += 1;
  const path = join(FOLDER, `file-${files}${ending}`);
  writeFileSync(path, content);
  return path;
}

const row = (facts: object = {}) => ({
  ...{
    q: 'Rain?',
    slug: 'rain',
    c: 'Weather',
    sb: '0–5¢',
    sp: 2,
    mp: 0.4,
    ms: 20,
    rw: 30,
    vn: 0,
    ab: '>30d',
    rb: '1–7d',
  },
  ...{ cb: 'contested', lq: 600, y: 5, ...facts },
});
const snapshot = (markets: readonly unknown[], meta: unknown = { ts: '2026-07-03T12-35-30Z' }) =>
  JSON.stringify({ meta, markets });
const bad = (read: () => unknown, ...says: readonly RegExp[]) =>
  assert.throws(read, (error: unknown) => error instanceof BadInput && says.every((what) => what.test(error.message)));

test('a snapshot is read, gzipped or not, whatever it is called', () => {
  for (const path of [fileOf(snapshot([row()])), fileOf(gzipSync(snapshot([row()])), '.txt')]) {
    const { markets, atMs } = readRewardFile(path);
    assert.is(atMs, Date.UTC(2026, 6, 3, 12, 35, 30));
    const [market] = markets;
    assert.is(market?.poolUsd, 30);
    assert.is(market?.spread, 0.02);
    assert.is(market?.othersUsd, 600);
    assert.is(market?.daysToEnd, 2.6);
    assert.is(surveyOf(markets).left.length, 0);
  }
});

test('null pools, zero spreads, missing books and strange buckets are left out with their reasons, the rest stays', () => {
  const rows = [
    row(),
    row({ slug: 'a', rw: null }),
    row({ slug: 'b', sp: 0 }),
    row({ slug: 'c', mp: null, sp: null }),
    row({ slug: 'd', rb: 'soon' }),
    row({ slug: 'e', ms: 0 }),
    row({ slug: 'f', rw: 0.5 }),
    row(),
  ];
  const { markets, left } = surveyOf(readRewardFile(fileOf(snapshot(rows))).markets);
  assert.is(markets.length, 1);
  assert.equal(
    left.map(({ slug, why }) => `${slug}: ${why}`),
    [
      'a: it has no pool',
      'b: its spread is not above zero',
      'c: its book has not two sides',
      'd: its end is no time',
      'e: it names no least size for rewards',
      'f: its pool is below the least payout of $1',
      'rain: the slug came before',
    ],
  );
});

test('a crowd that is not told is reckoned from the yield, or stays unknown', () => {
  const others = (facts: object) => readRewardFile(fileOf(snapshot([row(facts)]))).markets[0]?.othersUsd;
  assert.is(others({ lq: undefined }), 600);
  assert.is(others({ lq: null, y: null }), null);
  assert.is(others({ lq: 0, y: null }), 0);
});

test('one damaged row leaves its market out with the reason; where most are damaged the file is named', () => {
  const rows = [
    row(),
    row({ slug: 'x', rw: '5' }),
    7,
    row({ slug: 'y', mp: [] }),
    row({ slug: 'z' }),
    row({ slug: 'w' }),
  ];
  const { markets, damaged } = readRewardFile(fileOf(snapshot(rows)));
  assert.equal(
    markets.map(({ slug }) => slug),
    ['rain', 'z', 'w'],
  );
  assert.equal(
    damaged.map(({ slug, why }) => `${slug}: ${why.slice(0, 24)}`),
    ['x: its row is damaged: rw: ', 'row 3: its row is damaged: Inva', 'y: its row is damaged: mp: '],
  );
  bad(
    () => readRewardFile(fileOf(snapshot(rows.slice(0, 4)))),
    /market 2 \("x"\): rw: .*3 of 4 markets: this is no snapshot/,
  );
});

test('a pool that nobody pays is no pool, in a file of ours either', () => {
  const rows = [row({ rw: 1e7 }), row({ slug: 'a', rw: 1.01e7 }), row({ slug: 'b', rw: 1e300 })];
  const { markets, left } = surveyOf(readRewardFile(fileOf(snapshot(rows))).markets);
  assert.is(markets.length, 1);
  for (const { why } of left) assert.match(why, /its pool is above \$10 million a day/);
  assert.is(left.length, 2);
});

test('what is no snapshot is named', () => {
  bad(() => readRewardFile(join(FOLDER, 'none')), /none: no such file/);
  bad(() => readRewardFile(FOLDER), /is a folder/);
  bad(() => readRewardFile(fileOf('window.SNAPSHOT = {}')), /is not JSON .*window\.SNAPSHOT/);
  bad(() => readRewardFile(fileOf(gzipSync(snapshot([row()])).subarray(0, 40))), /damaged gzip/);
  bad(() => readRewardFile(fileOf(Buffer.from([0x80, 0xff, 0, 1]))), /neither gzip nor text/);
  bad(() => readRewardFile(fileOf('[]')), /file-\d+\.json: /);
  bad(() => readRewardFile(fileOf('{"markets":[]}')), /meta/);
  bad(() => readRewardFile(fileOf(snapshot([], { ts: 'noon' }))), /meta\.ts "noon" is no time/);
  bad(() => readRewardFile(fileOf(snapshot([row({ mp: [] })]))), /market 1 \("rain"\): mp: /);
  bad(() => readRewardFile(fileOf(snapshot([7]))), /market 1: /);
  bad(() => readRewardFile(fileOf(snapshot([row({ slug: 5 })]))), /market 1: slug: /);
  bad(
    () => readRewardFile(fileOf('{"meta":{"ts":"2026-07-03T12-35-30Z"},"markets":[{"slug":"n","rw":NaN}]}')),
    /is not JSON/,
  );
});

test('what `--save` wrote is read back as it was; another hand in it is named', () => {
  const told = readRewardFile(fileOf(snapshot([row(), row({ slug: 'b', rw: null })]))).markets;
  const text = rewardFileText(told, 1_700_000_000_000);
  const back = readRewardFile(fileOf(gzipSync(text), '.gz'));
  assert.equal(back, { markets: told, damaged: [], atMs: 1_700_000_000_000, assumed: [] });
  bad(() => readRewardFile(fileOf(text.replace('"scout":1', '"scout":2'))), /scout: /);
  bad(() => readRewardFile(fileOf(text.replace('"poolUsd":30', '"pool":30'))), /market 1 \("rain"\): /);
});

function folderOf(entries: Readonly<Record<string, string | Buffer>>): string {
  files += 1;
  const folder = join(FOLDER, `history-${files}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries(entries)) writeFileSync(join(folder, name), content);
  return folder;
}

const line = (ts = '2026-07-04T10-00-00Z', dims: unknown = { c: { Weather: [100, 3] } }) =>
  JSON.stringify({ ts, total: 100, count: 3, dims });

test('a history is read from all its files, gzipped or not, whatever the spelling of their ending', () => {
  const folder = folderOf({
    '2026-07-04.ndjsonl.gz': gzipSync(`${line()}\n`),
    '2026-07-05.jsonl': `${line('2026-07-05T10-00-00Z')}\n\n`,
    'notes.txt': 'nothing',
  });
  const readings = readHistory(folder);
  assert.equal(
    readings.map(({ day }) => day),
    ['2026-07-04', '2026-07-05'],
  );
  assert.equal(readings[0]?.dimensions.get('c')?.get('Weather'), { usd: 100, count: 3 });
});

test('a damaged history is named with its file and line', () => {
  bad(() => readHistory(join(FOLDER, 'nowhere')), /nowhere: no such folder/);
  bad(() => readHistory(fileOf('{}')), /is no folder/);
  bad(() => readHistory(folderOf({ 'a.txt': '' })), /holds no history/);
  bad(() => readHistory(folderOf({ 'a.jsonl': '\n' })), /a\.jsonl: is empty/);
  bad(() => readHistory(folderOf({ 'a.jsonl': `${line()}\n{"ts"` })), /a\.jsonl:2: is not JSON/);
  bad(() => readHistory(folderOf({ 'a.jsonl': line('yesterday') })), /a\.jsonl:1: ts "yesterday" is no time/);
  bad(
    () => readHistory(folderOf({ 'a.jsonl': line(undefined, { c: { Weather: [-1, 3] } }) })),
    /a\.jsonl:1: dims\.c\.Weather/,
  );
  bad(() => readHistory(folderOf({ 'a.jsonl': line(undefined, { c: null }) })), /a\.jsonl:1: dims\.c/);
});

test.run();
