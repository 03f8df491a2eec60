// Orders that rest while nothing may: under a latch, and while nobody vouches for us.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { STATED } from '#lab/checks.ts';
import { MoodWatch } from '#lab/mood-watch.ts';
import { type Patchable, type SmallNight, smallNight } from './small-night.ts';

const SECOND_MS = 1_000;
const SAID: readonly string[] = ['halted', 'beatless', 'unheard', 'unwatched'];

/** What the watch alone says while a house that is well quotes on for so long. */
async function watched(night: SmallNight, latched: string, ms: number, scene: Patchable = night.scene) {
  const watch = new MoodWatch(scene, { latched } as never);
  night.checks();
  for (let left = ms; left > 0; left -= SECOND_MS) {
    watch.look();
    await night.run(SECOND_MS);
  }
  return night.checks().filter((name) => SAID.includes(name));
}

function patched(night: SmallNight, witness: object): Patchable {
  const { strangers, listings } = night.scene.witness;
  return {
    ...night.scene,
    witness: Object.defineProperties({ strangers, listings }, Object.getOwnPropertyDescriptors(witness)) as never,
  };
}

test('a house that is open may let rest what it likes, at the lower rungs too', async () => {
  for (const latched of ['armed', 'reduceOnly', 'noNewQuotes']) {
    const night = await smallNight();
    assert.equal(await watched(night, latched, STATED.moodMs + 3_000), [], latched);
    night.end();
  }
});

test('what rests under a latch that cancels is named, once its time is over and not before', async () => {
  for (const latched of ['cancelAll', 'drain', 'exit']) {
    const night = await smallNight();
    assert.equal(await watched(night, latched, STATED.moodMs), [], latched);
    assert.equal(await watched(night, latched, STATED.moodMs + 3_000), ['halted'], latched);
    night.end();
  }
});

test('time in which no cancel gets through does not count', async () => {
  const night = await smallNight();
  const { board } = night.stage.world;
  board.inject({
    id: 'a test',
    fault: 'rateLimited',
    target: null,
    forMs: 60_000,
    params: { retryAfterMs: 0, share: 0 },
  });
  assert.equal(await watched(night, 'cancelAll', STATED.moodMs + 5_000), []);
  night.end();
});

test('what rests long after the last beat that was acknowledged is named', async () => {
  const night = await smallNight();
  const { witness } = night.scene;
  const deaf = patched(night, {
    beatMs: witness.beatMs,
    get newsMs() {
      return witness.newsMs;
    },
  });
  assert.equal(await watched(night, 'armed', STATED.moodMs, deaf), []);
  assert.equal(await watched(night, 'armed', STATED.moodMs + 3_000, deaf), ['beatless']);
  night.clear();
  night.stage.world.exchange.openOrders = () => [];
  assert.equal(await watched(night, 'armed', STATED.moodMs + 3_000, deaf), []);
  night.end();
});

test('what rests long after the private stream fell silent is named, unless somebody begins to listen anew', async () => {
  const night = await smallNight();
  const { witness } = night.scene;
  const beating = {
    get beatMs() {
      return witness.beatMs;
    },
  };
  const silent = () => patched(night, Object.assign(beating, { newsMs: witness.newsMs }));
  assert.equal(await watched(night, 'armed', STATED.moodMs, silent()), []);
  assert.equal(await watched(night, 'armed', STATED.moodMs + 3_000, silent()), ['unheard']);
  const returning = silent();
  const { tree } = night.stage.life;
  const stateOf = tree.stateOf.bind(tree);
  let looks = 0;
  const away = (address: string) => (++looks % 10 === 0 ? null : stateOf(address));
  returning.life = () => ({ ...night.stage.life, alive: true, tree: { ...tree, stateOf: away } }) as never;
  assert.equal(await watched(night, 'armed', STATED.moodMs + 10_000, returning), []);
  night.end();
});

test('what rests long after the last listing is named, though every read fails and nothing else', async () => {
  const night = await smallNight();
  const { witness } = night.scene;
  const unread = patched(night, {
    get beatMs() {
      return witness.beatMs;
    },
    get newsMs() {
      return witness.newsMs;
    },
    listings: { readMs: witness.listings.readMs },
  });
  const allowedMs = STATED.unlistedMs + STATED.moodMs;
  assert.equal(await watched(night, 'armed', allowedMs, unread), []);
  const params = { share: 0 };
  night.stage.world.board.inject({ id: 'a test', fault: 'readsFail', target: null, forMs: 200_000, params });
  assert.equal(await watched(night, 'armed', allowedMs + 3_000, unread), ['unwatched']);
  assert.equal(await watched(night, 'armed', allowedMs + 3_000), []);
  night.end();
});

test.run();
