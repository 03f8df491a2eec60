import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { type FeedContext, type FeedDesk, type FeedEvent, feedMachine } from '#machines/feed.machine.ts';
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

test('every state of the feed is reached and every arrow taken', () => {
  const markets = [RAIN, SNOW];
  const chart = walk(feedMachine, {
    input: { desk: hands<FeedDesk>().desk },
    events: [
      ...markets.flatMap((market) => [of('FOLLOW', market), of('UNFOLLOW', market), of('TRUSTED', market)]),
      ...markets.map((market) => distrusted('data gap', market)),
      { type: 'LOOK' },
      { type: 'shutdown' },
    ],
    apart: ({ followed, untrusted }: FeedContext) => [[...followed].sort(), Object.keys(untrusted).sort()],
  });
  assert.equal([...chart.states].sort(), ['blind', 'ended', 'idle', 'live', 'partial']);
  assert.equal(chart.untaken, []);
});

test('its state says how much the feed sees', () => {
  const { actor, state } = feed();
  assert.is(state(), 'idle');
  for (const market of [RAIN, SNOW]) actor.send(of('FOLLOW', market));
  assert.is(state(), 'live');
  actor.send(distrusted('data gap', RAIN));
  assert.is(state(), 'partial');
  actor.send(distrusted('data gap', SNOW));
  assert.is(state(), 'blind');
  assert.equal(actor.getSnapshot().context.untrusted[SNOW]?.reason, 'data gap');
  actor.send(of('TRUSTED', RAIN));
  assert.is(state(), 'partial');
  actor.send(of('UNFOLLOW', SNOW));
  assert.is(state(), 'live');
});

test('a feed that is told to leave hangs up and looks no more', () => {
  const { actor, clock, take } = feed();
  actor.send(of('FOLLOW'));
  take();
  actor.send({ type: 'shutdown' });
  assert.equal(take(), ['close']);
  assert.is(actor.getSnapshot().status, 'done');
  clock.advanceBy(10_000);
  assert.equal(take(), []);
  assert.is(clock.pending, 0);
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
