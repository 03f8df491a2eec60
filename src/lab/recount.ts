// The obvious twin of the accounts: the whole list of facts, added up from nothing in whole micro-dollars. Shares no arithmetic
// and no table with the code it checks, keeps nothing between two counts, and counts a repeated telling once.
import type { MarketId } from '#domain/ids.ts';
import type { Fact, FillFact } from '#domain/money/fact.ts';

export interface Counted {
  held: number;
  settled: number;
}

export interface Recount {
  /** Micro-dollars. */
  heldCash: bigint;
  settledCash: bigint;
  /** Micro-shares. */
  readonly positions: Map<MarketId, { readonly yes: Counted; readonly no: Counted }>;
  /** Micro-shares sold in trades that are neither confirmed nor failed, by market and outcome: `<market> yes`. */
  readonly selling: Map<string, number>;
}

export function recount(facts: readonly Fact[]): Recount {
  const total: Recount = { heldCash: 0n, settledCash: 0n, positions: new Map(), selling: new Map() };
  const ends = endings(facts);
  const seen = new Set<string>();
  for (const fact of facts) {
    const key = keyOf(fact);
    if (key !== null && seen.has(key)) continue;
    if (key !== null) seen.add(key);
    count(total, fact, ends);
  }
  return total;
}

function count(total: Recount, fact: Fact, ends: ReadonlyMap<string, 'confirmed' | 'failed'>): void {
  const cash = (micros: bigint) => {
    total.heldCash += micros;
    total.settledCash += micros;
  };
  switch (fact.fact) {
    case 'opening':
      cash(microsOf(fact.cash));
      return;
    case 'flow':
      cash(fact.kind === 'withdrawal' ? -microsOf(fact.cash) : microsOf(fact.cash));
      return;
    case 'merge':
    case 'split': {
      const made = fact.fact === 'split' ? fact.size : -fact.size;
      cash(-BigInt(made) - microsOf(fact.gas));
      move(total, fact.market, 'yes', made, made);
      move(total, fact.market, 'no', made, made);
      return;
    }
    case 'redemption':
      cash(microsOf(fact.cash) - microsOf(fact.gas));
      move(total, fact.market, 'yes', -fact.yes, -fact.yes);
      move(total, fact.market, 'no', -fact.no, -fact.no);
      return;
    case 'fill':
      countFill(total, fact, ends.get(`${fact.trade} ${fact.order}`) ?? null);
  }
}

/** A buyer pays the next whole micro-dollar, a seller gets the last whole one. */
function countFill(total: Recount, fill: FillFact, end: 'confirmed' | 'failed' | null): void {
  if (end === 'failed') return;
  const buys = fill.slot.endsWith('Bid');
  const outcome = fill.slot.startsWith('yes') ? 'yes' : 'no';
  const product = BigInt(fill.price) * BigInt(fill.size);
  const paid = buys ? -((product + 999_999n) / 1_000_000n) : product / 1_000_000n;
  const micros = paid - microsOf(fill.fee);
  const shares = buys ? fill.size : -fill.size;
  total.heldCash += micros;
  if (end === 'confirmed') total.settledCash += micros;
  move(total, fill.market, outcome, shares, end === 'confirmed' ? shares : 0);
  if (buys || end !== null) return;
  const key = `${fill.market} ${outcome}`;
  total.selling.set(key, (total.selling.get(key) ?? 0) + fill.size);
}

function move(total: Recount, market: MarketId, outcome: 'yes' | 'no', held: number, settled: number): void {
  const position = total.positions.get(market) ?? { yes: { held: 0, settled: 0 }, no: { held: 0, settled: 0 } };
  position[outcome].held += held;
  position[outcome].settled += settled;
  total.positions.set(market, position);
}

function endings(facts: readonly Fact[]): ReadonlyMap<string, 'confirmed' | 'failed'> {
  const ends = new Map<string, 'confirmed' | 'failed'>();
  for (const fact of facts) {
    if (fact.fact !== 'settlement') continue;
    const key = `${fact.trade} ${fact.order}`;
    if ((fact.status === 'confirmed' || fact.status === 'failed') && !ends.has(key)) ends.set(key, fact.status);
  }
  return ends;
}

/** What happens once however often it is told. */
function keyOf(fact: Fact): string | null {
  if (fact.fact === 'fill') return `fill ${fact.trade} ${fact.order}`;
  if (fact.fact === 'merge' || fact.fact === 'split' || fact.fact === 'redemption')
    return `${fact.fact} ${fact.market} ${fact.transaction}`;
  return null;
}

/** From text with at most six decimals. */
export function microsOf(text: string): bigint {
  const [whole = '0', decimals = ''] = text.replace('-', '').split('.');
  const micros = BigInt(whole) * 1_000_000n + BigInt(decimals.slice(0, 6).padEnd(6, '0'));
  return text.startsWith('-') ? -micros : micros;
}
