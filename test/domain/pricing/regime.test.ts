import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  observeRegime,
  REGIME_QUOTES,
  REGIMES,
  type Regime,
  type RegimeInput,
  type RegimeState,
  startRegime,
} from '#domain/pricing/regime.ts';

const test = suite('regime');

const LIMITS = { thinSpread: 0.03, thinDepthUsd: 300, deepSpread: 0.015, deepDepthUsd: 2_000 };
const DEEP: Omit<RegimeInput, 'nowMs'> = {
  spread: 0.01,
  depthUsd: 5_000,
  twoSided: true,
  crossed: false,
  score: 20,
  jump: false,
  haltsLastHour: 0,
  paceKnown: false,
};
const USUAL = { spread: 0.02, depthUsd: 600 };
const THIN = { spread: 0.05, depthUsd: 100 };

/** A look a second; `for` in seconds. */
function live(steps: readonly { readonly for: number; readonly see?: Partial<RegimeInput> }[]) {
  let state = startRegime();
  const went: string[] = [];
  let nowMs = 1_000_000;
  const startMs = nowMs;
  for (const { for: seconds, see = {} } of steps)
    for (let count = 0; count < seconds; count += 1) {
      const before = state;
      state = observeRegime(state, { nowMs, ...DEEP, ...see }, LIMITS);
      if (state.regime !== before.regime || nowMs === startMs) went.push(`${(nowMs - startMs) / 1000} ${state.regime}`);
      nowMs += 1_000;
    }
  return { state, went };
}

test('the first look takes what it sees, the best as well as the worst', () => {
  assert.equal(live([{ for: 1 }]).went, ['0 highLiquidity']);
  assert.equal(live([{ for: 1, see: THIN }]).went, ['0 lowLiquidity']);
  assert.equal(live([{ for: 1, see: { jump: true } }]).went, ['0 crisis']);
});

test('the table of F-12.1, row by row, each limit counted as within it', () => {
  for (const [see, regime, reason] of [
    [{ spread: 0.51 - 0.495, depthUsd: 2_000, score: 49.9 }, 'highLiquidity', null],
    [{ score: 50 }, 'normal', 'usual pace'],
    [{ spread: 0.016 }, 'normal', 'usual spread'],
    [{ depthUsd: 1_999 }, 'normal', 'usual depth'],
    [{ spread: 0.52 - 0.49, depthUsd: 300, score: 74.9 }, 'normal', 'usual spread'],
    [{ spread: 0.031 }, 'lowLiquidity', 'wide spread'],
    [{ depthUsd: 299 }, 'lowLiquidity', 'little depth'],
    [{ score: 75 }, 'lowLiquidity', 'fast'],
    [{ haltsLastHour: 10 }, 'highLiquidity', null],
    [{ haltsLastHour: 11 }, 'lowLiquidity', 'many halts'],
    [{ twoSided: false }, 'lowLiquidity', 'often one-sided'],
    [{ score: 89.9 }, 'lowLiquidity', 'fast'],
    [{ score: 90 }, 'crisis', 'wild'],
    [{ score: 100, paceKnown: true }, 'lowLiquidity', 'fast'],
    [{ jump: true }, 'crisis', 'jump'],
    [{ jump: true, paceKnown: true }, 'highLiquidity', null],
    [{ spread: null }, 'lowLiquidity', 'wide spread'],
    [{ depthUsd: null }, 'lowLiquidity', 'little depth'],
    [{ score: Number.NaN }, 'crisis', 'wild'],
    [{ spread: Number.NaN }, 'lowLiquidity', 'wide spread'],
    [{ depthUsd: Number.NaN }, 'lowLiquidity', 'little depth'],
  ] as const) {
    const { state } = live([{ for: 1, see }]);
    assert.is(state.regime, regime, JSON.stringify(see));
    assert.is(state.reason, reason, JSON.stringify(see));
  }
});

test('worse is believed at once, better after half a minute without a break', () => {
  assert.equal(live([{ for: 10 }, { for: 5, see: THIN }, { for: 60, see: USUAL }]).went, [
    '0 highLiquidity',
    '10 lowLiquidity',
    '45 normal',
  ]);
  const broken = live([
    { for: 10, see: THIN },
    { for: 29, see: USUAL },
    { for: 1, see: THIN },
    { for: 31, see: USUAL },
  ]);
  assert.equal(broken.went, ['0 lowLiquidity', '70 normal']);
});

test('whoever gets better in steps gets no further than the worst of the half minute', () => {
  const { went } = live([{ for: 10, see: THIN }, { for: 20 }, { for: 5, see: USUAL }, { for: 60 }]);
  assert.equal(went, ['0 lowLiquidity', '40 normal', '71 highLiquidity']);
});

test('a crisis ends after a minute of calm, and only with two sides', () => {
  assert.equal(live([{ for: 5 }, { for: 1, see: { jump: true } }, { for: 80 }]).went, [
    '0 highLiquidity',
    '5 crisis',
    '66 highLiquidity',
  ]);
  const oneSided = { twoSided: false };
  const { went } = live([{ for: 1, see: { jump: true } }, { for: 90, see: oneSided }, { for: 1 }]);
  assert.equal(went, ['0 crisis', '91 lowLiquidity']);
  const again = live([{ for: 1, see: { jump: true } }, { for: 59 }, { for: 1, see: { jump: true } }, { for: 62 }]);
  assert.equal(again.went, ['0 crisis', '121 highLiquidity'], 'a second jump begins it anew');
});

test('a book that is crossed for a moment is none, for more than a second a crisis', () => {
  const crossed = { crossed: true, twoSided: false };
  assert.equal(live([{ for: 10 }, { for: 2, see: crossed }]).went, ['0 highLiquidity']);
  assert.equal(live([{ for: 10 }, { for: 3, see: crossed }]).went, ['0 highLiquidity', '12 crisis']);
});

test('a market that shows one side for a good minute in five is one of low liquidity until that is forgotten', () => {
  const { went } = live([{ for: 300 }, { for: 60, see: { twoSided: false } }, { for: 5 }]);
  assert.is(went.length, 1, 'a minute is not a fifth of five');
  const long = live([{ for: 300 }, { for: 70, see: { twoSided: false } }, { for: 400 }]);
  assert.is(long.went[1], '367 lowLiquidity');
  assert.match(long.went[2] ?? '', / highLiquidity$/);
});

test('time that stands still, goes back or leaps wears out no dwell and breaks nothing', () => {
  let state = observeRegime(startRegime(), { nowMs: 1_000, ...DEEP, ...THIN }, LIMITS);
  for (const nowMs of [1_000, 500, -5_000, 1_000]) state = observeRegime(state, { nowMs, ...DEEP }, LIMITS);
  assert.is(state.regime, 'lowLiquidity');
  state = observeRegime(state, { nowMs: 1e12, ...DEEP }, LIMITS);
  assert.is(state.regime, 'highLiquidity');
  assert.ok((state.twoSidedShare ?? 2) <= 1);
});

test('a regime is never better than what the last half minute deserved, whatever comes', () => {
  const rank = (regime: Regime) => REGIMES.indexOf(regime);
  const look = fc.record({
    spread: fc.constantFrom(null, 0.01, 0.02, 0.05, Number.NaN),
    depthUsd: fc.constantFrom(null, 100, 600, 5_000),
    twoSided: fc.boolean(),
    crossed: fc.constantFrom(false, false, false, true),
    score: fc.constantFrom(10, 60, 80, 95),
    jump: fc.constantFrom(false, false, false, false, true),
    haltsLastHour: fc.constantFrom(0, 20),
    paceKnown: fc.boolean(),
    afterMs: fc.integer({ min: 0, max: 20_000 }),
  });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 40, size: 'max' }), (looks) => {
      let state: RegimeState = startRegime();
      let nowMs = 0;
      const deserved: { readonly atMs: number; readonly rank: number }[] = [];
      for (const { afterMs, ...see } of looks) {
        nowMs += afterMs;
        const before = state;
        state = observeRegime(state, { nowMs, ...see }, LIMITS);
        // What this look alone deserves: a fresh reducer with the same memory of sides and crossing.
        const alone = observeRegime({ ...before, regime: 'highLiquidity', better: null }, { nowMs, ...see }, LIMITS);
        deserved.push({ atMs: nowMs, rank: rank(alone.regime) });
        assert.ok(rank(state.regime) >= rank(alone.regime), 'never better than this very look');
        if (deserved.length > 1 && rank(state.regime) < rank(before.regime)) {
          const dwellMs = before.regime === 'crisis' ? 60_000 : 30_000;
          const lately = deserved.filter(({ atMs }) => atMs > nowMs - dwellMs);
          for (const each of lately) assert.ok(each.rank < rank(before.regime), 'it was deserved all the while');
        }
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('what a regime asks of quotes: nothing where it is deep, thirds and half as far again where it is thin, silence in a crisis', () => {
  assert.equal(REGIME_QUOTES.highLiquidity, { distance: 1, size: 1 });
  assert.equal(REGIME_QUOTES.normal, { distance: 1, size: 1 });
  assert.equal(REGIME_QUOTES.lowLiquidity, { distance: 1.5, size: 0.3 });
  assert.is(REGIME_QUOTES.crisis.size, 0);
});

test.run();
