// Accounts for tests: the well-known keys of local chains, which hold nothing anywhere.
import type { Random } from '#domain/ports.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { privateKeyOf } from '#infra/venue/signing/key-source.ts';
import type { Account, OrderPlan } from '#infra/venue/signing/order-signer.ts';
import type { SignatureType } from '#infra/venue/signing/order-struct.ts';
import { SigningKey } from '#infra/venue/signing/signing-key.ts';
import { depositWallet, proxyWallet, safeWallet } from '#infra/venue/signing/wallets.ts';

export const TEST_KEYS = [
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
] as const;

export const KEY = testKey(0);
export const OTHER_KEY = testKey(1);

export function testKey(at: 0 | 1 | 2): SigningKey {
  return new SigningKey(privateKeyOf('a test key', TEST_KEYS[at]));
}

export function walletOf(key: SigningKey, type: SignatureType): Address {
  const wallets = [(owner: Address) => owner, proxyWallet, safeWallet, depositWallet];
  return (wallets[type] ?? depositWallet)(key.address);
}

export function testAccount(signatureType: SignatureType, key = KEY): Account {
  const owner = '00000000-0000-0000-0000-000000000000';
  return { key, chainId: POLYGON, signatureType, maker: walletOf(key, signatureType), owner };
}

export const PLAN: OrderPlan = {
  exchange: 'ctf',
  tokenId: '104239898038807136052399800151408521467737075933964991162589336683346093173875',
  side: 'buy',
  price: parsePrice('0.52'),
  size: parseShares('100'),
  tick: parsePrice('0.01'),
  kind: 'GTC',
  postOnly: true,
  expiration: 0,
};

/** The same draw for ever. */
export function constantly(value: number): Random {
  const random: Random = { next: () => value, fork: () => random };
  return random;
}
