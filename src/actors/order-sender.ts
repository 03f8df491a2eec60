// Turns a quoter's wishes into requests: cancels first, then places, each reviewed for risk in the very step that hands it
// to the venue. A row exists before its request leaves, so no order is ever without an owner.
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { Approved } from '#domain/orders/approved.ts';
import { isLive, type OrderIntent } from '#domain/orders/order.ts';
import { type RateBudget, startBudget, takeTurn, tokensLeft, waitForTurn } from '#domain/orders/rate-budget.ts';
import { type Denial, denialText, isDenial, review } from '#domain/orders/risk.ts';
import { GATEWAY, type QuoteCommand } from '#machines/order-gateway.protocol.ts';
import type { Desk } from './desk.ts';
import type { OrderNewsDesk } from './order-news.ts';
import { riskLimits, riskState } from './risk-view.ts';

/** The same denial of the same slot is told again at most this often; it is counted every time. */
const DENIAL_AGAIN_MS = 60_000;
const CANCEL_AGAIN_MS = 1_000;
/** When the venue does not say for how long it has enough of us. */
const PAUSE_MS = 2_000;
/** Whatever it says. */
const PAUSE_MAX_MS = 60_000;

export class OrderSender {
  readonly #desk: Desk;
  readonly #news: OrderNewsDesk;
  readonly #denied = new Map<string, { readonly rule: string; readonly atMs: number }>();
  #budget: RateBudget;

  constructor(desk: Desk, news: OrderNewsDesk) {
    this.#desk = desk;
    this.#news = news;
    const { ordersPerSecond, orderBurst } = desk.settings;
    this.#budget = startBudget({ perSecond: ordersPerSecond, burst: orderBurst }, desk.clock.now());
  }

  /** 429: no order leaves for so long. Cancels still do. */
  pause(retryAfterMs: number | null): void {
    const { vitals, clock } = this.#desk;
    vitals.pausedUntilMs = clock.steadyMs() + Math.min(retryAfterMs ?? PAUSE_MS, PAUSE_MAX_MS);
  }

  quote(command: QuoteCommand): void {
    this.cancel(command.cancel);
    // Whoever wanted them may have fallen since: the dead place nothing.
    if (!this.#desk.isQuoting(command.market)) return;
    const approved: Approved<OrderIntent>[] = [];
    for (const planned of command.place) {
      const { market, trace } = command;
      const id = this.#desk.newId.order({ market, ...planned });
      const intent: OrderIntent = { id, market, ...planned, trace };
      const verdict = this.#review(intent);
      if (verdict) approved.push(verdict);
    }
    if (approved.length === 0) return;
    const ids = approved.map((intent) => intent.id);
    this.#desk.venue.place(approved, (answer) =>
      this.#desk.post(GATEWAY, { type: 'PLACE_ANSWERED', orders: ids, answer }),
    );
  }

  cancel(orders: readonly { readonly order: OrderId; readonly why: string }[]): void {
    const ids: OrderId[] = [];
    for (const { order, why } of orders) {
      const row = this.#desk.orders.get(order);
      if (!row || !isLive(row.status) || row.status === 'cancelling') continue;
      // What is unknown may be asked again, though not at every plan.
      if (row.cancelSentMs !== null && Math.abs(this.#desk.clock.now() - row.cancelSentMs) < CANCEL_AGAIN_MS) continue;
      this.#news.move(order, 'CANCEL_SENT', why);
      ids.push(order);
    }
    if (ids.length === 0) return;
    this.#desk.venue.cancel(ids, (answer) =>
      this.#desk.post(GATEWAY, { type: 'CANCEL_ANSWERED', orders: ids, answer }),
    );
  }

  /** Everything of one market, or of all. Repeats what was sent long ago without an answer. */
  cancelLive(market: MarketId | null, why: string): void {
    const rows = market === null ? this.#desk.orders.allLive() : this.#desk.orders.live(market);
    this.cancel(rows.map((row) => ({ order: row.id, why })));
  }

  #review(intent: OrderIntent): Approved<OrderIntent> | null {
    const desk = this.#desk;
    const nowMs = desk.clock.now();
    desk.orders.propose(intent, nowMs);
    const state = riskState(desk, intent.market, tokensLeft(this.#budget, nowMs, intent.market));
    const verdict = review(intent, state, riskLimits(desk, intent.market));
    if (isDenial(verdict)) {
      if (verdict.rule === 'rateBudget') this.#budget = waitForTurn(this.#budget, nowMs, intent.market);
      this.#deny(intent, verdict);
      return null;
    }
    this.#budget = takeTurn(this.#budget, nowMs, intent.market);
    this.#news.move(intent.id, 'SENT', null);
    return verdict;
  }

  #deny(intent: OrderIntent, denial: Denial): void {
    const desk = this.#desk;
    const nowMs = desk.clock.now();
    desk.counters.denied += 1;
    desk.orders.news(intent.id, 'DENIED', nowMs);
    const key = `${intent.market} ${intent.slot}`;
    const told = this.#denied.get(key);
    if (told?.rule === denial.rule && nowMs - told.atMs < DENIAL_AGAIN_MS) return;
    this.#denied.set(key, { rule: denial.rule, atMs: nowMs });
    const { id, market, slot, price, size, trace } = intent;
    const reason = denialText(denial);
    desk.tell({
      fact: 'order',
      atMs: nowMs,
      order: id,
      market,
      slot,
      price,
      size,
      filled: 0 as never,
      status: 'denied',
      reason,
      trace,
    });
  }
}
