// Checks of what a maker needs while it trades: the heartbeat that lets the venue cancel when we fall silent, how many orders a
// second it takes, and what is said of the chain.
import { ordersPerSecondOf } from '../client/signer-budget.ts';
import { failureText } from '../failure-text.ts';
import { BEAT, RATE_TIER } from '../wire/account.ts';
import { writeText } from '../wire/codec.ts';
import { OPEN_ORDERS } from '../wire/own-orders.ts';
import { type Found, failed, noted, passed } from './finding.ts';
import type { Check, Patient } from './patient.ts';

const STANDARD_PER_SECOND = 40;

export const ORDER_CHECKS: readonly Check[] = [
  { name: 'heartbeat', needs: ['key'], needsKeys: true, look: heartbeatFindings },
  { name: 'rateTier', needs: ['key'], needsKeys: true, look: tierFindings },
  {
    name: 'chain',
    needs: [],
    needsKeys: true,
    look: async () => [
      noted(
        'there is no chain yet: pair trades stop at bothFilled, nothing is merged or redeemed by us, and nothing is booked as if it were',
      ),
    ],
  },
];

/** A beat arms the switch: where orders rest it would cancel them a few seconds later, so then it is left alone. */
async function heartbeatFindings({ inquiry }: Patient): Promise<readonly Found[]> {
  const resting = await inquiry.ask({
    method: 'GET',
    service: 'clob',
    path: '/data/orders',
    auth: 'key',
    cost: { kind: 'ledger' },
    codec: OPEN_ORDERS,
  });
  const cure =
    'Do not trade: without it the venue would not cancel for us. Ask again later, and look at its status page.';
  if (!resting.ok) return [failed(`what rests cannot be read: ${failureText(resting.failure)}`, cure)];
  if (resting.value.rows.length > 0)
    return [noted(`${resting.value.rows.length} orders rest, so no beat was tried: it would have them cancelled`)];
  const call = { method: 'POST', service: 'clob', path: '/v1/heartbeats', auth: 'key', codec: BEAT } as const;
  const beat = (id: string) => inquiry.ask({ ...call, body: writeText(BEAT, { id }), cost: { kind: 'beat' } });
  const first = await beat('');
  const next =
    first.ok || first.failure.kind !== 'rejected' || first.failure.reason !== 'wrongBeat'
      ? first
      : await beat(first.failure.text);
  if (next.ok && next.value.id !== '') return [passed('the venue takes our heartbeat')];
  return [
    failed(
      `the heartbeat is not taken: ${next.ok ? 'it was answered without an id' : failureText(next.failure)}`,
      cure,
    ),
  ];
}

async function tierFindings({ inquiry, settings }: Patient): Promise<readonly Found[]> {
  const call = { method: 'GET', service: 'clob', path: '/v1/user/rate-limit-tier', auth: 'key' } as const;
  const answer = await inquiry.ask({ ...call, cost: { kind: 'keys' }, codec: RATE_TIER });
  const told = answer.ok ? answer.value.tier : null;
  const most = (told === null ? null : ordersPerSecondOf(told)) ?? STANDARD_PER_SECOND;
  const tier = told ?? 'not told; the lowest is assumed';
  if (settings.ordersPerSecond > most)
    return [
      failed(
        `the tier (${tier}) allows ${most} orders a second, and ordersPerSecond is ${settings.ordersPerSecond}`,
        `Set ordersPerSecond to ${most} or less.`,
      ),
    ];
  return [passed(`the tier (${tier}) allows ${most} orders a second, we send ${settings.ordersPerSecond} at most`)];
}
