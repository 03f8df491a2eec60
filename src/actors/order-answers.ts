// What the venue's answers to our requests do to rows and to the gateway's mood. A request that failed without being sent, or
// with a no, leaves no doubt; one that may have arrived makes its order `unknown`, and it is asked for by its id at once.
import type { VenueFailure } from '#domain/failure.ts';
import type { OrderId } from '#domain/ids.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import type { Answer, CancelOutcome, PlaceOutcome } from '#domain/ports.ts';
import { Decimal, MICRO } from '#domain/units.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { RECONCILER } from '#machines/reconciler.machine.ts';
import type { Desk } from './desk.ts';
import type { OrderLookup } from './order-lookup.ts';
import type { OrderNewsDesk } from './order-news.ts';
import type { OrderSender } from './order-sender.ts';

export class OrderAnswers {
  readonly #desk: Desk;
  readonly #news: OrderNewsDesk;
  readonly #sender: OrderSender;
  readonly #lookup: OrderLookup;

  constructor(desk: Desk, news: OrderNewsDesk, sender: OrderSender, lookup: OrderLookup) {
    this.#desk = desk;
    this.#news = news;
    this.#sender = sender;
    this.#lookup = lookup;
  }

  placed(ids: readonly OrderId[], answer: Answer<readonly PlaceOutcome[]>): void {
    if (!answer.ok) {
      this.#failed('place', answer.failure);
      const kind = mayHaveArrived(answer.failure) ? 'NO_ANSWER' : 'REJECTED';
      for (const id of ids) this.#news.move(id, kind, answer.failure.kind);
      this.#lookup.ask(ids);
      return;
    }
    for (const outcome of answer.value) {
      if (outcome.result === 'resting') this.#news.move(outcome.order, 'ACCEPTED', null);
      else {
        this.#desk.counters.rejected += 1;
        if (outcome.reason === 'notCovered') this.#uncovered(outcome.order, outcome.headroom);
        this.#news.move(outcome.order, 'REJECTED', `${outcome.reason}: ${outcome.text}`);
      }
    }
    // A leg of the batch that nobody answered for may rest or not.
    const answered = new Set(answer.value.map(({ order }) => order));
    for (const id of ids) if (!answered.has(id)) this.#news.move(id, 'NO_ANSWER', 'left out of the answer');
    this.#lookup.ask(ids);
  }

  cancelled(ids: readonly OrderId[], answer: Answer<readonly CancelOutcome[]>): void {
    const waiting = (id: OrderId) => this.#desk.orders.get(id)?.status === 'cancelling';
    if (!answer.ok) {
      this.#failed('cancel', answer.failure);
      const kind = mayHaveArrived(answer.failure) ? 'NO_ANSWER' : 'CANCEL_REJECTED';
      for (const id of ids) if (waiting(id)) this.#news.move(id, kind, answer.failure.kind);
      this.#lookup.ask(ids);
      return;
    }
    for (const outcome of answer.value) {
      if (outcome.result === 'cancelled') this.#news.move(outcome.order, 'CANCELLED', 'asked');
      // Filled, already gone, or not there yet: the private stream or the next listing says which.
      else if (waiting(outcome.order)) this.#news.lookAgain = true;
    }
  }

  /** The venue knows of less than we do: its word counts until both agree again. */
  #uncovered(id: OrderId, headroom: number | undefined): void {
    const { orders, vitals, clock } = this.#desk;
    const row = orders.get(id);
    if (row && headroom !== undefined && SLOTS[row.slot].side === 'buy')
      vitals.reconciliation.refused(new Decimal(headroom).div(MICRO), clock.steadyMs());
    this.#desk.post(RECONCILER, { type: 'RECONCILE' });
  }

  #failed(request: 'place' | 'cancel', failure: VenueFailure): void {
    const desk = this.#desk;
    desk.fault(GATEWAY, request, failure.kind);
    if (failure.kind === 'cancelOnly' || failure.kind === 'disabled')
      desk.post(GATEWAY, { type: 'VENUE_CLOSED', why: `the venue is ${failure.kind}` });
    if (failure.kind === 'rateLimited') this.#sender.pause(failure.retryAfterMs);
  }
}

function mayHaveArrived(failure: VenueFailure): boolean {
  return failure.kind === 'unreadable' || (failure.kind === 'unreachable' && failure.sent === 'maybe');
}
