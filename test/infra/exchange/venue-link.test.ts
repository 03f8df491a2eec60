// What a wallet sees of the exchange over a wire that takes time.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, traceId, walletId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { Answer } from '#domain/ports.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { type LinkLatency, venueLink } from '#infra/exchange/venue-link.ts';
import { SeededRandom } from '#infra/random.ts';
import { COIN, DICE, newsText, smallExchange } from './small-exchange.ts';

const LATENCY: LinkLatency = { requestMs: 40, replyMs: 30, streamMs: 20, sigma: 0 };

function linked(latency: Partial<LinkLatency> = {}) {
  const small = smallExchange();
  const { exchange, clock } = small;
  const startMs = clock.now();
  const link = venueLink(exchange, walletId('ann'), {
    clock,
    random: new SeededRandom(1),
    latency: { ...LATENCY, ...latency },
  });
  const log: string[] = [];
  const note = (text: string) => log.push(`${clock.now() - startMs} ${text}`);
  link.venue.listen((news) => note(newsText(news)));
  return { ...small, ...link, log, note };
}

/** Tests are their own risk officer. */
function intent(id: string, price: string, slot: Slot = 'yesBid'): Approved<OrderIntent> {
  const order = {
    id: orderId(id),
    market: COIN.id,
    slot,
    price: parsePrice(price),
    size: parseShares('10'),
    trace: traceId('t'),
  };
  return order as Approved<OrderIntent>;
}

test('a request takes its time there and back, and the news another way', () => {
  const { venue, clock, log, note, exchange } = linked();
  venue.place([intent('x', '0.5')], (answer) => note(JSON.stringify(answer)));
  clock.advanceBy(39);
  assert.equal(exchange.openOrders(walletId('ann')), []);
  clock.advanceBy(100);
  assert.equal(log, ['60 resting x', '70 {"ok":true,"value":[{"order":"x","result":"resting"}]}']);
});

test('a fill arrives before the answer to the order it filled', () => {
  const { venue, clock, log, note, send } = linked({ replyMs: 300 });
  venue.place([intent('x', '0.5')], () => note('answer'));
  clock.advanceBy(40);
  send('bob noBid 10 @ 0.5', 'fak');
  clock.advanceBy(400);
  assert.equal(log, ['60 resting x', '60 fill x yesBid 10 @ 0.5 maker fee 0', '340 answer']);
});

test('the answer names each order of a batch, the rejected with the reason', () => {
  const { venue, clock, send } = linked();
  send('bob noBid 10 @ 0.5');
  let answered = '';
  venue.place([intent('good', '0.49'), intent('bad', '0.5')], (answer) => {
    assert.ok(answer.ok);
    answered = answer.value
      .map((one) => `${one.order} ${one.result === 'rejected' ? one.reason : one.result}`)
      .join(', ');
  });
  clock.advanceBy(200);
  assert.is(answered, 'good resting, bad crossesBook');
});

test('requests reach the engine in the order in which they were made, whatever each takes', () => {
  const { venue, clock } = linked({ sigma: 1.5 });
  const outcomes: string[] = [];
  for (let n = 0; n < 50; n++) {
    clock.advanceBy(1);
    venue.place([intent(`${n}`, '0.01')], () => {});
    clock.advanceBy(1);
    venue.cancel([orderId(`${n}`)], (answer) => outcomes.push(answer.ok ? (answer.value[0]?.result ?? '') : ''));
  }
  clock.advanceBy(20_000);
  assert.equal(outcomes, Array(50).fill('cancelled'));
});

test('every request is answered once and never inside the call, even on a wire without delay', () => {
  const { venue, clock } = linked({ requestMs: 0, replyMs: 0, streamMs: 0 });
  const answers: string[] = [];
  venue.openOrders(() => answers.push('orders'));
  venue.fills(0, () => answers.push('fills'));
  venue.account((answer) => answers.push(`account ${answer.ok && answer.value.cash}`));
  venue.cancelMarket(COIN.id, () => answers.push('market'));
  venue.cancelAll(() => answers.push('all'));
  assert.equal(answers, []);
  clock.advanceBy(1000);
  assert.equal(answers.sort(), ['account 1000', 'all', 'fills', 'market', 'orders']);
});

test('a public stream begins with the book, then tells each update whole and in order', () => {
  const { stream, clock, send } = linked({ sigma: 1.5 });
  send('bob yesBid 10 @ 0.4');
  const heard: { event: MarketEvent; receivedMs: number }[] = [];
  stream.listen([COIN.id], (event, receivedMs) => heard.push({ event, receivedMs }));
  for (let n = 0; n < 40; n++) {
    clock.advanceBy(3);
    send('bob yesBid 10 @ 0.4');
    send('cat noBid 10 @ 0.6', 'fak');
  }
  clock.advanceBy(20_000);
  assert.is(heard[0]?.event.type, 'SNAPSHOT');
  let [atMs, receivedMs] = [0, 0];
  for (const one of heard) {
    assert.ok(one.event.atMs >= atMs && one.receivedMs >= receivedMs, 'nothing overtakes');
    if (one.event.atMs === atMs && heard.indexOf(one) > 1)
      assert.is(one.receivedMs, receivedMs, 'an update arrives whole');
    [atMs, receivedMs] = [one.event.atMs, one.receivedMs];
  }
  assert.is(heard.filter((one) => one.event.type === 'PRINT').length, 40);
});

test('a market that is listed after somebody listens is introduced by its book', () => {
  const { stream, clock, exchange, send } = linked();
  const heard: string[] = [];
  const hangUp = stream.listen([COIN.id, DICE.id, marketId('moon')], (event) =>
    heard.push(`${event.market} ${event.type}`),
  );
  exchange.list(DICE);
  clock.advanceBy(100);
  send('bob yesBid 10 @ 0.4 dice');
  clock.advanceBy(100);
  assert.equal(heard, ['coin SNAPSHOT', 'dice SNAPSHOT', 'dice LEVELS']);
  send('bob yesBid 10 @ 0.4 dice');
  hangUp();
  clock.advanceBy(100);
  assert.is(heard.length, 3);
});

test('the catalogue tells what is listed and then what changes', () => {
  const { stream, clock, exchange } = linked();
  const told: string[] = [];
  stream.catalogue((market) => told.push(`${market.slug} ${market.endMs}`));
  clock.advanceBy(100);
  exchange.list(DICE);
  exchange.amendMarket({ id: COIN.id, endMs: 5 });
  clock.advanceBy(100);
  assert.equal(told, ['coin null', 'dice null', 'coin 5']);
});

test('an engine that restarts turns requests about orders away, and answers the rest', () => {
  const { venue, clock, exchange } = linked();
  const answers: string[] = [];
  const note = (what: string) => (answer: Answer<unknown>) =>
    answers.push(`${what} ${answer.ok ? 'ok' : JSON.stringify(answer.failure)}`);
  exchange.operations.restart({ forMs: 1000, keepOrders: true, retryAfterMs: 500, postOnlyMs: 1000 });
  const ask = () => {
    venue.place([intent('x', '0.5')], note('place'));
    venue.cancel([orderId('x')], note('cancel'));
    venue.cancelMarket(COIN.id, note('market'));
    venue.cancelAll(note('all'));
    venue.openOrders(note('orders'));
    venue.fills(0, note('fills'));
    venue.account(note('account'));
    venue.beat(null, note('beat'));
    clock.advanceBy(100);
  };
  ask();
  const shut = '{"kind":"restarting","retryAfterMs":500}';
  assert.equal(answers, [
    `place ${shut}`,
    `cancel ${shut}`,
    `market ${shut}`,
    `all ${shut}`,
    'orders ok',
    'fills ok',
    'account ok',
    'beat ok',
  ]);
  clock.advanceBy(1000);
  answers.length = 0;
  venue.place([intent('y', '0.5')], note('place'));
  clock.advanceBy(100);
  exchange.operations.cancelOnly(1000);
  venue.place([intent('z', '0.5')], note('place'));
  venue.cancelAll(note('all'));
  clock.advanceBy(100);
  exchange.operations.disabled(1000);
  venue.cancelAll(note('all'));
  clock.advanceBy(100);
  assert.equal(answers, ['place ok', 'place {"kind":"cancelOnly"}', 'all ok', 'all {"kind":"disabled"}']);
});

test('beats chain over the wire, and a wrong one is told the right id', () => {
  const { venue, clock } = linked();
  const answers: string[] = [];
  const beat = (previous: string | null) => {
    venue.beat(previous, (answer) =>
      answers.push(answer.ok ? answer.value.id : answer.failure.kind === 'rejected' ? answer.failure.text : ''),
    );
    clock.advanceBy(100);
    return answers.at(-1) ?? null;
  };
  const first = beat(null);
  const second = beat(first);
  assert.is(beat('stray'), second);
  assert.is.not(beat(second), second);
});

test('a quiet market on a living line is heard all the time, one that nobody follows is not', () => {
  const { stream, clock, disconnect } = linked();
  assert.is(stream.heardMs(COIN.id), Number.NEGATIVE_INFINITY);
  const first = stream.listen([COIN.id], () => {});
  const second = stream.listen([COIN.id], () => {});
  clock.advanceBy(60_000);
  assert.is(stream.heardMs(COIN.id), clock.now());
  first();
  clock.advanceBy(10);
  assert.is(stream.heardMs(COIN.id), clock.now(), 'the other one still listens');
  second();
  const untilMs = clock.now();
  clock.advanceBy(10);
  assert.is(stream.heardMs(COIN.id), untilMs);
  stream.listen([COIN.id], () => {});
  clock.advanceBy(10);
  assert.is(stream.heardMs(COIN.id), clock.now());
  disconnect();
  clock.advanceBy(10);
  assert.is(stream.heardMs(COIN.id), clock.now() - 10);
});

test('what is in flight is counted, and a disconnected link is silent for good', () => {
  const { venue, stream, clock, traffic, disconnect, log, send } = linked();
  stream.listen([COIN.id], () => log.push('event'));
  venue.place([intent('x', '0.5')], () => log.push('answer'));
  assert.equal(traffic(), { requests: 1, replies: 0, news: 0, events: 1 });
  clock.advanceBy(40);
  assert.equal(traffic(), { requests: 0, replies: 1, news: 1, events: 1 });
  log.length = 0;
  disconnect();
  venue.openOrders(() => log.push('answer'));
  send('bob noBid 10 @ 0.5', 'fak');
  clock.advanceBy(100_000);
  assert.equal(log, []);
  assert.equal(traffic(), { requests: 0, replies: 0, news: 0, events: 0 });
});

test.run();
