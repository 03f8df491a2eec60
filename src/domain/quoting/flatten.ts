// Selling off what is held, as a maker: the side that reduces stands one tick inside the best rival, where it is first in line, for as
// much as an order may be. It still never takes, and the other side stays empty.
import { MICRO, type Shares } from '#domain/units.ts';
import type { PlanInput } from './quote-plan.ts';

/** An order is at most so many quotes large: several second legs may be served by one. */
export const ORDER_QUOTES_MAX = 4;

/** `yes`, `no`: what is held, micro-shares. What is flat already stays as it was planned: blocked. */
export function flattened(
  input: PlanInput,
  { yes, no }: { readonly yes: number; readonly no: number },
  quoteShares: Shares,
): PlanInput {
  const q = yes - no;
  if (q === 0) return input;
  const side = q > 0 ? 'ask' : 'bid';
  const rival = side === 'ask' ? input.bestAsk : input.bestBid;
  const size = Math.min(Math.abs(q), ORDER_QUOTES_MAX * quoteShares) as Shares;
  const { stand: _, ...target } = input;
  const sized = { ...target, size: { ...input.size, [side]: size }, constraints: [] };
  if (rival === null) return sized;
  const price = (side === 'ask' ? rival - input.tick : rival + input.tick) / MICRO;
  const floor = input.floor ?? { bid: price, ask: price };
  return side === 'ask'
    ? { ...sized, askTarget: price, floor: { ...floor, ask: Math.min(floor.ask, price) } }
    : { ...sized, bidTarget: price, floor: { ...floor, bid: Math.max(floor.bid, price) } };
}
