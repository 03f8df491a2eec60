// From facts to what they do. Every fold over facts (accounts, attribution) has an intake of its own and sees the same
// effects: repeats, late statuses and contradictions end here. Promises: an effect once, in order, with readable numbers.
import type { MarketId } from '#domain/ids.ts';
import { type Decimal, type Price, parseUsd, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { Fact, FillFact, FlowFact, RedemptionFact, SetFact, SettlementFact } from './fact.ts';
import { type ApplyProblem, problemWith, unreadable } from './fact-problem.ts';
import { type CountedFill, FillBook } from './fill-book.ts';
import { worth } from './position.ts';
import { Recent } from './recent.ts';

/** Chain transactions recognised when they are told again. */
export const TRANSACTIONS_MAX = 50_000;
/** Resolved markets whose payout is remembered; a later redemption of an older one counts as unresolved. */
export const RESOLVED_MARKETS_MAX = 50_000;

/** Cash is signed as our account sees it. `mark` is in YES terms; once a market is resolved it is the payout. */
export type Effect =
  | { readonly effect: 'opening'; readonly cash: Usd }
  | { readonly effect: 'fill'; readonly fill: CountedFill; readonly mark: Price }
  | { readonly effect: 'settled'; readonly fill: CountedFill }
  | { readonly effect: 'voided'; readonly fill: CountedFill; readonly mark: Price }
  | {
      readonly effect: 'merge' | 'split';
      readonly market: MarketId;
      readonly size: Shares;
      readonly gas: Usd;
      readonly mark: Price;
    }
  | { readonly effect: 'resolution'; readonly market: MarketId; readonly payout: Price }
  | {
      readonly effect: 'redemption';
      readonly market: MarketId;
      readonly yes: Shares;
      readonly no: Shares;
      readonly cash: Usd;
      /** Payout minus cash; zero when the payout is unknown or the cash is not what it says. */
      readonly crumb: Usd;
      readonly gas: Usd;
    }
  | {
      readonly effect: 'flow';
      readonly kind: FlowFact['kind'];
      readonly market: MarketId | null;
      readonly cash: Usd;
    };

export interface Taken {
  readonly effects: readonly Effect[];
  readonly problem: ApplyProblem | null;
}

const NOTHING: Taken = { effects: [], problem: null };

export class Intake {
  readonly #fills = new FillBook();
  readonly #transactions = new Recent<string, string>(TRANSACTIONS_MAX);
  readonly #payouts = new Recent<MarketId, Price>(RESOLVED_MARKETS_MAX);
  #opened = false;

  get unsettledFills(): number {
    return this.#fills.unsettled;
  }

  /** What one YES share of a resolved market pays; null while undecided. */
  payout(market: MarketId): Price | null {
    return this.#payouts.get(market) ?? null;
  }

  take(fact: Fact): Taken {
    const bad = unreadable(fact);
    if (bad) return { effects: [], problem: bad };
    switch (fact.fact) {
      case 'opening':
        if (this.#opened) return left(fact, 'secondOpening', fact.cash);
        this.#opened = true;
        return one({ effect: 'opening', cash: parseUsd(fact.cash) });
      case 'fill':
        return this.#fill(fact);
      case 'settlement':
        return this.#settlement(fact);
      case 'merge':
      case 'split':
        return this.#once(fact, `${fact.size} ${fact.gas}`, () =>
          one({
            effect: fact.fact,
            market: fact.market,
            size: fact.size,
            gas: parseUsd(fact.gas),
            mark: this.payout(fact.market) ?? fact.mark,
          }),
        );
      case 'resolution':
        return this.#resolution(fact);
      case 'redemption':
        return this.#once(fact, `${fact.yes} ${fact.no} ${fact.cash} ${fact.gas}`, () => this.#redemption(fact));
      case 'flow':
        return one({ effect: 'flow', kind: fact.kind, market: fact.market, cash: signed(fact) });
      default:
        return NOTHING; // the story of orders, pair trades and actors moves no money
    }
  }

  #fill(fact: FillFact): Taken {
    const known = this.#fills.fill(fact);
    if (known.news === 'contradiction') return left(fact, 'contradictoryRepeat', `${fact.trade} ${fact.order}`);
    if (known.news !== 'new') return NOTHING;
    const counted: Effect = { effect: 'fill', fill: known.fill, mark: this.payout(fact.market) ?? fact.mark };
    if (!known.settled) return one(counted);
    return { effects: [counted, { effect: 'settled', fill: known.fill }], problem: null };
  }

  #settlement(fact: SettlementFact): Taken {
    const known = this.#fills.settlement(fact);
    if (known.news === 'contradiction')
      return left(fact, 'contradictorySettlement', `${fact.trade} ${fact.order} ${fact.status}`);
    if (known.news === 'nothing') return NOTHING;
    if (known.news === 'settled') return one({ effect: 'settled', fill: known.fill });
    return one({ effect: 'voided', fill: known.fill, mark: this.payout(known.fill.fact.market) ?? fact.mark });
  }

  #resolution(fact: Extract<Fact, { fact: 'resolution' }>): Taken {
    const known = this.payout(fact.market);
    if (known === fact.payout) return NOTHING;
    if (known !== null)
      return left(fact, 'contradictoryResolution', `${fact.market} pays ${known}, not ${fact.payout}`);
    this.#payouts.set(fact.market, fact.payout);
    return one({ effect: 'resolution', market: fact.market, payout: fact.payout });
  }

  #redemption(fact: RedemptionFact): Taken {
    const cash = parseUsd(fact.cash);
    const payout = this.payout(fact.market);
    const crumb = payout === null ? null : worth(fact.yes, fact.no, payout).minus(cash);
    const explained = crumb !== null && isCrumb(crumb);
    const effect: Effect = {
      effect: 'redemption',
      market: fact.market,
      yes: fact.yes,
      no: fact.no,
      cash,
      crumb: explained ? crumb : ZERO_USD,
      gas: parseUsd(fact.gas),
    };
    const detail = `${fact.market} paid ${fact.cash} for ${fact.yes} YES and ${fact.no} NO at ${payout ?? 'no known payout'}`;
    return { effects: [effect], problem: explained ? null : problemWith(fact, 'payoutDiffers', true, detail) };
  }

  /** Chain receipts are told again after a crash; their transaction tells them apart. */
  #once(fact: SetFact | RedemptionFact, print: string, effect: () => Taken): Taken {
    const key = `${fact.fact} ${fact.market} ${fact.transaction}`;
    const known = this.#transactions.get(key);
    if (known !== undefined) return known === print ? NOTHING : left(fact, 'contradictoryRepeat', key);
    this.#transactions.set(key, print);
    return effect();
  }
}

function one(effect: Effect): Taken {
  return { effects: [effect], problem: null };
}

function left(fact: Fact, kind: ApplyProblem['kind'], detail: string): Taken {
  return { effects: [], problem: problemWith(fact, kind, false, detail) };
}

/** A withdrawal is told as what left. */
function signed(fact: FlowFact): Usd {
  const cash = parseUsd(fact.cash);
  return fact.kind === 'withdrawal' ? cash.negated() : cash;
}

/** The contract rounds each outcome's payout down on its own, so two crumbs at most. */
function isCrumb(usd: Decimal): boolean {
  return usd.gte(0) && usd.lt('0.000002');
}
