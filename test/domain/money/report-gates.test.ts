import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunReport } from '#domain/money/report.ts';
import { type Gate, type GateContext, gatesOf } from '#domain/money/report-gates.ts';

const DAY_MS = 86_400_000;
const EARNING = Array.from({ length: 12 }, (_, n) => 1 + n / 10);
const DAYS = { profits: EARNING, decided: 0, won: 0, spanMs: 30 * DAY_MS };

interface Total {
  readonly pnl: string;
  readonly edge: string;
  readonly inventory: string;
  readonly rewards: string;
  readonly notional: string;
  readonly residual: string;
  readonly markouts: Readonly<Record<number, { readonly mean: string; readonly adverse: string }>>;
}

const GOOD: Total = {
  pnl: '10',
  edge: '12',
  inventory: '-2',
  rewards: '0',
  notional: '1000',
  residual: '0',
  markouts: { 5: { mean: '0.001', adverse: '0.002' } },
};

function run(queueModel: string, total: Partial<Total> = {}, bound = 'cancelled'): RunReport {
  const all = { ...GOOD, ...total };
  const bpsBeforeRewards = String(((Number(all.pnl) - Number(all.rewards)) / Number(all.notional)) * 10_000);
  return { queueModel, bound, markets: [], total: { ...all, bpsBeforeRewards } } as unknown as RunReport;
}

function gates(runs: readonly RunReport[], context: Partial<GateContext> = {}): readonly Gate[] {
  return gatesOf(runs, { days: runs.map(() => DAYS), recorded: false, liveMarkout: '0.002', ...context });
}

const failed = (found: readonly Gate[]) =>
  found.filter(({ passed }) => !passed).map(({ name, value }) => `${name}: ${value}`);

test('a claim that holds everywhere passes every gate', () => {
  const found = gates([run('power3'), run('riskAverse', { pnl: '4' })]);
  assert.equal(failed(found), []);
  assert.is(found.length, 2 * 6 + 3);
});

test('any number of runs is judged, each by its name', () => {
  const runs = [run('power3'), run('log', {}, 'traded'), run('riskAverse', { pnl: '-1' }, 'traded'), run('riskAverse')];
  const found = gates(runs);
  assert.is(found.length, 4 * 6 + 3);
  assert.is(found.filter(({ name }) => name.endsWith('(riskAverse, traded)')).length, 6);
  assert.equal(failed(found), [
    'every queue model earns: 10 10 -1 10',
    'the worst model earns at least 0.25 of the best: -0.1000',
  ]);
});

test('one queue model is no comparison, however often it was run', () => {
  assert.equal(failed(gates([run('log'), run('log', {}, 'traded')])), [
    'every queue model earns: only one queue model was run (log)',
    'the worst model earns at least 0.25 of the best: only one queue model was run (log)',
  ]);
});

const rich = (won: number, decided: number) =>
  gates([run('power3', { pnl: '20' }), run('riskAverse', { pnl: '20' })], {
    days: [
      { ...DAYS, won, decided },
      { ...DAYS, won, decided },
    ],
  }).find(({ name }) => name.startsWith('at most +150 bps'));

test('what is beyond belief needs skill that shows: what was left won in more than 55 % of markets, with t above 2', () => {
  assert.equal(
    [rich(0, 0)?.passed, rich(0, 0)?.value],
    [false, '200.00, and nothing was left in a decided market to tell skill'],
  );
  assert.is(rich(64, 100)?.passed, true, 't is 2.8');
  assert.is(rich(60, 100)?.passed, false, 't is exactly 2');
  assert.is(rich(7, 8)?.passed, true, 't is 2.1');
  assert.is(rich(540, 1_000)?.passed, false, 't is 2.5, but only 54 %');
  assert.is(rich(36, 100)?.passed, false);
});

test('rewards make no profit believable and none unbelievable', () => {
  const found = gates([run('power3', { pnl: '1000', rewards: '990' }), run('riskAverse')]);
  assert.equal(
    failed(found).filter((line) => line.startsWith('at most')),
    [],
  );
});

test('simulated fills may not look better than real ones', () => {
  const runs = [run('power3'), run('riskAverse')];
  assert.is(failed(gates(runs, { liveMarkout: '0.0009' })).length, 2);
  assert.equal(failed(gates(runs, { liveMarkout: 'itself' })), []);
  for (const line of failed(gates(runs, { liveMarkout: null })))
    assert.match(line, 'no report of a live run to compare with');
});

test('the part of inventory is told, and nothing earned by nobody has none', () => {
  const share = (total: Partial<Total>) =>
    gates([run('power3', total)]).find(({ name }) => name.startsWith('inventory'));
  assert.is(share({})?.value, '14 % (inventory -2, edge 12)');
  assert.is(share({ edge: '0', inventory: '0' })?.passed, false);
});

test('market-days that mix badly fail, and too few of them cannot be judged', () => {
  const of = (profits: readonly number[]) =>
    gates([run('power3')], { days: [{ ...DAYS, profits }] }).find(({ name }) => name.startsWith('market-days'));
  assert.is(of(EARNING)?.passed, true);
  assert.is(of(EARNING.map((each, n) => (n % 2 ? each : -each)))?.passed, false);
  assert.equal([of([5, 5])?.passed, of([5, 5])?.value], [false, '2 market-days, at least 10 are needed']);
});

test('only what was run forward for four weeks counts, and no recording was', () => {
  const forward = (context: Partial<GateContext>) =>
    gates([run('power3')], context).find(({ name }) => name.startsWith('run forward'));
  assert.is(forward({})?.passed, true);
  assert.is(forward({ days: [{ ...DAYS, spanMs: 27.9 * DAY_MS }] })?.passed, false);
  assert.equal(
    [forward({ recorded: true })?.passed, forward({ recorded: true })?.value],
    [false, 'recordings were played, nothing was run forward'],
  );
});

test.run();
