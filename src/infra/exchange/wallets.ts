// All wallets of the exchange. Promises that what they hold together stays countable in safe integers.
import { invariant } from '#domain/failure.ts';
import type { WalletId } from '#domain/ids.ts';
import { MICRO, type Usd } from '#domain/units.ts';
import { microsOf } from './trade.ts';
import { Wallet } from './wallet.ts';

/** Deposits of all wallets together, in micro-dollars: every sum of money and shares stays a safe integer. */
const DEPOSITS_MAX = 4_000_000_000 * MICRO;

export class Wallets extends Map<WalletId, Wallet> {
  open(id: WalletId, cash: Usd): void {
    invariant(!this.has(id), `wallet ${id} is open already`);
    const micros = microsOf(cash);
    let deposited = micros;
    for (const wallet of this.values()) deposited += wallet.deposited;
    invariant(Number.isSafeInteger(micros) && micros >= 0, `${cash} dollars is no whole number of micro-dollars`);
    invariant(deposited <= DEPOSITS_MAX, `all wallets together hold at most ${DEPOSITS_MAX / MICRO} dollars`);
    this.set(id, new Wallet(id, micros));
  }

  of(id: WalletId): Wallet {
    const wallet = this.get(id);
    invariant(wallet, () => `wallet ${id} was never opened`);
    return wallet;
  }
}
