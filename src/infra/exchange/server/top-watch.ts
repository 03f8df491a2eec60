// What was told last of each market's top and tick, so that only what moved is told again.
import type { OutcomeId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Price } from '#domain/units.ts';
import type { Json } from '#infra/venue/wire/codec.ts';
import { BEST_BID_ASK } from '#infra/venue/wire/market-channel.ts';
import type { Exchange } from '../exchange.ts';
import type { ShownMarket } from './market-register.ts';
import { shownTop } from './wire-books.ts';

/** Markets whose last top is remembered; the oldest is forgotten, and told once more. */
const REMEMBERED_MAX = 10_000;

export class TopWatch {
  readonly #exchange: Exchange;
  readonly #nowMs: () => number;
  readonly #told = new Map<string, string>();
  readonly #ticks = new Map<string, Price>();

  constructor(exchange: Exchange, nowMs: () => number) {
    this.#exchange = exchange;
    this.#nowMs = nowMs;
  }

  /** A message for each outcome when the best of either side is another than before. */
  moved(market: ShownMarket): readonly { readonly asset: OutcomeId; readonly frame: Json }[] {
    const { id, outcomes } = market.facts;
    const { bid, ask } = shownTop(this.#exchange, { market, outcome: 'yes' });
    if (this.#told.get(id) === `${bid} ${ask}`) return [];
    keep(this.#told, id, `${bid} ${ask}`);
    return (['yes', 'no'] as const).map((outcome) => {
      const { bid: bestBid, ask: bestAsk } = shownTop(this.#exchange, { market, outcome });
      const spread = bestBid === null || bestAsk === null ? null : ((bestAsk - bestBid) as Price);
      const asset = outcomes[outcome].id;
      return { asset, frame: BEST_BID_ASK.write({ market: id, asset, bestBid, bestAsk, spread, atMs: this.#nowMs() }) };
    });
  }

  /** Which tick held until now. */
  tickBefore({ id, tick }: Market, now: Price): Price {
    const before = this.#ticks.get(id) ?? tick;
    keep(this.#ticks, id, now);
    return before;
  }
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED_MAX) return;
    map.delete(oldest);
  }
}
