// What a transaction costs, known before it is asked for.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GasPrice } from '#actors/gas-price.ts';
import { Decimal } from '#domain/units.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { ScriptedChain } from './scripted-ports.ts';

function scene() {
  const clock = new VirtualClock(1_000);
  const chain = new ScriptedChain(clock);
  let asked = 0;
  const gas = chain.gas.bind(chain);
  chain.gas = (reply) => {
    asked += 1;
    gas(reply);
  };
  return { clock, chain, price: new GasPrice(chain, clock), asked: () => asked };
}

test('nobody knows the price before it was told, and whoever wants it asks', () => {
  const { clock, chain, price, asked } = scene();
  chain.price = new Decimal('0.02');
  assert.is(price.now(), null);
  clock.advanceBy(10);
  assert.is(price.now()?.toFixed(), '0.02');
  for (let second = 0; second < 30; second += 1) {
    clock.advanceBy(1_000);
    price.now();
  }
  assert.ok(asked() >= 8 && asked() <= 11, String(asked()));
});

test('a price that was told long ago, or that is none, is not known', () => {
  const { clock, chain, price } = scene();
  price.now();
  clock.advanceBy(10);
  chain.price = null;
  clock.advanceBy(14_000);
  assert.ok(price.now());
  clock.advanceBy(2_000);
  assert.is(price.now(), null);
  chain.price = new Decimal(Number.NaN);
  clock.advanceBy(5_000);
  price.now();
  clock.advanceBy(10);
  assert.is(price.now(), null);
});

test.run();
