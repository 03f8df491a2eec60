// Markets in shards of at most a hundred: starting, adding and stopping a child costs as much as its parent has children.
// The list remembers which market lives where, because a shard that restarts begins empty.
import type { MarketId } from '#domain/ids.ts';
import { type ChildSpec, supervisorMachine } from '#machines/supervisor.machine.ts';
import { ROOT, shardAddress } from './addresses.ts';
import type { Desk } from './desk.ts';
import { child, permanent, supervise } from './supervisor.actor.ts';

export const SHARD_MAX = 100;
const POLICY = permanent(3, 60_000);
/** Longer than one of its markets may take; normally all of them are gone at once. */
const GOODBYE = { withinMs: 600 };

export class ShardList {
  readonly #desk: Desk;
  readonly #shards: Map<MarketId, ChildSpec>[] = [new Map()];

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  first(): ChildSpec {
    return this.#spec(0);
  }

  /** Into the first shard with room; a new one is started when there is none. */
  add(market: MarketId, spec: ChildSpec): void {
    const index = this.#shards.findIndex((shard) => shard.size < SHARD_MAX);
    if (index >= 0) {
      this.#shards[index]?.set(market, spec);
      this.#desk.post(shardAddress(index), { type: 'supervisor.add', spec });
      return;
    }
    this.#shards.push(new Map([[market, spec]]));
    this.#desk.post(ROOT, { type: 'supervisor.add', spec: this.#spec(this.#shards.length - 1) });
  }

  remove(market: MarketId): void {
    for (const [index, shard] of this.#shards.entries()) {
      const spec = shard.get(market);
      if (!spec) continue;
      shard.delete(market);
      this.#desk.post(shardAddress(index), { type: 'supervisor.remove', child: spec.id });
    }
  }

  isMarket(address: string): boolean {
    return this.#shards.some((shard) => [...shard.values()].some((spec) => spec.address === address));
  }

  /** One that was left out because it failed too often begins again. */
  revive(market: MarketId): void {
    for (const [index, shard] of this.#shards.entries()) {
      const spec = shard.get(market);
      if (spec) this.#desk.post(shardAddress(index), { type: 'supervisor.add', spec });
    }
  }

  marketsOf(address: string): readonly MarketId[] {
    const index = this.#shards.findIndex((_, at) => shardAddress(at) === address);
    return [...(this.#shards[index]?.keys() ?? [])];
  }

  /** Those that were listed while it was away; the others it was started with are known to it already. */
  restarted(address: string): void {
    const index = this.#shards.findIndex((_, at) => shardAddress(at) === address);
    for (const spec of this.#shards[index]?.values() ?? []) this.#desk.post(address, { type: 'supervisor.add', spec });
  }
  /** At each of its starts it has the markets that are its own by then: those that finished stay away. */
  #spec(index: number): ChildSpec {
    const address = shardAddress(index);
    const markets = () => [...(this.#shards[index]?.values() ?? [])];
    const input = () => supervise(this.#desk, 'one_for_one', markets());
    return child(address, address, supervisorMachine, input, POLICY, GOODBYE);
  }
}
