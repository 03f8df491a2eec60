// Whom a fault of the served exchange strikes: everybody who visits, or one account with all of its wallets, in one market or in
// all. One place for that question, because requests, sockets and the engine all ask it. Promises: chance is drawn once a
// question, and only while a fault is active that could strike.
import type { FaultName } from '#domain/chaos/fault.ts';
import { BadInput } from '#domain/failure.ts';
import type { WalletId } from '#domain/ids.ts';
import type { Random } from '#domain/ports.ts';
import { type ActiveFault, type ChaosBoard, strikes } from '#infra/chaos/chaos-board.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { type Accounts, addressIn, walletFor } from '../server/accounts.ts';

/** Of signatures: each has a wallet of its own. */
const TYPES = [0, 1, 2, 3];

/** Faults that strike a share of what they could strike. */
export type SharedFault = {
  readonly [Name in FaultName]: ActiveFault<Name>['params'] extends { readonly share: number } ? Name : never;
}[FaultName];

export class Aim {
  readonly #board: ChaosBoard;
  readonly #random: Random;
  readonly #accounts: Accounts;
  /** By fault: the addresses of the one account it is aimed at. */
  readonly #scopes = new Map<string, ReadonlySet<Address>>();
  readonly #wallets = new Set<WalletId>();

  constructor(board: ChaosBoard, random: Random, accounts: Accounts) {
    this.#board = board;
    this.#random = random;
    this.#accounts = accounts;
    accounts.onWallet((wallet) => this.#wallets.add(wallet));
  }

  /** The owner of that address, which may be a wallet of his. Throws BadInput when nobody of that name has come. */
  ownerOf(text: string): Address {
    const address = addressIn(text);
    if (address === null) throw new BadInput(`--account ${text}: is no address`);
    const owner = this.#accounts.owners().find((each) => addressesOf(each).has(address));
    if (owner === undefined) throw new BadInput(`--account ${text}: nobody with that key or wallet has come here yet`);
    return owner;
  }

  /** Before its fault is put on the board. */
  at(fault: string, owner: Address | null): void {
    if (owner !== null) this.#scopes.set(fault, addressesOf(owner));
  }

  forget(fault: string): void {
    this.#scopes.delete(fault);
  }

  /** Accounts of the exchange that visitors have and the fault reaches. */
  victims({ id }: Pick<ActiveFault, 'id'>): readonly WalletId[] {
    const scope = this.#scopes.get(id);
    if (!scope) return [...this.#wallets];
    return [...new Set([...scope].flatMap((address) => this.#accounts.known(address) ?? []))];
  }

  /** The latest fault of that name that reaches this visitor and one of these markets, or none in particular. */
  find<Name extends FaultName>(
    name: Name,
    visitor: Address | null,
    markets: readonly string[] = [],
    isMeant: (fault: ActiveFault<Name>) => boolean = () => true,
  ): ActiveFault<Name> | null {
    if (this.#board.idle) return null;
    const found = this.#board
      .list()
      .findLast(
        (fault) =>
          fault.fault === name &&
          this.reaches(fault, visitor) &&
          isMeant(fault as ActiveFault<Name>) &&
          (fault.target === null || markets.some((market) => strikes(fault, market))),
      );
    return (found as ActiveFault<Name> | undefined) ?? null;
  }

  draws<Name extends SharedFault>(
    name: Name,
    visitor: Address | null,
    markets: readonly string[] = [],
  ): ActiveFault<Name> | null {
    const fault = this.find(name, visitor, markets);
    return fault && this.#random.next() < (fault.params as { readonly share: number }).share ? fault : null;
  }

  /** For what is as likely as not. */
  isHeads(): boolean {
    return this.#random.next() < 0.5;
  }

  get idle(): boolean {
    return this.#board.idle;
  }

  reaches({ id }: Pick<ActiveFault, 'id'>, visitor: Address | null): boolean {
    const scope = this.#scopes.get(id);
    return scope === undefined || (visitor !== null && scope.has(visitor));
  }
}

function addressesOf(owner: Address): ReadonlySet<Address> {
  return new Set(TYPES.flatMap((type) => walletFor(owner, type) ?? []));
}
