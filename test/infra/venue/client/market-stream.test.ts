import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, marketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { microText, type Price } from '#domain/units.ts';
import type { ClientOptions } from '#infra/venue/client/venue-client.ts';
import type { ScriptedLine } from './scripted-transports.ts';
import { assetOf, RAIN, SNOW, smallVenue } from './small-venue.ts';
import { ToldMarket } from './told-market.ts';

const WS = '/ws/market';

function scene(options: Partial<ClientOptions> = {}, markets: readonly MarketId[] = [RAIN, SNOW]) {
  const venue = smallVenue(markets, options);
  const rain = new ToldMarket(RAIN, venue.clock.now());
  const events: MarketEvent[] = [];
  const book = new Book(RAIN, 10_000 as Price);
  venue.http.on('GET /book', () => ({ status: 200, body: rain.book('yes') }));
  venue.http.on('POST /books', () => ({ status: 200, body: [rain.book('yes')] }));
  const heard = (event: MarketEvent, receivedMs: number) => {
    events.push(event);
    book.apply(event, receivedMs);
  };
  const listen = () => venue.client.stream.listen([RAIN], heard);
  /** Answers subscriptions with the books, as the venue does. */
  const answering = (line: ScriptedLine) => {
    line.onSend = (text) => {
      if (text.includes('subscribe') || text.includes('"type":"market"'))
        if (!text.includes('unsubscribe') && text.includes(assetOf(RAIN, 'yes')))
          venue.clock.setTimeout(() => line.say(rain.dump()), 5);
    };
  };
  const dialled = () => {
    for (const line of venue.sockets.lines) answering(line);
  };
  return { ...venue, rain, events, book, listen, dialled, types: () => events.map(({ type }) => type) };
}

/** Runs on; new lines answer subscriptions from their first moment. */
function run(world: ReturnType<typeof scene>, ms: number): void {
  for (let left = ms; left > 0; left -= 5) {
    world.dialled();
    world.clock.advanceBy(Math.min(5, left));
  }
}

const text = (book: Book) => {
  const side = (name: 'bid' | 'ask') =>
    book.levels(name, 100).map(({ price, size }) => `${microText(price)}x${microText(size)}`);
  return `bid ${side('bid').join(' ')} ask ${side('ask').join(' ')}`;
};

test('a listener hears a whole book first, then what changes', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const line = world.sockets.last(WS);
  assert.equal(line.said[0], {
    type: 'market',
    assets_ids: [assetOf(RAIN, 'yes'), assetOf(RAIN, 'no')],
    custom_feature_enabled: true,
  });
  line.say(world.rain.set('bid', 45, 7, world.clock.now()));
  assert.equal(world.types(), ['SNAPSHOT', 'SNAPSHOT', 'LEVELS']);
  assert.is(text(world.book), world.rain.text());
  assert.is(world.book.trust(world.clock.now()), 'trusted');
  assert.is(world.client.status().lines.get(RAIN), 'live');
});

test('a second listener gets the book as it is, without another question to the venue', () => {
  const world = scene();
  const stop = world.listen();
  run(world, 1_000);
  world.sockets.last(WS).say(world.rain.set('ask', 54, 3, world.clock.now()));
  stop();
  world.events.length = 0;
  world.listen();
  run(world, 20);
  assert.equal(world.types(), ['SNAPSHOT']);
  assert.is(text(world.book), world.rain.text());
  assert.is(world.sockets.lines.filter(({ url }) => url.endsWith(WS)).length, 1);
  assert.is(world.http.of('GET /book').length, 0);
});

test('a frame that was cut off makes its market doubtful, and only a fresh book helps', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const frame = world.rain.set('bid', 45, 7, world.clock.now());
  world.sockets.last(WS).say(frame.slice(0, frame.length - 40));
  assert.is(world.types().at(-1), 'DOUBT');
  assert.is(world.book.trust(world.clock.now()), 'suspect');
  assert.is(world.client.status().lines.get(RAIN), 'doubted');
  assert.is(world.client.status().votes.doubts, 1);
  // What comes while the fresh book is on its way is not lost between the two.
  world.sockets.last(WS).say(world.rain.set('bid', 46, 5, world.clock.now() + 1));
  run(world, 300);
  assert.is(world.http.of('GET /book').length, 1);
  assert.is(text(world.book), world.rain.text());
  assert.is(world.book.trust(world.clock.now()), 'trusted');
  assert.is(world.client.status().lines.get(RAIN), 'live');
});

test('a fetched book that is older than what the stream told before is of no use', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const old = world.rain.book('yes');
  const line = world.sockets.last(WS);
  line.say(world.rain.set('bid', 45, 7, world.clock.now()));
  let asked = 0;
  world.http.on('GET /book', () => ({ status: 200, body: ++asked < 3 ? old : world.rain.book('yes') }));
  line.say('{"event_type":"price_change","market"');
  run(world, 100);
  assert.is(world.book.trust(world.clock.now()), 'suspect');
  run(world, 5_000);
  assert.is(asked, 3);
  assert.is(text(world.book), world.rain.text());
});

test('a socket that closes makes its books doubtful at once, and its successor heals them', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  world.sockets.last(WS).end(1013, 'slow consumer');
  assert.is(world.book.trust(world.clock.now()), 'suspect');
  assert.match(JSON.stringify(world.events.at(-1)), 'slow consumer');
  world.rain.set('bid', 45, 9, world.clock.now());
  run(world, 1_000);
  assert.is(world.sockets.lines.length, 2);
  assert.is(world.book.trust(world.clock.now()), 'trusted');
  assert.is(text(world.book), world.rain.text());
});

test('a socket that says nothing at all is given up after four PINGs', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const line = world.sockets.last(WS);
  line.answersPings = false;
  const heardMs = world.client.stream.heardMs(RAIN);
  run(world, 8_000);
  assert.is(world.client.stream.heardMs(RAIN) - heardMs < 3_000, true, 'silence is told as silence');
  assert.is(world.sockets.lines.length, 1);
  run(world, 6_000);
  assert.is(world.sockets.lines.length, 2);
});

test('a socket that talks and answers no PING is given up after half a minute', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const line = world.sockets.last(WS);
  line.answersPings = false;
  for (let n = 0; n < 28; n++) {
    line.say(world.rain.set('bid', 45, n + 1, world.clock.now()));
    run(world, 1_000);
  }
  assert.is(world.sockets.lines.length, 1);
  for (let n = 0; n < 6; n++) {
    line.say(world.rain.set('bid', 45, n + 1, world.clock.now()));
    run(world, 1_000);
  }
  assert.is(world.sockets.lines.length, 2);
  assert.ok(world.sockets.last(WS).isOpen);
});

test('lost connections are dialled again after random waits that grow to half a minute', () => {
  const world = scene();
  world.sockets.opens = false;
  world.listen();
  run(world, 600_000);
  const dials = world.sockets.lines.length;
  assert.ok(dials > 25 && dials < 90, `${dials} times in ten minutes`);
});

test('a market whose first book stays away is asked for three times, then moved to a connection of its own', () => {
  const world = scene();
  world.client.stream.listen([RAIN, SNOW], () => {});
  run(world, 110_000);
  const [first, second] = world.sockets.lines;
  const asked = first?.said.filter(({ operation, assets_ids: assets }) => {
    return operation === 'subscribe' && JSON.stringify(assets).includes(assetOf(SNOW, 'yes'));
  });
  assert.is(asked?.length, 3);
  assert.is(second?.isOpen, undefined);
  assert.is(world.client.stream.heardMs(SNOW), Number.NEGATIVE_INFINITY, 'a PONG says nothing of it');
  assert.is(world.client.status().lines.get(SNOW), 'restFallback');
  run(world, 30_000);
  assert.is(world.sockets.lines.length, 2);
  assert.equal(world.sockets.lines[1]?.said[0]?.assets_ids, [assetOf(SNOW, 'yes'), assetOf(SNOW, 'no')]);
});

test('a connection carries at most two hundred outcomes', () => {
  const many = Array.from({ length: 230 }, (_, n) => marketId(`0x${(n + 1).toString(16).padStart(4, '0').repeat(16)}`));
  const world = scene({}, many);
  run(world, 5_000);
  assert.is(world.listed.length, 230);
  world.client.stream.listen(many, () => {});
  run(world, 1_000);
  assert.equal(
    world.client.status().sockets.map(({ carried }) => carried.length),
    [100, 100, 30],
  );
});

test('without a socket, books are polled for people to see, and nobody is told that the market is heard', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const heardMs = world.client.stream.heardMs(RAIN);
  world.sockets.opens = false;
  world.sockets.last(WS).end(1006, '');
  world.rain.set('bid', 47, 1, world.clock.now());
  run(world, 20_000);
  assert.is(world.client.status().lines.get(RAIN), 'restFallback');
  assert.ok(world.http.of('GET /book').length >= 2);
  assert.is(text(world.book), world.rain.text());
  assert.is(world.client.stream.heardMs(RAIN), heardMs);
  assert.is(world.book.trust(world.clock.now()), 'suspect', 'nobody tells what changes in it');
  assert.is(world.book.suspicion?.kind, 'polled');
  world.sockets.opens = true;
  run(world, 60_000);
  assert.is(world.book.trust(world.clock.now()), 'trusted');
  assert.is(world.client.status().lines.get(RAIN), 'live');
});

test('a market whose first book never came is seen and never believed, until changes of it make us ask again', () => {
  const world = scene();
  const deaf = (line: ScriptedLine) => {
    line.onSend = () => {};
  };
  world.listen();
  for (let ms = 0; ms < 25_000; ms += 5) {
    for (const line of world.sockets.lines) deaf(line);
    world.clock.advanceBy(5);
    assert.is.not(world.book.trust(world.clock.now()), 'trusted');
  }
  assert.is(world.client.status().lines.get(RAIN), 'restFallback');
  assert.is(text(world.book), world.rain.text(), 'it is seen');
  assert.equal([...new Set(world.types())], ['DOUBT']);
  // Somebody who comes now sees it soon, and believes it no more than the others.
  const late = new Book(RAIN, 10_000 as Price);
  world.client.stream.listen([RAIN], (event, receivedMs) => late.apply(event, receivedMs));
  world.clock.advanceBy(9_000);
  assert.is(text(late), world.rain.text());
  assert.is(late.trust(world.clock.now()), 'suspect');
  world.dialled();
  world.sockets.last(WS).say(world.rain.set('bid', 45, 7, world.clock.now()));
  run(world, 50);
  for (const book of [world.book, late]) {
    assert.is(book.trust(world.clock.now()), 'trusted');
    assert.is(text(book), world.rain.text());
  }
});

test('a book that was asked for while a socket told of it, and came when none did, is only seen', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const line = world.sockets.last(WS);
  world.sockets.opens = false;
  line.say('{"event_type":"price_change","market"');
  world.clock.advanceBy(5);
  assert.is(world.http.of('GET /book').length, 1, 'it is under way');
  line.end(1006, '');
  run(world, 2_000);
  assert.is(world.book.trust(world.clock.now()), 'suspect');
});

test('a sample fetched apart finds what the stream never told, and the stream is asked to begin anew', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  run(world, 500);
  world.rain.set('bid', 41, 99, world.clock.now()); // a frame that never came
  run(world, 40_000);
  assert.ok(world.types().includes('DOUBT'));
  assert.is(text(world.book), world.rain.text());
  assert.is(world.book.trust(world.clock.now()), 'trusted');
});

test('an order that crossed a book which we did not see makes us look at once', () => {
  const world = scene();
  world.http.on('POST /order', { status: 400, body: { error: 'invalid post-only order: order crosses book' } });
  world.listen();
  run(world, 1_000);
  const place = () => world.client.venue.place([world.intent('yesBid', '0.5', '10')], () => {});
  place();
  run(world, 3_000);
  assert.is(world.http.of('POST /books').length, 1);
  assert.not(world.types().includes('DOUBT'), 'it was only a race');
  world.rain.set('ask', 48, 5, world.clock.now()); // never told
  for (let n = 0; n < 10; n++) {
    place();
    run(world, 150);
  }
  assert.is(world.http.of('POST /books').length, 3, 'at most once a second');
  assert.ok(world.types().includes('DOUBT'));
  run(world, 500);
  assert.is(text(world.book), world.rain.text());
});

test('listeners that come and go all the time keep nobody from looking', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  world.sockets.opens = false;
  world.sockets.last(WS).end(1006, '');
  for (let n = 0; n < 40; n++) {
    world.client.stream.listen([RAIN], () => {})();
    run(world, 500);
  }
  assert.is(world.client.status().lines.get(RAIN), 'restFallback');
  assert.ok(world.http.of('GET /book').length >= 2);
});

test('a lost frame deep in the book is found by its hash, within seconds', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const line = world.sockets.last(WS);
  const say = (cents: number, shares: number) => {
    line.say(world.rain.set('bid', cents, shares, world.clock.now()));
    run(world, 1_000);
  };
  for (let n = 1; n < 4; n++) say(44, n);
  world.rain.set('bid', 41, 99, world.clock.now()); // never told
  for (let n = 4; n < 16 && !world.types().includes('DOUBT'); n++) say(44, n);
  assert.match(JSON.stringify(world.events.find(({ type }) => type === 'DOUBT')), 'hash');
  run(world, 500);
  assert.is(text(world.book), world.rain.text());
});

test('hashes that were never ours, as of a protocol that hashes otherwise, mean nothing', () => {
  const world = scene();
  world.rain.hashedTrade = 'something else';
  world.listen();
  run(world, 1_000);
  const line = world.sockets.last(WS);
  for (let n = 1; n < 12; n++) {
    line.say(world.rain.set('bid', 44, n, world.clock.now()));
    run(world, 1_000);
  }
  assert.is(world.types().includes('DOUBT'), false);
});

test('a new tick is an epoch: what went without a word is found at once', () => {
  const world = scene();
  world.listen();
  run(world, 1_000);
  const line = world.sockets.last(WS);
  line.say({
    ...{ event_type: 'tick_size_change', market: RAIN, asset_id: assetOf(RAIN, 'yes') },
    ...{ old_tick_size: '0.001', new_tick_size: '0.005', timestamp: String(world.clock.now()) },
  });
  for (let n = 0; n < 20; n++) line.say(world.rain.set('bid', 45, n + 1, world.clock.now() + n));
  run(world, 300);
  assert.is(world.http.of('POST /books').length, 1);
  assert.equal(new Set(world.types()), new Set(['SNAPSHOT', 'TICK', 'LEVELS']), 'nothing is told twice');
  assert.is(world.types().filter((type) => type === 'LEVELS').length, 20);
  assert.is(world.book.tick, 5_000);
});

test('a hot market is heard over two sockets, and each change is told once', () => {
  const world = scene({ hotMarketsMax: 1 });
  world.listen();
  run(world, 1_000);
  const [one, two] = world.sockets.to(WS);
  assert.ok(one && two);
  world.events.length = 0;
  for (const cents of [45, 46, 47]) {
    const frame = world.rain.set('bid', cents, 5, world.clock.now());
    one?.say(frame);
    two?.say(frame);
    run(world, 10);
  }
  assert.equal(world.types(), ['LEVELS', 'LEVELS', 'LEVELS']);
  // What one of them loses, the other tells.
  two?.say(world.rain.set('bid', 47, 0, world.clock.now()));
  assert.is(text(world.book), world.rain.text());
  one?.end(1006, '');
  assert.not(world.types().includes('DOUBT'));
  run(world, 1_000);
  assert.is(world.sockets.to(WS).length, 2);
});

/** A frame of the venue's that nobody can read: the size of its last row is below nothing. */
const spoilt = (frame: string) => frame.replace(/("size":")(?!.*"size":")/, '$1-');

function twins() {
  const world = scene({ hotMarketsMax: 1 });
  world.listen();
  run(world, 1_000);
  const [one, two] = world.sockets.to(WS);
  assert.ok(one && two);
  const trust = () => world.book.trust(world.clock.now());
  const lastReason = () => JSON.stringify(world.events.findLast(({ type }) => type === 'DOUBT') ?? null);
  return { ...world, one: one as ScriptedLine, two: two as ScriptedLine, trust, lastReason };
}

for (const first of ['the other', 'this'] as const)
  test(`a frame that one socket cannot be read on is excused by the other one, where ${first} comes first`, () => {
    const world = twins();
    for (const cents of [45, 46, 47]) {
      const frame = world.rain.set('bid', cents, 5, world.clock.now());
      if (first === 'the other') world.two.say(frame);
      world.one.say(spoilt(frame));
      run(world, 300);
      if (first === 'this') world.two.say(frame);
      run(world, 1_000);
    }
    assert.not(world.types().includes('DOUBT'));
    assert.is(text(world.book), world.rain.text());
    assert.is(world.http.of('GET /book').length, 0);
  });

test('a frame that neither of two sockets can be read on makes the book doubtful at once, and for as long as no other comes', () => {
  const world = twins();
  world.http.on('GET /book', { status: 502, body: 'Bad Gateway' });
  const frame = spoilt(world.rain.set('bid', 45, 7, world.clock.now()));
  world.one.say(frame);
  assert.is(world.trust(), 'trusted', 'the other one may tell it');
  run(world, 20);
  world.two.say(frame);
  assert.is(world.trust(), 'suspect');
  assert.match(world.lastReason(), 'size is');
  run(world, 3_000);
  assert.is(world.trust(), 'suspect');
  world.http.on('GET /book', () => ({ status: 200, body: world.rain.book('yes') }));
  run(world, 60_000);
  assert.is(world.trust(), 'trusted');
  assert.is(text(world.book), world.rain.text());
});

test('a frame that one socket cannot be read on, and the other never tells, is missing half a second later', () => {
  const world = twins();
  world.http.on('GET /book', 'lost');
  world.two.say(world.rain.set('bid', 44, 3, world.clock.now()));
  run(world, 10);
  world.one.say(spoilt(world.rain.set('bid', 45, 7, world.clock.now())));
  run(world, 450);
  assert.is(world.trust(), 'trusted');
  run(world, 60);
  assert.is(world.trust(), 'suspect');
  assert.match(world.lastReason(), 'no other told the same');
});

test('what nobody can tell apart, as a frame that was cut off, is excused by nothing', () => {
  const world = twins();
  const frame = world.rain.set('bid', 45, 7, world.clock.now());
  world.two.say(frame);
  world.one.say(frame.slice(0, 50));
  assert.is(world.trust(), 'suspect');
  run(world, 300);
  assert.is(world.trust(), 'trusted');
  assert.is(text(world.book), world.rain.text());
});

test('a frame of an update is not excused by another frame of the same update', () => {
  const world = twins();
  const frame = (rows: readonly unknown[]) =>
    JSON.stringify({ ...(whole as Record<string, unknown>), price_changes: rows });
  const whole: { price_changes: readonly unknown[] } = JSON.parse(world.rain.set('bid', 45, 7, world.clock.now()));
  const [yes, no] = whole.price_changes;
  for (const line of [world.one, world.two]) line.say(frame([no]));
  for (const line of [world.one, world.two]) line.say(spoilt(frame([yes])));
  assert.is(world.trust(), 'suspect');
});

/** What may happen to one frame on one socket. */
const fate = fc.constantFrom('fine', 'fine', 'fine', 'lost', 'twice', 'later', 'cut', 'spoilt');
const step = fc.record({
  side: fc.constantFrom('bid' as const, 'ask' as const),
  cents: fc.integer({ min: 35, max: 65 }),
  shares: fc.integer({ min: 0, max: 9 }),
  fates: fc.tuple(fate, fate),
  waitMs: fc.constantFrom(0, 1, 7, 40, 300),
  drops: fc.constantFrom(-1, -1, -1, -1, -1, -1, 0, 1),
});

for (const copies of [1, 2] as const)
  test(`whatever happens to frames on ${copies} socket(s), a book is right or known to be in doubt`, () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const world = scene({ hotMarketsMax: copies === 2 ? 1 : 0 });
        world.listen();
        run(world, 1_000);
        const late: (() => void)[] = [];
        for (const { side, cents, shares, fates, waitMs, drops } of steps) {
          if (!world.rain.fits(side, cents)) continue;
          const frame = world.rain.set(side, cents, shares, world.clock.now());
          const delayed = late.splice(0);
          for (const [at, line] of world.sockets.to(WS).entries()) {
            const happens = fates[at] ?? 'fine';
            if (happens === 'cut') line.say(frame.slice(0, Math.max(2, frame.length >> 1)));
            else if (happens === 'spoilt') line.say(spoilt(frame));
            else if (happens === 'later') late.push(() => line.say(frame));
            else if (happens !== 'lost') line.say(frame);
            if (happens === 'twice') line.say(frame);
          }
          for (const say of delayed) say();
          if (drops >= 0) world.sockets.to(WS)[drops]?.end(1006, 'dropped');
          if (waitMs > 0) run(world, waitMs);
        }
        for (const say of late) say();
        run(world, 1_500);
        // One more change makes every loss show; samples do the rest.
        const last = world.rain.set('bid', 40, 3, world.clock.now());
        for (const line of world.sockets.to(WS)) line.say(last);
        run(world, 75_000);
        if (world.book.trust(world.clock.now()) === 'trusted') assert.is(text(world.book), world.rain.text());
        assert.is(world.book.trust(world.clock.now()), 'trusted', 'a venue that answers heals every doubt');
      }),
      { seed: 42, numRuns: 50 },
    );
  });

test.run();
