// The benches of speed and memory measure what they say, in small: nothing here is timed.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Book } from '#domain/market/book.ts';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { peerBooks } from '#infra/venue/peer-books.ts';
import { SpecimenStream, specimenPlaces } from '#infra/venue/specimen-stream.ts';
import { benchDecode } from '#lab/bench-decode.ts';
import { benchEvents } from '#lab/bench-events.ts';
import type { Figure } from '#lab/bench-figure.ts';
import { benchHeap } from '#lab/bench-heap.ts';
import { benchPlan } from '#lab/bench-plan.ts';
import { benchReplay } from '#lab/bench-replay.ts';

const START_MS = 1_795_132_800_000;
const of = (figures: readonly Figure[], what: string): Figure => {
  const found = figures.find((each) => each.what.startsWith(what));
  assert.ok(found, what);
  return found;
};

test('a made-up stream declares what its book is after every frame, hashes included, and the same seed tells the same', () => {
  const plan = { seed: 7, levels: 12, nearness: 2, goneShare: 0.2, hashed: true };
  const [stream, again] = [new SpecimenStream(3, plan), new SpecimenStream(3, plan)];
  const book = new Book(stream.market, stream.tick);
  const lookup = specimenPlaces([stream]);
  let went = 0;
  const take = (text: string, atMs: number) => {
    const { events, problem } = readMarketFrame(text, lookup);
    assert.is(problem, null);
    for (const event of events) {
      book.apply(event, atMs);
      if (event.type !== 'LEVELS') continue;
      assert.is(event.changes.length, 2);
      if (event.changes[0]?.size === 0) went += 1;
    }
    assert.is(book.trust(atMs), 'trusted');
  };
  for (const outcome of ['yes', 'no'] as const) take(stream.bookText(outcome, START_MS), START_MS);
  for (let n = 1; n <= 150; n += 1) {
    const text = stream.changeText(START_MS + n);
    assert.is(text, again.changeText(START_MS + n));
    take(text, START_MS + n);
    for (const side of ['bid', 'ask'] as const) assert.equal(book.levels(side, 100), stream.levels(side));
  }
  assert.ok(went > 10, 'levels go and come back');
});

test('every way of reading the same frames ends with the same books, and is measured once a run', async () => {
  const figures = await benchDecode({ runs: 2, frames: 100, hashed: 60, levels: 20 });
  const peer = (await peerBooks()) !== null;
  assert.is(figures.length, peer ? 12 : 8);
  for (const { median, samples } of figures) assert.ok(median > 0 && samples === 2);
  assert.is(figures.filter(({ unit }) => unit === 'times').length, peer ? 4 : 2);
});

test('a replay through the whole tree quotes every market, and a quoter that throws comes back', async () => {
  const figures = await benchReplay({ runs: 1, markets: 2, perSecond: 20, seconds: 14, levels: 10 });
  assert.ok(of(figures, 'frames replayed').median > 0);
  assert.ok(of(figures, 'plans of').median >= 2 && of(figures, 'plans of').median <= 9);
  assert.ok(of(figures, 'machine events').median > of(figures, 'plans of').median);
  const { median } = of(figures, 'a quoter that throws');
  assert.ok(median > 0 && median < 1_000, String(median));
});

test('a plan is counted from the instant its market may plan, and never before its frame', async () => {
  const figures = await benchPlan({ markets: 3, perSecond: 30, levels: 10, seconds: 3 });
  const [whole, queued] = [of(figures, 'the market may plan'), of(figures, 'of that: waiting')];
  assert.ok(whole.samples > 10 && queued.samples === whole.samples);
  assert.ok(whole.least > 0 && queued.least >= 0 && queued.median <= whole.median);
  const waits = of(figures, 'apart from that');
  assert.ok(waits.least > 0 && waits.most <= 250, `${waits.least} to ${waits.most} ms`);
});

test('a quoted market has its books, its orders and its actors in memory', async () => {
  const figures = await benchHeap({ markets: [10], levels: 10 });
  assert.is(figures.length, 3);
  const { median } = of(figures, 'a market, in heap');
  assert.ok(median > 5 && median < 500, String(median));
});

test('machine events are counted for a bare actor and for quoters in a tree', async () => {
  const figures = await benchEvents({ runs: 1, events: 50, markets: 2, levels: 10 });
  assert.is(figures.length, 3);
  for (const { median, samples } of figures) assert.ok(median > 0 && samples === 1);
});

test.run();
