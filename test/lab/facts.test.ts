// The calibrated market keeps the stylised facts of the real one (quant.md 16.5), in small: a few seeds, half a day each. `bench
// facts` measures the whole table. Then each gate is seen to fail on a market that has lost what it guards.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CALIBRATED } from '#infra/exchange/synthetic/calibrated.ts';
import type { MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { type DayFacts, marketDay } from '#lab/facts-day.ts';
import { claimGates, regressionGates } from '#lab/facts-gates.ts';
import { marketFacts } from '#lab/facts-market.ts';

const HOUR_MS = 3_600_000;

function days(seeds: readonly number[], hours: number, character: Partial<MarketCharacter> = {}, fantasy = false) {
  const plan = { informed: !fantasy, sniped: !fantasy, agent: 'joinsTouch' } as const;
  const all = { ...CALIBRATED, durationMs: hours * HOUR_MS, ...character };
  return seeds.map((seed) => marketDay({ ...plan, seed }, all));
}

function failed(found: readonly DayFacts[]): readonly string[] {
  return regressionGates(found).flatMap(({ name, passed }) => (passed ? [] : [name]));
}

const found = days([11, 12, 13], 12);

test('the calibrated market keeps the facts, on one grid to its end', () => {
  assert.equal(failed(found), [], JSON.stringify(regressionGates(found)));
  assert.ok(found.every(({ makers, orders }) => makers.fills > 100 && orders.length > 100));
  assert.ok(found.every(({ looks }) => looks.every(({ tick }) => tick === 0.01)));
});

test('coin throwers with orders of one size, and books that are all in front, are found out', () => {
  const flow = { ...CALIBRATED.flow, persistence: 0, sigma: 0, medianUsd: 20 };
  const makers = { ...CALIBRATED.makers, levels: 12, sizeRatio: 0.1, firstShares: 300 };
  const names = failed(days([1, 2], 12, { flow, makers }, true));
  for (const name of ['order $ mean', 'sign autocorrelation', 'L1 share'])
    assert.ok(
      names.some((each) => each.startsWith(name)),
      name,
    );
});

test('a market of the uninformed, in which naive quoting earns, is found out', () => {
  const fantasy = days([1, 2, 3, 4, 5, 6], 12, {}, true);
  const gate = regressionGates(fantasy).at(-1);
  assert.equal([gate?.name, gate?.passed], ['joining both touches does not earn with t above 2', false], gate?.value);
});

test('a belief that drifts is found out', () => {
  const drifting = found.map((day) => ({ ...day, first: 0.1, last: 0.5 + day.plan.seed / 1_000 }));
  assert.equal(failed(drifting), ['E[p_T] within 4 se of p_0']);
});

test('what so few days cannot tell has failed and says so, in the table and in the gates', () => {
  const rowOf = (of: readonly DayFacts[], what: string) => marketFacts(of).find((row) => row.what.startsWith(what));
  const fit = (of: readonly DayFacts[]) => rowOf(of, 'calibration slope');
  const lost = found.map((day) => ({ ...day, outcome: 0 }));
  for (const [row, why] of [
    [fit(found.slice(0, 2)), 'a line goes through any two points'],
    [fit(lost), 'one outcome only'],
    [rowOf(found.slice(0, 1), 'E[p_T] - p_0'), 'one day has no error'],
  ] as const)
    assert.equal([row?.found, row?.passed], ['not estimable', false], why);
  const spread = found.map((day, at) => ({ ...day, outcome: at % 2, last: 0.3 + at / 10 + (at % 2) / 3 }));
  assert.match(fit(spread)?.found ?? '', /^-?\d+\.\d{4} \(se 0*\.?\d+\)$/);
  const still = found.map((day) => ({ ...day, first: 0.5, last: 0.5 }));
  const [drift] = regressionGates(still).filter(({ name }) => name.startsWith('E[p_T]'));
  assert.equal([drift?.value, drift?.passed], ['not estimable', false]);
});

test('the same seed is the same day, to the last order', () => {
  assert.equal(days([5], 1), days([5], 1));
  assert.not.equal(days([5], 1)[0]?.orders, days([6], 1)[0]?.orders);
});

test('what an agent made is what its orders were filled at, however it is marked', () => {
  for (const { agent, outcome, last } of found) {
    assert.ok(agent.fills > 0 && agent.notional > 0);
    assert.ok(Math.abs(agent.atOutcome - agent.atLast - agent.net * (outcome - last)) < 1e-6);
  }
});

test('a claim of profit is judged by its days, and what nobody can judge here has failed and says why', () => {
  const gates = claimGates(found);
  const of = (name: string) => gates.find((gate) => gate.name.startsWith(name));
  assert.match(of('inventory part')?.value ?? '', /^\d+ % \(inventory /);
  assert.equal([of('market-days')?.passed, of('market-days')?.value], [false, '3 market-days, at least 10 are needed']);
  for (const name of ['every queue model', 'the worst model', 'markout at 5 s', 'run forward']) {
    assert.is(of(name)?.passed, false);
    assert.ok((of(name)?.value ?? '').length > 10, name);
  }
  const rich = found.map((day) => ({ ...day, agent: { ...day.agent, net: 0, atOutcome: day.agent.notional } }));
  assert.is(claimGates(rich)[0]?.passed, false, 'a hundred per cent is beyond belief');
});

test.run();
