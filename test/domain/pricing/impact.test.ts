import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { impactOfTaking } from '#domain/pricing/impact.ts';
import { near } from './oracle.ts';

test('five hundred shares against five thousand per logit (O-12b)', () => {
  const impact = impactOfTaking(0.5, 5000, 500);
  near(impact?.move ?? 0, 0.02497918748, 1e-9);
  near(impact?.cost ?? 0, 256.2473976, 1e-9);
  near(impact?.slope ?? 0, 5e-5);
});

test('a depth that came out negative is unusable', () => {
  assert.is(impactOfTaking(0.5, -10, 100), null);
  assert.is(impactOfTaking(0.5, 0, 100), null);
  assert.is(impactOfTaking(0.5, Number.NaN, 100), null);
});

test('a fill far larger than the book costs a dollar a share, and stays finite', () => {
  near(impactOfTaking(0.5, 1, 1e6)?.cost ?? 0, 1e6, 1e-5);
  near(impactOfTaking(0.5, 1, 1e6)?.move ?? 0, 0.5);
});

test.run();
