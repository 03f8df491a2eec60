import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, marketId } from '#domain/ids.ts';
import { MarketGroups } from '#domain/market/market-groups.ts';

const MARKETS = ['m1', 'm2', 'm3', 'm4', 'm5'].map((name) => marketId(name));
const GROUPS = ['cup', 'race'];

test('a group has the markets that were placed in it last, in the order in which they came', () => {
  const place = fc.tuple(fc.constantFrom(...MARKETS), fc.constantFrom(...GROUPS, null));
  fc.assert(
    fc.property(fc.array(place, { maxLength: 30 }), (places) => {
      const groups = new MarketGroups();
      let told: (readonly [MarketId, string])[] = [];
      for (const [market, group] of places) {
        groups.place(market, group);
        const known = told.find(([one]) => one === market);
        if (known?.[1] !== group) told = told.filter((one) => one !== known);
        if (group !== null && known?.[1] !== group) told.push([market, group]);
        for (const one of GROUPS)
          assert.equal(
            [...groups.of(one)],
            told.filter(([, name]) => name === one).map(([id]) => id),
          );
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('nobody is of a group that was never heard of', () => {
  assert.equal([...new MarketGroups().of('cup')], []);
});

test.run();
