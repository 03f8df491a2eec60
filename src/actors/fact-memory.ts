// The newest facts, of this life and of those before, for a door that begins or begins anew; and those it has not been told yet. Both
// are bounded: a door that does not take them in time is told how many it missed.
import type { Fact } from '#domain/money/fact.ts';
import type { FactLog } from '#domain/money/fact-log.ts';

export const REMEMBERED_MAX = 20_000;
const UNTOLD_MAX = 20_000;

export class FactMemory {
  #remembered: Fact[] = [];
  #untold: Fact[] = [];
  #lost = 0;
  #ofThisLife = 0;

  constructor(facts: FactLog) {
    facts.onPast((fact) => this.#keep(fact));
    facts.onFact((fact) => {
      this.#ofThisLife += 1;
      this.#keep(fact);
      if (this.#untold.length < UNTOLD_MAX) this.#untold.push(fact);
      else this.#lost += 1;
    });
  }

  /** Everything remembered, and how many facts this life has had; nothing is untold after it. */
  all(): { readonly facts: readonly Fact[]; readonly ofThisLife: number } {
    this.take();
    return { facts: this.#remembered.slice(-REMEMBERED_MAX), ofThisLife: this.#ofThisLife };
  }

  /** What has not been told yet, oldest first, and how many more there were. */
  take(): { readonly facts: readonly Fact[]; readonly lost: number } {
    const taken = { facts: this.#untold, lost: this.#lost };
    this.#untold = [];
    this.#lost = 0;
    return taken;
  }

  #keep(fact: Fact): void {
    this.#remembered.push(fact);
    // Half at a time: shifting one by one costs too much.
    if (this.#remembered.length >= 2 * REMEMBERED_MAX) this.#remembered = this.#remembered.slice(-REMEMBERED_MAX);
  }
}
