// Polymarket's own client as a yardstick: what ours must equal, and what its speed is measured against. A package for
// development: where it is not installed there is no yardstick. Only for keys that hold nothing.
import { MICRO, microText } from '#domain/units.ts';
import type { ChainId } from './exchange-contract.ts';
import type { L2Request } from './l2-auth.ts';
import type { OrderPlan } from './order-signer.ts';
import type { SignatureType } from './order-struct.ts';

export interface OfficialAccount {
  /** `0x` and 64 digits. */
  readonly privateKey: string;
  readonly chainId: ChainId;
  readonly signatureType: SignatureType;
  /** Whose money it is; null: the key's own. */
  readonly wallet: string | null;
  /** The API key. */
  readonly owner: string;
}

export interface OfficialClient {
  /** Builds, signs and serialises as it does before it posts; salt and time are its own. */
  body(plan: OrderPlan): Promise<string>;
  /** The proof of holding the key; `timestamp` in unix seconds. */
  l1Headers(timestamp: number, nonce: number): Promise<HeaderTexts>;
  l2Headers(secrets: OfficialSecrets, request: L2Request, timestamp: number): Promise<HeaderTexts>;
}

export interface OfficialSecrets {
  readonly secret: string;
  readonly passphrase: string;
}

type HeaderTexts = Readonly<Record<string, string>>;

/** null where the packages are not installed. */
export async function officialClient(account: OfficialAccount): Promise<OfficialClient | null> {
  const packages = await load();
  if (!packages) return null;
  const { clob, viem, accounts } = packages;
  const { privateKey, chainId, signatureType, wallet, owner } = account;
  const signer = viem.createWalletClient({
    account: accounts.privateKeyToAccount(privateKey as `0x${string}`),
    transport: viem.http('http://127.0.0.1:1'), // never asked: the key is here
  });
  const types = [
    clob.SignatureTypeV2.EOA,
    clob.SignatureTypeV2.POLY_PROXY,
    clob.SignatureTypeV2.POLY_GNOSIS_SAFE,
    clob.SignatureTypeV2.POLY_1271,
  ];
  const builder = new clob.OrderBuilder(signer, chainId, types[signatureType], wallet ?? undefined);
  return {
    async body({ exchange, tokenId, side, price, size, tick, kind, postOnly, expiration }) {
      const order = {
        tokenID: tokenId,
        price: price / MICRO,
        size: size / MICRO,
        side: side === 'buy' ? clob.Side.BUY : clob.Side.SELL,
        expiration,
      };
      const options = { tickSize: microText(tick) as '0.01', negRisk: exchange === 'negRisk' };
      const signed = await builder.buildOrder(order, options, exchange === 'v3' ? 3 : 2);
      if (!clob.isV2Order(signed)) throw new Error('the official client made an order of its first version');
      return JSON.stringify(clob.orderToJsonV2(signed, owner, clob.OrderType[kind], postOnly));
    },
    async l1Headers(timestamp, nonce) {
      return texts(await clob.createL1Headers(signer, chainId, nonce, timestamp));
    },
    async l2Headers(secrets, { method, path, body }, timestamp) {
      const request = { method, requestPath: path, ...(body === null ? {} : { body }) };
      return texts(await clob.createL2Headers(signer, { key: owner, ...secrets }, request, timestamp));
    },
  };
}

function texts(headers: object): HeaderTexts {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function load() {
  try {
    const [clob, viem, accounts] = await Promise.all([
      import('@polymarket/clob-client-v2'),
      import('viem'),
      import('viem/accounts'),
    ]);
    return { clob, viem, accounts };
  } catch {
    return null;
  }
}
