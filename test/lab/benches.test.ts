// The benches measure what they say, in small: nothing here is timed.
import { mkdtempSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock } from '#infra/clock.ts';
import { nativeCurve } from '#infra/venue/signing/native-curve.ts';
import { benchFrames } from '#lab/bench-frames.ts';
import { benchRace } from '#lab/bench-race.ts';
import { benchReaction } from '#lab/bench-reaction.ts';
import { benchRestart } from '#lab/bench-restart.ts';
import { benchSigning } from '#lab/bench-signing.ts';
import { ReactionRivals } from '#lab/reaction-rivals.ts';

test('every kind of actor that is struck comes back, in as many samples as were asked for', async () => {
  const figures = await benchRestart({ markets: 3, seed: 1, crashes: 2 });
  assert.equal(
    figures.map(({ samples }) => samples),
    [2, 2, 2, 1],
  );
  for (const { median, unit } of figures) {
    assert.is(unit, 'ms');
    assert.ok(median > 0);
  }
});

test('a race is counted in virtual time: the same seed gives the same figures', async () => {
  const bench = { markets: 2, seeds: [1], retryAfterMs: 1_000 };
  const figures = await benchRace(bench);
  assert.equal(figures, await benchRace(bench));
  const of = (what: string) => figures.find((each) => each.what.startsWith(what));
  const [delay, read] = [of('first answer'), of('of that')];
  assert.is(delay?.samples, 1);
  assert.ok((read?.median ?? 0) > 0 && (read?.median ?? 0) <= (delay?.median ?? 0));
  assert.ok((of('our orders that rest')?.median ?? 0) > 0);
});

test('signing is measured for both kinds of account, beside the official client', async () => {
  const figures = await benchSigning({ runs: 2, orders: 10 });
  assert.is(figures.length, nativeCurve ? 9 : 7);
  for (const { median, p99, samples } of figures) assert.ok(median > 0 && p99 >= median && samples > 0);
  assert.is(figures.filter(({ unit }) => unit === 'times').length, 2);
});

test('every kind of frame is measured once a run', () => {
  const figures = benchFrames({ runs: 3, frames: 40 });
  assert.is(figures.length, 4);
  for (const { median, samples } of figures) assert.ok(median > 0 && samples === 3);
});

test('an order is measured from the frame that it answers, over sockets and through a journal on the disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reaction-'));
  const worker = new URL('../../src/commands/reaction-worker.ts', import.meta.url);
  const bench = { clock: realClock(), worker, markets: 6, calm: 4, perSecond: 100, warmMs: 7_000, forMs: 3_000 };
  const figures = await benchReaction(bench, { folder });
  assert.equal(readdirSync(folder), [], 'its journal is gone');
  rmdirSync(folder);
  const of = (what: string) => figures.find((each) => each.what.startsWith(what));
  const [whole, planned, elsewhere] = [of('bytes of a frame'), of('of that: the book'), of('frame written elsewhere')];
  assert.ok(whole && planned && elsewhere);
  assert.ok(whole.samples > 0, 'a calm market that comes back is quoted at once');
  assert.ok(planned.median < whole.median && whole.median < elsewhere.most);
  const stages = figures.filter(({ what }) => what.startsWith('of that'));
  assert.is(stages.length, 6);
  for (const { what, least, samples } of stages) assert.ok(least >= 0 && samples === whole.samples, what);
  assert.ok((of('frames of the public stream')?.median ?? 0) > 0);
});

test('a process at the other end that ends is named, whenever it is asked', async () => {
  const worker = join(mkdtempSync(join(tmpdir(), 'rivals-')), 'gone.mjs');
  writeFileSync(worker, 'process.exit(3);');
  const rivals = new ReactionRivals(pathToFileURL(worker));
  const plan = { markets: 1, calm: 1, perSecond: 1, grantUsd: 1 };
  for (const _ of [1, 2])
    await rivals.open(plan).then(
      () => assert.unreachable(),
      (error: unknown) => assert.match(String(error), 'the process at the other end of the bench ended'),
    );
  rivals.close();
});

test.run();
