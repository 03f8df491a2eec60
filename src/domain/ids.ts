// Names of things, kept apart by the compiler. An id is opaque: nothing parses it except the one who made it.
declare const kind: unique symbol;
type Id<Name extends string> = string & { readonly [kind]: Name };

/** The venue's condition id: one question with two outcomes. */
export type MarketId = Id<'market'>;
/** One side of a market, as the venue names it. */
export type OutcomeId = Id<'outcome'>;
/** Made by us before sending. */
export type OrderId = Id<'order'>;
/** Given by the venue to a match; the same id returns with every settlement status. */
export type TradeId = Id<'trade'>;
export type PairTradeId = Id<'pair trade'>;
/** Runs from a frame to the plan, order, fill and posting it led to. */
export type TraceId = Id<'trace'>;
/** One account at an exchange. */
export type WalletId = Id<'wallet'>;
/** A chain transaction. */
export type TransactionId = Id<'transaction'>;

export const marketId = (text: string): MarketId => text as MarketId;
export const outcomeId = (text: string): OutcomeId => text as OutcomeId;
export const orderId = (text: string): OrderId => text as OrderId;
export const tradeId = (text: string): TradeId => text as TradeId;
export const pairTradeId = (text: string): PairTradeId => text as PairTradeId;
export const traceId = (text: string): TraceId => text as TraceId;
export const walletId = (text: string): WalletId => text as WalletId;
export const transactionId = (text: string): TransactionId => text as TransactionId;
