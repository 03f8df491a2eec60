// The obviously right twin of `Book`: two maps in YES terms, sorted whenever somebody asks. It knows levels, times and
// tick epochs; it does not know trust, so it is compared only where trust decides nothing (no snapshot is overtaken).
import type { Outcome } from '#domain/market/market.ts';
import type { BookSide, Level, MarketEvent } from '#domain/market/market-event.ts';
import { fitsTick, tickThatFits } from '#domain/market/tick-epoch.ts';
import { complement, type Price, type Shares } from '#domain/units.ts';

export class NaiveBook {
  tick: Price;
  epoch = 0;
  private sides: Record<BookSide, Map<Price, Shares>> = { bid: new Map(), ask: new Map() };
  private snapshotMs: number | null = null;

  constructor(tick: Price) {
    this.tick = tick;
  }

  apply(event: MarketEvent): void {
    if (event.type === 'TICK') this.useTick(event.tick);
    if (event.type === 'SNAPSHOT') {
      this.snapshotMs = event.atMs;
      this.sides = { bid: new Map(), ask: new Map() };
      let tick = event.tick ?? this.tick;
      for (const level of [...event.bids, ...event.asks])
        if (!fitsTick(level.price, tick)) tick = tickThatFits(level.price, tick);
      this.useTick(tick);
      for (const level of event.bids) this.set(event.outcome, 'bid', level.price, level.size);
      for (const level of event.asks) this.set(event.outcome, 'ask', level.price, level.size);
    }
    if (event.type === 'LEVELS' && this.snapshotMs !== null && event.atMs >= this.snapshotMs) {
      for (const change of event.changes) {
        this.set(change.outcome, change.side, change.price, change.size);
        if (change.size > 0 && !fitsTick(change.price, this.tick)) this.useTick(tickThatFits(change.price, this.tick));
      }
    }
  }

  levelsOf(outcome: Outcome, side: BookSide, depth: number): readonly Level[] {
    const yesSide = outcome === 'yes' ? side : side === 'bid' ? 'ask' : 'bid';
    const levels = [...this.sides[yesSide]].map(([price, size]) => ({
      price: outcome === 'yes' ? price : complement(price),
      size,
    }));
    levels.sort((a, b) => (side === 'bid' ? b.price - a.price : a.price - b.price));
    return levels.slice(0, depth);
  }

  size(side: BookSide, price: Price): Shares {
    return this.sides[side].get(price) ?? (0 as Shares);
  }

  private set(outcome: Outcome, side: BookSide, price: Price, size: Shares): void {
    const yesSide = outcome === 'yes' ? side : side === 'bid' ? 'ask' : 'bid';
    const yesPrice = outcome === 'yes' ? price : complement(price);
    if (size === 0) this.sides[yesSide].delete(yesPrice);
    else this.sides[yesSide].set(yesPrice, size);
  }

  private useTick(tick: Price): void {
    if (tick !== this.tick) this.epoch++;
    this.tick = tick;
  }
}
