// What is known about one market before it trades. Everything here is data read at run time: ticks, fees, delays and
// rewards differ between markets and change while they live, so none of it is a constant anywhere else.
import type { MarketId, OutcomeId } from '#domain/ids.ts';
import type { Decimal, Price, Shares, Usd } from '#domain/units.ts';

export type Outcome = 'yes' | 'no';

export const otherOutcome = (outcome: Outcome): Outcome => (outcome === 'yes' ? 'no' : 'yes');

/** Taker fee C·rate·(p(1−p))^exponent; makers pay nothing and get `rebateRate` of the fee they caused (quant.md F-1.7, F-1.8). */
export interface FeeSchedule {
  readonly rate: Decimal;
  readonly exponent: number;
  readonly rebateRate: Decimal;
}

/** Liquidity reward programme of a market (quant.md §6). `maxSpread` is a distance from the midpoint. */
export interface RewardProgramme {
  readonly dailyUsd: Usd;
  readonly maxSpread: Price;
  readonly minSize: Shares;
  /** In-game multiplier b of F-6.1. */
  readonly multiplier: number;
}

export interface Market {
  readonly id: MarketId;
  readonly slug: string;
  /** Markets of one event share a group: exclusive outcomes when `negRisk`. */
  readonly group: string | null;
  readonly category: string | null;
  readonly outcomes: Readonly<Record<Outcome, { readonly id: OutcomeId; readonly name: string }>>;
  /** At birth; the book holds the tick in force. */
  readonly tick: Price;
  readonly minSize: Shares;
  readonly negRisk: boolean;
  /** null: unknown. Then taking is forbidden and the rebate counts as zero. */
  readonly fee: FeeSchedule | null;
  readonly reward: RewardProgramme | null;
  readonly endMs: number | null;
  readonly gameStartMs: number | null;
  readonly clearBookOnStart: boolean;
  /** A scheduled piece of news (F-12.4). */
  readonly eventMs: number | null;
  readonly takerDelayMs: number;
  /** What one YES share pays: 0, half a dollar, one dollar; null while undecided. */
  readonly payout: Price | null;
}
