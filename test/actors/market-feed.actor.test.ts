// Public streams into books, and what the house does when a book cannot be believed: nobody quotes on it, a fresh one is asked
// for, and the market goes on when it is there.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plantTree } from '#actors/root.actor.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { LevelsEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { RAIN, SNOW, smallDesk, snapshot, WELL_BEHAVED } from './small-desk.ts';

const SECOND_MS = 1_000;

/** Two markets that quote. */
function house() {
  const small = smallDesk({ prompt: WELL_BEHAVED });
  const { desk, stream, clock, venue } = small;
  const tree = plantTree(desk);
  tree.done.catch(() => {});
  for (const market of [RAIN, SNOW]) stream.list(market);
  tree.start();
  clock.advanceBy(100);
  const fresh = (market = RAIN) =>
    stream.send(
      snapshot(market.id, '0.5 x 500, 0.49 x 500, 0.48 x 500', '0.52 x 500, 0.53 x 500, 0.54 x 500', clock.now()),
    );
  for (const market of [RAIN, SNOW]) fresh(market);
  clock.advanceBy(20 * SECOND_MS);
  const resting = (market = RAIN) => [...venue.resting.values()].filter((order) => order.market === market.id);
  const trust = (market = RAIN) => desk.markets.get(market.id)?.book.trust(clock.now());
  const quoter = (market = RAIN) => tree.stateOf(`market:${market.slug}/quoter`);
  /** A change after which the venue says that its best ask is lower than any we know: something was lost. */
  const lie = (): LevelsEvent => ({
    type: 'LEVELS',
    market: RAIN.id,
    changes: [
      {
        outcome: 'yes',
        side: 'bid',
        price: parsePrice('0.47'),
        size: parseShares('10'),
        bestBid: parsePrice('0.5'),
        bestAsk: parsePrice('0.51'),
        hash: null,
      },
    ],
    atMs: clock.now(),
  });
  return { ...small, tree, fresh, resting, trust, quoter, lie };
}

test('both markets quote while their books are good', () => {
  const { resting, quoter } = house();
  for (const market of [RAIN, SNOW]) {
    assert.is(resting(market).length, 2);
    assert.is(quoter(market), 'quoting');
  }
});

test('a book that disagrees with the venue for more than a second is not quoted on, until a fresh one comes', () => {
  const { stream, clock, lie, fresh, trust, resting, quoter, venue, desk } = house();
  stream.books.clear();
  stream.send(lie());
  clock.advanceBy(900);
  assert.is(trust(), 'midGroup');
  assert.is(resting().length, 2, 'the middle of an update is no reason to leave');
  clock.advanceBy(600);
  assert.is(trust(), 'suspect');
  assert.is(quoter(), 'pulled');
  assert.equal(resting(), []);
  assert.is(desk.orders.live(RAIN.id).length, 0);
  const placed = venue.of('place').length;
  clock.advanceBy(5 * SECOND_MS);
  assert.is(venue.of('place').length, placed);
  assert.is(resting(SNOW).length, 2, 'the other market does not notice');
  fresh();
  clock.advanceBy(20 * SECOND_MS);
  assert.is(resting().length, 2);
});

test('a fresh book is asked for at once, for that market alone', () => {
  const { stream, clock, lie, trust, resting } = house();
  let asked: readonly string[] = [];
  const listen = stream.listen.bind(stream);
  stream.listen = (markets, listener) => {
    asked = [...asked, ...markets];
    return listen(markets, listener);
  };
  stream.send(lie());
  clock.advanceBy(1_600);
  assert.equal(asked, [RAIN.id]);
  assert.is(stream.open(RAIN.id), 1);
  assert.is(trust(), 'trusted');
  clock.advanceBy(20 * SECOND_MS);
  assert.is(resting().length, 2);
});

test('a book that was only polled is shown and not quoted on, says so, and a socket that tells again ends it', () => {
  const { stream, clock, fresh, trust, resting, quoter, desk } = house();
  stream.books.clear();
  const poll = (bid: string) => {
    const seen = snapshot(RAIN.id, `${bid} x 300`, '0.52 x 300', clock.now()) as SnapshotEvent;
    stream.send({ type: 'DOUBT', market: RAIN.id, reason: 'books are only polled', atMs: clock.now(), seen });
  };
  stream.send({ type: 'DOUBT', market: RAIN.id, reason: 'a sample differs', atMs: clock.now() });
  clock.advanceBy(5 * SECOND_MS);
  assert.is(desk.markets.get(RAIN.id)?.silence, 'book is suspect');
  for (const bid of ['0.49', '0.48', '0.47', '0.46']) {
    poll(bid);
    clock.advanceBy(5 * SECOND_MS);
    assert.is(trust(), 'suspect');
    assert.is(quoter(), 'pulled');
    assert.equal(resting(), []);
    assert.is(desk.markets.get(RAIN.id)?.book.bestPrice('bid'), parsePrice(bid));
    assert.is(desk.markets.get(RAIN.id)?.silence, 'books are only polled');
  }
  assert.is(resting(SNOW).length, 2, 'the other market does not notice');
  fresh();
  clock.advanceBy(20 * SECOND_MS);
  assert.is(trust(), 'trusted');
  assert.is(resting().length, 2);
});

test('a book of which one side is gone is no reason for distrust, and none to quote on a guess', () => {
  const { stream, clock, resting, trust, quoter, desk } = house();
  stream.send(snapshot(RAIN.id, '0.5 x 500', '', clock.now()));
  clock.advanceBy(3 * SECOND_MS);
  assert.is(trust(), 'trusted');
  assert.is(quoter(), 'warming');
  assert.is(desk.markets.get(RAIN.id)?.silence, 'the book has one side only');
  assert.equal(resting(), []);
});

const GAP_MS = 8 * SECOND_MS;

/** A level of the rain's book changes far from the touch, told by the books of these outcomes. */
const change = (atMs: number, outcomes: readonly Outcome[]): LevelsEvent => ({
  type: 'LEVELS',
  market: RAIN.id,
  changes: outcomes.map((outcome) => ({
    outcome,
    side: outcome === 'yes' ? 'bid' : 'ask',
    price: parsePrice(outcome === 'yes' ? '0.45' : '0.55'),
    size: parseShares(String(10 + (atMs % 100))),
    hash: null,
  })),
  atMs,
});

/** From now on sockets tell nothing; the rain's alone, unless told otherwise. */
function deafen({ stream, clock }: ReturnType<typeof house>, markets: readonly string[] = [RAIN.id]) {
  const [sinceMs, listen, heard] = [clock.now(), stream.listen.bind(stream), stream.heardMs.bind(stream)];
  const asked: number[] = [];
  let deaf = true;
  stream.heardMs = (market) => (deaf && markets.includes(market) ? sinceMs : heard(market));
  stream.listen = (wanted, listener) => {
    if (!wanted.some((market) => markets.includes(market))) return listen(wanted, listener);
    asked.push(clock.now() - sinceMs);
    return deaf ? () => {} : listen(wanted, listener);
  };
  return {
    asked,
    end() {
      deaf = false;
    },
  };
}

test('neither frame nor PONG for eight seconds: that market is pulled, and says why; the other goes on', () => {
  const all = house();
  const { clock, tree, desk, resting, quoter, trust } = all;
  deafen(all);
  clock.advanceBy(GAP_MS);
  assert.is(resting().length, 2);
  clock.advanceBy(SECOND_MS);
  assert.is(quoter(), 'pulled');
  assert.is(trust(), 'suspect');
  assert.equal(resting(), []);
  assert.is(desk.markets.get(RAIN.id)?.silence, 'data gap');
  assert.is(tree.stateOf('market-feed'), 'partial');
  assert.is(resting(SNOW).length, 2);
  assert.ok(desk.faults.some(({ actor, what }) => actor === 'market-feed' && /^data gap: rain/.test(what)));
});

test('a pulled market asks again and again, not too often, and goes on by itself after a fresh book', () => {
  const all = house();
  const { clock, tree, desk, resting, trust } = all;
  const { asked, end } = deafen(all);
  clock.advanceBy(60 * SECOND_MS);
  assert.ok(asked.length >= 6 && asked.length <= 8, asked.join(' '));
  assert.equal(resting(), []);
  end();
  clock.advanceBy(GAP_MS + SECOND_MS);
  assert.is(trust(), 'trusted');
  assert.is(tree.stateOf('market-feed'), 'live');
  clock.advanceBy(20 * SECOND_MS);
  assert.is(resting().length, 2);
  assert.is(desk.counters.restarts, 0);
});

test('a whole feed that hears nothing is blind, and no market quotes', () => {
  const all = house();
  const { clock, tree, venue } = all;
  deafen(all, [RAIN.id, SNOW.id]);
  clock.advanceBy(GAP_MS + SECOND_MS);
  assert.is(tree.stateOf('market-feed'), 'blind');
  assert.is(venue.resting.size, 0);
});

test('silence alone is no gap: a quiet market on a living socket keeps its quotes for an hour', () => {
  const { clock, resting, desk } = house();
  const orders = resting().map(({ id }) => id);
  clock.advanceBy(3_600 * SECOND_MS);
  assert.equal(
    resting().map(({ id }) => id),
    orders,
  );
  assert.not(desk.faults.some(({ what }) => /data gap/.test(what)));
});

test('an outcome that falls silent while the other moves pulls the market until both agree again', () => {
  const { clock, stream, resting, quoter, desk } = house();
  const moves = (seconds: number, ...outcomes: Outcome[]) => {
    for (let step = 0; step < seconds * 2; step += 1) {
      stream.send(change(clock.now(), outcomes));
      clock.advanceBy(SECOND_MS / 2);
    }
  };
  moves(5, 'yes', 'no');
  assert.is(quoter(), 'quoting');
  moves(3, 'yes');
  assert.is(quoter(), 'pulled');
  assert.is(desk.markets.get(RAIN.id)?.silence, 'data gap');
  moves(10, 'yes');
  assert.is(quoter(), 'pulled', 'a fresh book alone does not bring the other outcome back');
  assert.equal(resting(), []);
  moves(20, 'yes', 'no');
  assert.is(quoter(), 'quoting');
  assert.is(resting().length, 2);
});

/** How often somebody began to listen. */
function countListens(stream: ReturnType<typeof smallDesk>['stream']): () => number {
  let count = 0;
  const listen = stream.listen.bind(stream);
  stream.listen = (markets, listener) => {
    count += 1;
    return listen(markets, listener);
  };
  return () => count;
}

test('a market whose first book never comes is asked for again', () => {
  const { desk, stream, clock } = smallDesk({ prompt: WELL_BEHAVED });
  const tree = plantTree(desk);
  stream.list(RAIN);
  const asked = countListens(stream);
  tree.start();
  clock.advanceBy(30 * SECOND_MS);
  assert.ok(asked() >= 3 && asked() <= 5, String(asked()));
  assert.is(stream.open(RAIN.id), 1);
});

test('a fresh book is asked for every few seconds, however patient the house is with a silent stream', () => {
  const { desk, stream, clock } = smallDesk({ prompt: WELL_BEHAVED, flags: { dataGapMs: '120000' } });
  const tree = plantTree(desk);
  stream.list(RAIN);
  const asked = countListens(stream);
  tree.start();
  clock.advanceBy(30 * SECOND_MS);
  assert.ok(asked() >= 3 && asked() <= 5, String(asked()));
});

test('a market that is over is no longer listened to', () => {
  const { stream, clock, tree, desk } = house();
  stream.send({ type: 'RESOLVED', market: RAIN.id, payout: 1_000_000 as never, atMs: clock.now() });
  stream.list({ ...RAIN, payout: 1_000_000 as never });
  clock.advanceBy(5 * SECOND_MS);
  assert.is(stream.open(RAIN.id), 0);
  assert.is(stream.open(SNOW.id), 1);
  assert.is(tree.stateOf('market:rain'), null);
  assert.is(desk.streams.size, 1);
});

test.run();
