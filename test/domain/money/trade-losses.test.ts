import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, traceId, tradeId, transactionId } from '#domain/ids.ts';
import type { Fact } from '#domain/money/fact.ts';
import { TRADES_PER_MARKET_MAX, TradeLosses } from '#domain/money/trade-losses.ts';
import type { Slot } from '#domain/orders/slot.ts';
import { type Price, parsePrice, parseShares } from '#domain/units.ts';

const RAIN = marketId('rain');
const SNOW = marketId('snow');

/** `'yesBid 0.5 x 10'`. */
function fill(trade: string, text: string, market = RAIN): Fact {
  const [slot, price, , size] = text.split(' ');
  return {
    fact: 'fill',
    atMs: 1,
    trade: tradeId(trade),
    order: orderId(`o-${trade}`),
    market,
    slot: slot as Slot,
    price: parsePrice(price),
    size: parseShares(size),
    role: 'maker',
    fee: '0',
    mark: parsePrice('0.5'),
    queueAhead: null,
    trace: traceId('t'),
  };
}

function settled(trade: string, status: 'confirmed' | 'failed', market = RAIN): Fact {
  const order = orderId(`o-${trade}`);
  return { fact: 'settlement', atMs: 2, trade: tradeId(trade), order, status, market, mark: parsePrice('0.5') };
}

function scene() {
  const losses = new TradeLosses();
  const tell = (...facts: readonly Fact[]) => {
    for (const fact of facts) losses.take(fact);
  };
  const at = (price: string | null) => () => (price === null ? null : parsePrice(price));
  const worst = (price: string | null) => losses.worst(at(price))?.loss.toFixed() ?? 'none';
  return { losses, tell, at, worst };
}

test('what is open loses as the mark moves against it', () => {
  const { tell, worst } = scene();
  tell(fill('a', 'yesBid 0.5 x 100'));
  assert.is(worst('0.5'), 'none');
  assert.is(worst('0.53'), 'none');
  assert.is(worst('0.4'), '10');
  assert.is(worst(null), 'none');
});

test('NO that was bought loses when YES rises', () => {
  const { tell, worst } = scene();
  tell(fill('a', 'noBid 0.5 x 100'));
  assert.is(worst('0.6'), '10');
  assert.is(worst('0.4'), 'none');
});

test('each trade is looked at alone: a good one does not hide a bad one', () => {
  const { losses, tell, at, worst } = scene();
  tell(fill('good', 'yesBid 0.3 x 100'), fill('bad', 'yesBid 0.6 x 100'));
  assert.is(worst('0.5'), '10');
  tell(fill('elsewhere', 'yesBid 0.7 x 100', SNOW));
  assert.equal(losses.worst(at('0.5'))?.market, SNOW);
  assert.is(worst('0.5'), '20');
});

test('a trade that was sold again keeps what it lost', () => {
  const { tell, worst } = scene();
  tell(fill('a', 'yesBid 0.5 x 100'), fill('b', 'yesAsk 0.45 x 60'));
  assert.is(worst('0.5'), '3');
  assert.is(worst('0.4'), '7');
});

test('a pair that costs more than a dollar is a loss of its first leg, at any mark', () => {
  const { tell, worst } = scene();
  tell(fill('a', 'yesBid 0.55 x 100'), fill('b', 'noBid 0.5 x 100'));
  for (const mark of ['0.1', '0.5', '0.9']) assert.is(worst(mark), '5');
  tell({
    fact: 'merge',
    atMs: 3,
    market: RAIN,
    size: parseShares('100'),
    gas: '0',
    transaction: transactionId('x'),
    mark: parsePrice('0.5'),
  });
  assert.is(worst('0.5'), '5');
});

test('a failed settlement takes back what the trade had lost', () => {
  const { tell, worst } = scene();
  tell(fill('a', 'yesBid 0.55 x 100'), fill('b', 'noBid 0.5 x 100'), settled('b', 'failed'));
  assert.is(worst('0.55'), 'none');
  assert.is(worst('0.5'), '5');
  tell(settled('a', 'failed'));
  assert.is(worst('0.1'), 'none');
});

test('a sale that fails gives the shares back to the mark', () => {
  const { tell, worst } = scene();
  tell(fill('a', 'yesBid 0.5 x 100'), fill('b', 'yesAsk 0.4 x 100'));
  assert.is(worst('0.5'), '10');
  tell(settled('b', 'failed'));
  assert.is(worst('0.5'), 'none');
  assert.is(worst('0.45'), '5');
});

test('what the operator has accepted counts no more, what comes on top of it does', () => {
  const { losses, tell, at, worst } = scene();
  tell(fill('a', 'yesBid 0.5 x 100'));
  losses.accept(at('0.4'));
  assert.is(worst('0.4'), 'none');
  assert.is(worst('0.37'), '3');
  losses.accept(at('0.6'));
  assert.is(worst('0.5'), 'none', 'a gain is not given away by being accepted');
  assert.is(worst('0.49'), '1');
});

test('a redeemed market is over', () => {
  const { tell, worst } = scene();
  tell(fill('a', 'yesBid 0.5 x 100'));
  tell({
    fact: 'redemption',
    atMs: 9,
    market: RAIN,
    yes: parseShares('100'),
    no: parseShares('0'),
    cash: '0',
    gas: '0',
    transaction: transactionId('x'),
  });
  assert.is(worst('0.1'), 'none');
});

test('a repeated fill counts once, and old trades are forgotten first', () => {
  const { losses, tell, worst } = scene();
  tell(fill('a', 'yesBid 0.5 x 100'), fill('a', 'yesBid 0.5 x 100'));
  assert.is(worst('0.4'), '10');
  for (let each = 0; each < TRADES_PER_MARKET_MAX; each += 1) tell(fill(`n${each}`, 'yesBid 0.41 x 1'));
  assert.is(losses.worst(() => 400_000 as Price)?.loss.toFixed(), '0.01');
});

test.run();
