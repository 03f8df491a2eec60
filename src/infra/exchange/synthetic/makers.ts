// The other makers of a market (quant.md 16.2). Each sees the belief late, errs a little, quotes a ladder around its view
// and cannot pull it in time when the belief jumps: between the move and its next requote the old quotes stand. Without
// inventory limits and without guile; what they lose to better-informed traders is what keeps a paper result honest.
import type { OrderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import type { AccountNews, Random } from '#domain/ports.ts';
import { logit, sigmoid } from '#domain/pricing/logit.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { exponential, normal } from '#infra/random-draws.ts';
import { BUYING, gridAbove, gridBelow, type Seat, type Trader } from './pit.ts';

export interface MakerParams {
  readonly count: number;
  /** Latencies are spread evenly from 0 to this. */
  readonly latencyMaxMs: number;
  /** Standard deviation of a maker's error in log-odds, drawn again at each requote. */
  readonly logitError: number;
  /** Of the fastest maker, in log-odds; prices are then rounded away from the view. */
  readonly halfSpread: number;
  /** Dollars; no maker quotes nearer to its view than this. */
  readonly halfSpreadMin: number;
  /** Each slower maker quotes this much wider, in log-odds: who is late must be careful. */
  readonly spreadStep: number;
  readonly levels: number;
  /** Ticks between levels. */
  readonly levelGap: number;
  /** Shares at the first level; each further level has `sizeRatio` of the one before. */
  readonly firstShares: number;
  readonly sizeRatio: number;
  /** Requotes when the belief has moved this far in log-odds. */
  readonly tolerance: number;
  /** Least time between two requotes. */
  readonly restMs: number;
  /** Mean time after which a maker requotes anyhow. */
  readonly refreshMs: number;
  /** Mean time a maker takes to notice that a quote was filled. */
  readonly refillMs: number;
  /** How long the fastest and the slowest take to be back when the engine takes orders again. Real time: a race against the
   *  others, us included, that no pace speeds up. */
  readonly reopenMs: readonly [fastest: number, slowest: number];
}

interface Quote {
  readonly id: OrderId;
  readonly side: BookSide;
  /** YES terms. */
  readonly price: Price;
  left: number;
}

interface Wanted {
  readonly side: BookSide;
  /** YES terms. */
  readonly price: Price;
  readonly size: Shares;
}

/** A resting order may be this much larger or smaller than wanted before it gives up its place in the queue. */
const KEEP_RATIO = 0.6;
/** Share of its time to reopen that a maker may take on top. */
const REOPEN_JITTER = 0.2;

export class Maker implements Trader {
  readonly #seat: Seat;
  readonly #params: MakerParams;
  readonly #latencyMs: number;
  readonly #reopenMs: number;
  readonly #halfSpread: number;
  readonly #random: Random;
  /** At most two ladders, old and new. */
  #live: Quote[] = [];
  #callOff: () => void = () => {};
  #wakeMs = Infinity;
  #restedMs = 0;
  #unlisten: () => void = () => {};
  #shutOut = false;

  /** `rank`: 0 is the fastest. */
  constructor(seat: Seat, params: MakerParams, rank: number, random: Random) {
    this.#seat = seat;
    this.#params = params;
    const slowness = rank / Math.max(1, params.count - 1);
    const [fastest, slowest] = params.reopenMs;
    this.#latencyMs = params.latencyMaxMs * slowness;
    this.#reopenMs = fastest + (slowest - fastest) * slowness;
    this.#halfSpread = params.halfSpread + params.spreadStep * rank;
    this.#random = random;
  }

  start(): void {
    const { exchange } = this.#seat.pit;
    const hangUps = [
      exchange.onAccount(this.#seat.wallet, (news) => this.#hear(news)),
      exchange.onPhase(() => this.#hearPhase()),
    ];
    this.#unlisten = () => {
      for (const hangUp of hangUps) hangUp();
    };
    this.#wakeBy(this.#seat.pit.clock.now() + this.#latencyMs + exponential(this.#random, 1000));
  }

  stop(): void {
    this.#callOff();
    this.#unlisten();
    this.#live = [];
  }

  #hear(news: AccountNews): void {
    if (news.type === 'FILL') this.#lose(news.fill.order, news.fill.size);
    else if (news.type === 'ORDER_GONE' && news.reason !== 'asked') this.#lose(news.order, Infinity);
  }

  /** Shut out, a maker waits; let in again, he takes his own time and no old plan comes before it. */
  #hearPhase(): void {
    const { exchange, clock } = this.#seat.pit;
    const wasShutOut = this.#shutOut;
    this.#shutOut = exchange.closed('place') !== null;
    if (this.#shutOut || !wasShutOut) return;
    this.#callOff();
    this.#wakeMs = Infinity;
    this.#restedMs = clock.now() + this.#reopenMs * (1 + REOPEN_JITTER * this.#random.next()) * clock.pace;
    this.#wakeBy(this.#restedMs);
  }

  /** Once a quote is all gone the maker notices, late as ever. */
  #lose(id: OrderId, size: number): void {
    const quote = this.#live.find((each) => each.id === id);
    if (!quote) return;
    quote.left -= size;
    if (quote.left > 0) return;
    this.#live = this.#live.filter((each) => each !== quote);
    const noticedMs = this.#latencyMs + exponential(this.#random, this.#params.refillMs);
    this.#wakeBy(this.#seat.pit.clock.now() + noticedMs);
  }

  #requote(): void {
    const { belief, clock, exchange } = this.#seat.pit;
    if (exchange.closed('cancel')) {
      this.#wakeMs = Infinity;
      return;
    }
    const seenMs = clock.now() - this.#latencyMs;
    const seen = logit(belief.at(seenMs));
    this.#quoteAround(seen + this.#params.logitError * normal(this.#random));
    const { tolerance, refreshMs, restMs } = this.#params;
    const untilMs = seenMs + exponential(this.#random, refreshMs);
    const movesMs = belief.leaves(sigmoid(seen - tolerance), sigmoid(seen + tolerance), seenMs, untilMs);
    this.#wakeMs = Infinity;
    this.#restedMs = clock.now() + restMs;
    this.#wakeBy(movesMs + this.#latencyMs);
  }

  /** The earliest wake-up wins, after the rest that is due. */
  #wakeBy(ms: number): void {
    const wakeMs = Math.max(ms, this.#restedMs);
    if (wakeMs >= this.#wakeMs) return;
    this.#callOff();
    this.#wakeMs = wakeMs;
    this.#callOff = this.#seat.pit.clock.at(wakeMs, () => this.#requote());
  }

  #quoteAround(view: number): void {
    const { halfSpreadMin } = this.#params;
    const tick = this.#seat.pit.tick();
    const best = {
      bid: gridBelow(Math.min(sigmoid(view - this.#halfSpread), sigmoid(view) - halfSpreadMin), tick),
      ask: gridAbove(Math.max(sigmoid(view + this.#halfSpread), sigmoid(view) + halfSpreadMin), tick),
    };
    // What has become too generous goes first: it would stand in the way of the other side.
    this.#withdraw(({ side, price }) => best[side] === null || isBetter(side, price, best[side]));
    const wanted = [...this.#ladder('bid', best.bid), ...this.#ladder('ask', best.ask)];
    this.#withdraw(({ side, price, left }) => {
      const at = wanted.findIndex((each) => each.price === price && each.side === side);
      const size = wanted[at]?.size ?? 0;
      const stays = left >= size * KEEP_RATIO && left * KEEP_RATIO <= size;
      if (stays && at >= 0) wanted.splice(at, 1);
      return !stays;
    });
    for (const quote of wanted) this.#place(quote);
  }

  #withdraw(unwanted: (quote: Quote) => boolean): void {
    const gone = this.#live.filter(unwanted);
    if (gone.length === 0) return;
    const ids = gone.map(({ id }) => id);
    this.#seat.pit.exchange.cancel(this.#seat.wallet, ids);
    this.#live = this.#live.filter((quote) => !gone.includes(quote));
  }

  #place({ side, price, size }: Wanted): void {
    const { id, answer } = this.#seat.send(BUYING[side], price, size, 'postOnly');
    if (answer.result === 'resting') this.#live.push({ id, side, price, left: size - answer.filled });
  }

  /** What should rest on one side: from the best price outwards, never through the other makers' stale quotes. */
  #ladder(side: BookSide, best: Price | null): Wanted[] {
    if (best === null) return [];
    const { levels, levelGap, firstShares, sizeRatio } = this.#params;
    const { exchange, market, minSize } = this.#seat.pit;
    const tick = this.#seat.pit.tick();
    const top = exchange.top(market);
    const limit = side === 'bid' ? (top.ask ?? MICRO) - tick : (top.bid ?? 0) + tick;
    const first = side === 'bid' ? Math.min(best, limit) : Math.max(best, limit);
    const step = side === 'bid' ? -tick * levelGap : tick * levelGap;
    const ladder: Wanted[] = [];
    for (let level = 0; level < levels; level++) {
      const price = (first + level * step) as Price;
      if (price < tick || price > MICRO - tick) break;
      const shares = Math.round(firstShares * sizeRatio ** level);
      ladder.push({ side, price, size: Math.max(minSize, shares * MICRO) as Shares });
    }
    return ladder;
  }
}

function isBetter(side: BookSide, price: Price, than: Price): boolean {
  return side === 'bid' ? price > than : price < than;
}
