// What the witness remembers of what passes by, told by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { VenueFailure } from '#domain/failure.ts';
import { marketId, orderId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { Decimal } from '#domain/units.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { Witness } from '#lab/witness.ts';
import { levels, snapshot } from '../actors/small-desk.ts';

const START_MS = 1_800_000_000_000;
const RAIN = marketId('rain');
const SNOW = marketId('snow');

/** A venue whose answers wait until the test gives them, and a stream that tells what it is told to tell. */
function scene() {
  const clock = new VirtualClock(START_MS);
  const left: string[] = [];
  const witness = new Witness(clock, { onPlace: (orders) => left.push(...orders.map(({ id }) => String(id))) });
  const news = { heardMs: START_MS };
  const replies: ((answer: unknown) => void)[] = [];
  const ask = (...args: readonly unknown[]) => void replies.push(args.at(-1) as (answer: unknown) => void);
  let tell: (news: unknown) => void = () => {};
  let show: (event: MarketEvent, receivedMs: number) => void = () => {};
  const venue = witness.venue({
    place: ask,
    cancel: ask,
    cancelMarket: ask,
    cancelAll: ask,
    openOrders: ask,
    fills: ask,
    beat: ask,
    newsHeardMs: () => news.heardMs,
    listen: (listener: typeof tell) => {
      tell = listener;
      return () => {};
    },
  } as never);
  const stream = witness.stream({
    listen: (_: unknown, listener: typeof show) => {
      show = listener;
      return () => {};
    },
  } as never);
  const chain = witness.chain({ merge: ask, split: ask, redeem: ask } as never);
  return {
    clock,
    witness,
    left,
    news,
    venue,
    stream,
    chain,
    /** To the oldest question, or to the one after so many. */
    answer: (answer: unknown, later = 0) => replies.splice(later, 1)[0]?.(answer),
    tell: (news: unknown) => tell(news),
    show: (event: MarketEvent) => show(event, START_MS),
  };
}

const order = (id: string) => ({ id: orderId(id) }) as never;
const nothing = () => {};
const ok = (value: unknown) => ({ ok: true, value });
const no = (kind: VenueFailure['kind']) => ({ ok: false, failure: { kind, text: '', retryAfterMs: null } });

test('an order is known to have left before anybody answers, and what was said of it is kept until somebody looks', () => {
  const { witness, venue, left, answer } = scene();
  venue.place([order('a'), order('b')], nothing);
  assert.equal(
    [left, [...witness.placed]],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
  );
  answer(
    ok([
      { order: 'a', result: 'resting' },
      { order: 'b', result: 'rejected' },
    ]),
  );
  venue.cancel([orderId('a')], nothing);
  answer(
    ok([
      { order: 'a', result: 'cancelled' },
      { order: 'b', result: 'notFound' },
    ]),
  );
  assert.equal(
    witness.answered.map(({ order: id, said }) => `${id} ${said}`),
    ['a resting', 'b rejected', 'a cancelled'],
  );
});

test('a 425 holds until something that was asked later is answered otherwise', () => {
  const { clock, witness, venue, answer } = scene();
  venue.cancelAll(nothing);
  clock.advanceBy(10);
  venue.cancelAll(nothing);
  clock.advanceBy(10);
  venue.place([order('c')], nothing);
  venue.cancelMarket(RAIN, nothing);
  answer(ok([])); // asked first, and answered before anybody knew
  assert.is(witness.engine.downSinceMs, null);
  answer(no('restarting'));
  assert.is(witness.engine.downSinceMs, START_MS + 10);
  answer(no('rateLimited'));
  assert.is(witness.engine.downSinceMs, START_MS + 10, 'the door says nothing of the engine');
  answer(ok([]));
  assert.is(witness.engine.downSinceMs, null);
});

test('an answer to what was asked before the 425 does not end it, however late it comes', () => {
  const { clock, witness, venue, answer } = scene();
  venue.cancelAll(nothing);
  clock.advanceBy(10);
  venue.cancelAll(nothing);
  answer(no('restarting'), 1);
  answer(ok([]));
  assert.is(witness.engine.downSinceMs, START_MS + 10);
});

test('no answer at all says nothing of the engine, and a refusal is an answer', () => {
  const { witness, venue, answer } = scene();
  venue.cancelAll(nothing);
  answer(no('restarting'));
  for (const kind of ['unreachable', 'unreadable'] as const) {
    venue.cancelAll(nothing);
    answer(no(kind));
    assert.is(witness.engine.downSinceMs, START_MS, kind);
  }
  venue.place([order('x')], nothing);
  answer(no('rejected'));
  assert.is(witness.engine.downSinceMs, null);
});

test('since a 425 nobody has read what rests until a listing is read that was asked for later', () => {
  const { clock, witness, venue, answer } = scene();
  assert.is(witness.engine.unread, false);
  venue.openOrders(nothing);
  clock.advanceBy(10);
  venue.cancelAll(nothing);
  answer(no('restarting'), 1);
  assert.is(witness.engine.unread, true);
  answer(ok([]));
  assert.is(witness.engine.unread, true, 'it was asked for before');
  venue.openOrders(nothing);
  answer(no('unreadable'));
  assert.is(witness.engine.unread, true, 'it was not read');
  venue.openOrders(nothing);
  answer(ok([]));
  assert.is(witness.engine.unread, false);
  witness.forgetStreams();
  assert.is(witness.engine.unread, false);
});

test('a listing is read when both answers to one asking came, and one that failed is none', () => {
  const { clock, witness, venue, answer } = scene();
  const { listings } = witness;
  const both = () => {
    venue.fills(0, nothing);
    venue.openOrders(nothing);
    clock.advanceBy(10);
    return clock.now() - 10;
  };
  const firstMs = both();
  answer(ok([]));
  assert.equal([listings.readMs, listings.wholeMs], [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  answer(ok([]));
  assert.equal([listings.readMs, listings.wholeMs], [firstMs, clock.now()]);
  const wholeMs = clock.now();
  both();
  answer(no('unreadable'));
  answer(ok([]));
  assert.equal([listings.readMs, listings.wholeMs, listings.failedMs], [firstMs, wholeMs, clock.now()]);
  witness.forgetStreams();
  assert.equal([listings.readMs, listings.failedMs], [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

test('an order that the venue as a whole turned away wants a listing that was asked for later', () => {
  for (const kind of ['cancelOnly', 'disabled'] as const) {
    const { clock, witness, venue, answer } = scene();
    venue.openOrders(nothing);
    clock.advanceBy(10);
    venue.place([order('a')], nothing);
    answer(no(kind), 1);
    assert.is(witness.engine.refused, true, kind);
    answer(ok([]));
    assert.is(witness.engine.refused, true, 'it was asked for before');
    venue.openOrders(nothing);
    answer(ok([]));
    assert.is(witness.engine.refused, false);
  }
  const { witness, venue, answer } = scene();
  venue.cancel([orderId('a')], nothing);
  answer(no('disabled'));
  venue.place([order('a')], nothing);
  answer(no('rejected'));
  assert.is(witness.engine.refused, false, 'one order that is refused says nothing of the others');
});

test('a private stream is dated by when it was seen to go on, not by who asks', () => {
  const { clock, witness, venue, news } = scene();
  assert.is(venue.newsHeardMs(), START_MS);
  clock.advanceBy(10);
  assert.is(venue.newsHeardMs(), START_MS);
  assert.is(witness.newsMs, START_MS);
  news.heardMs += 3;
  assert.is(venue.newsHeardMs(), START_MS + 3);
  assert.is(witness.newsMs, START_MS + 10);
});

test('a 429 to an order is a pause as long as the venue says, or of two seconds', () => {
  const { witness, venue, answer } = scene();
  venue.place([order('a')], nothing);
  answer(no('rateLimited'));
  assert.is(witness.pausedUntilMs, START_MS + 2_000);
  venue.place([order('b')], nothing);
  answer({ ok: false, failure: { kind: 'rateLimited', retryAfterMs: 7_000 } });
  assert.is(witness.pausedUntilMs, START_MS + 7_000);
  venue.place([order('c')], nothing);
  answer({ ok: false, failure: { kind: 'rateLimited', retryAfterMs: 100 } });
  assert.is(witness.pausedUntilMs, START_MS + 7_000);
});

test('orders rejected because the account is restricted are counted, and the last cancel of everything is dated', () => {
  const { clock, witness, venue, answer } = scene();
  venue.place([order('a')], nothing);
  answer(
    ok([
      { order: 'a', result: 'rejected', reason: 'accountRestricted', text: '' },
      { order: 'b', result: 'rejected', reason: 'postOnly', text: '' },
    ]),
  );
  assert.is(witness.restricted, 1);
  clock.advanceBy(30);
  venue.cancelAll(nothing);
  assert.is(witness.cancelAllMs, START_MS + 30);
});

test('a beat counts from when it was sent, once it is acknowledged', () => {
  const { clock, witness, venue, answer } = scene();
  venue.beat(null, nothing);
  clock.advanceBy(300);
  assert.is(witness.beatMs, Number.NEGATIVE_INFINITY);
  answer(ok({ id: 'b' }));
  assert.is(witness.beatMs, START_MS);
  venue.beat('b', nothing);
  answer(no('unreachable'));
  assert.is(witness.beatMs, START_MS);
});

test('credits that were told and receipts that came are added up, exactly', () => {
  const { witness, venue, chain, tell, answer } = scene();
  venue.listen(nothing);
  const credit = (kind: string, cash: string) =>
    tell({ type: 'CREDIT', kind, market: null, cash: new Decimal(cash), atMs: START_MS });
  credit('reward', '3.000001');
  credit('withdrawal', '2');
  tell({ type: 'ORDER_GONE', order: 'a', reason: 'asked', atMs: START_MS });
  assert.is(witness.credits, 1_000_001n);
  const receipt = (cash: string, shares: number) =>
    ok({
      transaction: 't',
      gas: new Decimal('0.01'),
      cash: new Decimal(cash),
      yes: shares,
      no: shares,
      atMs: START_MS,
    });
  chain.merge(RAIN, 5_000_000 as never, nothing);
  assert.is(witness.merging.get(RAIN), 5_000_000);
  answer(receipt('5', 5_000_000));
  assert.is(witness.merging.get(RAIN), 0);
  chain.split(RAIN, 2_000_000 as never, nothing);
  answer(receipt('-2', 2_000_000));
  chain.redeem(RAIN, nothing);
  answer(no('unreachable'));
  assert.is(witness.receipts.cash, 5_000_000n - 2_000_000n - 20_000n);
  assert.is(witness.receipts.shares.get(`${RAIN} yes`), -3_000_000);
});

function change(side: 'bid' | 'ask', price: string, atMs: number, outcome = 'yes', size = 10): MarketEvent {
  const changes = levels(`${price} x ${size}`).map((level) => ({ ...level, outcome, side }));
  return { type: 'LEVELS', market: RAIN, changes, atMs, hash: null } as never;
}

test('a book is one from its first snapshot on, unless its levels as told cross; what is older than it says nothing', () => {
  const { witness, stream, show } = scene();
  assert.is(witness.bookProblem(RAIN), 'nobody listens');
  stream.listen([RAIN], nothing);
  show(change('bid', '0.50', START_MS));
  assert.match(witness.bookProblem(RAIN) ?? '', 'no whole book');
  show(snapshot(RAIN, '0.52 x 100', '0.54 x 100', START_MS));
  assert.is(witness.bookProblem(RAIN), null);
  show(change('bid', '0.55', START_MS - 1));
  assert.is(witness.bookProblem(RAIN), null);
  show(change('bid', '0.55', START_MS + 1));
  assert.is(witness.bookProblem(RAIN), 'the book as told is crossed: bid 550000, ask 540000');
  show(snapshot(RAIN, '0.52 x 100', '0.54 x 100', START_MS));
  assert.match(witness.bookProblem(RAIN) ?? '', 'crossed', 'a snapshot that was overtaken is none');
  show(snapshot(RAIN, '0.52 x 100', '0.54 x 100', START_MS + 2));
  assert.is(witness.bookProblem(RAIN), null);
  show(change('bid', '0.54', START_MS + 3));
  assert.match(witness.bookProblem(RAIN) ?? '', 'crossed: bid 540000, ask 540000');
  show(change('bid', '0.54', START_MS + 3, 'yes', 0));
  assert.is(witness.bookProblem(RAIN), null);
  // Somebody bids 0.48 for NO: that is an ask of 0.52 for YES.
  show(change('bid', '0.48', START_MS + 4, 'no'));
  assert.match(witness.bookProblem(RAIN) ?? '', 'crossed: bid 520000, ask 520000');
});

test('the time of what was told is the world’s, and a stream that is hung up or left behind is none', () => {
  const { clock, witness, stream, show } = scene();
  const hangUp = stream.listen([RAIN], nothing);
  clock.advanceBy(70);
  show(snapshot(RAIN, '0.52 x 100', '0.54 x 100'));
  assert.is(witness.toldMs(RAIN), START_MS + 70);
  assert.is(witness.toldMs(SNOW), Number.NEGATIVE_INFINITY);
  // Whoever listens anew has a new book; the old hang-up does not take it away.
  stream.listen([RAIN], nothing);
  hangUp();
  assert.match(witness.bookProblem(RAIN) ?? '', 'no whole book');
  const hangUpToo = stream.listen([SNOW], nothing);
  hangUpToo();
  assert.is(witness.bookProblem(SNOW), 'nobody listens');
  witness.forgetStreams();
  assert.is(witness.bookProblem(RAIN), 'nobody listens');
});

test.run();
