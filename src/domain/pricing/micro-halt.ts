// The reflex of a market maker who is being run over (quant.md F-7.7), as a pure reducer with two sides: one-way flow, a burst of
// our own fills, an outsized fill or a jump halts the side that is hit for seconds, longer each time. It says which side may
// quote and how much wider after coming back; cancelling is for the quoter. All memory is bounded.
import type { BookSide } from '#domain/market/market-event.ts';
import { type Flow, imbalanceZ, netBatches, PRINTS_MIN } from './toxicity.ts';

export interface MicroHaltSettings {
  /** Standard errors of one-way flow that halt a side, and below which it may return. */
  readonly zEnter: number;
  readonly zExit: number;
  /** The first halt, doubled with every further one up to the longest. */
  readonly haltMs: number;
  readonly haltMaxMs: number;
  /** So long after the last one the doubling starts anew. */
  readonly calmMs: number;
  /** How alike neighbouring print signs usually are in markets like this. */
  readonly signCorrelation: number;
}

export const MICRO_HALT_DEFAULTS: MicroHaltSettings = {
  zEnter: 3,
  zExit: 1.5,
  haltMs: 2_000,
  haltMaxMs: 60_000,
  calmMs: 5 * 60_000,
  signCorrelation: 0.35,
};

export type HaltReason = 'flow' | 'fills' | 'largeFill' | 'jump';

export type SideHalt =
  /** `level` counts halts since the last long calm; `exitedMs` null: never halted. */
  | { readonly status: 'ok'; readonly level: number; readonly exitedMs: number | null }
  /** Not before `untilMs`, and not before flow, book and jump flag are calm. */
  | { readonly status: 'halted'; readonly level: number; readonly untilMs: number; readonly reason: HaltReason };

/** A fill of ours, in YES terms. */
export interface OwnFill {
  readonly side: BookSide;
  readonly atMs: number;
  /** Shares. */
  readonly size: number;
}

export interface MicroHaltState {
  readonly bid: SideHalt;
  readonly ask: SideHalt;
  readonly nowMs: number;
  /** The last half minute, newest last; beyond PRINTS_KEPT_MAX the oldest go. */
  readonly prints: readonly Flow[];
  /** The last two seconds; beyond FILLS_KEPT_MAX the oldest go. */
  readonly fills: readonly OwnFill[];
  readonly twoSidedSinceMs: number | null;
  /** When halts began in the last hour; both sides at once are one. At most HALTS_KEPT_MAX. */
  readonly haltedAtMs: readonly number[];
}

export interface MicroHaltInput {
  readonly nowMs: number;
  /** New since the last observation. */
  readonly prints: readonly Flow[];
  readonly ownFills: readonly OwnFill[];
  /** Shares; null when unknown. */
  readonly medianOrderSize: number | null;
  readonly jump: boolean;
  /** The book has both sides and they do not cross. */
  readonly twoSided: boolean;
}

export const PRINTS_KEPT_MAX = 512;
export const FILLS_KEPT_MAX = 64;
export const HALTS_KEPT_MAX = 64;
const FLOW_WINDOWS_MS: readonly number[] = [5_000, 30_000];
const FLOW_KEPT_MS = 30_000;
const FILLS_WINDOW_MS = 2_000;
const FILLS_IN_A_ROW = 3;
const LARGE_FILL = 3;
const TWO_SIDED_MS = 1_000;
const HOUR_MS = 60 * 60_000;
const RETURN_EXTRA = 0.5;
const RETURN_HALF_LIFE_MS = 30_000;

export function startMicroHalt(): MicroHaltState {
  const ok: SideHalt = { status: 'ok', level: 0, exitedMs: null };
  return { bid: ok, ask: ok, nowMs: 0, prints: [], fills: [], twoSidedSinceMs: null, haltedAtMs: [] };
}

/** Time going back counts as no time. */
export function observeMicroHalt(
  state: MicroHaltState,
  input: MicroHaltInput,
  settings: MicroHaltSettings,
): MicroHaltState {
  const nowMs = Math.max(input.nowMs, state.nowMs);
  const recent = (atMs: number, withinMs: number): boolean => Math.abs(nowMs - atMs) < withinMs;
  const kept = <Seen extends { readonly atMs: number }>(seen: readonly Seen[], withinMs: number, max: number) =>
    seen.length === 0 ? seen : seen.filter(({ atMs }) => recent(atMs, withinMs)).slice(-max);
  const memory = {
    nowMs,
    prints: kept(joined(state.prints, input.prints), FLOW_KEPT_MS, PRINTS_KEPT_MAX),
    fills: kept(joined(state.fills, input.ownFills), FILLS_WINDOW_MS, FILLS_KEPT_MAX),
    twoSidedSinceMs: input.twoSided ? (state.twoSidedSinceMs ?? nowMs) : null,
  };
  const flow = flowZ(memory.prints, nowMs, settings.signCorrelation);
  const calm =
    Math.max(flow.most, -flow.least) < settings.zExit &&
    !input.jump &&
    memory.twoSidedSinceMs !== null &&
    nowMs - memory.twoSidedSinceMs >= TWO_SIDED_MS;
  const step = (side: BookSide): SideHalt =>
    nextHalt(state[side], nowMs, triggerOf(side, flow, memory.fills, input, settings), calm, settings);
  const [bid, ask] = [step('bid'), step('ask')];
  const began = [bid, ask].some((side, i) => side.status === 'halted' && [state.bid, state.ask][i]?.status === 'ok');
  const isLastHour = (atMs: number) => nowMs - atMs < HOUR_MS;
  const lastHour = state.haltedAtMs.every(isLastHour) ? state.haltedAtMs : state.haltedAtMs.filter(isLastHour);
  const haltedAtMs = began ? [...lastHour, nowMs].slice(-HALTS_KEPT_MAX) : lastHour;
  return { ...memory, bid, ask, haltedAtMs };
}

/** Mostly nothing is new. */
function joined<Seen>(old: readonly Seen[], fresh: readonly Seen[]): readonly Seen[] {
  return fresh.length === 0 ? old : [...old, ...fresh];
}

/** How much wider a side quotes after it came back: half as much again at first, fading by half every thirty seconds. */
export function returnMultiplier(side: SideHalt, nowMs: number): number {
  if (side.status === 'halted') return 1 + RETURN_EXTRA;
  if (side.exitedMs === null) return 1;
  return 1 + RETURN_EXTRA * 2 ** (-Math.max(0, nowMs - side.exitedMs) / RETURN_HALF_LIFE_MS);
}

/** Many of them (more than ten) make a market one of low liquidity. */
export function haltsLastHour(state: MicroHaltState, nowMs: number): number {
  return state.haltedAtMs.filter((atMs) => nowMs - atMs < HOUR_MS).length;
}

interface FlowRange {
  readonly most: number;
  readonly least: number;
}

const CALM: FlowRange = { most: 0, least: 0 };

/** The largest and smallest z of the windows; a window with too few prints is calm. */
function flowZ(prints: readonly Flow[], nowMs: number, correlation: number): FlowRange {
  if (prints.length < PRINTS_MIN) return CALM;
  const all = FLOW_WINDOWS_MS.map((windowMs) => {
    const batches = netBatches(prints.filter(({ atMs }) => nowMs - atMs < windowMs));
    const buys = batches.filter(({ side }) => side === 'buy').length;
    return imbalanceZ(buys, batches.length - buys, correlation) ?? 0;
  });
  return { most: Math.max(0, ...all), least: Math.min(0, ...all) };
}

function triggerOf(
  side: BookSide,
  flow: FlowRange,
  fills: readonly OwnFill[],
  input: MicroHaltInput,
  settings: MicroHaltSettings,
): HaltReason | null {
  if (input.jump) return 'jump';
  // Buyers run over the ask, sellers the bid.
  if ((side === 'ask' ? flow.most : -flow.least) > settings.zEnter) return 'flow';
  if (fills.filter((fill) => fill.side === side).length >= FILLS_IN_A_ROW) return 'fills';
  const median = input.medianOrderSize;
  const large = (fill: OwnFill): boolean => median !== null && fill.side === side && fill.size > LARGE_FILL * median;
  return input.ownFills.some(large) ? 'largeFill' : null;
}

function nextHalt(
  side: SideHalt,
  nowMs: number,
  reason: HaltReason | null,
  calm: boolean,
  settings: MicroHaltSettings,
): SideHalt {
  if (side.status === 'ok') {
    if (reason === null) return side;
    const longCalm = side.exitedMs !== null && nowMs - side.exitedMs >= settings.calmMs;
    const level = longCalm ? 1 : side.level + 1;
    return { status: 'halted', level, untilMs: nowMs + haltMs(level, settings), reason };
  }
  // A reason that lasts keeps the side out; it is not a further halt.
  const mayReturn = nowMs >= side.untilMs && calm && reason === null;
  return mayReturn ? { status: 'ok', level: side.level, exitedMs: nowMs } : side;
}

function haltMs(level: number, settings: MicroHaltSettings): number {
  return Math.min(settings.haltMaxMs, settings.haltMs * 2 ** (level - 1));
}
