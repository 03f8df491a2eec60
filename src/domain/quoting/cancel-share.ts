// Which share of the cancels at our price stood before us, learned from our own fills: when we are filled nobody is ahead any
// more, so what prints did not take of those ahead had cancelled (quant.md F-8.3 calibrated as F-13.2, forgotten as F-13.5).
// A Beta posterior; only fills speak, so a market in which we are seldom reached first looks a little more generous than it is.

/** One fill, in shares. */
export interface CancelEvidence {
  /** Cancelled at our price while we waited, by anybody else. */
  readonly cancelled: number;
  /** Of that, before us. */
  readonly ahead: number;
  /** Of that, had every share been as likely to go. */
  readonly proRata: number;
  /** How many cancels it was. */
  readonly cancels: number;
  readonly atMs: number;
}

/** Fading sums. */
export interface CancelShareState {
  readonly ahead: number;
  readonly behind: number;
  readonly proRata: number;
  readonly fills: number;
  readonly atMs: number;
}

export interface CancelShare {
  /** Of what was cancelled, before us: the mean and its standard deviation. */
  readonly mean: number;
  readonly sd: number;
  /** n of (a/(a+b))^n (power3 of F-8.3) that gives this share where we stood; 1 is pro rata, 0 everything before us. */
  readonly exponent: number;
  /** Share over what pro rata would have given: how much faster than its size the queue ahead of us cancels. */
  readonly pace: number;
  /** Weight left. */
  readonly fills: number;
  /** Enough was seen to rely on it. */
  readonly known: boolean;
}

const HALF_LIFE_MS = 3 * 86_400_000;
const FILLS_MIN = 10;
const CANCELS_MIN = 30;
const EXPONENT_MAX = 12;
const PRIOR = 1;
/** Where nearly nobody, or nearly everybody, stood before us a ratio to pro rata says nothing. */
const EVEN_MIN = 0.05;
/** No single fill speaks for more cancels than this: those of one wait come together. */
const CANCELS_PER_FILL_MAX = 20;

export const UNKNOWN_SHARE: CancelShareState = { ahead: 0, behind: 0, proRata: 0, fills: 0, atMs: 0 };

/** Evidence without a cancel, or that is no number, says nothing. */
export function observeCancelShare(state: CancelShareState, evidence: CancelEvidence): CancelShareState {
  const { cancelled, ahead, proRata, cancels, atMs } = evidence;
  if (!(cancelled > 0) || !Number.isFinite(cancelled + ahead + proRata + cancels + atMs) || !(cancels > 0))
    return state;
  const then = fadedTo(state, atMs);
  const weight = Math.min(cancels, CANCELS_PER_FILL_MAX);
  const share = clamp(ahead / cancelled);
  return {
    ahead: then.ahead + weight * share,
    behind: then.behind + weight * (1 - share),
    proRata: then.proRata + weight * clamp(proRata / cancelled),
    fills: then.fills + 1,
    atMs: then.atMs,
  };
}

export function readCancelShare(state: CancelShareState, nowMs: number): CancelShare {
  const { ahead, behind, proRata, fills } = fadedTo(state, nowMs);
  const cancels = ahead + behind;
  const [a, b] = [ahead + PRIOR, behind + PRIOR];
  const mean = a / (a + b);
  const sd = Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1)));
  const even = cancels > 0 ? Math.min(1 - EVEN_MIN, Math.max(EVEN_MIN, proRata / cancels)) : 0.5;
  return {
    mean,
    sd,
    exponent: Math.min(EXPONENT_MAX, Math.max(0, Math.log(mean) / Math.log(even))),
    pace: mean / even,
    fills,
    known: fills >= FILLS_MIN && cancels >= CANCELS_MIN,
  };
}

/** Weights halve every three days; time that goes back fades nothing. */
function fadedTo(state: CancelShareState, nowMs: number): CancelShareState {
  const keep = 2 ** (-Math.max(0, nowMs - state.atMs) / HALF_LIFE_MS);
  const { ahead, behind, proRata, fills } = state;
  return {
    ahead: ahead * keep,
    behind: behind * keep,
    proRata: proRata * keep,
    fills: fills * keep,
    atMs: Math.max(state.atMs, nowMs),
  };
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
