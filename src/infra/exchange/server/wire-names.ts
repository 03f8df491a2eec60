// Ids of our own exchange as the wire has them: of markets a condition, and the outcome ids that follow from it as they do on the
// chain, so that whoever holds them against each other finds nothing wrong; of trades a UUID.
import { marketId, outcomeId, type TradeId, tradeId } from '#domain/ids.ts';
import type { ExchangeName } from '#infra/venue/signing/exchange-contract.ts';
import { type Bytes32, hexOf } from '#infra/venue/signing/hex.ts';
import { keccakOfText } from '#infra/venue/signing/keccak.ts';
import { positionIds } from '#infra/venue/signing/position-ids.ts';
import type { Naming } from '../synthetic/synthetic-market.ts';
import { uuidOf } from './accounts.ts';

/** The second protocol keeps these bits of an id free. */
const FREE_BITS = 0xffff_ffff_ffff_ffffn << 40n;

/** `contractOf`: which contract settles the market of that slug. Another `series` gives other names to the same slugs. */
export function wireNames(contractOf: (slug: string) => ExchangeName, series = ''): Naming {
  return (slug) => {
    const condition = hexOf(keccakOfText(`condition ${series} ${slug}`)) as Bytes32;
    const contract = contractOf(slug);
    const [yes, no] = contract === 'v3' ? positionsV2(condition) : positionIds(condition, contract).tokenIds;
    return { market: marketId(condition), yes: outcomeId(yes), no: outcomeId(no) };
  };
}

/** Ids of the first, the second, … trade of an exchange. Another `series` gives others. */
export function wireTradeIds(series: string): (trades: number) => TradeId {
  return (trades) => tradeId(uuidOf(hexOf(keccakOfText(`trade ${series} ${trades}`)).slice(2)));
}

/** Made up: what the second protocol derives them from is not needed here. */
function positionsV2(condition: Bytes32): readonly [string, string] {
  const base = (BigInt(condition) >> 8n) & ~FREE_BITS & ~1n;
  return [String(base), String(base | 1n)];
}
