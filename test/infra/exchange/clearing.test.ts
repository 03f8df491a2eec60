// After the match: resolutions, redemptions and rebates.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { Decimal, parsePrice } from '#domain/units.ts';
import { COIN, smallExchange } from './small-exchange.ts';

test('a resolution takes the orders away, those in their delay too, and pays what settles before or after', () => {
  const { exchange, send, heard, events, has, clock } = smallExchange({}, [{ ...COIN, takerDelayMs: 150, fee: null }]);
  send('ann yesBid 100 @ 0.6');
  send('bob noBid 60 @ 0.4', 'fak');
  clock.advanceBy(150);
  send('bob noBid 10 @ 0.4', 'fak');
  heard();
  events();
  exchange.resolve(COIN.id, 1_000_000 as never);
  assert.equal(heard(), ['ann gone ann-1 resolved', 'bob gone bob-3 resolved']);
  assert.equal(
    events().map((event) => event.type),
    ['LEVELS', 'RESOLVED'],
  );
  assert.is(exchange.redeem(walletId('ann'), COIN.id), null, 'nothing is settled yet');
  clock.advanceBy(5000);
  assert.equal(String(exchange.redeem(walletId('ann'), COIN.id)?.cash), '60');
  assert.equal(String(exchange.redeem(walletId('bob'), COIN.id)?.cash), '0');
  assert.is(has('ann'), 'cash 1024 yes 0 no 0');
  assert.is(has('bob'), 'cash 976 yes 0 no 0');
  assert.is(send('ann yesBid 10 @ 0.5').reason, 'marketClosed');
  assert.equal(exchange.check(), []);
});

test('half a dollar for either side pays whole micro-dollars and keeps the crumb', () => {
  const { exchange, send, clock, has } = smallExchange({}, [{ ...COIN, fee: null }]);
  send('ann yesBid 10.000001 @ 0.5');
  send('bob noBid 10.000001 @ 0.5', 'fak');
  clock.advanceBy(5000);
  exchange.resolve(COIN.id, parsePrice('0.5'));
  assert.is(String(exchange.redeem(walletId('ann'), COIN.id)?.cash), '5');
  assert.is(has('ann'), 'cash 999.999999 yes 0 no 0');
  assert.equal(exchange.check(), []);
});

test('makers are owed their share of the fee they caused, and are paid at midnight', () => {
  const { exchange, send, heard, clock, has } = smallExchange();
  send('ann yesBid 100 @ 0.5');
  send('bob noBid 100 @ 0.5', 'fak');
  assert.is(String(exchange.owedRebates(walletId('ann'))), '0', 'not before the trade is confirmed');
  clock.advanceBy(5000);
  assert.is(String(exchange.owedRebates(walletId('ann'))), '0.35');
  heard();
  clock.advanceBy(14 * 3_600_000 - 5001);
  assert.equal(heard(), []);
  clock.advanceBy(1);
  assert.equal(heard(), ['ann credit rebate 0.35']);
  assert.is(has('ann'), 'cash 950.35 yes 100 no 0');
  assert.equal(exchange.check(), []);
});

test('a rebate below the minimum waits', () => {
  const { exchange, send, heard, clock } = smallExchange({ rebateMinUsd: new Decimal(1) });
  send('ann yesBid 300 @ 0.5');
  send('bob noBid 250 @ 0.5', 'fak');
  clock.advanceBy(5000);
  exchange.payRebates(clock.now());
  assert.not.ok(heard().some((line) => line.includes('credit')));
  send('bob noBid 50 @ 0.5', 'fak');
  clock.advanceBy(5000);
  exchange.payRebates(clock.now());
  assert.ok(heard().includes('ann credit rebate 1.05'));
  assert.equal(exchange.check(), []);
});

test.run();
