import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { GapWatch } from '#domain/market/data-gap.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { parsePrice, parseShares } from '#domain/units.ts';

const RAIN = marketId('rain');
const LIMITS = { silentMs: 8_000, siblingMs: 2_000 };
const START_MS = 1_000_000;

/** A change of one level, told by the books of these outcomes. */
const move = (atMs: number, ...outcomes: Outcome[]): MarketEvent => ({
  type: 'LEVELS',
  market: RAIN,
  changes: outcomes.map((outcome) => ({
    outcome,
    side: 'bid',
    price: parsePrice('0.5'),
    size: parseShares('10'),
    hash: null,
  })),
  atMs,
});

/** `at`: milliseconds since the start. */
function watched() {
  const watch = new GapWatch(LIMITS);
  watch.opened(START_MS);
  const never = () => Number.NEGATIVE_INFINITY;
  return {
    open: (at: number) => watch.opened(START_MS + at),
    moves: (at: number, ...outcomes: Outcome[]) => watch.take(move(START_MS + at, ...outcomes), START_MS + at),
    take: (event: MarketEvent, at: number) => watch.take(event, START_MS + at),
    /** Frames only. */
    gap: (at: number) => watch.gap(START_MS + at, never)?.kind ?? null,
    detail: (at: number) => watch.gap(START_MS + at, never)?.detail,
    /** With a PONG at that time. */
    gapWithPong: (at: number, pongAt: number) => watch.gap(START_MS + at, () => START_MS + pongAt)?.kind ?? null,
  };
}

test('a market of which nothing was ever heard is a gap after the time for silence, not before', () => {
  const { gap, detail } = watched();
  assert.is(gap(8_000), null);
  assert.is(gap(8_001), 'silence');
  assert.is(detail(9_000), 'neither frame nor PONG for 9000 ms');
});

test('a quiet market whose socket answers pings has no gap, however long', () => {
  const { gapWithPong } = watched();
  for (let at = 0; at <= 3_600_000; at += 5_000) assert.is(gapWithPong(at, at - 5_000), null);
  assert.is(gapWithPong(3_620_000, 3_611_999), 'silence');
});

test('a doubt is no sign of life: it says what was not heard', () => {
  const { take, gap } = watched();
  take({ type: 'DOUBT', market: RAIN, reason: 'the socket closed', atMs: START_MS }, 7_000);
  assert.is(gap(8_001), 'silence');
});

test('every frame is a sign of life, also one that changes no book', () => {
  const { take, gap } = watched();
  take(
    {
      type: 'PRINT',
      market: RAIN,
      outcome: 'yes',
      side: 'buy',
      price: parsePrice('0.5'),
      size: parseShares('1'),
      atMs: 0,
    },
    7_000,
  );
  assert.is(gap(15_000), null);
  assert.is(gap(15_001), 'silence');
});

test('whoever listens anew has the whole time again', () => {
  const { open, gap } = watched();
  assert.is(gap(10_000), 'silence');
  open(10_000);
  assert.is(gap(18_000), null);
  assert.is(gap(18_001), 'silence');
});

test('an outcome that stands still for more than two seconds while its mirror moves is a gap', () => {
  const { moves, gap, detail } = watched();
  moves(100, 'yes', 'no');
  moves(200, 'yes');
  moves(900, 'yes');
  assert.is(gap(2_200), null);
  assert.is(gap(2_201), 'sibling');
  assert.is(detail(2_201), 'yes moves and no does not');
});

test('frames of the two outcomes may come one after the other, in either order', () => {
  const { moves, gap } = watched();
  moves(0, 'yes', 'no');
  for (let at = 1_000; at < 60_000; at += 1_000) {
    const [first, second]: Outcome[] = at % 2_000 === 0 ? ['yes', 'no'] : ['no', 'yes'];
    moves(at, first as Outcome);
    assert.is(gap(at + 900), null);
    moves(at, second as Outcome);
    assert.is(gap(at), null);
  }
});

test('an outcome that lags and catches up again and again is no gap while it keeps up', () => {
  const { take, gap } = watched();
  take(move(START_MS, 'yes', 'no'), 0);
  for (let at = 1_000; at < 30_000; at += 1_000) {
    take(move(START_MS + at, 'yes'), at);
    take(move(START_MS + at, 'no'), at + 800);
    assert.is(gap(at + 800), null);
  }
});

test('nothing is concluded from the silence of an outcome that never told of itself', () => {
  const { moves, gapWithPong } = watched();
  for (let at = 0; at < 60_000; at += 500) {
    moves(at, 'yes');
    assert.is(gapWithPong(at, at), null);
  }
});

test('a fresh book does not end the doubt while the outcome stays silent', () => {
  const { moves, open, gap } = watched();
  moves(0, 'yes', 'no');
  moves(100, 'yes');
  assert.is(gap(2_200), 'sibling');
  open(2_200);
  assert.is(gap(2_300), 'sibling');
  moves(2_400, 'yes');
  assert.is(gap(2_400), 'sibling', 'not another two seconds of trust');
  assert.is(gap(6_000), 'sibling');
});

test('the doubt ends when both outcomes tell the same again', () => {
  const { moves, open, gap } = watched();
  moves(0, 'yes', 'no');
  moves(100, 'yes');
  assert.is(gap(2_200), 'sibling');
  open(2_200);
  moves(3_000, 'yes', 'no');
  assert.is(gap(3_000), null);
  moves(3_100, 'yes');
  assert.is(gap(5_000), null, 'and the patience is whole again');
});

test('the doubt ends when nothing moves for two seconds after a fresh book', () => {
  const { moves, open, gap } = watched();
  moves(0, 'yes', 'no');
  moves(100, 'no');
  assert.is(gap(2_200), 'sibling');
  open(2_200);
  assert.is(gap(4_199), 'sibling');
  assert.is(gap(4_200), null);
});

test('a date that cannot be makes nobody late', () => {
  const { take, moves, gap } = watched();
  moves(0, 'yes', 'no');
  take(move(START_MS + 400_000, 'yes'), 100);
  moves(200, 'yes', 'no');
  assert.is(gap(4_000), null);
});

test('one date minutes ahead of the others makes nobody late', () => {
  const { take, moves, gap } = watched();
  moves(0, 'yes', 'no');
  take(move(START_MS + 240_000, 'yes'), 100);
  for (let at = 200; at <= 6_000; at += 100) moves(at, 'yes', 'no');
  assert.is(gap(6_050), null);
});

test('a clock that is set back neither makes a silence nor hides one', () => {
  const { moves, gap } = watched();
  moves(30_000, 'yes', 'no');
  assert.is(gap(33_000), null);
  assert.is(gap(13_000), null, 'set back by 20 s, after 3 s of silence');
  assert.is(gap(18_000), null);
  assert.is(gap(18_001), 'silence');
});

test('an outcome that lags is late by the same time whatever the clock shows', () => {
  const { moves, gap } = watched();
  moves(30_000, 'yes', 'no');
  moves(31_000, 'yes');
  assert.is(gap(32_000), null);
  assert.is(gap(2_000), null, 'set back by 30 s');
  assert.is(gap(3_000), null);
  assert.is(gap(3_001), 'sibling');
});

test('a stream that tells everything has no gap, whatever the pace', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 8_000 }), { maxLength: 100, size: 'max' }), (waits) => {
      const { moves, gap } = watched();
      let at = 0;
      for (const wait of waits) {
        at += wait;
        assert.is(gap(at), null);
        moves(at, 'yes', 'no');
        assert.is(gap(at), null);
      }
    }),
    { seed: 42, numRuns: 100 },
  );
});

test.run();
