// One market's actors crash in the middle of trading: they come back, their orders are cancelled and placed anew, no pair
// trade is lost, and the other markets do not notice.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketId } from '#domain/ids.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { endsClean } from './clean-end.ts';
import { MAKER, poisoned, type SimTree, simTree } from './sim-tree.ts';
import { watch } from './sim-watch.ts';

const SECOND_MS = 1_000;

/** A tree whose quoter of one market can be made to throw while it plans. */
function fragile(seed: number) {
  const poison = { market: null as MarketId | null, times: 0 };
  const sim = simTree({
    seed,
    spoil: () => ({
      signals: {
        read(market) {
          if (market !== poison.market || poison.times === 0) return [];
          poison.times -= 1;
          throw new Error('cannot think');
        },
      },
    }),
  });
  const guard = watch(sim);
  const run = (ms: number, stop: () => boolean = () => false) =>
    sim.run(ms, () => {
      guard.look();
      return stop();
    });
  return { ...sim, sim, poison, guard, run };
}

function idsOf({ desk }: SimTree, market: MarketId): string[] {
  return desk.orders.live(market).map(({ id }) => id);
}

function othersThan({ desk }: SimTree, market: MarketId) {
  return [...desk.markets.values()].filter(({ facts }) => facts.id !== market);
}

for (const seed of [1, 2])
  test(`seed ${seed}: a quoter that throws restarts, its market cancels and quotes again, the others do not notice`, async () => {
    const { sim, poison, guard, run, desk, tree, facts } = fragile(seed);
    const both = () => idsOf(sim, sim.market('wide-').id).length === 2;
    run(40 * SECOND_MS);
    assert.ok(run(20 * SECOND_MS, both), 'it never quoted both sides');
    const { id: market, slug } = sim.market('wide-');
    const others = othersThan(sim, market);
    const doomed = idsOf(sim, market);
    const [said, restarts] = [facts.length, desk.counters.restarts];
    Object.assign(poison, { market, times: 1 });
    assert.ok(
      run(5 * SECOND_MS, () => tree.stateOf(quoterAddress(slug)) === null),
      'it never threw',
    );
    const crashedMs = sim.clock.now();
    for (const row of desk.orders.live(market)) assert.is(row.status, 'cancelling');

    let noticed = false;
    const calm = () => {
      noticed ||= others.some(({ facts: { slug: other } }) => tree.stateOf(quoterAddress(other)) === null);
      return false;
    };
    run(SECOND_MS, calm);
    const open = world(sim);
    for (const id of doomed) assert.not(open.includes(id), 'an order of the dead quoter rests');
    assert.ok(
      run(10 * SECOND_MS, () => both() && idsOf(sim, market).every((id) => !doomed.includes(id))),
      'it does not quote again',
    );
    assert.ok(sim.clock.now() - crashedMs < 5 * SECOND_MS, 'it took its time');
    run(5 * SECOND_MS, calm);

    assert.not(noticed, 'another quoter went away');
    assert.is(desk.counters.restarts - restarts, 1);
    const blamed = facts.slice(said).filter((fact) => fact.fact === 'order' && /crashed/.test(fact.reason ?? ''));
    assert.ok(blamed.length > 0);
    for (const fact of blamed) assert.is(fact.fact === 'order' && fact.market, market);
    assert.equal(guard.problems, []);
    await endsClean(sim);
  });

const CRASHES = [
  ['queue-tracker', poisoned('ORDER_ENDED', 'order'), ['queue-tracker', 'quoter']],
  ['complete-set', poisoned('TELL', 'step'), ['complete-set', 'queue-tracker', 'quoter']],
] as const;

for (const [name, event, taken] of CRASHES)
  test(`a ${name} that throws takes along only those that rely on it, and all quote again`, async () => {
    const { sim, guard, run, desk, tree } = fragile(3);
    run(45 * SECOND_MS);
    const { id: market, slug } = sim.market('liquid-');
    const open = desk.pairBook(market)?.open() ?? [];
    const standing = () =>
      tree.states().filter(({ id }) => id.includes(`${slug}/complete-set/pair-trade`)) as readonly object[];
    const before = standing();
    assert.ok(before.length > 0, 'no pair trade is open');
    tree.send(`market:${slug}/${name}`, event);
    for (const child of ['complete-set', 'queue-tracker', 'quoter'])
      assert.is(tree.stateOf(`market:${slug}/${child}`) === null, (taken as readonly string[]).includes(child), child);
    run(150);
    for (const child of ['complete-set', 'queue-tracker', 'quoter'])
      assert.ok(tree.stateOf(`market:${slug}/${child}`), `${child} is not back`);
    for (const { id } of open) assert.ok(desk.pairTrades.has(id), `pair trade ${id} is lost`);
    if (idsOf(sim, market).length === 0) assert.equal(standing(), before);
    assert.ok(
      run(10 * SECOND_MS, () => idsOf(sim, market).length === 2),
      'it does not quote again',
    );
    run(20 * SECOND_MS);
    assert.is(desk.counters.restarts, taken.length);
    const machines = standing().length;
    assert.is(machines, desk.pairBook(market)?.open().length);
    assert.equal(guard.problems, []);
    await endsClean(sim);
  });

test('a market that throws comes back with its three machines, and knows that its book is good', async () => {
  const { sim, guard, run, tree, desk } = fragile(4);
  run(45 * SECOND_MS);
  const { id: market, slug } = sim.market('jumpy-');
  tree.send(`market:${slug}`, poisoned('BOOK_TRUST', 'trusted'));
  assert.is(tree.stateOf(`market:${slug}`), null);
  assert.is(tree.stateOf(quoterAddress(slug)), null);
  run(150);
  assert.is(tree.stateOf(`market:${slug}`), 'trading');
  assert.ok(
    run(10 * SECOND_MS, () => idsOf(sim, market).length === 2),
    'it does not quote again',
  );
  assert.is(desk.counters.restarts, 1);
  assert.equal(guard.problems, []);
  await endsClean(sim);
});

test('a market that throws again and again, at every moment of its trading, loses nothing', async () => {
  const { sim, guard, run, tree, desk } = fragile(5);
  for (let n = 0; n < 6; n++) {
    run(10 * SECOND_MS + 37 * n);
    tree.send('market:updown-1/complete-set', poisoned('TELL', 'step'));
    run(7 * SECOND_MS);
    tree.send('market:wide-1', poisoned('BOOK_TRUST', 'trusted'));
  }
  run(10 * SECOND_MS);
  assert.ok(desk.counters.restarts > 12);
  assert.equal(guard.problems, []);
  await endsClean(sim);
});

test('a pair trade whose machine throws is made again and stands where it stood', async () => {
  const { sim, run, tree } = fragile(1);
  run(60 * SECOND_MS);
  const isPairTrade = ({ id }: { id: string }) => id.includes('/pair-trade:');
  const before = tree.states().filter(isPairTrade);
  assert.ok(before.some(({ state }) => state === 'leg2Working'));
  for (const { id } of before) {
    const address = id.replace(/^.*\/(market:[^/]+)\/complete-set\//, '$1/');
    for (const type of ['LEG1_FILLED', 'LEG2_FILLED', 'SALE_VOIDED', 'LEG_SOLD'])
      tree.send(address, poisoned(type, type === 'LEG_SOLD' || type === 'SALE_VOIDED' ? 'size' : 'leg'));
  }
  assert.is(tree.states().filter(isPairTrade).length, 0);
  run(1_100);
  const after = new Map(
    tree
      .states()
      .filter(isPairTrade)
      .map(({ id, state }) => [id, state]),
  );
  // Where both legs were there its merge may have begun meanwhile.
  const mayStand = (state: string) => (state === 'bothFilled' ? ['bothFilled', 'merging'] : [state]);
  for (const { id, state } of before)
    assert.ok(mayStand(state).includes(after.get(id) ?? ''), `${id}: ${state}, then ${after.get(id)}`);
  await endsClean(sim);
});

test('a quoter that throws for ever takes its market down; the market is left out with a page, and its shard goes on', async () => {
  const { sim, poison, guard, run, desk, tree } = fragile(1);
  run(30 * SECOND_MS);
  const { id: market, slug } = sim.market('wide-');
  Object.assign(poison, { market, times: Number.POSITIVE_INFINITY });
  const first = (what: RegExp) => desk.faults.find(({ actor, what: text }) => what.test(`${actor} ${text}`))?.atMs;
  run(75 * SECOND_MS);
  const times = [
    /^market:wide-1\/quoter escalated/,
    /^market:wide-1 crashed: .*quoter failed too often/,
    /^market:wide-1 escalated/,
    /^market:wide-1 page: market:wide-1 failed too often/,
  ].map(first);
  for (const at of times) assert.type(at, 'number');
  assert.equal(
    times,
    times.toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  );
  assert.is(first(/^shard-0 crashed/), undefined);
  assert.match(desk.halts.reason(market) ?? '', /failed too often/);
  assert.is(tree.stateOf(`market:${slug}`), null);
  assert.equal(idsOf(sim, market), []);
  for (const { facts } of othersThan(sim, market)) assert.ok(idsOf(sim, facts.id).length > 0, facts.slug);
  // Mended, and resumed by an operator.
  poison.times = 0;
  tree.resume(slug);
  assert.ok(
    run(60 * SECOND_MS, () => idsOf(sim, market).length > 0),
    'it does not quote again',
  );
  assert.equal(guard.problems, []);
  await endsClean(sim);
});

/** What rests of ours at the exchange. */
function world({ world: { exchange } }: SimTree): readonly string[] {
  return exchange.openOrders(MAKER).map(({ id }) => id);
}

test.run();
