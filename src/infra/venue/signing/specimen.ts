// Orders that nobody posts, of an account that holds nothing: the first key of every local chain. For benches and for finding
// out whether this machine signs as it should.
import type { Price, Shares } from '#domain/units.ts';
import type { Curve } from './curve.ts';
import { type ExchangeName, POLYGON } from './exchange-contract.ts';
import type { Account, OrderPlan } from './order-signer.ts';
import type { SignatureType } from './order-struct.ts';
import { Secret } from './secret.ts';
import { SigningKey } from './signing-key.ts';
import { depositWallet, proxyWallet, safeWallet } from './wallets.ts';

export const SPECIMEN_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
export const SPECIMEN_OWNER = '00000000-0000-0000-0000-000000000000';
const TOKENS = [
  '104239898038807136052399800151408521467737075933964991162589336683346093173875',
  '71183960810705820955071415844881728181970340514894896943812046065452395013351',
] as const;
const TICK = 10_000 as Price;

export function specimenAccount(signatureType: SignatureType, curve: Curve): Account {
  const key = new SigningKey(new Secret('the specimen key', Buffer.from(SPECIMEN_KEY.slice(2), 'hex')), curve);
  const { address } = key;
  const maker = [address, proxyWallet(address), safeWallet(address), depositWallet(address)][signatureType] ?? address;
  return { key, chainId: POLYGON, signatureType, maker, owner: SPECIMEN_OWNER };
}

/** The n-th of many that differ in outcome, side, price and size. */
export function specimenPlan(n: number, exchange: ExchangeName = 'ctf'): OrderPlan {
  return {
    exchange,
    tokenId: TOKENS[n % 2] ?? TOKENS[0],
    side: n % 3 === 0 ? 'sell' : 'buy',
    price: (TICK * (1 + (n % 98))) as Price,
    size: ((5 + (n % 1_000)) * 1_000_000) as Shares,
    tick: TICK,
    kind: 'GTC',
    postOnly: true,
    expiration: 0,
  };
}
