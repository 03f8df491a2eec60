// An engine that restarts for long, and people who hear of it or do not: 425s and what was told are made by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { STATED } from '#lab/checks.ts';
import { OutageWatch, RESTARTING, UNREAD } from '#lab/outage-watch.ts';
import { type SmallNight, smallNight } from './small-night.ts';

const SECOND_MS = 1_000;
const LATE_MS = 5_000;
/** Between two 425s; a page is late by this much, too. */
const SLOW_MS = 20_000;

/** The market is only there: what a person hears is told by hand, and a slow one costs least. */
const quiet = () => smallNight({ settings: { 'sim.pace': '1' } });

/** 425s, one each `everyMs`, for so long; `told`: after how long whom a person hears. */
async function restarting(night: SmallNight, forMs: number, told: Record<string, number> = {}, everyMs = SECOND_MS) {
  const { life } = night.stage;
  const engine = { restartToldMs: Number.NEGATIVE_INFINITY };
  const watch = new OutageWatch({ ...night.scene, witness: { engine } as never }, life, RESTARTING);
  const left = new Map(Object.entries(told));
  night.checks();
  for (let intoMs = 0; intoMs <= forMs; intoMs += everyMs) {
    for (const [level, atMs] of left)
      if (intoMs >= atMs && left.delete(level))
        life.desk.alert(level as 'warn', 'kill-switch', 'the matching engine restarts');
    engine.restartToldMs = night.stage.clock.now();
    watch.look();
    await night.run(everyMs);
  }
  return night.checks();
}

test('a short restart is nobody’s business, and of a long one somebody must have heard', async () => {
  const night = await quiet();
  assert.equal(await restarting(night, STATED.restartWarnedMs), []);
  assert.equal(await restarting(night, STATED.restartWarnedMs + LATE_MS), ['outage']);
  assert.equal(await restarting(night, STATED.restartWarnedMs + LATE_MS, { warn: STATED.restartWarnedMs }), []);
  night.end();
});

test('when it goes on a person is called', async () => {
  const night = await quiet();
  const warn = STATED.restartWarnedMs;
  const page = STATED.restartPagedMs;
  assert.equal(await restarting(night, page + SLOW_MS + LATE_MS, { warn, page }, SLOW_MS), []);
  assert.equal(await restarting(night, page + SLOW_MS + LATE_MS, { warn }, SLOW_MS), ['outage']);
  night.end();
});

test('listings that fail for half a minute are heard of, and for a minute somebody is called, unless one was read between', async () => {
  const night = await quiet();
  const { life, clock } = night.stage;
  const failing = async (seconds: number, told: Record<string, number>, readAt = -1) => {
    const listings = { failedMs: Number.NEGATIVE_INFINITY, wholeMs: clock.now() };
    const watch = new OutageWatch({ ...night.scene, witness: { listings } as never }, life, UNREAD);
    for (let second = 0; second < seconds; second += 1) {
      for (const [level, at] of Object.entries(told))
        if (at === second)
          life.desk.alert(level as 'warn', 'kill-switch', 'what rests and what was filled at the venue cannot be read');
      listings[second === readAt ? 'wholeMs' : 'failedMs'] = clock.now();
      watch.look();
      await night.run(SECOND_MS);
    }
    return night.checks().filter((name) => name === 'outage');
  };
  assert.equal(await failing(30, {}), []);
  assert.equal(await failing(40, {}), ['outage']);
  assert.equal(await failing(60, { warn: 31 }), []);
  assert.equal(await failing(70, { warn: 31 }), ['outage']);
  assert.equal(await failing(120, { warn: 31, page: 61 }), []);
  assert.equal(await failing(60, {}, 30), []);
  assert.equal(await failing(70, { warn: 20 }, 30), ['outage']);
  night.end();
});

test('restarts with long pauses between them are short ones', async () => {
  const night = await quiet();
  assert.equal(await restarting(night, 2 * STATED.restartWarnedMs, {}, 71_000), []);
  assert.equal(await restarting(night, 2 * STATED.restartWarnedMs, {}, 45_000), ['outage']);
  night.end();
});

test.run();
