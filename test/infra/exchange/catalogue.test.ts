// Markets that are listed, change, start and are forgotten.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, walletId } from '#domain/ids.ts';
import { parsePrice } from '#domain/units.ts';
import { COIN, DICE, smallExchange } from './small-exchange.ts';

test('a finer tick keeps resting orders, a coarser one removes those off its grid', () => {
  const { exchange, send, heard, events } = smallExchange();
  send('ann yesBid 10 @ 0.03');
  exchange.setTick(COIN.id, parsePrice('0.001'));
  assert.is(send('bob yesBid 10 @ 0.035').result, 'resting');
  heard();
  events();
  exchange.setTick(COIN.id, parsePrice('0.01'));
  assert.equal(heard(), ['bob gone bob-2 tick']);
  assert.equal(
    events().map((event) => event.type),
    ['LEVELS', 'TICK'],
  );
  assert.equal(exchange.openOrders(walletId('ann')).length, 1);
  assert.is(send('bob yesBid 10 @ 0.035').result, 'rejected');
});

test('a book that is cleared at the start of the game follows the start when it moves', () => {
  const start = Date.parse('2026-11-20T12:00:00Z');
  const { exchange, send, heard, clock } = smallExchange({}, [{ ...COIN, gameStartMs: start, clearBookOnStart: true }]);
  send('ann yesBid 10 @ 0.5');
  heard();
  exchange.amendMarket({ id: COIN.id, gameStartMs: start + 3_600_000 });
  clock.advanceTo(start + 3_599_999);
  assert.equal(heard(), []);
  clock.advanceBy(1);
  assert.equal(heard(), ['ann gone ann-1 other']);
  assert.is(send('ann yesBid 10 @ 0.5').result, 'resting', 'trading goes on');
});

test('the catalogue tells of markets that are listed, changed and decided', () => {
  const { exchange } = smallExchange();
  const told: string[] = [];
  exchange.onCatalogue((market) => told.push(`${market.slug} ${market.endMs} ${market.payout}`));
  exchange.list(DICE);
  exchange.amendMarket({ id: DICE.id, endMs: 7 });
  exchange.resolve(DICE.id, 0 as never);
  assert.equal(told, ['dice null null', 'dice 7 null', 'dice 7 0']);
  assert.equal(
    exchange.markets().map((market) => market.payout),
    [null, 0],
  );
});

test('resolved markets are forgotten in the end, and what they owed is paid', () => {
  const { exchange, send, clock, has } = smallExchange({}, [{ ...COIN, fee: null }]);
  send('ann yesBid 100 @ 0.6');
  send('bob noBid 100 @ 0.4', 'fak');
  clock.advanceBy(5000);
  exchange.resolve(COIN.id, 1_000_000 as never);
  for (let n = 0; n < 500; n++) {
    const id = marketId(`flip ${n}`);
    exchange.list({ ...COIN, id, slug: `flip-${n}` });
    exchange.resolve(id, 0 as never);
  }
  assert.is(exchange.markets().length, 500);
  assert.is(has('ann'), 'cash 1040 yes 0 no 0');
  assert.equal(exchange.check(), []);
});

test.run();
