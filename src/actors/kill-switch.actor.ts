// Puts the kill switch beside the accounts, the latch file and the gateway's admission. Profit counts from the start of the
// UTC day; the day is kept on the desk, so a restart of the switch does not forgive a loss.

import { type KillStage, latchText, parseLatch, trips } from '#domain/money/kill-rules.ts';
import { worthOf } from '#domain/money/position.ts';
import { groupLoss } from '#domain/orders/exposure.ts';
import { lossesByMarket } from '#domain/orders/risk-state.ts';
import { Decimal, type Usd, ZERO_USD } from '#domain/units.ts';
import { type KillSwitchDesk, killSwitchMachine } from '#machines/kill-switch.machine.ts';
import { type Admission, GATEWAY } from '#machines/order-gateway.machine.ts';
import type { Desk } from './desk.ts';
import { riskMarkets } from './risk-view.ts';

export const killSwitch = killSwitchMachine;

const LATCH_FILE = 'latch.json';
const DAY_MS = 86_400_000;

export const ADMISSION: Readonly<Record<KillStage, Admission>> = {
  armed: 'open',
  reduceOnly: 'reduceOnly',
  noNewQuotes: 'noNewQuotes',
  cancelAll: 'halted',
  drain: 'halted',
  exit: 'halted',
};

/** What an earlier life latched in this mode. A file that does not read is a latch. */
export function latched(desk: Desk): { stage: KillStage; reason: string } | null {
  const { latch, problem } = parseLatch(desk.files.read(LATCH_FILE), desk.settings.mode);
  if (problem) desk.fault('kill-switch', 'latch', problem);
  return latch && { stage: latch.stage, reason: latch.reason };
}

export function killSwitchDesk(desk: Desk): KillSwitchDesk {
  const { settings } = desk;
  return {
    measure() {
      const index = Math.floor(desk.clock.now() / DAY_MS);
      const now = wealth(desk);
      const day = desk.day?.index === index ? desk.day : { index, start: now, peak: ZERO_USD };
      const pnlToday = now.minus(day.start);
      const peak = Decimal.max(day.peak, pnlToday);
      desk.day = { ...day, peak };
      return trips({ pnlToday, peak, exposure: exposure(desk) }, settings);
    },
    climbed(stage, reason) {
      desk.halted(null);
      const atMs = desk.clock.now();
      desk.files.write(LATCH_FILE, latchText({ mode: settings.mode, stage, reason, atMs }));
      desk.fault('kill-switch', stage, reason);
      desk.post(GATEWAY, { type: 'ADMIT', admission: ADMISSION[stage], why: reason });
    },
    resumed() {
      desk.files.remove(LATCH_FILE);
      desk.transition('kill-switch', 'latched', 'armed', 'operator');
      desk.post(GATEWAY, { type: 'ADMIT', admission: 'open', why: 'resumed' });
    },
  };
}

/** Cash and positions at their marks, without what came from or went to the outside. */
function wealth(desk: Desk): Usd {
  let sum = desk.accounts.cash().held.plus(desk.accounts.book.balance('external'));
  for (const market of desk.accounts.markets()) {
    const mark = desk.markets.get(market)?.mark;
    if (mark !== undefined) sum = sum.plus(worthOf(desk.accounts.position(market), mark));
  }
  return sum;
}

/** Over all markets: the worst outcome of each, orders in flight included. */
export function exposure(desk: Desk): Usd {
  const losses = lossesByMarket({ markets: riskMarkets(desk, null), live: desk.orders.allLive() });
  return groupLoss([...losses.values()], 'independent');
}
