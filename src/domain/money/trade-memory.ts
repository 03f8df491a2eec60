// Which trades of ours are known, and which of them are settled for good: so that the same fill told by the stream, by a
// listing and again after a restart is booked once. Lives on the desk, because a restarted gateway must still know.
import type { MarketId, OrderId, TradeId } from '#domain/ids.ts';

/** Trades remembered at least; up to twice as many, then the older half goes: long after any venue repeats them. */
export const TRADES_MIN = 50_000;

interface Known {
  readonly market: MarketId;
  final: boolean;
}

export class TradeMemory {
  #young = new Map<string, Known>();
  #old = new Map<string, Known>();

  /** True the first time. */
  meet(trade: TradeId, order: OrderId, market: MarketId): boolean {
    const key = keyOf(trade, order);
    if (this.#find(key)) return false;
    if (this.#young.size >= TRADES_MIN) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, { market, final: false });
    return true;
  }

  marketOf(trade: TradeId, order: OrderId): MarketId | null {
    return this.#find(keyOf(trade, order))?.market ?? null;
  }

  isFinal(trade: TradeId, order: OrderId): boolean {
    return this.#find(keyOf(trade, order))?.final ?? false;
  }

  /** Confirmed or failed: nothing more can happen to it. */
  conclude(trade: TradeId, order: OrderId): void {
    const known = this.#find(keyOf(trade, order));
    if (known) known.final = true;
  }

  #find(key: string): Known | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }
}

function keyOf(trade: TradeId, order: OrderId): string {
  return `${trade} ${order}`;
}
