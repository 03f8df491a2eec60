// Whose money trades and who signs for it: a key of the environment and one of the wallets that follow from it. A wallet that is
// none of the key's is told apart here, before anything is signed for it; what the venue knows of both is for `doctor/`.
import { BadInput } from '#domain/failure.ts';
import { type Address, readAddress } from './signing/address.ts';
import { type Environment, readApiCredentials, readSigningKey } from './signing/key-source.ts';
import type { ApiCredentials } from './signing/l2-auth.ts';
import type { SignatureType } from './signing/order-struct.ts';
import type { SigningKey } from './signing/signing-key.ts';
import { depositWallet, proxyWallet, safeWallet, signatureTypeOf } from './signing/wallets.ts';

export interface TradingAccount {
  readonly key: SigningKey;
  readonly wallet: Address;
  /** null: the wallet is none of this key's. */
  readonly signatureType: SignatureType | null;
  /** From the environment; null: one is derived. */
  readonly api: ApiCredentials | null;
}

export const WALLET_KINDS: Readonly<Record<SignatureType, string>> = {
  0: 'the key itself',
  1: 'proxy wallet',
  2: 'Safe',
  3: 'deposit wallet',
};

/** `wallet`: as `venue.wallet` says. Throws BadInput for a key or an address that cannot be read. */
export async function readTradingAccount(env: Environment, wallet: string): Promise<TradingAccount> {
  const key = await readSigningKey(env);
  const address = wallet === 'deposit' ? depositWallet(key.address) : readAddress(wallet);
  if (!address) throw new BadInput(`venue.wallet: ${wallet} is no address, or its capitals are not its checksum`);
  const signatureType = signatureTypeOf(address, key.address);
  return { key, wallet: address, signatureType, api: readApiCredentials(env, key.address) };
}

/** Every wallet that the key can trade, in words. */
export function walletsOf({ address }: SigningKey): string {
  const rows: readonly (readonly [SignatureType, Address])[] = [
    [3, depositWallet(address)],
    [2, safeWallet(address)],
    [1, proxyWallet(address)],
    [0, address],
  ];
  return rows.map(([type, wallet]) => `${wallet} (${WALLET_KINDS[type]})`).join(', ');
}
