// What risk review looks at: the facts, holdings and live orders of every market at this moment, and the limits. Built by
// the order gateway in the step that hands over to the venue; nothing here is remembered between reviews.
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import type { Price, Shares, Usd } from '#domain/units.ts';
import { type LossByOutcome, lossByOutcome, NO_LOSS, type Pending } from './exposure.ts';
import { isLive, type OrderIntent, type OrderRow, remaining } from './order.ts';
import { SLOTS, yesPrice } from './slot.ts';

export interface MarketRisk {
  readonly market: Market;
  /** In force now. */
  readonly tick: Price;
  /** The book may be believed. */
  readonly trusted: boolean;
  /** YES; null until there was one. */
  readonly mark: Price | null;
  /** Signed micro-shares, every match counted, settled or not. */
  readonly held: { readonly yes: number; readonly no: number };
  /** What may cover a sell now: as the venue counts it, less what a merge in flight will take. */
  readonly sellable: { readonly yes: Shares; readonly no: Shares };
  /** YES terms, own orders taken out; null: empty or unknown. */
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
}

/** Every market that is known, one after the other or by name. */
export interface MarketsAtRisk extends Iterable<readonly [MarketId, MarketRisk]> {
  get(market: MarketId): MarketRisk | undefined;
}

/** `halted` and `closed` let no order out; `reduceOnly` only what brings |q| down. */
export type AdmissionMode = 'open' | 'reduceOnly' | 'halted' | 'closed';

export interface RiskState {
  readonly markets: MarketsAtRisk;
  /** The markets of a group, decided ones too. */
  readonly ofGroup: (group: string) => Iterable<MarketId>;
  /** Every order of that market that may rest now or in a moment; ended ones are ignored. */
  readonly live: (market: MarketId) => readonly OrderRow[];
  /** Such an order of any market. */
  readonly row: (order: OrderId) => OrderRow | undefined;
  /** Dollars that live buys in other markets will take. */
  readonly promisedElsewhere: (market: MarketId) => Usd;
  /** Spendable, before what live buys will take. */
  readonly cash: Usd;
  readonly admission: { readonly mode: AdmissionMode; readonly why: string };
  /** Groups of which exactly one member must resolve YES and all members are known to us. */
  readonly exhaustiveGroups: ReadonlySet<string>;
  /** Over all markets but that one: what each may lose in its worst outcome, orders in flight included (F-2.8). */
  readonly exposureElsewhere: (market: MarketId) => Usd;
  /** Left in the rate budget. */
  readonly tokens: number;
}

export interface RiskLimits {
  readonly sizeMax: Shares;
  readonly lossPerMarketMax: Usd;
  readonly lossPerGroupMax: Usd;
  /** Over the sum of every market's worst loss. */
  readonly exposureMax: Usd;
  /** How the venue lets cash cover buys: the same cash again in every market, or once for all. */
  readonly cover: 'perMarket' | 'perWallet';
  /** Why this market is only reduced, whatever is admitted elsewhere. */
  readonly retired?: string;
}

/** One intent with what its rules need at hand. */
export interface RiskCase {
  readonly intent: OrderIntent;
  readonly state: RiskState;
  readonly limits: RiskLimits;
  readonly side: BookSide;
  /** The intent's price in YES terms. */
  readonly inYes: Price;
  readonly facts: MarketRisk | undefined;
  /** Live in this market. */
  readonly here: readonly OrderRow[];
  /** A market's loss by outcome, orders in flight included: without the intent, and with it. */
  readonly loss: (market: MarketId, when: 'before' | 'after') => LossByOutcome;
}

export function riskCase(intent: OrderIntent, state: RiskState, limits: RiskLimits): RiskCase {
  const live = (market: MarketId) => state.live(market).filter((row) => isLive(row.status));
  const here = live(intent.market);
  const facts = state.markets.get(intent.market);
  const loss: RiskCase['loss'] = (market, when) => {
    const concerned = market === intent.market ? facts : state.markets.get(market);
    if (!concerned) return NO_LOSS;
    const rows = market === intent.market ? here : live(market);
    const pending = rows.map(pendingOf);
    return lossOf(concerned, when === 'after' && market === intent.market ? [...pending, intent] : pending);
  };
  return {
    intent,
    state,
    limits,
    side: SLOTS[intent.slot].economic,
    inYes: yesPrice(intent.slot, intent.price),
    facts,
    here,
    loss,
  };
}

function lossOf(facts: MarketRisk, pending: readonly Pending[]): LossByOutcome {
  if (facts.market.payout !== null) return NO_LOSS; // decided: nothing is left to lose, and nothing can fill
  return lossByOutcome({ mark: facts.mark, ...facts.held, pending });
}

function pendingOf(row: OrderRow): Pending {
  return { slot: row.slot, price: row.price, size: remaining(row) };
}
