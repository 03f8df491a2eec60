// A queue estimate that does not mind in which order a print and its level change arrive. The last moments of the level are
// kept as a short list; prints count before it, so the estimate is always what print-then-level would have given.
// Surplus of prints over a decrease waits inside the window for its own level change; later it counts as size added behind.
import type { Shares } from '#domain/units.ts';
import {
  executable,
  joinQueue,
  type QueueBelief,
  type QueueState,
  queueAfterFill,
  queueAfterLevel,
  queueAfterPrint,
} from './queue.ts';

export interface QueueRules {
  readonly model: QueueBelief;
  /** A print arriving at most this long after a level change may still explain it. */
  readonly windowMs: number;
}

interface LevelChangeSeen {
  readonly size: Shares;
  readonly atMs: number;
}

export interface QueuePosition {
  /** Before the changes in `recent`. */
  readonly base: QueueState;
  /** Oldest first, at most RECENT_MAX. */
  readonly recent: readonly LevelChangeSeen[];
  readonly printedMs: number;
}

/** Level changes that a late print may still explain. At the maximum the oldest becomes final early. */
export const RECENT_MAX = 16;

/** Last in line behind `levelSize`, which does not contain us. */
export function joinPosition(levelSize: Shares): QueuePosition {
  return { base: joinQueue(levelSize), recent: [], printedMs: Number.NEGATIVE_INFINITY };
}

/** A print of `size` at our price. */
export function positionAfterPrint(
  position: QueuePosition,
  size: Shares,
  atMs: number,
  rules: QueueRules,
): QueuePosition {
  const settled = settle(position, atMs, rules);
  return { ...settled, base: queueAfterPrint(settled.base, size), printedMs: atMs };
}

/** The level's new absolute total, without us. */
export function positionAfterLevel(
  position: QueuePosition,
  newSize: Shares,
  atMs: number,
  rules: QueueRules,
): QueuePosition {
  const settled = settle(position, atMs, rules);
  const recent = [...settled.recent, { size: newSize, atMs }];
  if (recent.length <= RECENT_MAX) return { ...settled, recent };
  return { ...settled, base: step(settled.base, recent[0] as LevelChangeSeen, rules.model), recent: recent.slice(1) };
}

/** The level turns out to be of `size` without us: who stands ahead is in it. What was believed of its past is final. */
export function positionWithin(position: QueuePosition, size: Shares, model: QueueBelief): QueuePosition {
  const state = queueOf(position, model);
  return { ...position, base: { ...state, front: Math.min(state.front, size), level: size }, recent: [] };
}

/** We were given `size`. */
export function positionAfterFill(position: QueuePosition, size: Shares): QueuePosition {
  return { ...position, base: queueAfterFill(position.base, size) };
}

/** The estimate as of now. */
export function queueOf(position: QueuePosition, model: QueueBelief): QueueState {
  return position.recent.reduce((state, change) => step(state, change, model), position.base);
}

/** What prints have brought us by now, in whole lots (F-8.4). */
export function executableAt(position: QueuePosition, orderRemaining: Shares, lot: Shares, model: QueueBelief): Shares {
  return executable(queueOf(position, model), orderRemaining, lot);
}

/** Makes changes final that no print can explain any more. */
function settle(position: QueuePosition, nowMs: number, rules: QueueRules): QueuePosition {
  const open = position.recent.findIndex((change) => nowMs - change.atMs <= rules.windowMs);
  const final = open === -1 ? position.recent : position.recent.slice(0, open);
  if (final.length === 0) return position;
  const base = final.reduce((state, change) => step(state, change, rules.model), position.base);
  const waits = open !== -1 || nowMs - position.printedMs <= rules.windowMs;
  return {
    ...position,
    base: waits ? base : { ...base, cumulative: 0 },
    recent: open === -1 ? [] : position.recent.slice(open),
  };
}

/** One level change that leaves the surplus of prints for the next one, where F-8.2 alone forgets it. */
function step(state: QueueState, change: LevelChangeSeen, model: QueueBelief): QueueState {
  const explained = Math.max(0, Math.min(state.cumulative, state.level - change.size));
  return { ...queueAfterLevel(state, change.size, model), cumulative: state.cumulative - explained };
}
