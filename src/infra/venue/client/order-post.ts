// Orders on their way out: signed in slices of time, posted alone or in batches that are filled with whatever waits and never
// waited for. Promises: each request for orders is answered once; a leg that the answer does not settle is left out of it, so
// that only a look at the venue can tell; nothing is posted twice, but for one order that the venue wanted signed anew.
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type { Answer, Clock, PlaceOutcome, Reply } from '#domain/ports.ts';
import { batchBody } from '../signing/order-body.ts';
import type { OrderDraft } from '../signing/order-signer.ts';
import { ORDER_ANSWER, ORDER_ANSWERS } from '../wire/own-orders.ts';
import { costOf, type Leg, OrderVerdicts, type PostedGroup, rejected, type VerdictParts } from './order-verdicts.ts';
import { RANK } from './rest-client.ts';

export interface PostParts extends VerdictParts {
  readonly clock: Clock;
  /** The most that a request may count for. */
  readonly burst: () => number;
}

/** The venue takes no more in one request. */
const BATCH_MAX = 15;
/** An order that cannot leave in that time is about a book of the past. */
const PATIENCE_MS = 250;
/** Of the loop, for signing at a stretch. */
const SLICE_MS = 2;
/** Requests for orders that wait; one more is refused. */
const WAITING_MAX = 1_000;

interface Group extends PostedGroup {
  readonly bodies: string[];
  readonly untilMs: number;
}

export class OrderPost {
  readonly #parts: PostParts;
  readonly #verdicts: OrderVerdicts;
  #line: Group[] = [];
  #timer: unknown = null;
  #closed = false;

  constructor(parts: PostParts) {
    this.#parts = parts;
    this.#verdicts = new OrderVerdicts(parts);
  }

  get waiting(): number {
    return this.#line.length;
  }

  place(orders: readonly Approved<OrderIntent>[], reply: Reply<readonly PlaceOutcome[]>): void {
    const legs: Leg[] = [];
    const refused: PlaceOutcome[] = [];
    for (const intent of orders) {
      const drafted = this.#parts.drafts.take(intent.id);
      if (drafted.ok && isDraftOf(drafted.draft, intent)) legs.push({ intent, draft: drafted.draft });
      else refused.push(rejected(intent.id, drafted.ok ? 'it was drafted for other terms' : drafted.text));
    }
    const group = { legs, bodies: [], refused, untilMs: this.#nowMs() + PATIENCE_MS, reply };
    if (legs.length === 0) this.#later(() => reply({ ok: true, value: refused }));
    else if (this.#line.length >= WAITING_MAX) this.#later(() => reply(limited(0)));
    else {
      this.#line.push(group);
      if (this.#timer === null) this.#drain();
    }
  }

  close(): void {
    this.#closed = true;
    this.#line = [];
    this.#parts.clock.clearTimeout(this.#timer);
  }

  /** Signs and posts what stands in line, until the budget or the slice of time is used up. */
  #drain(): void {
    this.#timer = null;
    const startedMs = this.#nowMs();
    for (;;) {
      const first = this.#line[0];
      if (!first) return;
      const waitMs = this.#parts.rest.waitMs(costOf(first.legs.length));
      if (waitMs > 0) {
        this.#hold(waitMs);
        return;
      }
      const batch = this.#nextBatch();
      for (const group of batch)
        while (group.bodies.length < group.legs.length) {
          if (this.#nowMs() - startedMs >= SLICE_MS) {
            this.#arm(0);
            return;
          }
          const leg = group.legs[group.bodies.length] as Leg;
          group.bodies.push(this.#parts.signer.seal(leg.draft).body);
        }
      this.#line.splice(0, batch.length);
      this.#post(batch);
    }
  }

  /** Whole groups from the front, as many as fit into one request and may leave now; the first of them may. */
  #nextBatch(): readonly Group[] {
    const max = Math.min(BATCH_MAX, this.#parts.burst());
    const batch: Group[] = [];
    let size = 0;
    for (const group of this.#line) {
      const more = size + group.legs.length;
      if (batch.length > 0 && (more > max || this.#parts.rest.waitMs(costOf(more)) > 0)) break;
      batch.push(group);
      size += group.legs.length;
    }
    return batch;
  }

  /** The budget does not allow it yet: whoever has waited long enough is told so. */
  #hold(waitMs: number): void {
    const nowMs = this.#nowMs();
    // They came in this order, so they are late in this order.
    while (this.#line[0] && this.#line[0].untilMs <= nowMs) {
      const { reply } = this.#line.shift() as Group;
      this.#later(() => reply(limited(waitMs)));
    }
    const next = this.#line[0];
    if (next) this.#arm(Math.min(waitMs, next.untilMs - nowMs));
  }

  #post(batch: readonly Group[]): void {
    const { rest } = this.#parts;
    const bodies = batch.flatMap((group) => group.bodies);
    const cost = costOf(bodies.length);
    const call = { method: 'POST', service: 'clob', auth: 'key', cost, rank: RANK.place } as const;
    if (bodies.length === 1) {
      const body = bodies[0] as string;
      rest.ask({ ...call, path: '/order', body, codec: ORDER_ANSWER }, (answer) =>
        this.#verdicts.answered(batch, answer.ok ? { ok: true, value: [answer.value] } : answer),
      );
    } else {
      const body = batchBody(bodies);
      rest.ask({ ...call, path: '/orders', body, codec: ORDER_ANSWERS }, (answer) =>
        this.#verdicts.answered(batch, answer),
      );
    }
  }

  #arm(delayMs: number): void {
    if (!this.#closed) this.#timer = this.#parts.clock.setTimeout(() => this.#drain(), delayMs);
  }

  #later(run: () => void): void {
    this.#parts.clock.setTimeout(() => {
      if (!this.#closed) run();
    }, 0);
  }

  #nowMs(): number {
    return this.#parts.clock.steadyMs();
  }
}

function isDraftOf({ plan }: OrderDraft, { price, size }: OrderIntent): boolean {
  return plan.price === price && plan.size === size;
}

function limited(waitMs: number): Answer<never> {
  return { ok: false, failure: { kind: 'rateLimited', retryAfterMs: waitMs > 0 ? Math.ceil(waitMs) : null } };
}
