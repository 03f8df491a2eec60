// Money that is not where it should be: each difference is made by hand, and the check of that name finds it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, traceId, tradeId } from '#domain/ids.ts';
import type { Fact } from '#domain/money/fact.ts';
import { Decimal, parsePrice, parseShares, type Shares, ZERO_USD } from '#domain/units.ts';
import { checkLedger, checkResidual, MoneyWatch } from '#lab/money-watch.ts';
import { checkRecovery } from '#lab/recovery-watch.ts';
import { MAKER } from '#lab/scene.ts';
import { type SmallNight, smallNight } from './small-night.ts';

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
  const night = await smallNight();
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

test('an exchange whose own books are wrong is said to be', async () => {
  const night = await smallNight();
  assert.equal(recount(night), []);
  night.stage.world.exchange.check = () => ['cash came from nowhere'];
  assert.equal(recount(night), ['exchange']);
  night.end();
});

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
  gone = limit + 1;
  await night.run(1_100);
  assert.equal(night.checks(), []);
  const { overshootMaxUsd, lossMaxUsd } = night.scene.figures;
  assert.ok(overshootMaxUsd > 10, `${overshootMaxUsd}`);
  assert.ok(lossMaxUsd > limit);
  gone = limit + overshootMaxUsd + 1;
  await night.run(1_100);
  assert.equal(night.checks(), ['loss']);
  night.end();
});

test('a market that is silent without a reason has not recovered', async () => {
  const night = await smallNight();
  const { stage, scene } = night;
  checkRecovery(scene, stage.orders, stage.tree, stage.startMs);
  assert.equal(night.checks(), []);
  const never = stage.clock.now() + 1;
  checkRecovery(scene, stage.orders, stage.tree, never);
  assert.equal(night.checks(), ['recovery']);
  assert.match(
    night.said[0]?.what ?? '',
    /^liquid-1 has not quoted .* phase trading, quoter \w+, book trusted, gateway open/,
  );
  const state = stage.life.desk.markets.get(night.market.id);
  if (!state) throw new Error('nobody knows the market');
  for (const excuse of [
    () => {
      state.silence = 'bid: noRoom';
    },
    () => {
      state.silence = null;
      state.phase = 'resolved';
    },
    () => {
      state.phase = 'trading';
      stage.tree.latched = 'cancelAll';
    },
    () => {
      stage.tree.latched = 'armed';
      stage.orders.deniedMs.set(night.market.slug, stage.clock.now() - 70_000);
    },
  ]) {
    excuse();
    checkRecovery(scene, stage.orders, stage.tree, never);
    assert.equal(night.checks(), []);
  }
  state.phase = 'halted';
  stage.orders.deniedMs.clear();
  checkRecovery(scene, stage.orders, stage.tree, never);
  assert.equal(night.checks(), ['recovery'], 'a market that is halted for nothing');
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
  const night = await smallNight({ warmMs: 4_000 });
  night.stage.clock.setTimeout(() => {
    throw new Error('a test');
  }, 5);
  await night.run(1_000);
  assert.equal(night.checks(), ['throws']);
  assert.is(night.said[0]?.what, 'Error: a test');
  night.end();
});

test('drift of our cash, a lost receipt and a credit nobody heard of are known as untold, and end when they are told', async () => {
  const night = await smallNight({ warmMs: 4_000 });
  const { untold, witness } = night.scene;
  const { exchange } = night.stage.world;
  assert.equal([untold.some, untold.cash.toFixed()], [false, '0']);
  exchange.operations.driftCash(MAKER, usd('-5.25'));
  assert.equal([untold.some, untold.cash.toFixed()], [true, '-5.25']);
  exchange.operations.driftCash(MAKER, usd('5.25'));
  exchange.operations.credit(MAKER, 'withdrawal', usd('2'));
  assert.is(untold.cash.toFixed(), '-2');
  witness.credits -= 2_000_000n;
  assert.is(untold.some, false);
  exchange.moveSets(MAKER, night.market.id, 'split', 3_000_000 as Shares);
  exchange.chargeGas(MAKER, usd('0.01'));
  assert.is(untold.cash.toFixed(), '-3.01');
  assert.is(untold.shares(`${night.market.id} yes`), 3_000_000);
  witness.receipts.cash -= 3_010_000n;
  for (const outcome of ['yes', 'no']) witness.receipts.shares.set(`${night.market.id} ${outcome}`, 3_000_000);
  assert.equal([untold.some, untold.cash.equals(ZERO_USD)], [false, true]);
  exchange.operations.driftShares(MAKER, night.market.id, 'no', -1_000);
  assert.equal([untold.some, untold.shares(`${night.market.id} no`)], [true, -1_000]);
  night.end();
});

test.run();
