// Puts the kill switch beside the accounts, the vitals, the latch file and the gateway's admission. Profit counts without any
// flow from or to the outside, from the start of the UTC day and week. Where the account survives a restart, so does what it
// earned: in a file of its own, and a file that does not read is a latch.
import { invariant } from '#domain/failure.ts';
import { type KillMeasures, type KillStage, trips } from '#domain/money/kill-rules.ts';
import { latchText, parseLatch } from '#domain/money/latch.ts';
import { worthOf } from '#domain/money/position.ts';
import { daysText, type KeptDays, parseDays, profitOf, resumeDays, turnDays } from '#domain/money/trading-days.ts';
import { type Usd, ZERO_USD } from '#domain/units.ts';
import { type KillSwitchDesk, killSwitchMachine, type Latched } from '#machines/kill-switch.machine.ts';
import { type Admission, GATEWAY } from '#machines/order-gateway.protocol.ts';
import { ROOT } from './addresses.ts';
import { arm, disarm, isDisarmed } from './armed.ts';
import type { Desk } from './desk.ts';
import { exposure } from './risk-view.ts';

export const killSwitch = killSwitchMachine;

const LATCH_FILE = 'latch.json';
const DAYS_FILE = 'days.json';
/** Modes whose account is the same after a restart. */
const SURVIVING_MODES: readonly string[] = ['paper', 'live', 'simulate'];
/** What was earned is written down at most this often. */
const DAYS_WRITTEN_MS = 5_000;
/** The flows among the accounts: they stand at minus what came in. */
const FLOWS = ['external', 'rebates', 'rewards', 'holdingRewards'] as const;

export const ADMISSION: Readonly<Record<KillStage, Admission>> = {
  armed: 'open',
  reduceOnly: 'reduceOnly',
  noNewQuotes: 'noNewQuotes',
  cancelAll: 'halted',
  drain: 'halted',
  exit: 'halted',
};

/** What an earlier life latched in this mode. A file that does not read is a latch. */
export function latched(desk: Desk): Latched | null {
  const unknown = (reason: string): Latched => ({ stage: 'cancelAll', reason, flatten: false });
  const { latch, problem } = parseLatch(desk.files.read(LATCH_FILE), desk.settings.mode);
  if (problem) desk.fault('kill-switch', 'latch', problem);
  if (latch) return latch;
  if (isDisarmed(desk.files)) return unknown('the life before ended without saying why');
  if (desk.halts.problem !== null) {
    desk.fault('kill-switch', 'halts', desk.halts.problem);
    return unknown(`what was halted before is not known: ${desk.halts.problem}`);
  }
  const kept = keptDays(desk);
  if (!('problem' in kept)) return null;
  desk.fault('kill-switch', 'days', kept.problem);
  return unknown(`what was lost before is not known: ${kept.problem}`);
}

/** A root that failed comes back by an operator only. Never throws: what can be done is done. */
export function latchFailure(desk: Desk, error: unknown): void {
  const reason = `the root failed: ${error instanceof Error ? error.message : String(error)}`;
  const { files, settings } = desk;
  try {
    disarm(files);
    if (files.read(LATCH_FILE) !== null) return;
    files.write(
      LATCH_FILE,
      latchText({ mode: settings.mode, stage: 'cancelAll', reason, flatten: false, atMs: desk.clock.now() }),
    );
  } catch (problem) {
    desk.log.error({ problem: String(problem) }, 'the latch of a failed root could not be written');
  }
}

export function killSwitchDesk(desk: Desk): KillSwitchDesk {
  const { settings, vitals } = desk;
  const notes = new DayNotes(desk);
  return {
    measure() {
      lookAtOutages(desk);
      vitals.measures = measures(desk, notes);
      return trips(vitals.measures, settings);
    },
    climbed(stage, reason, flatten) {
      desk.halted(null);
      vitals.latch = { stage, reason };
      vitals.flattening = flatten;
      const atMs = desk.clock.now();
      // First what needs no space: should the latch itself not be written, the next start is latched all the same.
      disarm(desk.files);
      desk.files.write(LATCH_FILE, latchText({ mode: settings.mode, stage, reason, flatten, atMs }));
      desk.fault('kill-switch', stage, reason);
      desk.alert('page', 'kill-switch', `latched at ${stage}: ${reason}`);
      desk.post(GATEWAY, { type: 'ADMIT', admission: ADMISSION[stage], why: reason });
    },
    resumed() {
      desk.halts.accept();
      desk.files.remove(LATCH_FILE);
      arm(desk.files);
      vitals.latch = null;
      vitals.flattening = false;
      vitals.executions.forget();
      vitals.trades.accept((market) => desk.mark(market));
      desk.transition('kill-switch', 'latched', 'armed', 'operator');
      desk.post(GATEWAY, { type: 'ADMIT', admission: 'open', why: 'resumed' });
    },
    drain: () => desk.post(ROOT, { type: 'STOP' }),
    leave: (reason) => invariant(false, reason),
  };
}

/** Here, because this actor looks once a second whatever becomes of the others. */
function lookAtOutages(desk: Desk): void {
  const { vitals } = desk;
  const nowMs = desk.clock.steadyMs();
  const outages = [
    ['the matching engine restarts', vitals.restarting],
    ['what rests and what was filled at the venue cannot be read', vitals.unread],
    ['the account cannot be read, so nothing is reconciled', vitals.accountUnread],
  ] as const;
  for (const [what, outage] of outages) {
    const word = outage.look(nowMs);
    if (word) desk.alert(word.level, 'kill-switch', `${what}, for ${Math.round(word.forMs / 1_000)} s`);
  }
}

function measures(desk: Desk, notes: DayNotes): KillMeasures {
  const { vitals, settings } = desk;
  const nowMs = desk.clock.now();
  const steadyMs = desk.clock.steadyMs();
  const worth = wealth(desk);
  vitals.days = vitals.days ? turnDays(vitals.days, worth, nowMs) : firstDays(desk, worth, nowMs);
  const profit = profitOf(vitals.days, worth);
  notes.write(worth);
  return {
    pnlToday: profit.today,
    pnlWeek: profit.week,
    peak: vitals.days.peak,
    dayStart: vitals.days.dayStart,
    weekStart: vitals.days.weekStart,
    tradeLoss: vitals.trades.worst((market) => desk.mark(market))?.loss ?? ZERO_USD,
    exposure: exposureLookedAt(desk),
    failures: vitals.executions.failures(steadyMs, settings.failedExecutionsWindowMs),
    slowMs: vitals.executions.slowMs(steadyMs),
    rejectShare: vitals.executions.rejectShare(steadyMs),
    restricted: vitals.executions.restricted,
    // A recording's stamps are of another time and place.
    skewMs: settings.mode === 'replay' ? 0 : vitals.skew.ms(nowMs),
  };
}

/** Added up from all markets; what risk review follows must be the same. */
function exposureLookedAt(desk: Desk): Usd {
  const added = exposure(desk);
  const followed = desk.losses.elsewhere(null);
  if (!followed.eq(added)) {
    desk.alert('page', 'kill-switch', `risk review believed an exposure of $${followed}, added up it is $${added}`);
    desk.losses.recount(desk.markets.keys());
  }
  return added;
}

/** The days of this life's first look: those of an earlier one go on. */
function firstDays(desk: Desk, worth: Usd, nowMs: number) {
  const kept = keptDays(desk);
  if ('problem' in kept || kept.kept === null) return turnDays(null, worth, nowMs);
  return turnDays(resumeDays(kept.kept, worth, nowMs, desk.past.opening !== null), worth, nowMs);
}

function keptDays(desk: Desk): { readonly kept: KeptDays | null } | { readonly problem: string } {
  const { mode } = desk.settings;
  // In memory they are known better than on disk.
  if (!SURVIVING_MODES.includes(mode) || desk.vitals.days) return { kept: null };
  return parseDays(desk.files.read(DAYS_FILE), mode);
}

/** Writes down what was earned, now and then. A disk that is full for a while is a fault, not an end: the latch is not here. */
class DayNotes {
  readonly #desk: Desk;
  #writtenMs = Number.NEGATIVE_INFINITY;
  #text = '';
  #failing = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  write(worth: Usd): void {
    const { mode } = this.#desk.settings;
    const { days } = this.#desk.vitals;
    if (!days || !SURVIVING_MODES.includes(mode)) return;
    const nowMs = this.#desk.clock.now();
    if (Math.abs(nowMs - this.#writtenMs) < DAYS_WRITTEN_MS) return;
    const text = daysText(mode, days, worth);
    if (text === this.#text) return;
    try {
      this.#desk.files.write(DAYS_FILE, text);
      this.#text = text;
      this.#writtenMs = nowMs;
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#desk.fault('kill-switch', 'days', String(error));
      this.#failing = true;
    }
  }
}

/** Cash and positions at their marks, without what came from or went to the outside. */
export function wealth(desk: Desk): Usd {
  let sum = desk.accounts.cash().held;
  for (const flow of FLOWS) sum = sum.plus(desk.accounts.book.balance(flow));
  for (const market of desk.accounts.markets()) {
    const mark = desk.mark(market) ?? desk.markets.get(market)?.mark;
    if (mark !== undefined) sum = sum.plus(worthOf(desk.accounts.position(market), mark));
  }
  return sum;
}
