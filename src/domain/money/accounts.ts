// What we own, as a fold over facts: cash and both outcomes of every market, held (each match counted) and settled
// (confirmed on chain). Promises: nothing is counted twice, every change is a balanced posting, and the same facts give the
// same accounts after a crash. Locks for chain operations in flight are the only thing that facts do not carry.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import { type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import { COUNTS, changeOf } from './change.ts';
import { entriesOf } from './entries.ts';
import type { Fact } from './fact.ts';
import { type ApplyProblem, problemWith } from './fact-problem.ts';
import { type Effect, Intake } from './intake.ts';
import { Journal, type Posting } from './journal.ts';
import { FLAT, mergeableShares, type OutcomeHolding, type Position } from './position.ts';

/** Markets with a position on record. Beyond it those long flat are forgotten. */
export const MARKETS_MAX = 20_000;

export interface Cash {
  readonly held: Usd;
  readonly settled: Usd;
}

export class Accounts {
  readonly #intake = new Intake();
  readonly #journal = new Journal();
  readonly #positions = new Map<MarketId, Position>();
  #settledCash: Usd = ZERO_USD;
  readonly #moved: (market: MarketId) => void;

  /** `moved`: told whenever the position in a market became another one. */
  constructor(moved: (market: MarketId) => void = () => {}) {
    this.#moved = moved;
  }

  static fold(facts: Iterable<Fact>): Accounts {
    const accounts = new Accounts();
    for (const fact of facts) accounts.apply(fact);
    return accounts;
  }

  /** Takes one fact; a repeat is harmless and no problem. `counted` of a problem says whether it moved anything. */
  apply(fact: Fact): ApplyProblem | null {
    const taken = this.#intake.take(fact);
    let problem = taken.problem;
    for (const effect of taken.effects) {
      const found = this.#shortage(fact, effect);
      problem ??= found;
      this.#journal.post(fact.atMs, fact.fact, entriesOf(effect));
      this.#move(effect);
    }
    return problem;
  }

  /** Dollars. `settled` leaves out every fill that the chain has not confirmed, bought or sold. */
  cash(): Cash {
    return { held: this.#journal.balance('cash'), settled: this.#settledCash };
  }

  position(market: MarketId): Position {
    return this.#positions.get(market) ?? FLAT;
  }

  /** Every market that was ever touched and is not forgotten, in order of first touch. */
  markets(): readonly MarketId[] {
    return [...this.#positions.keys()];
  }

  /** The latest postings, bounded. Totals come from `book`. */
  journal(): readonly Posting[] {
    return this.#journal.latest();
  }

  /** Balances of the named accounts and the trial balance, read-only. */
  get book(): Pick<Journal, 'balance' | 'trialBalance'> {
    return this.#journal;
  }

  get unsettledFills(): number {
    return this.#intake.unsettledFills;
  }

  /** Promises `size` sets to a merge in flight; false when they are not there. Not a fact: lost in a crash, as is the request. */
  lockSets(market: MarketId, size: Shares): boolean {
    const position = this.position(market);
    if (size > mergeableShares(position)) return false;
    this.#put(market, { ...position, locked: (position.locked + size) as Shares });
    return true;
  }

  /** After the answer of the chain, whatever it was. */
  unlockSets(market: MarketId, size: Shares): void {
    const position = this.position(market);
    invariant(size <= position.locked, `${market}: more sets unlocked than locked`);
    this.#put(market, { ...position, locked: (position.locked - size) as Shares });
  }

  /** Told before the effect is booked; it is booked all the same, because it happened. */
  #shortage(fact: Fact, effect: Effect): ApplyProblem | null {
    if (effect.effect === 'fill' && effect.fill.shares < 0) {
      const { market } = effect.fill.fact;
      const { held } = this.position(market)[effect.fill.meaning.outcome];
      if (held + effect.fill.shares >= 0) return null;
      return problemWith(fact, 'moreThanHeld', true, `${market}: sold ${-effect.fill.shares}, held ${held}`);
    }
    if (effect.effect !== 'merge' && effect.effect !== 'redemption') return null;
    const { yes, no } = this.position(effect.market);
    const change = changeOf(effect);
    if (yes.settled + change.yes >= 0 && no.settled + change.no >= 0) return null;
    const found = `settled are ${yes.settled} YES and ${no.settled} NO, taken ${-change.yes} and ${-change.no}`;
    return problemWith(fact, 'moreThanSettled', true, `${effect.market}: ${found}`);
  }

  #move(effect: Effect): void {
    const { market, yes, no, cash } = changeOf(effect);
    const { held, settled } = COUNTS[effect.effect];
    if (settled) this.#settledCash = this.#settledCash.plus(cash);
    if (market === null || (yes === 0 && no === 0)) return;
    const position = this.position(market);
    const moved = (holding: OutcomeHolding, shares: number) => ({
      held: holding.held + (held ? shares : 0),
      settled: holding.settled + (settled ? shares : 0),
    });
    this.#put(market, { ...position, yes: moved(position.yes, yes), no: moved(position.no, no) });
  }

  #put(market: MarketId, position: Position): void {
    for (const { held, settled } of [position.yes, position.no])
      invariant(
        Number.isSafeInteger(held) && Number.isSafeInteger(settled),
        () => `${market}: a position beyond counting`,
      );
    this.#positions.set(market, position);
    this.#moved(market);
    if (this.#positions.size > MARKETS_MAX) this.#forgetFlat(market);
  }

  #forgetFlat(except: MarketId): void {
    for (const [market, { yes, no }] of this.#positions) {
      if (market === except || yes.held !== 0 || no.held !== 0 || yes.settled !== 0 || no.settled !== 0) continue;
      this.#positions.delete(market);
      this.#journal.forget(market);
      return;
    }
    invariant(false, `positions in more than ${MARKETS_MAX} markets at once`);
  }
}
