// Whole nights in small: the same plan is the same night anywhere, and what is asked of it is done.
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { SeededRandom } from '#infra/random.ts';
import { runNight } from '#lab/night.ts';
import { type NightPlan, timetableOf } from '#lab/night-plan.ts';
import { ALL_FAULTS, beginningOf, nightSettings, repeated } from '#lab/night-setting.ts';
import { type NightResult, NightStage } from '#lab/night-stage.ts';

const NIGHT = new URL('../../src/lab/night.ts', import.meta.url).href;
const DAY_MS = 86_400_000;

/** As short as a night with faults may be. */
function plan(seed: number, change: Partial<NightPlan> = {}): NightPlan {
  return {
    seed,
    hours: 0.8,
    markets: 1,
    faults: ALL_FAULTS,
    settings: {},
    keep: null,
    untilMs: null,
    wire: 'events',
    ...change,
  };
}

const known = new Map<number, Promise<NightResult>>();
function night(seed: number): Promise<NightResult> {
  const found = known.get(seed) ?? runNight(plan(seed));
  known.set(seed, found);
  return found;
}

test('the same plan is the same night: hash, events, figures and end', async () => {
  const [one, again] = [await night(3), await runNight(plan(3))];
  assert.equal(again, one);
  assert.is(one.failure, null);
  assert.is(new Set([one.hash, (await night(4)).hash, (await night(8)).hash]).size, 3);
});

test('a night is the same in another time zone, language and folder', async () => {
  const program = `const { runNight } = await import(${JSON.stringify(NIGHT)});
    const { hash, events, last } = await runNight(${JSON.stringify(plan(4))});
    console.log(JSON.stringify([Intl.DateTimeFormat().resolvedOptions().timeZone, hash, events, last]));`;
  const env = { ...process.env, TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
  const args = ['--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: tmpdir() });
  const { hash, events, last } = await night(4);
  assert.equal(JSON.parse(stdout), ['Asia/Tokyo', hash, events, last]);
});

test('some nights end by a drain, some are killed and tidied up by the next life', async () => {
  const [drained, killed] = [await night(3), await night(4)];
  assert.equal([drained.ended, drained.failure], ['drained', null]);
  assert.equal([killed.ended, killed.failure], ['killed, and tidied up by the next life', null]);
  assert.ok(killed.last.some((line) => line.endsWith('kill -9')) || killed.events > 50);
  assert.ok(killed.tookMs > drained.tookMs);
});

test('a night tells what it has shown', async () => {
  const { figures, steps, events, standing, last, faults } = await night(3);
  for (const key of [
    'sent',
    'fills',
    'faults',
    'compared',
    'exposureMaxUsd',
    'eventsPerSecondMax',
    'timersMax',
  ] as const)
    assert.ok(figures[key] > 0, key);
  assert.is(figures.faults, faults.length);
  assert.ok(steps > 1_000 && events > 50);
  assert.is(last.length, 50);
  assert.match(standing.join('\n'), /^liquid-1: phase \w+, quoter \w+, book \w+, gateway/);
});

test('of its faults only those that are kept happen, at their time and with their words', async () => {
  const whole = await runNight(plan(10, { untilMs: 1 }));
  const [first, second] = whole.faults;
  if (!first || !second) throw new Error('seed 10 brings too few faults');
  const kept = await runNight(plan(10, { keep: [second.id], untilMs: second.atMs + 1_000 }));
  assert.equal(kept.faults, [second]);
  assert.is(kept.figures.faults, 1);
  const none = await runNight(plan(10, { keep: [], untilMs: second.atMs + 1_000 }));
  assert.equal([none.faults, none.figures.faults], [[], 0]);
});

test('a night stops where it is asked to, and has then seen what a longer one saw', async () => {
  const seen: string[] = [];
  const note = NightStage.prototype.note;
  NightStage.prototype.note = function (text) {
    seen.push(`${this.elapsedMs} ${text}`);
    note.call(this, text);
  };
  const stopped = await runNight(plan(10, { untilMs: 30_000 }));
  const early = seen.splice(0);
  await runNight(plan(10, { untilMs: 50_000 }));
  NightStage.prototype.note = note;
  assert.equal([stopped.tookMs, stopped.ended, stopped.failure], [30_000, 'stopped where it was asked to', null]);
  assert.ok(early.length > 0);
  assert.equal(seen.slice(0, early.length), early);
});

test('one night in eight has limits that bind, unless somebody says otherwise', async () => {
  const limit = (seed: number, settings = {}) => nightSettings({ seed, settings }).exposureMaxUsd.toNumber();
  assert.equal([limit(8), limit(16, { exposureMaxUsd: '70' })], [80, 70]);
  assert.ok(limit(7) > 80);
  const { failure, figures } = await night(8);
  assert.is(failure, null);
  assert.ok(figures.sent > 0 && figures.exposureMaxUsd <= 80, `${figures.exposureMaxUsd}`);
});

test('a day and a week begin in every night', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const beganMs = beginningOf(720_000, new SeededRandom(seed));
    const midnightMs = Math.ceil(beganMs / DAY_MS) * DAY_MS;
    assert.is(new Date(midnightMs).getUTCDay(), 1);
    const share = (midnightMs - beganMs) / 720_000;
    assert.ok(share >= 0.2 && share <= 0.6, `${share}`);
  }
});

test('faults end early enough to recover from, and a night that is too short says how long it must be', () => {
  const { faultsFromMs, faultsUntilMs, recoveredMs, endMs } = timetableOf({ hours: 6, faults: ALL_FAULTS }, 30);
  assert.equal([faultsFromMs, faultsUntilMs, recoveredMs, endMs], [10_000, 645_000, 705_000, 720_000]);
  for (const faults of [ALL_FAULTS, []])
    for (const pace of [1, 30, 77]) {
      const shortest = (hours: number) => timetableOf({ hours, faults }, pace);
      try {
        shortest(0.001);
        assert.unreachable();
      } catch (error) {
        assert.instance(error, BadInput);
        const hours = Number(/at least ([\d.]+) hours/.exec(String(error))?.[1]);
        assert.ok(shortest(hours).faultsUntilMs >= 10_000);
        assert.throws(() => shortest(hours - 0.01), /too short/);
      }
    }
});

test('markets beyond the fifth are the same characters again, under names of their own', () => {
  const names = repeated(12).map(({ name }) => name);
  assert.is(new Set(names).size, 12);
  assert.equal(names.slice(5, 7), [`${names[0]}2`, `${names[1]}2`]);
  assert.is(names[10], `${names[0]}3`);
});

test.run();
