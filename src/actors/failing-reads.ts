// Reads of the account that fail: the first is a named fault, the others are not, and the outage runs until one succeeds. Whoever
// reads reports here, in whatever mood the gateway is.
import type { Outage } from '#domain/outage.ts';
import type { Answer } from '#domain/ports.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { UNLISTED_MAX_MS } from '#machines/order-gateway.times.ts';
import { RECONCILER } from '#machines/reconciler.machine.ts';
import type { Desk } from './desk.ts';

/** What rests, or what was filled. */
export function noteListing(desk: Desk, what: string, answer: Answer<unknown>): void {
  note(desk, GATEWAY, what, desk.vitals.unread, answer);
}

/** Cash and shares. */
export function noteAccount(desk: Desk, answer: Answer<unknown>): void {
  note(desk, RECONCILER, 'the account', desk.vitals.accountUnread, answer);
}

function note(desk: Desk, actor: string, what: string, outage: Outage, answer: Answer<unknown>): void {
  if (answer.ok) {
    if (outage.end()) desk.log.info({ actor }, `${what} can be read again`);
  } else if (outage.sign(desk.clock.steadyMs()))
    desk.fault(actor, 'unread', `${what} cannot be read: ${failureText(answer.failure)}`);
}

/** Nobody knows what rests and what was filled: no listing was read for too long, or, before the first one, each failed. */
export function isBlind({ vitals, clock }: Desk): boolean {
  const nowMs = clock.steadyMs();
  const forMs = Number.isFinite(vitals.listedMs) ? nowMs - vitals.listedMs : (vitals.unread.forMs(nowMs) ?? 0);
  return forMs >= UNLISTED_MAX_MS;
}
