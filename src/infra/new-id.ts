// Ids of our own making. The same stream makes the same ids, so a replay is repeatable; a service must fork its stream by
// something that differs from start to start, or it would use an earlier run's order ids again.
import { orderId, pairTradeId, traceId } from '#domain/ids.ts';
import type { NewId, Random } from '#domain/ports.ts';
import { hex } from './random-draws.ts';

/** Order ids look like the venue's order hashes. One stream a kind: asking for traces does not move the order ids. */
export function newId(random: Random): NewId {
  const [orders, pairTrades, traces] = [random.fork('orders'), random.fork('pair trades'), random.fork('traces')];
  return {
    order: () => orderId(`0x${hex(orders, 64)}`),
    pairTrade: () => pairTradeId(`pt-${hex(pairTrades, 12)}`),
    trace: () => traceId(hex(traces, 12)),
  };
}
