// The obvious twin of Accounts: looks at the whole list of facts and adds everything up again, in whole micro-dollars as
// BigInt. Slow, without memory, shares no arithmetic with the clever one.
import type { MarketId } from '#domain/ids.ts';
import type { Fact, FillFact } from '#domain/money/fact.ts';

export interface NaivePosition {
  yes: { held: number; settled: number };
  no: { held: number; settled: number };
}

export interface NaiveAccounts {
  heldMicroUsd: bigint;
  settledMicroUsd: bigint;
  positions: Map<MarketId, NaivePosition>;
}

export function recount(facts: readonly Fact[]): NaiveAccounts {
  const total: NaiveAccounts = { heldMicroUsd: 0n, settledMicroUsd: 0n, positions: new Map() };
  const both = (usd: bigint) => {
    total.heldMicroUsd += usd;
    total.settledMicroUsd += usd;
  };
  const opening = facts.find((fact) => fact.fact === 'opening');
  if (opening?.fact === 'opening') both(microUsd(opening.cash));
  for (const fact of firsts(facts)) {
    if (fact.fact === 'flow') both(fact.kind === 'withdrawal' ? -microUsd(fact.cash) : microUsd(fact.cash));
    if (fact.fact === 'merge' || fact.fact === 'split') {
      const made = fact.fact === 'split' ? fact.size : -fact.size;
      both(-BigInt(made) - microUsd(fact.gas));
      for (const outcome of ['yes', 'no'] as const) move(total, fact.market, outcome, made, made);
    }
    if (fact.fact === 'redemption') {
      both(microUsd(fact.cash) - microUsd(fact.gas));
      move(total, fact.market, 'yes', -fact.yes, -fact.yes);
      move(total, fact.market, 'no', -fact.no, -fact.no);
    }
    if (fact.fact === 'fill') addFill(total, fact, endOf(fact, facts));
  }
  return total;
}

/** Each fill, transaction and flow once: the first telling counts. */
function firsts(facts: readonly Fact[]): readonly Fact[] {
  const seen = new Set<string>();
  return facts.filter((fact) => {
    if (fact.fact !== 'fill' && fact.fact !== 'merge' && fact.fact !== 'split' && fact.fact !== 'redemption')
      return true;
    const key =
      fact.fact === 'fill' ? `fill ${fact.trade} ${fact.order}` : `${fact.fact} ${fact.market} ${fact.transaction}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function endOf(fill: FillFact, facts: readonly Fact[]): 'confirmed' | 'failed' | null {
  for (const fact of facts) {
    if (fact.fact !== 'settlement' || fact.trade !== fill.trade || fact.order !== fill.order) continue;
    if (fact.status === 'confirmed' || fact.status === 'failed') return fact.status;
  }
  return null;
}

function addFill(total: NaiveAccounts, fill: FillFact, end: 'confirmed' | 'failed' | null): void {
  if (end === 'failed') return;
  const product = BigInt(fill.price) * BigInt(fill.size);
  const buys = fill.slot.endsWith('Bid');
  const moved = buys ? -((product + 999_999n) / 1_000_000n) : product / 1_000_000n;
  const usd = moved - microUsd(fill.fee);
  const size = buys ? fill.size : -fill.size;
  const settled = end === 'confirmed';
  total.heldMicroUsd += usd;
  if (settled) total.settledMicroUsd += usd;
  move(total, fill.market, fill.slot.startsWith('yes') ? 'yes' : 'no', size, settled ? size : 0);
}

function move(total: NaiveAccounts, market: MarketId, outcome: 'yes' | 'no', held: number, settled: number): void {
  const position = total.positions.get(market) ?? { yes: { held: 0, settled: 0 }, no: { held: 0, settled: 0 } };
  position[outcome].held += held;
  position[outcome].settled += settled;
  total.positions.set(market, position);
}

/** Test facts have at most six decimals. */
export function microUsd(text: string): bigint {
  const [whole = '0', decimals = ''] = text.replace('-', '').split('.');
  const micro = BigInt(whole) * 1_000_000n + BigInt(decimals.padEnd(6, '0'));
  return text.startsWith('-') ? -micro : micro;
}
