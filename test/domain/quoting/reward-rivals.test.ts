import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RewardRivals } from '#domain/quoting/reward-rivals.ts';

const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) < 1e-9, `${value}`);

test('the first word of the venue is believed whole, later ones by a part', () => {
  const rivals = new RewardRivals();
  near(rivals.hear(0.25, 100, 900) ?? 0, 0.1);
  near(rivals.factor, 1 / 3); // 100 of 400: the others score 300, not 900
  near(rivals.hear(0.1, 100, 900) ?? 0, 0.25);
  near(rivals.factor, (1 / 3) * 3 ** 0.3);
});

const hear = (rivals: RewardRivals, told: number, readings: number) => {
  for (let count = 0; count < readings; count += 1) rivals.hear(told, 100, 900);
};

test('a venue that is more than 30 % from what is expected on average of two dozen readings is off, until it is not', () => {
  const rivals = new RewardRivals();
  hear(rivals, 0.1, 1);
  hear(rivals, 0, 23);
  assert.is(rivals.isOff, false);
  hear(rivals, 0, 1);
  assert.is(rivals.isOff, true);
  hear(rivals, 0.1, 23);
  assert.is(rivals.isOff, true, 'it is judged anew after as many');
  hear(rivals, 0.1, 1);
  assert.is(rivals.isOff, false);
});

test('single readings that are far off on either side prove nothing, nor does the first one', () => {
  const rivals = new RewardRivals();
  hear(rivals, 0.9, 1);
  for (let count = 0; count < 24; count += 1) rivals.hear(count % 2 === 0 ? 0.85 : 0.95, 100, 900);
  assert.is(rivals.isOff, false);
});

test('what cannot be compared teaches nothing: no score of ours, no others, a share that is none', () => {
  const rivals = new RewardRivals();
  for (const [told, own, others] of [
    [0.5, 0, 100],
    [0.5, 100, 0],
    [Number.NaN, 100, 100],
    [-0.1, 100, 100],
    [1.1, 100, 100],
    [0.5, Number.NaN, 100],
  ] as const)
    assert.is(rivals.hear(told, own, others), null);
  assert.is(rivals.factor, 1);
});

test('no reading makes the others nothing or everything', () => {
  const rivals = new RewardRivals();
  rivals.hear(0.999999, 100, 900);
  assert.is(rivals.factor, 0.02);
  for (let count = 0; count < 100; count += 1) rivals.hear(0.000001, 100, 900);
  assert.ok(rivals.factor <= 50 && rivals.factor > 49);
});

test.run();
