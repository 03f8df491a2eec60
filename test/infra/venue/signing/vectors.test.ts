// The signed orders, amounts and headers of POLYMARKET_DATA, made by the official client: ours equal them.
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Price, parseMicro, parsePrice, type Shares } from '#domain/units.ts';
import { type Address, readAddress } from '#infra/venue/signing/address.ts';
import { limitAmounts, sizeOnGrid } from '#infra/venue/signing/amounts.ts';
import type { Curve } from '#infra/venue/signing/curve.ts';
import { ethersCurve } from '#infra/venue/signing/ethers-curve.ts';
import { type ChainId, type ExchangeName, exchangeContract } from '#infra/venue/signing/exchange-contract.ts';
import { hexOf } from '#infra/venue/signing/hex.ts';
import { privateKeyOf } from '#infra/venue/signing/key-source.ts';
import { checkL1, l1Headers } from '#infra/venue/signing/l1-auth.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { marketAmounts } from '#infra/venue/signing/market-amounts.ts';
import { nativeCurve } from '#infra/venue/signing/native-curve.ts';
import { orderBody } from '#infra/venue/signing/order-body.ts';
import { orderSignature } from '#infra/venue/signing/order-signature.ts';
import { orderHasher } from '#infra/venue/signing/order-struct.ts';
import { readPostedOrder } from '#infra/venue/signing/posted-order.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { checkSignature } from '#infra/venue/signing/signature-check.ts';
import { SigningKey } from '#infra/venue/signing/signing-key.ts';
import { KEY } from './test-account.ts';

const FOLDER = `${process.env.POLYMARKET_DATA ?? ''}/vectors`;
const CURVES: readonly Curve[] = nativeCurve ? [nativeCurve, ethersCurve] : [ethersCurve];
const EXCHANGES: Readonly<Record<string, ExchangeName>> = { ctfV2: 'ctf', negRiskV2: 'negRisk', v3: 'v3' };

interface OrderVector {
  readonly name: string;
  readonly privateKey: string;
  readonly exchange: string;
  readonly chainId: ChainId;
  readonly signerEoa: string;
  readonly orderHash: string;
  readonly structHash: string;
  readonly domainSeparator: string;
  readonly signature: string;
  readonly postBody: unknown;
}

interface AmountVector {
  readonly tick: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  readonly size: number;
  readonly amount: number;
  readonly makerAmount: string;
  readonly takerAmount: string;
}

interface ProofVector {
  readonly privateKey: string;
  readonly address: string;
  readonly chainId: ChainId;
  readonly timestamp: number;
  readonly nonce: number;
  readonly signature: string;
}

interface HmacVector {
  readonly secret: string;
  readonly timestamp: number;
  readonly method: string;
  readonly requestPath: string;
  readonly body?: string;
  readonly signature: string;
}

if (!existsSync(FOLDER)) {
  test('the vectors of POLYMARKET_DATA', () => console.log('SKIPPED signing vectors: POLYMARKET_DATA is not set'));
} else {
  const vectors = <Vector>(name: string): readonly Vector[] => {
    const found: readonly Vector[] = JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')).vectors;
    assert.ok(found.length >= 10);
    return found;
  };

  for (const vector of vectors<OrderVector>('eip712_orders'))
    test(`the order ${vector.name} is ours, byte for byte`, () => {
      const exchange = EXCHANGES[vector.exchange] as ExchangeName;
      const hasher = orderHasher(exchange, vector.chainId);
      assert.is(hexOf(exchangeContract(exchange, vector.chainId).separator), vector.domainSeparator);
      const posted = readPostedOrder(vector.postBody);
      assert.ok(posted.ok);
      if (!posted.ok) return;
      const { order } = posted.value;
      const hashes = hasher.hash(order);
      assert.is(hexOf(hashes.contents), vector.structHash);
      assert.is(hexOf(hashes.id), vector.orderHash);
      for (const curve of CURVES) {
        const key = new SigningKey(privateKeyOf('a test key', vector.privateKey), curve);
        assert.is(orderSignature(hasher, order, hashes, key), vector.signature);
        const by = { exchange, chainId: vector.chainId, curve, owns: () => true };
        assert.equal(checkSignature(order, vector.signature, by), {
          ok: true,
          id: vector.orderHash,
          owner: vector.signerEoa,
        });
      }
      assert.is(orderBody(posted.value), JSON.stringify(vector.postBody));
    });

  /** As a float prints: the shortest decimal that is that float. */
  const micro = (value: number) => parseMicro(String(value), 'vector');

  test('limit orders have the amounts of the official client', () => {
    for (const { tick, side, price, size, ...wanted } of vectors<AmountVector>('amounts_limit')) {
      const terms = {
        side: side === 'BUY' ? ('buy' as const) : ('sell' as const),
        price: micro(price) as Price,
        size: sizeOnGrid(micro(size) as Shares),
      };
      const answer = limitAmounts(terms, parsePrice(tick));
      assert.ok(answer.ok, `${side} ${size} at ${price}, tick ${tick}`);
      if (!answer.ok) continue;
      assert.is(String(answer.value.makerAmount), wanted.makerAmount);
      assert.is(String(answer.value.takerAmount), wanted.takerAmount);
    }
  });

  test('market orders have the amounts of the official client', () => {
    for (const { tick, side, price, amount, ...wanted } of vectors<AmountVector>('amounts_market')) {
      const terms = {
        side: side === 'BUY' ? ('buy' as const) : ('sell' as const),
        price: micro(price) as Price,
        amount: micro(amount),
      };
      const amounts = marketAmounts(terms, parsePrice(tick));
      const what = `${side} ${amount} at ${price}, tick ${tick}`;
      assert.is(String(amounts?.makerAmount), wanted.makerAmount, what);
      assert.is(String(amounts?.takerAmount), wanted.takerAmount, what);
    }
  });

  test('proofs of holding a key are those of the official client', () => {
    for (const { privateKey, address, chainId, timestamp, nonce, signature } of vectors<ProofVector>('clob_auth_l1'))
      for (const curve of CURVES) {
        const headers = l1Headers(new SigningKey(privateKeyOf('a test key', privateKey), curve), {
          chainId,
          timestamp,
          nonce,
        });
        assert.is(headers.POLY_SIGNATURE, signature);
        assert.is(headers.POLY_ADDRESS, address);
        const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
        assert.equal(checkL1(lower, chainId, timestamp * 1_000, 0), {
          ok: true,
          address: readAddress(address) as Address,
          nonce,
        });
      }
  });

  test('requests are signed as the official client signs them', () => {
    for (const { secret, timestamp, method, requestPath, body, signature } of vectors<HmacVector>('hmac_l2')) {
      const credentials = new ApiCredentials('k', KEY.address, Secret.ofText('s', secret), Secret.ofText('p', 'p'));
      const headers = credentials.headers({ method, path: requestPath, body: body ?? null }, timestamp);
      assert.is(headers.POLY_SIGNATURE, signature);
    }
  });
}

test.run();
