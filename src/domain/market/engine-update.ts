// One update of the venue's engine may come as several frames: a match takes levels from one side and then from the other, a
// cancel of everything goes level by level. Each frame carries the time and the hash of the state after all of them, so frames
// that agree on both are one update; between them the book is a state that never was.
import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from './market.ts';
import type { LevelChange, LevelsEvent, MarketEvent } from './market-event.ts';

/** Level changes that one joined update may hold; what comes after starts another, with the same time. */
export const CHANGES_MAX = 4_096;
/** Within one frame, a later entry of the same outcome this close may correct an earlier one. */
const CORRECTION_REACH = 64;

/** Same market, same time, and a hash in common that neither contradicts. Without hashes nothing proves it. */
export function isSameUpdate(one: LevelsEvent, other: LevelsEvent): boolean {
  if (one.market !== other.market || one.atMs !== other.atMs) return false;
  let proven = false;
  for (const outcome of ['yes', 'no'] as const) {
    const [a, b] = [stateHash(one, outcome), stateHash(other, outcome)];
    if (a === null || b === null) continue;
    if (a !== b) return false;
    proven = true;
  }
  return proven;
}

/** What an update says the book of an outcome hashes to; null: nothing. */
export function stateHash({ changes }: LevelsEvent, outcome: Outcome): string | null {
  for (let index = changes.length - 1; index >= 0; index--)
    if (changes[index]?.outcome === outcome) return changes[index]?.hash ?? null;
  return null;
}

/** Whether a later entry of the same outcome speaks of the same level; else entries of two outcomes that differ contradict. */
export function isCorrected(changes: readonly LevelChange[], index: number): boolean {
  const change = changes[index]!;
  const end = Math.min(changes.length, index + 1 + CORRECTION_REACH);
  for (let later = index + 1; later < end; later++) {
    const other = changes[later]!;
    if (other.outcome === change.outcome && other.side === change.side && other.price === change.price) return true;
  }
  return false;
}

/** Frames that were heard together, with those of one update made one event at the place of the first. Anything else of the
 *  same market in between keeps them apart; other markets do not. */
export function joinUpdates(events: readonly MarketEvent[]): readonly MarketEvent[] {
  if (events.length < 2) return events;
  const joined: MarketEvent[] = [];
  const open = new Map<MarketId, number>();
  for (const event of events) {
    const place = open.get(event.market);
    const before = place === undefined ? undefined : joined[place];
    if (event.type !== 'LEVELS') open.delete(event.market);
    else if (place !== undefined && before?.type === 'LEVELS' && canJoin(before, event)) {
      joined[place] = { ...before, changes: [...before.changes, ...event.changes] };
      continue;
    } else open.set(event.market, joined.length);
    joined.push(event);
  }
  return joined;
}

function canJoin(before: LevelsEvent, event: LevelsEvent): boolean {
  return before.changes.length + event.changes.length <= CHANGES_MAX && isSameUpdate(before, event);
}
