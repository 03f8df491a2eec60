// Money that is not where it should be: each difference is made by hand, and the check of that name finds it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, traceId, tradeId } from '#domain/ids.ts';
import type { Fact } from '#domain/money/fact.ts';
import { Decimal, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { checkLedger, checkResidual, MoneyWatch } from '#lab/money-watch.ts';
import { MAKER } from '#lab/scene.ts';
import { CALM_FROM_MS, type SmallNight, smallNight } from './small-night.ts';

const usd = (text: string) => new Decimal(text);
const LOOK_MS = 600;

/** The slow and thorough look, which otherwise comes once a minute. */
function recount({ stage, checks }: SmallNight) {
  for (const watch of stage.watches) if (watch instanceof MoneyWatch) watch.minute();
  return checks();
}

const credit = (night: SmallNight, cash: string): Fact => {
  const atMs = night.stage.life.desk.clock.now();
  return { fact: 'flow', atMs, kind: 'reward', market: null, cash };
};

test('a house whose money is right gives nothing to say, over rewards and a deposit neither', async () => {
  const night = await smallNight();
  const { operations } = night.stage.world.exchange;
  operations.credit(MAKER, 'reward', usd('3'));
  operations.credit(MAKER, 'deposit', usd('100'));
  operations.credit(MAKER, 'withdrawal', usd('7.5'));
  await night.run(5_000);
  assert.equal(recount(night), []);
  assert.ok(night.scene.figures.compared > 5);
  night.end();
});

test('accounts that hold what no fact tells of are found by recount: cash, settled cash and shares', async () => {
  const night = await smallNight();
  const { accounts } = night.stage.life.desk;
  const found = () => {
    const before = night.said.length;
    assert.equal(recount(night), ['recount']);
    return night.said.slice(before).map(({ what }) => what.split(':')[0]);
  };
  accounts.apply(credit(night, '5'));
  assert.equal(found(), ['cash', 'settled cash']);
  accounts.apply(credit(night, '-5'));
  const id = { trade: tradeId('t'), order: orderId('o'), market: night.market.id, trace: traceId('t') };
  const [price, size] = [parsePrice('0.4'), parseShares('5')];
  const terms = { slot: 'yesBid', price, size, role: 'maker', fee: '0', mark: price, queueAhead: null } as const;
  accounts.apply({ fact: 'fill', atMs: 1, ...id, ...terms });
  assert.equal(found(), ['cash', 'liquid-1 yes']);
  night.end();
});

test('a sale that is remembered and never was, and sets that merge unlocked, are promised twice', async () => {
  const night = await smallNight();
  const { desk } = night.stage.life;
  const [trade, order] = ['t' as never, 'o' as never];
  desk.outgoing.add({ trade, order, market: night.market.id, slot: 'yesAsk', size: 5 as Shares });
  assert.equal(recount(night), ['promised']);
  desk.outgoing.settle(trade, order);
  assert.equal(recount(night), []);
  night.scene.witness.merging.set(night.market.id, 5);
  await night.run(LOOK_MS);
  assert.equal(night.checks(), ['promised']);
  night.end();
});

test('accounts that differ from the exchange are found at the next quiet moment', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  night.stage.life.desk.book(credit(night, '5'));
  assert.equal(await night.within(5_000), ['account']);
  assert.match(night.said[0]?.what ?? '', '$-5 more');
  night.end();
});

test('a mark that is not between the prices of the others is wrong', async () => {
  const night = await smallNight();
  const { exchange } = night.stage.world;
  const levels = exchange.levels.bind(exchange);
  exchange.levels = (market, side, depth) => {
    const found = levels(market, side, depth);
    return side === 'ask' ? found : found.map((level) => ({ ...level, price: (level.price + 50_000) as never }));
  };
  assert.equal(await night.within(20_000), ['mark']);
  night.end();
});

test('shares that came from nowhere and that nobody notices are a divergence that was missed', async () => {
  const night = await smallNight();
  // Nobody compares our books with the venue any more.
  night.stage.life.desk.venue.account = () => {};
  night.stage.world.exchange.operations.driftShares(MAKER, night.market.id, 'yes', 3);
  assert.equal(await night.within(55_000), []);
  assert.equal(await night.within(10_000), ['divergence']);
  night.end();
});

test('shares that came from nowhere and are noticed are none, and an alarm without a reason is a false one', async () => {
  const night = await smallNight();
  night.stage.world.exchange.operations.driftShares(MAKER, night.market.id, 'yes', 3);
  await night.run(45_000);
  assert.equal(night.checks(), []);
  assert.is(night.stage.life.desk.markets.get(night.market.id)?.phase, 'halted');
  night.end();
  const other = await smallNight();
  other.stage.life.desk.fault('reconciler', 'warn', 'divergence of nothing at all');
  assert.equal(other.checks(), ['falseAlarm']);
  other.end();
});

test('cash that came from nowhere and is only talked about goes on trading', async () => {
  const night = await smallNight();
  const { desk } = night.stage.life;
  const { post } = desk;
  desk.post = (address, event) => {
    if (event.type !== 'HALT') post(address, event);
  };
  night.stage.world.exchange.operations.driftCash(MAKER, usd('-5'));
  assert.equal(await night.within(55_000), []);
  assert.equal(await night.within(10_000), ['divergence']);
  assert.match(night.said[0]?.what ?? '', 'rests');
  night.end();
});

test('a redemption that is asked for again before the first is answered is one too many', async () => {
  const night = await smallNight();
  const { chain } = night.stage.life.desk;
  chain.redeem(night.market.id, () => {});
  assert.equal(night.checks(), []);
  chain.redeem(night.market.id, () => {});
  assert.equal(night.checks(), ['redeem']);
  await night.run(60_000);
  night.checks();
  chain.redeem(night.market.id, () => {});
  assert.equal(night.checks(), []);
  night.end();
});

test('an exchange whose own books are wrong is said to be', async () => {
  const night = await smallNight();
  assert.equal(recount(night), []);
  night.stage.world.exchange.check = () => ['cash came from nowhere'];
  assert.equal(recount(night), ['exchange']);
  night.end();
});

test('a micro-dollar that nobody explains is in the residual', async () => {
  const night = await smallNight();
  const { stage, scene } = night;
  const closing = stage.world.exchange.account(MAKER);
  checkResidual(scene, closing, stage.life.record);
  assert.equal(night.checks(), []);
  checkResidual(scene, { ...closing, cash: closing.cash.plus('0.000001') }, stage.life.record);
  assert.equal(night.checks(), ['residual']);
  night.end();
});

test('a fact that is missing on disk, or is there twice, is missed when the house has drained', async () => {
  const night = await smallNight();
  const { stage, scene } = night;
  stage.life.desk.flushFacts();
  checkLedger(scene);
  assert.equal(night.checks(), []);
  stage.life.facts.push(credit(night, '1'));
  checkLedger(scene);
  assert.equal(night.checks(), ['ledger']);
  night.end();
});

test('what is thrown out of the event loop is said, and the night goes on', async () => {
  const night = await smallNight();
  night.stage.clock.setTimeout(() => {
    throw new Error('a test');
  }, 5);
  await night.run(1_000);
  assert.equal(night.checks(), ['throws']);
  assert.is(night.said[0]?.what, 'Error: a test');
  night.end();
});

test.run();
