import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput, InvariantError } from '#domain/failure.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { SeededRandom } from '#infra/random.ts';
import { limitTerms } from '#infra/venue/signing/amounts.ts';
import { EXCHANGE_NAMES, exchangeContract, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { type Bytes32, hexOf } from '#infra/venue/signing/hex.ts';
import { batchBody } from '#infra/venue/signing/order-body.ts';
import { orderSignature } from '#infra/venue/signing/order-signature.ts';
import {
  GTD_AHEAD_MIN_S,
  gtdExpiration,
  type OrderPlan,
  OrderSigner,
  type SigningProblem,
  saltFrom,
} from '#infra/venue/signing/order-signer.ts';
import { OrderHasher, orderHasher, type SignatureType } from '#infra/venue/signing/order-struct.ts';
import { readPostedOrder } from '#infra/venue/signing/posted-order.ts';
import { checkSignature } from '#infra/venue/signing/signature-check.ts';
import { constantly, KEY, OTHER_KEY, PLAN, testAccount } from './test-account.ts';

const NOW = 1_795_132_800_000;
const TYPES: readonly SignatureType[] = [0, 1, 2, 3];

function signed(signer: OrderSigner, plan: OrderPlan, nowMs = NOW) {
  const answer = signer.sign(plan, nowMs);
  if (!answer.ok) throw new Error(answer.text);
  return answer.value;
}

test('the known order is signed as the known order', () => {
  const salt = constantly(479249096354 / 2 ** 53);
  const { id, signature, order } = signed(new OrderSigner(testAccount(0), salt), PLAN);
  assert.is(order.salt, 479249096354);
  assert.is(id, '0x3ca16e73303ad8f6a5e9119b7c00a3f57501d7c2b53a96770b905d6a4508945b');
  assert.is(
    signature,
    '0xdb7a02954eab7399085ab23f57bdf7457cb97b7788ca570d1914db7cc8b7e08f1dadb394678007b695a89a50c7c968e8554fdbe591a9e86fd70c7c5bdae3efe11c',
  );
});

test('whatever is planned arrives at an exchange as planned, signed by us, under the id we knew', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      fc.constantFrom(...EXCHANGE_NAMES),
      fc.constantFrom('buy' as const, 'sell' as const),
      fc.constantFrom('0.1', '0.01', '0.005', '0.0025', '0.001', '0.0001', '0.02', '0.0004'),
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 1, max: 100_000_000 }),
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
      fc.integer({ min: 0, max: 2 ** 31 }),
      (type, exchange, side, tickText, steps, hundredths, token, seed) => {
        const tick = parsePrice(tickText);
        const ticks = Math.floor(1_000_000 / tick);
        const price = (tick * (1 + (steps % (ticks - 1)))) as typeof tick;
        const size = (hundredths * 10_000) as ReturnType<typeof parseShares>;
        const plan = { ...PLAN, exchange, side, tick, price, size, tokenId: String(token) };
        const sent = signed(new OrderSigner(testAccount(type), new SeededRandom(seed)), plan, NOW + seed);
        const arrived = readPostedOrder(JSON.parse(sent.body));
        assert.ok(arrived.ok);
        if (!arrived.ok) return;
        const { order, signature, kind, postOnly } = arrived.value;
        assert.equal(order, sent.order);
        assert.equal([kind, postOnly], ['GTC', true]);
        assert.equal(limitTerms(order.side, order), { side, price, size });
        const found = checkSignature(order, signature, { exchange, chainId: POLYGON });
        assert.equal(found, { ok: true, id: sent.id, owner: KEY.address });
      },
    ),
    { seed: 42, numRuns: 150 },
  );
});

test('two orders that are alike have two ids', () => {
  const signer = new OrderSigner(testAccount(3), new SeededRandom(1));
  assert.is.not(signed(signer, PLAN).id, signed(signer, PLAN).id);
});

test('a salt is what a JSON number can carry', () => {
  const random = new SeededRandom(7);
  for (let n = 0; n < 1_000; n++) {
    const salt = saltFrom(random);
    assert.ok(Number.isSafeInteger(salt) && salt >= 0);
  }
  assert.is(saltFrom(constantly(1 - 2 ** -53)), Number.MAX_SAFE_INTEGER);
  for (const draw of [Number.NaN, 1, -0.1, Number.POSITIVE_INFINITY])
    assert.throws(
      () => saltFrom(constantly(draw)),
      (error: unknown) => error instanceof InvariantError,
    );
});

test('a builder code is signed and posted', () => {
  const builder = `0x${'ab'.repeat(32)}` as Bytes32;
  const { body, order, id } = signed(new OrderSigner({ ...testAccount(0), builder }, constantly(0.5)), PLAN);
  assert.is(JSON.parse(body).order.builder, builder);
  assert.is(id, hexOf(orderHasher('ctf', POLYGON).hash(order).id));
  assert.is.not(id, signed(new OrderSigner(testAccount(0), constantly(0.5)), PLAN).id);
});

const soon = Math.floor(NOW / 1_000) + GTD_AHEAD_MIN_S;
const REFUSED: readonly (readonly [string, SigningProblem, Partial<OrderPlan>])[] = [
  ['a price between ticks', 'priceOffTick', { price: parsePrice('0.525') }],
  ['a size finer than hundredths', 'sizeTooFine', { size: parseShares('1.001') }],
  ['no size', 'nothing', { size: parseShares('0') }],
  ['an id that is no number', 'badId', { tokenId: '0xabc' }],
  ['an id of 257 bits', 'badId', { tokenId: String(2n ** 256n) }],
  ['a post-only order that does not rest', 'badKind', { kind: 'FOK' }],
  ['an expiration of an order without end', 'badKind', { expiration: soon + 10 }],
  ['an order with an end that has none', 'badKind', { kind: 'GTD' }],
  ['half a second as expiration', 'badKind', { kind: 'GTD', expiration: soon + 0.5 }],
  ['less than three minutes', 'expiresTooSoon', { kind: 'GTD', expiration: soon - 1 }],
];

for (const [what, problem, change] of REFUSED)
  test(`not signed: ${what} (${problem})`, () => {
    const answer = new OrderSigner(testAccount(0), constantly(0.5)).sign({ ...PLAN, ...change }, NOW);
    assert.is(answer.ok ? 'signed' : answer.problem, problem);
  });

test('not signed: at no time', () => {
  for (const nowMs of [Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY]) {
    const answer = new OrderSigner(testAccount(0), constantly(0.5)).sign(PLAN, nowMs);
    assert.is(answer.ok ? 'signed' : answer.problem, 'badTime');
  }
});

test('an order lives as long as asked, and never less than the venue lets it', () => {
  assert.is(gtdExpiration(NOW, 600), NOW / 1_000 + 660);
  assert.is(gtdExpiration(NOW, 10), NOW / 1_000 + GTD_AHEAD_MIN_S);
  const { body } = signed(new OrderSigner(testAccount(3), constantly(0.5)), {
    ...PLAN,
    kind: 'GTD',
    expiration: gtdExpiration(NOW, 10),
  });
  assert.is(JSON.parse(body).order.expiration, String(NOW / 1_000 + GTD_AHEAD_MIN_S));
});

test('an account that does not hang together is refused', () => {
  assert.throws(
    () => new OrderSigner({ ...testAccount(0), maker: OTHER_KEY.address }, constantly(0)),
    (error: unknown) => error instanceof BadInput && /signature type 0/.test(error.message),
  );
  assert.throws(
    () => new OrderSigner({ ...testAccount(3), maker: KEY.address }, constantly(0)),
    (error: unknown) => error instanceof BadInput && /signature type 3/.test(error.message),
  );
});

test('a key never signs for somebody else', () => {
  const hasher = new OrderHasher(exchangeContract('ctf', POLYGON));
  const { order } = signed(new OrderSigner(testAccount(0), constantly(0.5)), PLAN);
  assert.throws(
    () => orderSignature(hasher, order, hasher.hash(order), OTHER_KEY),
    (error: unknown) => error instanceof InvariantError,
  );
});

test('something else signed than planned is a broken assumption, not an order', () => {
  const hasher = orderHasher('ctf', POLYGON);
  const honest = hasher.last;
  hasher.last = () => ({ ...honest.call(hasher), makerAmount: 52_000_001 });
  try {
    assert.throws(
      () => new OrderSigner(testAccount(0), constantly(0.5)).sign(PLAN, NOW),
      (error: unknown) => error instanceof InvariantError && /planned buy/.test(error.message),
    );
  } finally {
    hasher.last = honest;
  }
});

test('a batch is a list of the same texts', () => {
  const signer = new OrderSigner(testAccount(0), new SeededRandom(3));
  const bodies = [signed(signer, PLAN).body, signed(signer, PLAN).body];
  assert.equal(
    JSON.parse(batchBody(bodies)),
    bodies.map((body) => JSON.parse(body)),
  );
  assert.is(batchBody(bodies), JSON.stringify(JSON.parse(batchBody(bodies))));
});

test('an API key with quotes in it stays a text', () => {
  const owner = 'a"b\\c';
  const { body } = signed(new OrderSigner({ ...testAccount(0), owner }, constantly(0.5)), PLAN);
  assert.is(JSON.parse(body).owner, owner);
});

test.run();
