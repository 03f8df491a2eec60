// Who competes for the rewards of a market just now: the score of everything that rests, and of one owner's orders among it. An
// estimate, as at the venue: what is paid is sampled over the day.

import type { RewardProgramme } from '#domain/market/market.ts';
import type { Level } from '#domain/market/market-event.ts';
import { adjustedMidpoint, rewardScore, rewardShare } from '#domain/market/rewards.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { Price, Shares } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import type { ShownMarket } from './market-register.ts';
import { SCORING_AGE_S } from './scoring.ts';
import type { ServerParts } from './server-parts.ts';

const PERCENT = 100;
/** Finer parts of a percent are not told. */
const SHOWN = 1_000_000;
/** Levels of each side that are looked at. */
const DEPTH = 200;

/** The score of everybody together. */
export function competition({ exchange }: ServerParts, { facts }: ShownMarket, reward: RewardProgramme): number {
  const [bids, asks] = [exchange.levels(facts.id, 'bid', DEPTH), exchange.levels(facts.id, 'ask', DEPTH)];
  const middle = adjustedMidpoint({ bids, asks }, reward.minSize);
  return middle === null ? 0 : rewardScore({ bids, asks }, middle, reward).scored;
}

/** Percent of the pool that the orders of an address, by the wallet `maker`, would earn if nothing moved. */
export function poolShare(
  { exchange, accounts, orders, clock }: ServerParts,
  { facts }: ShownMarket,
  reward: RewardProgramme,
  { address, maker }: { readonly address: Address; readonly maker: Address },
): number {
  const [bids, asks] = [exchange.levels(facts.id, 'bid', DEPTH), exchange.levels(facts.id, 'ask', DEPTH)];
  const middle = adjustedMidpoint({ bids, asks }, reward.minSize);
  if (middle === null) return 0;
  const bornBeforeMs = clock.now() - SCORING_AGE_S * 1_000;
  const own = { bid: [] as Level[], ask: [] as Level[] };
  for (const key of accounts.keysOf(address, 'traders'))
    for (const order of orders.live(key))
      if (order.market === facts.id && order.maker === maker && order.createdMs <= bornBeforeMs)
        own[SLOTS[order.slot].economic].push({
          price: yesPrice(order.slot, order.price),
          size: (order.size - order.matched) as Shares,
        });
  const mine = rewardScore({ bids: own.bid, asks: own.ask }, middle, reward).scored;
  const rest = { bids: without(bids, own.bid), asks: without(asks, own.ask) };
  const share = PERCENT * rewardShare(mine, rewardScore(rest, middle, reward).scored);
  return Math.round(share * SHOWN) / SHOWN;
}

function without(levels: readonly Level[], own: readonly Level[]): readonly Level[] {
  const sizes = new Map<Price, number>();
  for (const { price, size } of own) sizes.set(price, (sizes.get(price) ?? 0) + size);
  return levels.map(({ price, size }) => ({ price, size: Math.max(0, size - (sizes.get(price) ?? 0)) as Shares }));
}
