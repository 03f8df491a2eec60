// What each market earned on each day, and whether what was left in it when it was decided stood on the winning side: the units
// in which a profit is believed or not (quant.md 16.5). A day ends at midnight UTC, at the marks of then. Profits are statistics,
// in dollars without liquidity rewards; nothing is booked here.
import type { MarketId } from '#domain/ids.ts';
import { MICRO, type Price } from '#domain/units.ts';
import type { Attribution, Marks } from './attribution.ts';
import { pnlOf } from './tally.ts';

export interface MarketDayEvidence {
  /** One number for each market and day on which anything was earned, lost or filled. */
  readonly profits: readonly number[];
  /** Decided markets in which something was left, and in how many of them it won. */
  readonly decided: number;
  readonly won: number;
  /** From the first fact until now. */
  readonly spanMs: number;
}

/** Older ones are forgotten: ten years of ten markets. */
export const MARKET_DAYS_MAX = 36_500;
const DAY_MS = 86_400_000;

interface Standing {
  readonly profit: number;
  readonly fills: number;
}

const NOTHING: Standing = { profit: 0, fills: 0 };

export class MarketDays {
  #firstMs: number | null = null;
  #day = Number.NEGATIVE_INFINITY;
  #profits: number[] = [];
  #decided = 0;
  #won = 0;
  /** When the day began. */
  readonly #before = new Map<MarketId, Standing>();

  /** Before a fact of `atMs` is counted. `marks`: those of now, where they are known. */
  turn(attribution: Attribution, atMs: number, marks: Marks | null): void {
    this.#firstMs ??= atMs;
    const day = Math.floor(atMs / DAY_MS);
    // A clock that was set back does not begin a day anew.
    if (day <= this.#day) return;
    if (this.#day !== Number.NEGATIVE_INFINITY) {
      if (marks) attribution.markTo(marks);
      this.#profits.push(...this.#today(attribution));
      if (this.#profits.length > MARKET_DAYS_MAX) this.#profits = this.#profits.slice(-MARKET_DAYS_MAX);
      for (const market of attribution.markets()) this.#before.set(market, standing(attribution, market));
    }
    this.#day = day;
  }

  /** Before the resolution is counted. One that pays both sides alike has no winner. */
  decide(attribution: Attribution, market: MarketId, payout: Price): void {
    const { yes, no } = attribution.market(market);
    const left = Math.sign(yes - no);
    const winner = Math.sign(payout - MICRO / 2);
    if (left === 0 || winner === 0) return;
    this.#decided += 1;
    if (left === winner) this.#won += 1;
  }

  /** As of `nowMs`, at the marks that the attribution has. */
  evidence(attribution: Attribution, nowMs: number): MarketDayEvidence {
    return {
      profits: [...this.#profits, ...this.#today(attribution)],
      decided: this.#decided,
      won: this.#won,
      spanMs: this.#firstMs === null ? 0 : Math.max(0, nowMs - this.#firstMs),
    };
  }

  #today(attribution: Attribution): number[] {
    return attribution.markets().flatMap((market) => {
      const before = this.#before.get(market) ?? NOTHING;
      const now = standing(attribution, market);
      return now.fills === before.fills && now.profit === before.profit ? [] : [now.profit - before.profit];
    });
  }
}

function standing(attribution: Attribution, market: MarketId): Standing {
  const { tally } = attribution.market(market);
  return { profit: pnlOf(tally).minus(tally.rewards).toNumber(), fills: tally.fills };
}
