// The recent public trades of one market in YES terms, newest kept, in memory only.
// Promises: a trade that the venue prints on both outcomes counts once; windows are cut by our own clock, because that is
// the clock its readers decide on; prints that settled together can be netted. Never guesses a side from prices.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import { complement, type Price, type Shares } from '#domain/units.ts';
import type { Outcome } from './market.ts';
import type { PrintEvent } from './market-event.ts';
import { SortedSizes } from './sorted-sizes.ts';

/** `buy`: the taker bought YES or sold NO. */
export interface Print {
  /** Venue time. */
  readonly atMs: number;
  readonly receivedMs: number;
  readonly side: 'buy' | 'sell';
  readonly price: Price;
  readonly size: Shares;
}

/** Prints of one venue millisecond taken together. */
export interface NetPrint {
  readonly atMs: number;
  readonly receivedMs: number;
  /** Micro-shares bought less sold. */
  readonly net: number;
  /** Micro-shares, both sides. */
  readonly gross: number;
  readonly count: number;
}

/** Prints kept; the oldest makes room. */
export const PRINTS_MAX = 4_096;
/** How many prints of its own millisecond a mirrored print is looked for in. */
const MIRROR_REACH = 64;

interface Entry extends Print {
  readonly outcome: Outcome;
  mirrored: boolean;
}

export class Tape {
  readonly market: MarketId;
  readonly #ring: Entry[] = [];
  /** Where the next print goes once the ring is full. */
  #next = 0;
  #taken = 0;
  /** Sizes of as many of the newest prints as the last look at their median took in, and of those that came since. */
  readonly #newest = new SortedSizes();

  constructor(market: MarketId) {
    this.market = market;
  }

  /** Prints held, at most PRINTS_MAX. */
  get count(): number {
    return this.#ring.length;
  }

  /** Prints taken so far, those that made room included. */
  get taken(): number {
    return this.#taken;
  }

  get last(): Print | null {
    return this.#ring.length === 0 ? null : this.#fromNewest(0);
  }

  /** False for the second copy of a trade that was printed on both outcomes: same venue time and size, complementary price. */
  add(event: PrintEvent, receivedMs: number): boolean {
    invariant(event.market === this.market, () => `tape of ${this.market} was given a print of ${event.market}`);
    const yes = event.outcome === 'yes';
    const price = yes ? event.price : complement(event.price);
    if (this.#takeMirror(event, price)) return false;
    const newest = this.last;
    this.#push({
      atMs: event.atMs,
      receivedMs: newest ? Math.max(receivedMs, newest.receivedMs) : receivedMs,
      side: yes === (event.side === 'buy') ? 'buy' : 'sell',
      price,
      size: event.size,
      outcome: event.outcome,
      mirrored: false,
    });
    return true;
  }

  /** Those that came after the first `taken`, as far as they are held; oldest first. */
  after(taken: number): readonly Print[] {
    const prints: Print[] = [];
    for (let back = Math.min(this.count, this.#taken - taken) - 1; back >= 0; back--)
      prints.push(this.#fromNewest(back));
    return prints;
  }

  /** Prints received at `sinceMs` (our time) or later, oldest first. */
  *since(sinceMs: number): Generator<Print, void, undefined> {
    for (let back = this.#countSince(sinceMs) - 1; back >= 0; back--) yield this.#fromNewest(back);
  }

  /** The lower median of the sizes received at `sinceMs` or later; null without a print (F-7.7 compares fills with it). */
  medianSize(sinceMs = Number.NEGATIVE_INFINITY): Shares | null {
    const newest = this.#newest;
    const wanted = this.#countSince(sinceMs);
    while (newest.count > wanted) newest.remove(this.#fromNewest(newest.count - 1).size);
    while (newest.count < wanted) newest.add(this.#fromNewest(newest.count).size);
    return newest.median;
  }

  /** As `since`, with neighbours of one venue time put together: a settlement batch is one piece of news. */
  netted(sinceMs: number): readonly NetPrint[] {
    const batches: NetPrint[] = [];
    for (const print of this.since(sinceMs)) {
      const signed = print.side === 'buy' ? print.size : -print.size;
      const open = batches.at(-1);
      if (open?.atMs !== print.atMs) {
        batches.push({ atMs: print.atMs, receivedMs: print.receivedMs, net: signed, gross: print.size, count: 1 });
        continue;
      }
      batches[batches.length - 1] = {
        atMs: open.atMs,
        receivedMs: print.receivedMs,
        net: open.net + signed,
        gross: open.gross + print.size,
        count: open.count + 1,
      };
    }
    return batches;
  }

  /** Pairs one to one, so two real trades of equal size are not taken for one. */
  #takeMirror(event: PrintEvent, yesPrice: Price): boolean {
    const reach = Math.min(this.#ring.length, MIRROR_REACH);
    for (let back = 0; back < reach; back++) {
      const entry = this.#fromNewest(back);
      if (entry.atMs !== event.atMs) continue;
      if (entry.mirrored || entry.outcome === event.outcome) continue;
      if (entry.price !== yesPrice || entry.size !== event.size) continue;
      entry.mirrored = true;
      return true;
    }
    return false;
  }

  #push(entry: Entry): void {
    this.#taken += 1;
    if (this.#newest.count === PRINTS_MAX) this.#newest.remove(this.#fromNewest(PRINTS_MAX - 1).size);
    this.#newest.add(entry.size);
    if (this.#ring.length < PRINTS_MAX) {
      this.#ring.push(entry);
      return;
    }
    this.#ring[this.#next] = entry;
    this.#next = (this.#next + 1) % PRINTS_MAX;
  }

  /** 0 is the newest. */
  #fromNewest(back: number): Entry {
    const length = this.#ring.length;
    return this.#ring[(this.#next + length - 1 - back + length) % length]!;
  }

  /** Receipt never goes back along the tape, so the window is a suffix. */
  #countSince(sinceMs: number): number {
    let low = 0;
    let high = this.#ring.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#fromNewest(middle).receivedMs >= sinceMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
