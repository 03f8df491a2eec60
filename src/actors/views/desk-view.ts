// The house at one glance: profit by part, limits, ladder, engine, heartbeat, reconciliation. Reads the desk, changes nothing.
import type { MarketId } from '#domain/ids.ts';
import { LADDER, standings } from '#domain/money/kill-rules.ts';
import { pnlOf, type Tally } from '#domain/money/tally.ts';
import type { AlertChannelView, DeskView, EndedView, LimitView, Phase, ProfitView } from '#domain/operator/views.ts';
import { Decimal, ZERO_USD } from '#domain/units.ts';
import type { ClientStatus } from '#infra/venue/client/venue-client.ts';
import { chaosRefusal } from '../chaos-desk.ts';
import type { Desk } from '../desk.ts';
import { wealth } from '../kill-switch.actor.ts';
import { exposure } from '../risk-view.ts';
import type { RunRecord } from '../run-record.ts';

export interface DeskParts {
  readonly desk: Desk;
  readonly record: RunRecord;
  readonly startedMs: number;
  readonly words: string;
  readonly note: string | null;
  readonly phase: () => Phase;
  readonly lines: (() => ClientStatus) | null;
  readonly injections: () => number;
  readonly alerts: () => readonly AlertChannelView[];
}

/** After `record.attribution.markTo`. */
export function deskView(parts: DeskParts): DeskView {
  const { desk, record, startedMs, words, note } = parts;
  const { vitals, settings, admission, counters, clock } = desk;
  const { reconciliation } = vitals;
  const whole = record.attribution.total();
  const steadyMs = clock.steadyMs();
  return {
    atMs: clock.now(),
    startedMs,
    mode: settings.mode,
    phase: parts.phase(),
    words,
    note,
    today: profitView(record.today.of(whole, clock.now()), record.rewardsEstimate()),
    whole: profitView(whole, record.rewardsEstimate()),
    ended: endedView(desk, record.attribution),
    cash: desk.accounts.cash().held.toFixed(),
    worth: wealth(desk).toFixed(),
    exposure: exposure(desk).toFixed(),
    limits: limitViews(desk),
    latch: vitals.latch,
    ladder: LADDER,
    admission,
    flattening: vitals.flattening,
    racing: desk.racing,
    // Since its first 425, not since the newest.
    engineDownMs: vitals.engineDownMs === null ? null : Math.max(0, vitals.restarting.forMs(steadyMs) ?? 0),
    unreadMs: rounded(vitals.unread.forMs(steadyMs)),
    beatAgeMs: vitals.beatMs === null ? null : Math.max(0, desk.elapsed.nowMs() - vitals.beatMs),
    ...heardOf(parts.lines),
    reconciliation: {
      looks: reconciliation.looks,
      clean: reconciliation.looks > 0 && reconciliation.agrees,
      diverged: reconciliation.diverged,
      cleanMs: reconciliation.cleanMs,
      notes: reconciliation.notes.slice(-20).map(({ atMs, what, text }) => ({ atMs, what, text })),
    },
    counts: { ...counters, unexpected: desk.unexpected.total },
    injections: parts.injections(),
    alerts: parts.alerts(),
    handsOff: chaosRefusal(settings),
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

export function profitView(tally: Readonly<Tally>, rewardsEstimate: number): ProfitView {
  return {
    total: pnlOf(tally).toFixed(),
    spread: tally.edge.toFixed(),
    inventory: tally.inventory.toFixed(),
    fees: tally.fees.toFixed(),
    rebates: tally.rebates.toFixed(),
    rewards: tally.rewards.toFixed(),
    gas: tally.gas.toFixed(),
    rounding: tally.rounding.toFixed(),
    rewardsEstimate: rewardsEstimate.toFixed(6),
  };
}

/** A market too many to be kept apart counts as unplaced. */
function endedView(desk: Desk, attribution: RunRecord['attribution']): EndedView {
  const ids = attribution.markets();
  const profitOf = (those: readonly MarketId[]) =>
    those.reduce((sum, id) => sum.plus(pnlOf(attribution.market(id).tally)), ZERO_USD);
  const gone = ids.filter((id) => !desk.markets.has(id));
  const unplaced = pnlOf(attribution.total()).minus(profitOf(ids));
  return { markets: gone.length, profit: profitOf(gone).toFixed(), unplaced: unplaced.toFixed() };
}

/** As of the kill switch's last measure; none before its first. */
function limitViews({ vitals: { measures }, settings }: Desk): readonly LimitView[] {
  if (!measures) return [];
  return standings(measures, settings).map(({ rule, stage, setting, found, limit }) => ({
    rule,
    setting,
    stage,
    unit: unitOf(setting),
    found: found.toString(),
    limit: limit.toString(),
    used: limit.isZero() ? null : Decimal.max(0, found).div(limit).toNumber(),
  }));
}

function unitOf(setting: string): LimitView['unit'] {
  if (setting.endsWith('Usd')) return 'usd';
  if (setting.endsWith('Share')) return 'share';
  return setting.endsWith('Ms') ? 'ms' : 'count';
}

function heardOf(lines: DeskParts['lines']): Pick<DeskView, 'sockets' | 'budget' | 'votes'> {
  if (!lines) return { sockets: null, budget: null, votes: null };
  const { sockets, userSocket, used, votes } = lines();
  const open = sockets.filter((socket) => socket.open).length;
  return { sockets: { open, all: sockets.length, account: userSocket }, budget: used, votes };
}
