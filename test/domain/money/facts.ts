// Facts for tests: short builders, and random histories of two markets with everything that news does on the way here:
// repeats, late and early statuses, contradictions, failures.
import fc from 'fast-check';
import type { MarketId, OrderId, TraceId, TradeId, TransactionId } from '#domain/ids.ts';
import type {
  Fact,
  FillFact,
  FlowFact,
  OpeningFact,
  RedemptionFact,
  ResolutionFact,
  SetFact,
  SettlementFact,
} from '#domain/money/fact.ts';
import { ALL_SLOTS } from '#domain/orders/slot.ts';
import type { SettlementStatus } from '#domain/ports.ts';
import type { Price, Shares } from '#domain/units.ts';

export const RAIN = 'rain' as MarketId;
export const SNOW = 'snow' as MarketId;

/** Dollars a share. */
export const price = (dollars: number): Price => Math.round(dollars * 1e6) as Price;
/** Whole shares. */
export const shares = (whole: number): Shares => Math.round(whole * 1e6) as Shares;

export function opening(cash = '1000'): OpeningFact {
  return { fact: 'opening', atMs: 0, cash };
}

export function fill(fields: Partial<FillFact> & Pick<FillFact, 'slot' | 'price' | 'size'>): FillFact {
  return {
    fact: 'fill',
    atMs: 1_000,
    trade: 't1' as TradeId,
    order: 'o1' as OrderId,
    market: RAIN,
    role: 'maker',
    fee: '0',
    mark: price(0.5),
    queueAhead: null,
    trace: 'x' as TraceId,
    ...fields,
  };
}

export function settlement(of: FillFact, status: SettlementStatus, mark: Price = of.mark): SettlementFact {
  return { fact: 'settlement', atMs: of.atMs + 1, trade: of.trade, order: of.order, status, market: of.market, mark };
}

export function sets(fact: 'merge' | 'split', size: Shares, fields: Partial<SetFact> = {}): SetFact {
  return {
    fact,
    atMs: 2_000,
    market: RAIN,
    size,
    gas: '0',
    transaction: `${fact} ${size}` as TransactionId,
    mark: price(0.5),
    ...fields,
  };
}

export function resolution(payout: number, market = RAIN): ResolutionFact {
  return { fact: 'resolution', atMs: 3_000, market, payout: price(payout) };
}

export function redemption(
  yes: Shares,
  no: Shares,
  cash: string,
  fields: Partial<RedemptionFact> = {},
): RedemptionFact {
  return {
    fact: 'redemption',
    atMs: 4_000,
    market: RAIN,
    yes,
    no,
    cash,
    gas: '0',
    transaction: `redeem ${yes} ${no}` as TransactionId,
    ...fields,
  };
}

export function flow(kind: FlowFact['kind'], cash: string, market: MarketId | null = null): FlowFact {
  return { fact: 'flow', atMs: 5_000, kind, market, cash };
}

const micro = (max: number) => fc.integer({ min: 1, max });
const usd = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 1e6).toFixed(6));
const market = fc.constantFrom(RAIN, SNOW);
const mark = fc.integer({ min: 1_000, max: 999_000 }).map((value) => value as Price);
const STATUSES = ['matched', 'mined', 'retrying', 'confirmed', 'failed'] as const;

const anyFill: fc.Arbitrary<Fact> = fc
  .record({
    trade: fc.integer({ min: 1, max: 12 }).map((n) => `t${n}` as TradeId),
    order: fc.integer({ min: 1, max: 2 }).map((n) => `o${n}` as OrderId),
    market,
    slot: fc.constantFrom(...ALL_SLOTS),
    price: micro(999_999).map((value) => value as Price),
    size: micro(500_000_000).map((value) => value as Shares),
    fee: usd(2_000_000),
    mark,
  })
  .map(fill);

const anySettlement: fc.Arbitrary<Fact> = fc
  .record({
    trade: fc.integer({ min: 1, max: 12 }).map((n) => `t${n}` as TradeId),
    order: fc.integer({ min: 1, max: 2 }).map((n) => `o${n}` as OrderId),
    status: fc.constantFrom(...STATUSES),
    market,
    mark,
  })
  .map((fields) => ({ fact: 'settlement', atMs: 1_500, ...fields }));

const anySet: fc.Arbitrary<Fact> = fc
  .record({
    kind: fc.constantFrom('merge' as const, 'split' as const),
    size: micro(100_000_000).map((value) => value as Shares),
    gas: usd(100_000),
    market,
    transaction: fc.integer({ min: 1, max: 9 }).map((n) => `x${n}` as TransactionId),
    mark,
  })
  .map(({ kind, size, ...fields }) => sets(kind, size, fields));

const anyFlow: fc.Arbitrary<Fact> = fc
  .record({ kind: fc.constantFrom('rebate', 'reward', 'holding', 'deposit', 'withdrawal'), cash: usd(50_000_000) })
  .map(({ kind, cash }) => flow(kind as FlowFact['kind'], cash));

const anyRedemption: fc.Arbitrary<Fact> = fc
  .record({ yes: micro(90_000_000), no: micro(90_000_000), cash: usd(90_000_000), gas: usd(100_000), market })
  .map(({ yes, no, cash, ...fields }) => redemption(yes as Shares, no as Shares, cash, fields));

const anyResolution: fc.Arbitrary<Fact> = fc
  .record({ payout: fc.constantFrom(0, 0.5, 1), market })
  .map((fields) => resolution(fields.payout, fields.market));

/** Unordered news about few trades, so that repeats, early statuses and contradictions are common. */
export const wildFacts: fc.Arbitrary<Fact[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: anyFill },
    { weight: 8, arbitrary: anySettlement },
    { weight: 2, arbitrary: anySet },
    { weight: 1, arbitrary: anyFlow },
    { weight: 1, arbitrary: anyRedemption },
    { weight: 1, arbitrary: anyResolution },
    { weight: 1, arbitrary: fc.constant<Fact>(opening()) },
  ),
  { maxLength: 60 },
);
