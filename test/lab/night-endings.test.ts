// What a night must notice of its own end, of what comes after it, and of what did not come back: each is spoilt by hand once.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePrice } from '#domain/units.ts';
import { runNight } from '#lab/night.ts';
import { NightStage } from '#lab/night-stage.ts';
import { MAKER } from '#lab/scene.ts';

/** And the quietest: strangers trade nearly as slowly as in life. */
const SHORTEST = {
  hours: 0.12,
  markets: 1,
  faults: [],
  settings: { 'sim.pace': '5' },
  keep: null,
  untilMs: null,
  wire: 'events',
} as const;

/** How a night fails whose stage is spoilt before anything happens; the shortest there is. */
async function spoilt(seed: number, spoil: (stage: NightStage) => void) {
  const { scheduleFaults } = NightStage.prototype;
  NightStage.prototype.scheduleFaults = function () {
    spoil(this);
  };
  try {
    const { failure, ended } = await runNight({ ...SHORTEST, seed });
    return { check: failure?.check ?? null, what: failure?.what ?? '', ended };
  } finally {
    NightStage.prototype.scheduleFaults = scheduleFaults;
  }
}

const after = (stage: NightStage, ms: number, run: () => void) => void stage.clock.setTimeout(run, ms);
const DRAINED = 3;

test('a night without faults and defects fails nothing, however it ends', async () => {
  for (const seed of [DRAINED, 16]) assert.is((await spoilt(seed, () => {})).check, null);
});

test('a house that fails or leaves though nobody struck it has ended by itself', async () => {
  const failed = await spoilt(DRAINED, (stage) => after(stage, 5_000, () => stage.life.tree.fail(new Error('a test'))));
  assert.equal([failed.check, failed.what], ['ownEnd', 'Error: a test']);
  assert.is(failed.ended, 'the root failed: Error: a test');
  const left = await spoilt(DRAINED, (stage) => after(stage, 5_000, () => stage.life.tree.stop()));
  assert.equal([left.check, left.what], ['ownEnd', 'it drained, and nobody asked']);
});

test('a drain that does not end, takes too long, is not clean, or leaves an order or a row behind, is missed', async () => {
  const drained = (stage: NightStage, then: () => void) => void stage.life.tree.done.then(then);
  const cases: readonly [string | RegExp, (stage: NightStage) => void][] = [
    [
      'it has not ended after 8000 ms',
      (stage) => {
        stage.life.tree.stop = () => {};
      },
    ],
    [
      /^it took 5\d\d\d ms$/,
      (stage) => {
        const { stop } = stage.life.tree;
        stage.life.tree.stop = () => after(stage, 5_100, stop);
      },
    ],
    [
      'it was not clean',
      (stage) =>
        drained(stage, () => {
          const { ending } = stage.life;
          stage.life.ending = ending && { ...ending, clean: false };
        }),
    ],
    [
      'it was clean, and 2 orders rested',
      (stage) =>
        drained(stage, () => {
          stage.life.leftBehind = 2;
        }),
    ],
    [
      '1 orders rest after it',
      (stage) =>
        drained(stage, () => {
          stage.world.exchange.openOrders = () => [{ id: 'left' } as never];
        }),
    ],
    [
      'rows live after it',
      (stage) =>
        drained(stage, () => {
          stage.life.desk.orders.allLive = () => [{ id: 'left' } as never];
        }),
    ],
  ];
  for (const [expected, spoil] of cases) {
    const { check, what } = await spoilt(DRAINED, spoil);
    assert.is(check, 'drain');
    assert.match(what, expected);
  }
});

test('a root that fails and does not cancel, or whose cancels take nothing away, is missed', async () => {
  const fail = (stage: NightStage) => stage.life.tree.fail(new Error('chaos: a test'));
  const fine = await spoilt(DRAINED, (stage) => after(stage, 5_000, () => fail(stage)));
  assert.is(fine.check, null);
  const idle = await spoilt(DRAINED, (stage) =>
    after(stage, 5_000, () => {
      const { venue } = stage.life.desk;
      venue.cancelAll = venue.cancel = venue.cancelMarket = () => {};
      fail(stage);
    }),
  );
  assert.equal([idle.check, idle.what], ['lastResort', 'the root failed, and nobody cancelled']);
  const vain = await spoilt(DRAINED, (stage) =>
    after(stage, 5_000, () => {
      const [order] = stage.world.exchange.openOrders(MAKER);
      stage.world.exchange.openOrders = () => (order ? [order] : []);
      fail(stage);
    }),
  );
  assert.is(vain.check, 'lastResort');
  assert.match(vain.what, 'rests 2000 ms after the root failed');
});

test('orders of a dead house that rest on are missed, whoever should have taken them away', async () => {
  const found: string[] = [];
  for (const seed of [4, 16]) {
    const { check, what } = await spoilt(seed, (stage) => {
      const { exchange } = stage.world;
      const { kill } = stage.life;
      stage.life.kill = () => {
        kill.call(stage.life);
        const openOrders = exchange.openOrders.bind(exchange);
        // Out of everybody's way, and out of reach.
        const stuck = openOrders(MAKER)
          .slice(0, 1)
          .map((order) => ({ ...order, slot: 'noAsk' as const, price: parsePrice('0.99') }));
        exchange.openOrders = (wallet) => [...stuck, ...openOrders(wallet).filter(({ id }) => id !== stuck[0]?.id)];
      };
    });
    found.push(`${check} ${what.replace(/^\S+/, 'it')}`);
  }
  assert.equal(found.sort(), [
    'lastOrders it rests 15000 ms after the house died',
    'lastOrders it rests 20000 ms after the next life began',
  ]);
});

test('a latch that the next life does not know of was lost', async () => {
  const { check, what } = await spoilt(4, (stage) => {
    const { kill } = stage.life;
    // The operator leaves this one alone.
    after(stage, 5_000, () => stage.life.tree.halt('drawdown of a test'));
    stage.life.kill = () => {
      kill.call(stage.life);
      stage.world.ports.files.remove('latch.json');
      stage.world.ports.files.write('armed', 'as if nothing had been latched');
    };
  });
  assert.equal([check, what], ['latch', 'the next life has forgotten it']);
});

test('a facts file that has a fact twice, and a report that explains too much, are found after the drain', async () => {
  const twice = await spoilt(DRAINED, ({ world }) => {
    const { files } = world.ports;
    const append = files.append.bind(files);
    files.append = (name, text) => append(name, text + text);
  });
  assert.is(twice.check, 'ledger');
  const more = await spoilt(DRAINED, (stage) => {
    const fact = { fact: 'flow', atMs: stage.startMs, kind: 'reward', market: null, cash: '0.000001' } as const;
    after(stage, 5_000, () => stage.life.record.attribution.apply(fact));
  });
  assert.is(more.check, 'residual');
});

test('a market that nobody quotes any more has not recovered', async () => {
  const { check } = await spoilt(DRAINED, (stage) => {
    const { desk } = stage.life;
    after(stage, 5_000, () => {
      const { post } = desk;
      desk.post = (address, event) => {
        if (event.type !== 'QUOTE') post(address, event);
      };
      stage.world.exchange.cancelEvery(MAKER, null);
    });
  });
  assert.is(check, 'recovery');
});

test.run();
