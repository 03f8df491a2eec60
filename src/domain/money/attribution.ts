// Where the money came from: every fact split into edge against the mark at the fill, inventory moved by marks, fees,
// rebates, rewards, gas, rounding and flows (quant.md F-1.6), exactly, per market and in all. Promises: the parts add up to
// the change in what the exchange says we own; `residual` is what they leave unexplained, and it is zero or facts are wrong.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { FlowKind } from '#domain/ports.ts';
import { cost, Decimal, type Price, type Usd, ZERO_USD } from '#domain/units.ts';
import { changeOf } from './change.ts';
import type { Fact } from './fact.ts';
import type { CountedFill } from './fill-book.ts';
import { type Effect, Intake } from './intake.ts';
import { inventoryGain } from './position.ts';
import { type ExchangeAccount, type Residual, residualOf } from './residual.ts';
import { addTo, emptyTally, type Part, pnlOf, type Tally } from './tally.ts';

/** The mark of a market nobody has marked yet. Nothing is owned there by our facts, so it moves no attribution; it only
 *  values what an exchange claims that we own in a market without a single fact. */
export const UNKNOWN_MARK = 500_000 as Price;
/** Markets kept apart. Beyond it those long flat are only in the total. */
export const ATTRIBUTED_MARKETS_MAX = 20_000;

export type Marks = (market: MarketId) => Price | null;

/** One market: its tally, what is left and what it is marked at. Micro-shares, signed. */
export interface MarketAttribution {
  readonly tally: Tally;
  readonly yes: number;
  readonly no: number;
  readonly mark: Price;
}

interface Row {
  readonly tally: Tally;
  yes: number;
  no: number;
  mark: Price;
}

export class Attribution {
  readonly #intake = new Intake();
  readonly #rows = new Map<MarketId, Row>();
  readonly #total = emptyTally();
  #opened: Usd = ZERO_USD;
  #cash: Usd = ZERO_USD;

  /** Takes facts in the order in which they happened. What contradicts an earlier fact is left out, as in Accounts. */
  apply(fact: Fact): void {
    for (const effect of this.#intake.take(fact).effects) {
      const { market, yes, no, cash } = changeOf(effect);
      const row = market === null ? null : this.#row(market);
      if (row && 'mark' in effect) this.#advance(row, effect.mark);
      if (row && effect.effect === 'resolution') this.#advance(row, effect.payout);
      for (const part of partsOf(effect)) this.#add(row, part);
      if (effect.effect === 'opening') this.#opened = this.#opened.plus(cash);
      if (effect.effect === 'settled') continue; // it was counted when it matched
      this.#cash = this.#cash.plus(cash);
      if (!row) continue;
      row.yes += yes;
      row.no += no;
    }
  }

  /** Values every position at the mark of now; a resolved market stays at its payout, null keeps the last mark. */
  markTo(marks: Marks): void {
    for (const [market, row] of this.#rows)
      this.#advance(row, this.#intake.payout(market) ?? marks(market) ?? row.mark);
  }

  market(market: MarketId): MarketAttribution {
    return this.#rows.get(market) ?? { tally: emptyTally(), yes: 0, no: 0, mark: UNKNOWN_MARK };
  }

  markets(): readonly MarketId[] {
    return [...this.#rows.keys()];
  }

  total(): Tally {
    return this.#total;
  }

  /** What the exchange's own account says beyond our explanation, valued at the marks of the last `markTo` or fact. */
  residual(exchange: { readonly openingCash: Usd; readonly closing: ExchangeAccount }): Residual {
    return residualOf({
      ...exchange,
      attributed: pnlOf(this.#total).plus(this.#total.external),
      opened: this.#opened,
      cash: this.#cash,
      rows: this.#rows,
      unknownMark: UNKNOWN_MARK,
    });
  }

  #row(market: MarketId): Row {
    const known = this.#rows.get(market);
    if (known) return known;
    if (this.#rows.size >= ATTRIBUTED_MARKETS_MAX) this.#forgetFlat();
    const row: Row = { tally: emptyTally(), yes: 0, no: 0, mark: UNKNOWN_MARK };
    this.#rows.set(market, row);
    return row;
  }

  #forgetFlat(): void {
    for (const [market, { yes, no }] of this.#rows) {
      if (yes !== 0 || no !== 0) continue;
      this.#rows.delete(market);
      return;
    }
    invariant(false, `positions in more than ${ATTRIBUTED_MARKETS_MAX} markets at once`);
  }

  /** Σ q·Δmark, taken at every fact of the market and at the close. */
  #advance(row: Row, mark: Price): void {
    this.#add(row, { inventory: inventoryGain(row.yes - row.no, mark - row.mark) });
    row.mark = mark;
  }

  #add(row: Row | null, part: Part): void {
    addTo(this.#total, part);
    if (row) addTo(row.tally, part);
  }
}

/** The parts of one effect besides inventory. */
function partsOf(effect: Effect): readonly Part[] {
  switch (effect.effect) {
    case 'fill':
      return [fillPart(effect.fill, effect.mark, 1)];
    case 'voided':
      return [fillPart(effect.fill, effect.mark, -1), { voided: 1 }];
    case 'merge':
      return [{ gas: effect.gas, merges: 1, mergedShares: effect.size }];
    case 'split':
      return [{ gas: effect.gas, splits: 1, splitShares: effect.size }];
    case 'redemption':
      return [{ gas: effect.gas, rounding: effect.crumb.negated() }];
    case 'flow':
      return [flowPart(effect.kind, effect.cash)];
    case 'opening':
    case 'settled':
    case 'resolution':
      return [];
  }
}

/** What is earned by being there is profit; what is moved in and out is not. */
function flowPart(kind: FlowKind, cash: Usd): Part {
  switch (kind) {
    case 'rebate':
      return { rebates: cash };
    case 'reward':
    case 'holding':
      return { rewards: cash };
    case 'deposit':
    case 'withdrawal':
      return { external: cash };
  }
}

/** `sign` −1 is the reversal of a failed fill: the opposite entry at the same price and at the mark of its failure. */
function fillPart({ fact, meaning, move, fee, shares }: CountedFill, mark: Price, sign: 1 | -1): Part {
  const own = meaning.outcome === 'yes' ? mark : 1_000_000 - mark;
  return {
    fills: sign,
    shares: sign * fact.size,
    cost: cost(fact.price, fact.size).times(sign),
    edge: new Decimal(own - fact.price).times(sign * shares).div('1e12'),
    fees: fee.times(sign),
    rounding: move.crumb.times(-sign),
  };
}
