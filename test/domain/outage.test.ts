import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Outage } from '#domain/outage.ts';

const MINUTE_MS = 60_000;
const outage = () => new Outage({ warnMs: 2 * MINUTE_MS, pageMs: 10 * MINUTE_MS, overMs: MINUTE_MS });

/** A sign every ten seconds, and what is told meanwhile. */
function down(it: Outage, fromMs: number, toMs: number): readonly string[] {
  const told: string[] = [];
  for (let ms = fromMs; ms <= toMs; ms += 10_000) {
    it.sign(ms);
    const word = it.look(ms);
    if (word) told.push(`${ms / MINUTE_MS} ${word.level}`);
  }
  return told;
}

test('an outage warns after two minutes and pages after ten, once each', () => {
  assert.equal(down(outage(), 0, 30 * MINUTE_MS), ['2 warn', '10 page']);
});

test('what is over soon is told to nobody', () => {
  const it = outage();
  assert.equal(down(it, 0, MINUTE_MS), []);
  assert.is(it.look(10 * MINUTE_MS), null);
});

test('flapping is one outage, a quiet minute ends it', () => {
  const it = outage();
  down(it, 0, MINUTE_MS);
  assert.equal(down(it, 1.9 * MINUTE_MS, 3 * MINUTE_MS), ['2.066666666666667 warn']);
  assert.equal(down(it, 10 * MINUTE_MS, 12 * MINUTE_MS), ['12 warn']);
});

test('how long it has lasted is told from its first sign until it is over', () => {
  const it = outage();
  assert.is(it.forMs(0), null);
  it.sign(5_000);
  it.sign(30_000);
  assert.is(it.forMs(31_000), 26_000);
  assert.is(it.forMs(30_000 + 10 * MINUTE_MS), null);
});

test('before the first sign nothing is down', () => {
  assert.is(outage().look(MINUTE_MS), null);
});

test('what surely ended is over at once, and what comes back soon is no news and counts from then', () => {
  const outage = new Outage({ warnMs: 30_000, pageMs: 60_000, overMs: 60_000 });
  assert.is(outage.sign(0), true);
  assert.is(outage.sign(2_000), false);
  assert.is(outage.end(), false);
  assert.is(outage.forMs(2_000), null);
  assert.is(outage.sign(10_000), false);
  assert.is(outage.look(35_000), null);
  assert.equal(outage.look(40_000), { level: 'warn', forMs: 30_000 });
  assert.is(outage.end(), true);
  assert.is(outage.end(), false);
  assert.is(outage.sign(80_000), true);
});

test.run();
