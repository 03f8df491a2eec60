import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Market } from '#domain/market/market.ts';
import { type ClockSettings, marketPhase, stopBeforeEnd, timeLeftMs } from '#domain/market/market-clock.ts';
import { ONE, type Price } from '#domain/units.ts';
import { plainMarket } from '#lab/plain-market.ts';
import { near } from '../pricing/oracle.ts';

const MINUTE = 60_000;
const SETTINGS: ClockSettings = {
  stopBeforeEndMs: 30_000,
  stopBeforeEndMaxMs: 60 * MINUTE,
  gameMaxMs: 240 * MINUTE,
  pullBeforeEventMs: MINUTE,
  stayAfterEventMs: 20_000,
  eventVarianceShare: 1,
  cancelP95Ms: 300,
  cancelP99Ms: 800,
};

const market = (facts: Partial<Market> = {}): Market => plainMarket('m', facts);

/** What the market goes through, by following its own `nextChangeMs`. */
function story(facts: Partial<Market>, settings = SETTINGS): string[] {
  const lines: string[] = [];
  let nowMs: number | null = 0;
  while (nowMs !== null && lines.length < 20) {
    const now: ReturnType<typeof marketPhase> = marketPhase(market(facts), nowMs, settings);
    lines.push(`${nowMs / 1000} ${now.phase}`);
    nowMs = now.nextChangeMs;
  }
  return lines;
}

test('an ordinary market trades, closes thirty seconds before its end, and waits for resolution', () => {
  assert.equal(story({ endMs: 10 * MINUTE }), ['0 trading', '570 closing', '600 awaitingResolution']);
});

test('slow cancels close a market earlier', () => {
  assert.equal(story({ endMs: 10 * MINUTE }, { ...SETTINGS, cancelP95Ms: 6000 }), [
    '0 trading',
    '540 closing',
    '600 awaitingResolution',
  ]);
});

test('an unknown end never closes a market by the clock', () => {
  assert.equal(story({}), ['0 trading']);
  assert.is(timeLeftMs(market(), 0), null);
});

test('an end that has passed leaves nothing to quote', () => {
  assert.equal(marketPhase(market({ endMs: 1000 }), 5000, SETTINGS), {
    phase: 'awaitingResolution',
    nextChangeMs: null,
  });
  assert.is(timeLeftMs(market({ endMs: 1000 }), 5000), 0);
});

test('an end that has passed by exactly nothing is passed', () => {
  assert.is(marketPhase(market({ endMs: 1000 }), 1000, SETTINGS).phase, 'awaitingResolution');
});

test('a known payout means redeeming, whatever the clock says, also at half a dollar', () => {
  for (const payout of [0, 500_000, ONE] as Price[])
    assert.equal(marketPhase(market({ payout, endMs: 10 * MINUTE }), 0, SETTINGS), {
      phase: 'redeeming',
      nextChangeMs: null,
    });
});

test('scheduled news is met with an empty book, from a minute before until a little after', () => {
  assert.equal(story({ eventMs: 5 * MINUTE, endMs: 10 * MINUTE }), [
    '0 trading',
    '240 preEvent',
    '320 trading',
    '570 closing',
    '600 awaitingResolution',
  ]);
});

test('very slow cancels pull a market earlier than a minute before the news', () => {
  assert.equal(story({ eventMs: 5 * MINUTE }, { ...SETTINGS, cancelP99Ms: 30_000 })[1], '210 preEvent');
});

test('a game start that clears the book is met without orders in it', () => {
  assert.equal(story({ gameStartMs: 5 * MINUTE, clearBookOnStart: true, endMs: 60 * MINUTE }), [
    '0 trading',
    '240 preEvent',
    '300 inPlay',
    '3570 closing',
    '3600 awaitingResolution',
  ]);
});

test('a game start that leaves the book alone only changes the regime', () => {
  assert.equal(story({ gameStartMs: 5 * MINUTE, endMs: 60 * MINUTE }).slice(0, 3), [
    '0 trading',
    '300 inPlay',
    '3570 closing',
  ]);
});

test('a game of which nobody told the end is quoted for four hours and no longer', () => {
  const over = ['0 trading', '300 inPlay', '14700 closing', '14730 awaitingResolution'];
  assert.equal(story({ gameStartMs: 5 * MINUTE }), over);
  assert.equal(story({ gameStartMs: 5 * MINUTE, endMs: 5 * MINUTE }), over);
  assert.equal(story({ gameStartMs: 5 * MINUTE, endMs: 2 * MINUTE }), over);
  assert.equal(story({ gameStartMs: 5 * MINUTE, endMs: Number.NaN }), over);
  assert.is(marketPhase(market({ gameStartMs: 5 * MINUTE }), 1e12, SETTINGS).phase, 'awaitingResolution');
  assert.equal(story({ gameStartMs: 5 * MINUTE }, { ...SETTINGS, gameMaxMs: 5 * MINUTE })[2], '600 closing');
});

test('an end that is told still ends a game, however long it lasts', () => {
  assert.equal(story({ gameStartMs: 5 * MINUTE, endMs: 600 * MINUTE }), [
    '0 trading',
    '300 inPlay',
    '35970 closing',
    '36000 awaitingResolution',
  ]);
});

test('a game that begins later is over later', () => {
  const nowMs = 246 * MINUTE;
  const at = (gameStartMs: number) => marketPhase(market({ gameStartMs, endMs: gameStartMs }), nowMs, SETTINGS);
  assert.is(at(5 * MINUTE).phase, 'awaitingResolution');
  assert.equal(at(7 * MINUTE), { phase: 'inPlay', nextChangeMs: 247 * MINUTE });
  assert.equal(at(300 * MINUTE), { phase: 'trading', nextChangeMs: 300 * MINUTE });
});

test('a limit on games that is no number lets none be quoted in play', () => {
  for (const gameMaxMs of [Number.NaN, -1])
    assert.is(story({ gameStartMs: 5 * MINUTE }, { ...SETTINGS, gameMaxMs })[1], '300 closing');
});

test('a moment that is no number is an unknown one', () => {
  for (const broken of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    assert.equal(story({ endMs: broken }), ['0 trading']);
    assert.is(timeLeftMs(market({ endMs: broken }), 0), null);
    assert.equal(story({ eventMs: broken, endMs: 10 * MINUTE }), [
      '0 trading',
      '570 closing',
      '600 awaitingResolution',
    ]);
    assert.equal(story({ gameStartMs: broken, clearBookOnStart: true, endMs: 10 * MINUTE }), [
      '0 trading',
      '570 closing',
      '600 awaitingResolution',
    ]);
  }
});

test('a game start that moves is followed', () => {
  const facts = { gameStartMs: 5 * MINUTE, clearBookOnStart: true };
  assert.is(marketPhase(market(facts), 4.5 * MINUTE, SETTINGS).phase, 'preEvent');
  const moved = marketPhase(market({ ...facts, gameStartMs: 30 * MINUTE }), 4.5 * MINUTE, SETTINGS);
  assert.equal(moved, { phase: 'trading', nextChangeMs: 29 * MINUTE });
});

test('an end listed at or before the game start is no end', () => {
  assert.equal(story({ gameStartMs: 5 * MINUTE, endMs: 5 * MINUTE }).slice(0, 2), ['0 trading', '300 inPlay']);
  assert.is(timeLeftMs(market({ gameStartMs: 5 * MINUTE, endMs: MINUTE }), 0), null);
});

test('a thin quote in a market that nears its end stops when latency costs more than its distance (F-12.5)', () => {
  const late = { p: 0.5, halfSpread: 0.01, latencyMs: 200, lateShare: 1 };
  // φ(0)² = 1/(2π)
  near(stopBeforeEnd(SETTINGS, late), 200 / (2 * Math.PI * 0.0001));
  assert.is(stopBeforeEnd(SETTINGS, { ...late, halfSpread: 0.1 }), 30_000);
  assert.is(stopBeforeEnd(SETTINGS, { ...late, halfSpread: 1e-9 }), 60 * MINUTE);
  assert.is(stopBeforeEnd(SETTINGS, { ...late, halfSpread: Number.NaN }), 30_000);
  assert.is(stopBeforeEnd({ ...SETTINGS, cancelP95Ms: Number.NaN }, { ...late, latencyMs: Number.NaN }), 30_000);
  assert.is(marketPhase(market({ endMs: 10 * MINUTE }), 6 * MINUTE, SETTINGS, late).phase, 'closing');
});

test('a quote that pays for the news stays through it; one that is a hair thinner is pulled (F-12.4)', () => {
  const at = (halfSpread: number, change = {}, settings = SETTINGS) =>
    marketPhase(market({ eventMs: 5 * MINUTE }), 4.5 * MINUTE, settings, {
      ...{ p: 0.5, halfSpread, latencyMs: 200, lateShare: 1, ...change },
    }).phase;
  // The whole question is decided: the price moves by half a dollar on average.
  assert.is(at(0.499), 'preEvent');
  assert.is(at(0.5), 'trading');
  // The venue holds takers back: one in ten finds us late.
  assert.is(at(0.05, { lateShare: 0.1 }), 'trading');
  assert.is(at(0.049, { lateShare: 0.1 }), 'preEvent');
  // Near the edge little is left to decide, and news that decides nothing moves nothing.
  assert.is(at(0.04, { p: 0.98 }), 'trading');
  assert.is(at(0.0001, {}, { ...SETTINGS, eventVarianceShare: 0 }), 'trading');
  // A quarter of what is open moves the price half of the way.
  assert.is(at(0.25, {}, { ...SETTINGS, eventVarianceShare: 0.25 }), 'trading');
  assert.is(at(0.24, {}, { ...SETTINGS, eventVarianceShare: 0.25 }), 'preEvent');
  for (const broken of [Number.NaN, -1, 7])
    assert.is(at(0.49, {}, { ...SETTINGS, eventVarianceShare: broken }), 'preEvent', `${broken} counts as all of it`);
  assert.is(at(Number.NaN), 'preEvent');
  assert.is(marketPhase(market({ eventMs: 5 * MINUTE }), 4.5 * MINUTE, SETTINGS, null).phase, 'preEvent');
});

test('no distance pays for a start that clears the book: what rests there is gone anyway', () => {
  const late = { p: 0.5, halfSpread: 0.9, latencyMs: 200, lateShare: 0.1 };
  const facts = market({ gameStartMs: 5 * MINUTE, clearBookOnStart: true });
  assert.is(marketPhase(facts, 4.5 * MINUTE, SETTINGS, late).phase, 'preEvent');
});

test('a game start that is brought forward pulls at once, also when it has begun already', () => {
  const facts = { gameStartMs: 60 * MINUTE, clearBookOnStart: true };
  const nowMs = 20 * MINUTE;
  assert.is(marketPhase(market(facts), nowMs, SETTINGS).phase, 'trading');
  const earlier = marketPhase(market({ ...facts, gameStartMs: 20.5 * MINUTE }), nowMs, SETTINGS);
  assert.equal(earlier, { phase: 'preEvent', nextChangeMs: 20.5 * MINUTE });
  assert.is(marketPhase(market({ ...facts, gameStartMs: 19 * MINUTE }), nowMs, SETTINGS).phase, 'inPlay');
});

test('a game that is postponed while it was thought to be in play is traded as before it', () => {
  const facts = { gameStartMs: 5 * MINUTE, clearBookOnStart: true };
  assert.is(marketPhase(market(facts), 7 * MINUTE, SETTINGS).phase, 'inPlay');
  const moved = marketPhase(market({ ...facts, gameStartMs: 90 * MINUTE }), 7 * MINUTE, SETTINGS);
  assert.equal(moved, { phase: 'trading', nextChangeMs: 89 * MINUTE });
});

test('the next look is always ahead, and nothing changes before it', () => {
  const moment = fc.option(
    fc.oneof(
      fc.integer({ min: 0, max: 1000 }).map((s) => s * 1000),
      fc.constant(Number.NaN),
    ),
  );
  fc.assert(
    fc.property(
      moment,
      moment,
      moment,
      fc.boolean(),
      fc.integer({ min: 0, max: 1_200_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (endMs, gameStartMs, eventMs, clearBookOnStart, nowMs, part) => {
        const facts = market({ endMs, gameStartMs, eventMs, clearBookOnStart });
        const settings = { ...SETTINGS, gameMaxMs: 3 * MINUTE };
        const now = marketPhase(facts, nowMs, settings);
        assert.ok(now.nextChangeMs === null || now.nextChangeMs > nowMs);
        const untilMs = (now.nextChangeMs ?? nowMs + 1e7) - 1;
        const between = nowMs + Math.floor(part * Math.max(0, untilMs - nowMs));
        assert.is(marketPhase(facts, between, settings).phase, now.phase);
      },
    ),
    { seed: 42, numRuns: 10_000 },
  );
});

test.run();
