// Answers that must not come before certain fills are told. Promises each answer once: after all of its fills, or when they
// have been waited for long enough.
import type { OrderId } from '#domain/ids.ts';
import type { Timers } from '#infra/timers.ts';

/** A fill that takes longer is not waited for. */
const WAIT_MAX_MS = 2_000;

interface Waiter {
  readonly orders: Set<OrderId>;
  readonly run: () => void;
}

export class FillsFirst {
  readonly #timers: Timers;
  /** Their fills are to come and were not told. */
  readonly #expected = new Set<OrderId>();
  readonly #waiters = new Set<Waiter>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  expect(order: OrderId): void {
    this.#expected.add(order);
  }

  /** The fill is told in this very step, or there will be none. */
  told(order: OrderId): void {
    if (!this.#expected.delete(order)) return;
    for (const waiter of [...this.#waiters]) if (waiter.orders.delete(order)) this.#look(waiter);
  }

  /** Runs `run` when the fills of these orders were told; at once when none is expected. */
  after(orders: readonly OrderId[], run: () => void): void {
    const awaited = orders.filter((order) => this.#expected.has(order));
    if (awaited.length === 0) {
      run();
      return;
    }
    this.#waiters.add({ orders: new Set(awaited), run });
    this.#timers.after(WAIT_MAX_MS, () => {
      for (const order of awaited) this.told(order);
    });
  }

  #look(waiter: Waiter): void {
    if (waiter.orders.size > 0) return;
    this.#waiters.delete(waiter);
    // Never inside the telling: the fill comes first.
    this.#timers.after(0, waiter.run);
  }
}
