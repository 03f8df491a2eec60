// How fast the queue at the touch moves, one side each: executions, cancels and the touch that leaves (quant.md F-8.5), from the
// prints and level changes of one market without our own orders. How often a touch leaves is kept as at even odds: what leaves
// an outcome that is likely counts for as much less as `oddsFactor` has it leave sooner. Gamma priors of a minute's weight (F-13.2), forgotten by
// half in ten minutes. Prints and their level change may come in either order, a second apart at most.
import type { BookSide, Level } from '#domain/market/market-event.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { oddsFactor, type QueueRates } from './queue-value.ts';

/** What a market is taken for before it has shown anything; the oracle's own figures. */
export const PRIOR_RATES: QueueRates = { executions: 0.02, cancels: 0.005, away: 0.01 };
const PRIOR_SECONDS = 60;
const EVEN = 0.5;
/** Shares: a usual touch, and a usual order, before any was seen. */
const PRIOR_LEVEL = 100;
const PRIOR_ORDER = 25;
const HALF_LIFE_S = 600;
const FADE_S = 1;
const WINDOW_MS = 1_000;

interface Crumb {
  readonly price: Price;
  readonly size: number;
  readonly atMs: number;
}

const NO_CRUMB: Crumb = { price: 0 as Price, size: 0, atMs: Number.NEGATIVE_INFINITY };

/** Sums fade; sizes are in shares, times in seconds. */
class SideRates {
  touch: Level | null = null;
  seconds = 0;
  /** As many at even odds would have let a touch leave as often. */
  evenSeconds = 0;
  shareSeconds = 0;
  prints = 0;
  traded = 0;
  cancelled = 0;
  left = 0;
  /** A print that no level change has shown yet, and a drop that no print has explained yet. */
  printed = NO_CRUMB;
  dropped = NO_CRUMB;
  #outcome = EVEN;
  #factor = 1;

  /** So many seconds passed with this touch. */
  pass(seconds: number): void {
    this.seconds += seconds;
    this.evenSeconds += seconds * this.#factor;
    if (this.touch) this.shareSeconds += (seconds * this.touch.size) / MICRO;
  }

  fade(keep: number): void {
    this.seconds *= keep;
    this.evenSeconds *= keep;
    this.shareSeconds *= keep;
    this.prints *= keep;
    this.traded *= keep;
    this.cancelled *= keep;
    this.left *= keep;
  }

  print(price: Price, size: number, atMs: number): void {
    this.prints += 1;
    this.traded += size;
    const shown = matching(this.dropped, price, size, atMs);
    this.cancelled = Math.max(0, this.cancelled - shown);
    this.dropped = { ...this.dropped, size: this.dropped.size - shown };
    const waits = matching(this.printed, price, Number.POSITIVE_INFINITY, atMs);
    this.printed = { price, size: waits + size - shown, atMs };
  }

  /** How likely its outcome is from here on. */
  stand(outcome: number): void {
    if (outcome === this.#outcome) return;
    this.#outcome = outcome;
    this.#factor = oddsFactor(outcome);
  }

  look(side: BookSide, touch: Level | null, atMs: number): void {
    const before = this.touch;
    this.touch = touch;
    if (!before || !touch) return;
    const better = side === 'bid' ? touch.price > before.price : touch.price < before.price;
    if (better) this.left += 1;
    else {
      const size = touch.price === before.price ? touch.size : 0;
      this.#drop(before.price, (before.size - size) / MICRO, atMs);
    }
  }

  rates(): QueueRates {
    const weight = this.seconds + PRIOR_SECONDS;
    const prior = PRIOR_RATES.cancels * PRIOR_LEVEL * PRIOR_SECONDS;
    return {
      executions: (this.prints + PRIOR_RATES.executions * PRIOR_SECONDS) / weight,
      cancels: (this.cancelled + prior) / (this.shareSeconds + PRIOR_LEVEL * PRIOR_SECONDS),
      away: (this.left + PRIOR_RATES.away * PRIOR_SECONDS) / (this.evenSeconds + PRIOR_SECONDS),
    };
  }

  orderSize(): number {
    return (this.traded + PRIOR_ORDER) / (this.prints + 1);
  }

  #drop(price: Price, size: number, atMs: number): void {
    if (!(size > 0)) return;
    const traded = matching(this.printed, price, size, atMs);
    this.printed = { ...this.printed, size: this.printed.size - traded };
    this.cancelled += size - traded;
    const waits = matching(this.dropped, price, Number.POSITIVE_INFINITY, atMs);
    this.dropped = { price, size: waits + size - traded, atMs };
  }
}

export class QueueRateWatch {
  readonly #sides: Readonly<Record<BookSide, SideRates>> = { bid: new SideRates(), ask: new SideRates() };
  #atMs: number | null = null;
  #unfaded = 0;

  /** A print in YES terms; takers that buy eat the asks. */
  onPrint(taker: 'buy' | 'sell', price: Price, size: Shares, atMs: number): void {
    this.#pass(atMs);
    this.#sides[taker === 'buy' ? 'ask' : 'bid'].print(price, size / MICRO, atMs);
  }

  /** The best levels of others; null where there is none. A crossed look says nothing and begins anew. */
  onTouch(bid: Level | null, ask: Level | null, atMs: number): void {
    this.#pass(atMs);
    const crossed = bid !== null && ask !== null && bid.price >= ask.price;
    this.#sides.bid.look('bid', crossed ? null : bid, atMs);
    this.#sides.ask.look('ask', crossed ? null : ask, atMs);
    if (crossed) return;
    const outcome = ownOutcome('bid', bid?.price ?? null, ask?.price ?? null);
    this.#sides.bid.stand(outcome);
    this.#sides.ask.stand(1 - outcome);
  }

  /** All positive; `away` at even odds. */
  rates(side: BookSide): QueueRates {
    return this.#sides[side].rates();
  }

  /** Shares of a usual order that trades there: so many shares ahead count as one order ahead. Positive. */
  orderSize(side: BookSide): number {
    return this.#sides[side].orderSize();
  }

  /** Books change thousands of times a second and fade slowly: so the power is taken once a second. */
  #pass(atMs: number): void {
    const before = this.#atMs ?? atMs;
    if (atMs < before) return; // it waits until time is where it was
    this.#atMs = atMs;
    const seconds = (atMs - before) / 1_000;
    const { bid, ask } = this.#sides;
    if (seconds < FADE_S) {
      bid.pass(seconds);
      ask.pass(seconds);
      this.#unfaded += seconds;
      if (this.#unfaded >= FADE_S) this.#fade(0);
      return;
    }
    this.#fade(seconds);
    // What passed during a long silence has itself faded since.
    const left = ((1 - 2 ** (-seconds / HALF_LIFE_S)) * HALF_LIFE_S) / Math.LN2;
    bid.pass(left);
    ask.pass(left);
  }

  #fade(seconds: number): void {
    const keep = 2 ** (-(this.#unfaded + seconds) / HALF_LIFE_S);
    this.#unfaded = 0;
    this.#sides.bid.fade(keep);
    this.#sides.ask.fade(keep);
  }
}

/** How likely the outcome is that a fill of this side collects: the middle of the best prices of others, YES terms. Where there
 *  is none, 0 or a dollar stands for it. */
export function ownOutcome(side: BookSide, bestBid: Price | null, bestAsk: Price | null): number {
  const yes = ((bestBid ?? 0) + (bestAsk ?? MICRO)) / (2 * MICRO);
  return side === 'bid' ? yes : 1 - yes;
}

/** How much of what waits is of this price, fresh enough, and wanted. */
function matching(crumb: Crumb, price: Price, wanted: number, atMs: number): number {
  return crumb.price === price && atMs - crumb.atMs <= WINDOW_MS ? Math.min(crumb.size, wanted) : 0;
}
