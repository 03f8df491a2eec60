// Takes out every order of an API key, with nothing but the key: what is left to do when the service is dead. Promises: it never
// says that nothing rests unless the venue listed nothing; it tries a bounded number of rounds, first all at once, then by id in
// parts that every limit lets through, and waits between as long as the venue asks, within bounds.
import type { VenueFailure } from '#domain/failure.ts';
import type { OrderId } from '#domain/ids.ts';
import type { Answer, Clock } from '#domain/ports.ts';
import type { Inquiry } from './inquiry.ts';
import { writeText } from './wire/codec.ts';
import { CANCEL_ANSWER, OPEN_ORDERS, type OpenOrder } from './wire/own-orders.ts';
import { CANCEL_SOME } from './wire/requests.ts';

export interface CancelRecord {
  /** Ids that the venue said are gone because of us. */
  readonly cancelled: readonly string[];
  /** What it listed last; null: it never listed anything, so nobody knows. */
  readonly resting: readonly OpenOrder[] | null;
  readonly rounds: number;
  /** The last thing that went wrong. */
  readonly failure: VenueFailure | null;
}

export interface CancelTerms {
  readonly rounds: number;
  /** Between rounds, growing twofold up to the second. */
  readonly pauseMs: number;
  readonly pauseMaxMs: number;
}

/** About two minutes: longer than an engine restart. */
export const CANCEL_TERMS: CancelTerms = { rounds: 12, pauseMs: 500, pauseMaxMs: 15_000 };
/** Half the burst of the lowest tier: a request above the burst never passes. */
const IDS_AT_ONCE = 60;

export async function cancelEverything(
  inquiry: Inquiry,
  clock: Clock,
  terms: CancelTerms = CANCEL_TERMS,
): Promise<CancelRecord> {
  const cancelled = new Set<string>();
  let resting: readonly OpenOrder[] | null = null;
  let failure: VenueFailure | null = null;
  let pauseMs = terms.pauseMs;
  for (let round = 1; ; round++) {
    // From the second round on by id: one order that cannot be taken must not keep the others.
    const done: Answer<readonly OrderId[]> =
      round === 1 || resting === null ? await atOnce(inquiry) : await byId(inquiry, resting);
    if (done.ok) for (const id of done.value) cancelled.add(id);
    else failure = done.failure;
    const listed = await openOrders(inquiry);
    if (listed.ok) {
      resting = listed.value;
      if (resting.length === 0) return { cancelled: [...cancelled], resting, rounds: round, failure: null };
    } else failure = listed.failure;
    if (round >= terms.rounds) return { cancelled: [...cancelled], resting, rounds: round, failure };
    await pause(clock, Math.min(terms.pauseMaxMs, Math.max(pauseMs, askedFor(failure))));
    pauseMs = Math.min(terms.pauseMaxMs, pauseMs * 2);
  }
}

/** Everything of this API key that rests. */
export function openOrders(inquiry: Inquiry): Promise<Answer<readonly OpenOrder[]>> {
  const call = { method: 'GET', service: 'clob', path: '/data/orders', auth: 'key', codec: OPEN_ORDERS } as const;
  return inquiry.pages((cursor) => ({
    ...call,
    query: cursor === null ? '' : `next_cursor=${encodeURIComponent(cursor)}`,
    cost: { kind: 'ledger' },
  }));
}

const DELETE = { method: 'DELETE', service: 'clob', auth: 'key', codec: CANCEL_ANSWER } as const;

async function atOnce(inquiry: Inquiry): Promise<Answer<readonly OrderId[]>> {
  const answer = await inquiry.ask({ ...DELETE, path: '/cancel-all', cost: { kind: 'cancelAll' } });
  return answer.ok ? { ok: true, value: answer.value.cancelled } : answer;
}

async function byId(inquiry: Inquiry, orders: readonly OpenOrder[]): Promise<Answer<readonly OrderId[]>> {
  const gone: OrderId[] = [];
  let failure: VenueFailure | null = null;
  for (let at = 0; at < orders.length; at += IDS_AT_ONCE) {
    const body = writeText(
      CANCEL_SOME,
      orders.slice(at, at + IDS_AT_ONCE).map(({ id }) => id),
    );
    const answer = await inquiry.ask({ ...DELETE, path: '/orders', body, cost: { kind: 'cancelOrders' } });
    if (answer.ok) gone.push(...answer.value.cancelled);
    else failure = answer.failure;
  }
  return gone.length === 0 && failure !== null ? { ok: false, failure } : { ok: true, value: gone };
}

function askedFor(failure: VenueFailure | null): number {
  return failure?.kind === 'rateLimited' || failure?.kind === 'restarting' ? (failure.retryAfterMs ?? 0) : 0;
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((done) => {
    clock.setTimeout(done, ms);
  });
}
