// What we sign and post equals, byte for byte, what Polymarket's own client signs and posts: on random markets, prices, sizes,
// ticks and accounts. Its salt and its clock are its own, so they are read from its order and given to ours.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hashTypedData } from 'viem';
import { type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import type { Curve } from '#infra/venue/signing/curve.ts';
import { ethersCurve } from '#infra/venue/signing/ethers-curve.ts';
import {
  AMOY,
  type ChainId,
  EXCHANGE_NAMES,
  type ExchangeName,
  exchangeContract,
  POLYGON,
} from '#infra/venue/signing/exchange-contract.ts';
import { privateKeyOf } from '#infra/venue/signing/key-source.ts';
import { l1Headers } from '#infra/venue/signing/l1-auth.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { nativeCurve } from '#infra/venue/signing/native-curve.ts';
import { type OfficialClient, officialClient } from '#infra/venue/signing/official-client.ts';
import { type Account, type OrderPlan, OrderSigner } from '#infra/venue/signing/order-signer.ts';
import type { OrderStruct, SignatureType } from '#infra/venue/signing/order-struct.ts';
import { readPostedOrder } from '#infra/venue/signing/posted-order.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { checkSignature } from '#infra/venue/signing/signature-check.ts';
import { SigningKey } from '#infra/venue/signing/signing-key.ts';
import { constantly, TEST_KEYS, walletOf } from '../infra/venue/signing/test-account.ts';

const OWNER = '9180014b-33c8-9240-a14b-bdca11c0a465';
const TYPES: readonly SignatureType[] = [0, 1, 2, 3];
/** The ticks that the official client knows. */
const TICKS = ['0.1', '0.01', '0.005', '0.0025', '0.001', '0.0001'];
/** Shares. From some 400,000 on, at prices of four decimals, its floating point loses a millionth of the cost. */
const SIZE_MAX = 250_000;

interface Pair {
  readonly account: Account;
  readonly theirs: OfficialClient;
}

async function pairOf(curve: Curve, privateKey: string, signatureType: SignatureType, chainId: ChainId): Promise<Pair> {
  const key = new SigningKey(privateKeyOf('a test key', privateKey), curve);
  const maker = walletOf(key, signatureType);
  const wallet = signatureType === 0 ? null : maker;
  const theirs = await officialClient({ privateKey, chainId, signatureType, wallet, owner: OWNER });
  assert.ok(theirs, 'the official client is installed for tests');
  return { account: { key, chainId, signatureType, maker, owner: OWNER }, theirs: theirs as OfficialClient };
}

const CURVES: readonly Curve[] = nativeCurve ? [nativeCurve, ethersCurve] : [ethersCurve];
const pairs = await Promise.all(
  CURVES.flatMap((curve) =>
    TYPES.flatMap((type) =>
      TEST_KEYS.flatMap((key) => [POLYGON, AMOY].map((chain) => pairOf(curve, key, type, chain))),
    ),
  ),
);

const plans: fc.Arbitrary<OrderPlan> = fc
  .record({
    tick: fc.constantFrom(...TICKS),
    exchange: fc.constantFrom(...EXCHANGE_NAMES),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    step: fc.integer({ min: 0, max: 9_998 }),
    hundredths: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: SIZE_MAX * 100 })),
    token: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    posting: fc.constantFrom(
      { kind: 'GTC' as const, postOnly: true, expiration: 0 },
      { kind: 'GTC' as const, postOnly: false, expiration: 0 },
      { kind: 'GTD' as const, postOnly: true, expiration: 4_000_000_000 },
    ),
  })
  .map(({ tick: text, step, hundredths, token, exchange, side, posting }) => {
    const tick = parsePrice(text);
    const price = (tick * (1 + (step % (1_000_000 / tick - 1)))) as Price;
    const size = (hundredths * 10_000) as Shares;
    return { exchange, side, tokenId: String(token), tick, price, size, ...posting };
  });

test(`orders, amounts, ids, signatures and bodies are those of the official client (${CURVES.map(({ name }) => name).join(' and ')})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pairs), plans, async ({ account, theirs }, plan) => {
      const body = await theirs.body(plan);
      const posted = readPostedOrder(JSON.parse(body));
      assert.ok(posted.ok, body);
      if (!posted.ok) return;
      const { salt, timestamp } = posted.value.order;
      const answer = new OrderSigner(account, constantly(salt / 2 ** 53)).sign(plan, timestamp);
      assert.ok(answer.ok, answer.ok ? '' : answer.text);
      if (!answer.ok) return;
      assert.is(answer.value.body, body);
      assert.is(answer.value.id, idByViem(answer.value.order, plan.exchange, account.chainId));
    }),
    { seed: 42, numRuns: 600 },
  );
});

test('where the official client loses a millionth, ours gives the price exactly', async () => {
  const { account, theirs } = pairs[0] as Pair;
  const plan: OrderPlan = {
    ...{ exchange: 'ctf', side: 'buy', tokenId: '1', kind: 'GTC', postOnly: true, expiration: 0 },
    ...{ tick: parsePrice('0.0025'), price: parsePrice('0.5475'), size: parseShares('828293.57') },
  };
  const answer = new OrderSigner(account, constantly(0.5)).sign(plan, 1);
  assert.is(JSON.parse(await theirs.body(plan)).order.makerAmount, '453490729574');
  assert.is(answer.ok && answer.value.order.makerAmount, 453_490_729_575);
});

test('what the official client signed is taken for what it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pairs), plans, async ({ account, theirs }, plan) => {
      const posted = readPostedOrder(JSON.parse(await theirs.body(plan)));
      assert.ok(posted.ok);
      if (!posted.ok) return;
      const { order, signature } = posted.value;
      const found = checkSignature(order, signature, { exchange: plan.exchange, chainId: account.chainId });
      assert.is(found.ok ? found.owner : found.text, account.key.address);
    }),
    { seed: 43, numRuns: 60 },
  );
});

test('proofs of holding a key are those of the official client', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...pairs),
      fc.nat({ max: 2_000_000_000 }),
      fc.nat({ max: 1_000_000 }),
      async ({ account, theirs }, timestamp, nonce) => {
        const { key, chainId } = account;
        assert.equal(l1Headers(key, { chainId, timestamp, nonce }), await theirs.l1Headers(timestamp, nonce));
      },
    ),
    { seed: 44, numRuns: 60 },
  );
});

test('requests are signed as the official client signs them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...pairs),
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.constantFrom('base64' as const, 'base64url' as const),
      fc.constantFrom('GET', 'POST', 'DELETE'),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 })),
      fc.nat({ max: 2_000_000_000 }),
      async ({ account, theirs }, bytes, alphabet, method, path, body, timestamp) => {
        const secret = Buffer.from(bytes).toString(alphabet);
        const passphrase = 'a phrase';
        const ours = new ApiCredentials(
          OWNER,
          account.key.address,
          Secret.ofText('s', secret),
          Secret.ofText('p', passphrase),
        );
        const request = { method, path, body };
        const wanted = await theirs.l2Headers({ secret, passphrase }, request, timestamp);
        assert.equal(ours.headers(request, timestamp), wanted);
      },
    ),
    { seed: 45, numRuns: 150 },
  );
});

/** The EIP-712 hash by a third implementation. */
function idByViem(order: OrderStruct, exchange: ExchangeName, chainId: ChainId): string {
  const types = {
    Order: [
      { name: 'salt', type: 'uint256' },
      { name: 'maker', type: 'address' },
      { name: 'signer', type: 'address' },
      { name: 'tokenId', type: 'uint256' },
      { name: 'makerAmount', type: 'uint256' },
      { name: 'takerAmount', type: 'uint256' },
      { name: 'side', type: 'uint8' },
      { name: 'signatureType', type: 'uint8' },
      { name: 'timestamp', type: 'uint256' },
      { name: 'metadata', type: 'bytes32' },
      { name: 'builder', type: 'bytes32' },
    ],
  } as const;
  const hex = (text: string) => text as `0x${string}`;
  return hashTypedData({
    domain: {
      name: 'Polymarket CTF Exchange',
      version: exchange === 'v3' ? '3' : '2',
      chainId,
      verifyingContract: hex(exchangeContract(exchange, chainId).address),
    },
    types,
    primaryType: 'Order',
    message: {
      salt: BigInt(order.salt),
      maker: hex(order.maker),
      signer: hex(order.signer),
      tokenId: BigInt(order.tokenId),
      makerAmount: BigInt(order.makerAmount),
      takerAmount: BigInt(order.takerAmount),
      side: order.side === 'BUY' ? 0 : 1,
      signatureType: order.signatureType,
      timestamp: BigInt(order.timestamp),
      metadata: hex(order.metadata),
      builder: hex(order.builder),
    },
  });
}

test.run();
