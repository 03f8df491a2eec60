// Ids of our own making. The same stream makes the same ids, so a replay is repeatable; a service must fork its stream by
// something that differs from start to start, or it would use an earlier run's order ids again.
import { orderId, pairTradeId, traceId } from '#domain/ids.ts';
import type { NewId, Random } from '#domain/ports.ts';

/** Order ids look like the venue's order hashes. One stream a kind: asking for traces does not move the order ids. */
export function newId(random: Random): NewId {
  const [orders, pairTrades, traces] = [random.fork('orders'), random.fork('pair trades'), random.fork('traces')];
  return {
    order: () => orderId(`0x${hex(orders, 64)}`),
    pairTrade: () => pairTradeId(`pt-${hex(pairTrades, 12)}`),
    trace: () => traceId(hex(traces, 12)),
  };
}

/** Hex digits, eight from each draw. */
function hex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}
