// How much stands before an order of ours at its price, estimated from level totals and prints: nobody publishes the queue.
// Promises that cancels of others never fill us, that the front stays between zero (before a fill) and the level, and that
// a print and the level change it caused may arrive in either order. Our own order is never part of the totals passed in:
// the caller takes it out. A print through our price fills us whatever the queue says; that too is the caller's.
import { invariant } from '#domain/failure.ts';
import { MICRO, type Shares } from '#domain/units.ts';

/** All in micro-shares; `front` may carry fractions. */
export interface QueueState {
  /** Ahead of us. Below zero: that much of the prints at our price was ours. */
  readonly front: number;
  /** Printed since the last level change. */
  readonly cumulative: number;
  /** The level's total without our order. */
  readonly level: number;
}

/** The shapes of F-8.3: how likely a vanished share stood behind us. `log` ones count in shares, the others only in ratios. */
export type ProbabilityForm =
  | { readonly form: 'power' | 'power2' | 'power3'; readonly exponent: number }
  | { readonly form: 'log' | 'log2' };

/**
 * `riskAverse` moves on prints only and bounds all others from above. `powerK` is the K-th power form of F-8.3 with exponent
 * K: `power1` pro-rata, `power2` (b/(a+b))², `power3` 1−(a/(a+b))³, the default elsewhere. `log` and `log2` as in F-8.3.
 */
export type QueueModel = 'riskAverse' | 'power1' | 'power2' | 'power3' | 'log' | 'log2';

export const QUEUE_MODELS: Readonly<Record<QueueModel, ProbabilityForm | null>> = {
  riskAverse: null,
  power1: { form: 'power', exponent: 1 },
  power2: { form: 'power2', exponent: 2 },
  power3: { form: 'power3', exponent: 3 },
  log: { form: 'log' },
  log2: { form: 'log2' },
};

/** What we may believe of our own places: a model, or what our own fills taught (`cancel-share`), power3 until they have. */
export type QueueSetting = QueueModel | 'calibrated';

/** By which model evidence is judged where nobody knows the queue: a replay cannot learn from fills that it decides itself. */
export function judgedBy(setting: QueueSetting): QueueModel {
  return setting === 'calibrated' ? 'power3' : setting;
}

/** A model by name, or a form and exponent that somebody measured. */
export type QueueBelief = QueueModel | ProbabilityForm;

/** Last in line (F-8.1). `levelSize`: the level when the venue accepted us, without us. */
export function joinQueue(levelSize: Shares): QueueState {
  return { front: levelSize, cumulative: 0, level: levelSize };
}

/** A print at our price eats from the front (F-8.1). */
export function queueAfterPrint(state: QueueState, size: Shares): QueueState {
  return { ...state, front: state.front - size, cumulative: state.cumulative + size };
}

/** The level's new absolute total; what prints do not explain was cancelled or added (F-8.2). */
export function queueAfterLevel(state: QueueState, newSize: Shares, model: QueueBelief): QueueState {
  return queueAfterLevelBy(state, newSize, typeof model === 'string' ? QUEUE_MODELS[model] : model);
}

/** As `queueAfterLevel` with any form and exponent; `form` null is risk-averse. */
export function queueAfterLevelBy(state: QueueState, newSize: Shares, form: ProbabilityForm | null): QueueState {
  const cancelled = state.level - newSize - state.cumulative;
  return { front: Math.min(frontAfter(state, cancelled, form), newSize), cumulative: 0, level: newSize };
}

/** We got `size` of what the prints brought; the crumb that was too small for a lot stays ours. */
export function queueAfterFill(state: QueueState, size: Shares): QueueState {
  return { ...state, front: state.front + size };
}

/** What prints at our price have brought us by now, in whole lots, at most what is left of the order (F-8.4). */
export function executable(state: QueueState, orderRemaining: Shares, lot: Shares): Shares {
  invariant(lot > 0, 'a lot of zero shares');
  if (!(state.front < 0)) return 0 as Shares;
  return Math.min(orderRemaining, Math.round(-state.front / lot) * lot) as Shares;
}

/**
 * Probability that a share which left the level stood behind us, in [0, 1] (F-8.3).
 * `front`, `back`: micro-shares before and behind us. An empty level says 1: nothing of it was ahead.
 */
export function behindProbability(form: ProbabilityForm, front: number, back: number): number {
  const a = Math.max(0, front) / MICRO;
  const b = Math.max(0, back) / MICRO; // below zero while prints and levels are out of step
  if (a === 0) return 1;
  switch (form.form) {
    case 'power': {
      // As a ratio, so that x^n cannot overflow.
      return b === 0 ? 0 : 1 / (1 + (a / b) ** form.exponent);
    }
    case 'power2':
      return (b / (a + b)) ** form.exponent;
    case 'power3':
      return 1 - (a / (a + b)) ** form.exponent;
    case 'log':
      return Math.log1p(b) / (Math.log1p(b) + Math.log1p(a));
    case 'log2':
      return Math.log1p(b) / Math.log1p(b + a);
  }
}

function frontAfter(state: QueueState, cancelled: number, form: ProbabilityForm | null): number {
  const { front, level } = state;
  if (!form || cancelled <= 0 || front <= 0) return front;
  const back = Math.max(0, level - front);
  const behind = behindProbability(form, front, back) * cancelled;
  const estimate = front - (cancelled - behind) + Math.min(back - behind, 0);
  return Math.max(0, estimate); // a cancel brings us to the front at best: only a print fills
}
