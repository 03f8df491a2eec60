// What serves all markets crashes in the middle of trading, with trades unsettled and merges on their way: the tree heals and
// not a micro-dollar is lost.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endsClean } from './clean-end.ts';
import { patched, poisoned, type SimTree, type SimTreeOptions, simTree } from './sim-tree.ts';
import { watch } from './sim-watch.ts';

const SECOND_MS = 1_000;
/** Two trades in five fail on chain, so that reversals happen while somebody is away. */
const ROUGH = { 'sim.settlementFailureShare': '0.4', mergeMinShares: '5' };

function watched(options: SimTreeOptions = {}) {
  const sim = simTree(options);
  const guard = watch(sim);
  const run = (ms: number, stop: () => boolean = () => false) =>
    sim.run(ms, () => {
      guard.look();
      return stop();
    });
  return { ...sim, sim, guard, run };
}

/** Everybody quotes, and the gateway is open. */
function quotesEverywhere({ desk, tree }: SimTree): boolean {
  return (
    desk.admission.mode === 'open' &&
    [...desk.markets.values()].every(
      ({ phase, facts: { slug, id } }) =>
        phase !== 'trading' || (tree.stateOf(`market:${slug}/quoter`) !== null && desk.orders.live(id).length > 0),
    )
  );
}

const SHARED = [
  ['order-gateway', poisoned('NEWS', 'news')],
  ['venue', poisoned('supervisor.add', 'spec')],
  ['market-feed', poisoned('FOLLOW', 'market')],
  ['chain', poisoned('SUBMIT', 'job')],
  ['shard-0', poisoned('supervisor.add', 'spec')],
] as const;

for (const [address, event] of SHARED)
  test(`${address} crashes three times: it heals each time, nothing is lost, nothing is booked twice`, async () => {
    const { sim, guard, run, desk, tree } = watched({ seed: 4, flags: ROUGH });
    for (let n = 0; n < 3; n++) {
      run(16 * SECOND_MS + 101 * n);
      tree.send(address, event);
      assert.is(tree.stateOf(address), null);
      assert.ok(
        run(15 * SECOND_MS, () => quotesEverywhere(sim)),
        `after crash ${n + 1} not all quote again`,
      );
    }
    const fails = () => sim.facts.some((fact) => fact.fact === 'settlement' && fact.status === 'failed');
    const merges = () => address !== 'chain' || sim.facts.some(({ fact }) => fact === 'merge');
    assert.ok(
      run(240 * SECOND_MS, () => fails() && merges()),
      'nothing failed on chain, or nothing was merged: this proves nothing',
    );
    run(10 * SECOND_MS);
    assert.ok(desk.counters.restarts >= 3);
    assert.equal(guard.problems, []);
    await endsClean(sim);
  });

test('a gateway that crashes right after a fill, before it is settled, hears of the settlement from the listing', async () => {
  const { sim, run, facts, tree, desk } = watched({ seed: 2, flags: ROUGH });
  let crashes = 0;
  for (let n = 0; n < 3; n++) {
    const before = facts.length;
    assert.ok(
      run(60 * SECOND_MS, () => facts.slice(before).some(({ fact }) => fact === 'fill')),
      'no fill came',
    );
    // Away for longer and longer: by then the chain has decided.
    tree.send('order-gateway', poisoned('NEWS', 'news'));
    crashes += 1;
    run(20 * SECOND_MS);
  }
  run(20 * SECOND_MS);
  assert.is(desk.counters.restarts, 3 * crashes, 'with the heartbeat and the account feed below it');
  await endsClean(sim);
});

test('an account feed that cannot listen is tried again, and what was told meanwhile is read', async () => {
  let deaf = 0;
  const { sim, guard, run, tree, desk } = watched({
    seed: 3,
    flags: ROUGH,
    spoil: (ports) => ({
      venue: patched(ports.venue, {
        listen(listener) {
          if (deaf-- > 0) throw new Error('no socket');
          return ports.venue.listen(listener);
        },
      }),
    }),
  });
  run(30 * SECOND_MS);
  deaf = 4;
  tree.send('order-gateway', poisoned('NEWS', 'news'));
  assert.ok(run(60 * SECOND_MS, () => deaf < 0 && quotesEverywhere(sim)));
  assert.is(desk.faults.filter(({ actor, what }) => actor === 'account-feed' && /no socket/.test(what)).length, 4);
  run(30 * SECOND_MS);
  assert.equal(
    guard.problems.filter((problem) => !/we count|does not rest/.test(problem)),
    [],
  );
  await endsClean(sim);
});

test('a feed that crashed leaves one stream a market, and nobody quotes on the books it left', async () => {
  let open = 0;
  const { sim, run, tree, desk } = watched({
    seed: 4,
    spoil: ({ stream }) => ({
      stream: patched(stream, {
        listen(markets, listener) {
          open += 1;
          const hangUp = stream.listen(markets, listener);
          return () => {
            open -= 1;
            hangUp();
          };
        },
      }),
    }),
  });
  run(30 * SECOND_MS);
  assert.is(open, desk.markets.size);
  tree.send('market-feed', poisoned('FOLLOW', 'market'));
  assert.is(open, 0);
  for (const state of desk.markets.values()) {
    assert.is(state.book.trust(sim.clock.now()), 'empty');
    for (const row of desk.orders.live(state.facts.id)) assert.is(row.status, 'cancelling');
  }
  run(5 * SECOND_MS);
  assert.is(open, desk.markets.size);
  await endsClean(sim);
});

test('a resolution that the feed never heard of is known from the catalogue', async () => {
  const { sim, run, facts, desk } = watched({
    // Something is held when it is decided.
    seed: 4,
    flags: { 'sim.markets': 'updown' },
    spoil: ({ stream }) => ({
      stream: patched(stream, {
        listen: (markets, listener) =>
          stream.listen(markets, (event, receivedMs) => {
            if (event.type !== 'RESOLVED') listener(event, receivedMs);
          }),
      }),
    }),
  });
  run(170 * SECOND_MS);
  assert.is(facts.filter(({ fact }) => fact === 'resolution').length, 1);
  assert.is(facts.filter(({ fact }) => fact === 'redemption').length, 1);
  assert.equal(
    [...desk.markets.values()].map(({ facts: { slug } }) => slug),
    ['updown-2'],
  );
  await endsClean(sim);
});

test.run();
