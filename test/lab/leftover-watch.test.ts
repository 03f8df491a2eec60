// Markets that are over and still known: on the desk, among those who live, on a stream.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { STATED } from '#lab/checks.ts';
import { LeftoverWatch } from '#lab/leftover-watch.ts';
import { type Patchable, type SmallNight, smallNight } from './small-night.ts';

interface Known {
  readonly desk?: boolean;
  readonly actor?: boolean;
  readonly stream?: boolean;
  readonly held?: number;
  readonly payout?: number | null;
}

/** What is said when a market was over for longer than it may be known, and is known as told. */
async function watched(night: SmallNight, { desk, actor, stream, held = 0, payout = 1_000_000 }: Known) {
  const { market, scene, stage } = night;
  const exchange = {
    markets: () => [{ ...market, payout }],
    account: () => ({ holdings: new Map([[market.id, { yes: held, no: 0 }]]) }),
  };
  const patched: Patchable = {
    ...scene,
    world: { ...scene.world, exchange } as never,
    witness: { listens: () => stream === true } as never,
  };
  const life = {
    alive: true,
    desk: { markets: new Map(desk ? [[market.id, { phase: 'redeeming' }]] : []) },
    tree: { actors: () => (actor ? [{ address: `market:${market.slug}/quoter` }] : []) },
  };
  const watch = new LeftoverWatch(patched, life as never);
  night.checks();
  watch.look();
  await stage.until(stage.elapsedMs + STATED.forgottenMs - 1_000);
  watch.look();
  assert.equal(night.checks(), [], 'it has its time');
  await stage.until(stage.elapsedMs + 2_000);
  watch.look();
  return night.checks();
}

test('a market that is over is forgotten everywhere', async () => {
  for (const [known, expected] of [
    [{}, []],
    [{ desk: true }, ['forgotten']],
    [{ actor: true }, ['forgotten']],
    [{ stream: true }, ['forgotten']],
    // What we hold there has to be redeemed first, and a market that is not over is nobody's to forget.
    [{ desk: true, held: 5 }, []],
    [{ desk: true, payout: null }, []],
  ] as const) {
    const night = await smallNight();
    assert.equal(await watched(night, known), expected, JSON.stringify(known));
    night.end();
  }
});

test.run();
