// The phase that time alone gives a market (quant.md F-12.4, F-12.5), and when to look again. Facts are read afresh at each
// call, because a game start moves and ends are corrected. Trust in data, halts and warming up are for others to judge.

import { eventMove } from '../pricing/event-move.ts';
import { clipProbability } from '../pricing/logit.ts';
import { normalDensity, normalQuantile } from '../pricing/normal.ts';
import type { Market } from './market.ts';

/** `preEvent` and `closing` mean no quotes; after the end the venue may keep the book open, we do not. */
export type MarketPhase = 'trading' | 'preEvent' | 'inPlay' | 'closing' | 'awaitingResolution' | 'redeeming';

export interface ClockSettings {
  /** No quotes in the last stretch before the end, at least this long. */
  readonly stopBeforeEndMs: number;
  /** … but a thin quote in a fast market never makes it longer than this. */
  readonly stopBeforeEndMaxMs: number;
  /** A game whose end nobody told is over so long after its start. */
  readonly gameMaxMs: number;
  /** Out of the way this long before scheduled news, and before a game start that clears the book. */
  readonly pullBeforeEventMs: number;
  /** And this long after the news was due: it spreads, and it may be late. */
  readonly stayAfterEventMs: number;
  /** Share of what is still open that scheduled news decides. */
  readonly eventVarianceShare: number;
  /** How long our cancels take, measured. */
  readonly cancelP95Ms: number;
  readonly cancelP99Ms: number;
}

/** What being late costs: near the end the price moves more within `latencyMs` than our distance from fair. Dollars. */
export interface LateRisk {
  readonly p: number;
  readonly halfSpread: number;
  readonly latencyMs: number;
  /** Chance that news finds our order before our cancel does. */
  readonly lateShare: number;
}

export interface PhaseNow {
  readonly phase: MarketPhase;
  /** The next moment at which the answer changes if the facts do not; null when time changes nothing any more. */
  readonly nextChangeMs: number | null;
}

const CANCELS_BEFORE_END = 10;
const CANCELS_BEFORE_EVENT = 3;

export function marketPhase(
  market: Market,
  nowMs: number,
  settings: ClockSettings,
  late: LateRisk | null = null,
): PhaseNow {
  if (market.payout !== null) return { phase: 'redeeming', nextChangeMs: null };
  const { stopMs, endMs } = lastStretch(market, settings, late);
  const pulls = pullWindows(market, settings, late);
  const startMs = known(market.gameStartMs);
  const moments = [endMs, stopMs, startMs, ...pulls.flatMap(({ fromMs, toMs }) => [fromMs, toMs])];
  const ahead = moments.filter((moment) => moment !== null && moment > nowMs) as number[];
  const nextChangeMs = ahead.length > 0 ? Math.min(...ahead) : null;
  return { phase: phaseAt(), nextChangeMs };

  /** The gravest phase wins. */
  function phaseAt(): MarketPhase {
    if (endMs !== null && nowMs >= endMs) return 'awaitingResolution';
    if (stopMs !== null && nowMs >= stopMs) return 'closing';
    if (pulls.some(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs)) return 'preEvent';
    return startMs !== null && nowMs >= startMs ? 'inPlay' : 'trading';
  }
}

/** The end a clock may go by: listings of games often give the start as the end, and such an end says nothing. */
export function usableEndMs(market: Market): number | null {
  const [endMs, startMs] = [known(market.endMs), known(market.gameStartMs)];
  return endMs !== null && startMs !== null && endMs <= startMs ? null : endMs;
}

/** From the stop to the end nothing is quoted, and after it neither. A game of unknown end stops when games are over; null: never. */
function lastStretch(
  market: Market,
  settings: ClockSettings,
  late: LateRisk | null,
): { readonly stopMs: number | null; readonly endMs: number | null } {
  const endMs = usableEndMs(market);
  const lengthMs = stopBeforeEnd(settings, late);
  if (endMs !== null) return { stopMs: endMs - lengthMs, endMs };
  const startMs = known(market.gameStartMs);
  if (startMs === null) return { stopMs: null, endMs: null };
  const overMs = startMs + duration(settings.gameMaxMs);
  return { stopMs: overMs, endMs: overMs + lengthMs };
}

/** Milliseconds left to the end: zero once passed, null when unknown (then resolution may come at any time). */
export function timeLeftMs(market: Market, nowMs: number): number | null {
  const endMs = usableEndMs(market);
  return endMs === null ? null : Math.max(0, endMs - nowMs);
}

/** F-12.5: the longest of the fixed stretch, ten slow cancels, and the time at which σ_p·√latency passes our distance. */
export function stopBeforeEnd(settings: ClockSettings, late: LateRisk | null = null): number {
  const fixed = Math.max(settings.stopBeforeEndMs, CANCELS_BEFORE_END * duration(settings.cancelP95Ms));
  if (!late || !(late.halfSpread > 0)) return fixed;
  // On the clock of F-2.3 σ_p = φ(u)/√τ, so the two meet at τ = latency·(φ(u)/d)².
  const density = normalDensity(normalQuantile(clipProbability(late.p)));
  const meetMs = duration(late.latencyMs) * (density / late.halfSpread) ** 2;
  return Math.max(fixed, Math.min(duration(meetMs), settings.stopBeforeEndMaxMs));
}

function pullWindows(
  market: Market,
  settings: ClockSettings,
  late: LateRisk | null,
): { fromMs: number; toMs: number }[] {
  const before = Math.max(settings.pullBeforeEventMs, CANCELS_BEFORE_EVENT * duration(settings.cancelP99Ms));
  const windows: { fromMs: number; toMs: number }[] = [];
  const [eventMs, startMs] = [known(market.eventMs), known(market.gameStartMs)];
  if (eventMs !== null && !paysForNews(settings, late))
    windows.push({ fromMs: eventMs - before, toMs: eventMs + settings.stayAfterEventMs });
  if (startMs !== null && market.clearBookOnStart) windows.push({ fromMs: startMs - before, toMs: startMs });
  return windows;
}

/** F-12.4: a quote stays through news only when its distance pays for what being late costs on average: d ≥ E|Δp|·π_s. */
function paysForNews({ eventVarianceShare }: ClockSettings, late: LateRisk | null): boolean {
  if (!late) return false;
  return late.halfSpread >= eventMove(clipProbability(late.p), eventVarianceShare).expected * late.lateShare;
}

/** A moment that is no number is unknown: compared with, it would never come. */
function known(moment: number | null): number | null {
  return Number.isFinite(moment) ? moment : null;
}

/** A measurement that is missing or broken counts as zero: the fixed stretch still holds. */
function duration(ms: number): number {
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
