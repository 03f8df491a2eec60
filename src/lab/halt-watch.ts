// Markets that were halted: nothing but an operator brings one back, neither a crash nor a new life of the house. One watch for the
// whole night.
import type { Fact } from '#domain/money/fact.ts';
import type { Say } from './checks.ts';
import type { Life } from './life.ts';

const MARKET = /^market:([^/]+)$/;

export class HaltWatch {
  readonly #say: Say;
  readonly #halted = new Set<string>();

  constructor(say: Say) {
    this.#say = say;
  }

  begins({ desk }: Life): void {
    desk.facts.onFact((fact) => this.#take(fact));
  }

  #take(fact: Fact): void {
    const slug = fact.fact === 'transition' ? MARKET.exec(fact.actor)?.[1] : undefined;
    if (slug === undefined || fact.fact !== 'transition') return;
    if (fact.to === 'halted') this.#halted.add(slug);
    else if (fact.to === 'resumed') this.#halted.delete(slug);
    else if (this.#halted.has(slug)) this.#say('halt', `${slug} was halted, is ${fact.to}, and nobody resumed it`);
  }
}
