// Keys of builders, who bring other people's orders in. They open nothing here: orders carry their code, and the relayer that
// they are for is not part of the exchange. Each is listed with when it was made and when it was revoked.
import type { Random } from '#domain/ports.ts';
import { hex } from '#infra/random-draws.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import type { ApiKey, ListedBuilderKey } from '#infra/venue/wire/account.ts';
import { keyTexts } from './accounts.ts';

/** Of one address, revoked ones included, and of everybody: one more is refused. */
const OF_ONE_MAX = 20;
const ALL_MAX = 20_000;

export class BuilderKeys {
  readonly #seed: string;
  readonly #byAddress = new Map<Address, ListedBuilderKey[]>();
  #made = 0;

  constructor(random: Random) {
    this.#seed = hex(random, 64);
  }

  /** null: there are too many. */
  create(address: Address, nowMs: number): ApiKey | null {
    const own = this.#byAddress.get(address) ?? [];
    if (own.length >= OF_ONE_MAX || this.#made >= ALL_MAX) return null;
    this.#made += 1;
    const texts = keyTexts(`${this.#seed} ${address} ${this.#made}`);
    own.push({ key: texts.key, createdMs: nowMs, revokedMs: null });
    this.#byAddress.set(address, own);
    return texts;
  }

  /** Oldest first. */
  of(address: Address): readonly ListedBuilderKey[] {
    return this.#byAddress.get(address) ?? [];
  }

  /** `key` empty: the newest that still holds. False: there is none. */
  revoke(address: Address, key: string, nowMs: number): boolean {
    const own = this.#byAddress.get(address) ?? [];
    const at = own.findLastIndex((each) => each.revokedMs === null && (key === '' || each.key === key));
    const found = own[at];
    if (!found) return false;
    own[at] = { ...found, revokedMs: nowMs };
    return true;
  }
}
