// Actors that fail in ways they must not: each is made by hand, and the check of that name finds it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rootCause } from '#lab/tree-watch.ts';
import { poisoned } from '../actors/sim-tree.ts';
import { type SmallNight, smallNight } from './small-night.ts';

const chaos = new Error('chaos: a test');
const QUOTER = 'market:liquid-1/quoter';
const NEWS_MS = 1_100;

const crash = (target: string) => ({ fault: 'crash', target });
const report = (
  night: SmallNight,
  kind: 'crashed' | 'restarted' | 'escalated',
  address: string,
  error: unknown = chaos,
) => night.stage.life.desk.onChild({ kind, address, error });

test('actors that are struck and come back as they should give nothing to say', async () => {
  const night = await smallNight();
  for (const target of [QUOTER, 'order-gateway', 'market:liquid-1', 'shard-0', 'heartbeat']) {
    night.stage.life.chaos.inject(crash(target));
    await night.run(4_000);
  }
  assert.ok(night.scene.figures.crashes >= 5, `${night.scene.figures.crashes} crashes`);
  assert.equal(night.said, []);
  night.end();
});

test('an actor that fails without having been struck fails by its own fault', async () => {
  const night = await smallNight();
  night.stage.life.tree.send('market:liquid-1', poisoned('BOOK_TRUST', 'trusted'));
  assert.equal(await night.within(1_000), ['ownCrash']);
  assert.match(night.said[0]?.what ?? '', 'market:liquid-1: Error: poisoned BOOK_TRUST');
  night.end();
});

test('a child that outlives its parent, or lives outside of the tree, is a ghost', async () => {
  const night = await smallNight();
  const { tree } = night.stage.life;
  const { actors } = tree;
  report(night, 'crashed', 'market:liquid-1');
  tree.actors = () => actors().filter(({ address }) => address !== 'market:liquid-1');
  night.stage.tree.look();
  assert.equal(night.checks(), ['ghost']);
  tree.actors = () => [...actors(), { address: 'market:gone-1/quoter', logic: 'machine' }] as never;
  await night.run(NEWS_MS);
  assert.equal(night.checks(), ['ghost']);
  night.end();
});

test('who comes back more often than its policy forgives is counted', async () => {
  const night = await smallNight();
  for (let times = 1; times <= 6; times += 1) {
    report(night, 'crashed', QUOTER);
    await night.run(9_000);
    report(night, 'restarted', QUOTER);
    assert.equal(night.checks(), times <= 5 ? [] : ['restarts'], `${times} crashes`);
  }
  night.end();
});

test('a market that was left out and is let back in has a clean slate, and who falls with another has none to clear', async () => {
  for (const [between, expected] of [
    [[['escalated', 'market:liquid-1']], []],
    [[], ['restarts']],
  ] as const) {
    const night = await smallNight();
    for (let times = 1; times <= 5; times += 1) {
      report(night, 'crashed', QUOTER);
      await night.run(9_000);
      report(night, 'restarted', QUOTER);
    }
    report(night, 'crashed', QUOTER);
    for (const [kind, address] of between) report(night, kind, address);
    await night.run(9_000);
    report(night, 'restarted', QUOTER);
    assert.equal(night.checks(), expected);
    night.end();
  }
  const taken = await smallNight();
  for (let times = 1; times <= 5; times += 1) {
    report(taken, 'crashed', 'market:liquid-1/queue-tracker');
    for (let also = 1; also <= 2; also += 1) report(taken, 'crashed', QUOTER);
    await taken.run(9_000);
    for (const address of ['market:liquid-1/queue-tracker', QUOTER]) report(taken, 'restarted', address);
  }
  assert.not(taken.checks().includes('restarts'));
  taken.end();
});

test('who comes back at once, or no later than after the crash before, had no patience', async () => {
  const night = await smallNight();
  const comesBack = async (afterMs: number) => {
    report(night, 'crashed', 'reconciler');
    await night.run(afterMs);
    report(night, 'restarted', 'reconciler');
    return night.checks();
  };
  assert.equal(await comesBack(0), ['backoff']);
  assert.equal(await comesBack(110), []);
  // Chance takes half of a wait at most: the third is 200 ms or more.
  assert.equal(await comesBack(190), ['backoff']);
  await night.run(61_000);
  assert.equal(await comesBack(60), []);
  night.end();
});

test('orders of a market that crashed and that nobody cancels are missed in the same step', async () => {
  const night = await smallNight();
  const { desk, chaos: strike } = night.stage.life;
  const { post } = desk;
  desk.post = (address, event) => {
    if (event.type !== 'CANCEL_MARKET') post(address, event);
  };
  strike.inject(crash(QUOTER));
  assert.equal(await night.within(3_000), ['crashCancels']);
  night.end();
});

test('a latch that the operator opens is open; one that opens by itself is no latch', async () => {
  for (const [resume, expected] of [
    [({ stage }: SmallNight) => stage.tree.resume(), []],
    [({ stage }: SmallNight) => stage.life.tree.resume(), ['latch']],
  ] as const) {
    const night = await smallNight();
    night.stage.life.tree.halt('a test');
    await night.run(2_000);
    assert.is.not(night.stage.tree.latched, 'armed');
    assert.is(night.scene.figures.latches, 1);
    assert.equal(night.checks(), []);
    resume(night);
    await night.run(2_000);
    assert.equal(night.checks(), expected);
    night.end();
  }
});

test('a latch that is not on disk, or not at the gateway, is missed', async () => {
  const night = await smallNight();
  night.stage.life.tree.halt('a test');
  await night.run(2_000);
  night.stage.world.ports.files.remove('latch.json');
  await night.run(NEWS_MS);
  assert.equal(night.checks(), ['latch']);
  night.end();
  const other = await smallNight();
  other.stage.life.tree.halt('a test');
  await other.run(2_000);
  other.stage.life.desk.admission = { mode: 'open', why: 'a test' };
  await other.run(NEWS_MS);
  assert.equal(other.checks(), ['latch']);
  other.end();
});

test('queues, timers, jobs, faults on show and orders of a market keep to their bounds', async () => {
  const cases: readonly [string, (night: SmallNight) => void][] = [
    [
      'events in one second',
      ({ stage: { life } }) => {
        for (let n = 0; n <= 2_000; n += 1) life.desk.post('nobody', { type: 'NOTHING' });
      },
    ],
    [
      'timers wait',
      ({ stage: { clock } }) => {
        for (let n = 0; n <= 20_000; n += 1) clock.setTimeout(() => {}, 3_600_000);
      },
    ],
    [
      'jobs wait for the chain',
      ({ stage: { life }, market }) => {
        for (let n = 0; n <= 200; n += 1) life.desk.chainJobs.add({ kind: 'merge', market: market.id } as never);
      },
    ],
    [
      'faults are shown',
      ({ stage: { life } }) => {
        for (let n = 0; n <= 100; n += 1) life.desk.faults.push({ atMs: n, actor: 'a test', what: 'nothing' });
      },
    ],
    [
      'live orders in liquid-1',
      ({ stage: { life }, intent }) => {
        const propose = (n: number) => life.desk.orders.propose(intent('noAsk 0.30 x 20', `many-${n}`), 0);
        for (let n = 0; n < 5; n += 1) {
          const { id } = propose(n);
          for (const news of ['INTENDED', 'SENT'] as const) life.desk.orders.news(id, news, 0);
        }
      },
    ],
  ];
  for (const [what, spoil] of cases) {
    const night = await smallNight();
    spoil(night);
    await night.run(NEWS_MS);
    assert.equal(night.checks(), ['bounds'], what);
    assert.match(night.said[0]?.what ?? '', what);
    night.end();
  }
});

test('the innermost reason is the one that counts', () => {
  const inner = new TypeError('no such thing');
  assert.is(
    rootCause(new Error('outer', { cause: new Error('middle', { cause: inner }) })),
    'TypeError: no such thing',
  );
  assert.is(rootCause('a word'), 'a word');
});

test.run();
