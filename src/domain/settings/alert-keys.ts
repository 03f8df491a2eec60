// The settings of alerts, as data: who is told of what, and how often. Where alerts go is a secret and stands in the environment
// (`infra/operator/alert-channels.ts`).
import { choice, dollars, dollarsOfBankroll, whole } from './kind.ts';

export const ALERTS = {
  level: choice(
    ['info', 'warn', 'page'],
    'warn',
    'The least important alerts that are sent: crashes that healed too, starts, ends and what somebody should look at, or only what needs somebody now.',
  ),
  perMinuteMax: whole(
    '10',
    { min: '2', max: '60' },
    'messages',
    'Messages a minute to each channel; half of them are kept for pages, and what is held back is told as a count.',
  ),
  repeatMinutes: whole(
    '30',
    { min: '0', max: '1440' },
    'minutes',
    'The same alert is sent again only after this; meanwhile it is counted.',
  ),
  balanceMinUsd: dollarsOfBankroll('5%', { min: '0', max: '100000000' }, 'Less cash than this is an alert; 0: never.'),
  gasMinUsd: dollars(
    '1',
    { min: '0', max: '1000' },
    'Less cash than this, where transactions are paid from it, is a page; 0: never.',
  ),
};
