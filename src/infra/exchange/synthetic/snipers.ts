// Snipers see the belief as it is now and take whatever stands on the wrong side of it by more than the fee (quant.md 16.2).
// They look once in a while and then at the whole side, so a maker who is late by a second usually is too late. The taker
// delay of the market is the exchange's affair: it can save the maker, never the sniper.
import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { Random } from '#domain/ports.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { BUYING, feeCurve, type Seat, type Trader } from './pit.ts';

export interface SniperParams {
  readonly count: number;
  readonly checkMs: number;
  /** Dollars a share beyond the fee that make it worth while. */
  readonly edge: number;
  /** Dollars one hit may cost. */
  readonly usdMax: number;
}

/** Levels looked at; deeper ones wait for the next look. */
const DEPTH = 20;

export class Sniper implements Trader {
  readonly #seat: Seat;
  readonly #params: SniperParams;
  readonly #random: Random;
  readonly #feeAt: (p: number) => number;
  #callOff: () => void = () => {};

  constructor(seat: Seat, params: SniperParams, random: Random) {
    this.#seat = seat;
    this.#params = params;
    this.#random = random;
    this.#feeAt = feeCurve(seat.pit.fee);
  }

  start(): void {
    // Out of step with each other.
    this.#next(this.#params.checkMs * this.#random.next());
  }

  stop(): void {
    this.#callOff();
  }

  #next(delayMs: number): void {
    this.#callOff = this.#seat.pit.clock.after(delayMs, () => {
      this.#look();
      this.#next(this.#params.checkMs);
    });
  }

  #look(): void {
    const { pit } = this.#seat;
    const fair = pit.belief.at(pit.clock.now());
    const top = pit.exchange.top(pit.market);
    if (top.ask !== null && this.#pays('bid', fair, top.ask)) this.#hit('bid', fair);
    else if (top.bid !== null && this.#pays('ask', fair, top.bid)) this.#hit('ask', fair);
  }

  /** `side` is the sniper's own: `bid` lifts asks. */
  #pays(side: BookSide, fair: number, price: Price): boolean {
    const p = price / MICRO;
    const gain = side === 'bid' ? fair - p : p - fair;
    return gain > this.#feeAt(p) + this.#params.edge;
  }

  #hit(side: BookSide, fair: number): void {
    const { exchange, market } = this.#seat.pit;
    let size = 0;
    let spent = 0;
    let limit: Level | null = null;
    for (const level of exchange.levels(market, side === 'bid' ? 'ask' : 'bid', DEPTH)) {
      const share = side === 'bid' ? level.price / MICRO : 1 - level.price / MICRO;
      const affordable = Math.floor((this.#params.usdMax - spent) / share) * MICRO;
      const taken = Math.min(level.size, affordable);
      if (taken <= 0 || !this.#pays(side, fair, level.price)) break;
      spent += (share * taken) / MICRO;
      size += taken;
      limit = level;
    }
    if (limit !== null && size > 0)
      this.#seat.send(BUYING[side], limit.price, Math.max(size, this.#seat.pit.minSize) as Shares, 'fak');
  }
}
