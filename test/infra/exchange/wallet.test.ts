// What backs an order, and what happens when it is gone.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { fillCash } from '#domain/money/cash.ts';
import { type Price, parseShares, type Shares } from '#domain/units.ts';
import { debitMicros } from '#infra/exchange/wallet.ts';
import { COIN, DICE, smallExchange } from './small-exchange.ts';

test('per market, the same dollars back orders in two markets until a fill takes them', () => {
  const { exchange, send, heard } = smallExchange({}, [COIN, DICE]);
  assert.is(send('ann yesBid 1500 @ 0.5').result, 'resting');
  assert.is(send('ann yesBid 800 @ 0.5').reason, 'notCovered');
  assert.is(send('ann yesBid 1500 @ 0.5 dice').result, 'resting');
  assert.is(send('ann yesBid 100 @ 0.4 dice').result, 'resting');
  heard();
  send('bob noBid 600 @ 0.5', 'fak');
  // 300 dollars went: 700 are left, and 750 + 40 rest in dice; the newest goes, and it is not enough.
  const gone = heard().filter((line) => line.includes('gone'));
  assert.equal(gone, ['ann gone ann-4 uncovered', 'ann gone ann-3 uncovered']);
  assert.equal(exchange.check(), []);
});

test('per wallet, every order needs dollars of its own', () => {
  const { exchange, send } = smallExchange({ cover: 'perWallet' }, [COIN, DICE]);
  assert.is(send('ann yesBid 1500 @ 0.5').result, 'resting');
  assert.is(send('ann yesBid 1500 @ 0.5 dice').reason, 'notCovered');
  assert.is(send('ann yesBid 500 @ 0.5 dice').result, 'resting');
  assert.equal(exchange.check(), []);
});

test('shares just bought cannot be sold before they are settled', () => {
  const { exchange, send, clock } = smallExchange();
  send('ann noBid 100 @ 0.5');
  send('bob yesBid 100 @ 0.5', 'fak');
  assert.is(send('bob yesAsk 100 @ 0.6').reason, 'notCovered');
  clock.advanceBy(2000);
  assert.is(send('bob yesAsk 60 @ 0.6').result, 'resting');
  assert.is(send('bob yesAsk 60 @ 0.6').reason, 'notCovered', 'forty are left');
  assert.equal(exchange.check(), []);
});

test('a merge takes the shares from under a resting sell: it goes as uncovered', () => {
  const { exchange, send, heard } = smallExchange();
  exchange.moveSets(walletId('ann'), COIN.id, 'split', parseShares('100'));
  send('ann yesAsk 30 @ 0.6');
  send('ann yesAsk 50 @ 0.6');
  heard();
  exchange.moveSets(walletId('ann'), COIN.id, 'merge', parseShares('60'));
  assert.equal(heard(), ['ann gone ann-2 uncovered']);
  assert.is(exchange.moveSets(walletId('ann'), COIN.id, 'merge', parseShares('41')), null);
  assert.is(exchange.moveSets(walletId('ann'), COIN.id, 'split', parseShares('961')), null);
  assert.equal(exchange.check(), []);
});

test('what is set aside for a buy is what the buy will take, to the micro-dollar and at any size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 0, max: 1_000_000_000_000 }), (price, size) => {
      const { cash } = fillCash('buy', price as Price, size as Shares);
      assert.is(debitMicros(price as Price, size as Shares), cash.times(-1_000_000).toNumber());
    }),
    { seed: 46, numRuns: 2000 },
  );
});

test.run();
