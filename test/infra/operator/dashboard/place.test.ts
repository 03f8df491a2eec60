import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { placeHref, readPlace, VIEW_NAMES } from '../../../../src/infra/operator/dashboard/place.ts';

test('nothing behind the # is the desk', () => {
  for (const hash of ['', '#', '#/']) assert.equal(readPlace(hash), { view: 'desk', of: null });
});

test('a market, an actor and a trace have a page each', () => {
  assert.equal(readPlace('#/markets'), { view: 'markets', of: null });
  assert.equal(readPlace('#/markets/btc-up'), { view: 'markets', of: 'btc-up' });
  assert.equal(readPlace('#/tree/market%3Abtc-up%2Fquoter'), { view: 'tree', of: 'market:btc-up/quoter' });
  assert.equal(readPlace('#/tree/market:btc-up/quoter'), { view: 'tree', of: 'market:btc-up/quoter' });
  assert.equal(readPlace('#/events/t-1'), { view: 'events', of: 't-1' });
});

test('an address that leads nowhere is none', () => {
  for (const hash of [
    '#/moon',
    '#/desk/x',
    '#/markets/%E0%A4%A',
    `#/markets/${'x'.repeat(501)}`,
    '#/__proto__',
    '#/constructor',
  ])
    assert.is(readPlace(hash), null, hash);
});

test('what an address is made of is what is read from it, whatever the slug', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), (slug) =>
      assert.equal(readPlace(placeHref('markets', slug)), { view: 'markets', of: slug }),
    ),
    { seed: 7 },
  );
  for (const view of VIEW_NAMES) assert.equal(readPlace(placeHref(view)), { view, of: null });
});

test.run();
