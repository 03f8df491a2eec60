// What a micro-test has seen, as plain data: told by the venue, by our own books and by the process beside us. A thing that could
// not be read stays unread; it is never taken for nothing.
import type { TotalReport } from '#domain/money/report.ts';
import type { Usd } from '#domain/units.ts';
import type { MicroTerms } from './terms.ts';

export type Told<T> = { readonly told: T } | { readonly unread: string };

export interface MicroEvidence {
  readonly market: string;
  readonly terms: MicroTerms;
  readonly askedMs: number;
  readonly ranMs: number;
  /** null: its time was over; else why it ended before. */
  readonly endedBy: string | null;
  /** The venue agreed to the drain. */
  readonly clean: boolean;
  /** null: it ended without one. */
  readonly total: TotalReport | null;
  /** The most that was lost at any moment since the test began, at the marks. */
  readonly lossMaxUsd: Usd;
  readonly latch: string | null;
  /** Markets that were halted, with why. */
  readonly halted: readonly string[];
  readonly orders: {
    readonly sent: number;
    readonly rested: number;
    /** What the venue said to those it did not take. */
    readonly rejected: readonly string[];
    /** Ids that the venue named as ours and that we never gave. */
    readonly strangers: readonly string[];
  };
  readonly beats: { readonly acknowledged: number; readonly gapMaxMs: number };
  /** Of answers to orders and cancels. */
  readonly answers: {
    readonly count: number;
    readonly unanswered: number;
    readonly medianMs: number;
    readonly p95Ms: number;
    readonly maxMs: number;
  };
  /** Milliseconds that one of twenty answers may take. */
  readonly latencyMaxMs: number;
  /** Fills that stand, one text each, in our books and in the venue's listing. */
  readonly booked: readonly string[];
  readonly listed: Told<readonly string[]>;
  /** Orders that the venue lists after the drain. */
  readonly resting: Told<readonly string[]>;
  /** The most complete pairs that were held at any moment, in micro-shares. */
  readonly pairedShares: number;
  /** Whether resting orders count for rewards, as often as the venue was asked. */
  readonly scoring: { readonly told: number; readonly counting: number; readonly unread: number };
  /** Rewards of the days of the test in this market. */
  readonly earned: Told<Usd>;
  /** null: none was asked for, because there is no process to watch. */
  readonly watchdog: { readonly isWell: boolean; readonly sentence: string } | null;
}
