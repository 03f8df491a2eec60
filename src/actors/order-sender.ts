// Turns a quoter's wishes into requests: cancels first, then places. An order has a row, then its intent is on the disk, then it
// is reviewed for risk again in the very step that hands it to the venue: so none is ever without an owner, dead or alive.
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { Approved } from '#domain/orders/approved.ts';
import { isLive, type OrderIntent } from '#domain/orders/order.ts';
import { type RateBudget, startBudget, takeTurn, tokensLeft, waitForTurn } from '#domain/orders/rate-budget.ts';
import { type Denial, denialText, isDenial, review } from '#domain/orders/risk.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { Shares } from '#domain/units.ts';
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
/** After a disk that did not take an intent. */
const UNWRITTEN_PAUSE_MS = 1_000;

export class OrderSender {
  readonly #desk: Desk;
  readonly #news: OrderNewsDesk;
  readonly #denied = new Map<string, { readonly rule: string; readonly atMs: number }>();
  #budget: RateBudget;
  /** When the disk last refused an intent (steady clock). */
  #unwrittenMs = Number.NEGATIVE_INFINITY;

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

  /** Cancels leave at once. An order has a row from here on, and leaves when its intent is on the disk. */
  quote(command: QuoteCommand): void {
    this.cancel(command.cancel);
    const desk = this.#desk;
    // Whoever wanted them may have fallen since: the dead place nothing.
    if (!desk.isQuoting(command.market)) return;
    if (desk.clock.steadyMs() - this.#unwrittenMs < UNWRITTEN_PAUSE_MS) return;
    const intents: OrderIntent[] = [];
    for (const planned of command.place) {
      const { market, trace } = command;
      const id = desk.newId.order({ market, ...planned });
      const intent: OrderIntent = { id, market, ...planned, trace };
      if (this.#propose(intent)) intents.push(intent);
    }
    if (intents.length === 0) return;
    const orders = intents.map(({ id }) => id);
    desk.journal.intend(
      intents,
      (intent) => this.#ahead(intent),
      (problem) => desk.post(GATEWAY, { type: 'INTENTS_WRITTEN', orders, problem }),
    );
  }

  /** Whatever nobody has stopped meanwhile is reviewed again, in the step in which it leaves. */
  written(orders: readonly OrderId[], problem: string | null): void {
    const desk = this.#desk;
    const rows = orders.flatMap((order) => desk.orders.get(order) ?? []).filter(({ status }) => status === 'intended');
    if (problem !== null) {
      desk.fault(GATEWAY, 'journal', problem);
      this.#unwrittenMs = desk.clock.steadyMs();
    }
    const approved: Approved<OrderIntent>[] = [];
    for (const row of rows) {
      const why = problem ?? (desk.isQuoting(row.market) ? null : 'its quoter has fallen');
      const verdict = why === null ? this.#approve(row) : this.#stop(row.id, why);
      if (verdict) approved.push(verdict);
    }
    if (approved.length === 0) return;
    const ids = approved.map(({ id }) => id);
    desk.venue.place(approved, (answer) => desk.post(GATEWAY, { type: 'PLACE_ANSWERED', orders: ids, answer }));
  }

  /** Has not left, and will not. null: none of them. */
  withdraw(orders: readonly OrderId[] | null, why: string): void {
    for (const { id, status } of this.#desk.orders.allLive())
      if (status === 'intended' && (orders === null || orders.includes(id))) this.#stop(id, why);
  }

  cancel(orders: readonly { readonly order: OrderId; readonly why: string }[]): void {
    const ids: OrderId[] = [];
    for (const { order, why } of orders) {
      const row = this.#desk.orders.get(order);
      if (!row || !isLive(row.status) || row.status === 'cancelling') continue;
      if (row.status === 'intended') {
        this.withdraw([order], why);
        continue;
      }
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

  /** True when it may be written down: it has a row now that occupies its slot and counts. */
  #propose(intent: OrderIntent): boolean {
    const desk = this.#desk;
    const nowMs = desk.clock.now();
    desk.orders.propose(intent, nowMs);
    const state = riskState(desk, tokensLeft(this.#budget, nowMs, intent.market));
    const verdict = review(intent, state, riskLimits(desk, intent.market));
    if (isDenial(verdict)) {
      if (verdict.rule === 'rateBudget') this.#budget = waitForTurn(this.#budget, nowMs, intent.market);
      this.#deny(intent, verdict);
      return false;
    }
    this.#budget = takeTurn(this.#budget, nowMs, intent.market);
    desk.orders.news(intent.id, 'INTENDED', nowMs);
    return true;
  }

  /** The world went on while the disk worked. Its turn was taken when it was proposed. */
  #approve({ id, market, slot, price, size, trace }: OrderIntent): Approved<OrderIntent> | null {
    const intent = { id, market, slot, price, size, trace };
    const verdict = review(intent, riskState(this.#desk, 1, id), riskLimits(this.#desk, market));
    if (isDenial(verdict)) {
      return this.#stop(id, denialText(verdict));
    }
    this.#news.move(id, 'SENT', null);
    return verdict;
  }

  /** An order that has a live row and has not left. */
  #stop(id: OrderId, why: string): null {
    this.#desk.counters.denied += 1;
    this.#news.move(id, 'DENIED', why);
    return null;
  }

  /** What stands at its price, as the book shows it. */
  #ahead({ market, slot, price }: OrderIntent): Shares | null {
    const state = this.#desk.markets.get(market);
    return state ? state.book.size(SLOTS[slot].economic, yesPrice(slot, price)) : null;
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
