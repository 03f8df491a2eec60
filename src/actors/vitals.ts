// What the kill switch looks at, kept on the desk so that a restart of anybody forgives nothing: how requests fare, the clock
// against the venue's, what each trade lost, and the profit of the day and the week. The ports and the facts write it.
import { ClockSkew } from '#domain/market/clock-skew.ts';
import type { KillStage } from '#domain/money/kill-rules.ts';
import { TradeLosses } from '#domain/money/trade-losses.ts';
import type { TradingDays } from '#domain/money/trading-days.ts';
import { ExecutionLog } from '#domain/orders/execution-log.ts';

export class Vitals {
  readonly executions = new ExecutionLog();
  readonly skew = new ClockSkew();
  readonly trades = new TradeLosses();
  /** Written by the kill switch; null before its first look. */
  days: TradingDays | null = null;
  /** What is latched now, for people. */
  latch: { readonly stage: KillStage; readonly reason: string } | null = null;
}
