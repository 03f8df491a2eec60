// How a house ends that failed: by every path, again until the venue agrees, and never by a throw of its own.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LAST_RESORT_MAX_MS, lastResort } from '#actors/last-resort.ts';
import { plantTree } from '#actors/root.actor.ts';
import type { Answer, Reply } from '#domain/ports.ts';
import { RAIN, smallDesk, snapshot, WELL_BEHAVED } from './small-desk.ts';

const SECOND_MS = 1_000;
const RESTARTING: Answer<never> = { ok: false, failure: { kind: 'restarting', retryAfterMs: null } };

/** One market that quotes, on a venue that stops answering cancels when the test begins. */
function trading() {
  const small = smallDesk({ prompt: WELL_BEHAVED });
  const { desk, stream, clock, venue } = small;
  const tree = plantTree(desk);
  const failed: unknown[] = [];
  tree.done.catch((error) => failed.push(error));
  stream.list(RAIN);
  tree.start();
  clock.advanceBy(100);
  stream.send(snapshot(RAIN.id, '0.5 x 500, 0.49 x 500, 0.48 x 500', '0.52 x 500, 0.53 x 500', clock.now()));
  clock.advanceBy(20 * SECOND_MS);
  assert.is(desk.orders.allLive().length, 2);
  for (const kind of ['cancel', 'cancelMarket', 'cancelAll'] as const) venue.prompt.delete(kind);
  venue.asked.length = 0;
  const asked = (kind: string) => venue.asked.filter((request) => request.kind === kind);
  const answer = (kind: string, reply: Answer<readonly never[]>) =>
    (asked(kind).at(-1)?.reply as Reply<readonly never[]> | undefined)?.(reply);
  return { ...small, tree, failed, asked, answer };
}

/** What it came to, once its promise had its turn. */
async function outcome(promise: Promise<boolean>): Promise<boolean | 'not yet'> {
  return Promise.race([promise, new Promise<'not yet'>((resolve) => setImmediate(() => resolve('not yet')))]);
}

test('a root that fails cancels by id, by market and everything, and admits nothing any more', async () => {
  const { desk, tree, asked, answer, failed } = trading();
  const rows = desk.orders.allLive().map((row) => row.id);
  tree.fail(new Error('a socket threw'));
  assert.equal(desk.admission, { mode: 'closed', why: 'the root failed' });
  assert.equal([...(asked('cancel')[0]?.orders ?? [])].sort(), rows.sort());
  assert.is(asked('cancelMarket')[0]?.market, RAIN.id);
  assert.is(asked('cancelAll').length, 1);
  assert.is(await outcome(tree.cancelled()), 'not yet');
  answer('cancelAll', { ok: true, value: [] });
  assert.is(await outcome(tree.cancelled()), true);
  assert.match(String(failed[0]), /a socket threw/);
});

test('a venue that refuses is asked again, and after the time is up nobody waits any longer', async () => {
  const { tree, clock, asked, answer, facts } = trading();
  tree.fail(new Error('gone'));
  for (let time = 1; time <= 5; time += 1) {
    assert.is(asked('cancelAll').length, time);
    answer('cancelAll', RESTARTING);
    clock.advanceBy(250);
  }
  clock.advanceBy(LAST_RESORT_MAX_MS);
  assert.is(await outcome(tree.cancelled()), false);
  const pages = facts.filter((fact) => fact.fact === 'fault' && fact.kind === 'page');
  assert.equal(
    pages.map((fact) => fact.fact === 'fault' && fact.detail),
    ['the root failed, everything is cancelled: gone', 'the venue did not agree in time that nothing of ours rests'],
  );
  assert.is(clock.pending, 0);
});

test('a venue that is back in time ends it well', async () => {
  const { tree, clock, answer } = trading();
  tree.fail(new Error('gone'));
  answer('cancelAll', RESTARTING);
  clock.advanceBy(250);
  answer('cancelAll', { ok: true, value: [] });
  assert.is(await outcome(tree.cancelled()), true);
  clock.advanceBy(LAST_RESORT_MAX_MS);
  assert.is(clock.pending, 0);
});

test('what is written down last is on disk; a disk that fails too changes nothing', async () => {
  const { tree, files, answer } = trading();
  tree.fail(new Error('gone'));
  answer('cancelAll', { ok: true, value: [] });
  await tree.cancelled();
  assert.match(files.read('facts.jsonl') ?? '', /everything is cancelled: gone/);
  const broken = trading();
  broken.files.append = () => {
    throw new Error('no space left');
  };
  broken.tree.fail(new Error('gone'));
  broken.answer('cancelAll', { ok: true, value: [] });
  assert.is(await outcome(broken.tree.cancelled()), true);
});

test('one path that throws leaves the others', async () => {
  const { desk, clock, venue, asked } = trading();
  const gone = () => {
    throw new Error('the socket is gone');
  };
  venue.cancel = gone;
  const promise = lastResort(desk, 'a string is an error too');
  assert.is(asked('cancelMarket').length, 1);
  assert.is(asked('cancelAll').length, 1);
  venue.cancelAll = gone;
  clock.advanceBy(LAST_RESORT_MAX_MS);
  assert.is(await outcome(promise), false);
});

test('a house that has ended well cannot fail any more', async () => {
  const { tree, clock, venue } = trading();
  for (const kind of ['cancel', 'cancelMarket', 'cancelAll'] as const) venue.prompt.add(kind);
  tree.stop();
  clock.advanceBy(6 * SECOND_MS);
  assert.is((await tree.done).clean, true);
  tree.fail(new Error('too late'));
  assert.is(await outcome(tree.cancelled()), true);
});

test.run();
