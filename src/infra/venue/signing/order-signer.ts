// From a planned order to the text that is posted: amounts, salt, struct, id, signature, body, in one step and without waiting.
// The id is the venue's own, known before anything is sent. What was signed is read back from the bytes that were hashed and
// held against the plan; what cannot be signed exactly is refused by name and never rounded.
import { BadInput, invariant } from '#domain/failure.ts';
import { type OrderId, orderId } from '#domain/ids.ts';
import type { Random } from '#domain/ports.ts';
import type { Price, Shares } from '#domain/units.ts';
import type { Address } from './address.ts';
import { type AmountProblem, givesPrice, limitAmounts } from './amounts.ts';
import type { ChainId, ExchangeName } from './exchange-contract.ts';
import { type Bytes32, hexOf, ZERO_BYTES32 } from './hex.ts';
import { type OrderKind, orderBody } from './order-body.ts';
import { orderSignature } from './order-signature.ts';
import {
  isTokenId,
  type OrderHasher,
  type OrderHashes,
  type OrderStruct,
  orderHasher,
  type SignatureType,
} from './order-struct.ts';
import type { SigningKey } from './signing-key.ts';

export interface Account {
  readonly key: SigningKey;
  readonly chainId: ChainId;
  readonly signatureType: SignatureType;
  /** Whose money trades: for type 0 the key's own address. */
  readonly maker: Address;
  /** The API key that posts. */
  readonly owner: string;
  /** Whom fees are shared with; mostly nobody. */
  readonly builder?: Bytes32;
}

export interface OrderPlan {
  readonly exchange: ExchangeName;
  readonly tokenId: string;
  readonly side: 'buy' | 'sell';
  readonly price: Price;
  readonly size: Shares;
  readonly tick: Price;
  readonly kind: OrderKind;
  readonly postOnly: boolean;
  /** Unix seconds, for GTD alone; 0 otherwise. The venue takes such an order out a minute before. */
  readonly expiration: number;
}

/** What will be signed, with the id it will have: made before anybody decided that it is sent. */
export interface OrderDraft {
  readonly id: OrderId;
  readonly plan: OrderPlan;
  readonly order: OrderStruct;
  readonly hashes: OrderHashes;
}

export type DraftAnswer =
  | { readonly ok: true; readonly value: OrderDraft }
  | { readonly ok: false; readonly problem: SigningProblem; readonly text: string };

export interface SignedOrder {
  readonly id: OrderId;
  readonly order: OrderStruct;
  readonly signature: string;
  /** JSON, as it is posted. */
  readonly body: string;
}

export type SigningProblem = AmountProblem | 'badKind' | 'expiresTooSoon' | 'badId' | 'badTime';

export type SigningAnswer =
  | { readonly ok: true; readonly value: SignedOrder }
  | { readonly ok: false; readonly problem: SigningProblem; readonly text: string };

type DraftRefusal = Extract<DraftAnswer, { readonly ok: false }>;

/** A GTD order must have that long to go when it is posted. */
export const GTD_AHEAD_MIN_S = 180;
/** So long before its expiration the venue takes it out. */
export const GTD_EARLY_S = 60;

export class OrderSigner {
  readonly account: Account;
  readonly #signer: Address;
  readonly #salts: Random;

  /** `salts` must differ from start to start. Throws BadInput when the account does not hang together. */
  constructor(account: Account, salts: Random) {
    const { key, maker, signatureType } = account;
    if (signatureType === 0 && maker !== key.address)
      throw new BadInput(`signature type 0 trades the key's own money: ${maker} is not ${key.address}`);
    if (signatureType !== 0 && maker === key.address)
      throw new BadInput(
        `signature type ${signatureType} trades the money of a wallet, and ${maker} is the key's address`,
      );
    this.account = account;
    this.#signer = signatureType === 3 ? maker : key.address;
    this.#salts = salts;
  }

  /** Never rounds, never waits. */
  sign(plan: OrderPlan, nowMs: number): SigningAnswer {
    const draft = this.draft(plan, nowMs);
    return draft.ok ? { ok: true, value: this.seal(draft.value) } : draft;
  }

  /** Everything but the signature. */
  draft(plan: OrderPlan, nowMs: number): DraftAnswer {
    const problem = problemOf(plan, nowMs);
    if (problem) return problem;
    const amounts = limitAmounts(plan, plan.tick);
    if (!amounts.ok) return amounts;
    const { chainId, maker, signatureType, builder = ZERO_BYTES32 } = this.account;
    const hasher = orderHasher(plan.exchange, chainId);
    const order: OrderStruct = {
      salt: saltFrom(this.#salts),
      maker,
      signer: this.#signer,
      tokenId: plan.tokenId,
      makerAmount: amounts.value.makerAmount,
      takerAmount: amounts.value.takerAmount,
      side: plan.side === 'buy' ? 'BUY' : 'SELL',
      signatureType,
      timestamp: nowMs,
      metadata: ZERO_BYTES32,
      builder,
    };
    const hashes = hasher.hash(order);
    assertAsPlanned(plan, hasher);
    return { ok: true, value: { id: orderId(hexOf(hashes.id)), plan, order, hashes } };
  }

  seal({ id, plan, order, hashes }: OrderDraft): SignedOrder {
    const { key, chainId, owner } = this.account;
    const { exchange, kind, postOnly, expiration } = plan;
    const signature = orderSignature(orderHasher(exchange, chainId), order, hashes, key);
    return { id, order, signature, body: orderBody({ order, signature, kind, postOnly, expiration, owner }) };
  }
}

/** 53 random bits: what a JSON number carries. */
export function saltFrom(random: Random): number {
  const salt = Math.floor(random.next() * 2 ** 53);
  invariant(Number.isSafeInteger(salt) && salt >= 0, `a draw of chance gave the salt ${salt}`);
  return salt;
}

/** Unix seconds to post for an order that is to live that long; `liveS` of less than two minutes is more than is asked for. */
export function gtdExpiration(nowMs: number, liveS: number): number {
  return Math.ceil(nowMs / 1_000) + Math.max(GTD_AHEAD_MIN_S, GTD_EARLY_S + Math.ceil(liveS));
}

function problemOf({ tokenId, kind, postOnly, expiration }: OrderPlan, nowMs: number): DraftRefusal | null {
  const refuse = (problem: SigningProblem, text: string) => ({ ok: false, problem, text }) as const;
  if (!Number.isSafeInteger(nowMs) || nowMs < 0) return refuse('badTime', `${nowMs} are no milliseconds since 1970`);
  if (!isTokenId(tokenId)) return refuse('badId', `${JSON.stringify(tokenId.slice(0, 100))} is no outcome id`);
  const isResting = kind === 'GTC' || kind === 'GTD';
  if (postOnly && !isResting) return refuse('badKind', `${kind} orders do not rest and cannot be post-only`);
  if (!Number.isSafeInteger(expiration) || (kind === 'GTD') !== expiration > 0)
    return refuse('badKind', `expiration ${expiration} does not go with ${kind}`);
  if (kind === 'GTD' && expiration * 1_000 < nowMs + GTD_AHEAD_MIN_S * 1_000)
    return refuse('expiresTooSoon', `expiration ${expiration} is less than ${GTD_AHEAD_MIN_S} s ahead`);
  return null;
}

/** From the bytes that were hashed. */
function assertAsPlanned({ side, price, size }: OrderPlan, hasher: OrderHasher): void {
  const signed = hasher.last();
  const [usd, shares] =
    signed.side === 'BUY' ? [signed.makerAmount, signed.takerAmount] : [signed.takerAmount, signed.makerAmount];
  const isPlanned = (signed.side === 'BUY') === (side === 'buy') && shares === size && givesPrice(price, size, usd);
  invariant(isPlanned, `planned ${side} ${size} at ${price}, signed ${JSON.stringify(signed)}`);
}
