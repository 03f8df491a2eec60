import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SecureRandom } from '#infra/secure-random.ts';

test('draws are numbers from 0 to below 1 that use all 53 bits and never repeat', () => {
  const random = new SecureRandom();
  const drawn = Array.from({ length: 5_000 }, () => random.next());
  assert.ok(drawn.every((value) => value >= 0 && value < 1));
  assert.is(new Set(drawn).size, drawn.length);
  assert.ok(drawn.some((value) => (value * 2 ** 53) % 2 === 1));
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  assert.ok(mean > 0.45 && mean < 0.55);
});

test('neither another one nor a fork draws the same', () => {
  const random = new SecureRandom();
  const firsts = [random, new SecureRandom(), random.fork()].map((each) => each.next());
  assert.is(new Set(firsts).size, 3);
});

test.run();
