import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, walletId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import type { Market } from '#domain/market/market.ts';
import { Decimal, ONE, parsePrice, parseShares } from '#domain/units.ts';
import { COIN, START_MS } from './small-exchange.ts';
import { type SmallReplay, smallReplay, US } from './small-replay.ts';

const cash = ({ exchange }: SmallReplay): string => exchange.account(US).cash.toString();
const holds = ({ exchange }: SmallReplay): string => {
  const { yes, no } = exchange.account(US).holdings.get(COIN.id) ?? { yes: 0, no: 0 };
  return `yes ${yes / 1e6} no ${no / 1e6}`;
};
const plays = (replay: SmallReplay, ...lines: string[]): void => {
  for (const line of lines) replay.does(line);
};
const reason = (replay: SmallReplay, line: string): string => {
  const said = replay.does(line);
  return said?.result === 'rejected' ? said.reason : (said?.result ?? 'nothing');
};

test('the public sees the recorded book with us in it, and hears of a fill after we do', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.52x300 0.51x10 ask 0.54x100', 'us yesBid 0.52x100', 'us yesBid 0.53x50');
  assert.equal(replay.heard(), [
    'book bid 0.52x300 0.51x10 ask 0.54x100 tick 0.01',
    'RESTING our-1',
    'bid 0.52x400 top 0.52/0.54',
    'RESTING our-2',
    'bid 0.53x50 top 0.53/0.54',
  ]);
  plays(replay, 'book bid 0.52x200 ask 0.53x20 0.54x100');
  assert.equal(replay.heard(), ['FILL yesBid 0.53x20', 'bid 0.51x0, bid 0.52x300, bid 0.53x30 top 0.53/0.54']);
  plays(replay, 'print sell 0.53x10', 'cancel 2');
  assert.equal(replay.heard(), [
    'FILL yesBid 0.53x10',
    'print yes sell 0.53x10',
    'bid 0.53x20 top 0.53/0.54',
    'GONE our-2 asked',
    'ask 0.53x20, bid 0.53x0 top 0.52/0.53',
  ]);
});

test('a replay takes heartbeats, and an account that falls silent loses its orders', () => {
  const replay = smallReplay();
  const { exchange } = replay;
  assert.is(exchange.closed('place'), null);
  assert.is(exchange.beat(US, null).result, 'taken');
  assert.is(exchange.beat(US, 'stray').result, 'wrong');
  plays(replay, 'book bid 0.52x300 ask 0.54x100', 'us yesBid 0.52x100');
  replay.heard();
  plays(replay, 'wait 15000');
  assert.equal(replay.heard(), ['GONE our-1 heartbeat', 'bid 0.52x300 top 0.52/0.54']);
  assert.equal(exchange.check(), []);
});

test('what the source doubts is told as a doubt, what is only seen is shown, and a whole book ends it', () => {
  const replay = smallReplay();
  const { exchange } = replay;
  const told = new Book(COIN.id, COIN.tick);
  exchange.onMarket((event) => told.apply(event, START_MS));
  const trust = () => told.trust(START_MS);
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.51x10');
  assert.is(trust(), 'trusted');
  replay.heard();
  plays(replay, 'doubt');
  assert.equal(replay.heard(), ['doubt lost']);
  assert.is(exchange.snapshot(COIN.id), null, 'nobody new is told a book');
  plays(replay, 'doubt book bid 0.48x10 ask 0.56x10', 'doubt book bid 0.48x10 ask 0.56x10');
  const seen = 'doubt polled: book bid 0.51x10 0.48x10 ask 0.56x10 tick 0.01';
  assert.equal(replay.heard(), [seen, seen]);
  assert.is(exchange.snapshot(COIN.id)?.type, 'DOUBT');
  assert.is(trust(), 'suspect');
  plays(replay, 'cancel 1', 'level bid 0.47x10', 'print sell 0.4x5');
  assert.is(replay.heard().filter((line) => line.startsWith('book')).length, 0);
  assert.is(trust(), 'suspect');
  plays(replay, 'book bid 0.49x10 ask 0.56x10');
  assert.equal(replay.heard(), ['book bid 0.49x10 ask 0.56x10 tick 0.01']);
  assert.is(trust(), 'trusted');
  assert.equal(exchange.check(), []);
});

test('two fills by one event are one change of the book', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.53x10', 'us yesBid 0.52x10');
  replay.heard();
  plays(replay, 'print sell 0.50x15');
  assert.equal(replay.heard(), [
    'FILL yesBid 0.53x10',
    'FILL yesBid 0.52x5',
    'print yes sell 0.5x15',
    'bid 0.52x5, bid 0.53x0 top 0.52/0.56',
  ]);
});

test('a snapshot that says nothing new is not passed on, one that differs goes out as its difference', () => {
  const replay = smallReplay();
  plays(
    replay,
    'book bid 0.52x300 ask 0.54x100',
    'no book bid 0.46x100 ask 0.48x300',
    'wait 1',
    'book bid 0.52x299 ask 0.54x100',
  );
  assert.equal(replay.heard(), ['book bid 0.52x300 ask 0.54x100 tick 0.01', 'bid 0.52x299 top 0.52/0.54']);
});

test('a new tick comes with the whole book, and a resting order stays', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.52x300 ask 0.54x100', 'us yesBid 0.53x10');
  replay.heard();
  assert.is(reason(replay, 'us noBid 0.465x10'), 'offTick');
  plays(replay, 'tick 0.001');
  assert.equal(replay.heard(), ['tick 0.001', 'book bid 0.53x10 0.52x300 ask 0.54x100 tick 0.001']);
  assert.is(reason(replay, 'us noBid 0.465x10'), 'resting');
  plays(replay, 'wait 5', 'print sell 0.52x10');
  assert.is(replay.filled(1), 10);
  assert.equal(replay.exchange.check(), []);
});

test('a price finer than the tick opens an epoch by itself', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.52x300 ask 0.54x100', 'book bid 0.5225x1 0.52x300 ask 0.54x100');
  assert.equal(replay.heard().at(-1), 'book bid 0.5225x1 0.52x300 ask 0.54x100 tick 0.0025');
  assert.is(reason(replay, 'us yesBid 0.525x10'), 'resting');
});

test('a crossed recording is shown as it is, whole, and its healing too', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.52x300 ask 0.54x100', 'book bid 0.53x1 ask 0.51x1', 'book bid 0.52x300 ask 0.54x100');
  assert.equal(replay.heard().slice(1), [
    'book bid 0.53x1 ask 0.51x1 tick 0.01',
    'book bid 0.52x300 ask 0.54x100 tick 0.01',
  ]);
});

test('the venue’s vote on its top is passed on with us in it', () => {
  const replay = smallReplay();
  plays(
    replay,
    'book bid 0.52x300 ask 0.54x100',
    'us yesBid 0.53x10',
    'wait 1',
    'top bid 0.51 ask 0.54',
    'no top bid 0.45 ask 0.48',
  );
  assert.equal(replay.heard().slice(-2), ['top 0.53/0.54', 'top 0.53/0.55']);
});

test('an order the venue would not take is not taken', () => {
  const replay = smallReplay();
  assert.is(reason(replay, 'us yesBid 0.50x10'), 'other', 'no book is known yet');
  plays(replay, 'book bid 0.52x300 ask 0.54x100');
  assert.is(reason(replay, 'us yesBid 0.54x10'), 'crossesBook');
  assert.is(reason(replay, 'us noBid 0.48x10'), 'crossesBook', 'the mirror of a bid');
  assert.is(reason(replay, 'us yesBid 0.54x10 limit'), 'crossesBook', 'a recording cannot be traded against');
  assert.is(reason(replay, 'us yesBid 0.53x10 limit'), 'resting');
  assert.is(reason(replay, 'us noBid 0.47x10'), 'crossesBook', 'our own bid');
  assert.is(reason(replay, 'us yesBid 0.50x10 fak'), 'other');
  assert.is(reason(replay, 'us yesBid 0.505x10'), 'offTick');
  assert.is(reason(replay, 'us yesBid 0.50x4.99'), 'belowMinimumSize');
  assert.is(reason(replay, 'us yesAsk 0.60x10'), 'notCovered', 'nothing to sell');
  assert.is(reason(replay, 'us yesBid 0.50x3000'), 'notCovered');
  const again = {
    id: orderId('our-5'),
    market: COIN.id,
    slot: 'yesBid',
    price: parsePrice('0.5'),
    size: parseShares('10'),
  } as const;
  assert.equal(replay.exchange.submit(US, { ...again, kind: 'postOnly' }), {
    result: 'rejected',
    reason: 'duplicateId',
    text: 'order our-5 rests already',
  });
  const nowhere = replay.exchange.submit(US, { ...again, market: marketId('moon'), kind: 'postOnly' });
  assert.is(nowhere.result === 'rejected' && nowhere.reason, 'unknownMarket');
  assert.equal(replay.exchange.check(), []);
  assert.throws(
    () => replay.exchange.submit(walletId('ann'), { ...again, kind: 'postOnly' }),
    /does not trade in this replay/,
  );
});

test('a complete set bought from both sides can be merged once it is settled, to the micro-dollar', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.52x100', 'us noBid 0.45x100');
  plays(replay, 'print sell 0.50x100', 'print buy 0.56x100');
  assert.is(holds(replay), 'yes 100 no 100');
  assert.is(cash(replay), '903');
  assert.is(replay.exchange.moveSets(US, COIN.id, 'merge', parseShares('100')), null, 'not settled yet');
  plays(replay, 'wait 3000');
  assert.equal(replay.exchange.moveSets(US, COIN.id, 'merge', parseShares('100'))?.cash, new Decimal(100));
  assert.is(cash(replay), '1003');
  assert.is(replay.exchange.rebates().toString(), '0.69594', '0.2·0.07·100·(0.52·0.48 + 0.55·0.45)');
  assert.equal(replay.exchange.check(), []);
});

test('selling a set that was split fills both asks and leaves nothing', () => {
  const replay = smallReplay();
  replay.exchange.moveSets(US, COIN.id, 'split', parseShares('50'));
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesAsk 0.55x50', 'us noAsk 0.49x50');
  plays(replay, 'book bid 0.55x50 ask 0.58x10', 'wait 9', 'book bid 0.40x10 ask 0.50x20');
  assert.is(holds(replay), 'yes 0 no 0');
  assert.is(cash(replay), '1002');
  plays(replay, 'wait 3000');
  replay.exchange.chargeGas(US, new Decimal('0.01'));
  assert.is(cash(replay), '1001.99');
  assert.equal(replay.exchange.check(), []);
});

test('a settlement that fails takes the fill back, and uncovers what was to be sold', () => {
  const settlement = { medianMs: 1000, sigma: 0, failureShare: 1, retryShare: 0 };
  const replay = smallReplay({ settlement });
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.52x100', 'print sell 0.50x100');
  assert.is(cash(replay), '948');
  plays(replay, 'wait 5000');
  assert.equal(replay.heard().slice(-2), ['retrying', 'failed']);
  assert.is(cash(replay), '1000');
  assert.is(holds(replay), 'yes 0 no 0');
  assert.equal(
    replay.exchange.fills(US, 0).map(({ status }) => status),
    ['failed'],
  );
  assert.equal(replay.exchange.check(), []);
});

test('a fill in one place uncovers an order in another', () => {
  const replay = smallReplay({ cover: 'perMarket', openingCash: new Decimal(60) });
  const dice: Market = { ...COIN, id: marketId('dice'), slug: 'dice' };
  replay.exchange.addMarket(dice);
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.52x100');
  replay.exchange.feed(
    { type: 'SNAPSHOT', market: dice.id, outcome: 'yes', bids: [], asks: [], tick: null, atMs: 0, hash: null },
    0,
  );
  replay.exchange.submit(US, {
    id: orderId('d'),
    market: dice.id,
    slot: 'noBid',
    price: parsePrice('0.3'),
    size: parseShares('100'),
    kind: 'postOnly',
  });
  replay.heard();
  plays(replay, 'print sell 0.50x100');
  assert.ok(replay.heard().includes('GONE d uncovered'));
  assert.equal(replay.exchange.check(), []);
});

test('the end of a recording cancels, and without a payout leaves what we hold', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.52x100', 'print sell 0.50x40', 'book', 'wait 5000');
  replay.heard();
  const seen: Market[] = [];
  replay.exchange.onCatalogue((market) => seen.push(market));
  replay.exchange.endMarket(COIN.id);
  replay.exchange.endMarket(COIN.id);
  assert.equal(replay.heard(), ['GONE our-1 marketClosed', 'bid 0.52x0 top -/-']);
  assert.is(holds(replay), 'yes 40 no 0');
  assert.is(reason(replay, 'us yesBid 0.40x10'), 'marketClosed');
  assert.is(replay.exchange.redeem(US, COIN.id), null);
  assert.equal(
    seen.map((market) => [market.endMs, market.payout]),
    [[replay.clock.now(), null]],
  );
  assert.equal(replay.exchange.check(), []);
});

test('a payout in the header is nobody’s business before the end', () => {
  const replay = smallReplay({}, { ...COIN, payout: ONE });
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.52x100', 'print sell 0.50x40', 'wait 5000');
  assert.is(replay.exchange.markets()[0]?.payout, null);
  assert.is(replay.exchange.redeem(US, COIN.id), null);
  replay.heard();
  replay.exchange.endMarket(COIN.id);
  assert.equal(replay.heard(), ['GONE our-1 marketClosed', 'bid 0.52x0 top 0.5/0.56', 'resolved 1']);
  assert.is(replay.exchange.markets()[0]?.payout, ONE);
  const redeemed = replay.exchange.redeem(US, COIN.id);
  assert.equal([redeemed?.cash.toString(), redeemed?.yes], ['40', 40_000_000]);
  assert.is(cash(replay), '1019.2');
  assert.equal(replay.exchange.check(), []);
});

test('a resolution inside the recording pays half a dollar when the market was drawn, once', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.52x100', 'print sell 0.50x40', 'wait 5000');
  replay.heard();
  plays(replay, 'resolved 0.5', 'resolved 1', 'book bid 0.5x1');
  assert.equal(replay.heard(), [
    'GONE our-1 resolved',
    'bid 0.52x0 top 0.5/0.56',
    'resolved 0.5',
    'ask 0.56x0, bid 0.5x1 top 0.5/-',
  ]);
  assert.is(replay.exchange.redeem(US, COIN.id)?.cash.toString(), '20');
  replay.exchange.endMarket(COIN.id);
  assert.equal(replay.exchange.check(), []);
});

test('a listener that cancels when it hears of a fill takes back what was not filled yet', () => {
  const replay = smallReplay();
  plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.53x10', 'us yesBid 0.52x10');
  let cancelled = false;
  replay.exchange.onAccount(US, (news) => {
    if (news.type !== 'FILL' || cancelled) return;
    cancelled = true;
    replay.exchange.cancelEvery(US, null);
  });
  plays(replay, 'book bid 0.50x10 ask 0.51x10');
  assert.is(replay.filled(), 10);
  assert.equal(replay.exchange.openOrders(US), []);
  assert.equal(replay.exchange.check(), []);
  assert.throws(() => {
    replay.exchange.onAccount(US, () => replay.does('book'));
    plays(replay, 'book bid 0.50x10 ask 0.56x10', 'us yesBid 0.53x10', 'print sell 0.50x1');
  }, /must not feed/);
});

test('a trader’s book that follows the public trusts exactly what the recording deserves', () => {
  const replay = smallReplay();
  const book = new Book(COIN.id, COIN.tick);
  replay.exchange.onMarket((event) => book.apply(event, replay.clock.now()));
  const trust = (...lines: string[]): string => {
    plays(replay, ...lines);
    return book.trust(replay.clock.now());
  };
  assert.is(trust('book bid 0.52x300 ask 0.54x100', 'us yesBid 0.53x10', 'us noBid 0.46x10'), 'trusted');
  assert.is(trust('wait 1', 'top bid 0.52 ask 0.54'), 'trusted', 'we are inside the spread');
  assert.is(trust('cancel 1'), 'trusted', 'the vote still counts, without us');
  assert.is(trust('wait 1', 'level ask 0.52x5'), 'midGroup');
  assert.is(trust('level bid 0.52x0'), 'trusted');
  assert.is(trust('wait 1', 'top bid 0.50 ask 0.54'), 'midGroup');
  assert.is(trust('wait 1100', 'level bid 0.40x1'), 'suspect', 'the recording lost a message');
  assert.is(trust('book bid 0.52x300 ask 0.54x100'), 'trusted');
  const shown = replay.exchange.snapshot(COIN.id);
  assert.equal(book.levels('bid', 9), shown?.type === 'SNAPSHOT' ? shown.bids : null);
});

test.run();
