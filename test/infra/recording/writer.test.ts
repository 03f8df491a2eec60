import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Market } from '#domain/market/market.ts';
import { headerText, readHeader } from '#infra/recording/header.ts';
import { openRecordingWriter } from '#infra/recording/writer.ts';
import { book, header, MARKET, pathOf, put, readAll, T0 } from './hand-made.ts';

const parsed = readHeader(
  header(
    { ...MARKET, resolved: 0.5 },
    {
      ...MARKET,
      conditionId: '0xc2',
      slug: 'b',
      fee: null,
      endMs: null,
      outcomes: [
        { id: '8', name: '' },
        { id: '9', name: '' },
      ],
    },
  ),
);
if (typeof parsed === 'string') throw new Error(parsed);
const HEADER = parsed;

test('a header is read back as it was written', () => {
  const again = readHeader(JSON.parse(headerText(HEADER)));
  assert.equal(again, HEADER);
  assert.equal(JSON.parse(headerText(HEADER)).markets[0], { ...MARKET, reward: null, resolved: 0.5 });
});

test('what a market pays makers is written, read back, and unknown to recordings of before', () => {
  const reward = { dailyUsd: '12.5', maxSpread: '0.035', minSize: '50', multiplier: 2 };
  const told = readHeader(header({ ...MARKET, reward }));
  if (typeof told === 'string') throw new Error(told);
  const found = told.markets[0]?.reward;
  assert.equal([found?.dailyUsd.toFixed(), found?.maxSpread, found?.minSize], ['12.5', 35_000, 50_000_000]);
  assert.equal(JSON.parse(headerText(told)).markets[0].reward, reward);
  assert.equal(readHeader(JSON.parse(headerText(told))), told);
  const before = readHeader(header(MARKET));
  assert.is(typeof before === 'string' ? before : before.markets[0]?.reward, null);
  for (const [wrong, place] of [
    [{ ...reward, dailyUsd: '-1' }, 'markets.0.reward.dailyUsd'],
    [{ ...reward, maxSpread: '1' }, 'markets.0.reward.maxSpread'],
    [{ ...reward, multiplier: 0 }, 'markets.0.reward.multiplier'],
    [{ ...reward, more: 1 }, 'markets.0.reward'],
    ['50', 'markets.0.reward'],
  ] as const)
    assert.match(String(readHeader(header({ ...MARKET, reward: wrong }))), place);
});

for (const name of ['written.jsonl', 'written.jsonl.gz'])
  test(`${name}: frames are read back verbatim`, async () => {
    const path = pathOf(name);
    const writer = openRecordingWriter(path, HEADER);
    const frame = JSON.stringify(book(T0, '0.49x1', '0.5x1'), null, 2); // even with newlines in it
    assert.is(writer.write(T0 + 1, 'market', frame), true);
    assert.is(writer.write(T0 + 2, 'market', 'PONG'), true);
    assert.is(writer.writeHeader({ ...HEADER, startedMs: T0 + 3 }), true);
    await writer.close();
    assert.is(writer.written, 4);
    assert.is(writer.lost, 0);
    const raw = readFileSync(path);
    const lines = (name.endsWith('.gz') ? gunzipSync(raw) : raw).toString().trimEnd().split('\n');
    assert.is(lines.length, 4);
    assert.equal(JSON.parse(lines[1] ?? ''), { r: T0 + 1, c: 'market', f: frame });
    const { recordings } = await readAll([path]);
    assert.equal(recordings.counts, { lines: 4, headers: 2, applied: 1, ignored: 1, bad: 0 });
    assert.equal(
      recordings.markets().map(({ market }) => market satisfies Market),
      HEADER.markets,
    );
  });

test('a recording is never overwritten and never made nowhere', () => {
  const path = put('precious');
  assert.throws(() => openRecordingWriter(path, HEADER), /exists already/);
  assert.is(statSync(path).size, 8);
  assert.throws(() => openRecordingWriter(pathOf('no/such/folder.jsonl'), HEADER), /no such file or directory/);
});

test('what the disk cannot take in time is counted as lost', async () => {
  const writer = openRecordingWriter(pathOf('slow.jsonl'), HEADER);
  const big = 'x'.repeat(9 * 1024 * 1024);
  const taken = Array.from({ length: 12 }, () => writer.write(T0, 'market', big));
  assert.ok(taken.includes(false));
  assert.is(writer.lost, taken.filter((one) => !one).length);
  await writer.close();
  assert.is(writer.written + writer.lost, 13);
});

test.run();
