// Which markets hang together: those of one group, in the order in which they came to it. Asking for a group costs as much as it
// has members, however many other markets there are.
import type { MarketId } from '#domain/ids.ts';

const NOBODY: ReadonlySet<MarketId> = new Set();

export class MarketGroups {
  readonly #members = new Map<string, Set<MarketId>>();
  readonly #groupOf = new Map<MarketId, string>();

  /** That market is of this group now; null: of none. */
  place(market: MarketId, group: string | null): void {
    const before = this.#groupOf.get(market) ?? null;
    if (before === group) return;
    if (before !== null) this.#leave(market, before);
    if (group === null) return;
    this.#groupOf.set(market, group);
    const members = this.#members.get(group);
    if (members) members.add(market);
    else this.#members.set(group, new Set([market]));
  }

  /** None for a group that nobody is of. */
  of(group: string): Iterable<MarketId> {
    return this.#members.get(group) ?? NOBODY;
  }

  #leave(market: MarketId, group: string): void {
    this.#groupOf.delete(market);
    const members = this.#members.get(group);
    members?.delete(market);
    if (members?.size === 0) this.#members.delete(group);
  }
}
