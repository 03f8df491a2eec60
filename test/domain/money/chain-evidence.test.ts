// What the account says of transactions that nobody answered for.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, marketId } from '#domain/ids.ts';
import { type EvidenceView, explain, redeemedCash } from '#domain/money/chain-evidence.ts';
import type { ChainJob } from '#domain/money/chain-jobs.ts';
import { FLAT, type Position } from '#domain/money/position.ts';
import type { Difference } from '#domain/money/reconcile.ts';
import { microText, type Price, parseShares } from '#domain/units.ts';

const [RAIN, SNOW] = [marketId('rain'), marketId('snow')];
const merge = (size: string, market = RAIN): ChainJob => ({ kind: 'merge', market, size: parseShares(size) });
const redeem = (market = RAIN): ChainJob => ({ kind: 'redeem', market, size: null });
const held = (yes: string, no: string): Position => {
  const of = (text: string) => ({ held: parseShares(text), settled: parseShares(text) });
  return { ...FLAT, yes: of(yes), no: of(no) };
};

/** `'5 rain -5 -5, snow -1 0'`: cash, then YES and NO of each market; theirs less ours. */
function gaps(cash: string, ...markets: readonly (readonly [MarketId, string, string])[]): readonly Difference[] {
  const shares = markets.flatMap(([market, yes, no]) => [
    { market, what: 'yes' as const, gap: yes },
    { market, what: 'no' as const, gap: no },
  ]);
  return [{ market: null, what: 'cash' as const, gap: cash }, ...shares].filter(({ gap }) => gap !== '0');
}

function view(payout: number | null, position: Position = held('25.43', '3')): EvidenceView {
  return { position: () => position, payout: () => payout as Price | null };
}

const OPEN = view(null);

test('sets that are gone with a dollar for each are the merge that nobody answered for', () => {
  const job = merge('5');
  const { happened, rest } = explain(gaps('5', [RAIN, '-5', '-5']), [job], OPEN);
  assert.equal(rest, []);
  assert.is(happened.length, 1);
  assert.is(happened[0]?.job, job);
  assert.equal([happened[0]?.cash.toFixed(), happened[0]?.gas.toFixed(), happened[0]?.yes], ['5', '0', 5_000_000]);
});

test('cash that is a little short of it is the gas, much short of it or too much is none', () => {
  const job = merge('50');
  const shares = [RAIN, '-50', '-50'] as const;
  assert.is(explain(gaps('47.74', shares), [job], OPEN).happened[0]?.gas.toFixed(), '2.26');
  for (const cash of ['39.99', '50.000001', '0', '-3']) {
    const found = gaps(cash, shares);
    assert.equal(explain(found, [job], OPEN), { happened: [], rest: found });
  }
});

test('everything settled that is gone for its payout is the redemption', () => {
  const found = gaps('25.43', [RAIN, '-25.43', '-3']);
  const { happened, rest } = explain(found, [redeem()], view(1_000_000));
  assert.equal([happened.length, happened[0]?.cash.toFixed(), rest], [1, '25.43', []]);
  assert.equal(explain(found, [redeem()], OPEN).rest, found, 'before the result there is none');
  const half = gaps('25.43', [RAIN, '-25.42', '-3']);
  assert.equal(explain(half, [redeem()], view(1_000_000)).rest, half, 'not all of it is not a redemption');
});

test('shares that are worth nothing may be redeemed without any cash', () => {
  const { happened, rest } = explain(gaps('0', [RAIN, '-25.43', '0']), [redeem()], view(0, held('25.43', '0')));
  assert.equal([happened.length, happened[0]?.cash.toFixed(), rest], [1, '0', []]);
});

test('several merges together, also of several markets, and what is left belongs to nobody', () => {
  const jobs = [merge('5'), merge('7'), merge('11'), merge('2', SNOW)];
  const found = gaps('18', [RAIN, '-16', '-16'], [SNOW, '-2', '-2']);
  const { happened, rest } = explain(found, jobs, OPEN);
  assert.equal(
    happened.map(({ job }) => job),
    [jobs[0], jobs[2], jobs[3]],
  );
  assert.equal(rest, []);
  const more = explain(gaps('5', [RAIN, '-5', '-5'], [SNOW, '1', '0']), jobs, OPEN);
  assert.equal([more.happened.length, more.rest], [1, gaps('0', [SNOW, '1', '0'])]);
});

test('without a job, or with shares that no job takes, nothing is explained', () => {
  const found = gaps('5', [RAIN, '-5', '-5']);
  assert.equal(explain(found, [], OPEN).rest, found);
  assert.equal(explain(found, [merge('4')], OPEN).rest, found);
  assert.equal(explain(found, [merge('5', SNOW)], OPEN).rest, found);
  const one = gaps('5', [RAIN, '-5', '0']);
  assert.equal(explain(one, [merge('5')], OPEN).rest, one);
  assert.equal(explain([], [merge('5')], OPEN), { happened: [], rest: [] });
});

test('whatever is missing, what is explained and what is left are all of it', () => {
  const amount = fc.integer({ min: -20, max: 20 });
  fc.assert(
    fc.property(
      amount,
      amount,
      amount,
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }),
      (cash, y, n, all) => {
        const found = gaps(String(cash), [RAIN, String(y), String(n)]);
        const jobs = all.map((size) => merge(String(size)));
        const { happened, rest } = explain(found, jobs, OPEN);
        if (happened.length === 0) {
          assert.equal(rest, found);
          return;
        }
        assert.equal(rest, []);
        const sum = happened.reduce((total, each) => total + each.yes, 0);
        assert.equal([microText(-sum), microText(-sum)], [String(y), String(n)]);
        const net = happened.reduce((total, each) => total + each.cash.minus(each.gas).toNumber(), 0);
        assert.is(net, cash);
      },
    ),
    { seed: 42, numRuns: 400 },
  );
});

test('a payout is rounded down to the micro-dollar', () => {
  assert.is(redeemedCash(500_000 as Price, 3, 0).toFixed(), '0.000001');
  assert.is(redeemedCash(1_000_000 as Price, 25_430_000, 7).toFixed(), '25.43');
  assert.is(redeemedCash(0 as Price, 25_430_000, 7).toFixed(), '0.000007');
});

test.run();
