// One order's life, as rows. Anything that changes an order goes through `next`; news that a row does not expect is never
// swallowed: `advance` says so and the caller journals it and looks again.
import type { MarketId, OrderId, TraceId } from '#domain/ids.ts';
import type { Price, Shares } from '#domain/units.ts';
import type { Slot } from './slot.ts';

/** Wanted and unchecked. `price` is in the slot's own outcome terms. Always post-only: there is no other kind. */
export interface OrderIntent {
  readonly id: OrderId;
  readonly market: MarketId;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  readonly trace: TraceId;
}

export type OrderStatus =
  | 'proposed'
  /** Approved, and being written to the journal: it has not left. */
  | 'intended'
  | 'sent'
  | 'resting'
  | 'cancelling'
  | 'unknown'
  | 'cancelled'
  | 'filled'
  | 'denied'
  | 'rejected';

export interface OrderRow extends OrderIntent {
  readonly status: OrderStatus;
  readonly filled: Shares;
  /** When it was proposed. */
  readonly decidedMs: number;
  /** When it left; until then, when it was proposed. */
  readonly sentMs: number;
  /** null until the venue accepted it. */
  readonly restingMs: number | null;
  readonly cancelSentMs: number | null;
  /** Why we asked for it to go; null: nobody did. Stays when the request did not get through. */
  readonly goingWhy: string | null;
}

export type OrderNewsKind =
  | 'DENIED'
  | 'INTENDED'
  | 'SENT'
  | 'ACCEPTED'
  | 'REJECTED'
  | 'FILLED'
  | 'NO_ANSWER'
  | 'CANCEL_SENT'
  | 'CANCELLED'
  | 'CANCEL_REJECTED'
  | 'NEVER_ARRIVED';

/** Read a row as: in this status, that news leads to … `FILLED` means nothing is left; a partial fill moves `filled` only. */
export const next = {
  proposed: { DENIED: 'denied', INTENDED: 'intended' },
  intended: { DENIED: 'denied', SENT: 'sent' }, // whoever stops it now needs nobody's answer
  sent: {
    ACCEPTED: 'resting',
    REJECTED: 'rejected',
    FILLED: 'filled',
    NO_ANSWER: 'unknown',
    CANCEL_SENT: 'cancelling', // a safety cancel does not wait for the answer
    CANCELLED: 'cancelled', // the venue's cancel news outran its answer
  },
  resting: {
    ACCEPTED: 'resting', // the private stream repeats what the answer said
    CANCEL_SENT: 'cancelling',
    CANCELLED: 'cancelled',
    FILLED: 'filled',
  },
  cancelling: {
    ACCEPTED: 'cancelling', // the acceptance crossed our cancel
    REJECTED: 'rejected', // it never rested, so there is nothing to cancel
    CANCEL_SENT: 'cancelling',
    CANCELLED: 'cancelled',
    CANCEL_REJECTED: 'resting',
    FILLED: 'filled',
    NO_ANSWER: 'unknown',
  },
  unknown: {
    ACCEPTED: 'resting',
    CANCEL_SENT: 'unknown', // cancelling what may rest is always right, and proves nothing
    CANCELLED: 'cancelled',
    FILLED: 'filled',
    NEVER_ARRIVED: 'rejected',
  },
  cancelled: {
    ACCEPTED: 'cancelled', // a late answer does not bring it back
    CANCELLED: 'cancelled', // answer and private stream both report it
    FILLED: 'filled', // the fill crossed our cancel on the wire
  },
  filled: {
    ACCEPTED: 'filled', // the fill outran the answer
    CANCEL_SENT: 'filled',
    CANCELLED: 'filled',
    CANCEL_REJECTED: 'filled', // too late to cancel
    NO_ANSWER: 'filled',
  },
  denied: {},
  rejected: {},
} as const satisfies Record<OrderStatus, Partial<Record<OrderNewsKind, OrderStatus>>>;

/** The status after `news`, or null when the table has no such arrow. */
export function advance(status: OrderStatus, news: OrderNewsKind): OrderStatus | null {
  const row: Partial<Record<OrderNewsKind, OrderStatus>> = next[status];
  return row[news] ?? null;
}

/** May rest at the venue, now or in a moment: it occupies its slot and counts against every limit. */
export function isLive(status: OrderStatus): boolean {
  return status === 'intended' || hasLeft(status);
}

/** Live, and the venue may know of it. */
export function hasLeft(status: OrderStatus): boolean {
  return status === 'sent' || status === 'resting' || status === 'cancelling' || status === 'unknown';
}

export function remaining(order: OrderRow): Shares {
  return (order.size - order.filled) as Shares;
}
