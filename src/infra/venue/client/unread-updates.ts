// Frames of one market that one of its two sockets could not read. Each is excused if the other socket told the very same update,
// readably, before or a moment later; that the other one is open proves nothing, because it may have received the same nonsense.
// Knows no clock: whoever asks says what time it is.
import type { MarketEvent } from '#domain/market/market-event.ts';
import { eachMark } from '#domain/market/update-mark.ts';

/** How long the other socket may take to tell it. */
export const EXCUSE_MS = 500;
/** Events remembered, in case the other socket was ahead: as much as a busy market tells in some seconds. */
const RECENT_MAX = 256;
/** Frames that wait for an excuse; with more than that nothing is excused any more. */
const WAITING_MAX = 64;

interface Told {
  readonly socket: string;
  readonly event: MarketEvent;
}

interface Waiting {
  readonly socket: string;
  /** Of `update-mark.ts`: what the other socket still has to tell. */
  readonly missing: Set<string>;
  readonly sinceMs: number;
}

export class UnreadUpdates {
  /** A ring: the place of the next one is `#at`. */
  readonly #recent: Told[] = [];
  #at = 0;
  #waiting: Waiting[] = [];

  /** A socket told it. */
  told(socket: string, event: MarketEvent): void {
    if (event.type !== 'LEVELS' && event.type !== 'SNAPSHOT') return;
    this.#recent[this.#at] = { socket, event };
    this.#at = (this.#at + 1) % RECENT_MAX;
    if (this.#waiting.length === 0) return;
    for (const one of this.#waiting) strike(one, socket, event);
    this.#waiting = this.#waiting.filter(({ missing }) => missing.size > 0);
  }

  /** A socket could not read a frame; `marks` says which update it was, null: nobody knows. `waits`: ask `isOverdue` in
   *  EXCUSE_MS. `missed`: the book lacks it. */
  unread(socket: string, marks: readonly string[] | null, nowMs: number): 'excused' | 'waits' | 'missed' {
    if (marks === null || marks.length === 0) return 'missed';
    const one: Waiting = { socket, missing: new Set(marks), sinceMs: nowMs };
    const count = this.#recent.length;
    for (let back = 1; back <= count && one.missing.size > 0; back++) {
      const told = this.#recent[(this.#at - back + RECENT_MAX) % RECENT_MAX];
      if (told) strike(one, told.socket, told.event);
    }
    if (one.missing.size === 0) return 'excused';
    // Both of them are told what nobody can read.
    if (this.#waiting.some((other) => other.socket !== socket)) return 'missed';
    if (this.#waiting.length >= WAITING_MAX) return 'missed';
    this.#waiting.push(one);
    return 'waits';
  }

  /** Something waited too long. A clock that went back has waited long enough. */
  isOverdue(nowMs: number): boolean {
    return this.#waiting.some(({ sinceMs }) => nowMs - sinceMs >= EXCUSE_MS || nowMs < sinceMs);
  }

  /** The book is in doubt: a fresh one will hold what was missed. */
  clear(): void {
    this.#waiting = [];
  }
}

function strike({ socket: unreadOn, missing }: Waiting, socket: string, event: MarketEvent): void {
  if (socket !== unreadOn) eachMark(event, (mark) => missing.delete(mark));
}
