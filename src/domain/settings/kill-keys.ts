// The settings of the kill switch, as data: limits on losses beyond those of the day, and on how our requests may fare.
// What follows when one is passed is `money/kill-rules.ts`; how all settings form one table is `keys.ts`.
import { dollarsOfBankroll, milliseconds, ratio, whole } from './kind.ts';

const MONEY = { min: '0.01', max: '100000000' };
const SHARE = { min: '0.0001', max: '1' };
const HOUR = '3600000';
const DAY = '86400000';

export const KILL = {
  dailyLossMaxShare: ratio(
    '0.05',
    SHARE,
    'share',
    'The same as dailyLossMaxUsd, as a share of what we were worth when the day began.',
  ),
  weeklyLossMaxUsd: dollarsOfBankroll(
    '10%',
    MONEY,
    'A loss since Monday, midnight UTC, beyond this drains and ends the service.',
  ),
  weeklyLossMaxShare: ratio(
    '0.1',
    SHARE,
    'share',
    'The same as weeklyLossMaxUsd, as a share of what we were worth when the week began.',
  ),
  drawdownMaxShare: ratio('0.075', SHARE, 'share', 'The same as drawdownMaxUsd, as a share of the best of the day.'),
  tradeLossMaxUsd: dollarsOfBankroll(
    '2%',
    MONEY,
    'A single trade, with what became of it, that loses more than this ends new quotes.',
  ),
  tradeLossMaxShare: ratio(
    '0.02',
    SHARE,
    'share',
    'The same as tradeLossMaxUsd, as a share of what we were worth when the day began.',
  ),
  failedExecutionsMax: whole(
    '2',
    { min: '0', max: '1000' },
    'failures',
    'Failed settlements and transactions that are still fine within failedExecutionsWindowMs; one more cancels everything.',
  ),
  failedExecutionsWindowMs: milliseconds(
    '600000',
    { min: '1000', max: DAY },
    'The time in which failed executions are counted.',
  ),
  latencyMaxMs: milliseconds(
    '5000',
    { min: '10', max: HOUR },
    'When one of twenty answers of the last minute takes longer than this, everything is cancelled.',
  ),
  rejectMaxShare: ratio(
    '0.5',
    { min: '0.01', max: '1' },
    'share',
    'When the venue rejects a larger share of the orders of the last minute, no new ones are sent.',
  ),
  restrictedMax: whole(
    '0',
    { min: '0', max: '1000' },
    'rejections',
    'Rejections because the account is restricted that are still fine; one more cancels everything.',
  ),
  clockSkewMaxMs: milliseconds(
    '5000',
    { min: '100', max: HOUR },
    'When our clock differs from the time stamps of the venue by more than this, everything is cancelled.',
  ),
};
