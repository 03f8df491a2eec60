import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { parsePrice } from '#domain/units.ts';
import { Maker, type MakerParams } from '#infra/exchange/synthetic/makers.ts';
import { SeededRandom } from '#infra/random.ts';
import { type SmallPit, smallPit } from './small-pit.ts';

const PARAMS: MakerParams = {
  count: 2,
  latencyMaxMs: 4000,
  logitError: 0,
  halfSpread: 0.012,
  halfSpreadMin: 0,
  spreadStep: 0,
  levels: 3,
  levelGap: 1,
  firstShares: 100,
  sizeRatio: 0.8,
  tolerance: 0.05,
  restMs: 0,
  refreshMs: 1e9,
  refillMs: 1,
  reopenMs: [50, 2000],
};

function maker(small: SmallPit, rank: number, changes: Partial<MakerParams> = {}): Maker {
  const made = new Maker(
    small.seat(`maker-${rank}`),
    { ...PARAMS, ...changes },
    rank,
    new SeededRandom(`maker ${rank}`),
  );
  made.start();
  small.clock.advanceBy(20_000);
  return made;
}

test('a maker quotes a ladder on both sides of its view, rounded away from it', () => {
  const small = smallPit([[0, 0.505]]);
  maker(small, 0);
  assert.equal(small.book('bid'), ['0.5 x 100', '0.49 x 80', '0.48 x 64']);
  assert.equal(small.book('ask'), ['0.51 x 100', '0.52 x 80', '0.53 x 64']);
});

test('levels may stand apart, and a finer tick gives a finer ladder', () => {
  const small = smallPit([[0, 0.505]]);
  small.exchange.setTick(small.pit.market, parsePrice('0.001'));
  maker(small, 0, { levelGap: 2, levels: 2 });
  assert.equal(small.book('bid'), ['0.502 x 100', '0.5 x 80']);
  assert.equal(small.book('ask'), ['0.508 x 100', '0.51 x 80']);
});

test('no maker comes nearer to its view than the least half-spread, and where log-odds are wider they count', () => {
  const small = smallPit([[0, 0.505]]);
  maker(small, 0, { halfSpreadMin: 0.021 });
  assert.equal([small.book('bid')[0], small.book('ask')[0]], ['0.48 x 100', '0.53 x 100']);
  const wider = smallPit([[0, 0.505]]);
  maker(wider, 0, { halfSpreadMin: 0.021, halfSpread: 0.2 });
  assert.equal([wider.book('bid')[0], wider.book('ask')[0]], ['0.45 x 100', '0.56 x 100']);
});

test('where the grid ends the ladder ends, and a view below one tick has no bid', () => {
  const small = smallPit([[0, 0.006]]);
  maker(small, 0);
  assert.equal(small.book('bid'), []);
  assert.equal(small.book('ask'), ['0.01 x 100', '0.02 x 80', '0.03 x 64']);
  const near = smallPit([[0, 0.975]]);
  maker(near, 0);
  assert.equal(near.book('ask'), ['0.98 x 100', '0.99 x 80']);
});

test('a late maker leaves its old quotes standing until its latency is over', () => {
  const small = smallPit([
    [0, 0.505],
    [60_000, 0.605],
  ]);
  maker(small, 1);
  small.clock.advanceTo(63_999);
  assert.is(small.book('ask')[0], '0.51 x 100');
  small.clock.advanceTo(64_001);
  assert.is(small.book('ask')[0], '0.61 x 100');
});

test('a late maker quotes what it saw, not what is', () => {
  const small = smallPit([
    [0, 0.505],
    [60_000, 0.605],
    [62_000, 0.705],
  ]);
  maker(small, 1);
  small.clock.advanceTo(64_001);
  assert.is(small.book('ask')[0], '0.61 x 100');
  small.clock.advanceTo(66_001);
  assert.is(small.book('ask')[0], '0.71 x 100');
});

test('a move within the tolerance moves nothing', () => {
  const small = smallPit([
    [0, 0.505],
    [60_000, 0.515],
  ]);
  maker(small, 0);
  small.clock.advanceTo(120_000);
  assert.is(small.book('ask')[0], '0.51 x 100');
});

test('a requote leaves alone what is still right, so it keeps its place in the queue', () => {
  const small = smallPit([
    [0, 0.505],
    [60_000, 0.525],
  ]);
  maker(small, 0);
  const before = resting(small);
  small.clock.advanceTo(61_000);
  assert.equal(small.book('ask'), ['0.53 x 64', '0.54 x 80', '0.55 x 64']);
  const after = resting(small);
  assert.equal(small.book('bid')[0], '0.52 x 100');
  const kept = after.filter((order) => before.includes(order));
  assert.is(kept.length, 2, 'an ask at 0.53 and a bid at 0.50 stay');
});

test('a filled quote comes back only after its maker noticed', () => {
  const small = smallPit([[0, 0.505]]);
  maker(small, 1);
  small.by('bid', '0.51', '100', 'fak');
  assert.is(small.book('ask')[0], '0.52 x 80');
  small.clock.advanceBy(3999);
  assert.is(small.book('ask')[0], '0.52 x 80');
  small.clock.advanceBy(100);
  assert.is(small.book('ask')[0], '0.51 x 100');
});

test('what is left of a partly filled quote stays where it is', () => {
  const small = smallPit([[0, 0.505]]);
  maker(small, 0);
  small.by('bid', '0.51', '60', 'fak');
  small.clock.advanceBy(60_000);
  assert.is(small.book('ask')[0], '0.51 x 40');
});

test('a maker that wants to bid through a stale ask stops one tick short of it', () => {
  const small = smallPit([[0, 0.605]]);
  small.by('ask', '0.55', '500');
  maker(small, 0);
  assert.is(small.book('bid')[0], '0.54 x 100');
  assert.is(small.book('ask')[0], '0.55 x 500');
});

test('two requotes are never closer than the rest', () => {
  const small = smallPit([
    [0, 0.505],
    [60_000, 0.605],
    [60_100, 0.705],
  ]);
  maker(small, 0, { restMs: 5000 });
  small.clock.advanceTo(64_999);
  assert.is(small.book('ask')[0], '0.61 x 100');
  small.clock.advanceTo(65_001);
  assert.is(small.book('ask')[0], '0.71 x 100');
});

test('a book that was cleared is quoted again', () => {
  const small = smallPit([[0, 0.505]], { gameStartMs: 60_000, clearBookOnStart: true });
  maker(small, 0);
  small.clock.advanceTo(60_000);
  assert.equal(small.book('bid'), []);
  small.clock.advanceTo(60_100);
  assert.is(small.book('bid').length, 3);
});

test('after a restart that lost everything the makers race back, each in its own time', () => {
  const small = smallPit([[0, 0.505]]);
  for (const rank of [0, 1]) maker(small, rank, { firstShares: 100 * (rank + 1) });
  const { operations } = small.exchange;
  operations.restart({ forMs: 10_000, keepOrders: false });
  small.clock.advanceBy(10_000);
  assert.equal(small.book('bid'), []);
  small.clock.advanceBy(49);
  assert.equal(small.book('bid'), []);
  small.clock.advanceBy(11 + 1);
  assert.is(small.book('bid')[0], '0.5 x 100', 'the fastest after 50 to 60 ms');
  small.clock.advanceBy(2000 - 61);
  assert.is(small.book('bid')[0], '0.5 x 100');
  small.clock.advanceBy(400);
  assert.is(small.book('bid')[0], '0.5 x 300', 'the slowest after 2 to 2.4 s');
  assert.equal(small.exchange.check(), []);
});

test('a restart that keeps orders leaves nobody with quotes he forgot', () => {
  const small = smallPit([
    [0, 0.505],
    [25_000, 0.605],
  ]);
  maker(small, 0);
  small.exchange.operations.restart({ forMs: 10_000, keepOrders: true });
  small.clock.advanceBy(9_999);
  assert.is(small.book('bid')[0], '0.5 x 100', 'stale, and nothing can be done');
  small.clock.advanceBy(100);
  assert.equal(small.book('bid'), ['0.6 x 100', '0.59 x 80', '0.58 x 64']);
  assert.is(resting(small).length, 6);
});

test('a maker who is slow to come back is not woken earlier by what he had planned', () => {
  const small = smallPit([
    [0, 0.505],
    [30_100, 0.605],
  ]);
  maker(small, 1, { latencyMaxMs: 0 });
  small.exchange.operations.restart({ forMs: 10_000, keepOrders: true });
  small.clock.advanceTo(31_999);
  assert.is(small.book('bid')[0], '0.5 x 100');
  small.clock.advanceTo(32_401);
  assert.is(small.book('bid')[0], '0.6 x 100');
});

test('when only cancels are taken a maker withdraws what is stale and comes back later', () => {
  const small = smallPit([
    [0, 0.505],
    [25_000, 0.605],
  ]);
  maker(small, 0);
  small.exchange.operations.cancelOnly(20_000);
  small.clock.advanceBy(10_000);
  assert.is(resting(small).length, 0);
  small.clock.advanceBy(10_100);
  assert.is(small.book('bid')[0], '0.6 x 100');
});

test('the pace of the market does not speed the race after a restart', () => {
  const small = smallPit([[0, 0.505]], {}, 30);
  maker(small, 1);
  small.exchange.operations.restart({ forMs: 1000, keepOrders: false });
  small.clock.advanceBy(1000 + 1999);
  assert.equal(small.book('bid'), []);
  small.clock.advanceBy(402);
  assert.is(small.book('bid').length, 3);
});

test('a maker that went home hears nothing and wakes no more', () => {
  const small = smallPit([[0, 0.505]]);
  const gone = maker(small, 0);
  gone.stop();
  assert.is(small.clock.pending, 0);
  small.by('bid', '0.51', '100', 'fak');
  small.clock.advanceBy(60_000);
  assert.is(small.book('ask')[0], '0.52 x 80');
});

function resting(small: SmallPit): readonly string[] {
  return small.exchange.openOrders(walletId('maker-0')).map((order) => order.id);
}

test.run();
