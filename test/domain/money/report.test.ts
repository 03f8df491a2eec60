import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PairTradeId, TradeId } from '#domain/ids.ts';
import { Attribution } from '#domain/money/attribution.ts';
import { CapitalTime } from '#domain/money/capital-time.ts';
import type { Fact } from '#domain/money/fact.ts';
import { FillGroups } from '#domain/money/fill-groups.ts';
import { Markouts } from '#domain/money/markouts.ts';
import { PairTally } from '#domain/money/pair-tally.ts';
import { buildReport, type Report, type RunInput, reportJson } from '#domain/money/report.ts';
import { reportText } from '#domain/money/report-text.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { Decimal } from '#domain/units.ts';
import { fill, flow, opening, price, RAIN, SNOW, sets, settlement, shares } from './facts.ts';

const test = suite('report');

const YES = fill({ slot: 'yesBid', price: price(0.48), size: shares(100), mark: price(0.5) });
const NO = fill({ slot: 'noBid', price: price(0.5), size: shares(60), trade: 't2' as TradeId, mark: price(0.49) });
const FAILED = fill({ slot: 'yesBid', price: price(0.4), size: shares(7), trade: 't3' as TradeId });
const STORY: readonly Fact[] = [
  opening(),
  YES,
  NO,
  FAILED,
  settlement(FAILED, 'failed'),
  sets('merge', shares(60), { gas: '0.000001' }),
  flow('rebate', '0.25'),
  flow('deposit', '10'),
];

function run(facts: readonly Fact[], over: Partial<RunInput> = {}): RunInput {
  const attribution = new Attribution();
  const groups = new FillGroups();
  const markouts = new Markouts((fill, horizon, mid) => groups.look(fill, horizon, mid));
  const unfilled = new Markouts();
  const capital = new CapitalTime();
  const pairTrades = new PairTally();
  for (const fact of facts) {
    attribution.apply(fact);
    groups.apply(fact);
    if (fact.fact !== 'fill') continue;
    const { market, size, mark, atMs } = fact;
    const side = SLOTS[fact.slot].economic;
    markouts.add({ market, size, mark, atMs, side, price: yesPrice(fact.slot, fact.price), fact });
  }
  attribution.markTo(() => price(0.47));
  markouts.observe(7_000, () => 0.47);
  const pair = { fact: 'pairTrade', atMs: 0, market: RAIN, size: shares(60), yesPrice: null, noPrice: null } as const;
  pairTrades.apply({ ...pair, pairTrade: 'p1' as PairTradeId, state: 'merged' });
  const holdings = new Map([[RAIN, { yes: shares(40), no: shares(0) }]]);
  const closing = { cash: new Decimal('992.249999'), receivables: new Decimal(0), holdings };
  const openingCash = new Decimal(1_000);
  return {
    queueModel: 'power',
    bound: 'pessimistic',
    attribution,
    markouts,
    unfilled,
    groups,
    capital,
    pairTrades,
    days: { profits: [], decided: 0, won: 0, spanMs: 0 },
    notes: [{ id: RAIN, slug: 'rain-tomorrow', rewardsEstimate: 0.125, halts: 2, uptime: 2 / 3 }],
    uptime: 2 / 3,
    halts: 2,
    openingCash,
    closing,
    residual: attribution.residual({ openingCash, closing }),
    ...over,
  };
}

function report(...runs: readonly RunInput[]): Report {
  const frames = { applied: 10, ignored: 2, bad: 0 };
  return buildReport({
    seed: 1,
    files: ['a.jsonl.gz'],
    frames,
    runs,
    assumptions: ['vanished = cancelled'],
    wallMs: 5,
  });
}

test('a market row says what was traded, earned and left', () => {
  const [row] = report(run(STORY)).runs[0]?.markets ?? [];
  assert.equal([row?.id, row?.slug, row?.fills, row?.voidedFills, row?.shares], [RAIN, 'rain-tomorrow', 2, 1, '160']);
  // Bought 100 YES 2c under the mark and 60 NO at 0.50, which sells YES at 0.50, a cent over it.
  assert.equal([row?.edge, row?.notional, row?.mark], ['2.6', '78', '0.47']);
  // 100 fell by a cent until NO was bought, 40 rose by one until the failed fill and fell by three to the close.
  assert.is(row?.inventory, '-1.8');
  assert.equal([row?.gas, row?.merges, row?.mergedShares], ['0.000001', 1, '60']);
  assert.equal([row?.position, row?.uptime, row?.halts], [{ yes: '40', no: '0' }, '0.666666667', 2]);
  assert.equal(row?.pairTrades, { merged: 1 });
  assert.equal([row?.rewardsEstimate, row?.rewards], ['0.125', '0']);
});

test('the total carries the residual, and flows are no profit', () => {
  const total = report(run(STORY)).runs[0]?.total;
  assert.equal([total?.residual, total?.residualFound], ['0', null]);
  assert.equal([total?.external, total?.rebates, total?.pnl], ['10', '0.25', '1.049999']);
});

test('profit stands with and without the rewards that were credited, in dollars and in basis points', () => {
  const rewarded = report(run([...STORY, flow('reward', '0.39', RAIN)]));
  const [row] = rewarded.runs[0]?.markets ?? [];
  const total = rewarded.runs[0]?.total;
  assert.equal([row?.pnlBeforeRewards, row?.rewards, row?.pnl], ['0.799999', '0.39', '1.189999']);
  assert.equal([total?.pnlBeforeRewards, total?.rewards, total?.pnl], ['1.049999', '0.39', '1.439999']);
  // Of 78 dollars: 39 cents are 50 basis points.
  assert.equal([total?.bpsBeforeRewards, total?.bps], ['134.6153', '184.6153']);
  assert.is(gate(rewarded, /bps/), 'true 134.62', 'gates stay before rewards');
  assert.match(
    reportText(rewarded),
    /^before rewards 1\.05 \(134\.6 bps\), rewards credited 0\.39, after 1\.44 \(184\.6 bps\); estimated and not credited 0\.12$/m,
  );
  const idle = report(run([opening()])).runs[0]?.total;
  assert.equal([idle?.bps, idle?.bpsBeforeRewards], [null, null]);
});

test('markouts stand per horizon, with what could not be observed', () => {
  const { markouts } = report(run(STORY)).runs[0]?.total ?? {};
  assert.equal(Object.keys(markouts ?? {}), ['1', '5', '30', '300', 'resolution']);
  assert.is(markouts?.[5]?.fills, 3);
  assert.is(markouts?.[30]?.mean, null);
  // 100 x -0.01 + 60 x 0.03 + 7 x 0.07 over 167 shares
  assert.is(markouts?.[5]?.mean, '0.007724551');
});

test('the same run gives the same bytes, and wallMs is the last key', () => {
  assert.is(reportJson(report(run(STORY))), reportJson(report(run(STORY))));
  assert.is(Object.keys(report(run(STORY))).at(-1), 'wallMs');
  const elsewhere = reportJson({ ...report(run(STORY)), wallMs: 99 });
  assert.is(elsewhere.replace('"wallMs": 99', '"wallMs": 5'), reportJson(report(run(STORY))));
});

test('no number is in exponent notation, however small or large', () => {
  const tiny = fill({ slot: 'yesBid', price: price(0.000001), size: shares(0.000001), mark: price(0.000002) });
  const huge = fill({ slot: 'noBid', price: price(0.999999), size: shares(9e9), trade: 't9' as TradeId });
  const json = reportJson(report(run([opening('1000000000000'), tiny, huge])));
  assert.not.match(json, /\d[eE][+-]?\d/);
});

test('markets with facts and no notes follow, and nothing is lost from the rows', () => {
  const stranger = { ...YES, market: SNOW, trade: 't8' as TradeId };
  const rows = report(run([...STORY, stranger])).runs[0]?.markets ?? [];
  assert.equal(
    rows.map(({ slug, fills }) => [slug, fills]),
    [
      ['rain-tomorrow', 2],
      ['snow', 1],
    ],
  );
});

function gate(from: Report, name: RegExp): string {
  const found = from.gates.find((each) => name.test(each.name));
  return `${found?.passed} ${found?.value}`;
}

test('a residual that is not zero fails its gate and says where', () => {
  const broken = report(run(STORY.filter((fact) => fact !== NO)));
  assert.match(gate(broken, /residual/), /^false /);
  assert.is(broken.runs[0]?.total.residualFound === null, false);
  assert.is(gate(report(run(STORY)), /residual/), 'true 0');
});

test('a profit beyond belief fails its gate', () => {
  assert.is(gate(report(run(STORY)), /bps/), 'true 134.62');
  const lucky = fill({ slot: 'yesBid', price: price(0.46), size: shares(100), mark: price(0.47) });
  assert.match(gate(report(run([opening(), lucky])), /bps/), /^false 217\.39, and nothing was left/);
  const modest = fill({ slot: 'yesBid', price: price(0.48), size: shares(100), mark: price(0.476) });
  assert.is(gate(report(run([opening(), modest])), /bps/), 'true -208.33');
});

test('what could not be judged has not passed', () => {
  const idle = report(run([opening()]));
  assert.is(gate(idle, /bps/), 'false no fills');
  assert.is(gate(idle, /5 s/), 'false no markouts');
});

test('fills that the market follows in our favour look like a fantasy', () => {
  assert.is(gate(report(run(STORY)), /5 s/), 'true -0.012035928');
  const lucky = run([opening(), { ...YES, mark: price(0.46) }]);
  assert.is(gate(report(lucky), /5 s/), 'false 0.01');
});

test('two queue models are compared, and their gates carry their names', () => {
  const both = report(run(STORY), run(STORY, { queueModel: 'riskAverse' }));
  assert.is(both.gates.length, 15);
  assert.is(gate(both, /^residual is zero \(riskAverse, pessimistic\)$/), 'true 0');
  assert.is(gate(both, /every queue model earns/), 'true 1.049999 1.049999');
  assert.is(gate(both, /at least 0.25/), 'true 1.0000');
  const losing = report(run([opening()]), run([opening()], { queueModel: 'riskAverse' }));
  assert.is(gate(losing, /at least 0.25/), 'false no model earns');
});

test('the table for a terminal has a line a market, the total, the residual and the gates', () => {
  const text = reportText(report(run(STORY)));
  const lines = text.split('\n');
  const header = lines.find((line) => line.startsWith('market')) ?? '';
  const row = lines.find((line) => line.startsWith('rain-tomorrow')) ?? '';
  assert.is(row.length, header.length);
  assert.match(row, /^rain-tomorrow +2 +160 +0\.80 +0\.80 +2\.60 +-1\.80/);
  assert.match(text, /^total +2 +160 +1\.05/m);
  assert.match(text, /^residual 0$/m);
  assert.match(text, /^ {2}passed {2}residual is zero: 0$/m);
  assert.match(text, /pair trades 1 merged/);
  assert.match(text, /vanished = cancelled/);
});

test.run();
