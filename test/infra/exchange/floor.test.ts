// Self-trades, taker delays and what is left of an order.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, walletId } from '#domain/ids.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { COIN, DICE, FEE, smallExchange } from './small-exchange.ts';

test('what a fill-and-kill order cannot take is gone', () => {
  const { exchange, send, heard } = smallExchange();
  send('ann yesBid 10 @ 0.5');
  heard();
  assert.is(send('bob noBid 40 @ 0.5', 'fak').result, 'taken');
  assert.is(heard().at(-1), 'bob gone bob-2 other');
  const { id, ...answer } = send('bob noBid 40 @ 0.5', 'fak');
  assert.equal(answer, { result: 'rejected', filled: null, reason: 'other' }, `nobody is there for ${id}`);
  assert.equal(exchange.openOrders(walletId('bob')), []);
});

test('a wallet never trades with itself, not even across the outcomes: its own resting order goes first', () => {
  const { exchange, send, heard, has } = smallExchange({}, [{ ...COIN, fee: null }]);
  send('ann yesBid 10 @ 0.52');
  send('bob yesBid 10 @ 0.5');
  heard();
  send('ann noBid 10 @ 0.5', 'limit');
  assert.equal(heard(), [
    'ann gone ann-1 other',
    'ann fill ann-3 noBid 10 @ 0.5 taker fee 0',
    'bob fill bob-2 yesBid 10 @ 0.5 maker fee 0',
  ]);
  assert.is(has('ann'), 'cash 995 yes 0 no 10');
  send('ann yesBid 10 @ 0.52');
  const postOnly = send('ann noBid 10 @ 0.5');
  assert.is(postOnly.reason, 'crossesBook');
  assert.equal(exchange.check(), []);
});

test('a taker delay holds a marketable order, and the maker who cancels in time is not hit', () => {
  const { exchange, send, heard, clock } = smallExchange({}, [{ ...COIN, takerDelayMs: 150 }]);
  const maker = send('ann yesBid 10 @ 0.5');
  const second = send('bob yesBid 10 @ 0.49');
  heard();
  const taker = send('cat noBid 20 @ 0.51', 'fak');
  assert.is(taker.result, 'delayed');
  assert.equal(exchange.cancel(walletId('cat'), [orderId(taker.id)]), [
    { order: orderId(taker.id), result: 'tooLate' },
  ]);
  assert.equal(exchange.openOrders(walletId('cat')), []);
  assert.is(send('dan noBid 10 @ 0.48').reason, null, 'post-only does not wait');
  exchange.cancel(walletId('ann'), [orderId(maker.id)]);
  assert.equal(exchange.check(), []);
  clock.advanceBy(149);
  heard();
  clock.advanceBy(1);
  assert.equal(heard(), [
    'cat fill cat-3 noBid 10 @ 0.51 taker fee 0.17493',
    `bob fill ${second.id} yesBid 10 @ 0.49 maker fee 0`,
    'cat gone cat-3 other',
  ]);
});

test('an order in its taker delay keeps its dollars, and is judged by what is true when the delay ends', () => {
  const { exchange, send, heard, clock } = smallExchange({ cover: 'perWallet' }, [
    { ...COIN, takerDelayMs: 150 },
    DICE,
  ]);
  send('ann yesBid 1900 @ 0.5');
  send('bob noBid 1900 @ 0.5', 'limit');
  assert.is(send('bob noBid 200 @ 0.5 dice').reason, 'notCovered');
  exchange.setTick(COIN.id, parsePrice('0.1'));
  exchange.cancelEvery(walletId('ann'), null);
  heard();
  clock.advanceBy(150);
  assert.equal(heard(), ['bob resting bob-2'], 'nobody is there any more');
  exchange.resolve(COIN.id, parsePrice('0.5'));
  assert.equal(exchange.check(), []);
});

test('a fee never takes more than the proceeds of the sale', () => {
  const { exchange, send, has } = smallExchange({}, [{ ...COIN, fee: { ...FEE, rate: new Decimal('1.5') } }]);
  exchange.moveSets(walletId('bob'), COIN.id, 'split', parseShares('10'));
  send('ann yesBid 10 @ 0.01');
  send('bob yesAsk 10 @ 0.01', 'fak');
  assert.is(has('bob'), 'cash 990 yes 0 no 10');
  assert.equal(exchange.check(), []);
});

test('a taker whose way turns out dearer than its limit said stops there, and rests nothing that crosses', () => {
  // With such a schedule a share at 0.80 costs more, fee included, than one at 0.90.
  const { exchange, send, heard } = smallExchange({}, [{ ...COIN, fee: { ...FEE, rate: new Decimal('2') } }]);
  send('ann noBid 1000 @ 0.2');
  send('cat noBid 1000 @ 0.1');
  heard();
  const { result } = send('bob yesBid 925 @ 0.9', 'limit');
  assert.is(result, 'taken');
  assert.equal(heard(), ['bob gone bob-3 uncovered']);
  assert.equal(exchange.check(), []);
});

test.run();
