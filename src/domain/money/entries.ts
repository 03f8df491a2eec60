// How each effect is booked: the one table between facts and accounts. Promises entries that balance in dollars and in the
// shares of every outcome. The journal checks it again, because this is the place where a mistake would be silent.
import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { FlowKind } from '#domain/ports.ts';
import { Decimal, type Shares, type Usd } from '#domain/units.ts';
import { setCash } from './change.ts';
import type { CountedFill } from './fill-book.ts';
import type { Effect } from './intake.ts';
import type { AccountName, Entry } from './journal.ts';

export function entriesOf(effect: Effect): readonly Entry[] {
  switch (effect.effect) {
    case 'opening':
      return between('equity', 'cash', effect.cash);
    case 'fill':
      return fillEntries(effect.fill);
    case 'voided':
      return fillEntries(effect.fill).map((entry) => ({ ...entry, change: entry.change.negated() }));
    case 'merge':
    case 'split': {
      const made = effect.effect === 'split' ? effect.size : -effect.size;
      return [
        ...between('sets', 'cash', setCash(made)),
        ...shares('sets', effect.market, 'yes', made),
        ...shares('sets', effect.market, 'no', made),
        ...between('cash', 'gas', effect.gas),
      ];
    }
    case 'redemption':
      return [
        ...between('redemptions', 'cash', effect.cash),
        ...between('redemptions', 'rounding', effect.crumb),
        ...shares('redemptions', effect.market, 'yes', -effect.yes),
        ...shares('redemptions', effect.market, 'no', -effect.no),
        ...between('cash', 'gas', effect.gas),
      ];
    case 'flow':
      return between(FLOW_ACCOUNTS[effect.kind], 'cash', effect.cash);
    case 'settled':
    case 'resolution':
      return []; // ownership does not change, only how sure it is
  }
}

const FLOW_ACCOUNTS = {
  rebate: 'rebates',
  reward: 'rewards',
  holding: 'holdingRewards',
  deposit: 'external',
  withdrawal: 'external',
} as const satisfies Record<FlowKind, AccountName>;

function fillEntries({ fact, meaning, move, fee, shares: size }: CountedFill): readonly Entry[] {
  return [
    ...between('trades', 'cash', move.cash),
    ...between('trades', 'rounding', move.crumb),
    ...shares('trades', fact.market, meaning.outcome, size),
    ...between('cash', 'fees', fee),
  ];
}

function between(from: AccountName, to: AccountName, usd: Usd): readonly Entry[] {
  return [
    { account: from, unit: 'usd', change: usd.negated() },
    { account: to, unit: 'usd', change: usd },
  ];
}

function shares(from: AccountName, market: MarketId, outcome: Outcome, size: Shares | number): readonly Entry[] {
  const unit = `${market}:${outcome}` as const;
  return [
    { account: from, unit, change: new Decimal(-size) },
    { account: `inventory:${market}:${outcome}`, unit, change: new Decimal(size) },
  ];
}
