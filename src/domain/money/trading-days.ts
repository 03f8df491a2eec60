// Profit since the day and since the week began (UTC; weeks begin on Monday), and the best of the day. Promises: a restart
// does not forgive a loss where the account survives it, because what was gained and lost so far is kept as text.
import { Decimal, parseUsd, UnitError, type Usd, ZERO_USD } from '#domain/units.ts';
import { readStateText } from './state-text.ts';

const DAY_MS = 86_400_000;
/** 1970 began on a Thursday. */
const MONDAY_AFTER_DAYS = 3;
/** A longer text was not written by us. */
const TEXT_MAX = 65_536;

/** Dollars. Worth is cash and positions at their marks, without what came from or went to the outside. */
export interface TradingDays {
  readonly day: number;
  readonly week: number;
  /** Worth when the day and when the week began. */
  readonly dayStart: Usd;
  readonly weekStart: Usd;
  /** The best profit of the day so far, at least 0. */
  readonly peak: Usd;
}

export interface PeriodProfit {
  readonly today: Usd;
  readonly week: Usd;
}

/** What an earlier life had earned by then, and what it was worth. */
export interface KeptDays extends PeriodProfit {
  readonly mode: string;
  readonly worth: Usd;
  readonly day: number;
  readonly weekIndex: number;
  readonly peak: Usd;
}

/** The days at `nowMs` with this worth; a new day or week begins with it. */
export function turnDays(before: TradingDays | null, worth: Usd, nowMs: number): TradingDays {
  const day = Math.floor(nowMs / DAY_MS);
  const week = weekOf(day);
  const dayStart = before?.day === day ? before.dayStart : worth;
  const weekStart = before?.week === week ? before.weekStart : worth;
  const earlier = before?.day === day ? before.peak : ZERO_USD;
  return { day, week, dayStart, weekStart, peak: Decimal.max(earlier, worth.minus(dayStart)) };
}

export function profitOf(days: TradingDays, worth: Usd): PeriodProfit {
  return { today: worth.minus(days.dayStart), week: worth.minus(days.weekStart) };
}

/** Goes on where an earlier life stopped: what it earned that day or week is counted still. `isSame`: the books go on, and worth
 *  means what it meant; otherwise it begins with the worth of now. Marks may have moved since the last fact, so that the two
 *  worths of one account differ: each move counts once. */
export function resumeDays(kept: KeptDays, worth: Usd, nowMs: number, isSame: boolean): TradingDays {
  const base = isSame ? kept.worth : worth;
  const day = Math.floor(nowMs / DAY_MS);
  const week = weekOf(day);
  const sameDay = kept.day === day;
  return {
    day,
    week,
    dayStart: sameDay ? base.minus(kept.today) : worth,
    weekStart: kept.weekIndex === week ? base.minus(kept.week) : worth,
    peak: sameDay ? kept.peak : ZERO_USD,
  };
}

/** With this worth. */
export function daysText(mode: string, days: TradingDays, worth: Usd): string {
  const { day, week: weekIndex, peak } = days;
  const { today, week } = profitOf(days, worth);
  const usd = { today: today.toFixed(), week: week.toFixed(), peak: peak.toFixed(), worth: worth.toFixed() };
  return `${JSON.stringify({ days: 1, mode, day, weekIndex, ...usd })}\n`;
}

export type DaysReading = { readonly kept: KeptDays | null } | { readonly problem: string };

/** null text: there is no file, so nothing was earned yet. Whatever does not read is a problem, never a clean slate. */
export function parseDays(text: string | null, mode: string): DaysReading {
  if (text === null) return { kept: null };
  const reading = readStateText(text, 'days', mode, TEXT_MAX);
  if ('problem' in reading) return reading;
  const found: { readonly [Key in keyof KeptDays]?: unknown } = reading.found;
  const { day, weekIndex } = found;
  if (!Number.isSafeInteger(day)) return { problem: 'day: not a day' };
  if (!Number.isSafeInteger(weekIndex)) return { problem: 'weekIndex: not a week' };
  try {
    const usd = (name: 'today' | 'week' | 'peak' | 'worth') => parseUsd(found[name], name);
    const kept = { mode, day: day as number, weekIndex: weekIndex as number };
    return { kept: { ...kept, today: usd('today'), week: usd('week'), peak: usd('peak'), worth: usd('worth') } };
  } catch (error) {
    if (error instanceof UnitError) return { problem: error.message };
    throw error;
  }
}

function weekOf(day: number): number {
  return Math.floor((day + MONDAY_AFTER_DAYS) / 7);
}
