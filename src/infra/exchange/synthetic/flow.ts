// The crowd: orders that arrive in clusters (hawkes.ts), most of them small, a few enormous. Some know nothing and follow
// each other; some have an inkling of where the belief will be in a while (quant.md 16.2). They take what the book offers
// within a few ticks and leave nothing behind.
import type { BookSide } from '#domain/market/market-event.ts';
import type { Random } from '#domain/ports.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { lognormal } from '#infra/random-draws.ts';
import { ORDER_SHARES_MAX } from '../admission.ts';
import { HawkesArrivals, type HawkesRates } from './hawkes.ts';
import { BUYING, SELLING, type Seat, type Trader } from './pit.ts';

export interface FlowParams {
  readonly arrivals: HawkesRates;
  /** An uninformed order copies the side of the one before with probability (1 + persistence) / 2. */
  readonly persistence: number;
  /** Share of orders in the direction of the belief `foresightMs` later. */
  readonly informedShare: number;
  readonly foresightMs: number;
  /** Dollars of an order: lognormal. */
  readonly medianUsd: number;
  readonly sigma: number;
  readonly usdMax: number;
  /** How much less is staked on a longshot: dollars times (2 price)^longshotPower below even odds. 0: the same at any price, 1: as
   *  many shares as at even odds. */
  readonly longshotPower: number;
  /** Worst price accepted, in cents beyond the best one. */
  readonly slippageCents: number;
}

/** Chance that the crowd sells what it holds rather than buy the other outcome. */
const SELLS_WHEN_HELD = 0.3;
const USD_MIN = 1.01;
const HUNDREDTH = 0.01;

export class Flow implements Trader {
  readonly #seat: Seat;
  readonly #params: FlowParams;
  readonly #arrivals: HawkesArrivals;
  readonly #sides: Random;
  readonly #sizes: Random;
  #last: BookSide = 'bid';
  #dueMs = 0;
  #callOff: () => void = () => {};

  constructor(seat: Seat, params: FlowParams, random: Random) {
    this.#seat = seat;
    this.#params = params;
    this.#arrivals = new HawkesArrivals(params.arrivals, random.fork('arrivals'));
    this.#sides = random.fork('sides');
    this.#sizes = random.fork('sizes');
  }

  start(): void {
    this.#dueMs = this.#seat.pit.clock.now();
    this.#next();
  }

  stop(): void {
    this.#callOff();
  }

  #next(): void {
    this.#dueMs += this.#arrivals.nextGapS() * 1000;
    this.#callOff = this.#seat.pit.clock.at(this.#dueMs, () => {
      this.#arrive();
      this.#next();
    });
  }

  #arrive(): void {
    const { pit } = this.#seat;
    const side = this.#side();
    // Drawn whether or not it can be used: the crowd's sizes do not depend on what the book did.
    const usd = Math.min(this.#params.usdMax, lognormal(this.#sizes, this.#params.medianUsd, this.#params.sigma));
    const sells = this.#sizes.next() < SELLS_WHEN_HELD;
    const top = pit.exchange.top(pit.market);
    const best = side === 'bid' ? top.ask : top.bid;
    if (best === null) return;
    const price = side === 'bid' ? best / MICRO : 1 - best / MICRO;
    const size = this.#shares(usd * Math.min(1, 2 * price) ** this.#params.longshotPower, price);
    const limit = this.#limit(side, best);
    const held = sells ? this.#held(side) : 0;
    this.#seat.send(held >= size ? SELLING[side] : BUYING[side], limit, size, 'fak');
  }

  /** To the hundredth of a share; never below what the venue takes: its minimum size, and a dollar. */
  #shares(usd: number, price: number): Shares {
    const hundredths = Math.max(usd, USD_MIN) / price / HUNDREDTH;
    const size = Math.ceil(hundredths) * HUNDREDTH * MICRO;
    return Math.min(ORDER_SHARES_MAX, Math.max(this.#seat.pit.minSize, Math.round(size))) as Shares;
  }

  /** Shares that could be sold instead of buying the other outcome. */
  #held(side: BookSide): number {
    const { exchange, market } = this.#seat.pit;
    const holding = exchange.account(this.#seat.wallet).holdings.get(market);
    return (side === 'bid' ? holding?.no : holding?.yes) ?? 0;
  }

  #side(): BookSide {
    const { belief, clock } = this.#seat.pit;
    const informed = this.#sides.next() < this.#params.informedShare;
    const copies = this.#sides.next() < (1 + this.#params.persistence) / 2;
    const ahead = belief.at(clock.now() + this.#params.foresightMs) - belief.at(clock.now());
    if (informed && ahead !== 0) return ahead > 0 ? 'bid' : 'ask';
    if (!copies) this.#last = this.#last === 'bid' ? 'ask' : 'bid';
    return this.#last;
  }

  #limit(side: BookSide, best: Price): Price {
    const tick = this.#seat.pit.tick();
    const room = Math.round((this.#params.slippageCents * 10_000) / tick) * tick;
    const limit = side === 'bid' ? Math.min(MICRO - tick, best + room) : Math.max(tick, best - room);
    return limit as Price;
  }
}
