import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeableShares, netShares, type Position, pairShares, worth, worthOf } from '#domain/money/position.ts';
import type { Price, Shares } from '#domain/units.ts';
import { price, shares } from './facts.ts';

function position(yes: number, no: number, settled: { yes?: number; no?: number; locked?: number } = {}): Position {
  return {
    yes: { held: shares(yes), settled: shares(settled.yes ?? yes) },
    no: { held: shares(no), settled: shares(settled.no ?? no) },
    locked: shares(settled.locked ?? 0),
  };
}

test('with both outcomes owned the risk is their difference and the rest is pairs', () => {
  const both = position(120, 80);
  assert.is(netShares(both), 40_000_000);
  assert.is(netShares(position(80, 120)), -40_000_000);
  assert.is(pairShares(both), 80_000_000);
  assert.is(worthOf(both, price(0.3)).toFixed(), '92'); // 80 sets and 40 YES at 0.30
});

test('a pair is not mergeable until both legs are confirmed', () => {
  assert.is(mergeableShares(position(50, 50, { no: 0 })), 0);
  assert.is(mergeableShares(position(50, 50, { no: 30 })), 30_000_000);
});

test('settled shares that a matched sell has promised away are not mergeable', () => {
  assert.is(mergeableShares(position(20, 50, { yes: 50 })), 20_000_000);
});

test('sets locked by a merge in flight are not offered twice, and never less than none', () => {
  assert.is(mergeableShares(position(50, 50, { locked: 20 })), 30_000_000);
  assert.is(mergeableShares(position(50, 50, { locked: 60 })), 0);
  assert.is(mergeableShares(position(-10, 50)), 0);
});

test('at a payout of one half every share pays the half', () => {
  assert.is(worth(shares(10), shares(4), 500_000 as Price).toFixed(), '7');
  assert.is(worth(shares(10), shares(4), 1_000_000 as Price).toFixed(), '10');
  assert.is(worth(shares(10), shares(4), 0 as Price).toFixed(), '4');
});

test('a set is worth a dollar at any mark', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 2 ** 50 }), (mark, size) => {
      assert.is(
        worth(size, size, mark as Price)
          .times('1e6')
          .toFixed(),
        String(size as Shares),
      );
    }),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
