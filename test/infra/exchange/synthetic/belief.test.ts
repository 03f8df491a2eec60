import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Belief, type BeliefOptions } from '#infra/exchange/synthetic/belief.ts';
import { type Information, informationClock } from '#infra/exchange/synthetic/information-clock.ts';
import { SeededRandom } from '#infra/random.ts';

const DAY_MS = 86_400_000;
const information: Information = {
  hotShare: 0.15,
  hotFactor: 20,
  hotMeanMs: 20 * 60_000,
  jumpShare: 0.3,
  burstsPerDay: 8,
  terminalShare: 0.2,
  quietMs: 0,
};
const day = { p0: 0.3, durationMs: DAY_MS, stepMs: DAY_MS / 200, information, event: null } as const;

function believe(seed: string, changes: Partial<BeliefOptions> = {}): Belief {
  return new Belief({ ...day, random: new SeededRandom(seed), ...changes });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
function standardError(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / values.length);
}

const PATHS = 4000;
const last: number[] = [];
const moved: number[] = [];
const outcomes: number[] = [];
for (let path = 0; path < PATHS; path++) {
  const belief = believe(`path ${path}`);
  let squares = 0;
  for (let ms = day.stepMs; ms <= DAY_MS; ms += day.stepMs)
    squares += (belief.at(ms) - belief.at(ms - day.stepMs)) ** 2;
  moved.push(squares);
  last.push(belief.at(DAY_MS));
  outcomes.push(belief.outcome());
}

test('the belief is a martingale: on average it ends where it began', () => {
  assert.ok(Math.abs(mean(last) - 0.3) < 4 * standardError(last), `mean ${mean(last)}`);
  assert.ok(Math.abs(mean(outcomes) - 0.3) < 4 * standardError(outcomes), `mean ${mean(outcomes)}`);
});

test('what is learnt before the end and what the outcome still tells add up to p(1 − p)', () => {
  const left = last.map((p) => p * (1 - p));
  const budget = moved.map((squares, path) => squares + (left[path] ?? 0));
  assert.ok(Math.abs(mean(budget) - 0.21) < 4 * standardError(budget), `budget ${mean(budget)}`);
  assert.ok(Math.abs(mean(moved) - 0.1216) < 0.005, `before the end ${mean(moved)}`);
  assert.ok(Math.abs(mean(left) - 0.0883) < 0.004, `with the outcome ${mean(left)}`);
});

test('outcomes are calibrated: regressed on the last belief their slope is one', () => {
  const centre = mean(last);
  const spread = last.map((p) => (p - centre) ** 2);
  const slope = mean(outcomes.map((z, path) => z * ((last[path] ?? 0) - centre))) / mean(spread);
  const noise = mean(last.map((p, path) => p * (1 - p) * (spread[path] ?? 0)));
  const error = Math.sqrt(noise / PATHS) / mean(spread);
  assert.ok(Math.abs(slope - 1) < 3 * error, `slope ${slope} ± ${error}`);
});

test('the same seed draws the same path and outcome, another seed another path', () => {
  const [one, two, other] = [believe('same'), believe('same'), believe('other')];
  const sample = (belief: Belief) => Array.from({ length: 50 }, (_, i) => belief.at((i * DAY_MS) / 50));
  assert.equal(sample(one), sample(two));
  assert.is(one.outcome(), two.outcome());
  assert.not.equal(sample(one), sample(other));
});

test('the information clock never runs back and leaves the last share to the outcome', () => {
  const clock = informationClock(information, null, 1000, DAY_MS / 1000, new SeededRandom('clock'));
  for (let step = 1; step < clock.length; step++) assert.ok((clock[step] ?? 0) >= (clock[step - 1] ?? 0));
  assert.is(clock[0], 0);
  assert.is(clock[1000], 0.8);
});

test('a hot market learns twenty times as fast as a cold one, for its share of the time', () => {
  const clock = informationClock({ ...information, jumpShare: 0 }, null, 86_400, 60_000, new SeededRandom('spells'));
  const learnt = Array.from({ length: 86_400 }, (_, step) => (clock[step + 1] ?? 0) - (clock[step] ?? 0));
  const slow = Math.min(...learnt.slice(0, 80_000));
  const hot = learnt.filter((one) => one > 10 * slow).length / learnt.length;
  assert.ok(Math.abs(Math.max(...learnt) / slow - 20) < 0.01, `${Math.max(...learnt) / slow} times`);
  assert.ok(hot > 0.12 && hot < 0.18, `hot ${hot} of the time`);
});

test('a scheduled event tells its share at its hour', () => {
  const event = { atMs: DAY_MS / 2, share: 0.5 };
  const clock = informationClock(information, event, 1000, DAY_MS / 1000, new SeededRandom('clock'));
  assert.ok((clock[500] ?? 0) - (clock[499] ?? 0) >= 0.4);
  const jumps = Array.from({ length: 200 }, (_, path) => {
    const belief = believe(`event ${path}`, { event });
    return (belief.at(event.atMs) - belief.at(event.atMs - day.stepMs)) ** 2;
  });
  assert.ok(mean(jumps) > 0.03, `${mean(jumps)}`);
});

test('nothing is learnt before the quiet time is over', () => {
  const belief = believe('quiet', { information: { ...information, quietMs: DAY_MS / 4 } });
  for (let ms = 0; ms < DAY_MS / 4; ms += day.stepMs) assert.is(belief.at(ms), 0.3);
  assert.is.not(belief.at(DAY_MS / 2), 0.3);
});

test('the belief says when it will leave a band, and that it will not', () => {
  const belief = believe('band');
  const atMs = belief.leaves(0.29, 0.31, 0, DAY_MS);
  assert.ok(belief.at(atMs) < 0.29 || belief.at(atMs) > 0.31);
  for (let ms = 0; ms < atMs; ms += day.stepMs) assert.ok(belief.at(ms) >= 0.29 && belief.at(ms) <= 0.31);
  assert.is(belief.leaves(0.29, 0.31, 0, atMs - 1), atMs - 1);
  assert.is(belief.leaves(0, 1, 0, DAY_MS), DAY_MS);
});

test('before the start and after the end the belief is that of the nearest moment', () => {
  const belief = believe('ends');
  assert.is(belief.at(-5), 0.3);
  assert.is(belief.at(2 * DAY_MS), belief.at(DAY_MS));
});

test('a market that is quiet to its end cannot be drawn', () => {
  assert.throws(() => believe('mute', { information: { ...information, quietMs: DAY_MS } }), /learnt/);
});

test.run();
