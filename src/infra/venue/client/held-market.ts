// What the stream remembers of one market that somebody listens to: how it is heard, and since when it is not. Knows no sockets:
// whether one tells of it is said with every question. Times are those of the steady clock.
import type { Copies } from './connection-pool.ts';
import type { MarketLine } from './market-line.ts';

/** `waiting` for a first book; `restFallback`: no socket tells of it, what is seen is polled. */
export type LineState = 'waiting' | 'live' | 'doubted' | 'restFallback';

/** No socket told of a market for so long: its books are polled. */
const FALLBACK_AFTER_MS = 10_000;
const POLL_MS = 5_000;
/** Nothing was told of a market for so long: it is held against a book fetched apart. A socket that answers proves no frame. */
const SILENT_MS = 5_000;
/** What one socket told may come over the other one for so long: longer than one that says nothing is believed. */
const TWIN_ECHO_MS = 30_000;

export class HeldMarket {
  readonly line: MarketLine;
  /** Over so many sockets it is heard. */
  copies: Copies;
  /** Since when nobody listens. */
  idleSinceMs: number;
  /** Its last event. */
  eventMs: number;
  /** Until when what came over another socket is looked out for. */
  #twinsUntilMs = 0;
  /** Of `line.told`, at the last look for hot markets. */
  #countedTold = 0;
  /** When a socket last told of it. */
  #toldMs: number;
  #polledMs: number;

  constructor(line: MarketLine, copies: Copies, nowMs: number) {
    this.line = line;
    this.copies = copies;
    this.idleSinceMs = this.eventMs = this.#toldMs = this.#polledMs = nowMs;
  }

  state(isTold: boolean, nowMs: number): LineState {
    if (isTold) return this.line.doubted === null ? 'live' : 'doubted';
    if (nowMs - this.#toldMs > FALLBACK_AFTER_MS) return 'restFallback';
    return this.line.doubted === null ? 'waiting' : 'doubted';
  }

  isSilent(nowMs: number): boolean {
    return nowMs - this.eventMs >= SILENT_MS;
  }

  hasTwins(nowMs: number): boolean {
    return this.copies > 1 || nowMs < this.#twinsUntilMs;
  }

  /** One socket is enough from now on. */
  thin(nowMs: number): void {
    this.copies = 1;
    this.#twinsUntilMs = nowMs + TWIN_ECHO_MS;
  }

  /** Looked at often: whether its book is to be fetched now. */
  wantsBook(isTold: boolean, nowMs: number): boolean {
    if (isTold) this.#toldMs = nowMs;
    // A doubt that no socket's book has ended would last for ever.
    const wants = isTold ? this.line.doubted !== null : nowMs - this.#toldMs > FALLBACK_AFTER_MS;
    if (!wants || nowMs - this.#polledMs <= POLL_MS) return false;
    this.#polledMs = nowMs;
    return true;
  }

  /** Events told since it was last asked. */
  toldSince(): number {
    const told = this.line.told - this.#countedTold;
    this.#countedTold = this.line.told;
    return told;
  }
}
