// What the chain owes, and who says so when it does not come.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Price, Shares } from '#domain/units.ts';
import { STATED } from '#lab/checks.ts';
import { MAKER } from '#lab/scene.ts';
import { CALM_FROM_MS, smallNight } from './small-night.ts';

const SETS = 3_000_000 as Shares;

test('shares of a market with a result that nobody redeems are named', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  const { exchange } = night.stage.world;
  const { desk } = night.stage.life;
  exchange.moveSets(MAKER, night.market.id, 'split', SETS);
  night.scene.witness.receipts.cash -= 3_000_000n;
  for (const what of ['yes', 'no']) night.scene.witness.receipts.shares.set(`${night.market.id} ${what}`, SETS);
  desk.book({
    fact: 'split',
    atMs: desk.clock.now(),
    market: night.market.id,
    size: SETS,
    gas: '0',
    transaction: 'by hand' as never,
    mark: 500_000 as Price,
  });
  desk.gas.now = () => null; // nobody knows the price: nobody redeems
  exchange.resolve(night.market.id, 1_000_000 as Price);
  await night.run(STATED.redeemedMs - 5_000);
  assert.not(night.checks().includes('redeemed'));
  await night.run(10_000);
  assert.ok(night.checks().includes('redeemed'));
  night.end();
});

test('sets that stay locked without a merge are named', async () => {
  const night = await smallNight({
    warmMs: CALM_FROM_MS,
    settings: { mergeMinShares: '1000000', mergeCashShareMin: '0' },
  });
  const { accounts } = night.stage.life.desk;
  const market = night.market.id;
  const position = accounts.position.bind(accounts);
  accounts.position = (id) => (id === market ? { ...position(id), locked: SETS } : position(id));
  if (!accounts.markets().includes(market)) accounts.markets = () => [market];
  await night.run(STATED.redeemedMs + 5_000);
  assert.ok(night.checks().includes('redeemed'));
  night.end();
});

test('a merge that is not worth its gas is named, and any above a latch', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS, settings: { 'sim.gasUsd': '0.5' } });
  const { desk } = night.stage.life;
  // The sets that are merged here come from nowhere: they are locked from nowhere, too.
  const position = desk.accounts.position.bind(desk.accounts);
  desk.accounts.position = (id) => ({ ...position(id), locked: (2_010 * 1e6) as Shares });
  const merge = (sets: number) => desk.chain.merge(night.market.id, (sets * 1e6) as Shares, () => {});
  merge(1_000);
  await night.run(100);
  assert.equal(night.checks(), []);
  merge(10);
  assert.equal(await night.within(1_000), ['gas']);
  night.stage.life.tree.halt('by hand');
  await night.run(5_000);
  night.checks();
  merge(1_000);
  desk.chain.redeem(night.market.id, () => {});
  assert.ok((await night.within(1_000)).includes('gas'));
  assert.is(night.said.filter(({ check }) => check === 'gas').length, 3);
  night.end();
});

test.run();
