// What happened, once each, in order. The facts file is the truth we own: accounts, attribution and reports are folds over
// it, and a crashed owner of money is rebuilt from it. Plain JSON: decimals as strings, prices and sizes as integers.
import type { MarketId, OrderId, PairTradeId, TraceId, TradeId, TransactionId } from '#domain/ids.ts';
import type { OrderStatus } from '#domain/orders/order.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { FlowKind, SettlementStatus } from '#domain/ports.ts';
import type { Price, Shares } from '#domain/units.ts';
import type { FillCircumstances } from './fill-circumstances.ts';

interface Happened {
  readonly atMs: number;
}

/** The cash an account starts with. */
export interface OpeningFact extends Happened {
  readonly fact: 'opening';
  readonly cash: string;
}

export interface OrderFact extends Happened {
  readonly fact: 'order';
  readonly order: OrderId;
  readonly market: MarketId;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  readonly filled: Shares;
  readonly status: OrderStatus;
  /** Why it was denied, rejected or cancelled. */
  readonly reason: string | null;
  readonly trace: TraceId;
}

/** `mark` is the YES mark at the fill; `queueAhead` what we believed stood before us (null: not tracked). */
export interface FillFact extends Happened {
  readonly fact: 'fill';
  readonly trade: TradeId;
  readonly order: OrderId;
  readonly market: MarketId;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  readonly role: 'maker' | 'taker';
  readonly fee: string;
  readonly mark: Price;
  readonly queueAhead: Shares | null;
  /** Left out by earlier versions. */
  readonly circumstances?: FillCircumstances;
  readonly trace: TraceId;
}

/** `failed` voids the fill completely; `mark` values the reversal. */
export interface SettlementFact extends Happened {
  readonly fact: 'settlement';
  readonly trade: TradeId;
  readonly order: OrderId;
  readonly status: SettlementStatus;
  readonly market: MarketId;
  readonly mark: Price;
}

/** Complete sets made or unmade: `yes` and `no` are what left (merge) or came (split), `cash` what came or left. */
export interface SetFact extends Happened {
  readonly fact: 'merge' | 'split';
  readonly market: MarketId;
  readonly size: Shares;
  readonly gas: string;
  readonly transaction: TransactionId;
  readonly mark: Price;
}

export interface ResolutionFact extends Happened {
  readonly fact: 'resolution';
  readonly market: MarketId;
  /** What one YES share pays, in millionths; the mark from now on. */
  readonly payout: Price;
}

export interface RedemptionFact extends Happened {
  readonly fact: 'redemption';
  readonly market: MarketId;
  readonly yes: Shares;
  readonly no: Shares;
  readonly cash: string;
  readonly gas: string;
  readonly transaction: TransactionId;
}

/** Cash from or to outside the trading itself. A withdrawal is told as what left; a `deposit` may be negative instead. */
export interface FlowFact extends Happened {
  readonly fact: 'flow';
  readonly kind: FlowKind;
  readonly market: MarketId | null;
  readonly cash: string;
}

export interface PairTradeFact extends Happened {
  readonly fact: 'pairTrade';
  readonly pairTrade: PairTradeId;
  readonly market: MarketId;
  readonly state: string;
  readonly size: Shares;
  readonly yesPrice: Price | null;
  readonly noPrice: Price | null;
}

export interface TransitionFact extends Happened {
  readonly fact: 'transition';
  readonly actor: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
}

export interface FaultFact extends Happened {
  readonly fact: 'fault';
  readonly actor: string;
  readonly kind: string;
  readonly detail: string;
}

export type Fact =
  | OpeningFact
  | OrderFact
  | FillFact
  | SettlementFact
  | SetFact
  | ResolutionFact
  | RedemptionFact
  | FlowFact
  | PairTradeFact
  | TransitionFact
  | FaultFact;

/** The facts that move cash or shares; the others are story. */
export type MoneyFact = OpeningFact | FillFact | SettlementFact | SetFact | ResolutionFact | RedemptionFact | FlowFact;
