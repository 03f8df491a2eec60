// Orders that another hand places on our account: the house takes them away, and whoever lets them rest is named.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SeededRandom } from '#infra/random.ts';
import { STATED } from '#lab/checks.ts';
import { OtherHand } from '#lab/other-hand.ts';
import { MAKER } from '#lab/scene.ts';
import { CALM_FROM_MS, type SmallNight, smallNight } from './small-night.ts';

const NEVER_MS = Number.POSITIVE_INFINITY;
const hand = (night: SmallNight, notes: string[], seed = 1) =>
  new OtherHand(night.scene, new SeededRandom(seed), (text) => notes.push(text));
const strangers = ({ stage, scene }: SmallNight) =>
  stage.world.exchange.openOrders(MAKER).filter(({ id }) => scene.witness.strangers.has(id));

test('an order that somebody placed by hand is gone soon, and nobody says a word', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  const notes: string[] = [];
  hand(night, notes).place();
  assert.match(notes.join(), /^another hand places by-hand-1 in /);
  assert.is(strangers(night).length, 1);
  await night.run(5_000);
  assert.equal([strangers(night).length, night.checks()], [0, []]);
  night.end();
});

test('one that nobody takes away is named, once its time is over and not before', async () => {
  const night = await smallNight({ warmMs: CALM_FROM_MS });
  const { desk } = night.stage.life;
  const { cancel } = desk.venue;
  const isStrange = (id: string) => id.startsWith('by-hand');
  desk.venue.cancel = (orders, reply) => {
    if (!orders.some(isStrange)) cancel.call(desk.venue, orders, reply);
  };
  hand(night, []).place();
  await night.run(STATED.healedMs - 1_000);
  assert.equal(night.checks(), []);
  await night.run(STATED.strayMs);
  assert.equal(night.checks(), ['stranger']);
  night.end();
});

test('some nights have another hand and most have none, and it rests when it is told to', async () => {
  const night = await smallNight();
  const busy: number[] = [];
  for (let seed = 0; seed < 40; seed += 1) {
    const notes: string[] = [];
    const { scene } = night;
    const clock = { ...scene.clock, now: () => 0, setTimeout: () => void busy.push(seed) };
    new OtherHand({ ...scene, clock: clock as never }, new SeededRandom(seed), (text) => notes.push(text)).start(
      NEVER_MS,
    );
  }
  assert.ok(busy.length >= 4 && busy.length <= 18, `${busy.length} of 40`);
  const notes: string[] = [];
  hand(night, notes, busy[0]).start(night.stage.clock.now());
  await night.run(70_000);
  assert.equal(notes, []);
  hand(night, notes, busy[0]).start(NEVER_MS);
  await night.run(70_000);
  assert.ok(notes.length > 0);
  night.end();
});

test.run();
