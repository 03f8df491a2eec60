// Any recording, any orders of ours: the books balance, the public and we agree, and caution never earns more.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Book } from '#domain/market/book.ts';
import { COIN } from './small-exchange.ts';
import { type SmallReplay, smallReplay, US } from './small-replay.ts';

const price = (cents: number): string => (cents / 100).toFixed(2);
const cents = fc.integer({ min: 46, max: 54 });
const shares = fc.integer({ min: 0, max: 40 }).map((n) => (n * 12.5).toString());
const outcome = fc.constantFrom('', 'no ');
const side = fc.constantFrom('bid', 'ask');
const levels = fc.array(fc.tuple(cents, shares), { maxLength: 4 });

/** Half of the books are in order, as recorded ones are; the others may be crossed. */
const book = fc
  .record({ outcome, levels, asks: levels, sane: fc.boolean() })
  .map(({ outcome: of, levels: bids, asks, sane }) => {
    const text = (some: readonly (readonly [number, string])[]) =>
      some.map(([at, size]) => `${price(at)}x${size}`).join(' ');
    if (!sane) return `${of}book bid ${text(bids)} ask ${text(asks)}`;
    return `${of}book bid ${text(bids.filter(([at]) => at < 50))} ask ${text(asks.filter(([at]) => at >= 50))}`;
  });
const level = fc
  .record({ outcome, side, cents, shares })
  .map((l) => `${l.outcome}level ${l.side} ${price(l.cents)}x${l.shares}`);
const print = fc
  .record({ outcome, side: fc.constantFrom('buy', 'sell'), cents, shares })
  .map((p) => `${p.outcome}print ${p.side} ${price(p.cents)}x${p.shares}`);
const wait = fc.constantFrom(0, 1, 30, 900, 1500).map((ms) => `wait ${ms}`);
const recorded = fc.oneof(
  { weight: 3, arbitrary: book },
  { weight: 4, arbitrary: level },
  { weight: 5, arbitrary: print },
  { weight: 3, arbitrary: wait },
  { weight: 1, arbitrary: fc.constantFrom('tick 0.005', 'tick 0.01', 'top bid 0.49 ask 0.51') },
);

const slot = fc.constantFrom('yesBid', 'noAsk', 'yesAsk', 'noBid');
const ours = fc.oneof(
  { weight: 4, arbitrary: fc.record({ slot, cents, shares }).map((o) => `us ${o.slot} ${price(o.cents)}x${o.shares}`) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 9 }).map((n) => `cancel ${n}`) },
);
const scene = (lines: fc.Arbitrary<string>) =>
  fc.array(lines, { minLength: 1, maxLength: 60 }).map((some) => ['book bid 0.49x100 ask 0.51x100', ...some]);

test('whatever is recorded and whatever we do, nothing is lost, nothing crosses, and the public follows', () => {
  fc.assert(
    fc.property(scene(fc.oneof({ weight: 3, arbitrary: recorded }, { weight: 1, arbitrary: ours })), (lines) => {
      const replay = smallReplay({ settlement: { medianMs: 700, sigma: 0.5, failureShare: 0.2, retryShare: 0.2 } });
      replay.exchange.moveSets(US, COIN.id, 'split', 200_000_000 as never);
      const follower = new Book(COIN.id, COIN.tick);
      replay.exchange.onMarket((event) => follower.apply(event, replay.clock.now()));
      for (const line of lines) {
        replay.does(line);
        assert.equal(replay.exchange.check(), [], line);
        agree(replay, follower);
      }
      replay.exchange.endMarket(COIN.id, 1_000_000 as never);
      replay.clock.advanceBy(60_000);
      replay.exchange.redeem(US, COIN.id);
      assert.equal(replay.exchange.check(), []);
      assert.equal(replay.exchange.openOrders(US), []);
      assert.equal([...replay.exchange.account(US).holdings.values()], []);
    }),
    { seed: 42, numRuns: 250 },
  );
});

/** Who follows the public from the first book on holds the book that a newcomer is given. */
function agree({ exchange }: SmallReplay, follower: Book): void {
  const shown = exchange.snapshot(COIN.id);
  assert.ok(shown?.type === 'SNAPSHOT');
  assert.equal(follower.levels('bid', 99), shown.bids);
  assert.equal(follower.levels('ask', 99), shown.asks);
  assert.is(follower.tick, shown.tick);
}

test('whatever the source doubts, the public doubts too, sees what was seen, and believes a book again when there is one', () => {
  const doubt = fc.oneof(
    fc.constant('doubt'),
    book.filter((line) => !line.startsWith('no')).map((line) => `doubt ${line}`),
  );
  const lines = fc.oneof(
    { weight: 4, arbitrary: recorded },
    { weight: 1, arbitrary: ours },
    { weight: 1, arbitrary: doubt },
  );
  const law = fc.property(scene(lines), (some) => {
    const replay = smallReplay();
    const follower = new Book(COIN.id, COIN.tick);
    replay.exchange.onMarket((event) => follower.apply(event, replay.clock.now()));
    for (const line of some) {
      replay.does(line);
      assert.equal(replay.exchange.check(), [], line);
      const shown = replay.exchange.snapshot(COIN.id);
      if (shown?.type === 'SNAPSHOT') agree(replay, follower);
      else assert.is(follower.trust(replay.clock.now()), 'suspect', line);
      if (shown?.type === 'DOUBT') assert.equal(follower.levels('bid', 99), shown.seen?.bids);
      if (line.startsWith('doubt')) assert.ok(shown?.type !== 'SNAPSHOT');
    }
    for (const line of ['doubt', 'wait 2000']) replay.does(line);
    assert.is(follower.trust(replay.clock.now()), 'suspect');
    replay.does('book bid 0.40x10 ask 0.60x10');
    assert.is(follower.trust(replay.clock.now()), 'trusted');
    agree(replay, follower);
  });
  fc.assert(law, { seed: 42, numRuns: 250 });
});

/** A queue that lives: orders join and leave at one price, and some of it trades. */
const deep = fc.integer({ min: 4, max: 40 }).map((n) => (n * 12.5).toString());
const queue = fc.oneof(
  { weight: 6, arbitrary: deep.map((size) => `level bid 0.49x${size}`) },
  { weight: 2, arbitrary: deep.map((size) => `no level ask 0.51x${size}`) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 150 }).map((size) => `print sell 0.49x${size}`) },
  { weight: 6, arbitrary: wait },
  { weight: 1, arbitrary: recorded },
  { weight: 1, arbitrary: deep.map((size) => `us yesBid 0.49x${size}`) },
);

test('the risk-averse queue never fills an order more than power3 does', () => {
  let [least, most] = [0, 0];
  fc.assert(
    fc.property(scene(queue), ([first = '', ...others]) => {
      const lines = [first, 'us yesBid 0.49x100', ...others];
      const [averse, power] = (['riskAverse', 'power3'] as const).map((queueModel) => smallReplay({ queueModel })) as [
        SmallReplay,
        SmallReplay,
      ];
      let orders = 0;
      for (const line of lines)
        for (const replay of [averse, power]) {
          if (line.startsWith('us')) replay.exchange.cancelEvery(US, null);
          if (line.startsWith('us') && replay === averse) orders += 1;
          replay.does(line);
          for (let n = 1; n <= orders && replay === power; n += 1) assert.ok(averse.filled(n) <= power.filled(n), line);
        }
      least += averse.filled();
      most += power.filled();
    }),
    { seed: 42, numRuns: 400 },
  );
  assert.ok(least > 0 && least < most, `${least} and ${most}: both models had something to say`);
});

test('what merely moves in the book, without a print or an arrival at our price, never fills', () => {
  const quiet = fc.oneof(
    fc
      .record({ cents: fc.integer({ min: 40, max: 49 }), shares })
      .map((l) => `level bid ${price(l.cents)}x${l.shares}`),
    fc
      .record({ cents: fc.integer({ min: 51, max: 60 }), shares })
      .map((l) => `level ask ${price(l.cents)}x${l.shares}`),
    fc.constant('book'),
    wait,
  );
  fc.assert(
    fc.property(scene(quiet), fc.constantFrom('riskAverse', 'power3', 'log'), (lines, queueModel) => {
      const replay = smallReplay({ queueModel });
      replay.does(lines[0] as string);
      replay.does('us yesBid 0.49x100');
      replay.does('us noBid 0.49x100');
      for (const line of lines) replay.does(line);
      assert.is(replay.filled(), 0);
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('prints and arrivals give at most what they have, however many orders of ours wait for it', () => {
  const arrival = fc
    .record({ cents: fc.integer({ min: 47, max: 54 }), shares })
    .map((l) => `level ask ${price(l.cents)}x${l.shares}`);
  fc.assert(
    fc.property(scene(fc.oneof(print, arrival, wait)), (lines) => {
      const replay = smallReplay({ queueModel: 'power1' });
      replay.exchange.moveSets(US, COIN.id, 'split', 100_000_000 as never);
      for (const line of ['book ask 0.60x1', 'us yesBid 0.47x100', 'us noAsk 0.53x100', 'us yesBid 0.46x100'])
        replay.does(line);
      let offered = 0;
      for (const line of lines.slice(1)) {
        replay.does(line);
        const [, what = '', at = '', size = ''] =
          /^(level ask|print sell|no print buy) (0\.\d+)x([\d.]+)$/.exec(line) ?? [];
        const yes = what.startsWith('no') ? 1 - Number(at) : Number(at);
        if (what && yes <= 0.47 + 1e-9) offered += Number(size);
        assert.ok(replay.filled() <= offered + 1e-9, `${replay.filled()} of ${offered} after ${line}`);
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('what vanished fills no more than vanished, and taken as traded it never fills less than taken as cancelled', () => {
  const touch = fc.integer({ min: 0, max: 40 }).map((n) => `level bid 0.49x${(n * 12.5).toString()}`);
  const lines = fc.oneof({ weight: 6, arbitrary: touch }, { weight: 2, arbitrary: wait });
  let filled = 0;
  const law = fc.property(scene(lines), fc.constantFrom('riskAverse', 'power3'), (some, queueModel) => {
    const [cancelled, traded] = (['vanishedIsCancelled', 'vanishedIsTraded'] as const).map((bound) =>
      smallReplay({ bound, queueModel }),
    ) as [SmallReplay, SmallReplay];
    const size = ({ exchange }: SmallReplay) => {
      const shown = exchange.snapshot(COIN.id);
      return shown?.type === 'SNAPSHOT' ? (shown.bids.find(({ price: at }) => at === 490_000)?.size ?? 0) / 1e6 : 0;
    };
    let vanished = 0;
    for (const line of [some[0] as string, 'book bid 0.49x300 0.48x100 ask 0.51x100', 'us yesBid 0.49x100']) {
      cancelled.does(line);
      traded.does(line);
    }
    for (const line of some.slice(1)) {
      const [own, before] = [100 - traded.filled(), size(traded)];
      cancelled.does(line);
      traded.does(line);
      const to = /0\.49x([\d.]+)$/.exec(line)?.[1];
      if (to !== undefined) vanished += Math.max(0, before - own - Number(to));
      assert.ok(traded.filled() <= vanished + 1e-9, `${traded.filled()} of ${vanished} after ${line}`);
      assert.ok(cancelled.filled() <= traded.filled(), line);
      assert.equal(traded.exchange.check(), [], line);
    }
    filled += traded.filled();
  });
  fc.assert(law, { seed: 42, numRuns: 200 });
  assert.ok(filled > 1_000, `${filled} shares: the bound had something to say`);
});

test.run();
