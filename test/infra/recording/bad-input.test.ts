// Everything a recording can do wrong: strict, it is refused with file and line; with `skipBad` it is counted, never silent.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LINE_BYTES_MAX } from '#infra/recording/lines.ts';
import {
  book,
  change,
  complaint,
  entry,
  header,
  MARKET,
  ours,
  pathOf,
  put,
  readAll,
  SKIP,
  T0,
  text,
  theirs,
} from './hand-made.ts';

const GOOD = ours(T0 + 10, book(T0, '0.49x30', '0.52x100'));
const LATER = ours(T0 + 20, book(T0 + 20, '0.49x31', '0.52x100'));
const level = (price: unknown, size: unknown) => ({ ...book(T0, '', ''), bids: [{ price, size }] });

/** Each stands between two good lines, as line 3 of 4. */
const BAD_LINES: readonly [string, object | string, RegExp][] = [
  ['a line that is not JSON', '{"r":', /not JSON/],
  ['a list', '[]', /not a line of a recording/],
  ['a number', '7', /not a line of a recording/],
  ['another kind of object', { hello: 1 }, /r is not a receipt time in milliseconds: undefined/],
  ['a receipt as text', ours('5', 'PONG'), /r is not a receipt time.*"5"/],
  ['a receipt below zero', ours(-5, 'PONG'), /r is not a receipt time/],
  ['a receipt too far', ours(1e16, 'PONG'), /r is not a receipt time/],
  ['an unknown channel', ours(T0 + 11, 'PONG', 'gossip'), /c is no channel: "gossip"/],
  ['a frame that is no text', { r: T0 + 11, c: 'market', f: {} }, /f is not text/],
  ['a frame cut off', ours(T0 + 11, '{"event_type":"bo'), /not JSON: "\{/],
  ['a frame that is no message', ours(T0 + 11, '[5]'), /not a market message: 5/],
  ['a size like 1e3', ours(T0 + 11, level('0.4', '1e3')), /book.bids\[\].size is "1e3"/],
  ['an empty size', ours(T0 + 11, level('0.4', '')), /book.bids\[\].size is ""/],
  ['a size NaN', ours(T0 + 11, level('0.4', 'NaN')), /book.bids\[\].size is "NaN"/],
  ['a size below zero', ours(T0 + 11, level('0.4', '-1')), /book.bids\[\].size is "-1"/],
  ['a size as a number', ours(T0 + 11, level('0.4', 5)), /book.bids\[\].size is 5/],
  ['a price of 0', ours(T0 + 11, level('0', '1')), /book.bids\[\].price is "0"/],
  ['a price of 1', ours(T0 + 11, level('1', '1')), /book.bids\[\].price is "1"/],
  ['a price above 1', ours(T0 + 11, level('52', '1')), /book.bids\[\].price is "52"/],
  [
    'a bad size in a change',
    ours(T0 + 11, change(T0 + 11, entry('11 BUY 0.4 1e3'))),
    /price_changes\[\].size is "1e3"/,
  ],
  ['time going back', ours(T0 + 10 - 1_001, book(T0, '0.4x1', '')), /time goes back by 1001 ms/],
  ['a receipt in microseconds', ours((T0 + 10) * 1_000, book(T0, '0.4x1', '')), /time jumps ahead by \d+ days/],
  [
    'a crossed full book',
    ours(T0 + 11, book(T0 + 1, '0.52x1', '0.51x1')),
    /crossed book of 0xc1: 0.52 bid, 0.51 asked/,
  ],
  ['a locked full book', ours(T0 + 11, book(T0 + 1, '0.52x1', '0.52x1')), /crossed book/],
  [
    'an outcome the header denies',
    ours(T0 + 11, book(T0, '0.4x1', '', { asset_id: '13' })),
    /0xc1 has two other outcomes, so 13 is none/,
  ],
  [
    'a market the header denies',
    ours(T0 + 11, book(T0, '0.4x1', '', { market: '0xc9' })),
    /outcome 11 belongs to 0xc1, not to 0xc9/,
  ],
  ['a bad second header', { recording: 1 }, /bad header: source: .*startedMs: .*markets: /],
  [
    'a header that contradicts the first',
    header({ ...MARKET, endMs: 5 }),
    /header contradicts: endMs of 0xc1 differs from file-/,
  ],
  ['a later header that began earlier', { ...header(), startedMs: T0 - 2_000 }, /time goes back/],
];

for (const [what, line, wanted] of BAD_LINES)
  test(`${what} is refused with file and line, or counted`, async () => {
    const path = put(text(header(), GOOD, line, LATER));
    const told = await complaint([path]);
    assert.ok(told.startsWith(`${path} line 3: `), told);
    assert.match(told, wanted);
    const { recordings, frames } = await readAll([path], SKIP);
    assert.equal(recordings.counts, { lines: 4, headers: 1, applied: 2, ignored: 0, bad: 1 });
    assert.match(recordings.files[0]?.fault ?? '', wanted);
    assert.equal(
      frames.map((frame) => frame.line),
      [2, 4],
    );
  });

test('a book that stays crossed after its group is bad once', async () => {
  const path = put(
    text(
      header(),
      GOOD,
      ours(T0 + 11, change(T0 + 11, entry('11 BUY 0.52 20'))),
      ours(T0 + 12, change(T0 + 12, entry('11 BUY 0.40 20'))),
      ours(T0 + 13, change(T0 + 13, entry('11 BUY 0.40 21'))),
      LATER,
    ),
  );
  assert.match(await complaint([path]), /line 4: book of 0xc1 is crossed after its group ended: 0.52 bid, 0.52 asked/);
  const { recordings } = await readAll([path], SKIP);
  assert.equal(recordings.counts, { lines: 6, headers: 1, applied: 4, ignored: 0, bad: 1 });
});

const BAD_HEADERS: readonly [string, object, RegExp][] = [
  ['another version', { ...header(), recording: 2 }, /bad header: recording: only version 1 is known/],
  ['a tick as a number', header({ ...MARKET, tick: 0.01 }), /markets.0.tick: tick: 0.01 is not a plain decimal/],
  ['a minimum size like 1e3', header({ ...MARKET, minSize: '1e3' }), /markets.0.minSize/],
  ['one outcome', header({ ...MARKET, outcomes: MARKET.outcomes.slice(1) }), /markets.0.outcomes/],
  [
    'one id twice',
    header({ ...MARKET, outcomes: [MARKET.outcomes[0], MARKET.outcomes[0]] }),
    /both outcomes have one id/,
  ],
  ['a result of 2', header({ ...MARKET, resolved: 2 }), /markets.0.resolved/],
  ['a market twice', header(MARKET, MARKET), /header contradicts: 11 is there twice/],
  [
    'a slug twice',
    header(MARKET, {
      ...MARKET,
      conditionId: '0xc2',
      outcomes: [
        { id: '8', name: '' },
        { id: '9', name: '' },
      ],
    }),
    /slug first-market is there twice/,
  ],
];

for (const [what, first, wanted] of BAD_HEADERS)
  test(`a header with ${what} is refused, and without a header nothing is usable`, async () => {
    const path = put(text(first, GOOD));
    const told = await complaint([path]);
    assert.ok(told.startsWith(`${path} line 1: `), told);
    assert.match(told, wanted);
    assert.match(await complaint([path], SKIP), /no usable frame in 1 files; first: .*line 1/);
  });

const DIFFERENT: readonly [string, object][] = [
  ['slug', { slug: 'other' }],
  [
    'outcome 11 is yes of 0xc1',
    {
      outcomes: [MARKET.outcomes[1], MARKET.outcomes[0]]
        .reverse()
        .map((one, n) => (n ? one : { id: '19', name: '' }))
        .reverse(),
    },
  ],
  ['minSize', { minSize: '15' }],
  ['negRisk', { negRisk: true }],
  ['endMs', { endMs: 3 }],
  ['fee', { fee: { ...MARKET.fee, rate: '0.05' } }],
  ['resolved', { resolved: 0 }],
];

for (const [what, difference] of DIFFERENT)
  test(`two headers that disagree (${what}) are refused`, async () => {
    const base = { ...MARKET, resolved: 1 };
    const one = put(text(header(base), GOOD));
    const two = put(text(header({ ...base, ...difference }), LATER));
    const told = await complaint([one, two]);
    assert.ok(told.startsWith(`${two} line 1: header contradicts: `), told);
    assert.ok(what.startsWith('outcome') || told.includes(`${what} of 0xc1 differs from`), told);
  });

test('another market of the same name, or with the same outcome, is refused', async () => {
  const one = put(text(header(), GOOD));
  const named = put(
    text(
      header({
        ...MARKET,
        conditionId: '0xc2',
        outcomes: [
          { id: '8', name: '' },
          { id: '9', name: '' },
        ],
      }),
      GOOD,
    ),
  );
  assert.match(await complaint([one, named]), /another market is called first-market/);
  const sharing = put(
    text(
      header({
        ...MARKET,
        conditionId: '0xc2',
        slug: 'x',
        outcomes: [
          { id: '12', name: '' },
          { id: '9', name: '' },
        ],
      }),
      GOOD,
    ),
  );
  assert.match(await complaint([one, sharing]), /outcome 12 is no of 0xc1 elsewhere/);
});

test('frames before any header, and other formats, are unknown', async () => {
  for (const line of [GOOD, { a: 1 }, { t: 5 }]) {
    const path = put(text(line));
    assert.match(await complaint([path]), /line 1: unknown format/);
    assert.match(await complaint([path], SKIP), /no usable frame in 1 files; first: .*line 1: unknown format/);
  }
});

test('a file of {t, m} lines is judged line by line too', async () => {
  const first = theirs(T0, book(T0, '0.4x1', ''));
  const cases: readonly [object, RegExp][] = [
    [{ t: T0, m: book(T0, '0.4x1', '') }, /t is not a receipt time in seconds: 1776/],
    [{ t: 'x', m: {} }, /t is not a receipt time/],
    [theirs(T0 + 1, level('0.4', '1e3')), /book.bids\[\].size is "1e3"/],
    [theirs(T0 + 1, 'PONG'), /not a market message: "PONG"/],
    [theirs(T0 - 1_001, book(T0, '0.4x1', '')), /time goes back by 1001 ms/],
    [theirs(T0 + 1, book(T0, '0.4x1', '', { market: '0xc2' })), /outcome 11 belongs to 0xc1/],
    [header(), /a header among/],
  ];
  for (const [line, wanted] of cases) {
    const path = put(text(first, line));
    assert.match(await complaint([path]), wanted);
    assert.match(await complaint([path]), /line 2: /);
    assert.equal((await readAll([path], SKIP)).recordings.counts, {
      lines: 2,
      headers: 0,
      applied: 1,
      ignored: 0,
      bad: 1,
    });
  }
  const third = put(
    text(
      first,
      theirs(T0, book(T0, '0.4x1', '', { asset_id: '12' })),
      theirs(T0, book(T0, '0.4x1', '', { asset_id: '13' })),
    ),
  );
  assert.match(await complaint([third]), /line 3: 0xc1 has two other outcomes, so 13 is none of them/);
});

test('a market is not met through a line that is bad, nor without a book', async () => {
  const bad = theirs(T0, { ...level('0.4', '1e3'), asset_id: 'x' });
  const orphan = theirs(T0, change(T0, { asset_id: 'y', side: 'BUY', price: '0.4', size: '1' }));
  const path = put(text(bad, orphan, theirs(T0, book(T0, '0.4x1', '', { asset_id: 'z' }))));
  const { recordings } = await readAll([path], SKIP);
  assert.equal(recordings.counts, { lines: 3, headers: 0, applied: 1, ignored: 1, bad: 1 });
  assert.is(recordings.markets()[0]?.market.outcomes.yes.id, 'z');
});

test('a gzip file cut off or corrupt is bad at the line where it breaks', async () => {
  const many = Array.from({ length: 4_000 }, (_, n) =>
    ours(T0 + n, book(T0 + n, `0.49x${(n * 7919) % 1000}`, '0.52x1')),
  );
  const whole = gzipSync(text(header(), ...many));
  const cut = put(whole.subarray(0, whole.length - 4_000));
  const told = await complaint([cut]);
  const line = Number(/ line (\d+): the gzip file is cut off/.exec(told)?.[1]);
  assert.ok(line > 100 && line < 4_001, told);
  const first = (await readAll([cut], SKIP)).recordings;
  assert.equal(first.counts, { lines: line, headers: 1, applied: line - 2, ignored: 0, bad: 1 });
  assert.is(first.files[0]?.sha256, null);
  assert.equal((await readAll([cut], SKIP)).recordings.counts, first.counts, 'the same every time');

  const flipped = Buffer.from(whole);
  flipped[whole.length - 6]! ^= 0xff; // in its checksum
  const corrupt = put(flipped);
  assert.match(await complaint([corrupt]), / line \d+: the gzip file is corrupt: incorrect data check/);
  assert.ok((await readAll([corrupt], SKIP)).recordings.counts.bad === 1);
  flipped.fill(0xff, whole.length >> 1, (whole.length >> 1) + 99);
  const torn = put(flipped);
  assert.match(await complaint([torn]), / line \d+: /);
  assert.ok((await readAll([torn], SKIP)).recordings.counts.bad >= 1);
  assert.match(await complaint([put(Buffer.concat([whole, Buffer.alloc(70_000)]))]), /goes on after its end/);
  assert.match(await complaint([put(whole.subarray(0, 5))]), / line 1: the gzip file is cut off/);
});

test('a plain file cut in the middle of a line is bad at its last line', async () => {
  const path = put(text(header(), GOOD, LATER).slice(0, -20));
  assert.match(await complaint([path]), / line 3: not JSON/);
  assert.is((await readAll([path], SKIP)).recordings.counts.applied, 1);
});

test('a line without end is refused, and reading goes on after it', async () => {
  const endless = `{"x":"${'y'.repeat(LINE_BYTES_MAX)}"}`;
  const path = put(gzipSync(text(header(), GOOD, endless, LATER)));
  assert.match(await complaint([path]), / line 3: line of more than 16777216 bytes/);
  assert.equal((await readAll([path], SKIP)).recordings.counts, {
    lines: 4,
    headers: 1,
    applied: 2,
    ignored: 0,
    bad: 1,
  });
});

test('a file that is empty, missing or a directory is refused, or counted beside a good one', async () => {
  const good = put(text(header(), GOOD));
  const cases: readonly [string, RegExp][] = [
    [put(''), /file-\d+.jsonl: is empty/],
    [put(gzipSync('')), /is empty/],
    [pathOf('nowhere.jsonl'), /nowhere.jsonl: no such file/],
    [pathOf('.'), /a directory, not a file/],
  ];
  for (const [path, wanted] of cases) {
    assert.match(await complaint([good, path]), wanted);
    const { recordings } = await readAll([good, path], SKIP);
    assert.equal(recordings.counts, { lines: 3, headers: 1, applied: 1, ignored: 0, bad: 1 });
    assert.match(recordings.files[1]?.fault ?? '', wanted);
    assert.match(await complaint([path], SKIP), /no usable frame in 1 files/);
  }
});

test('a file of which nothing is of use is an error, never a silent zero', async () => {
  const foreign = put(
    text(header(), ours(T0, 'PONG'), ours(T0, book(T0, '0.4x1', '', { market: '0xz', asset_id: 'z' }))),
  );
  assert.match(await complaint([foreign]), /has no usable frame \(3 lines, 2 ignored, 0 bad\)/);
  assert.match(await complaint([foreign], SKIP), /no usable frame in 1 files; first: .*has no usable frame/);
  const { recordings } = await readAll([foreign, put(text(header(), GOOD))], SKIP);
  assert.match(recordings.files[0]?.fault ?? '', /has no usable frame/);
});

test('whatever bytes are damaged, the reader complains or accounts for every line', async () => {
  const content = Buffer.from(text(header(), GOOD, ours(T0 + 11, change(T0 + 11, entry('12 SELL 0.51 7'))), LATER));
  const damage = fc.array(fc.tuple(fc.nat(content.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(damage, fc.boolean(), async (hits, zipped) => {
      const bytes = zipped ? gzipSync(content) : Buffer.from(content);
      for (const [at, value] of hits) bytes[at % bytes.length] = value;
      const path = put(bytes, 'damaged');
      const told = await complaint([path], SKIP); // throws anything else than bad input
      if (told === 'no complaint') {
        const { lines, headers, applied, ignored, bad } = (await readAll([path], SKIP)).recordings.counts;
        assert.is(lines, headers + applied + ignored + bad);
        assert.ok(applied > 0);
      } else assert.match(told, /no usable frame/);
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('a file named twice, or none, is refused', async () => {
  const path = put(text(header(), GOOD));
  assert.match(await complaint([path, path]), /named twice/);
  assert.match(await complaint([]), /no recording was named/);
});

test.run();
