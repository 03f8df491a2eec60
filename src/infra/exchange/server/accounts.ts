// Who trades here: API keys, each bound to the address that proved itself, and the wallets that such an address may trade, each
// an account of the exchange. A wallet that was never seen is opened with what newcomers get. Keys follow from one draw of the
// given chance: good enough for an exchange that holds nothing.
import { type WalletId, walletId } from '#domain/ids.ts';
import type { Random } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';
import { hex } from '#infra/random-draws.ts';
import { type Address, readAddress } from '#infra/venue/signing/address.ts';
import { hexOf } from '#infra/venue/signing/hex.ts';
import { keccakOfText } from '#infra/venue/signing/keccak.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import type { SignatureType } from '#infra/venue/signing/order-struct.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { depositWallet, proxyWallet, safeWallet } from '#infra/venue/signing/wallets.ts';
import type { ApiKey } from '#infra/venue/wire/account.ts';
import type { Exchange } from '../exchange.ts';

export interface Credential {
  readonly texts: ApiKey;
  readonly address: Address;
  /** null: it only reads, and was made for a key. */
  readonly nonce: number | null;
  readonly auth: ApiCredentials;
}

/** Wallets that are opened for newcomers, keys, and keys of one address: one more is refused. */
export const WALLETS_MAX = 1_000;
const KEYS_MAX = 20_000;
const KEYS_OF_ONE_MAX = 100;

export class Accounts {
  readonly #exchange: Exchange;
  /** What all keys are made of: whoever is given a key again is given the same. */
  readonly #seed: string;
  readonly #grantUsd: Usd;
  readonly #byKey = new Map<string, Credential>();
  readonly #byAddress = new Map<Address, Map<string, Credential>>();
  readonly #wallets = new Map<Address, WalletId>();
  /** Accounts that listeners know: two addresses may trade one. */
  readonly #told = new Set<WalletId>();
  readonly #listeners = new Set<(wallet: WalletId) => void>();
  #made = 0;

  constructor(exchange: Exchange, random: Random, grantUsd: Usd) {
    this.#exchange = exchange;
    this.#seed = hex(random, 64);
    this.#grantUsd = grantUsd;
  }

  /** null when that pair has one already, or there are too many. */
  create(address: Address, nonce: number | null): ApiKey | null {
    const own = this.#byAddress.get(address) ?? new Map<string, Credential>();
    const name = nonce === null ? `reader ${this.#made}` : String(nonce);
    if (own.has(name) || own.size >= KEYS_OF_ONE_MAX || this.#byKey.size >= KEYS_MAX) return null;
    this.#made += 1;
    const texts = keyTexts(`${this.#seed} ${address} ${name}`);
    const secrets = [Secret.ofText('secret', texts.secret), Secret.ofText('passphrase', texts.passphrase)] as const;
    const credential = { texts, address, nonce, auth: new ApiCredentials(texts.key, address, ...secrets) };
    this.#byAddress.set(address, own.set(name, credential));
    this.#byKey.set(texts.key, credential);
    return texts;
  }

  /** null when that pair has none. */
  derive(address: Address, nonce: number): ApiKey | null {
    return this.#byAddress.get(address)?.get(String(nonce))?.texts ?? null;
  }

  find(apiKey: string): Credential | undefined {
    return this.#byKey.get(apiKey);
  }

  /** Everybody who has a key. */
  owners(): readonly Address[] {
    return [...this.#byAddress.keys()];
  }

  /** Those that trade, or those that only read. */
  keysOf(address: Address, kind: 'traders' | 'readers'): readonly string[] {
    const own = [...(this.#byAddress.get(address)?.values() ?? [])];
    return own.filter(({ nonce }) => (nonce === null) === (kind === 'readers')).map(({ texts }) => texts.key);
  }

  remove({ texts, address }: Credential): void {
    this.#byKey.delete(texts.key);
    const own = this.#byAddress.get(address);
    for (const [name, each] of own ?? []) if (each.texts === texts) own?.delete(name);
    if (own?.size === 0) this.#byAddress.delete(address);
  }

  /** The account behind a wallet's address, opened when it is new; null when no more are opened. */
  wallet(maker: Address): WalletId | null {
    const known = this.#wallets.get(maker);
    if (known !== undefined) return known;
    if (this.#wallets.size >= WALLETS_MAX) return null;
    const id = walletId(maker);
    if (this.#exchange.purse(id) === null) this.#exchange.openWallet(id, this.#grantUsd);
    this.register(maker, id);
    return id;
  }

  /** That address trades this account of the exchange. */
  register(maker: Address, wallet: WalletId): void {
    this.#wallets.set(maker, wallet);
    if (this.#told.has(wallet)) return;
    this.#told.add(wallet);
    for (const listener of this.#listeners) listener(wallet);
  }

  /** Addresses that trade. */
  wallets(): readonly Address[] {
    return [...this.#wallets.keys()];
  }

  /** null for an address that never came. */
  known(maker: Address): WalletId | null {
    return this.#wallets.get(maker) ?? null;
  }

  /** Each account from its registration on. */
  onWallet(listener: (wallet: WalletId) => void): void {
    for (const wallet of this.#told) listener(wallet);
    this.#listeners.add(listener);
  }
}

/** The wallet that an address trades with orders of that type; null for a type that does not exist. */
export function walletFor(address: Address, type: number): Address | null {
  const wallets: Readonly<Record<SignatureType, () => Address>> = {
    0: () => address,
    1: () => proxyWallet(address),
    2: () => safeWallet(address),
    3: () => depositWallet(address),
  };
  return Object.hasOwn(wallets, type) ? wallets[type as SignatureType]() : null;
}

/** An address in any case of letters. */
export function addressIn(text: string | null): Address | null {
  return readAddress(text) ?? readAddress(text?.toLowerCase());
}

/** Nobody gets from one part of it to another, nor from one key to the next. */
export function keyTexts(seed: string): ApiKey {
  return {
    key: uuidOf(hexOf(keccakOfText(`key ${seed}`)).slice(2)),
    secret: Buffer.from(keccakOfText(`secret ${seed}`))
      .toString('base64url')
      .padEnd(44, '='),
    passphrase: hexOf(keccakOfText(`passphrase ${seed}`)).slice(2),
  };
}

/** Of 32 digits at least. */
export function uuidOf(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
