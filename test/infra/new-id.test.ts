import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';

test('order ids look like hashes, the others are short', () => {
  const id = newId(new SeededRandom(1));
  assert.match(id.order(null), /^0x[0-9a-f]{64}$/);
  assert.match(id.pairTrade(), /^pt-[0-9a-f]{12}$/);
  assert.match(id.trace(), /^[0-9a-f]{12}$/);
});

test('the same seed makes the same ids, and one kind does not move another', () => {
  const [one, other] = [newId(new SeededRandom(1)), newId(new SeededRandom(1))];
  other.trace();
  other.pairTrade();
  assert.is(other.order(null), one.order(null));
  assert.is(other.order(null), one.order(null));
});

test('ids do not repeat', () => {
  const id = newId(new SeededRandom(1));
  const seen = new Set<string>();
  for (let at = 0; at < 10_000; at++) seen.add(id.order(null)).add(id.trace()).add(id.pairTrade());
  assert.is(seen.size, 30_000);
});

test('another seed makes other ids', () => {
  assert.is.not(newId(new SeededRandom(1)).order(null), newId(new SeededRandom(2)).order(null));
});

test.run();
