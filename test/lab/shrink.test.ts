// The search for the smallest set that still fails, against every subset there is.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallest } from '#lab/shrink.ts';

const PLENTY = 10_000;
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

type Fails = (subset: readonly number[]) => boolean;

async function shrunk(items: readonly number[], fails: Fails, triesMax = PLENTY) {
  const tried: (readonly number[])[] = [];
  const found = await smallest(
    items,
    async (subset) => {
      tried.push(subset);
      return fails(subset);
    },
    triesMax,
  );
  assert.is(found.tries, tried.length);
  return { ...found, tried };
}

const needs =
  (...culprits: readonly number[]): Fails =>
  (subset) =>
    culprits.every((each) => subset.includes(each));

test('one culprit is found wherever it stands, in fewer trials than there are faults', async () => {
  for (const culprit of upTo(64)) {
    const { items, tries } = await shrunk(upTo(64), needs(culprit));
    assert.equal(items, [culprit]);
    assert.ok(tries < 40, `${tries} trials for ${culprit}`);
  }
});

test('two that fail only together are found, in their order', async () => {
  for (const [one, other] of [
    [0, 31],
    [0, 1],
    [30, 31],
    [7, 19],
  ] as const)
    assert.equal((await shrunk(upTo(32), needs(one, other))).items, [one, other]);
});

test('when all are needed all are kept, and nothing is tried for ever', async () => {
  const { items, tries } = await shrunk(upTo(10), needs(...upTo(10)));
  assert.equal(items, upTo(10));
  assert.ok(tries < 50, `${tries} trials`);
});

test('what fails without any fault needs one trial', async () => {
  const { items, tries } = await shrunk(upTo(20), () => true);
  assert.equal([items, tries], [[], 1]);
});

test('what never fails again keeps the whole set, and so does nothing at all', async () => {
  assert.equal((await shrunk(upTo(8), () => false)).items, upTo(8));
  assert.equal((await shrunk([], () => true)).items, []);
  assert.equal((await shrunk([5], () => false)).items, [5]);
});

test('no subset is tried after the last trial that is allowed, and what had failed by then is returned', async () => {
  for (const triesMax of [0, 1, 2, 3, 5, 8, 13]) {
    const fails = needs(3, 17, 40);
    const { items, tries, tried } = await shrunk(upTo(50), fails, triesMax);
    assert.ok(tries <= triesMax);
    assert.ok(fails(items));
    assert.ok(items.length === 50 || tried.some((subset) => `${subset}` === `${items}`));
  }
});

/** Every subset that fails while none of its own subsets does. */
function minimal(count: number, fails: Fails): readonly string[] {
  const all = upTo(2 ** count).map((mask) => upTo(count).filter((item) => mask & (2 ** item)));
  const failing = all.filter(fails);
  const within = (small: readonly number[], big: readonly number[]) =>
    small.length < big.length && small.every((item) => big.includes(item));
  return failing.filter((set) => !failing.some((other) => within(other, set))).map(String);
}

const culprits = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 5 }), {
  minLength: 1,
  maxLength: 4,
});

test('whatever the causes, the set found is one of those that cannot be made smaller', async () => {
  await fc.assert(
    fc.asyncProperty(culprits, async (causes) => {
      const fails: Fails = (subset) => causes.some((cause) => needs(...cause)(subset));
      const { items } = await shrunk(upTo(7), fails);
      assert.ok(minimal(7, fails).includes(String(items)), `${items} of ${JSON.stringify(causes)}`);
    }),
    { seed: 42, numRuns: 150 },
  );
});

test('a failure that hides and comes back still ends with a set that failed when it was tried', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (moods) => {
      const failed = new Set<string>([String(upTo(9))]);
      const { items, tries } = await shrunk(upTo(9), (subset) => {
        const bad = moods.next().value === true;
        if (bad) failed.add(String(subset));
        return bad;
      });
      assert.ok(failed.has(String(items)));
      assert.ok(tries < 200, `${tries} trials`);
    }),
    { seed: 7, numRuns: 100 },
  );
});

test.run();
