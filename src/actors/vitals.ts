// How we fare, kept on the desk so that a restart of anybody forgives nothing: how requests do and when the venue was last heard
// of, the clock against the venue's, what each trade lost, and the profit of the day and the week. Ports and facts write it.
import { ClockSkew } from '#domain/market/clock-skew.ts';
import type { KillMeasures, KillStage } from '#domain/money/kill-rules.ts';
import { TradeLosses } from '#domain/money/trade-losses.ts';
import type { TradingDays } from '#domain/money/trading-days.ts';
import { CancelTimes } from '#domain/orders/cancel-times.ts';
import { ExecutionLog } from '#domain/orders/execution-log.ts';
import { Outage } from '#domain/outage.ts';
import { Reconciliation } from './reconciliation.ts';

export class Vitals {
  readonly reconciliation = new Reconciliation();
  readonly executions = new ExecutionLog();
  readonly cancels = new CancelTimes();
  readonly skew = new ClockSkew();
  readonly trades = new TradeLosses();
  /** Written by the kill switch; null before its first look. */
  days: TradingDays | null = null;
  /** When the newest request that was turned away with a 425 had been made (steady clock); null: a later one had another answer. */
  engineDownMs: number | null = null;
  /** The same, whatever came later. */
  engineWasDownMs = Number.NEGATIVE_INFINITY;
  /** The same as an outage, for people. */
  readonly restarting = new Outage({ warnMs: 120_000, pageMs: 600_000, overMs: 60_000 });
  /** Listings that cannot be read, until one is. */
  readonly unread = new Outage({ warnMs: 30_000, pageMs: 60_000, overMs: 60_000 });
  /** The account that our books are held against. Fills are told and listed without it. */
  readonly accountUnread = new Outage({ warnMs: 60_000, pageMs: 300_000, overMs: 60_000 });
  /** Until then the venue wants no order (steady clock). */
  pausedUntilMs = Number.NEGATIVE_INFINITY;
  /** When the last acknowledged beat had been sent, by `Desk.elapsed`; null: nobody beats. */
  beatMs: number | null = null;
  /** When the last listing that was compared had been asked for (steady clock). */
  listedMs = Number.NEGATIVE_INFINITY;
  /** Our books were found to be what the venue says, or what differs was halted: before that nothing is admitted. */
  agreed = true;
  /** The same again, because fills may have been missed for long. */
  doubted = false;
  /** What is latched now, for people. */
  latch: { readonly stage: KillStage; readonly reason: string } | null = null;
  /** What is held is to be sold at the best price of a maker. */
  flattening = false;
  /** What the kill switch found last, for people; null before its first look. */
  measures: KillMeasures | null = null;
}
