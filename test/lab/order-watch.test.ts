// What rests against what our rows say: a difference of each kind is made by hand, and the check of that name finds it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId } from '#domain/ids.ts';
import type { VenueOrder } from '#domain/ports.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { MAKER } from '#lab/scene.ts';
import { CALM_FROM_MS, type SmallNight, smallNight } from './small-night.ts';

async function look(night: SmallNight, ms = 0) {
  if (ms > 0) await night.run(ms);
  night.stage.orders.look();
  return night.checks();
}

test('a house that quotes in calm gives nothing to say', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  assert.equal(await look(night, 15_000), []);
  assert.ok(night.stage.world.exchange.openOrders(MAKER).length > 0);
  assert.ok(night.stage.orders.restedMs.has(night.market.slug));
  night.end();
});

test('what rests without a row, or was never sent, is an orphan', async () => {
  const night = await smallNight();
  night.clear();
  night.rest(night.intent('yesBid 0.30 x 20'), { row: false });
  assert.equal(await look(night), ['orphan']);
  // A second life has rows of what the first one sent, too; nobody has sent the last one.
  night.scene.lives = () => 2;
  night.clear();
  night.rest(night.intent('noBid 0.30 x 20', 'sent before'), { row: false });
  assert.equal(await look(night), ['orphan']);
  night.clear();
  night.rest(night.intent('noBid 0.30 x 20', 'unsent'));
  const { orders } = night.stage.life.desk;
  for (const news of ['CANCEL_SENT', 'CANCELLED'] as const) orders.news(orderId('unsent'), news, 0);
  night.scene.witness.placed.delete(orderId('unsent'));
  assert.equal(await look(night), ['orphan']);
  night.end();
});

test('what rests although its row has ended is a stray: at once in calm, and otherwise after its time', async () => {
  for (const [warmMs, expected] of [
    [CALM_FROM_MS, ['stray']],
    [8_000, []],
  ] as const) {
    const night = await smallNight({ warmMs });
    const { desk } = night.stage.life;
    const [row] = desk.orders.allLive().filter(({ status }) => status === 'resting');
    if (!row) throw new Error('nothing rests');
    for (const news of ['CANCEL_SENT', 'CANCELLED'] as const) desk.orders.news(row.id, news, desk.clock.now());
    night.stage.orders.touched({ status: 'cancelled', market: row.market } as never);
    assert.equal(await look(night), expected);
    night.end();
  }
});

test('a row that rests nowhere is a phantom', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  night.rest(night.intent('noAsk 0.30 x 20'), { exchange: false });
  night.stage.orders.touched({ status: 'resting', market: night.market.id } as never);
  assert.equal(await look(night), ['phantom']);
  night.end();
});

test('what rests on a book that is not to be trusted, or where a quoter is silent, is to be pulled', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  const { desk, tree } = night.stage.life;
  desk.markets.get(night.market.id)?.book.distrust('a test');
  night.stage.orders.touched({ status: 'resting', market: night.market.id } as never);
  assert.equal(await look(night), ['pulled']);
  night.end();
  for (const state of ['pulled', 'idle', null]) {
    const quiet = await smallNight({ warmMs: CALM_FROM_MS });
    quiet.stage.life.tree.stateOf = (address) => (address.endsWith('/quoter') ? state : tree.stateOf(address));
    quiet.stage.orders.touched({ status: 'resting', market: night.market.id } as never);
    assert.equal(await look(quiet), ['pulled'], String(state));
    quiet.end();
  }
});

test('two orders in one slot at the exchange are one too many', async () => {
  const night = await smallNight();
  night.clear();
  for (const text of ['yesBid 0.30 x 20', 'yesBid 0.29 x 20']) night.rest(night.intent(text));
  assert.equal(await look(night), ['slot']);
  night.end();
});

test('a bid and an ask of ours that meet at the exchange are said to', async () => {
  const night = await smallNight();
  const { exchange } = night.stage.world;
  night.clear();
  const resting = ['yesBid 0.40 x 20', 'noBid 0.60 x 20'].map((text): VenueOrder => {
    const intent = night.intent(text);
    night.rest(intent, { exchange: false });
    return { ...intent, filled: parseShares('0') };
  });
  // No honest exchange lets it come to this.
  exchange.openOrders = () => resting;
  assert.equal(await look(night), ['selfCross']);
  exchange.openOrders = () => resting.map((order) => ({ ...order, price: parsePrice('0.40') }));
  assert.equal(await look(night), []);
  night.end();
});

test('a fill as a taker is never ours', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  const { exchange } = night.stage.world;
  const price = exchange.top(night.market.id).ask;
  if (price === null) throw new Error('nobody asks');
  const { id, market, slot, size } = night.intent('yesBid 0.50 x 20');
  exchange.submit(MAKER, { id, market, slot, size, price, kind: 'fak' });
  assert.equal(night.checks(), ['taker']);
  night.end();
});

test.run();
