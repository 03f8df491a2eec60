// The chain under faults: transactions are refused, stuck, reverted, lost, or dear. Promises that what is told of money is what
// happened, except where the fault is that nothing is told. Leaves failures of its own kind to the chain beneath. A reverted
// transaction costs nothing here, as everywhere in our simulated chain: no answer could say what it cost.
import type { FaultName } from '#domain/chaos/fault.ts';
import type { VenueFailure } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Answer, Chain, ChainReceipt, Clock, Random, Reply } from '#domain/ports.ts';
import { Decimal, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { ActiveFault, ChaosBoard } from './chaos-board.ts';
import { blockedMs } from './slow-loop.ts';

export interface ChaosChainParts {
  readonly board: ChaosBoard;
  /** The world's. */
  readonly clock: Clock;
  readonly random: Random;
  /** Takes what a transaction costs more from our account at the chain. */
  readonly chargeGas: (gas: Usd) => void;
}

/** How long a refusal takes, and how long a transaction is mined that does nothing. */
const REFUSED_MS = 50;
const REVERTED_MS = 3_000;

type Run = (reply: Reply<ChainReceipt>) => void;

interface Stuck {
  readonly run: Run;
  readonly reply: Reply<ChainReceipt>;
}

export class ChaosChain implements Chain {
  readonly #chain: Chain;
  readonly #parts: ChaosChainParts;
  readonly #stuck = new Map<string, Stuck[]>();
  readonly #timers = new Set<unknown>();
  readonly #hangUp: () => void;

  constructor(chain: Chain, parts: ChaosChainParts) {
    this.#chain = chain;
    this.#parts = parts;
    this.#hangUp = parts.board.onEnd((fault) => this.#release(fault.id));
  }

  merge(market: MarketId, size: Shares, reply: Reply<ChainReceipt>): void {
    this.#send((answered) => this.#chain.merge(market, size, answered), reply);
  }

  split(market: MarketId, size: Shares, reply: Reply<ChainReceipt>): void {
    this.#send((answered) => this.#chain.split(market, size, answered), reply);
  }

  redeem(market: MarketId, reply: Reply<ChainReceipt>): void {
    this.#send((answered) => this.#chain.redeem(market, answered), reply);
  }

  gas(reply: Reply<Usd>): void {
    const answered: Reply<Usd> = (answer) => this.#later(() => reply(answer), 0);
    if (this.#strikes('chainErrors'))
      this.#later(() => reply({ ok: false, failure: { kind: 'unreachable', sent: 'no' } }), REFUSED_MS);
    else
      this.#chain.gas((answer) =>
        answered(answer.ok ? { ok: true, value: answer.value.plus(this.#dearer()) } : answer),
      );
  }

  /** No transaction moves and nothing is answered any more. */
  close(): void {
    this.#hangUp();
    for (const timer of this.#timers) this.#parts.clock.clearTimeout(timer);
    this.#timers.clear();
    this.#stuck.clear();
  }

  #send(run: Run, reply: Reply<ChainReceipt>): void {
    const { board } = this.#parts;
    const answered: Reply<ChainReceipt> = (answer) => this.#later(() => reply(answer), 0);
    const stuck = this.#strikes('transactionStuck');
    if (board.idle) run(answered);
    else if (this.#strikes('chainErrors')) this.#fail(reply, { kind: 'unreachable', sent: 'no' }, REFUSED_MS);
    else if (stuck) this.#stick(stuck.id, { run, reply: answered });
    else if (this.#strikes('transactionReverted'))
      this.#fail(reply, { kind: 'rejected', reason: 'other', text: 'the transaction was reverted' }, REVERTED_MS);
    else this.#mine(run, answered);
  }

  /** It reaches the chain, or nobody knows. */
  #mine(run: Run, reply: Reply<ChainReceipt>): void {
    const lost = this.#strikes('transactionLost');
    const dearer = this.#dearer();
    if (lost && lost.params.mined === 'no') return;
    run((answer) => {
      if (answer.ok && !dearer.isZero()) this.#parts.chargeGas(dearer);
      if (!lost) reply(withGas(answer, dearer));
    });
  }

  /** Dollars that a transaction costs more just now. */
  #dearer(): Usd {
    const spike = this.#parts.board.active('gasSpike');
    return spike ? new Decimal(spike.params.usd).toDecimalPlaces(6, Decimal.ROUND_CEIL) : ZERO_USD;
  }

  #stick(fault: string, transaction: Stuck): void {
    const held = this.#stuck.get(fault) ?? [];
    held.push(transaction);
    this.#stuck.set(fault, held);
  }

  #release(fault: string): void {
    const held = this.#stuck.get(fault) ?? [];
    this.#stuck.delete(fault);
    for (const { run, reply } of held) this.#mine(run, reply);
  }

  /** Draws only while the fault is active. */
  #strikes<Name extends ChainFault>(name: Name): ActiveFault<Name> | null {
    const { board, random } = this.#parts;
    const fault = board.active(name);
    return fault && random.next() < fault.params.share ? fault : null;
  }

  #fail(reply: Reply<ChainReceipt>, failure: VenueFailure, afterMs: number): void {
    this.#later(() => reply({ ok: false, failure }), afterMs);
  }

  /** At once when nothing is in the way. */
  #later(run: () => void, delayMs: number): void {
    const { board, clock } = this.#parts;
    const waitMs = delayMs + blockedMs(board, clock.now() + delayMs);
    if (waitMs === 0) {
      run();
      return;
    }
    const timer = clock.setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, waitMs);
    this.#timers.add(timer);
  }
}

type ChainFault = Extract<FaultName, 'chainErrors' | 'transactionStuck' | 'transactionReverted' | 'transactionLost'>;

function withGas(answer: Answer<ChainReceipt>, gas: Usd): Answer<ChainReceipt> {
  return answer.ok ? { ok: true, value: { ...answer.value, gas: answer.value.gas.plus(gas) } } : answer;
}
