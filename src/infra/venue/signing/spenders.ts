// Whom an account has to trust before its orders can be settled: the contract that settles a market moves its collateral and its
// shares, and for exclusive outcomes the venue asks for a retired adapter as well. Shares are kept by one contract a protocol.
import { type Address, readAddress } from './address.ts';
import { type ChainId, type ExchangeName, exchangeContract, POLYGON } from './exchange-contract.ts';

/** Checked by the venue for exclusive outcomes, although nobody trades through it any more. */
export const OLD_ADAPTER = readAddress('0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296') as Address;

/** Where shares are: `setApprovalForAll` is called there. */
export const SHARE_CONTRACTS: Readonly<Record<'v1' | 'v2', Address>> = {
  v1: readAddress('0x4D97DCd97eC945f40cF65F87097ACe5EA0476045') as Address,
  v2: readAddress('0x006F54F7f9A22e0000CC2AB60031000000ae9fEF') as Address,
};

/** What an order in a market moves has to be approved for each of them. */
export function spendersOf(exchange: ExchangeName, chainId: ChainId): readonly Address[] {
  const { address } = exchangeContract(exchange, chainId);
  return exchange === 'negRisk' && chainId === POLYGON ? [address, OLD_ADAPTER] : [address];
}
