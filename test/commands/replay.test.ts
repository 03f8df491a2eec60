// What a replay says a recording was worth: the queue ahead of us, pairs, payouts, markets that come and go, files that
// overlap. Through the whole tree, inside this process.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Report, TotalReport } from '#domain/money/report.ts';
import { put, text, theirs } from '../infra/recording/hand-made.ts';
import {
  bookOf,
  calm,
  JOIN_TOUCH,
  type Moment,
  market,
  print,
  recorded,
  replayed,
  resolvedTo,
  T0,
  tickChange,
} from './recorded-scene.ts';

/** We rest at 0.49 for YES and at 0.49 for NO (an offer of YES at 0.51), each behind 300 shares. */
const WAITING = calm(1, 0, 60_000);
const BUYS_ONE = [print(1, 60_000, 'SELL', '299x0.49'), print(1, 61_000, 'SELL', '2x0.49')];
const AFTER = calm(1, 62_000, 72_000);

const holding = ({ position, closingCash, residual }: TotalReport): string =>
  `${position.yes} YES, ${position.no} NO, cash ${closingCash}, residual ${residual}`;

/** Every run says the same; returns it. */
function agreed<T>({ runs }: Report, tell: (total: TotalReport) => T): T {
  const variants = runs.map(({ queueModel, bound }) => `${queueModel} ${bound}`);
  const cancelled = ['power3 vanishedIsCancelled', 'riskAverse vanishedIsCancelled'];
  const traded = ['power3 vanishedIsTraded', 'riskAverse vanishedIsTraded'];
  assert.equal(variants, variants.length === 2 ? cancelled : [...cancelled, ...traded]);
  const [first, ...others] = runs.map(({ total }) => tell(total));
  for (const other of others) assert.equal(other, first);
  return first as T;
}

const PRINTS: readonly [string, readonly Moment[], string][] = [
  ['299', [print(1, 60_000, 'SELL', '299x0.49')], '0 YES, 0 NO, cash 10000'],
  [
    '299, then 1',
    [print(1, 60_000, 'SELL', '299x0.49'), print(1, 61_000, 'SELL', '1x0.49')],
    '0 YES, 0 NO, cash 10000',
  ],
  ['299, then 2', BUYS_ONE, '1 YES, 0 NO, cash 9999.51'],
  [
    '299, then 2, told as trades in NO',
    [print(1, 60_000, 'BUY', '299x0.51', 'no'), print(1, 61_000, 'BUY', '2x0.51', 'no')],
    '1 YES, 0 NO, cash 9999.51',
  ],
  [
    '299, then 2, on the other side',
    [print(1, 60_000, 'BUY', '299x0.51'), print(1, 61_000, 'BUY', '2x0.51')],
    '0 YES, 1 NO, cash 9999.51',
  ],
];

for (const [what, prints, left] of PRINTS)
  test(`with 300 shares ahead of us, prints of ${what} leave us ${left}`, async () => {
    const { report, code } = await replayed([recorded([market(1)], [...WAITING, ...prints, ...AFTER])], ...JOIN_TOUCH);
    assert.is(code, 0);
    assert.is(agreed(report, holding), `${left}, residual 0`);
    const filled = left.startsWith('0 YES, 0 NO') ? 0 : 1;
    assert.is(
      agreed(report, ({ fills }) => fills),
      filled,
    );
    assert.equal(report.frames, { applied: 70 + prints.length, ignored: 0, bad: 0 });
  });

test('what a print would have filled is gone when news is due, whether the facts or the settings say so', async () => {
  const paths = [recorded([market(1)], [...WAITING, ...BUYS_ONE, ...AFTER])];
  const told = (eventMs: number) => ['--market-facts', put(JSON.stringify({ 'market-1': { eventMs } }))];
  const set = (eventMs: number) => ['--eventAt', new Date(eventMs).toISOString()];
  const filled = async (flags: readonly string[]) =>
    agreed((await replayed(paths, ...JOIN_TOUCH, ...flags)).report, ({ fills }) => fills);
  assert.is(await filled(told(T0 + 90_000)), 0);
  assert.is(await filled(set(T0 + 90_000)), 0);
  assert.is(await filled([...told(T0 + 90_000), ...set(T0 - 60_000)]), 1, 'the setting wins');
  assert.is(await filled(told(T0 - 60_000)), 1, 'it was told a minute before the recording began');
});

test('YES and NO bought apart are merged into a dollar', async () => {
  const both = [...BUYS_ONE, print(1, 62_500, 'BUY', '300x0.51'), print(1, 63_500, 'BUY', '2x0.51')];
  const scene = [...WAITING, ...both, ...calm(1, 64_000, 90_000)];
  const flags = ['--mergeMinShares', '1', '--queueModel', 'riskAverse', '--minRestMs', '60000'];
  const { report } = await replayed([recorded([market(1)], scene)], ...JOIN_TOUCH, ...flags);
  const total = report.runs[0]?.total;
  assert.ok(total);
  assert.is(total.merges, 1);
  assert.is(total.mergedShares, '1');
  assert.is(total.position.yes, '0');
  assert.is(total.pairTrades.merged, 1);
  assert.is(total.residual, '0');
});

for (const [resolved, pnl] of [
  [1, '0.51'],
  [0.5, '0.01'],
  [0, '-0.49'],
] as const)
  test(`a share bought at 0.49 is worth ${pnl} when its market resolves to ${resolved}`, async () => {
    const scene = [...WAITING, ...BUYS_ONE, ...AFTER];
    const { report } = await replayed([recorded([market(1, { resolved })], scene)], ...JOIN_TOUCH);
    assert.is(
      agreed(report, (total) => total.pnl),
      pnl,
    );
    assert.is(
      agreed(report, ({ residual }) => residual),
      '0',
    );
    assert.is(report.runs[0]?.markets[0]?.mark, String(resolved));
    assert.equal(
      report.assumptions,
      [
        'taker delay 0 ms (1 market: market-1)',
        'what vanished from a book without a print was cancelled: 1 market (market-1) told its prints, so one bound suffices',
      ],
      'the header left nothing open but what one bound says',
    );
  });

for (const [winner, cash] of [
  ['yes', '10000.51'],
  ['no', '9999.51'],
] as const)
  test(`a share is redeemed when ${winner} is announced and time is left`, async () => {
    const later = [resolvedTo(1, 80_000, winner), ...calm(2, 80_000, 100_000)];
    const scene = [...WAITING, ...BUYS_ONE, ...AFTER, ...later];
    const { report } = await replayed([recorded([market(1), market(2)], scene)], ...JOIN_TOUCH);
    assert.is(agreed(report, holding), `0 YES, 0 NO, cash ${cash}, residual 0`);
  });

test('a market with books of both outcomes, a finer tick, and one side empty for a while adds up to the end', async () => {
  const scene = [
    ...WAITING,
    ...BUYS_ONE,
    bookOf(1, 62_000, '0.48x500 0.49x300', '0.52x500 0.51x300'),
    bookOf(1, 62_000, '0.48x500 0.49x300', '0.52x500 0.51x300', 'no'),
    tickChange(1, 63_000, '0.01', '0.001'),
    bookOf(1, 64_000, '0.48x500 0.495x40', '0.52x500 0.505x40'),
    bookOf(1, 65_000, '0.48x500 0.495x40', '0.52x500 0.505x41', 'no'),
    bookOf(1, 70_000, '0.49x5', ''),
    bookOf(1, 75_000, '', ''),
    bookOf(1, 80_000, '', '0.52x70', 'no'),
    ...calm(1, 81_000, 120_000),
    print(1, 121_000, 'SELL', '5000x0.49'),
    bookOf(1, 122_000, '0.30x100', '0.40x100'),
    bookOf(1, 150_000, '0.98x100', ''),
    print(1, 151_000, 'BUY', '100x0.98'),
  ];
  const { report, code } = await replayed([recorded([market(1, { resolved: 0.5 })], scene)], ...JOIN_TOUCH);
  assert.is(code, 0);
  for (const { total, markets } of report.runs) {
    assert.is(total.residual, '0');
    assert.is(total.residualFound, null);
    assert.ok(total.fills > 1, 'the sweep through our bid filled us');
    assert.is(markets[0]?.mark, '0.5');
  }
  assert.is(report.frames.applied, scene.length);
});

test('one recording cut into overlapping files is worth what it was worth in one', async () => {
  const scene = [...WAITING, ...BUYS_ONE, ...AFTER];
  const whole = await replayed([recorded([market(1)], scene, 'whole.jsonl')], ...JOIN_TOUCH);
  const odd = recorded(
    [market(1)],
    scene.filter((_, n) => n % 2 === 1),
    'odd.jsonl',
  );
  const even = recorded(
    [market(1)],
    scene.filter((_, n) => n % 2 === 0),
    'even.jsonl',
  );
  const said = ({ files: _, wallMs: __, ...rest }: Report) => rest;
  for (const files of [
    [odd, even],
    [even, odd],
  ]) {
    const { report } = await replayed(files, ...JOIN_TOUCH);
    assert.equal(said(report), said(whole.report));
    assert.equal(
      report.files,
      files.map((path) => path.split('/').at(-1)),
    );
  }
});

test('markets join and leave, and each keeps its own account', async () => {
  const buysTwo = [print(2, 160_000, 'SELL', '299x0.49'), print(2, 161_000, 'SELL', '3x0.49')];
  const early = recorded([market(1)], [...WAITING, ...BUYS_ONE, ...AFTER, resolvedTo(1, 80_000, 'yes')]);
  const late = recorded(
    [market(2, { resolved: 0 })],
    [...calm(2, 100_000, 160_000), ...buysTwo, ...calm(2, 162_000, 170_000)],
  );
  const { report } = await replayed([late, early], ...JOIN_TOUCH);
  for (const { markets, total } of report.runs) {
    const rows = markets.map(({ slug, fills, shares, pnl }) => `${slug}: ${fills} fill, ${shares} shares, ${pnl}`);
    assert.equal(rows.sort(), ['market-1: 1 fill, 1 shares, 0.51', 'market-2: 1 fill, 2 shares, -0.98']);
    assert.is(holding(total), '2 YES, 0 NO, cash 9999.53, residual 0', 'the first was redeemed, the second not yet');
    assert.is(total.pnl, '-0.47');
  }
});

test('in books without prints what vanishes at the touch fills us under one bound and nobody under the other', async () => {
  const scene = [...WAITING, bookOf(1, 60_000, '0.48x500 0.49x102', '0.52x500 0.51x300'), ...AFTER];
  const { report, code, stdout } = await replayed([recorded([market(1)], scene)], ...JOIN_TOUCH);
  assert.is(code, 0);
  assert.equal(
    report.runs.map(({ queueModel, bound, total }) => `${queueModel} ${bound} ${holding(total)}`),
    [
      'power3 vanishedIsCancelled 0 YES, 0 NO, cash 10000, residual 0',
      'riskAverse vanishedIsCancelled 0 YES, 0 NO, cash 10000, residual 0',
      // 300 stood before us, 198 of them vanished: whether by trades or by cancels, we are not reached yet.
      'power3 vanishedIsTraded 0 YES, 0 NO, cash 10000, residual 0',
      'riskAverse vanishedIsTraded 0 YES, 0 NO, cash 10000, residual 0',
    ],
  );
  assert.match(stdout, /^queue model riskAverse, vanishedIsTraded$/m);
  const further = [
    ...WAITING,
    bookOf(1, 60_000, '0.48x500 0.49x1', '0.52x500 0.51x300'),
    bookOf(1, 60_500, '0.48x500', '0.52x500 0.51x300'),
    ...AFTER,
  ];
  const gone = await replayed([recorded([market(1)], further)], ...JOIN_TOUCH);
  assert.equal(
    gone.report.runs.map(({ bound, total }) => `${bound} ${total.fills}`),
    ['vanishedIsCancelled 0', 'vanishedIsCancelled 0', 'vanishedIsTraded 0', 'vanishedIsTraded 0'],
    'the 300 before us are all that vanished: nothing is left of it for us',
  );
});

test('a file of books alone is traded, and what it leaves open is told', async () => {
  const frames = [...WAITING, bookOf(1, 60_000, '0.40x300', '0.41x40 0.52x500'), ...AFTER];
  const path = put(text(...frames.map(({ ms, frame }) => theirs(T0 + ms, frame))), 'election.jsonl');
  const { report } = await replayed([path], ...JOIN_TOUCH, '--rebateHaircut', '1');
  assert.is(report.runs[0]?.markets[0]?.slug, 'election');
  const fills = report.runs.map(({ total }) => total.fills);
  assert.equal(fills.slice(0, 2), [1, 1], 'offers below our bid meet it');
  assert.ok(fills.slice(2).every((each) => each >= 1) && fills.length === 4, `what vanished may have traded: ${fills}`);
  assert.is(
    agreed(report, ({ residual }) => residual),
    '0',
  );
  assert.equal(report.assumptions, [
    'YES is the outcome seen first (1 market: election)',
    'tick 0.01 or what prices show (1 market: election)',
    'minimum size 5 (1 market: election)',
    'not part of a negative-risk group (1 market: election)',
    'fee unknown: no taking, no rebates (1 market: election)',
    'result unknown: positions keep their last mark (1 market: election)',
    'end unknown (1 market: election)',
    'taker delay 0 ms (1 market: election)',
    'no prints in the recordings of 1 market (election): played under both bounds: what vanished at the touch was cancelled, and it traded at its price',
  ]);
});

test.run();
