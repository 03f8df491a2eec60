import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderId, TradeId } from '#domain/ids.ts';
import type { FillFact } from '#domain/money/fact.ts';
import type { LotNews } from '#domain/money/lot-news.ts';
import { LOTS_MAX, LotMatcher } from '#domain/money/lots.ts';
import { ALL_SLOTS, type Slot } from '#domain/orders/slot.ts';
import type { Shares } from '#domain/units.ts';
import { fill, price, shares } from './facts.ts';

const test = suite('lots');

let trades = 0;
function fillOf(slot: Slot, dollars: number, whole: number): FillFact {
  trades += 1;
  return fill({ slot, price: price(dollars), size: shares(whole), trade: `t${trades}` as TradeId, atMs: trades });
}

function told(news: readonly LotNews[]): string[] {
  return news.map((each) => {
    if ('pair' in each) {
      const { yes, no, first, profitPerShare, size } = each.pair;
      const moved = each.news === 'merged' ? each.size : size;
      return `${each.news} ${moved / 1e6} yes ${yes.price / 1e6} no ${no.price / 1e6} ${first} first ${profitPerShare / 1e6}`;
    }
    if ('lot' in each) return `${each.news} ${each.size / 1e6} ${each.lot.outcome} ${each.lot.price / 1e6}`;
    return `${each.news} ${each.size / 1e6} ${each.outcome}`;
  });
}

test('a YES lot waits until NO is bought, and the pair earns what both legs cost less than a dollar', () => {
  const lots = new LotMatcher();
  assert.equal(told(lots.add(fillOf('yesBid', 0.48, 100))), ['opened 100 yes 0.48']);
  assert.equal(told(lots.add(fillOf('noBid', 0.49, 60))), ['paired 60 yes 0.48 no 0.49 yes first 0.03']);
  assert.is(lots.openShares('yes'), shares(40));
  assert.is(lots.openShares('no'), 0);
});

test('the oldest lot is paired first, and one fill may close several', () => {
  const lots = new LotMatcher();
  lots.add(fillOf('noBid', 0.4, 10));
  lots.add(fillOf('noBid', 0.45, 10));
  assert.equal(told(lots.add(fillOf('yesBid', 0.52, 25))), [
    'paired 10 yes 0.52 no 0.4 no first 0.08',
    'paired 10 yes 0.52 no 0.45 no first 0.03',
    'opened 5 yes 0.52',
  ]);
});

test('a pair may cost more than a dollar, and says so', () => {
  const lots = new LotMatcher();
  lots.add(fillOf('yesBid', 0.6, 10));
  assert.equal(told(lots.add(fillOf('noBid', 0.45, 10))), ['paired 10 yes 0.6 no 0.45 yes first -0.05']);
});

test('a sale ends our own open lots first, oldest first', () => {
  const lots = new LotMatcher();
  lots.add(fillOf('yesBid', 0.5, 10));
  lots.add(fillOf('yesBid', 0.51, 10));
  assert.equal(told(lots.add(fillOf('yesAsk', 0.55, 15))), ['sold 10 yes 0.5', 'sold 5 yes 0.51']);
  assert.is(lots.openShares('yes'), shares(5));
});

test('a sale of paired shares breaks the newest pair and opens its other leg again', () => {
  const lots = new LotMatcher();
  for (const [slot, dollars] of [
    ['yesBid', 0.5],
    ['noBid', 0.4],
    ['yesBid', 0.51],
    ['noBid', 0.41],
  ] as const)
    lots.add(fillOf(slot, dollars, 10));
  assert.equal(told(lots.add(fillOf('yesAsk', 0.6, 4))), [
    'unpaired 4 yes 0.51 no 0.41 yes first 0.08',
    'reopened 4 no 0.41',
    'sold 4 yes 0.51',
  ]);
  assert.equal(
    lots.pairs().map((pair) => pair.size / 1e6),
    [10, 6],
  );
});

test('shares sold out of a split are no lot of ours', () => {
  assert.equal(told(new LotMatcher().add(fillOf('noAsk', 0.5, 7))), ['uncovered 7 no']);
});

test('a lot whose settlement failed takes its pairs with it, and the other leg is open for the next', () => {
  const lots = new LotMatcher();
  const first = fillOf('yesBid', 0.5, 10);
  lots.add(first);
  lots.add(fillOf('yesBid', 0.51, 4));
  lots.add(fillOf('noBid', 0.4, 8));
  assert.equal(told(lots.voided(first.trade, first.order)), [
    'unpaired 8 yes 0.5 no 0.4 yes first 0.1',
    'reopened 8 no 0.4',
    'voided 10 yes 0.5',
    'paired 4 yes 0.51 no 0.4 yes first 0.09',
  ]);
  assert.is(lots.openShares('no'), shares(4));
});

test('a sale whose settlement failed gives its lots back to their place in the line', () => {
  const lots = new LotMatcher();
  lots.add(fillOf('yesBid', 0.5, 10));
  lots.add(fillOf('yesBid', 0.51, 10));
  const sale = fillOf('yesAsk', 0.6, 10);
  lots.add(sale);
  assert.equal(told(lots.voided(sale.trade, sale.order)), ['reopened 10 yes 0.5']);
  assert.equal(told(lots.add(fillOf('noBid', 0.4, 10))), ['paired 10 yes 0.5 no 0.4 yes first 0.1']);
});

test('a confirmed sale cannot come back', () => {
  const lots = new LotMatcher();
  lots.add(fillOf('yesBid', 0.5, 10));
  const sale = fillOf('yesAsk', 0.6, 10);
  lots.add(sale);
  lots.confirmed(sale.trade, sale.order);
  assert.equal(lots.voided(sale.trade, sale.order), []);
  assert.is(lots.openShares('yes'), 0);
});

test('a merge takes confirmed pairs before others, oldest first', () => {
  const lots = new LotMatcher();
  const fills = [
    fillOf('yesBid', 0.5, 10),
    fillOf('noBid', 0.4, 10),
    fillOf('yesBid', 0.51, 10),
    fillOf('noBid', 0.41, 10),
  ];
  for (const each of fills) lots.add(each);
  for (const each of fills.slice(2)) lots.confirmed(each.trade, each.order);
  assert.equal(told(lots.merged(shares(12))), [
    'merged 10 yes 0.51 no 0.41 yes first 0.08',
    'merged 2 yes 0.5 no 0.4 yes first 0.1',
  ]);
  assert.equal(
    lots.pairs().map((pair) => pair.size / 1e6),
    [8],
  );
});

test('the same fill told again is nothing', () => {
  const lots = new LotMatcher();
  const once = fillOf('yesBid', 0.5, 10);
  lots.add(once);
  assert.equal(lots.add(once), []);
  assert.is(lots.openShares('yes'), shares(10));
});

test('past its maximum the oldest open lot is forgotten and said so', () => {
  const lots = new LotMatcher();
  for (let count = 0; count < LOTS_MAX; count += 1) lots.add(fillOf('yesBid', 0.5, 1));
  assert.equal(told(lots.add(fillOf('yesBid', 0.52, 3))), ['opened 3 yes 0.52', 'forgotten 1 yes 0.5']);
  assert.is(lots.openShares('yes'), shares(LOTS_MAX + 2));
});

type Act =
  | { act: 'fill'; slot: Slot; size: number }
  | { act: 'void' | 'confirm'; which: number }
  | { act: 'merge'; size: number };
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        act: fc.constant('fill' as const),
        slot: fc.constantFrom(...ALL_SLOTS),
        size: fc.integer({ min: 1, max: 9 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ act: fc.constantFrom('void' as const, 'confirm' as const), which: fc.nat(30) }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('merge' as const), size: fc.integer({ min: 1, max: 9 }) }) },
  ),
  { maxLength: 60 },
);

test('whatever happens, one outcome at most is open and every share is in one place', () => {
  fc.assert(
    fc.property(acts, (steps) => {
      const lots = new LotMatcher();
      const fills: { fact: FillFact; uncovered: number }[] = [];
      let merged = 0;
      for (const step of steps) {
        if (step.act === 'fill') {
          const fact = fill({
            slot: step.slot,
            price: price(0.5),
            size: step.size as Shares,
            trade: `f${fills.length}` as TradeId,
            order: 'o' as OrderId,
          });
          const news = lots.add(fact);
          const uncovered = news.reduce((sum, each) => sum + (each.news === 'uncovered' ? each.size : 0), 0);
          fills.push({ fact, uncovered });
        } else if (step.act === 'merge') {
          for (const each of lots.merged(step.size as Shares)) merged += each.news === 'merged' ? each.size : 0;
        } else if (step.act === 'confirm') {
          const settled = fills[step.which % Math.max(1, fills.length)];
          if (settled) lots.confirmed(settled.fact.trade, settled.fact.order);
        }
        assert.ok(lots.openShares('yes') === 0 || lots.openShares('no') === 0);
        const paired = lots.pairs().reduce((sum, pair) => sum + pair.size, 0);
        for (const outcome of ['yes', 'no'] as const) {
          const own = fills.filter(({ fact }) => fact.slot.startsWith(outcome));
          const bought = own
            .filter(({ fact }) => fact.slot.endsWith('Bid'))
            .reduce((sum, { fact }) => sum + fact.size, 0);
          const sold = own
            .filter(({ fact }) => fact.slot.endsWith('Ask'))
            .reduce((sum, { fact, uncovered }) => sum + fact.size - uncovered, 0);
          assert.is(lots.openShares(outcome) + paired + merged, bought - sold);
        }
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('when every sale has failed, open and paired shares are exactly the purchases that did not', () => {
  fc.assert(
    fc.property(acts, (steps) => {
      const lots = new LotMatcher();
      const standing = new Map<string, FillFact>();
      const drop = (victim: FillFact | undefined) => {
        if (victim) lots.voided(victim.trade, victim.order);
        standing.delete(victim?.trade ?? '');
        assert.ok(lots.openShares('yes') === 0 || lots.openShares('no') === 0);
      };
      for (const [at, step] of steps.entries()) {
        if (step.act === 'void') drop([...standing.values()][step.which % Math.max(1, standing.size)]);
        if (step.act !== 'fill') continue;
        const { slot, size } = step;
        const fact = fill({ slot, price: price(0.5), size: size as Shares, trade: `f${at}` as TradeId });
        lots.add(fact);
        standing.set(fact.trade, fact);
      }
      for (const fact of standing.values()) if (fact.slot.endsWith('Ask')) drop(fact);
      const paired = lots.pairs().reduce((sum, pair) => sum + pair.size, 0);
      for (const outcome of ['yes', 'no'] as const) {
        const bought = [...standing.values()].filter(({ slot }) => slot === `${outcome}Bid`);
        assert.is(
          lots.openShares(outcome) + paired,
          bought.reduce((sum, { size }) => sum + size, 0),
        );
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
