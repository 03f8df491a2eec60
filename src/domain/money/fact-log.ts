// The one place where facts are appended, in order. Those who must know at once listen (accounts, attribution); the ledger
// drains the rest to the facts file at its own pace. Memory is bounded: a ledger that does not drain stops the house.
import { invariant } from '#domain/failure.ts';
import type { Fact } from './fact.ts';

/** Facts that may wait for the ledger. More means that it is dead or the disk is: then we must not go on trading. */
export const WAITING_FACTS_MAX = 200_000;

export class FactLog {
  readonly #listeners: Array<(fact: Fact) => void> = [];
  readonly #historians: Array<(fact: Fact) => void> = [];
  #waiting: Fact[] = [];
  #count = 0;

  /** Every fact ever appended. */
  get count(): number {
    return this.#count;
  }

  /** Called with each later fact, in order of registration; must not throw. */
  onFact(listener: (fact: Fact) => void): void {
    this.#listeners.push(listener);
  }

  /** Called with each fact of an earlier life, in order, before any fact of this one. */
  onPast(historian: (fact: Fact) => void): void {
    this.#historians.push(historian);
  }

  /** A fact of an earlier life: it is on disk already, and nobody acts on it again. */
  recall(fact: Fact): void {
    for (const historian of this.#historians) historian(fact);
  }

  append(fact: Fact): void {
    invariant(this.#waiting.length < WAITING_FACTS_MAX, 'the ledger does not drain: too many facts wait');
    this.#count += 1;
    this.#waiting.push(fact);
    for (const listener of this.#listeners) listener(fact);
  }

  /** What waits, oldest first; it is the caller's from now on. */
  drain(): readonly Fact[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  /** The ledger could not write them: they wait again, before whatever came since. */
  giveBack(facts: readonly Fact[]): void {
    this.#waiting = [...facts, ...this.#waiting];
  }
}
