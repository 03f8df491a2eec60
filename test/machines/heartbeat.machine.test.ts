import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VirtualClock } from '#infra/virtual-clock.ts';
import {
  BEAT_BELIEVED_MS,
  type HeartbeatDesk,
  type HeartbeatEvent,
  heartbeatMachine,
} from '#machines/heartbeat.machine.ts';
import { walk } from './chart.ts';
import { hands, live, START_MS } from './hands.ts';

const STATES = ['asking', 'pausing', 'beating', 'waiting', 'repeating', 'trying'];
/** When the venue forgets us, counted from the last beat that reached it. */
const FORGOTTEN_MS = 10_000;
const failed = (sentMs = START_MS): HeartbeatEvent => ({ type: 'BEAT_FAILED', why: 'unreachable', sentMs });

interface Beat {
  readonly previous: string | null;
  readonly sentMs: number;
}

/** `venue`: what becomes of each beat, and after how long; null: nothing is ever heard of it. */
function heart(
  venue: (beat: Beat, nth: number) => { readonly afterMs: number; readonly event: HeartbeatEvent } | null,
) {
  const clock = new VirtualClock(START_MS);
  const beats: Beat[] = [];
  const told: string[] = [];
  const desk = hands<HeartbeatDesk>({
    now: () => clock.now(),
    beat(previous, sentMs) {
      beats.push({ previous, sentMs });
      const answer = venue({ previous, sentMs }, beats.length);
      if (answer) clock.setTimeout(() => hear(answer.event), answer.afterMs);
    },
    arming: () => told.push('arming'),
    lost: (why) => told.push(`lost: ${why}`),
    restored: () => told.push('restored'),
  });
  let provenMs = START_MS;
  const hear = (event: HeartbeatEvent) => {
    if (event.type === 'BEAT_ACKNOWLEDGED') provenMs = Math.max(provenMs, event.sentMs);
    life.actor.send(event);
  };
  const life = live(heartbeatMachine, { desk: desk.desk }, clock);
  return { ...life, beats, told, proven: () => provenMs, times: () => beats.map(({ sentMs }) => sentMs - START_MS) };
}

const acknowledge = ({ sentMs }: Beat, nth: number, afterMs = 50) => ({
  afterMs,
  event: { type: 'BEAT_ACKNOWLEDGED', id: `b${nth}`, sentMs } as const,
});

test('every state of the heartbeat is reached and every arrow taken', () => {
  let nowMs = START_MS;
  const { desk } = hands<HeartbeatDesk>({ now: () => nowMs });
  const be = (ms: number) => () => {
    nowMs = ms;
  };
  const chart = walk(heartbeatMachine, {
    input: { desk },
    worlds: [be(START_MS), be(START_MS + BEAT_BELIEVED_MS)],
    events: [
      failed(),
      { type: 'BEAT_ACKNOWLEDGED', id: 'b1', sentMs: START_MS },
      { type: 'BEAT_ACKNOWLEDGED', id: 'b2', sentMs: START_MS + BEAT_BELIEVED_MS },
      { type: 'BEAT_CORRECTED', expected: 'b9', sentMs: START_MS },
    ],
    apart: ({ acknowledgedMs }: { acknowledgedMs: number }) => acknowledgedMs,
  });
  assert.equal([...chart.states].sort(), [...STATES].sort());
  assert.equal(chart.untaken, []);
});

test('nothing protects us before the first beat is acknowledged', () => {
  const { told, state, clock } = heart((beat, nth) => acknowledge(beat, nth));
  assert.equal(told, ['arming']);
  assert.is(state(), 'asking');
  clock.advanceBy(50);
  assert.is(state(), 'beating');
  assert.equal(told, ['arming', 'restored']);
});

test('a beat leaves every five seconds, each naming the one before it', () => {
  const { beats, times, clock, told } = heart((beat, nth) => acknowledge(beat, nth));
  clock.advanceBy(20_100);
  assert.equal(times(), [0, 5_000, 10_000, 15_000, 20_000]);
  assert.equal(
    beats.map(({ previous }) => previous),
    [null, 'b1', 'b2', 'b3', 'b4'],
  );
  assert.equal(told, ['arming', 'restored']);
});

test('a slow answer does not stretch the time between beats', () => {
  const { times, clock } = heart((beat, nth) => acknowledge(beat, nth, 1_400));
  clock.advanceBy(20_100);
  assert.equal(times(), [0, 5_000, 10_000, 15_000, 20_000]);
});

test('a beat without an answer is repeated soon, one that failed sooner', () => {
  const silent = heart((beat, nth) => (nth === 2 ? null : acknowledge(beat, nth)));
  silent.clock.advanceBy(7_000);
  assert.equal(silent.times(), [0, 5_000, 6_500]);
  assert.is(silent.state(), 'beating');
  const failing = heart((beat, nth) =>
    nth === 2 ? { afterMs: 20, event: failed(beat.sentMs) } : acknowledge(beat, nth),
  );
  failing.clock.advanceBy(6_000);
  assert.equal(failing.times(), [0, 5_000, 5_520]);
  assert.equal(failing.told, ['arming', 'restored']);
});

test('the venue may expect another id: the chain goes on from there', () => {
  const { beats, clock, state } = heart((beat, nth) =>
    beat.previous === 'x7'
      ? acknowledge(beat, nth)
      : { afterMs: 20, event: { type: 'BEAT_CORRECTED', expected: 'x7', sentMs: beat.sentMs } },
  );
  clock.advanceBy(200);
  assert.equal(
    beats.map(({ previous }) => previous),
    [null, 'x7'],
  );
  assert.is(state(), 'beating');
});

test('a correction in the midst of beating is followed at once, and when all is lost as well', () => {
  const correct = ({ sentMs }: Beat) => ({
    afterMs: 20,
    event: { type: 'BEAT_CORRECTED', expected: 'x7', sentMs } as const,
  });
  const midst = heart((beat, nth) => (nth === 2 ? correct(beat) : acknowledge(beat, nth)));
  midst.clock.advanceBy(5_100);
  assert.equal(midst.times(), [0, 5_000, 5_020]);
  assert.is(midst.beats[2]?.previous, 'x7');
  const late = heart((beat, nth) => (nth === 7 ? correct(beat) : nth === 8 ? acknowledge(beat, nth) : null));
  late.clock.advanceBy(BEAT_BELIEVED_MS + 100);
  assert.equal(late.times().slice(-3), [7_500, BEAT_BELIEVED_MS, BEAT_BELIEVED_MS + 20]);
  assert.is(late.told.at(-1), 'restored');
});

test('the answer to an earlier try still counts while we beat', () => {
  const { beats, clock } = heart((beat, nth) =>
    nth === 2 ? acknowledge(beat, nth, 1_600) : nth === 3 ? acknowledge(beat, nth, 50) : acknowledge(beat, nth),
  );
  clock.advanceBy(12_000);
  // The second beat was repeated after 1.5 s; the answer to the first try came later, and the venue counts in its order.
  assert.is(beats[3]?.previous, 'b2');
});

test('a key that never works is lost with the venue’s own words', () => {
  const { told, clock } = heart((beat) => ({ afterMs: 20, event: { ...failed(beat.sentMs), why: 'no such key' } }));
  clock.advanceBy(BEAT_BELIEVED_MS);
  assert.equal(told, ['arming', 'lost: no such key']);
});

test('we stop believing before the venue forgets us, and say why', () => {
  const { told, clock, state } = heart((beat, nth) =>
    nth === 1 ? acknowledge(beat, nth) : { afterMs: 20, event: failed(beat.sentMs) },
  );
  clock.advanceBy(7_999);
  assert.equal(told, ['arming', 'restored']);
  clock.advanceBy(FORGOTTEN_MS - 8_000);
  assert.equal(told, ['arming', 'restored', 'lost: unreachable']);
  assert.is(state(), 'trying');
});

test('a first beat that fails is sent again at once, not when all is lost', () => {
  const { times, clock, state, told } = heart((beat, nth) =>
    nth < 3 ? { afterMs: 20, event: failed(beat.sentMs) } : acknowledge(beat, nth),
  );
  clock.advanceBy(2_000);
  assert.equal(times(), [0, 520, 1_040]);
  assert.is(state(), 'beating');
  assert.equal(told, ['arming', 'restored']);
});

test('a venue that says nothing at all loses us as well', () => {
  const never = heart(() => null);
  never.clock.advanceBy(BEAT_BELIEVED_MS);
  assert.is(never.state(), 'trying');
  assert.match(never.told.at(-1) ?? '', /^lost/);
  const once = heart((beat, nth) => (nth === 1 ? acknowledge(beat, nth) : null));
  once.clock.advanceBy(FORGOTTEN_MS);
  assert.match(once.told.at(-1) ?? '', /^lost/);
});

test('a lost beat is told once, tried for ever, and restored by the first fresh answer', () => {
  let up = false;
  const { told, times, clock, state } = heart((beat, nth) => (nth === 1 || up ? acknowledge(beat, nth) : null));
  clock.advanceBy(60_000);
  assert.is(told.filter((each) => each.startsWith('lost')).length, 1);
  assert.ok(times().length > 30);
  up = true;
  clock.advanceBy(2_000);
  assert.is(state(), 'beating');
  assert.is(told.at(-1), 'restored');
});

test('an answer that was under way for too long proves nothing about now', () => {
  const { told, clock, state } = heart((beat, nth) => acknowledge(beat, nth, nth === 1 ? 50 : BEAT_BELIEVED_MS));
  clock.advanceBy(120_000);
  assert.is(state(), 'trying');
  assert.is(told.filter((each) => each === 'restored').length, 1);
});

test('at no moment do we rest orders on a beat that the venue may have forgotten', () => {
  const fate = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 12_000 })),
    what: fc.constantFrom('yes', 'yes', 'yes', 'no', 'corrected', 'nothing'),
  });
  fc.assert(
    fc.property(fc.array(fate, { minLength: 20, maxLength: 60, size: 'max' }), (fates) => {
      let nth = 0;
      const { clock, told, state, error, proven } = heart((beat) => {
        const { afterMs, what } = fates[nth % fates.length] ?? { afterMs: 1, what: 'yes' };
        nth += 1;
        const { sentMs } = beat;
        if (what === 'nothing') return null;
        if (what === 'no') return { afterMs, event: failed(sentMs) };
        if (what === 'corrected') return { afterMs, event: { type: 'BEAT_CORRECTED', expected: 'x', sentMs } };
        return acknowledge(beat, nth, afterMs);
      });
      for (let ms = 0; ms < 60_000; ms += 100) {
        clock.advanceBy(100);
        assert.is(error(), null);
        assert.ok(STATES.includes(state()), state());
        if (told.at(-1) === 'restored')
          assert.ok(clock.now() - proven() < FORGOTTEN_MS, String(clock.now() - proven()));
      }
      // Lost and restored take turns.
      const turns = told.filter((each) => each !== 'arming').map((each) => each.split(':')[0]);
      for (const [at, each] of turns.entries()) if (at > 0) assert.is.not(each, turns[at - 1]);
    }),
    { seed: 42, numRuns: 60 },
  );
});

test.run();
