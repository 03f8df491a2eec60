import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { parsePrice } from '#domain/units.ts';
import { Sniper, type SniperParams } from '#infra/exchange/synthetic/snipers.ts';
import { SeededRandom } from '#infra/random.ts';
import { FEE } from '../small-exchange.ts';
import { type SmallPit, smallPit } from './small-pit.ts';

const PARAMS: SniperParams = { count: 1, checkMs: 1000, edge: 0.002, usdMax: 5000 };

function sniper(small: SmallPit, changes: Partial<SniperParams> = {}): Sniper {
  const made = new Sniper(small.seat('sniper'), { ...PARAMS, ...changes }, new SeededRandom('sniper'));
  made.start();
  return made;
}

test('a sniper takes every ask that is cheaper than the truth by more than fee and edge, and no other', () => {
  const small = smallPit([[0, 0.5]], { fee: FEE });
  small.by('ask', '0.47', '100');
  small.by('ask', '0.48', '100');
  small.by('ask', '0.49', '100');
  sniper(small);
  small.clock.advanceTo(1000);
  // At 0.48 the fee is 1.75 cents: a cent and three quarters and a fifth is within two cents; at 0.49 it is not within one.
  assert.equal(small.book('ask'), ['0.49 x 100']);
});

test('a sniper hits bids above the truth as well, by buying the other outcome', () => {
  const small = smallPit([[0, 0.5]]);
  small.by('bid', '0.55', '100');
  small.by('bid', '0.5', '100');
  sniper(small);
  small.clock.advanceTo(1000);
  assert.equal(small.book('bid'), ['0.5 x 100']);
  assert.is(small.exchange.fills(walletId('sniper'), 0)[0]?.slot, 'noBid');
});

test('quotes on the right side of the truth are left alone', () => {
  const small = smallPit([[0, 0.5]]);
  small.by('bid', '0.49', '100');
  small.by('ask', '0.5', '100');
  sniper(small);
  small.clock.advanceTo(60_000);
  assert.equal([small.book('bid'), small.book('ask')], [['0.49 x 100'], ['0.5 x 100']]);
});

test('an edge below a fifth of a cent is not worth a hit', () => {
  const small = smallPit([[0, 0.5]], { tick: parsePrice('0.001') });
  small.by('ask', '0.497', '100');
  small.by('ask', '0.499', '100');
  sniper(small);
  small.clock.advanceTo(60_000);
  assert.equal(small.book('ask'), ['0.499 x 100']);
});

test('one hit costs no more than its maximum', () => {
  const small = smallPit([[0, 0.5]]);
  small.by('ask', '0.4', '1000');
  sniper(small, { usdMax: 100, checkMs: 10_000 });
  small.clock.advanceTo(10_000);
  assert.equal(small.book('ask'), ['0.4 x 750']);
});

test('the taker delay lets a quick maker withdraw', () => {
  const small = smallPit([[0, 0.5]], { takerDelayMs: 250 });
  small.by('ask', '0.4', '100');
  sniper(small);
  small.clock.step();
  small.clock.advanceBy(249);
  small.exchange.cancelEvery(walletId('stranger'), null);
  small.clock.advanceTo(5000);
  assert.is(small.exchange.fills(walletId('sniper'), 0).length, 0);
});

test('a sniper that went home takes nothing more', () => {
  const small = smallPit([[0, 0.5]]);
  sniper(small).stop();
  small.by('ask', '0.4', '100');
  small.clock.advanceTo(60_000);
  assert.equal(small.book('ask'), ['0.4 x 100']);
});

test.run();
