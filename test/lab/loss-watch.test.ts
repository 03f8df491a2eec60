// A loss past its limit, counted at the exchange, on money made by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { Decimal, type Shares, ZERO_USD } from '#domain/units.ts';
import { LossWatch } from '#lab/loss-watch.ts';
import { MoneyWatch } from '#lab/money-watch.ts';
import { smallNight } from './small-night.ts';

const usd = (text: string) => new Decimal(text);

test('a loss past its limit may grow by what rested then, and by no more', async () => {
  const night = await smallNight();
  const { exchange } = night.stage.world;
  const account = exchange.account.bind(exchange);
  const limit = night.scene.settings.dailyLossMaxUsd.toNumber();
  await night.run(2_000);
  let gone = limit - 1;
  exchange.account = (wallet) => ({ ...account(wallet), cash: account(wallet).cash.minus(gone) });
  // What is gone is nobody's difference here: only the worth counts.
  night.stage.watches = night.stage.watches.filter((watch) => !(watch instanceof MoneyWatch));
  await night.run(1_100);
  assert.equal(night.checks(), []);
  assert.is(night.scene.figures.overshootMaxUsd, 0);
  const atRisk = night.scene.figures.exposureMaxUsd;
  gone = limit + 1;
  await night.run(1_100);
  assert.equal(night.checks(), []);
  const { overshootMaxUsd, lossMaxUsd } = night.scene.figures;
  assert.ok(overshootMaxUsd > 10 && overshootMaxUsd <= atRisk + 10, `${overshootMaxUsd} of ${atRisk}`);
  assert.ok(lossMaxUsd > limit);
  gone = limit + overshootMaxUsd + 1;
  await night.run(1_100);
  assert.equal(night.checks(), ['loss']);
  night.end();
});

test('what rested longer ago than a dead man’s orders may rest is no excuse for a loss', async () => {
  const night = await smallNight();
  const { exchange } = night.stage.world;
  night.stage.watches = night.stage.watches.filter((watch) => watch instanceof LossWatch);
  night.clear();
  night.rest(night.intent('yesBid 0.40 x 2000'), { exchange: false });
  await night.run(1_100);
  const atRisk = night.scene.figures.exposureMaxUsd;
  assert.ok(atRisk > 800, `${atRisk}`);
  night.clear();
  const account = exchange.account.bind(exchange);
  const gone = night.scene.settings.dailyLossMaxUsd.plus(1);
  await night.run(17_000);
  exchange.account = (wallet) => ({ ...account(wallet), cash: account(wallet).cash.minus(gone) });
  await night.run(1_100);
  const { overshootMaxUsd } = night.scene.figures;
  assert.ok(overshootMaxUsd > 0 && overshootMaxUsd < 400, `${overshootMaxUsd}`);
  night.end();
});

test('worth is cash and shares at their marks, without what came from outside or was never told', async () => {
  const night = await smallNight();
  const { stage, scene, market } = night;
  const { exchange } = stage.world;
  const state = stage.life.desk.markets.get(market.id);
  if (!state) throw new Error('nobody knows the market');
  const untold: Readonly<Record<string, number>> = { [`${market.id} yes`]: 1e6, [`${market.id} no`]: 2e6 };
  Object.defineProperty(scene.untold, 'cash', { value: usd('3') });
  scene.untold.shares = (what) => untold[what] ?? 0;
  scene.witness.credits = 5_000_000n;
  const watch = new LossWatch(scene);
  stage.watches = [watch];
  let cash = usd('100');
  const holdings = new Map([
    [market.id, { yes: 10e6 as Shares, no: 20e6 as Shares }],
    [marketId('nobody knows it'), { yes: 7e6 as Shares, no: 7e6 as Shares }],
  ]);
  exchange.account = () => ({ cash, holdings, receivables: ZERO_USD });
  const markAt = (mark: number) => Object.defineProperty(state, 'mark', { value: mark, configurable: true });
  const lossAt = async (mark: number) => {
    markAt(mark);
    scene.figures.lossMaxUsd = Number.NEGATIVE_INFINITY;
    await night.run(1_100);
    return Number(scene.figures.lossMaxUsd.toFixed(6));
  };
  assert.is(await lossAt(600_000), 0);
  cash = usd('90');
  assert.is(await lossAt(600_000), 10);
  // 9 YES are worth 0.90 less, 18 NO 1.80 more.
  assert.is(await lossAt(500_000), 9.1);
  scene.witness.credits = -1_000_000n;
  assert.is(await lossAt(500_000), 3.1);
  night.end();
});

test.run();
