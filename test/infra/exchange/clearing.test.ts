// After the match: resolutions, redemptions and rebates.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
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
  exchange.payRebates(clock.now());
  assert.equal(heard(), [], 'and is paid once');
  assert.equal(exchange.check(), []);
});

test('a trade is told as mined and confirmed, and only then are its shares there to merge', () => {
  const { exchange, send, heard, clock } = smallExchange();
  send('ann yesBid 100 @ 0.52');
  send('bob noBid 100 @ 0.48', 'fak');
  send('ann noBid 100 @ 0.47');
  send('bob yesBid 100 @ 0.53', 'fak');
  heard();
  assert.is(exchange.moveSets(walletId('ann'), COIN.id, 'merge', parseShares('100')), null, 'held is not settled');
  clock.advanceBy(1000);
  assert.equal(heard(), ['bob mined bob-2', 'ann mined ann-1', 'bob mined bob-4', 'ann mined ann-3']);
  assert.is(exchange.moveSets(walletId('ann'), COIN.id, 'merge', parseShares('100')), null, 'mined is not confirmed');
  clock.advanceBy(1000);
  assert.equal(heard(), ['bob confirmed bob-2', 'ann confirmed ann-1', 'bob confirmed bob-4', 'ann confirmed ann-3']);
  assert.is(String(exchange.moveSets(walletId('ann'), COIN.id, 'merge', parseShares('100'))?.cash), '100');
  assert.equal(exchange.check(), []);
});

test('a failed settlement undoes cash, shares and fee of both sides, and the fill is listed as failed', () => {
  const settlement = { medianMs: 1000, sigma: 0, failureShare: 1, retryShare: 0 };
  const { exchange, send, heard, has, clock } = smallExchange({ settlement });
  send('ann yesBid 100 @ 0.52');
  send('bob noBid 100 @ 0.48', 'fak');
  assert.is(has('bob'), 'cash 950.2528 yes 0 no 100');
  assert.is(exchange.moveSets(walletId('ann'), COIN.id, 'merge', parseShares('1')), null);
  heard();
  clock.advanceBy(2000);
  assert.equal(heard(), ['bob retrying bob-2', 'ann retrying ann-1', 'bob failed bob-2', 'ann failed ann-1']);
  for (const name of ['ann', 'bob']) {
    assert.is(has(name), 'cash 1000 yes 0 no 0');
    assert.equal(
      exchange.fills(walletId(name), 0).map(({ status }) => status),
      ['failed'],
    );
  }
  assert.is(String(exchange.owedRebates(walletId('ann'))), '0');
  assert.equal(exchange.check(), []);
});

test('what a trade will take is not there for anything else while it may still fail', () => {
  const settlement = { medianMs: 1000, sigma: 0, failureShare: 1, retryShare: 0 };
  const { exchange, send, clock } = smallExchange({ settlement });
  exchange.moveSets(walletId('ann'), COIN.id, 'split', parseShares('100'));
  send('bob yesBid 100 @ 0.5');
  send('ann yesAsk 100 @ 0.5', 'fak');
  assert.is(
    exchange.moveSets(walletId('ann'), COIN.id, 'merge', parseShares('1')),
    null,
    'the YES shares are promised',
  );
  assert.is(send('ann noBid 1900 @ 0.5').reason, 'notCovered', 'the proceeds are not there yet');
  assert.is(send('bob yesBid 1901 @ 0.5').reason, 'notCovered', 'the price is promised');
  clock.advanceBy(2000);
  assert.is.not(exchange.moveSets(walletId('ann'), COIN.id, 'merge', parseShares('100')), null);
  assert.equal(exchange.check(), []);
});

test('gas is charged in whole micro-dollars, even to an empty wallet', () => {
  const { exchange, has } = smallExchange();
  exchange.moveSets(walletId('ann'), COIN.id, 'split', parseShares('1000'));
  exchange.chargeGas(walletId('ann'), new Decimal('0.01'));
  assert.is(has('ann'), 'cash -0.01 yes 1000 no 1000');
  assert.equal(exchange.check(), []);
  assert.throws(() => exchange.chargeGas(walletId('ann'), new Decimal('0.0000001')), /whole number/);
});

test.run();
