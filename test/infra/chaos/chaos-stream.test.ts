// What the public stream may do to us, and what of it can be known from outside.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Book } from '#domain/market/book.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { microText } from '#domain/units.ts';
import { DICE } from '../exchange/small-exchange.ts';
import { chaosScene, MARKET } from './chaos-scene.ts';

/** One YES bid of a level event, or what it is. */
function brief(event: MarketEvent): string {
  if (event.type !== 'LEVELS') return event.type;
  const [first] = event.changes;
  return first ? `${microText(first.price)} x ${microText(first.size)}` : 'nothing';
}

function watching(markets = [MARKET]) {
  const scene = chaosScene({ markets });
  const { stream } = scene.ports;
  const follow = (name: string, ids = markets.map(({ id }) => id)) =>
    stream.listen(ids, (event, receivedMs) => {
      scene.note(`${name} ${brief(event)}${receivedMs === scene.ports.clock.now() ? '' : ` at ${receivedMs}`}`);
    });
  const hangUp = follow('a');
  scene.clock.advanceBy(100);
  scene.noted();
  let cents = 0;
  /** A new best bid a cent higher: one level event. */
  const tick = (market = 'coin') => {
    cents += 1;
    scene.send(`bob yesBid 5 @ 0.${String(cents).padStart(2, '0')} ${market}`);
    scene.clock.advanceBy(100);
  };
  const heardMs = (id = MARKET.id) => stream.heardMs(id) - scene.startMs;
  return { ...scene, stream, follow, hangUp, tick, heardMs };
}

test('a dropped socket tells nothing until somebody listens anew, and is last heard when it dropped', () => {
  const scene = watching();
  scene.inject('socketDropped --for 3s');
  scene.tick();
  scene.clock.advanceBy(900);
  assert.is(scene.heardMs(), 100);
  scene.hangUp();
  scene.follow('early');
  scene.clock.advanceBy(1000);
  assert.is(scene.heardMs(), 100, 'dialled in vain');
  assert.equal(scene.noted(), []);
  scene.clock.advanceBy(1500);
  assert.equal(scene.noted(), ['3120 early SNAPSHOT']);
  assert.is(scene.heardMs(), 3600);
  scene.tick();
  assert.equal(scene.noted(), ['3620 early 0.02 x 5']);
});

test('who does not listen anew after a drop stays deaf', () => {
  const scene = watching();
  scene.inject('socketDropped --for 3s');
  scene.clock.advanceBy(10_000);
  scene.tick();
  assert.equal(scene.noted(), []);
  assert.is(scene.heardMs(), 100);
  scene.follow('late');
  scene.clock.advanceBy(100);
  assert.equal(scene.noted(), ['10220 late SNAPSHOT']);
});

test('whoever hung up while dialling hears nothing', () => {
  const scene = watching();
  scene.hangUp();
  scene.inject('socketDropped --for 3s');
  scene.follow('early')();
  scene.clock.advanceBy(10_000);
  scene.tick();
  assert.equal(scene.noted(), []);
});

test('two drops that overlap end with the later one', () => {
  const scene = watching();
  scene.inject('socketDropped --for 3s');
  scene.hangUp();
  scene.follow('early');
  scene.clock.advanceBy(1000);
  scene.inject('socketDropped --for 3s');
  scene.clock.advanceBy(2500);
  assert.equal(scene.noted(), []);
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['4120 early SNAPSHOT']);
});

test('a silent socket is open and is not heard, its PONG neither', () => {
  const scene = watching();
  scene.inject('socketSilent --for 15s');
  scene.tick();
  scene.clock.advanceBy(9_900);
  assert.is(scene.heardMs(), 100);
  scene.hangUp();
  scene.follow('again');
  scene.clock.advanceBy(1000);
  assert.is(scene.heardMs(), 100, 'listening anew does not help');
  assert.equal(scene.noted(), []);
  scene.clock.advanceBy(4000);
  assert.is(scene.heardMs(), 15_100);
  scene.tick();
  assert.equal(scene.noted(), ['15120 again 0.02 x 5'], 'what was told meanwhile is lost');
});

test('one market may fall silent, or be cut off, alone', () => {
  for (const fault of ['socketSilent', 'socketDropped']) {
    const scene = watching([MARKET, DICE]);
    scene.hangUp();
    scene.follow('coin', [MARKET.id]);
    scene.follow('dice', [DICE.id]);
    scene.clock.advanceBy(100);
    scene.noted();
    scene.inject(`${fault} --target dice`);
    scene.tick('coin');
    scene.tick('dice');
    assert.equal(scene.noted(), ['220 coin 0.01 x 5']);
    assert.is(scene.heardMs(), 400);
    assert.is(scene.heardMs(DICE.id), 200);
  }
});

test('trouble on the private socket is none on the public one', () => {
  const scene = watching();
  scene.inject('socketDropped --socket account');
  scene.inject('socketSilent --socket account');
  scene.tick();
  assert.equal(scene.noted(), ['120 a 0.01 x 5']);
  assert.is(scene.heardMs(), 200);
});

test('one outcome falls silent while the other goes on, and the socket is heard', () => {
  const scene = watching();
  const changes: string[] = [];
  scene.stream.listen([MARKET.id], (event) => {
    if (event.type === 'LEVELS') changes.push(event.changes.map(({ outcome }) => outcome).join());
    else changes.push(event.type);
  });
  scene.clock.advanceBy(100);
  scene.inject('outcomeSilent --outcome no');
  scene.tick();
  scene.send('cat noBid 5 @ 0.99', 'fak');
  scene.clock.advanceBy(100);
  assert.equal(changes, ['SNAPSHOT', 'yes', 'yes']);
  assert.is(scene.heardMs(), 400);
});

test('some frames are dropped, some come twice, and the others in order', () => {
  for (const [fault, least, most] of [
    ['framesDropped --share 0.5', 10, 38],
    ['framesTwice --share 0.5', 58, 90],
  ] as const) {
    const scene = watching();
    scene.inject(`${fault} --for 1h`);
    for (let n = 0; n < 48; n++) scene.tick();
    const prices = scene.noted().map((line) => Number(line.split(' ')[2]));
    assert.ok(prices.length > least && prices.length < most, `${fault}: ${prices.length}`);
    assert.equal(prices, [...prices].sort());
  }
});

test('a frame changes places with the next one, or comes alone when there is none', () => {
  const scene = watching();
  const id = scene.inject('framesReordered --share 1 --for 1h');
  for (let n = 0; n < 4; n++) scene.tick();
  assert.equal(
    scene.noted().map((line) => line.split(' ')[2]),
    ['0.02', '0.01', '0.04', '0.03'],
  );
  scene.tick();
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['1520 a 0.05 x 5']);
  scene.tick();
  scene.world.board.clear(id);
  scene.tick();
  assert.equal(
    scene.noted().map((line) => line.split(' ')[2]),
    ['0.07', '0.06'],
  );
});

test('late frames come in order, received when they come', () => {
  const scene = watching();
  scene.inject('framesDelayed --delayMs 250ms --share 0.5 --for 1h');
  for (let n = 0; n < 30; n++) scene.tick();
  scene.clock.advanceBy(1000);
  const lines = scene.noted();
  assert.is(lines.length, 30);
  const prices = lines.map((line) => Number(line.split(' ')[2]));
  assert.equal(prices, [...prices].sort());
  const late = lines.filter((line, n) => !line.startsWith(`${100 * (n + 1) + 20} `));
  assert.ok(late.length > 10 && late.length < 30, String(late.length));
});

test('a corrupted frame does not survive in a book', () => {
  let found = 0;
  for (let n = 0; n < 20; n++) {
    const scene = chaosScene();
    const book = new Book(MARKET.id, MARKET.tick);
    let problem: string | null = null;
    scene.ports.stream.listen([MARKET.id], (event, receivedMs) => {
      problem ??= book.apply(event, receivedMs).problem?.kind ?? null;
    });
    scene.send('bob yesBid 50 @ 0.4');
    scene.send('cat noBid 50 @ 0.4');
    scene.clock.advanceBy(100);
    scene.send('bob yesBid 5 @ 0.2');
    scene.clock.advanceBy(100 * n);
    scene.inject('framesCorrupted --share 1');
    scene.send('bob yesBid 5 @ 0.3');
    scene.clock.advanceBy(1200);
    if (problem !== null || book.trust(scene.clock.now()) !== 'trusted') found += 1;
  }
  assert.is(found, 20);
});

test('of a frame that ends in the middle half the changes are there', () => {
  const scene = chaosScene();
  const sizes: number[] = [];
  scene.ports.stream.listen([MARKET.id], (event) => {
    if (event.type === 'LEVELS') sizes.push(event.changes.length);
    if (event.type === 'SNAPSHOT') sizes.push(-event.bids.length - event.asks.length);
  });
  scene.clock.advanceBy(100);
  scene.inject('framesTruncated --share 1');
  scene.send('bob yesBid 5 @ 0.3');
  scene.send('cat noBid 5 @ 0.3');
  scene.send('cat noBid 5 @ 0.4');
  scene.clock.advanceBy(100);
  scene.ports.stream.listen([MARKET.id], (event) => {
    if (event.type === 'SNAPSHOT') sizes.push(-event.bids.length - event.asks.length);
  });
  scene.clock.advanceBy(100);
  assert.equal(sizes, [0, 1, 1, 1, -2]);
});

test('the stream shows a bid above an ask that nobody sent', () => {
  const scene = watching();
  const book = new Book(MARKET.id, MARKET.tick);
  scene.stream.listen([MARKET.id], (event, receivedMs) => book.apply(event, receivedMs));
  scene.send('bob yesBid 50 @ 0.4');
  scene.send('cat noBid 50 @ 0.4');
  scene.clock.advanceBy(100);
  scene.noted();
  assert.is(book.trust(scene.clock.now()), 'trusted');
  scene.inject('crossedBook --target coin --ticks 3');
  assert.equal(scene.noted(), ['200 a 0.63 x 100']);
  assert.is(book.trust(scene.clock.now()), 'midGroup');
  scene.clock.advanceBy(1001);
  assert.is(book.trust(scene.clock.now()), 'suspect');
});

test('a book without two sides is not crossed', () => {
  const scene = watching();
  scene.inject('crossedBook');
  scene.send('bob yesBid 5 @ 0.01');
  scene.clock.advanceBy(100);
  scene.noted();
  scene.inject('crossedBook');
  assert.equal(scene.noted(), [], 'a bid at a cent leaves no room below');
  scene.send('bob yesBid 5 @ 0.5');
  scene.clock.advanceBy(100);
  scene.noted();
  scene.inject('crossedBook');
  assert.equal(scene.noted(), ['300 a 0.48 x 100'], 'an ask below the bid');
});

test('while the loop is blocked frames wait, and come in their order', () => {
  const scene = watching();
  scene.inject('slowLoop --stallMs 500 --everyMs 1s --for 2s');
  for (let n = 0; n < 10; n++) scene.tick();
  assert.equal(
    scene.noted().map((line) => line.split(' ').slice(0, 3).join(' ')),
    [
      '600 a 0.01',
      '600 a 0.02',
      '600 a 0.03',
      '600 a 0.04',
      '600 a 0.05',
      '620 a 0.06',
      '720 a 0.07',
      '820 a 0.08',
      '920 a 0.09',
      '1020 a 0.10',
    ].map((line) => line.replace('0.10', '0.1')),
  );
});

test('times of receipt are those of our own clock, also when it jumps', () => {
  const scene = watching();
  scene.inject('clockJump --byMs -30s --for 1s');
  scene.tick();
  assert.equal(scene.noted(), ['120 a 0.01 x 5']);
  assert.is(scene.heardMs(), 200 - 30_000);
});

test('everything is told again once the faults are over', () => {
  const scene = watching();
  for (const text of [
    'framesDropped',
    'framesTwice',
    'framesReordered',
    'framesDelayed',
    'outcomeSilent',
    'framesTruncated',
  ])
    scene.inject(`${text} --for 1s`);
  for (let n = 0; n < 20; n++) scene.tick();
  scene.clock.advanceBy(5000);
  scene.noted();
  for (let n = 0; n < 3; n++) scene.tick();
  assert.equal(scene.noted(), ['7120 a 0.21 x 5', '7220 a 0.22 x 5', '7320 a 0.23 x 5']);
});

test.run();
