// The list of traded markets from one look to the next.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Candidate, Discovery } from '#domain/market/discovery.ts';
import { planRotation, type Rota } from '#domain/market/rotation.ts';
import { ZERO_USD } from '#domain/units.ts';

const candidate = (id: string): Candidate => ({
  ...{ id, slug: id, group: null, volumeUsd: 1, bid: 0.4, ask: 0.6, endMs: null, rewardUsd: ZERO_USD },
  takesOrders: true,
});
/** `a b`; `c!` breaks a rule, `d` of those left was overtaken. */
function looked(chosen: string, left = ''): Discovery {
  const names = (text: string) => text.split(' ').filter((name) => name !== '');
  return {
    chosen: names(chosen).map((id) => ({ market: candidate(id), sinceMs: 0, score: 1 })),
    left: names(left).map((name) =>
      name.endsWith('!')
        ? { market: candidate(name.slice(0, -1)), why: 'breaks a rule' }
        : { market: candidate(name), why: 'others come first', isFit: true as const },
    ),
  };
}
const rota = (trading: string, retired = '', busy = ''): Rota => ({
  trading: new Map([...trading].map((id) => [id, 0])),
  retired: new Set(retired),
  isBusy: (market) => busy.includes(market),
});
const LIMITS = { marketsMax: 3, swapsMax: 2 };

test('the same choice changes nothing', () => {
  assert.equal(planRotation(looked('a b c'), rota('abc'), LIMITS), { retire: [], restore: [], add: [], next: [] });
});

test('what breaks a rule or is gone is retired at once, however many, and what was overtaken only a few at a time', () => {
  const broken = planRotation(looked('', 'a! b!'), rota('abc'), LIMITS);
  assert.equal(broken.retire, [
    { market: 'a', why: 'breaks a rule' },
    { market: 'b', why: 'breaks a rule' },
    { market: 'c', why: 'is listed no more' },
  ]);
  const overtaken = planRotation(looked('x y z', 'a b c'), rota('abc'), LIMITS);
  assert.equal(
    overtaken.retire.map(({ market }) => market),
    ['a', 'b'],
  );
  assert.equal([overtaken.add, overtaken.next], [['x', 'y'], ['z']]);
});

test('a place is free when nothing is left of the retired one, and the best come first', () => {
  const plan = (busy: string) => planRotation(looked('x y z', 'a! b!'), rota('ab', 'c', busy), LIMITS);
  assert.equal(plan('').add, ['x', 'y'], 'no more at a look than that');
  assert.equal(plan('a').add, ['x', 'y']);
  assert.equal(plan('ab').add, ['x']);
  assert.equal(plan('ab').next, ['y', 'z'], 'for one that may not come');
  assert.equal([plan('abc').add, plan('abc').next], [[], []]);
});

test('a retired one that is chosen again comes back into its own place before strangers do', () => {
  assert.equal(planRotation(looked('x c'), rota('ab', 'c', 'c'), LIMITS), {
    retire: [
      { market: 'a', why: 'is listed no more' },
      { market: 'b', why: 'is listed no more' },
    ],
    ...{ restore: ['c'], add: ['x'], next: [] },
  });
  assert.equal(planRotation(looked('x c a b'), rota('ab', 'c'), LIMITS).restore, ['c']);
  assert.equal(planRotation(looked('x c a b'), rota('ab', 'c'), LIMITS).add, []);
});

test('never are more markets at risk than places, unless they already were; nothing comes that was not chosen', () => {
  const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 });
  const scene = fc.record({
    ...{ trading: ids, retired: ids, busy: ids, chosen: ids },
    marketsMax: fc.integer({ min: 1, max: 6 }),
    swapsMax: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(scene, ({ trading, busy, chosen, marketsMax, swapsMax, ...rest }) => {
      const retired = rest.retired.filter((id) => !trading.includes(id));
      const wanted = chosen.slice(0, marketsMax);
      const left = 'abcdefghij'.split('').filter((id) => !wanted.includes(id));
      const state = rota(trading.join(''), retired.join(''), busy.join(''));
      const plan = planRotation(looked(wanted.join(' '), left.join(' ')), state, { marketsMax, swapsMax });
      const after = new Set([...trading, ...plan.restore, ...plan.add]);
      for (const { market } of plan.retire) after.delete(market);
      const risky = new Set([...after, ...[...trading, ...retired].filter((id) => busy.includes(id))]);
      const before = new Set([...trading, ...retired.filter((id) => busy.includes(id))]);
      assert.ok(risky.size <= Math.max(marketsMax, before.size), `${risky.size} of ${marketsMax}`);
      for (const id of [...plan.restore, ...plan.add]) assert.ok(wanted.includes(id) && !trading.includes(id));
      assert.ok(plan.add.length <= swapsMax && plan.retire.length <= swapsMax);
    }),
    { seed: 11, numRuns: 500 },
  );
});

test.run();
