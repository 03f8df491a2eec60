// The door for outside opinions about a market's fair value. A signal becomes an observation on the logit scale or is left out
// for a named reason; leaving it out is always safe, because the filter then lives on the book alone. Nothing here throws.
import type { Signal } from '#domain/ports.ts';
import type { Observation } from './fair-value.ts';
import { clipProbability, logit } from './logit.ts';

export interface SignalSettings {
  /** Older than this it is left out. */
  readonly staleAfterMs: number;
  /** Logit per root second: how fast an ageing opinion loses its worth. */
  readonly sigma: number;
}

/** More says that it knows nothing, or is a slip: no probability can be further from another. In probability squared. */
const VARIANCE_MAX = 1;

/** `badVariance`: none, or one in which every probability would do. `notFinite` covers NaN in any field; `fromTheFuture` is a clock fault of the source. */
export type SignalFault = 'notFinite' | 'outsideRange' | 'badVariance' | 'fromTheFuture' | 'stale';

export type SignalReading =
  | { readonly ok: true; readonly observation: Observation }
  | { readonly ok: false; readonly fault: SignalFault; readonly source: string };

/** F-5.1: the stated variance grows with age by σ² a second. */
export function usable(signal: Signal, settings: SignalSettings): SignalReading {
  const fault = faultOf(signal, settings);
  if (fault) return { ok: false, fault, source: signal.source };
  const variance = signal.variance + (signal.ageMs / 1000) * settings.sigma ** 2;
  return {
    ok: true,
    observation: { x: logit(clipProbability(signal.fair)), variance, source: signal.source },
  };
}

function faultOf(signal: Signal, settings: SignalSettings): SignalFault | null {
  const { fair, variance, ageMs } = signal;
  if (!(Number.isFinite(fair) && Number.isFinite(variance) && Number.isFinite(ageMs))) return 'notFinite';
  if (fair <= 0 || fair >= 1) return 'outsideRange';
  const p = clipProbability(fair);
  if (variance <= 0 || variance * (p * (1 - p)) ** 2 > VARIANCE_MAX) return 'badVariance';
  if (ageMs < 0) return 'fromTheFuture';
  return ageMs > settings.staleAfterMs ? 'stale' : null;
}
