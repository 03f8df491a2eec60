// A micro-test in which everything held, to break one thing at a time.
import type { MicroEvidence } from '#domain/micro-test/evidence.ts';
import { Attribution } from '#domain/money/attribution.ts';
import { CapitalTime } from '#domain/money/capital-time.ts';
import { FillGroups } from '#domain/money/fill-groups.ts';
import { Markouts } from '#domain/money/markouts.ts';
import { PairTally } from '#domain/money/pair-tally.ts';
import { runReport, type TotalReport } from '#domain/money/report.ts';
import { Decimal, parseShares } from '#domain/units.ts';

export function goodTotal(): TotalReport {
  const cash = new Decimal(25);
  const { total } = runReport({
    queueModel: 'power3',
    bound: 'matched',
    attribution: new Attribution(),
    markouts: new Markouts(),
    unfilled: new Markouts(),
    groups: new FillGroups(),
    capital: new CapitalTime(),
    pairTrades: new PairTally(),
    days: { profits: [], decided: 0, won: 0, spanMs: 0 },
    notes: [],
    uptime: 0.9,
    halts: 0,
    openingCash: cash,
    closing: { cash, receivables: new Decimal(0) },
    residual: { usd: new Decimal(0), found: null },
  });
  return total;
}

export function goodEvidence(): MicroEvidence {
  return {
    market: 'rain',
    terms: { shares: parseShares('25'), rewardedFrom: parseShares('20'), pairShares: parseShares('5') },
    askedMs: 86_400_000,
    ranMs: 86_400_100,
    endedBy: null,
    clean: true,
    total: goodTotal(),
    lossMaxUsd: new Decimal('1.2'),
    latch: null,
    halted: [],
    orders: { sent: 40, rested: 39, rejected: ['crossesBook'], strangers: [] },
    beats: { acknowledged: 17_000, gapMaxMs: 5_100 },
    answers: { count: 80, unanswered: 0, medianMs: 40, p95Ms: 60, maxMs: 90 },
    latencyMaxMs: 5_000,
    booked: ['a', 'b', 'b'],
    listed: { told: ['b', 'a', 'b'] },
    resting: { told: [] },
    pairedShares: 5_000_000,
    scoring: { told: 100, counting: 60, unread: 0 },
    earned: { told: new Decimal('0.04') },
    watchdog: { isWell: true, sentence: 'it watched' },
  };
}
