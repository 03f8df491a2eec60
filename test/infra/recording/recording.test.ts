// What a recording must give back, and how several become one.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Book } from '#domain/market/book.ts';
import { parsePrice } from '#domain/units.ts';
import { parseMarketFacts } from '#infra/recording/market-facts.ts';
import { openRecordings } from '#infra/recording/recording.ts';
import {
  book,
  change,
  complaint,
  entry,
  header,
  MARKET,
  ours,
  put,
  readAll,
  SKIP,
  STRICT,
  T0,
  text,
  theirs,
  UP_DOWN,
} from './hand-made.ts';

const SECOND = {
  ...MARKET,
  conditionId: '0xc2',
  slug: 'second-market',
  outcomes: [
    { id: '21', name: 'Up' },
    { id: '22', name: 'Down' },
  ],
};
const secondBook = (atMs: number) => book(atMs, '0.3x1', '0.4x1', { market: '0xc2', asset_id: '22' });

const REWARD = { dailyUsd: '20', maxSpread: '0.03', minSize: '20', multiplier: 1 };

test('a recording of ours gives its markets and every frame with news', async () => {
  const content = text(
    header(),
    ours(T0 + 5, book(T0, '0.49x30', '0.52x100', { tick_size: '0.01' })),
    ours(T0 + 6, 'PONG'),
    ours(T0 + 7, { event_type: 'order' }, 'user'),
    '',
    ours(T0 + 8, [book(T0 + 1, '0.49x31', '0.52x100'), secondBook(T0)], 'rest'),
    ours(T0 + 9, secondBook(T0)),
    ours(T0 + 10.7, change(T0 + 9, entry('12 SELL 0.51 7'))),
    ours(T0 + 11, 'NO NEW ASSETS'),
  );
  const path = put(content);
  const { frames, recordings } = await readAll([path]);
  assert.equal(
    frames.map(({ line, receivedMs, channel, events, ignored }) => [
      line,
      receivedMs - T0,
      channel,
      events.length,
      ignored,
    ]),
    [
      [2, 5, 'market', 1, 0],
      [6, 8, 'rest', 1, 1],
      [8, 10, 'market', 1, 0],
    ],
  );
  assert.equal(frames[2]?.events[0], {
    type: 'LEVELS',
    market: '0xc1',
    changes: [{ outcome: 'no', side: 'ask', price: 510_000, size: 7_000_000, hash: null }],
    atMs: T0 + 9,
  });
  assert.equal(recordings.counts, { lines: 9, headers: 1, applied: 3, ignored: 5, bad: 0 });
  assert.equal(recordings.files, [
    {
      name: path.split('/').pop(),
      format: 'recording',
      lines: 9,
      headers: 1,
      applied: 3,
      ignored: 5,
      bad: 0,
      firstMs: T0 + 5,
      lastMs: T0 + 10,
      sha256: createHash('sha256').update(content).digest('hex'),
      fault: null,
    },
  ]);
  assert.equal(recordings.progress, { bytesRead: content.length, bytesTotal: content.length });
  const [one] = recordings.markets();
  assert.is(one?.known, 'header');
  assert.is(one?.market.slug, 'first-market');
  assert.is(one?.market.fee?.rate.toString(), '0.07');
  assert.equal(recordings.assumptions, ['taker delay 0 ms (1 market: first-market)']);
});

test('gzip is told by content, not by name, and lines may end in any way', async () => {
  const content = text(header(), ours(T0, book(T0, '0.4x1', '')))
    .replaceAll('\n', '\r\n')
    .trimEnd();
  for (const path of [put(gzipSync(content), 'zipped.jsonl'), put(content, 'plain.jsonl.gz')]) {
    const { recordings } = await readAll([path]);
    assert.equal(recordings.counts, { lines: 2, headers: 1, applied: 1, ignored: 0, bad: 0 });
  }
});

test('several recordings merge by receipt; equal times keep the order of the command line', async () => {
  const a = put(
    text(
      header(),
      ours(T0 + 1, book(1, '0.1x1', '')),
      ours(T0 + 5, book(2, '0.1x1', '')),
      ours(T0 + 5, book(3, '0.1x1', '')),
    ),
  );
  const b = put(
    text(header(SECOND), ours(T0 + 1, secondBook(4)), ours(T0 + 3, secondBook(5)), ours(T0 + 9, secondBook(6))),
  );
  const order = async (...paths: string[]) => (await readAll(paths)).frames.map((frame) => frame.events[0]?.atMs);
  assert.equal(await order(a, b), [1, 4, 5, 2, 3, 6]);
  assert.equal(await order(b, a), [4, 1, 5, 2, 3, 6]);
});

test('the markets of headers are known before the first frame, one market may span files', async () => {
  const a = put(text(header(), ours(T0 + 1, book(1, '0.1x1', ''))));
  const b = put(text(header({ ...MARKET, tick: '0.001', resolved: 1 }, SECOND), ours(T0 + 2, book(2, '0.1x1', ''))));
  const recordings = await openRecordings([a, b], STRICT);
  assert.equal(
    recordings.markets().map(({ market }) => [market.slug, market.payout]),
    [
      ['first-market', 1_000_000],
      ['second-market', null],
    ],
  );
});

test('a receipt that goes back a little counts as the latest before it', async () => {
  const path = put(
    text(
      header(),
      ours(T0 + 2_000, book(1, '0.1x1', '')),
      ours(T0 + 1_000, book(2, '0.1x1', '')),
      ours(T0 + 2_001, book(3, '0.1x1', '')),
    ),
  );
  const { frames } = await readAll([path]);
  assert.equal(
    frames.map((frame) => frame.receivedMs - T0),
    [2_000, 2_000, 2_001],
  );
});

test('going back a little again and again is going back', async () => {
  const times = [2_000, 1_100, 900];
  const path = put(text(header(), ...times.map((ms, n) => ours(T0 + ms, book(n, '0.1x1', '')))));
  assert.match(await complaint([path]), /line 4: time goes back by 1100 ms/);
});

test('a file that began with a bad line cannot turn the clock back', async () => {
  const a = put(text(header(), ours(T0 + 1, book(1, '0.1x1', '')), ours(T0 + 50, book(2, '0.1x1', ''))));
  const bad = Array.from({ length: 9 }, () => ours(T0 + 40, book(4, '1e3x1', '', { market: '0xc2', asset_id: '21' })));
  const b = put(text(header(SECOND), ...bad, ours(T0 + 20, secondBook(3))));
  const { frames } = await readAll([a, b], SKIP);
  assert.equal(
    frames.map((frame) => frame.receivedMs - T0),
    [1, 40, 50].map((ms) => (ms === 40 ? 20 : ms)),
  );
  const late = put(text(header(), ours(T0 + 30, book(1, '0.1x1', '')), ours(T0 + 50, book(2, '0.1x1', ''))));
  const { frames: merged } = await readAll([late, b], SKIP);
  assert.equal(
    merged.map((frame) => frame.receivedMs - T0),
    [30, 30, 50],
  );
});

test('a book in the middle of its group may be crossed, a finer price opens a tick epoch', async () => {
  const path = put(
    text(
      header(),
      ours(T0 + 1, book(T0, '0.49x30', '0.52x100 0.53x1')),
      ours(T0 + 2, change(T0 + 2, entry('11 BUY 0.52 20'))),
      ours(T0 + 2, change(T0 + 2, entry('11 SELL 0.52 0'))),
      ours(T0 + 3, change(T0 + 3, entry('11 BUY 0.523 20'), entry('12 SELL 0.477 20'))),
    ),
  );
  const { frames, recordings } = await readAll([path]);
  assert.is(recordings.counts.applied, 4);
  const live = new Book(frames[0]!.events[0]!.market, parsePrice('0.01'));
  for (const frame of frames)
    for (const event of frame.events) assert.is(live.apply(event, frame.receivedMs).problem, null);
  assert.is(live.tick, parsePrice('0.001'));
  assert.is(live.trust(T0 + 4), 'trusted');
});

test('book frames without a header are completed with named defaults, each told once', async () => {
  const path = put(
    text(
      theirs(T0, book(T0, '0.48x1', '0.505x1', { asset_id: 'a' })),
      theirs(T0 + 5, book(T0 + 5, '0.495x1', '0.52x1', { asset_id: 'b' })),
    ),
    UP_DOWN,
  );
  const { frames, recordings } = await readAll([path]);
  assert.equal(
    frames.map((frame) => 'outcome' in frame.events[0]! && frame.events[0].outcome),
    ['yes', 'no'],
  );
  const [{ market, known, file }] = recordings.markets() as [ReturnType<typeof recordings.markets>[number]];
  assert.is(known, 'met');
  assert.is(file, UP_DOWN);
  assert.is(market.slug, 'btc-updown-5m-1776323400');
  assert.is(market.endMs, 1_776_323_700_000);
  assert.is(market.tick, parsePrice('0.005'));
  assert.is(market.minSize, 5_000_000);
  assert.is(market.fee, null);
  assert.is(market.payout, null);
  assert.equal([market.outcomes.yes.id, market.outcomes.no.id], ['a', 'b']);
  assert.equal(
    recordings.assumptions.map((sentence) => sentence.replace(' (1 market: btc-updown-5m-1776323400)', '')),
    [
      'YES is the outcome seen first',
      'tick 0.01 or what prices show',
      'minimum size 5',
      'not part of a negative-risk group',
      'fee unknown: no taking, no rebates',
      'result unknown: positions keep their last mark',
      'end as its name says',
      'taker delay 0 ms',
    ],
  );
});

test('both outcomes of a market may be met in one line', async () => {
  const [a, b] = [book(T0, '0.4x1', '', { asset_id: 'a' }), book(T0, '', '0.6x1', { asset_id: 'b' })];
  const { frames } = await readAll([put(text(theirs(T0, [a, b, a, b])))]);
  assert.equal(
    frames[0]?.events.map((event) => 'outcome' in event && event.outcome),
    ['yes', 'no', 'yes', 'no'],
  );
});

test('a file gives its name to its first market only, and only at a fitting time', async () => {
  const other = { market: '0xother-condition', asset_id: 'o' };
  const both = put(
    text(theirs(T0, book(T0, '0.4x1', '')), theirs(T0 + 5, book(T0, '0.4x1', '', other))),
    'eth-updown-15m-1776323400.jsonl',
  );
  const { recordings } = await readAll([both]);
  assert.equal(
    recordings.markets().map(({ market }) => [market.slug, market.endMs]),
    [
      ['eth-updown-15m-1776323400', 1_776_324_300_000],
      ['0xother-cond', null],
    ],
  );
  const renamed = put(text(theirs(T0, book(T0, '0.4x1', ''))), 'btc-updown-5m-1700000000.jsonl');
  assert.equal(
    (await readAll([renamed])).recordings.markets().map(({ market }) => [market.slug, market.endMs]),
    [['0xc1', null]],
  );
});

test('a facts file replaces the defaults, by slug or by condition id', async () => {
  const facts = {
    'btc-updown-5m-1776323400': {
      complement: '11',
      tick: '0.001',
      minSize: '1',
      negRisk: true,
      fee: MARKET.fee,
      endMs: 7,
      eventMs: 5,
      resolved: 0.5,
    },
    '0xnever': { slug: 'never' },
  };
  const path = put(
    text(theirs(T0, book(T0, '0.4x1', '')), theirs(T0, book(T0, '', '0.6x1', { asset_id: '12' }))),
    UP_DOWN,
  );
  const { frames, recordings } = await readAll([path], {
    skipBad: false,
    facts: parseMarketFacts(JSON.stringify(facts), '/some/where/facts.json'),
  });
  assert.equal(
    frames.map((frame) => 'outcome' in frame.events[0]! && frame.events[0].outcome),
    ['no', 'yes'],
  );
  const market = recordings.markets()[0]!.market;
  assert.equal([market.outcomes.yes.id, market.outcomes.no.id], ['12', '11']);
  assert.equal(
    [market.tick, market.minSize, market.negRisk, market.endMs, market.eventMs, market.payout],
    [1_000, 1_000_000, true, 7, 5, 500_000],
  );
  assert.is(market.fee?.rebateRate.toString(), '0.2');
  assert.equal(recordings.assumptions, [
    'taker delay 0 ms (1 market: btc-updown-5m-1776323400)',
    'facts.json: 0xnever is in none of the recordings',
  ]);
});

test('the named complement is known before it is seen', async () => {
  const facts = parseMarketFacts(JSON.stringify({ '0xc1': { complement: '12', slug: 'mine' } }), 'facts.json');
  const good = put(text(theirs(T0, book(T0, '0.4x1', '')), theirs(T0, book(T0, '', '0.6x1', { asset_id: '12' }))));
  const { frames, recordings } = await readAll([good], { skipBad: false, facts });
  assert.is(frames[1]?.events[0]?.type === 'SNAPSHOT' && frames[1].events[0].outcome, 'no');
  assert.is(recordings.markets()[0]?.market.slug, 'mine');
  const other = put(text(theirs(T0, book(T0, '0.4x1', '')), theirs(T0, book(T0, '', '0.6x1', { asset_id: '13' }))));
  assert.match(
    await complaint([other], { skipBad: false, facts }),
    /line 2: 0xc1 has two other outcomes, so 13 is none of them/,
  );
});

test('facts fill what a header leaves open, and nothing else', async () => {
  const path = put(text(header({ ...MARKET, fee: null, endMs: null }), ours(T0, book(T0, '0.4x1', ''))));
  const facts = parseMarketFacts(
    JSON.stringify({
      'first-market': { fee: MARKET.fee, reward: REWARD, endMs: 9, eventMs: 8, minSize: '1', resolved: 1 },
    }),
    'facts.json',
  );
  const market = (await readAll([path], { skipBad: false, facts })).recordings.markets()[0]!.market;
  assert.equal([market.endMs, market.minSize, market.payout, market.fee?.exponent], [9, 5_000_000, 1_000_000, 1]);
  assert.is(market.eventMs, 8);
  assert.is(market.reward?.dailyUsd.toFixed(), '20');
});

test('a facts file is read strictly', () => {
  const cases: readonly [object | string, RegExp][] = [
    ['{', /facts.json: not JSON/],
    [[], /facts.json: value: .*expected record/i],
    [{ m: { tik: '0.01' } }, /facts.json: m: .*tik/],
    [{ m: { tick: 0.01 } }, /m.tick: tick: 0.01 is not a plain decimal/],
    [{ m: { tick: '1' } }, /m.tick: .*not between 0 and 1/],
    [{ m: { minSize: '1e3' } }, /m.minSize/],
    [{ m: { resolved: 2 } }, /m.resolved/],
    [{ m: { fee: { rate: '2', exponent: 1, rebateRate: '0.2' } } }, /m.fee.rate: .*more than 1/],
    [{ m: { endMs: 'soon' } }, /m.endMs/],
    [{ m: { eventMs: 'soon' } }, /facts.json: m.eventMs: must be whole milliseconds since 1970 or null, found "soon"/],
    [{ m: { eventMs: -1 } }, /facts.json: m.eventMs: .* found -1/],
    [{ m: { eventMs: 1.5 } }, /facts.json: m.eventMs: .* found 1.5/],
    [{ m: { slug: '../etc' } }, /m.slug: not a slug/],
  ];
  for (const [facts, complaintText] of cases) {
    const content = typeof facts === 'string' ? facts : JSON.stringify(facts);
    assert.throws(() => parseMarketFacts(content, 'facts.json'), complaintText);
  }
});

test('frames come in bounded batches, and leaving early closes the files', async () => {
  const path = put(text(header(), ...Array.from({ length: 600 }, (_, n) => ours(T0 + n, book(n, '0.1x1', '')))));
  const recordings = await openRecordings([path], STRICT);
  for await (const batch of recordings.batches()) {
    assert.is(batch.length, 256);
    break;
  }
  assert.ok(recordings.counts.applied < 600);
  const again = async () => {
    for await (const _ of recordings.batches()) break;
  };
  await again().then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, /read once/),
  );
});

test('however lines are spread over files, the stream is one, in order and complete', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(30), { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 6 }),
      async (gaps) => {
        const files = gaps.map((steps, file) => {
          let atMs = T0 + file;
          return steps.map((step, n) => {
            atMs += step;
            return ours(atMs, book(file * 1_000 + n, '0.1x1', ''));
          });
        });
        const paths = files.map((lines, n) =>
          put(n % 2 ? gzipSync(text(header(), ...lines)) : text(header(), ...lines), `spread-${n}.jsonl`),
        );
        const { frames, recordings } = await readAll(paths);
        const wanted = files.flatMap((lines, file) =>
          lines.map((line, n) => ({ r: (line as { r: number }).r, file, n })),
        );
        wanted.sort((a, b) => a.r - b.r || a.file - b.file || a.n - b.n);
        assert.equal(
          frames.map((frame) => frame.events[0]?.atMs),
          wanted.map(({ file, n }) => file * 1_000 + n),
        );
        const { lines, headers, applied, ignored, bad } = recordings.counts;
        assert.is(lines, headers + applied + ignored + bad);
      },
    ),
    { seed: 42, numRuns: 60 },
  );
});

test.run();
