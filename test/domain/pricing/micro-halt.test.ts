import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  FILLS_KEPT_MAX,
  HALTS_KEPT_MAX,
  haltsLastHour,
  MICRO_HALT_DEFAULTS,
  type MicroHaltInput,
  type MicroHaltState,
  type OwnFill,
  observeMicroHalt,
  PRINTS_KEPT_MAX,
  returnMultiplier,
  startMicroHalt,
} from '#domain/pricing/micro-halt.ts';
import type { Flow } from '#domain/pricing/toxicity.ts';
import { near } from './oracle.ts';

const QUIET: Omit<MicroHaltInput, 'nowMs'> = {
  prints: [],
  ownFills: [],
  medianOrderSize: 100,
  jump: false,
  twoSided: true,
};

function look(state: MicroHaltState, nowMs: number, input: Partial<MicroHaltInput> = {}): MicroHaltState {
  return observeMicroHalt(state, { ...QUIET, nowMs, ...input }, MICRO_HALT_DEFAULTS);
}

/** A look every 250 ms through (from, to]. */
function watch(state: MicroHaltState, fromMs: number, toMs: number, input: Partial<MicroHaltInput> = {}) {
  let now = state;
  for (let atMs = fromMs + 250; atMs <= toMs; atMs += 250) now = look(now, atMs, input);
  return now;
}

const buys = (count: number, fromMs: number, everyMs: number): Flow[] =>
  Array.from({ length: count }, (_, i) => ({ side: 'buy', size: 10, atMs: fromMs + i * everyMs }));

const fill = (side: 'bid' | 'ask', atMs: number, size = 50): OwnFill => ({ side, atMs, size });

const status = (state: MicroHaltState) => `${state.bid.status} ${state.ask.status}`;

test('no prints, no signal: both sides may quote', () => {
  const state = watch(startMicroHalt(), 0, 10_000);
  assert.is(status(state), 'ok ok');
  assert.is(returnMultiplier(state.bid, 10_000), 1);
});

test('buyers alone halt the ask, sellers alone the bid', () => {
  const bought = look(startMicroHalt(), 3000, { prints: buys(20, 0, 100) });
  assert.is(status(bought), 'ok halted');
  assert.is(bought.ask.status === 'halted' && bought.ask.reason, 'flow');
  const sold = buys(20, 0, 100).map((print): Flow => ({ ...print, side: 'sell' }));
  assert.is(status(look(startMicroHalt(), 3000, { prints: sold })), 'halted ok');
});

test('runs of one side are usual here: twelve buys in a row are not yet a signal', () => {
  assert.is(status(look(startMicroHalt(), 3000, { prints: buys(12, 0, 100) })), 'ok ok');
  const naive = { ...MICRO_HALT_DEFAULTS, signCorrelation: 0 };
  const input = { ...QUIET, nowMs: 3000, prints: buys(12, 0, 100) };
  assert.is(observeMicroHalt(startMicroHalt(), input, naive).ask.status, 'halted');
});

test('one settlement batch is one print, however many lines it has', () => {
  assert.is(status(look(startMicroHalt(), 3000, { prints: buys(50, 1000, 0) })), 'ok ok');
});

test('slow one-way flow is seen in the half-minute window', () => {
  assert.is(status(look(startMicroHalt(), 29_000, { prints: buys(28, 1000, 1000) })), 'ok halted');
});

test('a third fill of the same side within two seconds halts that side', () => {
  let state = look(startMicroHalt(), 1000, { ownFills: [fill('bid', 1000), fill('ask', 1000)] });
  state = look(state, 1500, { ownFills: [fill('bid', 1500)] });
  assert.is(status(state), 'ok ok');
  state = look(state, 2900, { ownFills: [fill('bid', 2900)] });
  assert.is(status(state), 'halted ok');
  const slow = look(look(state, 10_000), 12_000, { ownFills: [fill('ask', 10_000), fill('ask', 11_000)] });
  assert.is(slow.ask.status, 'ok');
});

test('a fill of more than three median orders halts its side at once', () => {
  assert.is(status(look(startMicroHalt(), 1000, { ownFills: [fill('ask', 1000, 301)] })), 'ok halted');
  assert.is(status(look(startMicroHalt(), 1000, { ownFills: [fill('ask', 1000, 300)] })), 'ok ok');
  const unknown = look(startMicroHalt(), 1000, { ownFills: [fill('ask', 1000, 1e9)], medianOrderSize: null });
  assert.is(status(unknown), 'ok ok');
});

test('a jump halts both sides, and counts as one halt', () => {
  const state = look(startMicroHalt(), 1000, { jump: true });
  assert.is(status(state), 'halted halted');
  assert.is(haltsLastHour(state, 1000), 1);
});

test('a side returns after two calm seconds, half as wide again, and the extra fades by half in thirty seconds', () => {
  let state = look(look(startMicroHalt(), 0), 1000, { jump: true });
  state = watch(state, 1000, 2750);
  assert.is(status(state), 'halted halted');
  state = watch(state, 2750, 3000);
  assert.is(status(state), 'ok ok');
  near(returnMultiplier(state.ask, 3000), 1.5);
  near(returnMultiplier(state.ask, 33_000), 1.25);
  near(returnMultiplier(state.ask, 63_000), 1.125);
});

test('a side stays out while the jump flag is up, the book is one-sided, or was so a moment ago', () => {
  const halted = look(look(startMicroHalt(), 0), 1000, { jump: true });
  assert.is(status(watch(halted, 1000, 20_000, { jump: true })), 'halted halted');
  const empty = watch(halted, 1000, 20_000, { twoSided: false });
  assert.is(status(empty), 'halted halted');
  assert.is(status(watch(empty, 20_000, 21_000)), 'halted halted');
  assert.is(status(watch(empty, 20_000, 21_250)), 'ok ok');
});

test('a side stays out while the flow is still one-way, though weaker than what halted it', () => {
  let state = look(look(startMicroHalt(), 0), 3000, { prints: buys(25, 0, 100) });
  state = watch(state, 3000, 25_000);
  assert.is(status(state), 'ok halted', 'the half-minute window remembers');
  state = watch(state, 25_000, 35_000);
  assert.is(status(state), 'ok ok');
});

test('a side returns below one and a half standard errors, not above', () => {
  const mixed = (bought: number, sold: number): Flow[] =>
    buys(bought + sold, 2000, 30).map((print, i) => ({ ...print, side: i < bought ? 'buy' : 'sell' }));
  const halted = look(look(startMicroHalt(), 0), 1000, { jump: true });
  // 22 against 8 is 1.77 standard errors with the usual runs, 20 against 10 is 1.27.
  assert.is(status(watch(look(halted, 3000, { prints: mixed(22, 8) }), 3000, 6000)), 'halted halted');
  assert.is(status(watch(look(halted, 3000, { prints: mixed(20, 10) }), 3000, 6000)), 'ok ok');
});

test('every further halt lasts twice as long, up to a minute', () => {
  let state = look(startMicroHalt(), 0);
  let nowMs = 1000;
  const lasted: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const fromMs = nowMs;
    state = look(state, nowMs, { ownFills: [fill('bid', nowMs, 1000)] });
    while (state.bid.status === 'halted') {
      nowMs += 250;
      state = look(state, nowMs);
    }
    lasted.push((nowMs - fromMs) / 1000);
    nowMs += 1000;
  }
  assert.equal(lasted, [2, 4, 8, 16, 32, 60, 60]);
  assert.is(haltsLastHour(state, nowMs), 7);
  assert.is(haltsLastHour(state, nowMs + 3_600_000), 0);
  assert.equal(look(state, nowMs + 3_600_000).haltedAtMs, []);
});

test('what keeps coming while halted does not count as a further halt', () => {
  let state = look(look(startMicroHalt(), 0), 1000, { jump: true });
  state = watch(state, 1000, 10_000, { jump: true });
  assert.is(state.bid.level, 1);
  assert.is(haltsLastHour(state, 10_000), 1);
});

test('five calm minutes forget the doubling', () => {
  let state = look(look(startMicroHalt(), 0), 1000, { jump: true });
  state = watch(state, 1000, 3000);
  const soon = look(state, 303_000 - 1, { jump: true });
  assert.is(soon.bid.level, 2);
  const late = look(state, 303_000, { jump: true });
  assert.is(late.bid.level, 1);
});

test('whatever comes, memory is bounded, every halt ends when things are calm, and YES mirrors NO', () => {
  const print = fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    size: fc.double({ min: 0, max: 1e9, noNaN: true }),
    atMs: fc.integer({ min: 0, max: 100_000 }),
  });
  const own = fc.record({
    side: fc.constantFrom('bid' as const, 'ask' as const),
    size: fc.double({ min: 0, max: 1e9, noNaN: true }),
    atMs: fc.integer({ min: 0, max: 100_000 }),
  });
  const moment = fc.record({
    nowMs: fc.integer({ min: 0, max: 100_000 }),
    prints: fc.array(print, { maxLength: 30 }),
    ownFills: fc.array(own, { maxLength: 5 }),
    jump: fc.boolean(),
    twoSided: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 12 }), (moments) => {
      let [yes, no] = [startMicroHalt(), startMicroHalt()];
      for (const one of moments) {
        yes = look(yes, one.nowMs, one);
        no = look(no, one.nowMs, {
          ...one,
          prints: one.prints.map((p): Flow => ({ ...p, side: p.side === 'buy' ? 'sell' : 'buy' })),
          ownFills: one.ownFills.map((f): OwnFill => ({ ...f, side: f.side === 'bid' ? 'ask' : 'bid' })),
        });
      }
      assert.equal([no.bid, no.ask], [yes.ask, yes.bid]);
      const calm = watch(yes, 200_000, 300_000);
      assert.is(status(calm), 'ok ok');
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('a flood of prints, fills and halts keeps only the newest', () => {
  const flood = look(startMicroHalt(), 1000, {
    prints: buys(2000, 0, 0.4),
    ownFills: Array.from({ length: 500 }, () => fill('bid', 900)),
  });
  assert.is(flood.prints.length, PRINTS_KEPT_MAX);
  assert.is(flood.fills.length, FILLS_KEPT_MAX);
  let state: MicroHaltState = { ...startMicroHalt(), haltedAtMs: Array.from({ length: 200 }, () => 500) };
  state = look(state, 1000, { jump: true });
  assert.is(state.haltedAtMs.length, HALTS_KEPT_MAX);
});

test.run();
