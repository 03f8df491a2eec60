// Every kind of actor crashes or goes deaf while the house trades, and heals: nothing is ever out of order on the way.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { actorKind } from '#actors/addresses.ts';
import { endsWell, house, SECOND_MS } from './chaos-house.ts';
import { MAKER } from './sim-tree.ts';

for (const where of ['action', 'guard', 'entry'])
  test(`all quoters at once, in ${where}: each market heals`, async () => {
    const sim = house();
    const injection = sim.inject({ fault: 'crash', target: 'quoter', params: { where } });
    assert.is(injection.actors.length, sim.desk.markets.size);
    const healed = sim.heal(injection);
    assert.is(healed.state, 'healed');
    assert.is(sim.desk.counters.restarts, injection.actors.length);
    await endsWell(sim);
  });

test('every kind of actor can crash, one of it, and the tree is well again, except the kill switch, which ends it', async () => {
  const sim = house();
  const kinds = new Set(sim.tree.actors().map(({ address }) => actorKind(address)));
  for (const spared of ['root', 'kill-switch', 'pair-trade']) kinds.delete(spared);
  assert.ok(kinds.size >= 11, [...kinds].join(' '));
  for (const kind of kinds) {
    const injection = sim.inject({ fault: 'crash', target: kind, params: { pick: 'one' } });
    assert.is(injection.actors.length, 1);
    const healed = sim.heal(injection);
    assert.is(healed.state, 'healed', `${kind}: ${healed.state}, ${healed.waitsFor}`);
    assert.ok((healed.healMs ?? 1e9) < 20_000, `${kind} healed in ${healed.healMs} ms`);
    sim.run(5 * SECOND_MS);
  }
  await endsWell(sim);
});

test('a pair trade that crashes is no ailment', async () => {
  const sim = house();
  sim.run(120 * SECOND_MS, () => sim.tree.actors().some(({ address }) => actorKind(address) === 'pair-trade'));
  const healed = sim.heal(sim.inject({ fault: 'crash', target: 'pair-trade', params: { pick: 'one' } }));
  assert.is(healed.state, 'healed');
  await endsWell(sim);
});

test('the crash of the root or of the kill switch cancels everything and ends the house', async () => {
  for (const target of ['root', 'kill-switch']) {
    const sim = house();
    assert.ok(sim.world.exchange.openOrders(MAKER).length > 0);
    sim.inject({ fault: 'crash', target });
    sim.run(3 * SECOND_MS);
    assert.ok(await sim.failure(), target);
    assert.equal(sim.world.exchange.openOrders(MAKER), []);
    sim.end();
  }
});

test('a deaf actor starts anew when it hears again, and everything is well', async () => {
  for (const target of ['order-gateway', 'quoter', 'complete-set', 'queue-tracker']) {
    const sim = house();
    const injection = sim.inject({ fault: 'deaf', target, forMs: '2s' });
    assert.is(injection.state, 'striking');
    const healed = sim.heal(injection);
    assert.is(healed.state, 'healed', `${target}: ${healed.waitsFor}`);
    assert.ok(sim.desk.counters.restarts > 0, `${target} did not start anew`);
    await endsWell(sim);
  }
});

test('cash that is gone does not heal by itself: the wait ends with what latched', () => {
  const sim = house();
  const injection = sim.inject({ fault: 'balanceDrift', params: { usd: -5 } });
  sim.run(2 * SECOND_MS);
  assert.is(sim.chaos.find(injection.command.id)?.waitsFor, 'a look at the account');
  const settled = sim.heal(injection);
  assert.is(settled.state, 'latched');
  assert.match(settled.waitsFor ?? '', /divergence: the venue has -5 dollars more/);
  sim.end();
});

test('shares that came from nowhere halt their market, and that is no healing', () => {
  const sim = house();
  const [market] = [...sim.desk.markets.values()].map(({ facts }) => facts.slug);
  const settled = sim.heal(sim.inject({ fault: 'holdingDrift', target: market, params: { shares: 10 } }));
  assert.is(settled.state, 'latched');
  assert.match(settled.waitsFor ?? '', new RegExp(`^${market} is halted: divergence`));
  sim.end();
});

test('a divergence that stays is told once, and again when somebody resumes without a cure', () => {
  const sim = house();
  const [market] = [...sim.desk.markets.values()].map(({ facts }) => facts);
  if (!market) throw new Error('no market');
  const told = () => sim.desk.faults.filter(({ what }) => what.startsWith('page: divergence')).length;
  sim.heal(sim.inject({ fault: 'holdingDrift', target: market.slug, params: { shares: 10 } }));
  sim.run(150 * SECOND_MS);
  assert.is(told(), 1);
  sim.desk.halts.resume(market.id);
  sim.run(60 * SECOND_MS);
  assert.is(told(), 2);
  assert.ok(sim.desk.halts.reason(market.id), 'it is not halted again');
  sim.end();
});

test('what the venue pays at midnight is well once the account was looked at', () => {
  const sim = house();
  const settled = sim.heal(sim.inject({ fault: 'midnightPayouts' }));
  assert.is(settled.state, 'healed');
  assert.ok((settled.healMs ?? 0) >= SECOND_MS, `healed after ${settled.healMs} ms`);
  sim.end();
});

test('a chain that is stuck is well when what it was asked is decided', () => {
  const sim = house();
  sim.run(200 * SECOND_MS, () => sim.desk.chainJobs.sentJobs().length > 0);
  const injection = sim.inject({ fault: 'transactionStuck', forMs: '20s' });
  sim.run(21 * SECOND_MS, () => sim.desk.chainJobs.sentJobs().length === 0);
  const settled = sim.heal(injection);
  assert.is(settled.state, 'healed', settled.waitsFor ?? '');
  sim.end();
});

test.run();
