// The order as the contracts know it: eleven fields in words of 32 bytes, hashed to the id by which venue, chain and we name it.
// One hasher per contract keeps its words and writes only what changed: an account's addresses are written once, not each time.
import { InvariantError } from '#domain/failure.ts';
import type { Address } from './address.ts';
import { addressWord, numberWord, readNumber, writeNumber } from './eip712.ts';
import { type ChainId, type ExchangeContract, type ExchangeName, exchangeContract } from './exchange-contract.ts';
import type { Bytes32 } from './hex.ts';
import { keccak, keccakOfText } from './keccak.ts';

/** 0: the key itself. 1, 2: a proxy or a Safe that the key owns. 3: a deposit wallet, which signs as a contract. */
export type SignatureType = 0 | 1 | 2 | 3;

/** In the wire's words. Numbers are whole, from 0 to 2^53 − 1; amounts are millionths. */
export interface OrderStruct {
  readonly salt: number;
  /** Whose money it is. */
  readonly maker: Address;
  /** The key's address; of a deposit wallet the wallet itself. */
  readonly signer: Address;
  /** Decimal, below 2^256. */
  readonly tokenId: string;
  readonly makerAmount: number;
  readonly takerAmount: number;
  readonly side: 'BUY' | 'SELL';
  readonly signatureType: SignatureType;
  /** Milliseconds; tells orders apart, is no expiry. */
  readonly timestamp: number;
  readonly metadata: Bytes32;
  readonly builder: Bytes32;
}

export interface OrderHashes {
  /** The digest that types 0 to 2 sign, and the order id of every type. */
  readonly id: Uint8Array;
  /** Of the struct alone. */
  readonly contents: Uint8Array;
}

export const ORDER_TYPE =
  'Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,' +
  'uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)';
const NESTED_TYPE = `TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)${ORDER_TYPE}`;

/** Where the words are. */
const AT = {
  salt: 32,
  maker: 64,
  signer: 96,
  tokenId: 128,
  makerAmount: 160,
  takerAmount: 192,
  side: 224,
  signatureType: 256,
  timestamp: 288,
  metadata: 320,
  builder: 352,
} as const;
/** Ids whose words are kept; when there are more all are forgotten. */
const TOKEN_WORDS_MAX = 20_000;

export class OrderHasher {
  readonly contract: ExchangeContract;
  readonly #words = Buffer.alloc(384);
  readonly #signed = Buffer.alloc(66);
  readonly #nested = Buffer.alloc(224);
  readonly #nestedSigned = Buffer.alloc(66);
  readonly #texts = { maker: '', signer: '', metadata: '', builder: '', tokenId: '', wallet: '' };

  constructor(contract: ExchangeContract) {
    this.contract = contract;
    this.#words.set(keccakOfText(ORDER_TYPE));
    for (const prefix of [this.#signed, this.#nestedSigned]) {
      prefix.set([0x19, 0x01]);
      prefix.set(contract.separator, 2);
    }
    this.#nested.set(keccakOfText(NESTED_TYPE));
    this.#nested.set(keccakOfText('DepositWallet'), 64);
    this.#nested.set(keccakOfText('1'), 96);
    this.#nested.set(numberWord(contract.chainId), 128);
  }

  hash(order: OrderStruct): OrderHashes {
    const words = this.#words;
    this.#write('maker', order.maker, addressWord);
    this.#write('signer', order.signer, addressWord);
    this.#write('tokenId', order.tokenId, tokenWord);
    this.#write('metadata', order.metadata, bytes32Word);
    this.#write('builder', order.builder, bytes32Word);
    writeNumber(words, AT.salt, order.salt);
    writeNumber(words, AT.makerAmount, order.makerAmount);
    writeNumber(words, AT.takerAmount, order.takerAmount);
    writeNumber(words, AT.timestamp, order.timestamp);
    words[AT.side + 31] = order.side === 'BUY' ? 0 : 1;
    words[AT.signatureType + 31] = order.signatureType;
    const contents = keccak(words);
    this.#signed.set(contents, 34);
    return { id: keccak(this.#signed), contents };
  }

  /** What the owner of a deposit wallet signs: the order inside the wallet's own statement (ERC-7739). */
  nestedDigest(contents: Uint8Array, wallet: Address): Uint8Array {
    if (this.#texts.wallet !== wallet) {
      this.#nested.set(addressWord(wallet), 160);
      this.#texts.wallet = wallet;
    }
    this.#nested.set(contents, 32);
    this.#nestedSigned.set(keccak(this.#nested), 34);
    return keccak(this.#nestedSigned);
  }

  /** What was hashed last, read back from the very bytes: for whoever compares it with the plan. */
  last(): Pick<OrderStruct, 'makerAmount' | 'takerAmount' | 'side'> {
    return {
      makerAmount: readNumber(this.#words, AT.makerAmount),
      takerAmount: readNumber(this.#words, AT.takerAmount),
      side: this.#words[AT.side + 31] === 0 ? 'BUY' : 'SELL',
    };
  }

  #write<Field extends 'maker' | 'signer' | 'tokenId' | 'metadata' | 'builder'>(
    field: Field,
    text: OrderStruct[Field],
    word: (text: OrderStruct[Field]) => Uint8Array,
  ): void {
    if (this.#texts[field] === text) return;
    this.#words.set(word(text), AT[field]);
    this.#texts[field] = text;
  }
}

const hashers = new Map<ExchangeContract, OrderHasher>();

/** The one of that contract. */
export function orderHasher(exchange: ExchangeName, chainId: ChainId): OrderHasher {
  const contract = exchangeContract(exchange, chainId);
  const hasher = hashers.get(contract) ?? new OrderHasher(contract);
  hashers.set(contract, hasher);
  return hasher;
}

/** Decimal without leading zeros, below 2^256. */
export function isTokenId(text: string): boolean {
  return /^(?:0|[1-9]\d{0,77})$/.test(text) && BigInt(text) >> 256n === 0n;
}

const tokenWords = new Map<string, Uint8Array>();

function tokenWord(tokenId: string): Uint8Array {
  const known = tokenWords.get(tokenId);
  if (known) return known;
  if (!isTokenId(tokenId)) throw new InvariantError(`${JSON.stringify(tokenId.slice(0, 100))} is no outcome id`);
  const word = Uint8Array.from(Buffer.from(BigInt(tokenId).toString(16).padStart(64, '0'), 'hex'));
  if (tokenWords.size >= TOKEN_WORDS_MAX) tokenWords.clear();
  tokenWords.set(tokenId, word);
  return word;
}

function bytes32Word(text: Bytes32): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}
