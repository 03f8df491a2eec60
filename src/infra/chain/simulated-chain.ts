// A chain for everything that is not live: one lane of transactions, each confirmed or failed after a while. What it moves it
// moves at the engine, at the moment of confirmation, and only shares and cash that are settled there.
// Promises one reply for each call, never inside it. Gas is charged with a receipt only: a transaction that fails costs nothing
// (a relayer pays), because a failure names no gas that anybody could book.
import { invariant, type VenueFailure } from '#domain/failure.ts';
import { type MarketId, transactionId, type WalletId } from '#domain/ids.ts';
import type { Answer, Chain, ChainReceipt, Clock, Random, Reply } from '#domain/ports.ts';
import { Decimal, type Shares, type Usd } from '#domain/units.ts';
import type { Engine } from '../exchange/engine.ts';
import { checkDelay, drawMs } from '../exchange/latency.ts';

export interface ChainSettings {
  readonly clock: Clock;
  readonly random: Random;
  /** Median from sending to confirmation. */
  readonly confirmMs: number;
  /** Of one transaction; charged in whole micro-dollars, rounded up. */
  readonly gasUsd: Usd;
  /** Share of transactions that revert for no reason of ours. */
  readonly failureShare: number;
}

/** Waiting and under way together; one more is answered `rateLimited`. */
export const CHAIN_QUEUE_MAX = 100;
const SIGMA = 0.3;

type Moved = Pick<ChainReceipt, 'cash' | 'yes' | 'no'>;

interface Transaction {
  /** At confirmation; null when the shares or the cash are not there. */
  readonly move: () => Moved | null;
  readonly reply: Reply<ChainReceipt>;
}

export function simulatedChain(engine: Engine, wallet: WalletId, settings: ChainSettings): Chain {
  const lane = new Lane(engine, wallet, settings);
  const sets = (kind: 'merge' | 'split', market: MarketId, size: Shares) => (): Moved | null => {
    const moved = engine.moveSets(wallet, market, kind, size);
    return moved && { cash: moved.cash, yes: size, no: size };
  };
  return {
    merge: (market, size, reply) => lane.enqueue({ move: sets('merge', market, size), reply }),
    split: (market, size, reply) => lane.enqueue({ move: sets('split', market, size), reply }),
    redeem: (market, reply) => lane.enqueue({ move: () => engine.redeem(wallet, market), reply }),
    gas: (reply) => settings.clock.setTimeout(() => reply({ ok: true, value: lane.gas }), 0),
  };
}

class Lane {
  readonly #engine: Engine;
  readonly #wallet: WalletId;
  readonly #settings: ChainSettings;
  readonly gas: Usd;
  readonly #queue: Transaction[] = [];
  #sent = 0;

  constructor(engine: Engine, wallet: WalletId, settings: ChainSettings) {
    checkDelay({ medianMs: settings.confirmMs, sigma: SIGMA }, 'chain');
    invariant(settings.failureShare >= 0 && settings.failureShare <= 1, 'a failure share is a part of one');
    this.#engine = engine;
    this.#wallet = wallet;
    this.#settings = settings;
    this.gas = settings.gasUsd.toDecimalPlaces(6, Decimal.ROUND_CEIL);
  }

  enqueue(transaction: Transaction): void {
    const { clock, confirmMs } = this.#settings;
    if (this.#queue.length >= CHAIN_QUEUE_MAX) {
      const full = failed({ kind: 'rateLimited', retryAfterMs: confirmMs });
      clock.setTimeout(() => transaction.reply(full), 0);
      return;
    }
    this.#queue.push(transaction);
    if (this.#queue.length === 1) this.#sendNext();
  }

  #sendNext(): void {
    const transaction = this.#queue[0];
    if (!transaction) return;
    const { clock, random, confirmMs } = this.#settings;
    clock.setTimeout(
      () => {
        const answer = this.#conclude(transaction);
        this.#queue.shift();
        this.#sendNext();
        transaction.reply(answer);
      },
      drawMs(random, { medianMs: confirmMs, sigma: SIGMA }),
    );
  }

  #conclude(transaction: Transaction): Answer<ChainReceipt> {
    const { clock, random, failureShare } = this.#settings;
    this.#sent += 1;
    if (random.next() < failureShare) return failed(reverted('other', 'the transaction was reverted'));
    const moved = transaction.move();
    if (!moved) return failed(reverted('notCovered', 'not enough settled, or nothing to redeem'));
    if (!this.gas.isZero()) this.#engine.chargeGas(this.#wallet, this.gas);
    const transactionName = transactionId(`transaction-${this.#sent}`);
    const { cash, yes, no } = moved;
    return { ok: true, value: { transaction: transactionName, gas: this.gas, cash, yes, no, atMs: clock.now() } };
  }
}

function reverted(reason: 'other' | 'notCovered', text: string): VenueFailure {
  return { kind: 'rejected', reason, text };
}

function failed(failure: VenueFailure): Answer<ChainReceipt> {
  return { ok: false, failure };
}
