// A market for tests of the quote model: a real MarketState fed with events in a line each, and a model that looks at it
// once a second. Prices and sizes as text, YES terms, in dollars and shares.
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Level, MarketEvent } from '#domain/market/market-event.ts';
import { MarketState } from '#domain/market/market-state.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import type { Signal } from '#domain/ports.ts';
import { type QuoteDecision, QuoteModel } from '#domain/quoting/quote-model.ts';
import type { LegConstraint } from '#domain/quoting/quote-plan.ts';
import type { Holdings } from '#domain/quoting/quote-sides.ts';
import { parseSettings, type Settings } from '#domain/settings.ts';
import { type Price, parsePrice, parseShares, parseUsd, ZERO_SHARES } from '#domain/units.ts';
import { aMarket } from '../orders/scene.ts';

export const QUEUE = { model: 'power3', windowMs: 1_500 } as const;
/** Far from any end, so that inventory is charged for its holding time only. */
const MONTH_MS = 30 * 86_400_000;

export function settingsWith(values: Readonly<Record<string, unknown>> = {}): Settings {
  const parsed = parseSettings(values, 'test');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

/** `'0.52 x 500, 0.51 x 80'`; empty text is an empty side. */
export function levels(text: string): Level[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [price, , size] = part.trim().split(' ');
      return { price: parsePrice(price), size: parseShares(size) };
    });
}

export function snapshot(
  market: MarketId,
  bids: string,
  asks: string,
  atMs: number,
  tick: Price | null = null,
): MarketEvent {
  return { type: 'SNAPSHOT', market, outcome: 'yes', bids: levels(bids), asks: levels(asks), tick, atMs, hash: null };
}

export const NOTHING_HELD: Holdings = {
  yes: 0,
  no: 0,
  cash: parseUsd('10000'),
  sellable: { yes: ZERO_SHARES, no: ZERO_SHARES },
  reduceOnly: false,
  flatten: false,
  rivals: [],
};

export interface Look {
  readonly holdings?: Partial<Holdings>;
  readonly constraints?: readonly LegConstraint[];
  readonly signals?: readonly Signal[];
}

export class QuotedMarket {
  readonly facts: Market;
  readonly state: MarketState;
  readonly model: QuoteModel;
  own: readonly OrderRow[] = [];
  nowMs = 1_000_000;

  constructor(change: Partial<Market> = {}, values: Readonly<Record<string, unknown>> = {}, pace = 1) {
    this.facts = aMarket('rain', { endMs: this.nowMs + MONTH_MS, ...change });
    this.state = new MarketState(this.facts, () => this.own, QUEUE);
    this.model = new QuoteModel(this.state, settingsWith(values), pace);
  }

  book(bids: string, asks: string, tick: string | null = null): this {
    this.state.apply(
      snapshot(this.facts.id, bids, asks, this.nowMs, tick === null ? null : parsePrice(tick)),
      this.nowMs,
    );
    return this;
  }

  print(side: 'buy' | 'sell', price: string, size: string, venueMs = this.nowMs): this {
    this.state.apply(
      {
        type: 'PRINT',
        market: this.facts.id,
        outcome: 'yes',
        side,
        price: parsePrice(price),
        size: parseShares(size),
        atMs: venueMs,
      },
      this.nowMs,
    );
    return this;
  }

  look(look: Look = {}, afterMs = 1_000): QuoteDecision {
    this.nowMs += afterMs;
    return this.model.decide({
      nowMs: this.nowMs,
      holdings: { ...NOTHING_HELD, ...look.holdings },
      constraints: look.constraints ?? [],
      signals: look.signals ?? [],
    });
  }

  /** Watched for long enough to be quoted. */
  warm(look: Look = {}): this {
    for (let count = 0; count < 8; count += 1) this.look(look);
    return this;
  }
}

/** `'yesBid 0.48 x 100'`, bid first. */
export function shown({ plan }: QuoteDecision): string[] {
  return (plan?.orders ?? []).map(({ slot, price, size }) => `${slot} ${price / 1e6} x ${size / 1e6}`);
}
