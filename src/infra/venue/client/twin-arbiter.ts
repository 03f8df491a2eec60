// Two sockets that tell the same: what the first of them tells counts, the second telling is dropped. What one of them lost comes
// from the other; when it comes only after something newer was told, it cannot be put in its place any more, and only a fresh
// book helps. Repeats that the venue means (two equal prints in one millisecond) count as often as one socket tells them.
import type { LevelsEvent, MarketEvent } from '#domain/market/market-event.ts';
import { isTooLate, STRAY_TIME_MS } from '#domain/market/venue-time.ts';

export type Verdict = 'new' | 'told' | 'tooLate';

/** Events remembered: some ten seconds of the busiest market, which is how long a frozen socket may be believed. */
const REMEMBERED_MAX = 4_096;

interface Known {
  readonly atMs: number;
  /** How often each socket told it. */
  readonly told: Map<string, number>;
  counted: number;
}

export class TwinArbiter {
  readonly #events = new Map<string, Known>();
  /** Venue time of the newest event that counted. */
  #newestMs = Number.NEGATIVE_INFINITY;
  #freshMs = Number.NEGATIVE_INFINITY;
  /** Of the newest event that is forgotten: whether what is as old was told, nobody knows any more. */
  #forgottenMs = Number.NEGATIVE_INFINITY;

  /** `socket`: whoever told it. A snapshot is never too late: the book knows by itself whether it is newer. */
  judge(socket: string, event: MarketEvent, receivedMs: number): Verdict {
    const mark = markOf(event);
    const found = this.#events.get(mark);
    // An old level change may be one that was lost, which only a fresh book can tell; anything else must not be told twice.
    if (!found && event.atMs <= this.#forgottenMs && event.type !== 'LEVELS' && event.type !== 'SNAPSHOT')
      return 'told';
    const known = found ?? { atMs: Math.min(event.atMs, receivedMs), told: new Map<string, number>(), counted: 0 };
    this.#remember(mark, known);
    const told = (known.told.get(socket) ?? 0) + 1;
    known.told.set(socket, told);
    if (told <= known.counted) return 'told';
    known.counted = told;
    if (event.type === 'LEVELS') this.#correct(event.atMs);
    if (event.type === 'LEVELS' && event.atMs < this.#freshMs) return 'told';
    // Of the millisecond of the book it is in it, almost surely; if it is not, the hash of the next change says so.
    if (event.type === 'LEVELS' && event.atMs < this.#newestMs)
      return event.atMs === this.#freshMs ? 'told' : 'tooLate';
    // A stray time would make everything after it late.
    if (event.atMs > this.#newestMs && event.atMs - receivedMs <= STRAY_TIME_MS) this.#newestMs = event.atMs;
    return 'new';
  }

  /** A book of that venue time is here: what is older is not missed any more. */
  renew(atMs: number): void {
    this.#freshMs = atMs;
  }

  /** Where a level change would be too late to be true, what is newer was dated wrong. */
  #correct(atMs: number): void {
    if (isTooLate(atMs, this.#newestMs)) this.#newestMs = atMs;
    if (isTooLate(atMs, this.#freshMs)) this.#freshMs = atMs;
  }

  #remember(mark: string, known: Known): void {
    this.#events.delete(mark);
    this.#events.set(mark, known);
    if (this.#events.size <= REMEMBERED_MAX) return;
    for (const [oldest, { atMs }] of this.#events) {
      this.#events.delete(oldest);
      this.#forgottenMs = Math.max(this.#forgottenMs, atMs);
      return;
    }
  }
}

function markOf(event: MarketEvent): string {
  switch (event.type) {
    case 'LEVELS':
      return `L${event.atMs}${levelsMark(event)}`;
    case 'SNAPSHOT':
      return `S${event.atMs} ${event.outcome} ${event.hash} ${event.bids.length} ${event.asks.length}`;
    case 'PRINT':
      return `P${event.atMs} ${event.outcome} ${event.side} ${event.price} ${event.size}`;
    case 'TOP':
      return `B${event.atMs} ${event.outcome} ${event.bestBid} ${event.bestAsk}`;
    case 'TICK':
      return `T${event.atMs} ${event.tick}`;
    case 'RESOLVED':
      return `R${event.atMs} ${event.payout}`;
    case 'DOUBT':
      return `D${event.atMs} ${event.reason}`;
  }
}

function levelsMark({ changes }: LevelsEvent): string {
  let mark = '';
  for (const { outcome, side, price, size, hash } of changes)
    mark += ` ${outcome === 'yes' ? 'y' : 'n'}${side === 'bid' ? 'b' : 'a'}${price}x${size}${hash ?? ''}`;
  return mark;
}
