// The worked examples of the venue's order format: domains, ids and signatures to the last digit.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Address, readAddress } from '#infra/venue/signing/address.ts';
import type { Curve } from '#infra/venue/signing/curve.ts';
import { ethersCurve } from '#infra/venue/signing/ethers-curve.ts';
import {
  EXCHANGE_NAMES,
  type ExchangeName,
  exchangeContract,
  exchangeFor,
  isPositionV2,
  POLYGON,
} from '#infra/venue/signing/exchange-contract.ts';
import { hexOf, readBytes32, ZERO_BYTES32 } from '#infra/venue/signing/hex.ts';
import { keccak, keccakOfText } from '#infra/venue/signing/keccak.ts';
import { privateKeyOf } from '#infra/venue/signing/key-source.ts';
import { nativeCurve } from '#infra/venue/signing/native-curve.ts';
import { orderSignature } from '#infra/venue/signing/order-signature.ts';
import { ORDER_TYPE, OrderHasher, type OrderStruct, orderHasher } from '#infra/venue/signing/order-struct.ts';
import { SigningKey } from '#infra/venue/signing/signing-key.ts';

const SECRET = privateKeyOf('the test key', '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const EOA = readAddress('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266') as Address;
const WALLET = readAddress('0x1111111111111111111111111111111111111111') as Address;
const CURVES: readonly Curve[] = nativeCurve ? [nativeCurve, ethersCurve] : [ethersCurve];

const ORDER: OrderStruct = {
  salt: 479249096354,
  maker: EOA,
  signer: EOA,
  tokenId: '104239898038807136052399800151408521467737075933964991162589336683346093173875',
  makerAmount: 52_000_000,
  takerAmount: 100_000_000,
  side: 'BUY',
  signatureType: 0,
  timestamp: 1_795_132_800_000,
  metadata: ZERO_BYTES32,
  builder: ZERO_BYTES32,
};

interface Example {
  readonly separator: string;
  readonly id: string;
  readonly signature: string;
}

const EXAMPLES: Readonly<Record<ExchangeName, Example>> = {
  ctf: {
    separator: '0x3264e159346253e26a64e00b69032db0e7d32f94628de3e6eecb50304d7af3d2',
    id: '0x3ca16e73303ad8f6a5e9119b7c00a3f57501d7c2b53a96770b905d6a4508945b',
    signature:
      '0xdb7a02954eab7399085ab23f57bdf7457cb97b7788ca570d1914db7cc8b7e08f1dadb394678007b695a89a50c7c968e8554fdbe591a9e86fd70c7c5bdae3efe11c',
  },
  negRisk: {
    separator: '0x9b858f53327b0bd13af8ec14cfb35234fb9eb7b0504d1a4e61f433840d30e81a',
    id: '0xcbfa9a1aa0fea858eb8ac65b5f9036bebf2a933705ad19bc2ef6e0e9ee475ce9',
    signature:
      '0x57baf95f5851525faf921f16d1801f7f75210b4fa0f5db272f5b1b04bf5851f3786d4dafe07461d3d513b74a62b0fcb5a3697914d1620a8c1dd6f41d1bb87a051c',
  },
  v3: {
    separator: '0x466c63910185bbd55e8679264200c4e0abdcbb0c6264eb3d41d13326022e095b',
    id: '0x5f61523ad01ede8d7cca0cee2751b3518b5f977b21a82698f47b8ad90738bf41',
    signature:
      '0x7dce946e0da739a76d3ee3b2e424a40e13fffcefd93380bb0f8082ed6bf4badc751daabaf8df24c8d6613af154f3bb040429e66216c447f1bc88870b454434b81c',
  },
};

test('the type of an order is the one that the contracts hash', () => {
  assert.is(ORDER_TYPE.length, 186);
  assert.is(hexOf(keccakOfText(ORDER_TYPE)), '0xbb86318a2138f5fa8ae32fbe8e659f8fcf13cc6ae4014a707893055433818589');
});

for (const exchange of EXCHANGE_NAMES) {
  const example = EXAMPLES[exchange];
  test(`${exchange}: domain and order id are the venue's`, () => {
    assert.is(hexOf(exchangeContract(exchange, POLYGON).separator), example.separator);
    assert.is(hexOf(orderHasher(exchange, POLYGON).hash(ORDER).id), example.id);
  });

  for (const curve of CURVES)
    test(`${exchange}: the ${curve.name} curve gives the known signature`, () => {
      const key = new SigningKey(SECRET, curve);
      const hasher = orderHasher(exchange, POLYGON);
      assert.is(key.address, EOA);
      assert.is(orderSignature(hasher, ORDER, hasher.hash(ORDER), key), example.signature);
    });
}

for (const curve of CURVES)
  test(`a deposit wallet's signature carries domain, order and type (${curve.name})`, () => {
    const key = new SigningKey(SECRET, curve);
    const order: OrderStruct = { ...ORDER, maker: WALLET, signer: WALLET, signatureType: 3 };
    const hasher = orderHasher('ctf', POLYGON);
    const hashes = hasher.hash(order);
    const signature = orderSignature(hasher, order, hashes, key);
    assert.is(hexOf(hashes.id), '0x445ea892df7261e8f13e53fc0c0706d6ded228d9aea784fd18b3b66fe2591966');
    assert.is(hexOf(hashes.contents), '0xa46fb023e4d1721364ae280b1369c3367f24f7e6786e7c0c16da8a12e8c04398');
    assert.is(
      signature.slice(0, 132),
      '0x247e520469299cbd87c2010f066ea012af6ddc5a66f7f7af15d86f8a6cdb245336050f7016ce6f129fc120646738cc52a2c491ca31f2f7f7cfc429bf2c245b0a1b',
    );
    const bytes = Buffer.from(signature.slice(2), 'hex');
    assert.is(bytes.length, 317);
    assert.is(hexOf(keccak(bytes)), '0xa66bdfe6bb99f9f1073e669a4aa0be3414939b1c1a82dec5f56658ae21e9478e');
  });

test('a hasher that remembers words hashes as a fresh one does', () => {
  const used = orderHasher('ctf', POLYGON);
  const orders: OrderStruct[] = [
    ORDER,
    { ...ORDER, maker: WALLET, side: 'SELL', tokenId: '1', signatureType: 2, salt: 2 ** 53 - 1 },
    { ...ORDER, tokenId: '0', makerAmount: 2 ** 53 - 1, timestamp: 0, metadata: hexOf(keccakOfText('m')) as never },
    { ...ORDER, builder: hexOf(keccakOfText('b')) as never, takerAmount: 0, salt: 0 },
    ORDER,
  ];
  for (const order of orders) {
    const fresh = new OrderHasher(exchangeContract('ctf', POLYGON));
    assert.is(hexOf(used.hash(order).id), hexOf(fresh.hash(order).id));
    const { side, makerAmount, takerAmount } = order;
    assert.equal(used.last(), { side, makerAmount, takerAmount });
  }
});

test('an order for no outcome is never hashed', () => {
  for (const tokenId of ['', '01', '-1', '1e3', '0x1', '1.0', 'x', String(2n ** 256n), '9'.repeat(79)])
    assert.throws(() => orderHasher('ctf', POLYGON).hash({ ...ORDER, tokenId }), /no outcome id/);
});

const HASHED = ORDER.tokenId;
const PACKED = String((1n << 248n) | (0xabcdefn << 130n) | (3n << 8n) | 1n);

test('the contract of a market follows from its protocol and its group', () => {
  const choose = (protocol: 'v1' | 'v2' | null, negRisk: boolean, ...tokenIds: string[]) => {
    const answer = exchangeFor({ protocol, negRisk, tokenIds, conditionId: null });
    return answer.ok ? answer.exchange : answer.text;
  };
  assert.is(choose('v1', false, HASHED), 'ctf');
  assert.is(choose(null, false, HASHED), 'ctf');
  assert.is(choose('v1', true, HASHED), 'negRisk');
  assert.is(choose('v2', false, PACKED), 'v3');
  assert.is(choose('v2', true, PACKED), 'v3');
  assert.is(choose(null, true, PACKED), 'v3');
});

test('nothing is signed for a market that says one protocol and shows another', () => {
  for (const [protocol, tokenIds] of [
    ['v1', [PACKED]],
    ['v2', [HASHED]],
    ['v1', [HASHED, PACKED]],
    ['v1', []],
    [null, []],
    [null, [HASHED, PACKED]],
  ] as const)
    assert.is(exchangeFor({ protocol, negRisk: false, tokenIds, conditionId: null }).ok, false);
});

test('a market that calls its group wrongly is found out by its ids', () => {
  const conditionId = readBytes32('0x78443f961b9a65869dcb39359de9960165c7e5cbad0904eac7f29cd77872a63b');
  const other = '71183960810705820955071415844881728181970340514894896943812046065452395013351';
  const choose = (negRisk: boolean, ...tokenIds: string[]) => {
    const answer = exchangeFor({ protocol: 'v1', negRisk, tokenIds, conditionId });
    return answer.ok ? answer.exchange : answer.text;
  };
  assert.is(choose(false, HASHED, other), 'ctf');
  assert.is(choose(true, HASHED, other), 'it is for negRisk, and its ids are of ctf');
  assert.is(choose(false, other, HASHED), 'it is for ctf, and its ids are not of its condition');
  assert.is(choose(false, HASHED, HASHED), 'it is for ctf, and its ids are not of its condition');
});

test('only ids below 2^256 with the free bits zero are of the second protocol', () => {
  for (const id of [HASHED, '0', '', 'x', '-1', String(1n << 40n), String(1n << 103n), String(1n << 256n)])
    assert.is(isPositionV2(id), false, id);
  for (const id of [PACKED, '1', String((1n << 40n) - 1n), String(1n << 104n)]) assert.is(isPositionV2(id), true, id);
});

test.run();
