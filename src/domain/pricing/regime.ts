// What kind of market this is right now, as a pure reducer (quant.md F-12.1): four regimes by spread, depth, two-sided time and
// pace. A worse one holds at once; a better one must be deserved for a while without a break, and ending a crisis takes longest.
// Data gaps and restarts of the engine are not here: they have states of their own and end as those say.

/** From best to worst. */
export const REGIMES = ['highLiquidity', 'normal', 'lowLiquidity', 'crisis'] as const;
export type Regime = (typeof REGIMES)[number];

export interface RegimeSettings {
  /** Dollars a share: a wider spread is thin. */
  readonly thinSpread: number;
  /** Dollars on the poorer side: less is thin. */
  readonly thinDepthUsd: number;
  readonly deepSpread: number;
  readonly deepDepthUsd: number;
}

export interface RegimeInput {
  readonly nowMs: number;
  /** Smoothed, dollars; null: there was none yet. */
  readonly spread: number | null;
  /** Dollars near the price on the poorer side, smoothed; null: there was none yet. */
  readonly depthUsd: number | null;
  readonly twoSided: boolean;
  readonly crossed: boolean;
  /** Of F-5.5, 0 to 100. */
  readonly score: number;
  readonly jump: boolean;
  /** Halts of either side in the last hour (F-7.7). */
  readonly haltsLastHour: number;
  /** It is known where the pace comes from: somebody who knows more than the book speaks, or such markets are always fast. Then
   *  neither pace nor a jump is a crisis; a jump is answered by the micro-halt, and the spread knows σ. */
  readonly paceKnown: boolean;
}

export interface RegimeState {
  readonly regime: Regime;
  /** Why it is no better; null: it is as good as it gets. */
  readonly reason: string | null;
  readonly nowMs: number;
  /** The worst regime that was deserved since a better one than ours was first deserved. */
  readonly better: { readonly regime: Regime; readonly reason: string | null; readonly sinceMs: number } | null;
  readonly crossedSinceMs: number | null;
  /** Of about the last five minutes; null before the first look. */
  readonly twoSidedShare: number | null;
  readonly twoSided: boolean;
}

/** What a regime asks of the quotes: distance and size as multiples. */
export const REGIME_QUOTES: Readonly<Record<Regime, { readonly distance: number; readonly size: number }>> = {
  highLiquidity: { distance: 1, size: 1 },
  normal: { distance: 1, size: 1 },
  lowLiquidity: { distance: 1.5, size: 0.3 },
  crisis: { distance: 1.5, size: 0 },
};

const BETTER_AFTER_MS = 30_000;
const CRISIS_ENDS_AFTER_MS = 60_000;
const CROSSED_MAX_MS = 1_000;
const TWO_SIDED_TIME_MS = 300_000;
const TWO_SIDED_MIN = 0.8;
const CALM_SCORE = 50;
const FAST_SCORE = 75;
const WILD_SCORE = 90;
const HALTS_AN_HOUR_MAX = 10;
/** Dollars: prices are doubles here, and a spread of exactly the limit is within it. */
const NEAR = 1e-9;

export function startRegime(): RegimeState {
  return {
    regime: 'normal',
    reason: null,
    nowMs: Number.NEGATIVE_INFINITY,
    better: null,
    crossedSinceMs: null,
    twoSidedShare: null,
    twoSided: false,
  };
}

/** One look. Time that goes back counts as no time. The first look takes what it sees, without waiting. */
export function observeRegime(state: RegimeState, input: RegimeInput, settings: RegimeSettings): RegimeState {
  const isFirst = state.twoSidedShare === null;
  const nowMs = isFirst ? input.nowMs : Math.max(input.nowMs, state.nowMs);
  const memory = {
    nowMs,
    twoSided: input.twoSided,
    twoSidedShare: twoSidedShare(state, input.twoSided, nowMs),
    crossedSinceMs: input.crossed ? (state.crossedSinceMs ?? nowMs) : null,
  };
  const deserved = deservedRegime(input, memory, settings);
  if (isFirst || rank(deserved.regime) >= rank(state.regime)) return { ...memory, ...deserved, better: null };
  const since = state.better ?? { ...deserved, sinceMs: nowMs };
  const better = rank(deserved.regime) > rank(since.regime) ? { ...deserved, sinceMs: since.sinceMs } : since;
  const isCrisis = state.regime === 'crisis';
  const mayLeave = nowMs - better.sinceMs >= (isCrisis ? CRISIS_ENDS_AFTER_MS : BETTER_AFTER_MS);
  if (mayLeave && (input.twoSided || !isCrisis)) {
    const { regime, reason } = better;
    return { ...memory, regime, reason, better: null };
  }
  return { ...memory, regime: state.regime, reason: state.reason, better };
}

/** Something else than the market says that nothing can be relied on: a crisis from here on, that ends as any other. */
export function shaken(state: RegimeState, reason: string): RegimeState {
  return { ...state, regime: 'crisis', reason, better: null };
}

/** What this very look deserves, and why it is not one better. */
function deservedRegime(
  input: RegimeInput,
  { nowMs, crossedSinceMs, twoSidedShare }: Pick<RegimeState, 'nowMs' | 'crossedSinceMs' | 'twoSidedShare'>,
  settings: RegimeSettings,
): { readonly regime: Regime; readonly reason: string | null } {
  const { spread, depthUsd, score } = input;
  if (input.jump && !input.paceKnown) return { regime: 'crisis', reason: 'jump' };
  // Doubt (NaN) is as bad as the worst.
  if (!(score < WILD_SCORE) && !input.paceKnown) return { regime: 'crisis', reason: 'wild' };
  if (crossedSinceMs !== null && nowMs - crossedSinceMs > CROSSED_MAX_MS)
    return { regime: 'crisis', reason: 'crossed' };
  const low = (reason: string) => ({ regime: 'lowLiquidity', reason }) as const;
  if (spread === null || !(spread <= settings.thinSpread + NEAR)) return low('wide spread');
  if (depthUsd === null || !(depthUsd >= settings.thinDepthUsd)) return low('little depth');
  if (!((twoSidedShare ?? 0) >= TWO_SIDED_MIN)) return low('often one-sided');
  if (!(score < FAST_SCORE)) return low('fast');
  if (input.haltsLastHour > HALTS_AN_HOUR_MAX) return low('many halts');
  const normal = (reason: string) => ({ regime: 'normal', reason }) as const;
  if (!(spread <= settings.deepSpread + NEAR)) return normal('usual spread');
  if (!(depthUsd >= settings.deepDepthUsd)) return normal('usual depth');
  return score < CALM_SCORE ? { regime: 'highLiquidity', reason: null } : normal('usual pace');
}

export function isWorse(regime: Regime, than: Regime): boolean {
  return rank(regime) > rank(than);
}

/** An average that forgets: what was there until now held since the last look. */
function twoSidedShare(state: RegimeState, now: boolean, nowMs: number): number {
  if (state.twoSidedShare === null) return now ? 1 : 0;
  const kept = Math.exp(-(nowMs - state.nowMs) / TWO_SIDED_TIME_MS);
  return kept * state.twoSidedShare + (1 - kept) * (state.twoSided ? 1 : 0);
}

function rank(regime: Regime): number {
  return REGIMES.indexOf(regime);
}
