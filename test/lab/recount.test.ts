// The obvious twin of the accounts: exact to the micro-dollar, every repeated telling once, and the same as the accounts.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, traceId, tradeId, transactionId } from '#domain/ids.ts';
import { Accounts } from '#domain/money/accounts.ts';
import type { Fact, FillFact, SetFact, SettlementFact } from '#domain/money/fact.ts';
import { ALL_SLOTS, type Slot } from '#domain/orders/slot.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { microsOf, recount } from '#lab/recount.ts';

const RAIN = marketId('rain');
const atMs = 1;
const opening: Fact = { fact: 'opening', atMs, cash: '1000.5' };

function fill(trade: string, slot: Slot, price: number, size: number, fee = '0'): FillFact {
  const id = { trade: tradeId(trade), order: orderId(`o-${trade}`), market: RAIN, trace: traceId('t') };
  const terms = { slot, price: price as Price, size: size as Shares, fee, mark: price as Price };
  return { fact: 'fill', atMs, ...id, ...terms, role: 'maker', queueAhead: null };
}

function ended(trade: string, status: SettlementFact['status']): SettlementFact {
  const id = { trade: tradeId(trade), order: orderId(`o-${trade}`), market: RAIN };
  return { fact: 'settlement', atMs, ...id, status, mark: 500_000 as Price };
}

const sets = (transaction: string, size: number): SetFact => ({
  fact: 'merge',
  atMs,
  market: RAIN,
  size: size as Shares,
  gas: '0.01',
  transaction: transactionId(transaction),
  mark: 500_000 as Price,
});

test('a buyer pays the next whole micro-dollar, a seller gets the last one, and both pay their fee', () => {
  const total = recount([
    opening,
    fill('a', 'yesBid', 333_333, 1_000_001),
    fill('b', 'noAsk', 333_333, 1_000_001, '0.000002'),
  ]);
  // 0.333333 * 1.000001 = 0.333333333333
  assert.is(total.heldCash, 1_000_500_000n - 333_334n + 333_333n - 2n);
  assert.is(total.settledCash, 1_000_500_000n);
  assert.equal(total.positions.get(RAIN), {
    yes: { held: 1_000_001, settled: 0 },
    no: { held: -1_000_001, settled: 0 },
  });
  assert.is(total.selling.get(`${RAIN} no`), 1_000_001);
});

test('what is told twice happened once, and what failed never', () => {
  const bought = fill('a', 'yesBid', 400_000, 5_000_000);
  const failed = fill('b', 'noBid', 500_000, 5_000_000);
  const facts = [opening, bought, bought, failed, ended('a', 'confirmed'), ended('a', 'failed'), ended('b', 'failed')];
  const total = recount([...facts, sets('x', 1_000_000), sets('x', 1_000_000)]);
  assert.is(total.heldCash, 1_000_500_000n - 2_000_000n + 1_000_000n - 10_000n);
  assert.is(total.heldCash, total.settledCash);
  assert.equal(total.positions.get(RAIN)?.yes, { held: 4_000_000, settled: 4_000_000 });
  assert.equal([...total.selling], []);
});

test('a redemption brings its payout less its gas, and takes every share', () => {
  const redeemed: Fact = {
    fact: 'redemption',
    atMs,
    market: RAIN,
    yes: 5_000_000 as Shares,
    no: 2_000_000 as Shares,
    cash: '5',
    gas: '0.03',
    transaction: transactionId('x'),
  };
  const split: Fact = { ...sets('y', 5_000_000), fact: 'split' };
  const total = recount([opening, split, redeemed, redeemed]);
  assert.is(total.heldCash, 1_000_500_000n - 5_010_000n + 4_970_000n);
  assert.equal(total.positions.get(RAIN), {
    yes: { held: 0, settled: 0 },
    no: { held: 3_000_000, settled: 3_000_000 },
  });
});

test('only sales that have neither settled nor failed are on their way out', () => {
  const sold = ['a', 'b', 'c', 'd'].map((trade) => fill(trade, 'yesAsk', 400_000, 1_000_000));
  const endings = [ended('a', 'confirmed'), ended('b', 'failed'), ended('c', 'retrying')];
  const total = recount([opening, ...sold, fill('e', 'yesBid', 400_000, 7_000_000), ...endings]);
  assert.equal([...total.selling], [[`${RAIN} yes`, 2_000_000]]);
});

test('text with up to six decimals is micro-dollars exactly', () => {
  assert.equal(['0', '1', '-0.000001', '12.3', '-7.5'].map(microsOf), [0n, 1_000_000n, -1n, 12_300_000n, -7_500_000n]);
  assert.is(microsOf('9007199254740993.000001'), 9_007_199_254_740_993_000_001n);
});

const anEvent = fc.record({
  kind: fc.constantFrom('fill', 'fill', 'again', 'confirmed', 'failed', 'retrying', 'flow', 'merge', 'split'),
  trade: fc.integer({ min: 0, max: 9 }),
  slot: fc.constantFrom(...ALL_SLOTS),
  price: fc.integer({ min: 1, max: 999 }).map((mills) => mills * 1_000),
  size: fc.integer({ min: 1, max: 9_999 }).map((lots) => lots * 10_000),
});

test('adding up from nothing gives what the accounts have kept all along, whatever happened', () => {
  fc.assert(
    fc.property(fc.array(anEvent, { maxLength: 60 }), (events) => {
      const accounts = new Accounts();
      const facts: Fact[] = [];
      const known = new Map<string, FillFact>();
      const tell = (fact: Fact) => {
        accounts.apply(fact);
        facts.push(fact);
      };
      tell(opening);
      for (const { kind, trade, slot, price, size } of events) {
        const name = `t${trade}`;
        const before = known.get(name);
        if (kind === 'fill' && !before) {
          const told = fill(name, slot, price, size);
          known.set(name, told);
          tell(told);
        } else if (kind === 'again' && before) tell(before);
        else if (kind === 'confirmed' || kind === 'failed' || kind === 'retrying') {
          if (before) tell(ended(name, kind));
        } else if (kind === 'flow')
          tell({ fact: 'flow', atMs, kind: 'reward', market: null, cash: (price / MICRO).toFixed(6) });
        else if (kind === 'merge' || kind === 'split') tell({ ...sets(`x${trade}`, size), fact: kind });
      }
      const total = recount(facts);
      const { held, settled } = accounts.cash();
      assert.is(held.times(MICRO).toFixed(), String(total.heldCash));
      assert.is(settled.times(MICRO).toFixed(), String(total.settledCash));
      for (const outcome of ['yes', 'no'] as const) {
        const { held: ours, settled: sure } = accounts.position(RAIN)[outcome];
        assert.equal({ held: ours, settled: sure }, total.positions.get(RAIN)?.[outcome] ?? { held: 0, settled: 0 });
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
