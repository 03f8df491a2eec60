// Whose book an asset is, and what an order in it must say: the one place where the wire's names of outcomes meet our markets.
// The catalogue writes it, everybody on the path of a frame or an order reads it.
import type { MarketId, OutcomeId } from '#domain/ids.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import { fitsTick, tickThatFits } from '#domain/market/tick-epoch.ts';
import { Recent } from '#domain/money/recent.ts';
import type { Price } from '#domain/units.ts';
import { type Choice, exchangeFor } from '../signing/exchange-contract.ts';
import { readBytes32 } from '../signing/hex.ts';

export interface Place {
  readonly market: MarketId;
  readonly outcome: Outcome;
}

export interface KnownMarket {
  readonly facts: Market;
  readonly protocol: 'v1' | 'v2' | null;
}

/** Markets known at a time; the ones that were listed first are forgotten first. */
const MARKETS_MAX = 20_000;

export class MarketDirectory {
  readonly #markets = new Recent<MarketId, KnownMarket>(MARKETS_MAX);
  readonly #places = new Recent<string, Place>(2 * MARKETS_MAX);
  /** In force, as the stream or a book last told it. */
  readonly #ticks = new Recent<MarketId, Price>(MARKETS_MAX);
  readonly #exchanges = new Recent<MarketId, Choice>(MARKETS_MAX);
  readonly #provesIds: boolean;

  /** `provesIds`: outcomes' ids are held against the condition they must follow from; off where they are made up. */
  constructor(provesIds: boolean) {
    this.#provesIds = provesIds;
  }

  know(market: KnownMarket): void {
    const { id, outcomes } = market.facts;
    const before = this.#markets.get(id);
    this.#markets.set(id, market);
    // Proving takes milliseconds: here, and not on the way of an order.
    if (!before || !isSettledAlike(before, market)) this.#exchanges.set(id, this.#choose(market));
    for (const outcome of ['yes', 'no'] as const) this.#places.set(outcomes[outcome].id, { market: id, outcome });
  }

  get(market: MarketId): KnownMarket | null {
    return this.#markets.get(market) ?? null;
  }

  /** null for an asset of nobody we know. A frame that names none asks with `''`: then only the market counts. */
  place(asset: string, market: string): Place | null {
    if (asset === '')
      return this.#markets.get(market as MarketId) ? { market: market as MarketId, outcome: 'yes' } : null;
    return this.#places.get(asset) ?? null;
  }

  asset(market: MarketId, outcome: Outcome): OutcomeId | null {
    return this.#markets.get(market)?.facts.outcomes[outcome].id ?? null;
  }

  /** Which contract settles a market's orders. */
  exchange(market: MarketId): Choice {
    return this.#exchanges.get(market) ?? { ok: false, text: `no facts of market ${market}` };
  }

  noteTick(market: MarketId, tick: Price): void {
    this.#ticks.set(market, tick);
  }

  /** The tick to sign with. A price that does not fit what we know is the venue's to judge, not ours: it may know better. */
  tick(market: MarketId, price: Price): Price | null {
    const tick = this.#ticks.get(market) ?? this.#markets.get(market)?.facts.tick;
    if (tick === undefined) return null;
    return fitsTick(price, tick) && price % tick === 0 ? tick : tickThatFits(price, tick);
  }

  #choose({ facts, protocol }: KnownMarket): Choice {
    const { id, negRisk, outcomes } = facts;
    const conditionId = this.#provesIds ? readBytes32(id) : null;
    return exchangeFor({ conditionId, protocol, negRisk, tokenIds: [outcomes.yes.id, outcomes.no.id] });
  }
}

function isSettledAlike(a: KnownMarket, b: KnownMarket): boolean {
  return (
    a.protocol === b.protocol &&
    a.facts.negRisk === b.facts.negRisk &&
    a.facts.outcomes.yes.id === b.facts.outcomes.yes.id &&
    a.facts.outcomes.no.id === b.facts.outcomes.no.id
  );
}
