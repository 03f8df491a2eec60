// Who competes for the rewards of a market just now, as the exchange that samples them scores it. An estimate, as at the venue:
// what is paid is sampled over the day.
import type { Address } from '#infra/venue/signing/address.ts';
import type { ShownMarket } from './market-register.ts';
import type { ServerParts } from './server-parts.ts';

const PERCENT = 100;
/** Finer parts of a percent are not told. */
const SHOWN = 1_000_000;

/** The scores of all makers together. */
export function competition({ exchange }: ServerParts, { facts }: ShownMarket): number {
  return [...exchange.operations.rewards.scores(facts.id).values()].reduce((sum, score) => sum + score, 0);
}

/** Percent of the pool that the orders of the wallet `maker` would earn if nothing moved. */
export function poolShare({ exchange, accounts }: ServerParts, { facts }: ShownMarket, maker: Address): number {
  const wallet = accounts.known(maker);
  const share = wallet === null ? 0 : exchange.operations.rewards.share(facts.id, wallet);
  return Math.round(PERCENT * share * SHOWN) / SHOWN;
}
