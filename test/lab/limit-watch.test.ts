// Limits that are passed at the exchange while nothing is latched: each is made by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Decimal } from '#domain/units.ts';
import { LimitWatch } from '#lab/limit-watch.ts';
import { LossCount } from '#lab/loss-count.ts';
import { CALM_FROM_MS, type SmallNight, smallNight } from './small-night.ts';

const LOOK_MS = 250;

/** What the watch alone says under such limits and such a latch. */
async function watched(night: SmallNight, limits: Readonly<Record<string, string>>, latched: string, ms = 9_000) {
  const over = Object.fromEntries(Object.entries(limits).map(([name, usd]) => [name, new Decimal(usd)]));
  const scene = { ...night.scene, settings: { ...night.scene.settings, ...over } };
  const watch = new LimitWatch(scene, night.stage.life, { latched } as never, new LossCount(scene));
  night.checks();
  for (let left = ms; left > 0; left -= LOOK_MS) {
    watch.look();
    await night.run(LOOK_MS);
  }
  return night.checks();
}

test('a house inside its limits gives nothing to say', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  assert.equal(await watched(night, {}, 'armed'), []);
  night.end();
});

test('a loss, a fall or an exposure past its limit must have latched, as high as its rule says', async () => {
  for (const [limit, tooLow, enough] of [
    ['weeklyLossMaxUsd', 'cancelAll', 'drain'],
    ['dailyLossMaxUsd', 'noNewQuotes', 'cancelAll'],
    ['drawdownMaxUsd', 'reduceOnly', 'noNewQuotes'],
    ['exposureMaxUsd', 'armed', 'reduceOnly'],
  ] as const) {
    const night = await smallNight({ warmMs: CALM_FROM_MS });
    // Nothing lost is more than less than nothing.
    const limits = { [limit]: limit === 'exposureMaxUsd' ? '0' : '-100' };
    assert.equal(await watched(night, limits, enough), [], `${limit} at ${enough}`);
    assert.equal(await watched(night, limits, tooLow, 2_000), [], `${limit} within two seconds`);
    assert.equal(await watched(night, limits, tooLow), ['trips'], `${limit} at ${tooLow}`);
    night.end();
  }
});

test('a sum of losses that nobody told of a change is heard, and one that was told is not', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  const { losses } = night.stage.life.desk;
  assert.equal(await watched(night, {}, 'armed', 4_000), []);
  const told = losses.changed.bind(losses);
  losses.changed = () => {};
  assert.equal(await watched(night, {}, 'armed', 20_000), ['followed']);
  losses.changed = told;
  losses.recount(night.stage.life.desk.markets.keys());
  assert.equal(await watched(night, {}, 'armed', 4_000), []);
  night.end();
});

test('what is passed while something is wrong is not held against the house', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  night.scene.weather.disturb(night.stage.clock.now() + 60_000);
  assert.equal(await watched(night, { dailyLossMaxUsd: '-100' }, 'armed'), []);
  night.end();
});

test('an account that is restricted latches the house', async () => {
  for (const [latched, expected] of [
    ['armed', ['trips']],
    ['noNewQuotes', ['trips']],
    ['cancelAll', []],
  ] as const) {
    const night = await smallNight();
    const witness = { restricted: 0, credits: 0n };
    const scene = { ...night.scene, witness: witness as never };
    const watch = new LimitWatch(scene, night.stage.life, { latched } as never, new LossCount(scene));
    witness.restricted += 1;
    for (let looks = 0; looks < 12; looks += 1) {
      await night.run(LOOK_MS);
      watch.look();
      if (looks === 8) assert.equal(night.checks(), [], 'it has two seconds');
    }
    await night.run(LOOK_MS);
    watch.look();
    assert.equal(
      night.checks().filter((name) => name === 'trips'),
      expected,
      latched,
    );
    night.end();
  }
});

/** A life loses $20, dies, and is followed by one that may lose $5. Returns what is said of limits. */
async function nextLife(latched: string, lastMoments: (night: SmallNight) => void = () => {}) {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  const { stage } = night;
  const { exchange, board } = stage.world;
  const said = new Set<string>();
  const settings = { ...night.scene.settings, dailyLossMaxUsd: new Decimal(5) };
  const scene = { ...night.scene, settings, say: (check: string) => said.add(check) };
  const count = new LossCount(scene);
  const looks = async (ms: number, look: () => void) => {
    for (let left = ms; left > 0; left -= LOOK_MS) {
      look();
      await night.run(LOOK_MS);
    }
  };
  const counting = () => count.look(stage.life);
  await looks(4_000, counting);
  const account = exchange.account.bind(exchange);
  exchange.account = (wallet) => ({ ...account(wallet), cash: account(wallet).cash.minus(20) });
  await looks(12_000, counting);
  lastMoments(night);
  await looks(1_000, counting);
  board.clearAll();
  stage.life.kill();
  stage.begin();
  const watch = new LimitWatch(scene, stage.life, { latched } as never, count);
  await looks(20_000, () => watch.look());
  night.end();
  return [...said];
}

test('what an earlier life lost is lost in the next one too', async () => {
  assert.equal(await nextLife('armed'), ['trips']);
  assert.equal(await nextLife('cancelAll'), []);
});

test('what a full disk did not keep cannot be remembered', async () => {
  const fill = ({ stage }: SmallNight) =>
    stage.world.board.inject({ id: 'full', fault: 'diskFull', target: null, forMs: 60_000, params: {} } as never);
  assert.equal(await nextLife('armed', fill), []);
});

test.run();
