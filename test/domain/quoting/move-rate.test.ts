import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderId } from '#domain/ids.ts';
import { MoveRate } from '#domain/quoting/move-rate.ts';

const id = (name: string) => name as OrderId;

test('orders that take the place of others are moves, whatever was in between; a first order is none', () => {
  const rate = new MoveRate();
  const before = rate.perSecond;
  rate.observe({ bid: id('a'), ask: null }, 0);
  assert.is(rate.perSecond, before);
  rate.observe({ bid: null, ask: null }, 0);
  rate.observe({ bid: id('a'), ask: id('x') }, 0);
  assert.is(rate.perSecond, before);
  rate.observe({ bid: id('b'), ask: id('x') }, 0);
  assert.ok(rate.perSecond > before);
});

test('both sides replaced every twenty seconds are a twentieth of a move a second, and rest is forgotten slowly', () => {
  const rate = new MoveRate();
  for (let count = 0; count <= 1_000; count += 1)
    rate.observe({ bid: id(`bid-${count}`), ask: id(`ask-${count}`) }, count * 20_000);
  assert.ok(Math.abs(rate.perSecond - 0.05) < 0.002, `${rate.perSecond}`);
  const busy = rate.perSecond;
  rate.observe({ bid: null, ask: null }, 1_000 * 20_000 + 600_000);
  assert.ok(Math.abs(rate.perSecond - busy / 2) < 1e-9, 'half of it after ten minutes');
});

test('a clock that was set back makes no move out of nothing', () => {
  const rate = new MoveRate();
  rate.observe({ bid: id('a'), ask: null }, 1_000_000);
  const before = rate.perSecond;
  rate.observe({ bid: id('a'), ask: null }, 0);
  assert.is(rate.perSecond, before);
});

test.run();
