// Notices a recorded book that is crossed when it must not be: a full book, or a book whose group of level changes has ended.
// In the middle of a group a crossed book is normal. One finding a fault: until the next full book it is not told again.
import type { MarketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import type { LevelsEvent, MarketEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import { priceText } from '#domain/units.ts';
import { DEFAULT_TICK } from './default-facts.ts';

interface Watched {
  snapshot: SnapshotEvent;
  /** Built from the snapshot at the first level change: recordings of full books alone never need it. */
  book: Book | null;
  groupMs: number;
  crossed: boolean;
  told: boolean;
}

export class GroupWatch {
  readonly #markets = new Map<MarketId, Watched>();

  /** What is wrong with these events of one line, or null. */
  see(events: readonly MarketEvent[], receivedMs: number): string | null {
    let fault: string | null = null;
    for (const event of events) {
      if (event.type === 'SNAPSHOT') fault ??= this.#seeSnapshot(event);
      else if (event.type === 'LEVELS') fault ??= this.#seeLevels(event, receivedMs);
    }
    return fault;
  }

  #seeSnapshot(snapshot: SnapshotEvent): string | null {
    let bid = 0;
    let ask = Number.POSITIVE_INFINITY;
    for (const { price, size } of snapshot.bids) if (price > bid && size > 0) bid = price;
    for (const { price, size } of snapshot.asks) if (price < ask && size > 0) ask = price;
    if (bid >= ask) return `crossed book of ${snapshot.market}: ${bid / 1e6} bid, ${ask / 1e6} asked`;
    const watched = this.#markets.get(snapshot.market);
    if (watched && snapshot.atMs < watched.groupMs) return null; // overtaken by the stream, as in a live book
    this.#markets.set(snapshot.market, { snapshot, book: null, groupMs: snapshot.atMs, crossed: false, told: false });
    return null;
  }

  #seeLevels(event: LevelsEvent, receivedMs: number): string | null {
    const watched = this.#markets.get(event.market);
    if (!watched) return null;
    const { snapshot } = watched;
    if (!watched.book) {
      watched.book = new Book(event.market, DEFAULT_TICK);
      watched.book.apply(snapshot, receivedMs);
    }
    watched.book.apply(event, receivedMs);
    const bid = watched.book.bestPrice('bid');
    const ask = watched.book.bestPrice('ask');
    const ended = watched.crossed && event.atMs > watched.groupMs;
    watched.groupMs = Math.max(watched.groupMs, event.atMs);
    watched.crossed = bid !== null && ask !== null && bid >= ask;
    if (bid === null || ask === null || !watched.crossed || !ended || watched.told) return null;
    watched.told = true;
    return `book of ${event.market} is crossed after its group ended: ${priceText(bid)} bid, ${priceText(ask)} asked`;
  }
}
