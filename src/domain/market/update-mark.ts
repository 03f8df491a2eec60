// What an update of a book is known by, whoever tells it: by the hash of the state after it, which holds the venue's time too, and
// by what it changed. One update may span several frames with one hash, so a hash alone would not tell which of them came.
import { microText, type Price } from '#domain/units.ts';
import type { Outcome } from './market.ts';
import type { BookSide, MarketEvent } from './market-event.ts';

export function levelMark(outcome: Outcome, side: BookSide, price: Price, hash: string): string {
  return `${outcome} ${side} ${microText(price)} ${hash}`;
}

export function bookMark(outcome: Outcome, hash: string): string {
  return `${outcome} book ${hash}`;
}

/** Calls `with` each mark of an event; changes without a hash, and anything but books and their changes, have none. */
export function eachMark(event: MarketEvent, withMark: (mark: string) => void): void {
  if (event.type === 'SNAPSHOT' && event.hash !== null) withMark(bookMark(event.outcome, event.hash));
  if (event.type !== 'LEVELS') return;
  for (const { outcome, side, price, hash } of event.changes)
    if (hash !== null) withMark(levelMark(outcome, side, price, hash));
}
