// The exchange's markets by the names of the wire: by condition, by outcome, by the number and slug of the metadata service,
// with what trading leaves behind on each (the last trade). A market whose ids are not as on the wire is not shown to anybody.
import type { MarketId, OutcomeId } from '#domain/ids.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { MICRO, type Price } from '#domain/units.ts';
import { type ExchangeName, exchangeFor, isPositionV2 } from '#infra/venue/signing/exchange-contract.ts';
import { isTokenId } from '#infra/venue/signing/order-struct.ts';
import type { Exchange } from '../exchange.ts';
import type { TradeNews } from '../trade.ts';
import { Turnover } from './turnover.ts';

export interface LastTrade {
  readonly asset: OutcomeId;
  readonly price: Price;
  readonly side: 'buy' | 'sell';
  readonly atMs: number;
}

export interface ShownMarket {
  facts: Market;
  /** Of the metadata service: in the order of listing. */
  readonly number: number;
  /** Of its event there: the number of the first market of the group. */
  readonly event: number;
  readonly listedMs: number;
  readonly contract: ExchangeName;
  /** When its payout was decided; null: it is open. */
  resolvedMs: number | null;
  last: LastTrade | null;
  /** Oldest first; the newest of them is `last`. */
  readonly history: LastTrade[];
  readonly turnover: Turnover;
}

export interface ShownOutcome {
  readonly market: ShownMarket;
  readonly outcome: Outcome;
}

const CONDITION = /^0x[0-9a-f]{64}$/;
/** Trades of a market that its price history goes back. */
const HISTORY_MAX = 2_000;

export class MarketRegister {
  readonly #exchange: Exchange;
  readonly #now: () => number;
  readonly #markets = new Map<MarketId, ShownMarket>();
  readonly #outcomes = new Map<string, ShownOutcome>();
  /** Of the metadata service, by category, in the order in which they were first seen. */
  readonly #tags = new Map<string, string>();
  readonly #listeners = new Set<(market: ShownMarket) => void>();
  readonly #stop: readonly (() => void)[];
  #listed = 0;
  /** Markets with ids that the wire does not have. */
  hidden = 0;

  constructor(exchange: Exchange, now: () => number) {
    this.#exchange = exchange;
    this.#now = now;
    for (const market of exchange.markets()) this.#show(market);
    this.#stop = [exchange.onCatalogue((market) => this.#show(market)), exchange.onTrade((news) => this.#note(news))];
  }

  market(id: string): ShownMarket | null {
    return this.#markets.get(id as MarketId) ?? null;
  }

  outcome(id: string): ShownOutcome | null {
    return this.#outcomes.get(id) ?? null;
  }

  /** Categories that were ever seen, each with its number as text. */
  tags(): ReadonlyMap<string, string> {
    return this.#tags;
  }

  tag(category: string): string {
    const number = this.#tags.get(category) ?? String(this.#tags.size + 1);
    this.#tags.set(category, number);
    return number;
  }

  /** In the order of listing, without those that the exchange has forgotten. */
  all(): readonly ShownMarket[] {
    const known = new Set(this.#exchange.markets().map(({ id }) => id));
    for (const market of this.#markets.values()) if (!known.has(market.facts.id)) this.#forget(market);
    return [...this.#markets.values()];
  }

  /** Each market that is listed from now on. */
  onListed(listener: (market: ShownMarket) => void): void {
    this.#listeners.add(listener);
  }

  stop(): void {
    for (const stop of this.#stop) stop();
  }

  #show(facts: Market): void {
    const known = this.#markets.get(facts.id);
    if (known) {
      if (facts.payout !== null) known.resolvedMs ??= this.#now();
      known.facts = facts;
      return;
    }
    const ids = [facts.outcomes.yes.id, facts.outcomes.no.id];
    const choice = exchangeFor({ protocol: null, negRisk: facts.negRisk, tokenIds: ids, conditionId: null });
    if (!CONDITION.test(facts.id) || !ids.every(isTokenId) || !choice.ok) {
      this.hidden += 1;
      return;
    }
    this.#listed += 1;
    const { group } = facts;
    const sibling = group === null ? undefined : [...this.#markets.values()].find((each) => each.facts.group === group);
    const market: ShownMarket = {
      facts,
      number: this.#listed,
      event: sibling?.event ?? this.#listed,
      listedMs: this.#now(),
      contract: choice.exchange,
      resolvedMs: facts.payout === null ? null : this.#now(),
      last: null,
      history: [],
      turnover: new Turnover(),
    };
    this.#markets.set(facts.id, market);
    if (facts.category !== null) this.tag(facts.category);
    for (const outcome of ['yes', 'no'] as const) this.#outcomes.set(facts.outcomes[outcome].id, { market, outcome });
    for (const listener of this.#listeners) listener(market);
  }

  #forget({ facts }: ShownMarket): void {
    this.#markets.delete(facts.id);
    for (const { id } of Object.values(facts.outcomes)) this.#outcomes.delete(id);
  }

  #note({ trade, status }: TradeNews): void {
    const market = status === 'matched' ? this.#markets.get(trade.market) : undefined;
    const [taker] = trade.legs;
    if (!market || !taker) return;
    const { outcome, side } = SLOTS[taker.slot];
    const { price, size, memory } = taker;
    market.turnover.add((price * size) / MICRO, memory.fill.atMs);
    market.last = { asset: market.facts.outcomes[outcome].id, price, side, atMs: memory.fill.atMs };
    market.history.push(market.last);
    if (market.history.length > 2 * HISTORY_MAX) market.history.splice(0, HISTORY_MAX);
  }
}

/** The version of the protocol, as metadata call it. */
export function protocolOf({ outcomes }: Market): 'v1' | 'v2' {
  return isPositionV2(outcomes.yes.id) ? 'v2' : 'v1';
}
