// What the report says of fills and of quotes that nobody took, from the desk's own facts and books.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Desk } from '#actors/desk.ts';
import { OrderNewsDesk } from '#actors/order-news.ts';
import { RunRecord } from '#actors/run-record.ts';
import type { OrderId } from '#domain/ids.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { runReport } from '#domain/money/report.ts';
import type { StateFiles } from '#domain/ports.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { anIntent } from '../domain/orders/scene.ts';
import { aFill, RAIN, smallDesk, snapshot } from './small-desk.ts';

function run(files: StateFiles = memoryStateFiles()) {
  const small = smallDesk();
  const settings = { ...small.desk.settings, mode: 'simulate' as const };
  const desk = new Desk({ ...small.ports, files } as never, settings, small.desk.opening);
  const record = new RunRecord(desk);
  desk.onListed = (state) => record.listed(state);
  desk.begin();
  desk.list(RAIN);
  const state = desk.markets.get(RAIN.id) as MarketState;
  const { clock } = small;
  const news = new OrderNewsDesk(desk);
  return {
    ...{ desk, clock, news, state },
    book: (bids: string, asks: string) => state.apply(snapshot(RAIN.id, bids, asks, clock.now()), clock.now()),
    /** An order that the venue says rests, so many milliseconds after we decided on it. */
    rests(id: string, text: string, ackMs = 40): OrderId {
      const intent = anIntent(text, id, RAIN.id);
      desk.orders.propose(intent, clock.now());
      desk.orders.news(intent.id, 'INTENDED', clock.now());
      news.move(intent.id, 'SENT', null);
      clock.advanceBy(ackMs);
      news.move(intent.id, 'ACCEPTED', null);
      return intent.id;
    },
    cancelled(order: OrderId) {
      news.move(order, 'CANCEL_SENT', 'away from its target price');
      news.move(order, 'CANCELLED', 'asked');
    },
    report() {
      const { cash } = desk.accounts;
      const closing = { cash: cash.call(desk.accounts).held, receivables: cash.call(desk.accounts).held.times(0) };
      const holdings = new Map([[RAIN.id, { yes: 0, no: 0 }]]) as never;
      return runReport(record.close({ ...closing, holdings }, { queueModel: 'power3', bound: 'matched' }));
    },
  };
}

test('what the market did after a fill is read without our own orders, which would vouch for themselves', () => {
  const { book, rests, news, clock, report } = run();
  book('0.48 x 500', '0.52 x 500');
  const order = rests('own', 'yesBid 0.48 x 100');
  book('0.48 x 600', '0.52 x 500');
  news.fill(aFill('t1', order, 'yesBid 0.48 x 40'));
  // Our own bid now stands alone at 0.51: with it the middle would be far higher.
  const own = rests('more', 'yesBid 0.51 x 400', 0);
  book('0.51 x 400, 0.48 x 560', '0.52 x 500');
  clock.advanceBy(1_000);
  assert.is(report().total.markouts[1]?.mean, '0.02', 'the middle of 0.48 and 0.52, less 0.48');
  assert.ok(own);
});

test('a fill keeps how its order stood: the rule, the regime, the spread of the others, its age and our answer time', () => {
  const { book, rests, news, clock, state, report } = run();
  book('0.48 x 500', '0.52 x 500');
  const order = rests('own', 'yesBid 0.49 x 100', 250);
  book('0.49 x 100, 0.48 x 500', '0.52 x 500');
  state.regime = 'lowLiquidity';
  state.heldBy = { yesBid: 'minRest' };
  clock.advanceBy(12_000);
  news.fill(aFill('t1', order, 'yesBid 0.49 x 40'));
  const { groups, hours } = { ...report().total, ...report().markets[0] };
  const words = Object.fromEntries(Object.entries(groups).map(([name, rows]) => [name, Object.keys(rows)]));
  assert.equal(words, {
    ...{ rule: ['minRest'], regime: ['lowLiquidity'], side: ['bid'], queue: ['unknown'], spread: ['upTo5c'] },
    ...{ age: ['under30s'], answer: ['under500ms'], size: ['under50'], hour: ['08'] },
  });
  assert.equal(Object.keys(hours ?? {}), ['08']);
  assert.is(groups.rule.minRest?.edge, '0.4', 'forty shares a cent under the middle of the others');
});

test('a fill that crosses our cancel is put down to the cancel', () => {
  const { book, rests, news, report } = run();
  book('0.48 x 500', '0.52 x 500');
  const order = rests('own', 'yesBid 0.49 x 100');
  news.move(order, 'CANCEL_SENT', 'the edge is gone');
  news.fill(aFill('t1', order, 'yesBid 0.49 x 100'));
  assert.equal(Object.keys(report().total.groups.rule), ['cancelling']);
});

test('a quote that rested and was cancelled unfilled is followed as if it had been filled then', () => {
  const { book, rests, cancelled, news, clock, report } = run();
  book('0.48 x 500', '0.52 x 500');
  const missed = rests('missed', 'yesBid 0.47 x 100');
  clock.advanceBy(10_000);
  cancelled(missed);
  // A hint of a quote, and one that was filled in part, are not among them.
  const hint = rests('hint', 'yesBid 0.47 x 100');
  clock.advanceBy(100);
  cancelled(hint);
  const partly = rests('partly', 'yesBid 0.47 x 100');
  clock.advanceBy(10_000);
  news.fill(aFill('t1', partly, 'yesBid 0.47 x 40'));
  cancelled(partly);
  clock.advanceBy(5_000);
  const { unfilled, markouts } = report().total;
  assert.is(unfilled.quotes, 1);
  assert.is(unfilled.markouts[5]?.mean, '0.03', 'it was three cents below the middle, which stayed');
  assert.is(unfilled.markouts[5]?.fills, 1);
  assert.is(markouts[5]?.fills, 1, 'and is no fill');
});

test('a later life folds the groups, voided fills and capital times from the facts', () => {
  const files = memoryStateFiles();
  const { desk, book, rests, news, clock, report } = run(files);
  book('0.48 x 500', '0.52 x 500');
  const order = rests('own', 'yesBid 0.49 x 100');
  news.fill(aFill('t1', order, 'yesBid 0.49 x 40'));
  news.fill(aFill('t2', order, 'yesBid 0.49 x 60'));
  news.trade({ ...aFill('t2', order, 'yesBid 0.49 x 60'), status: 'failed' });
  const pair = { fact: 'pairTrade', market: RAIN.id, pairTrade: 'pt-1' as never, size: parseShares('40') } as const;
  const prices = { yesPrice: parsePrice('0.49'), noPrice: parsePrice('0.5') };
  for (const [state, atMs] of [
    ['leg1Filled', clock.now()],
    ['bothFilled', clock.now() + 7_000],
    ['merged', clock.now() + 9_000],
  ] as const)
    desk.tell({ ...pair, ...prices, state, atMs });
  desk.flushFacts();
  const [before, after] = [report().total, run(files).report().total];
  assert.is(before.groups.side.bid?.fills, 1, 'the failed one left');
  assert.equal(after.groups.side.bid, before.groups.side.bid);
  assert.equal(after.capital, before.capital);
  assert.equal([after.capital.meanLegMs, after.capital.meanMs, after.capital.dollarSeconds], ['7000', '2000', '79.2']);
});

test.run();
