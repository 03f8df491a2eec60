// Orders that the venue knows by another name than we do. There are hardly any: one that had to be signed anew after its row was
// made, and one that the venue answered for under a name of its own. Everybody else's name is its own alias.
import type { OrderId } from '#domain/ids.ts';
import { Recent } from '#domain/money/recent.ts';

const ALIASES_MAX = 1_000;

export class OrderAliases {
  readonly #theirs = new Recent<OrderId, OrderId>(ALIASES_MAX);
  readonly #ours = new Recent<OrderId, OrderId>(ALIASES_MAX);

  add(ours: OrderId, theirs: OrderId): void {
    this.#theirs.set(ours, theirs);
    this.#ours.set(theirs, ours);
  }

  theirs(ours: OrderId): OrderId {
    return this.#theirs.get(ours) ?? ours;
  }

  ours(theirs: OrderId): OrderId {
    return this.#ours.get(theirs) ?? theirs;
  }
}
