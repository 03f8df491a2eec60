import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { type FeedDesk, type FeedEvent, feedMachine } from '#machines/feed.machine.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

const RAIN = marketId('rain');
const SNOW = marketId('snow');
const of = (type: 'FOLLOW' | 'UNFOLLOW' | 'TRUSTED', market = RAIN): FeedEvent => ({ type, market });
const distrusted = (reason = 'gap', market = RAIN): FeedEvent => ({ type: 'DISTRUSTED', market, reason });

function feed() {
  const desk = hands<FeedDesk>();
  return { ...desk, ...live(feedMachine, { desk: desk.desk }) };
}

test('the feed is always live, and every arrow is taken', () => {
  const chart = walk(feedMachine, {
    input: { desk: hands<FeedDesk>().desk },
    events: [of('FOLLOW'), of('UNFOLLOW'), of('TRUSTED'), distrusted()],
    apart: ({ untrusted }: { untrusted: object }) => Object.keys(untrusted),
  });
  assert.equal([...chart.states], ['live']);
  assert.equal(chart.untaken, []);
});

test('every followed book is judged by the clock four times a second', () => {
  const { clock, took } = feed();
  clock.advanceBy(1_000);
  assert.is(took('look').length, 4);
});

test('a distrusted market is told once, and a fresh book is asked for each time', () => {
  const { actor, take } = feed();
  actor.send(distrusted('8 s of silence'));
  actor.send(distrusted('8 s of silence'));
  assert.equal(take(), ['trust rain false 8 s of silence', 'resync rain', 'resync rain']);
  actor.send(of('TRUSTED'));
  assert.equal(take(), ['trust rain true fresh book']);
  actor.send(distrusted('crossed'));
  assert.equal(take(), ['trust rain false crossed', 'resync rain']);
});

test('a venue that sends no fresh book is not asked for ever', () => {
  const { actor, took } = feed();
  for (let count = 0; count < 100; count += 1) actor.send(distrusted());
  assert.is(took('resync').length, 20);
  assert.is(took('trust').length, 1);
});

test('one market in doubt leaves the other alone', () => {
  const { actor, took } = feed();
  actor.send(distrusted('gap', RAIN));
  actor.send(of('TRUSTED', SNOW));
  assert.equal(Object.keys(actor.getSnapshot().context.untrusted), [RAIN]);
  assert.equal(took('trust'), ['rain false gap', 'snow true fresh book']);
});

test('a market that is followed again begins with a clean slate', () => {
  const { actor, take } = feed();
  actor.send(distrusted());
  take();
  actor.send(of('UNFOLLOW'));
  assert.equal(take(), ['unfollow rain']);
  actor.send(of('FOLLOW'));
  actor.send(distrusted());
  assert.equal(take(), ['follow rain', 'trust rain false gap', 'resync rain']);
});

test('trust is told exactly when it changes, whatever the order of news', () => {
  const events = fc.constantFrom(
    ...[RAIN, SNOW].flatMap((market) => [distrusted('gap', market), of('TRUSTED', market)]),
  );
  fc.assert(
    fc.property(fc.array(events, { maxLength: 60, size: 'max' }), (path) => {
      const { actor, take, error } = feed();
      const doubted = new Set<string>();
      for (const event of path) {
        actor.send(event);
        const told = take().filter((call) => call.startsWith('trust'));
        if (event.type === 'DISTRUSTED') {
          assert.is(told.length, doubted.has(event.market) ? 0 : 1);
          doubted.add(event.market);
        } else if (event.type === 'TRUSTED') doubted.delete(event.market);
        assert.is(error(), null);
        assert.equal(Object.keys(actor.getSnapshot().context.untrusted).sort(), [...doubted].sort());
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
