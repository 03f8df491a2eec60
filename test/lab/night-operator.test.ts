// The person of the night, and the weather around the house, in a night in small.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SeededRandom } from '#infra/random.ts';
import { NightOperator } from '#lab/night-operator.ts';
import { smallNight } from './small-night.ts';

async function latched(reason: string) {
  const night = await smallNight();
  const { stage } = night;
  const notes: string[] = [];
  const operator = new NightOperator(stage.scene, stage.tree, new SeededRandom(1), (text) => notes.push(text));
  operator.start();
  stage.life.tree.halt(reason);
  await night.run(3_900);
  assert.equal([notes.length, stage.tree.latched === 'armed'], [0, false], 'nobody is there at once');
  await night.run(19_500);
  operator.stop();
  return { night, notes, open: stage.tree.latched === 'armed' };
}

test('a latched house is resumed after a while, by the operator and with a note', async () => {
  const { night, notes, open } = await latched('a test');
  assert.ok(open);
  assert.is(notes.length, 1);
  assert.match(notes[0] ?? '', /^the operator resumes: .*a test/);
  assert.equal(night.checks(), []);
  const { timersMax } = night.scene.figures;
  night.stage.life.tree.halt('once more');
  await night.run(25_000);
  assert.is.not(night.stage.tree.latched, 'armed', 'an operator who left resumes nothing');
  assert.ok(timersMax > 0);
  night.end();
});

test('what differs for good and what was really lost stays closed', async () => {
  for (const reason of ['divergence of shares', 'drawdown of $900']) {
    const { night, notes, open } = await latched(reason);
    assert.equal([notes, open], [[], false], reason);
    night.end();
  }
});

test('the weather is calm from the end of the last fault on, and no request gets through while it rains', async () => {
  const night = await smallNight();
  const { weather } = night.scene;
  const { chaos } = night.stage.life;
  assert.is(weather.calmMs, 4_000);
  const openMs = weather.openMs;
  chaos.inject({ fault: 'framesDropped', forMs: 2_000 });
  await night.run(3_000);
  assert.ok(weather.calmMs >= 900 && weather.calmMs <= 1_100, `${weather.calmMs}`);
  assert.is(weather.openMs - openMs, 3_000, 'frames are no requests');
  chaos.inject({ fault: 'rateLimited', forMs: 2_000 });
  await night.run(3_000);
  const through = weather.openMs - openMs;
  assert.ok(through >= 3_900 && through <= 4_100, `${through}`);
  weather.disturb(night.stage.clock.now() + 5_000, true);
  assert.ok(weather.deaf);
  assert.ok(weather.calmMs < 0);
  await night.run(5_001);
  assert.equal([weather.deaf, weather.calmMs], [false, 1]);
  assert.ok(weather.openMs - openMs - through < 100, 'nobody listens');
  night.stage.world.exchange.operations.cancelOnly(1_000);
  await night.run(3_000);
  assert.ok(weather.calmMs >= 1_900 && weather.calmMs <= 2_100, `${weather.calmMs}`);
  night.end();
});

test.run();
