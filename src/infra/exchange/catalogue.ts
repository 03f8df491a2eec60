// The markets our exchange lists: their facts, who hears of changes, and which of the resolved ones is forgotten first.
// Promises a bounded number of resolved markets. What becomes of orders and shares is for `exchange.ts` to say.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Clock } from '#domain/ports.ts';
import { MICRO, type Price } from '#domain/units.ts';
import { onGrid } from './admission.ts';
import { type Listing, newListing } from './listing.ts';
import type { Outbox } from './outbox.ts';
import type { BookedOrder } from './resting-book.ts';

/** What may change while a market lives, apart from its tick and its payout. */
export type MarketAmendment = Pick<Market, 'id'> &
  Partial<Omit<Market, 'id' | 'slug' | 'outcomes' | 'tick' | 'payout'>>;

/** One more resolved market, and the oldest is paid out and forgotten. */
export const RESOLVED_MARKETS_MAX = 500;

export class Catalogue {
  readonly listings = new Map<MarketId, Listing>();
  readonly listeners = new Set<(market: Market) => void>();
  readonly #clock: Clock;
  readonly #outbox: Outbox;
  readonly #onGameStart: (listing: Listing) => void;
  /** In the order in which they resolved. */
  readonly #resolved = new Set<MarketId>();

  constructor(clock: Clock, outbox: Outbox, onGameStart: (listing: Listing) => void) {
    this.#clock = clock;
    this.#outbox = outbox;
    this.#onGameStart = onGameStart;
  }

  get(market: MarketId): Listing {
    const listing = this.listings.get(market);
    invariant(listing, () => `market ${market} is not listed`);
    return listing;
  }

  facts(): readonly Market[] {
    return Array.from(this.listings.values(), (listing) => listing.facts);
  }

  list(market: Market): void {
    invariant(!this.listings.has(market.id), `market ${market.slug} is listed already`);
    invariant(market.payout === null, `market ${market.slug} is decided and cannot be listed`);
    checkTick(market.tick);
    const listing = newListing(market, this.#clock.now());
    this.listings.set(market.id, listing);
    this.#awaitStart(listing);
    this.#outbox.post(this.listeners, market);
  }

  amend(amendment: MarketAmendment): void {
    const listing = this.get(amendment.id);
    const before = listing.facts;
    listing.facts = { ...before, ...amendment };
    const { gameStartMs, clearBookOnStart } = listing.facts;
    if (gameStartMs !== before.gameStartMs || clearBookOnStart !== before.clearBookOnStart) this.#awaitStart(listing);
    this.#outbox.post(this.listeners, listing.facts);
  }

  /** Returns the resting orders that do not fit the new grid. */
  setTick(listing: Listing, tick: Price): readonly BookedOrder[] {
    checkTick(tick);
    listing.tick = tick;
    const resting = [...listing.book.orders('bid'), ...listing.book.orders('ask')];
    return resting.filter((order) => !onGrid(order.price, tick));
  }

  resolve(listing: Listing, payout: Price): void {
    const { id, slug } = listing.facts;
    invariant(listing.facts.payout === null, `market ${slug} is resolved already`);
    invariant(
      Number.isSafeInteger(payout) && payout >= 0 && payout <= MICRO,
      `a payout of ${payout} is not in [0, 1] dollars`,
    );
    listing.open = false;
    listing.facts = { ...listing.facts, payout };
    this.#clock.clearTimeout(listing.startTimer);
    this.#resolved.add(id);
    this.#outbox.post(this.listeners, listing.facts);
  }

  /** null while there is room, or while the oldest still has trades on their way. */
  oldestToForget(): MarketId | null {
    if (this.#resolved.size <= RESOLVED_MARKETS_MAX) return null;
    const [oldest] = this.#resolved;
    return oldest !== undefined && this.get(oldest).unsettled === 0 ? oldest : null;
  }

  forget(market: MarketId): void {
    this.#resolved.delete(market);
    this.listings.delete(market);
  }

  stop(): void {
    for (const { startTimer, held } of this.listings.values()) {
      this.#clock.clearTimeout(startTimer);
      for (const { timer } of held.values()) this.#clock.clearTimeout(timer);
    }
  }

  /** A start that is known and not yet past clears the book; one that moved to the past clears it now. */
  #awaitStart(listing: Listing): void {
    this.#clock.clearTimeout(listing.startTimer);
    const { gameStartMs, clearBookOnStart } = listing.facts;
    if (gameStartMs === null || !clearBookOnStart) return;
    listing.startTimer = this.#clock.setTimeout(() => this.#onGameStart(listing), gameStartMs - this.#clock.now());
  }
}

function checkTick(tick: Price): void {
  invariant(Number.isSafeInteger(tick) && tick > 0 && MICRO % tick === 0, `a tick of ${tick} does not divide a dollar`);
}
