// How long the process computes (processor time) between the crash of an actor and the moment when the new one can be written
// to: the failing step with everything that follows from it at once, and later the step that starts the new one. The wait in
// between is the policy's and does not count. Nobody trades: the markets that are struck have a book that stands still and quote
// on it, all others have none and warm up for ever.

import { shardAddress } from '#actors/addresses.ts';
import { marketId, type OrderId, orderId, type WalletId, walletId } from '#domain/ids.ts';
import { Decimal, type Price, parsePrice, parseShares } from '#domain/units.ts';
import type { Exchange } from '#infra/exchange/exchange.ts';
import { processWatch } from '#infra/stopwatch.ts';
import { completeSetAddress } from '#machines/complete-set.machine.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { type Figure, figure } from './bench-figure.ts';
import { type BenchTree, benchTree } from './bench-tree.ts';
import { plainMarket } from './plain-market.ts';

const CROWD = walletId('crowd');
const CROWD_USD = new Decimal(100_000_000);
const WARM_MS = 30_000;
/** A restart that takes longer than this in virtual time never came. */
const RESTART_MAX_MS = 5_000;
const AIM_MS = 5;
/** Rich enough that no limit binds, slow enough that plans do not drown what is measured. */
const FLAGS = { bankrollUsd: '10000000', exposureMaxUsd: '10000000', planIntervalMs: '1000' };

export interface RestartBench {
  readonly markets: number;
  readonly seed: number;
  /** Crashes of each kind; at most the number of markets. */
  readonly crashes: number;
}

export async function benchRestart({ markets, seed, crashes }: RestartBench): Promise<readonly Figure[]> {
  const house = benchTree({ seed, characters: [], flags: FLAGS });
  const slugs = Array.from({ length: markets }, (_, n) => `still-${n + 1}`);
  listAll(house.world.exchange, slugs, crashes);
  house.run(WARM_MS);
  const kinds = {
    quoter: quoterAddress,
    'complete-set and the two below it': completeSetAddress,
    market: marketAddress,
  };
  const figures = Object.entries(kinds).map(([kind, address]) => {
    const values = slugs.slice(0, crashes).map((slug) => crashToRestart(house, address(slug)));
    const what = `crash of a ${kind} to its restart, ${markets} markets`;
    return figure({ bench: 'restart', what, unit: 'ms', values, aim: { at: 'most', value: AIM_MS } });
  });
  const shard = crashToRestart(house, shardAddress(0));
  const inShard = Math.min(markets, 100);
  const what = `crash of a shard to its restart, ${inShard} of ${markets} markets in it`;
  await house.end();
  return [...figures, figure({ bench: 'restart', what, unit: 'ms', values: [shard] })];
}

/** Process milliseconds. */
function crashToRestart({ clock, desk, tree }: BenchTree, address: string): number {
  const before = desk.onChild;
  let isBack = false;
  desk.onChild = (report) => {
    before(report);
    if (report.kind === 'restarted' && report.address === address) isBack = true;
  };
  tree.send(address, { type: 'chaos.crash', where: 'guard' } as { readonly type: string });
  const crashed = processWatch();
  tree.send(address, { type: 'supervisor.remove', child: 'nobody' } as { readonly type: string });
  let computedMs = crashed();
  const untilMs = clock.now() + RESTART_MAX_MS;
  while (!isBack && (clock.nextDueMs() ?? Number.POSITIVE_INFINITY) <= untilMs) {
    const restarted = processWatch();
    clock.step();
    if (isBack) computedMs += restarted();
  }
  desk.onChild = before;
  if (!isBack) throw new Error(`${address} was not restarted within ${RESTART_MAX_MS} ms`);
  return computedMs;
}

/** The first so many get one order a side that nobody ever touches. */
function listAll(exchange: Exchange, slugs: readonly string[], withBook: number): void {
  exchange.openWallet(CROWD, CROWD_USD);
  for (const [index, slug] of slugs.entries()) {
    exchange.list(plainMarket(slug));
    if (index >= withBook) continue;
    for (const [slot, price] of [
      ['yesBid', '0.49'],
      ['noBid', '0.49'],
    ] as const)
      rest(exchange, CROWD, orderId(`${slug}/${slot}`), slug, slot, parsePrice(price));
  }
}

function rest(
  exchange: Exchange,
  wallet: WalletId,
  id: OrderId,
  slug: string,
  slot: 'yesBid' | 'noBid',
  price: Price,
): void {
  const market = marketId(slug);
  exchange.submit(wallet, { id, market, slot, price, size: parseShares('500'), kind: 'postOnly' });
}
