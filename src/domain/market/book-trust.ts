// Whether a book may be acted on. One engine update can span several frames; between them the book is locked, crossed or
// differs from the top the venue declares, and nobody may act on it. What does not heal with its group is a lost message.
// Promises: once suspect, suspect until the next snapshot, with the first reason kept; voting never throws.
import type { MarketId } from '#domain/ids.ts';
import { MICRO, microText } from '#domain/units.ts';
import { TopVotes } from './top-votes.ts';

export type Trust = 'empty' | 'midGroup' | 'trusted' | 'suspect';

export type BookProblemKind =
  | 'crossed' // a full book, or a group that ended, with bid >= ask
  | 'votes' // the venue's own top of book is not ours, and that did not heal
  | 'mirror' // YES and NO tell different sizes of one level
  | 'tooManyLevels'
  | 'strayTime' // a venue time that cannot be: it would freeze the book
  | 'polled' // asked for apart, while nobody tells of the market
  | 'distrusted'; // somebody told us

export interface BookProblem {
  readonly kind: BookProblemKind;
  readonly market: MarketId;
  /** What was found, in words. */
  readonly detail: string;
  readonly atMs: number;
}

/** How long one engine update may leave a book locked, crossed or outvoted before that counts as a lost message. */
export const GROUP_MAX_MS = 1_000;

export class BookTrust {
  readonly votes = new TopVotes();
  readonly #market: MarketId;
  #state: 'empty' | 'live' | 'suspect' = 'empty';
  #suspicion: BookProblem | null = null;
  #mirrorBroken = false;
  /** Receipt of the first disagreeing event; −1: book and votes agree. */
  #disagreeSinceMs = -1;
  /** Venue time of the update the book is in the middle of. */
  #groupMs = 0;

  constructor(market: MarketId) {
    this.#market = market;
  }

  get suspicion(): BookProblem | null {
    return this.#suspicion;
  }

  at(nowMs: number): Trust {
    if (this.#state !== 'live') return this.#state;
    if (this.#disagreeSinceMs < 0) return 'trusted';
    return nowMs - this.#disagreeSinceMs > GROUP_MAX_MS ? 'suspect' : 'midGroup';
  }

  /** A snapshot came: everything known before it is forgiven. */
  renew(): void {
    this.#state = 'live';
    this.#suspicion = null;
    this.#mirrorBroken = false;
    this.#disagreeSinceMs = -1;
    this.votes.clear();
  }

  /** Returns the problem, or null when the book was not in use or suspect already. */
  suspect(kind: BookProblemKind, detail: string, atMs: number): BookProblem | null {
    if (this.#state !== 'live') return null;
    this.#state = 'suspect';
    this.#suspicion = { kind, market: this.#market, detail, atMs };
    return this.#suspicion;
  }

  /** Snapshots of both outcomes for one moment differ. A second update within that millisecond may still explain it. */
  breakMirror(atMs: number, receivedMs: number): void {
    this.#mirrorBroken = true;
    this.#disagree(atMs, receivedMs);
  }

  /** Compares book and votes after an update; YES terms, an empty bid is 0 and an empty ask MICRO. `endsGroup`: a newer update that leaves a disagreement standing ends its
   *  group (a declared top does not: it may come before the changes it describes). */
  settle(bid: number, ask: number, atMs: number, receivedMs: number, endsGroup: boolean): BookProblem | null {
    if (this.#state !== 'live') return null;
    const crossed = bid > 0 && ask < MICRO && bid >= ask;
    const late = this.at(receivedMs) === 'suspect';
    if (!crossed && !this.#mirrorBroken && this.votes.agree(bid, ask)) {
      // Healed too late is not healed: in between, somebody may have been told `suspect` and fetches a new book.
      if (late) return this.suspect('votes', 'book and votes agreed again only too late', atMs);
      this.#disagreeSinceMs = -1;
      return null;
    }
    const over = endsGroup && this.#disagreeSinceMs >= 0 && atMs > this.#groupMs;
    this.#disagree(atMs, receivedMs);
    if (!over && !late) return null;
    const kind = crossed ? 'crossed' : this.#mirrorBroken ? 'mirror' : 'votes';
    return this.suspect(kind, `${topText(bid, ask)}, declared ${this.votes.text()}`, atMs);
  }

  #disagree(atMs: number, receivedMs: number): void {
    if (this.#disagreeSinceMs < 0) {
      this.#disagreeSinceMs = receivedMs;
      this.#groupMs = atMs;
    } else if (atMs > this.#groupMs) this.#groupMs = atMs;
  }
}

export function topText(bid: number, ask: number): string {
  return `bid ${bid === 0 ? 'none' : microText(bid)}, ask ${ask === MICRO ? 'none' : microText(ask)}`;
}
