import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { character, FactsRecorder, newWorld } from './market-facts.ts';

const HOUR_MS = 3_600_000;

test('the liquid market is two-sided nearly always and one tick wide in the middle', () => {
  const world = newWorld('facts', [character('liquid')]);
  const recorder = new FactsRecorder(world);
  world.markets.start();
  recorder.run(23 * 60);
  const facts = recorder.facts();
  assert.ok(facts.twoSided > 0.9, `${facts.twoSided}`);
  assert.is(facts.spreadTicks[1], 1);
  assert.ok(facts.meanUsd / facts.medianUsd > 5, `order mean ${facts.meanUsd}, median ${facts.medianUsd}`);
  assert.ok((facts.signCorrelation[0] ?? 0) > 0.1, `sides ${facts.signCorrelation}`);
  assert.ok(facts.touchShare < 0.3, `touch ${facts.touchShare}`);
  assert.ok(facts.unmovedMinutes > 0.4 && facts.unmovedMinutes < 0.9, `unmoved ${facts.unmovedMinutes}`);
  assert.equal(world.exchange.check(), []);
});

test('the wide market is at least four ticks wide in the middle', () => {
  const world = newWorld('facts', [character('wide')]);
  const recorder = new FactsRecorder(world);
  world.markets.start();
  recorder.run(20 * 60);
  assert.ok((recorder.facts().spreadTicks[1] ?? 0) >= 4, `${recorder.facts().spreadTicks}`);
});

test('the tick of the long shot becomes finer once, near the edge, and never goes back', () => {
  let changes = 0;
  for (const seed of ['long 1', 'long 2', 'long 3']) {
    const world = newWorld(seed, [character('longshot')]);
    const [id, ticks] = [() => world.exchange.markets()[0]?.id, [] as { before: number; tick: number }[]];
    let middle = 1;
    world.exchange.onMarket((event) => {
      if (event.type === 'TICK' && event.market === id()) ticks.push({ before: middle, tick: event.tick });
      if (event.type !== 'LEVELS' || event.market !== id()) return;
      const { bid, ask } = world.exchange.top(event.market);
      if (bid !== null && ask !== null) middle = (bid + ask) / 2;
    });
    world.markets.start();
    world.clock.advanceBy(14 * HOUR_MS);
    assert.ok(ticks.length <= 1, seed);
    changes += ticks.length;
    for (const { before, tick } of ticks) {
      assert.is(tick, 1000);
      assert.ok(before < 40_000 || before > 960_000, `${seed}: the middle was ${before}`);
    }
  }
  assert.ok(changes >= 2, `${changes} of 3`);
});

test.run();
