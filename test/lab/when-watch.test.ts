// Orders that leave when they must not: past the closing times of their market, in a pause of the venue, before the read of a race.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Market } from '#domain/market/market.ts';
import { STATED } from '#lab/checks.ts';
import { ClosingTimes } from '#lab/closing-times.ts';
import { WhenWatch } from '#lab/when-watch.ts';
import { type Patchable, type SmallNight, smallNight } from './small-night.ts';

const HOUR_MS = 3_600_000;
/** Markets whose times are ours. */
const ONE_TO_ONE = { settings: { 'sim.pace': '1' } };

/** What is said of an order that leaves now, in a market with such facts. */
function leaving(night: SmallNight, facts: Partial<Market>, witness: object = {}) {
  const { world } = night.scene;
  const exchange = { market: () => ({ ...night.market, ...facts }) };
  const scene: Patchable = {
    ...night.scene,
    world: { ...world, exchange } as never,
    witness: {
      pausedUntilMs: 0,
      engine: { unread: false, refused: false },
      listings: { readMs: night.stage.clock.now() },
      ...witness,
    } as never,
  };
  night.checks();
  new WhenWatch(scene, new ClosingTimes(scene)).leaving([night.intent('yesBid 0.30 x 20')]);
  return night.checks();
}

test('an order may leave while its market is open, and not in its last stretch', async () => {
  const night = await smallNight(ONE_TO_ONE);
  const nowMs = night.stage.clock.now();
  const stretchMs = night.scene.settings.stopBeforeEndMs;
  const gameless = { gameStartMs: null, eventMs: null };
  for (const [leftMs, expected] of [
    [HOUR_MS, []],
    [stretchMs + 100, []],
    [stretchMs - 1_400, []],
    [stretchMs - 1_600, ['closing']],
    [-1, ['closing']],
  ] as const)
    assert.equal(leaving(night, { ...gameless, endMs: nowMs + leftMs }), expected, `${leftMs} ms before the end`);
  assert.equal(leaving(night, { ...gameless, endMs: null }), []);
  // A start that is given as the end says nothing about the end.
  const begun = (agoMs: number) => {
    const startMs = nowMs - agoMs;
    return { gameStartMs: startMs, endMs: startMs, eventMs: null, clearBookOnStart: false };
  };
  assert.equal(leaving(night, begun(0)), []);
  // Nor does a game last for ever.
  assert.equal(leaving(night, begun(night.scene.settings.gameMaxMs)), []);
  assert.equal(leaving(night, begun(night.scene.settings.gameMaxMs + 1_600)), ['closing']);
  night.end();
});

test('an order may not leave a house that has read no listing for too long', async () => {
  const night = await smallNight(ONE_TO_ONE);
  const read = (agoMs: number) => ({ listings: { readMs: night.stage.clock.now() - agoMs } });
  const open = { endMs: null, gameStartMs: null, eventMs: null };
  assert.equal(leaving(night, open, read(STATED.unlistedMs)), []);
  assert.equal(leaving(night, open, read(STATED.unlistedMs + 1)), ['unlisted']);
  assert.equal(leaving(night, open, read(Number.POSITIVE_INFINITY)), ['unlisted']);
  night.end();
});

test('an order may not leave around news that is due, nor before a game start that clears the book', async () => {
  const night = await smallNight(ONE_TO_ONE);
  const nowMs = night.stage.clock.now();
  const open = { endMs: null, gameStartMs: null, eventMs: null };
  assert.equal(leaving(night, { ...open, eventMs: nowMs }), ['closing']);
  assert.equal(leaving(night, { ...open, eventMs: nowMs + HOUR_MS }), []);
  assert.equal(leaving(night, { ...open, eventMs: nowMs - 59_000 }), []);
  const soonMs = nowMs + 1_600;
  assert.equal(leaving(night, { ...open, gameStartMs: nowMs + 59_000, clearBookOnStart: true }), []);
  assert.equal(leaving(night, { ...open, gameStartMs: soonMs, clearBookOnStart: true }), ['closing']);
  assert.equal(leaving(night, { ...open, gameStartMs: soonMs, clearBookOnStart: false }), []);
  night.end();
});

test('while our own clock is wrong, and a while after, nobody is held to its times', async () => {
  const night = await smallNight(ONE_TO_ONE);
  const facts = { endMs: night.stage.clock.now(), gameStartMs: null, eventMs: null };
  const exchange = { market: () => ({ ...night.market, ...facts }) };
  const world = { ...night.scene.world, exchange } as never;
  const times = new ClosingTimes({ ...night.scene, world });
  const { clock } = night.stage.life.desk;
  const { now } = clock;
  times.look();
  assert.is(times.closed(night.market.id)?.why, 'it ends');
  clock.now = () => now() + 1;
  times.look();
  clock.now = now;
  assert.is(times.closed(night.market.id), null);
  await night.run(36_000);
  assert.is(times.closed(night.market.id)?.why, 'it ends');
  night.end();
});

test('an order may not leave in a pause of the venue, nor before the read of a race', async () => {
  const night = await smallNight(ONE_TO_ONE);
  const nowMs = night.stage.clock.now();
  const open = { endMs: null, gameStartMs: null, eventMs: null };
  assert.equal(leaving(night, open, { pausedUntilMs: nowMs }), []);
  assert.equal(leaving(night, open, { pausedUntilMs: nowMs + 1 }), ['paused']);
  assert.equal(leaving(night, open, { engine: { unread: true } }), ['race']);
  assert.equal(leaving(night, open, { engine: { refused: true } }), ['refused']);
  night.end();
});

test.run();
