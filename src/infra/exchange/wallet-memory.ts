// What a wallet remembers of its past, within bounds: its fills, for whoever reads them again after a gap, and the ids of its
// orders, so that the same order is not accepted twice. A busy wallet on a long run forgets the oldest of both.
import type { OrderId } from '#domain/ids.ts';
import type { SettlementStatus, VenueFill, VenueTrade } from '#domain/ports.ts';

/** A listing of fills goes back this far; older ones are forgotten. */
export const REMEMBERED_FILLS = 10_000;
/** An id is known at least until this many later ones came. */
const REMEMBERED_IDS = 20_000;

export interface RememberedFill {
  readonly fill: VenueFill;
  status: SettlementStatus;
}

export class FillHistory {
  #fills: RememberedFill[] = [];

  add(fill: VenueFill): RememberedFill {
    // Cut back to the newest half when full: cheap, and never below what is promised.
    if (this.#fills.length === 2 * REMEMBERED_FILLS) this.#fills = this.#fills.slice(REMEMBERED_FILLS);
    const remembered: RememberedFill = { fill, status: 'matched' };
    this.#fills.push(remembered);
    return remembered;
  }

  /** With how far each has settled, oldest first. */
  since(ms: number): VenueTrade[] {
    const recent = this.#fills.slice(-REMEMBERED_FILLS);
    return recent.filter(({ fill }) => fill.atMs >= ms).map(({ fill, status }) => ({ ...fill, status }));
  }
}

/** Two generations: when the young one is full it becomes the old one, and the old one is forgotten. */
export class RecentIds {
  #young = new Set<OrderId>();
  #old = new Set<OrderId>();

  has(id: OrderId): boolean {
    return this.#young.has(id) || this.#old.has(id);
  }

  add(id: OrderId): void {
    if (this.#young.size === REMEMBERED_IDS) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(id);
  }
}
