// What wallets let the contracts of the venue take. Whoever comes here has approved everything for good, as a wallet of the venue's
// own making has; a house that wants to see what happens otherwise takes approvals back.
import type { Address } from '#infra/venue/signing/address.ts';
import { type ChainId, EXCHANGE_NAMES, type ExchangeName } from '#infra/venue/signing/exchange-contract.ts';
import { spendersOf } from '#infra/venue/signing/spenders.ts';

/** Dollars; shares of the first protocol, of the second. */
export type Approved = 'collateral' | 'v1' | 'v2';

export interface Missing {
  readonly spender: Address;
  readonly units: bigint;
}

/** More than anybody can spend: an approval that never ends. */
const UNLIMITED = 2n ** 256n - 1n;
const SETTLE: Readonly<Record<Approved, readonly ExchangeName[]>> = {
  collateral: EXCHANGE_NAMES,
  v1: ['ctf', 'negRisk'],
  v2: ['v3'],
};

/** What a sale in a market of that contract moves. */
export function sharesOf(exchange: ExchangeName): Approved {
  return exchange === 'v3' ? 'v2' : 'v1';
}

export class Approvals {
  readonly #chainId: ChainId;
  /** What is left of those that are not unlimited. */
  readonly #left = new Map<string, bigint>();

  constructor(chainId: ChainId) {
    this.#chainId = chainId;
  }

  /** From now on that spender takes no more than `units` of it. */
  limit(wallet: Address, what: Approved, spender: Address, units = 0n): void {
    this.#left.set(keyOf(wallet, what, spender), units);
  }

  /** By spender: everybody whom the venue checks. */
  of(wallet: Address, what: Approved): ReadonlyMap<Address, bigint> {
    const spenders = new Set(SETTLE[what].flatMap((name) => spendersOf(name, this.#chainId)));
    return new Map([...spenders].map((spender) => [spender, this.#units(wallet, what, spender)]));
  }

  /** Who could not take that much for an order which this contract settles; null: everybody can. */
  missing(wallet: Address, what: Approved, exchange: ExchangeName, units: bigint): Missing | null {
    for (const spender of spendersOf(exchange, this.#chainId)) {
      const left = this.#units(wallet, what, spender);
      if (left < units) return { spender, units: left };
    }
    return null;
  }

  #units(wallet: Address, what: Approved, spender: Address): bigint {
    return this.#left.get(keyOf(wallet, what, spender)) ?? UNLIMITED;
  }
}

function keyOf(wallet: Address, what: Approved, spender: Address): string {
  return `${wallet} ${what} ${spender}`;
}
