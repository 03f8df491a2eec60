// What can happen to one frame of the public stream: cut short, made wrong, or robbed of one outcome; and a frame that nobody
// sent. Pure. Promises events of the right shape that cannot be right: their border would have let them through, and only the
// book can find them out.
import type { Outcome } from '#domain/market/market.ts';
import type { LevelChange, LevelsEvent, MarketEvent } from '#domain/market/market-event.ts';
import type { Random } from '#domain/ports.ts';
import { complement, MICRO, type Price, type Shares } from '#domain/units.ts';

/** What is left of a frame that ends in the middle; null: nothing that reads. */
export function truncated(event: MarketEvent): MarketEvent | null {
  if (event.type === 'SNAPSHOT') return { ...event, asks: event.asks.slice(0, event.asks.length >> 1) };
  if (event.type !== 'LEVELS' || event.changes.length < 2) return null;
  return { ...event, changes: event.changes.slice(0, event.changes.length >> 1) };
}

/** A level on the wrong side of the book, or a size that the other outcome contradicts. What carries neither stays as it is. */
export function corrupted(event: MarketEvent, random: Random): MarketEvent {
  const draw = random.next();
  if (event.type === 'PRINT') return { ...event, price: complement(event.price) };
  if (event.type === 'SNAPSHOT') return { ...event, bids: event.asks, asks: event.bids };
  if (event.type !== 'LEVELS') return event;
  const struck = Math.floor(random.next() * event.changes.length);
  const changes = event.changes.map((change, index) => (index === struck ? wrong(change, draw < 0.5) : change));
  return { ...event, changes };
}

/** Without what it says of one outcome; null: nothing is left. */
export function withoutOutcome(event: MarketEvent, outcome: Outcome): MarketEvent | null {
  if (event.type === 'LEVELS') {
    const changes = event.changes.filter((change) => change.outcome !== outcome);
    return changes.length === 0 ? null : { ...event, changes };
  }
  return 'outcome' in event && event.outcome === outcome ? null : event;
}

/** In YES terms. */
export interface Touch {
  readonly bid: Price | null;
  readonly ask: Price | null;
  readonly tick: Price;
}

const STRAY_SIZE = (100 * MICRO) as Shares;

/** A level that stands `ticks` through the other side; null when there is no other side or no room. */
export function crossing(
  at: { readonly market: MarketEvent['market']; readonly atMs: number },
  { bid, ask, tick }: Touch,
  ticks: number,
): LevelsEvent | null {
  const side = ask === null ? 'ask' : 'bid';
  const price = ask === null ? (bid ?? 0) - ticks * tick : ask + ticks * tick;
  if (price < tick || price > MICRO - tick) return null;
  const change: LevelChange = { outcome: 'yes', side, price: price as Price, size: STRAY_SIZE, hash: null };
  return { type: 'LEVELS', ...at, changes: [change, opposite(change)] };
}

/** The same level as the other outcome tells it. */
function opposite(change: LevelChange): LevelChange {
  const outcome = change.outcome === 'yes' ? 'no' : 'yes';
  return { ...change, outcome, side: change.side === 'bid' ? 'ask' : 'bid', price: complement(change.price) };
}

function wrong(change: LevelChange, price: boolean): LevelChange {
  if (price) return { ...change, price: complement(change.price), size: (change.size + STRAY_SIZE) as Shares };
  return { ...change, size: (change.size * 3 + STRAY_SIZE) as Shares };
}
