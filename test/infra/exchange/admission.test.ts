// Which orders our exchange turns away, and under which name.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, walletId } from '#domain/ids.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { COIN, DICE, smallExchange } from './small-exchange.ts';

test('a post-only order that would take is rejected and leaves no trace', () => {
  const { exchange, send, heard, events } = smallExchange();
  send('ann yesBid 10 @ 0.5');
  heard();
  events();
  const answer = send('bob noBid 10 @ 0.5');
  assert.is(answer.reason, 'crossesBook');
  assert.is(send('bob noBid 10 @ 0.49').result, 'resting');
  assert.equal(heard(), ['bob resting bob-3']);
  assert.is(events().length, 1);
  assert.equal(exchange.check(), []);
});

test('the minimum is for what may rest: a marketable order may be for two shares, if it is worth a dollar', () => {
  const { exchange, send } = smallExchange();
  send('bob noBid 100 @ 0.5');
  assert.is(send('ann yesBid 2 @ 0.5', 'fak').result, 'taken');
  assert.is(send('ann yesBid 1.99 @ 0.5', 'fak').reason, 'belowMinimumSize');
  assert.is(send('ann yesBid 2 @ 0.4', 'limit').reason, 'belowMinimumSize');
  assert.equal(exchange.check(), []);
});

test('every reason to turn an order away has its name', () => {
  const { exchange, send } = smallExchange({}, [COIN, DICE]);
  const reason = (answer: { reason: string | null }) => answer.reason;
  assert.is(reason(send('ann yesBid 10 @ 0.505')), 'offTick');
  assert.is(reason(send('ann yesBid 4.99 @ 0.5')), 'belowMinimumSize');
  assert.is(reason(send('ann yesBid 2000001 @ 0.01')), 'other');
  assert.is(reason(send('ann yesBid 2001 @ 0.5')), 'notCovered');
  assert.is(reason(send('ann yesAsk 10 @ 0.5')), 'notCovered');
  assert.is(reason(send('ann yesBid 10 @ 0.5 moon')), 'unknownMarket');
  send('bob noBid 100 @ 0.9');
  assert.is(reason(send('ann yesBid 9 @ 0.11', 'fak')), 'belowMinimumSize', 'a marketable buy below a dollar');
  assert.is(reason(send('ann yesBid 9 @ 0.09', 'limit')), null, 'a resting buy may be worth less');
  exchange.close(DICE.id);
  assert.is(reason(send('ann yesBid 10 @ 0.5 dice')), 'marketClosed');
});

test('the same order id is accepted once', () => {
  const { exchange } = smallExchange();
  const order = { id: orderId('x'), market: COIN.id, slot: 'yesBid', price: parsePrice('0.5') } as const;
  const send = () => exchange.submit(walletId('ann'), { ...order, size: parseShares('10'), kind: 'postOnly' });
  assert.is(send().result, 'resting');
  exchange.cancel(walletId('ann'), [orderId('x')]);
  const again = send();
  assert.is(again.result === 'rejected' && again.reason, 'duplicateId');
});

test('odd ticks have exact grids seen from both outcomes', () => {
  for (const tick of ['0.1', '0.005', '0.0025', '0.001', '0.0001']) {
    const { send } = smallExchange({}, [{ ...COIN, tick: parsePrice(tick) }]);
    const last = String(new Decimal(1).minus(tick));
    assert.is(send(`ann yesBid 10 @ ${tick}`).result, 'resting', tick);
    assert.is(send(`ann noBid 10 @ ${tick}`).result, 'resting', tick);
    const beyond = send(`ann yesBid 10 @ ${new Decimal(tick).times('1.5')}`);
    assert.is(beyond.result, 'rejected', tick);
    assert.is(send(`ann noBid 10 @ ${last}`, 'fak').result, 'taken', tick);
  }
});

test('a buy that takes must cover its fee as well, one that rests need not', () => {
  const { send } = smallExchange();
  send('bob noBid 1900 @ 0.5');
  assert.is(send('ann yesBid 1940 @ 0.5', 'limit').reason, 'notCovered', '970 and a fee of 33.95');
  assert.is(send('ann yesBid 1930 @ 0.5', 'limit').result, 'resting', '965 and a fee of 33.775');
  assert.is(send('cat yesBid 2000 @ 0.49').result, 'resting');
});

test.run();
