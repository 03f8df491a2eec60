// What moved at the exchange and was never told to us, until it is.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { Decimal, type Price, type Shares, ZERO_USD } from '#domain/units.ts';
import { MAKER } from '#lab/scene.ts';
import { smallNight } from './small-night.ts';

const usd = (text: string) => new Decimal(text);

test('drift of our cash, a lost receipt and a credit nobody heard of are known as untold, and end when they are told', async () => {
  const night = await smallNight();
  const { untold, witness } = night.scene;
  const { exchange } = night.stage.world;
  assert.equal([untold.some, untold.cash.toFixed()], [false, '0']);
  exchange.operations.driftCash(MAKER, usd('-5.25'));
  assert.equal([untold.some, untold.cash.toFixed()], [true, '-5.25']);
  exchange.operations.driftCash(MAKER, usd('5.25'));
  exchange.operations.credit(MAKER, 'withdrawal', usd('2'));
  assert.is(untold.cash.toFixed(), '-2');
  witness.credits -= 2_000_000n;
  assert.is(untold.some, false);
  exchange.moveSets(MAKER, night.market.id, 'split', 3_000_000 as Shares);
  exchange.chargeGas(MAKER, usd('0.01'));
  assert.is(untold.cash.toFixed(), '-3.01');
  assert.is(untold.shares(`${night.market.id} yes`), 3_000_000);
  witness.receipts.cash -= 3_010_000n;
  for (const outcome of ['yes', 'no']) witness.receipts.shares.set(`${night.market.id} ${outcome}`, 3_000_000);
  assert.equal([untold.some, untold.cash.equals(ZERO_USD)], [false, true]);
  exchange.operations.driftShares(MAKER, night.market.id, 'no', -1_000);
  assert.equal([untold.some, untold.shares(`${night.market.id} no`)], [true, -1_000]);
  night.end();
});

test('a redemption is untold until its receipt comes, what was refused never happened, and others are not us', async () => {
  const night = await smallNight();
  const { untold, witness } = night.scene;
  const { exchange } = night.stage.world;
  const { id } = night.market;
  const another = walletId('another');
  exchange.openWallet(another, usd('1000'));
  exchange.operations.driftCash(another, usd('5'));
  exchange.operations.driftShares(another, id, 'yes', 5);
  exchange.moveSets(another, id, 'split', 5_000_000 as Shares);
  exchange.chargeGas(another, usd('1'));
  assert.is(exchange.moveSets(MAKER, id, 'merge', 5_000_000 as Shares), null);
  assert.is(untold.some, false);
  exchange.moveSets(MAKER, id, 'split', 5_000_000 as Shares);
  witness.receipts.cash -= 5_000_000n;
  for (const outcome of ['yes', 'no']) witness.receipts.shares.set(`${id} ${outcome}`, 5_000_000);
  assert.is(exchange.redeem(MAKER, id), null);
  assert.is(untold.some, false);
  exchange.resolve(id, 700_000 as Price);
  exchange.redeem(another, id);
  assert.is(untold.some, false);
  exchange.redeem(MAKER, id);
  assert.equal([untold.cash.toFixed(), untold.shares(`${id} yes`), untold.shares(`${id} no`)], ['5', -5e6, -5e6]);
  night.end();
});

test.run();
