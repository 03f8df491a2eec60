import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderId, TradeId, TransactionId } from '#domain/ids.ts';
import { Accounts } from '#domain/money/accounts.ts';
import type { Fact, FillFact } from '#domain/money/fact.ts';
import { POSTINGS_KEPT_MAX } from '#domain/money/journal.ts';
import { ZERO_USD } from '#domain/units.ts';
import {
  fill,
  flow,
  opening,
  price,
  RAIN,
  redemption,
  resolution,
  SNOW,
  sets,
  settlement,
  shares,
  wildFacts,
} from './facts.ts';
import { recount } from './naive-accounts.ts';

const test = suite('accounts');

const BUY_YES = fill({ slot: 'yesBid', price: price(0.48), size: shares(100) });
const BUY_NO = fill({ slot: 'noBid', price: price(0.49), size: shares(100), trade: 't2' as TradeId });

function cashOf(accounts: Accounts): [held: string, settled: string] {
  return [accounts.cash().held.toFixed(), accounts.cash().settled.toFixed()];
}

function shown(accounts: Accounts, market = RAIN): string {
  const { yes, no } = accounts.position(market);
  return `yes ${yes.held / 1e6}/${yes.settled / 1e6} no ${no.held / 1e6}/${no.settled / 1e6}`;
}

test('a match is held at once and settled when the chain confirms it', () => {
  const accounts = Accounts.fold([opening(), BUY_YES]);
  assert.equal(cashOf(accounts), ['952', '1000']);
  assert.is(shown(accounts), 'yes 100/0 no 0/0');
  for (const status of ['matched', 'mined', 'retrying', 'mined'] as const) accounts.apply(settlement(BUY_YES, status));
  assert.is(shown(accounts), 'yes 100/0 no 0/0');
  accounts.apply(settlement(BUY_YES, 'confirmed'));
  assert.equal(cashOf(accounts), ['952', '952']);
  assert.is(shown(accounts), 'yes 100/100 no 0/0');
  assert.is(accounts.unsettledFills, 0);
});

test('the same fill told again is counted once, before and after it settled', () => {
  const accounts = Accounts.fold([opening(), BUY_YES]);
  assert.is(accounts.apply(BUY_YES), null);
  accounts.apply(settlement(BUY_YES, 'confirmed'));
  assert.is(accounts.apply({ ...BUY_YES, atMs: 9_999, mark: price(0.6) }), null);
  assert.is(accounts.apply(settlement(BUY_YES, 'confirmed')), null);
  assert.is(accounts.apply(settlement(BUY_YES, 'mined')), null);
  assert.equal(cashOf(accounts), ['952', '952']);
});

test('one trade that fills two orders of ours counts twice', () => {
  const accounts = Accounts.fold([opening(), BUY_YES, { ...BUY_YES, order: 'o2' as OrderId }]);
  assert.is(shown(accounts), 'yes 200/0 no 0/0');
});

test('a fill told again with another size is a contradiction and is left out', () => {
  const accounts = Accounts.fold([opening(), BUY_YES]);
  const problem = accounts.apply({ ...BUY_YES, size: shares(101) });
  assert.is(problem?.kind, 'contradictoryRepeat');
  assert.is(problem?.counted, false);
  assert.is(shown(accounts), 'yes 100/0 no 0/0');
});

test('a failed settlement takes the fill back to the last micro-dollar, fee and crumb included', () => {
  const odd = fill({ slot: 'yesBid', price: price(0.333333), size: shares(1.500001), fee: '0.01234', role: 'taker' });
  const accounts = Accounts.fold([opening(), odd]);
  assert.equal(cashOf(accounts), ['999.48766', '1000']);
  assert.is(accounts.book.balance('rounding').toFixed(), '0.000000166667');
  accounts.apply(settlement(odd, 'failed'));
  accounts.apply(settlement(odd, 'failed'));
  accounts.apply(settlement(odd, 'mined'));
  accounts.apply(odd);
  assert.equal(cashOf(accounts), ['1000', '1000']);
  assert.is(shown(accounts), 'yes 0/0 no 0/0');
  for (const account of ['rounding', 'fees', 'trades'] as const) assert.ok(accounts.book.balance(account).isZero());
});

test('a failure that outruns its fill still voids it, and a confirmation still settles it', () => {
  const failed = Accounts.fold([opening(), settlement(BUY_YES, 'failed'), BUY_YES]);
  assert.equal(cashOf(failed), ['1000', '1000']);
  const settled = Accounts.fold([opening(), settlement(BUY_YES, 'confirmed'), BUY_YES]);
  assert.equal(cashOf(settled), ['952', '952']);
  assert.is(shown(settled), 'yes 100/100 no 0/0');
});

test('failed after confirmed is a contradiction, and so is the reverse', () => {
  const accounts = Accounts.fold([opening(), BUY_YES, settlement(BUY_YES, 'confirmed')]);
  assert.is(accounts.apply(settlement(BUY_YES, 'failed'))?.kind, 'contradictorySettlement');
  assert.is(shown(accounts), 'yes 100/100 no 0/0');
  const other = Accounts.fold([opening(), BUY_YES, settlement(BUY_YES, 'failed')]);
  assert.is(other.apply(settlement(BUY_YES, 'confirmed'))?.kind, 'contradictorySettlement');
  assert.is(shown(other), 'yes 0/0 no 0/0');
});

test('a taker pays the fee on top of the cost and out of the proceeds', () => {
  const bought = fill({ slot: 'noBid', price: price(0.5), size: shares(100), fee: '1.25', role: 'taker' });
  const sold = fill({
    slot: 'noAsk',
    price: price(0.5),
    size: shares(40),
    fee: '0.5',
    role: 'taker',
    trade: 't2' as TradeId,
  });
  const accounts = Accounts.fold([opening(), bought, sold]);
  assert.equal(cashOf(accounts), ['968.25', '1000']);
  assert.is(accounts.book.balance('fees').toFixed(), '1.75');
});

test('a merge turns a settled set into a dollar, and gas is an account of its own', () => {
  const accounts = Accounts.fold([
    opening(),
    BUY_YES,
    BUY_NO,
    settlement(BUY_YES, 'confirmed'),
    settlement(BUY_NO, 'confirmed'),
  ]);
  assert.is(accounts.apply(sets('merge', shares(100), { gas: '0.02' })), null);
  assert.equal(cashOf(accounts), ['1002.98', '1002.98']);
  assert.is(shown(accounts), 'yes 0/0 no 0/0');
  assert.is(accounts.book.balance('gas').toFixed(), '0.02');
  assert.is(accounts.apply(sets('merge', shares(100), { gas: '0.02' })), null, 'the receipt told again');
  assert.equal(cashOf(accounts), ['1002.98', '1002.98']);
});

test('a split costs a dollar a set', () => {
  const accounts = Accounts.fold([opening(), sets('split', shares(25.5))]);
  assert.equal(cashOf(accounts), ['974.5', '974.5']);
  assert.is(shown(accounts), 'yes 25.5/25.5 no 25.5/25.5');
});

test('merging more than is settled is a problem, and is counted because the chain did it', () => {
  const accounts = Accounts.fold([opening(), BUY_YES, BUY_NO, settlement(BUY_YES, 'confirmed')]);
  const problem = accounts.apply(sets('merge', shares(100)));
  assert.is(problem?.kind, 'moreThanSettled');
  assert.is(problem?.counted, true);
  accounts.apply(settlement(BUY_NO, 'confirmed'));
  assert.is(shown(accounts), 'yes 0/0 no 0/0');
});

test('selling more than is held is a problem, and is counted because the venue did it', () => {
  const accounts = Accounts.fold([opening()]);
  const problem = accounts.apply(fill({ slot: 'yesAsk', price: price(0.5), size: shares(10) }));
  assert.is(problem?.kind, 'moreThanHeld');
  assert.is(shown(accounts), 'yes -10/0 no 0/0');
});

test('a market that resolves at one half pays half a dollar for every share of both outcomes', () => {
  const accounts = Accounts.fold([opening(), sets('split', shares(10)), resolution(0.5)]);
  assert.is(accounts.apply(redemption(shares(10), shares(10), '10')), null);
  assert.equal(cashOf(accounts), ['1000', '1000']);
  const odd = Accounts.fold([opening(), sets('split', shares(1.000001)), resolution(0.5)]);
  assert.is(odd.apply(redemption(shares(1.000001), shares(0), '0.5')), null);
  assert.is(odd.book.balance('rounding').toFixed(), '0.0000005');
});

test('a redemption that pays something else than the resolution says is named', () => {
  const held: Fact[] = [opening(), sets('split', shares(10))];
  const unresolved = Accounts.fold(held).apply(redemption(shares(10), shares(0), '10'));
  assert.is(unresolved?.kind, 'payoutDiffers');
  const short = Accounts.fold([...held, resolution(1)]).apply(redemption(shares(10), shares(0), '9.99'));
  assert.is(short?.kind, 'payoutDiffers');
  const contradiction = Accounts.fold([...held, resolution(1)]).apply(resolution(0));
  assert.is(contradiction?.kind, 'contradictoryResolution');
});

test('money from outside goes to accounts of its own', () => {
  const accounts = Accounts.fold([
    opening(),
    flow('rebate', '1.5'),
    flow('reward', '2.25', RAIN),
    flow('holding', '0.25', RAIN),
    flow('deposit', '100'),
    flow('deposit', '-10'),
    flow('withdrawal', '40'),
  ]);
  assert.equal(cashOf(accounts), ['1054', '1054']);
  assert.is(accounts.book.balance('rebates').toFixed(), '-1.5');
  assert.is(accounts.book.balance('rewards').toFixed(), '-2.25');
  assert.is(accounts.book.balance('holdingRewards').toFixed(), '-0.25');
  assert.is(accounts.book.balance('external').toFixed(), '-50');
  assert.is(accounts.book.balance('equity').toFixed(), '-1000');
});

test('a second opening is left out', () => {
  const accounts = Accounts.fold([opening()]);
  assert.is(accounts.apply(opening('5'))?.kind, 'secondOpening');
  assert.equal(cashOf(accounts), ['1000', '1000']);
});

test('a fact that does not read moves nothing and names its field', () => {
  const spoilt: [string, Fact][] = [
    ['price', { ...BUY_YES, price: Number.NaN as FillFact['price'] }],
    ['price', { ...BUY_YES, price: 1_000_000 as FillFact['price'] }],
    ['size', { ...BUY_YES, size: -1 as FillFact['size'] }],
    ['size', { ...BUY_YES, size: 0.5 as FillFact['size'] }],
    ['fee', { ...BUY_YES, fee: '1e3' }],
    ['fee', { ...BUY_YES, fee: '' }],
    ['slot', { ...BUY_YES, slot: 'constructor' as FillFact['slot'] }],
    ['trade', { ...BUY_YES, trade: undefined as unknown as TradeId }],
    ['cash', opening('NaN')],
    ['gas', sets('merge', shares(1), { gas: 'Infinity' })],
    ['transaction', sets('split', shares(1), { transaction: '' as TransactionId })],
    ['yes', redemption(-1 as FillFact['size'], shares(0), '0')],
    ['cash', flow('withdrawal', '-5')],
    ['kind', flow('gift' as 'reward', '5')],
    ['kind', flow('constructor' as 'reward', '5')],
  ];
  for (const [field, fact] of spoilt) {
    const accounts = new Accounts();
    const problem = accounts.apply(fact);
    assert.is(problem?.kind, 'unreadable');
    assert.ok(problem?.detail.startsWith(`${field}:`), `${field}: ${problem?.detail}`);
    assert.ok(accounts.cash().held.isZero());
    assert.equal(accounts.markets(), []);
  }
});

test('sets locked for a merge in flight are not there for another', () => {
  const accounts = Accounts.fold([opening(), sets('split', shares(100))]);
  assert.ok(accounts.lockSets(RAIN, shares(60)));
  assert.not(accounts.lockSets(RAIN, shares(60)));
  assert.is(accounts.position(RAIN).locked, shares(60));
  accounts.unlockSets(RAIN, shares(60));
  assert.ok(accounts.lockSets(RAIN, shares(100)));
  assert.throws(() => accounts.unlockSets(RAIN, shares(101)), /more sets unlocked/);
});

test('the journal keeps the latest postings only, and the balances for ever', () => {
  const accounts = new Accounts();
  for (let at = 0; at < 2 * POSTINGS_KEPT_MAX; at += 1) accounts.apply(flow('deposit', '1'));
  assert.is(accounts.journal().length, POSTINGS_KEPT_MAX);
  assert.is(accounts.journal().at(-1)?.account, 'cash');
  assert.is(accounts.cash().held.toFixed(), String(2 * POSTINGS_KEPT_MAX));
});

test('any news in any order leaves the accounts equal to adding every fact up again', () => {
  fc.assert(
    fc.property(wildFacts, (facts) => {
      const accounts = Accounts.fold(facts);
      const naive = recount(facts);
      assert.is(accounts.cash().held.times('1e6').toFixed(), String(naive.heldMicroUsd));
      assert.is(accounts.cash().settled.times('1e6').toFixed(), String(naive.settledMicroUsd));
      for (const market of [RAIN, SNOW]) {
        const found = accounts.position(market);
        const expected = naive.positions.get(market) ?? { yes: { held: 0, settled: 0 }, no: { held: 0, settled: 0 } };
        assert.equal({ yes: found.yes, no: found.no }, expected);
      }
    }),
    { seed: 42, numRuns: 500 },
  );
});

test('after every fact the books balance in dollars and in shares, and the inventory accounts are the position', () => {
  fc.assert(
    fc.property(wildFacts, (facts) => {
      const accounts = new Accounts();
      for (const fact of facts) {
        accounts.apply(fact);
        for (const balance of accounts.book.trialBalance().values()) assert.ok(balance.eq(ZERO_USD));
      }
      for (const market of accounts.markets()) {
        for (const outcome of ['yes', 'no'] as const) {
          const booked = accounts.book.balance(`inventory:${market}:${outcome}`, `${market}:${outcome}`);
          assert.is(booked.toNumber(), accounts.position(market)[outcome].held);
        }
      }
    }),
    { seed: 43, numRuns: 200 },
  );
});

test.run();
