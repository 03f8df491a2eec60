// Markets become hot by themselves, and a market on two sockets does not notice what happens to one of them.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, marketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { microText, type Price } from '#domain/units.ts';
import { HotMarkets } from '#infra/venue/client/hot-markets.ts';
import { TwinArbiter } from '#infra/venue/client/twin-arbiter.ts';
import type { ScriptedLine } from './scripted-transports.ts';
import { assetOf, RAIN, SNOW, smallVenue } from './small-venue.ts';
import { ToldMarket } from './told-market.ts';

const WS = '/ws/market';
const [A, B, C] = ['a', 'b', 'c'].map(marketId) as [MarketId, MarketId, MarketId];
const told = (counts: Readonly<Record<string, number>>) => (market: MarketId) => counts[market] ?? 0;

test('markets are hot while there is room, then those that move most', () => {
  const markets = new HotMarkets(2);
  for (const market of [A, B, C]) markets.add(market);
  assert.equal(markets.hot, [A, B]);
  markets.look(told({ [A]: 10, [B]: 1, [C]: 30 }));
  assert.equal(markets.hot.toSorted(), [A, C]);
  markets.remove(A);
  markets.look(told({ [B]: 1 }));
  assert.equal(markets.hot.toSorted(), [B, C]);
});

test('a hot market gives way to one that clearly moves more, and to no other', () => {
  const markets = new HotMarkets(1);
  for (const market of [A, B]) markets.add(market);
  for (let look = 0; look < 50; look++) {
    markets.look(told({ [A]: 10, [B]: 15 }));
    assert.equal(markets.hot, [A]);
  }
  for (let look = 0; look < 50; look++) markets.look(told({ [A]: 10, [B]: 25 }));
  assert.equal(markets.hot, [B]);
});

test('with no room at all nothing is ever hot, and never more than there is room for', () => {
  const counts = fc.array(fc.tuple(fc.nat(9), fc.nat(100), fc.boolean()), { maxLength: 40 });
  const law = fc.property(fc.nat(4), counts, (max, steps) => {
    const markets = new HotMarkets(max);
    const heard = new Set<MarketId>();
    for (const [name, count, leaves] of steps) {
      const market = marketId(`m${name}`);
      if (leaves) markets.remove(market);
      else markets.add(market);
      heard[leaves ? 'delete' : 'add'](market);
      markets.look(told({ [market]: count }));
      assert.is(markets.hot.length, Math.min(max, heard.size));
      for (const hot of markets.hot) assert.ok(heard.has(hot));
    }
  });
  fc.assert(law, { seed: 42, numRuns: 200 });
});

test('a print that comes over the other socket after thousands of others is not told twice', () => {
  const arbiter = new TwinArbiter();
  const print = (n: number): MarketEvent => {
    const size = (n + 1) as never;
    return { type: 'PRINT', market: RAIN, outcome: 'yes', side: 'buy', price: 500_000 as Price, size, atMs: n };
  };
  const all = Array.from({ length: 6_000 }, (_, n) => print(n));
  for (const event of all) assert.is(arbiter.judge('one', event, 10_000), 'new');
  for (const event of all) assert.is(arbiter.judge('two', event, 10_000), 'told');
  assert.is(arbiter.judge('two', print(6_000), 10_000), 'new');
});

test('a time that is far in the future makes nothing late that comes after it', () => {
  const arbiter = new TwinArbiter();
  const levels = (atMs: number): MarketEvent => ({ type: 'LEVELS', market: RAIN, changes: [], atMs });
  arbiter.judge('one', levels(9e15), 1_000);
  assert.is(arbiter.judge('one', levels(1_000), 1_000), 'new');
  assert.is(arbiter.judge('two', levels(2_000), 2_000), 'new');
});

test('a level change or a book that is dated minutes ahead makes nothing late that comes after it', () => {
  const levels = (atMs: number): MarketEvent => ({ type: 'LEVELS', market: RAIN, changes: [], atMs });
  const ahead = 1_000_000 + 240_000;
  const arbiter = new TwinArbiter();
  arbiter.judge('one', levels(ahead), 1_000_000);
  assert.is(arbiter.judge('two', levels(1_000_100), 1_000_100), 'new');
  assert.is(arbiter.judge('one', levels(1_000_200), 1_000_200), 'new');
  assert.is(arbiter.judge('two', levels(1_000_150), 1_000_250), 'tooLate', 'what is really late still is');
  arbiter.renew(ahead);
  assert.is(arbiter.judge('one', levels(1_000_300), 1_000_300), 'new');
  assert.is(arbiter.judge('two', levels(1_000_400), 1_000_400), 'new');
});

function textOf(book: Book): string {
  const side = (name: 'bid' | 'ask') =>
    book.levels(name, 100).map(({ price, size }) => `${microText(price)}x${microText(size)}`);
  return `bid ${side('bid').join(' ')} ask ${side('ask').join(' ')}`;
}

/** One market as it is told and as it is heard. */
class Heard {
  readonly told: ToldMarket;
  readonly book: Book;
  readonly events: MarketEvent[] = [];

  constructor(market: MarketId, nowMs: number) {
    this.told = new ToldMarket(market, nowMs);
    this.book = new Book(market, 10_000 as Price);
  }

  hear(event: MarketEvent, receivedMs: number): void {
    this.events.push(event);
    this.book.apply(event, receivedMs);
  }

  count(type: MarketEvent['type']): number {
    return this.events.filter((event) => event.type === type).length;
  }
}

/** How one frame travels over one socket: after so long, or never; `frozen` ones wait until it thaws. */
type Fate = number | 'lost' | 'frozen';

class Weather {
  readonly venue;
  readonly markets: readonly Heard[];
  /** By the order in which sockets were opened. */
  readonly fates: Fate[] = [];
  readonly #waiting: (() => void)[] = [];
  #prints = 0;

  constructor(hotMarketsMax: number) {
    this.venue = smallVenue([RAIN, SNOW], { hotMarketsMax });
    const { clock, client, http } = this.venue;
    this.markets = [RAIN, SNOW].map((market) => new Heard(market, clock.now()));
    const books = () => this.markets.map(({ told }) => told.book('yes'));
    http.on('GET /book', (_, { searchParams }) => {
      const asked = this.markets.find(({ told }) => assetOf(told.id, 'yes') === searchParams.get('token_id'));
      return { status: 200, body: asked?.told.book('yes') ?? {} };
    });
    http.on('POST /books', () => ({ status: 200, body: books() }));
    for (const heard of this.markets)
      client.stream.listen([heard.told.id], (event, receivedMs) => heard.hear(event, receivedMs));
  }

  get lines(): readonly ScriptedLine[] {
    return this.venue.sockets.lines.filter(({ url }) => url.endsWith(WS));
  }

  /** Over so many open sockets that market is asked for now. */
  socketsOf(market: MarketId): number {
    const { sockets } = this.venue.client.status();
    return sockets.filter(({ open, carried }) => open && carried.includes(market)).length;
  }

  run(ms: number): void {
    for (let left = ms; left > 0; left -= 5) {
      for (const line of this.lines) line.onSend = (text) => this.#answer(line, text);
      this.venue.clock.advanceBy(Math.min(5, left));
    }
  }

  /** The books that a subscription asks for, later than whatever was said before. */
  #answer(line: ScriptedLine, text: string): void {
    if (text === 'PING' || text.includes('unsubscribe')) return;
    for (const { told } of this.markets)
      if (text.includes(assetOf(told.id, 'yes'))) this.#send(line, () => told.dump());
  }

  /** One level of that market changes, and now and then somebody trades. */
  move({ told }: Heard, n: number): void {
    const frame = told.set(
      n % 2 ? 'bid' : 'ask',
      n % 2 ? 40 + (n % 5) : 55 + (n % 5),
      1 + (n % 9),
      this.venue.clock.now(),
    );
    for (const line of this.lines) this.#send(line, () => frame);
    if (n % 3 > 0) return;
    this.#prints += 1;
    const print = JSON.stringify({
      ...{ event_type: 'last_trade_price', market: told.id, asset_id: assetOf(told.id, 'yes'), side: 'BUY' },
      ...{ price: '0.5', size: String(this.#prints), fee_rate_bps: '0', timestamp: String(this.venue.clock.now()) },
    });
    for (const line of this.lines) this.#send(line, () => print);
  }

  thaw(at: number): void {
    this.fates[at] = 0;
    for (const say of this.#waiting.splice(0)) say();
  }

  #send(line: ScriptedLine, frame: () => string): void {
    const fate = this.fates[this.lines.indexOf(line)] ?? 0;
    if (fate === 'lost' || !line.isOpen) return;
    const text = frame();
    if (fate === 'frozen') this.#waiting.push(() => line.say(text));
    else if (fate === 0) this.venue.clock.setTimeout(() => line.say(text), 1);
    else this.venue.clock.setTimeout(() => line.say(text), fate);
  }
}

/** Moves RAIN for so long and counts what was told of it meanwhile. */
function rainFor(weather: Weather, ms: number, everyMs = 40) {
  const [rain] = weather.markets as [Heard];
  const before = [rain.count('LEVELS'), rain.count('PRINT'), rain.count('DOUBT')] as const;
  let said = 0;
  let prints = 0;
  for (let passed = 0; passed < ms; passed += everyMs) {
    weather.move(rain, said);
    if (said % 3 === 0) prints += 1;
    said += 1;
    weather.run(everyMs);
  }
  weather.run(100);
  return {
    said: [said, prints],
    heard: [rain.count('LEVELS') - before[0], rain.count('PRINT') - before[1]],
    doubts: rain.count('DOUBT') - before[2],
  };
}

function exact(weather: Weather): void {
  const [rain] = weather.markets as [Heard];
  assert.is(textOf(rain.book), rain.told.text());
  assert.is(rain.book.trust(weather.venue.clock.now()), 'trusted');
}

test('the market that moves most gets the second socket by itself, and loses nothing on the way', () => {
  const weather = new Weather(1);
  weather.run(1_000);
  const [rain, snow] = weather.markets as [Heard, Heard];
  assert.equal(weather.venue.client.status().hot, [RAIN]);
  assert.equal([weather.socketsOf(RAIN), weather.socketsOf(SNOW)], [2, 1]);
  // What the fast socket told before it was given away, the slow one still tells.
  weather.fates[0] = 500;
  // The other one moves now; the first still a little.
  for (let n = 0; n < 2_000; n++) {
    weather.move(snow, n);
    if (n % 20 === 0) weather.move(rain, n / 20);
    weather.run(20);
  }
  weather.run(1_000);
  assert.equal(weather.venue.client.status().hot, [SNOW]);
  assert.equal([weather.socketsOf(RAIN), weather.socketsOf(SNOW)], [1, 2]);
  assert.is(rain.count('LEVELS'), 100);
  // The new socket begins with a book in which half a second of the slow one's changes are already.
  assert.ok(snow.count('LEVELS') >= 1_950 && snow.count('LEVELS') <= 2_000, String(snow.count('LEVELS')));
  assert.equal([snow.count('PRINT'), rain.count('PRINT')], [667, 34]);
  for (const { book, told: market, count } of [rain, snow].map((each) => ({ ...each, count: each.count('DOUBT') }))) {
    assert.is(textOf(book), market.text());
    assert.is(count, 0, JSON.stringify([rain, snow].map((e) => e.events.filter(({ type }) => type === 'DOUBT'))));
  }
});

test('one of two sockets is cut again and again: no gap, nothing twice, the right book', () => {
  const weather = new Weather(2);
  weather.run(1_000);
  for (let cut = 0; cut < 8; cut++) {
    const open = weather.lines.filter(({ isOpen }) => isOpen);
    assert.is(open.length, 2);
    open[cut % 2]?.end(1006, 'cut');
    const { said, heard, doubts } = rainFor(weather, 20_000);
    assert.equal(heard, said);
    assert.is(doubts, 0);
    exact(weather);
  }
});

test('one of two sockets freezes: nobody notices, and what it tells when it thaws is old news', () => {
  for (const frozen of [0, 1]) {
    const weather = new Weather(2);
    weather.run(1_000);
    weather.fates[frozen] = 'frozen';
    const first = rainFor(weather, 8_000, 5);
    assert.equal(first.heard, first.said);
    weather.thaw(frozen);
    const second = rainFor(weather, 4_000, 5);
    assert.equal(second.heard, second.said);
    assert.is(first.doubts + second.doubts, 0);
    exact(weather);
  }
});

test('a socket that is frozen for good is replaced, and the market is heard over two again', () => {
  const weather = new Weather(2);
  weather.run(1_000);
  weather.fates[0] = 'lost';
  (weather.lines[0] as ScriptedLine).answersPings = false;
  const { said, heard, doubts } = rainFor(weather, 60_000);
  assert.equal(heard, said);
  assert.is(doubts, 0);
  assert.is(weather.lines.length, 3);
  assert.is(weather.socketsOf(RAIN), 2);
  exact(weather);
});

test('one of two sockets is slow: each event is told once, by the faster one', () => {
  for (const slow of [0, 1])
    for (const delayMs of [7, 300, 2_500]) {
      const weather = new Weather(2);
      weather.run(1_000);
      weather.fates[slow] = delayMs;
      const { said, heard, doubts } = rainFor(weather, 10_000);
      weather.run(5_000);
      assert.equal(heard, said);
      assert.is(doubts, 0);
      exact(weather);
    }
});

test.run();
