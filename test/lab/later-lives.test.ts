// Whoever comes after a house that was killed: what it owns, and when it begins to trade.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MAKER } from '#lab/scene.ts';
import { smallNight } from './small-night.ts';

const KILLED_AFTER_MS = 40_000;

test('the life after a kill -9 sends nothing before its books are the account, and then trades on them', async () => {
  const night = await smallNight({ seed: 3, markets: 2, warmMs: KILLED_AFTER_MS });
  const { stage } = night;
  stage.life.kill();
  stage.begin();
  let early = 0;
  const { desk } = stage.life;
  const { place } = desk.venue;
  desk.venue.place = (orders, reply) => {
    if (!desk.vitals.agreed) early += 1;
    place(orders, reply);
  };
  const sent = stage.scene.figures.sent;
  await stage.until(stage.elapsedMs + 30_000);
  assert.is(early, 0);
  assert.ok(desk.vitals.agreed);
  assert.ok(stage.scene.figures.sent > sent, 'it does not trade');
  const { cash, holdings } = stage.world.exchange.account(MAKER);
  assert.ok(holdings.size > 0, 'nothing was filled: this night proves nothing');
  for (const [market, { yes, no }] of holdings) {
    const ours = desk.accounts.position(market);
    assert.equal([ours.yes.held, ours.no.held], [yes, no]);
  }
  assert.is(desk.accounts.cash().held.toFixed(), cash.toFixed());
  assert.equal(night.said, []);
  night.end();
});

test.run();
