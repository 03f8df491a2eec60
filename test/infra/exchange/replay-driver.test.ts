import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { Decimal, ONE, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import {
  advance,
  cueRecordings,
  END_GRACE_MS,
  JOIN_LEAD_MS,
  playRecordings,
  type ReplayEnd,
  type ReplayProgress,
} from '#infra/exchange/replay-driver.ts';
import { ReplayedExchange } from '#infra/exchange/replayed-exchange.ts';
import { SeededRandom } from '#infra/random.ts';
import type { RecordedFrame } from '#infra/recording/recorded-file.ts';
import { openRecordings, type Recordings } from '#infra/recording/recording.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { COIN, DICE, START_MS } from './small-exchange.ts';
import { US } from './small-replay.ts';

const book = (market: Market, bid: number, ask: number, atMs: number): MarketEvent => ({
  type: 'SNAPSHOT',
  market: market.id,
  outcome: 'yes',
  bids: [{ price: (bid * 10_000) as Price, size: parseShares('100') }],
  asks: [{ price: (ask * 10_000) as Price, size: parseShares('100') }],
  tick: null,
  atMs,
  hash: null,
});

interface FrameAt {
  readonly ms: number;
  readonly events: readonly MarketEvent[];
}

const at = (ms: number, market: Market, bid: number, ask: number): FrameAt => ({
  ms,
  events: [book(market, bid, ask, ms)],
});

/** Recordings as their reader hands them out, `size` frames at a time. */
function recorded(
  frames: readonly FrameAt[],
  markets: () => readonly Market[],
  size = 2,
): Recordings & { closed: boolean } {
  const told: RecordedFrame[] = frames.map(({ ms, events }, line) => {
    return { file: 'made', line: line + 1, receivedMs: START_MS + ms, channel: 'market', events, ignored: 0 };
  });
  const self = {
    closed: false,
    markets: () => markets().map((market) => ({ market, known: 'met' as const, file: 'made' })),
    async *batches() {
      try {
        for (let from = 0; from < told.length; from += size) yield told.slice(from, from + size);
      } finally {
        self.closed = true;
      }
    },
    counts: { lines: told.length, headers: 0, applied: told.length, ignored: 0, bad: 0 },
    files: [],
    assumptions: [],
    progress: { bytesRead: 1, bytesTotal: 2 },
  };
  return self;
}

interface Played {
  readonly end: ReplayEnd;
  readonly exchange: ReplayedExchange;
  readonly clock: VirtualClock;
  readonly diary: string[];
  readonly progress: ReplayProgress[];
}

async function play(
  recordings: Recordings,
  act?: (exchange: ReplayedExchange, clock: VirtualClock) => void,
  stopAfterMs = Infinity,
): Promise<Played> {
  const cued = await cueRecordings(recordings);
  const clock = new VirtualClock(cued.startMs);
  const exchange = new ReplayedExchange({
    clock,
    random: new SeededRandom(42),
    queueModel: 'riskAverse',
    bound: 'vanishedIsCancelled',
    settlement: { medianMs: 1000, sigma: 0, failureShare: 0, retryShare: 0 },
    wallet: US,
    openingCash: new Decimal(1000),
  });
  const diary: string[] = [];
  const note = (what: string) => diary.push(`${clock.now() - START_MS} ${what}`);
  exchange.onCatalogue(({ slug, endMs, payout }) =>
    note(`${slug} ${payout ?? (endMs !== null && endMs <= clock.now() ? 'over' : 'listed')}`),
  );
  exchange.onMarket((event) => note(event.type));
  exchange.onAccount(US, (news) => note(news.type));
  act?.(exchange, clock);
  const progress: ReplayProgress[] = [];
  const end = await playRecordings(cued, {
    clock,
    exchange,
    onProgress: (done) => progress.push(done),
    isStopped: () => clock.now() >= START_MS + stopAfterMs,
  });
  return { end, exchange, clock, diary, progress };
}

test('a market is listed a moment before its first frame, and each frame comes at its time', async () => {
  const frames = [at(0, COIN, 50, 54), at(500, COIN, 51, 54), at(2500, COIN, 51, 54), at(4000, DICE, 30, 40)];
  const { diary, end, progress } = await play(recorded(frames, () => [COIN, DICE]));
  assert.equal(diary, [
    `-${JOIN_LEAD_MS} coin listed`,
    '0 SNAPSHOT',
    '500 LEVELS',
    '3000 dice listed',
    '4000 SNAPSHOT',
    '4000 coin over',
    '4000 dice over',
  ]);
  assert.equal(end, { frames: 4, events: 4, firstMs: START_MS, lastMs: START_MS + 4000, complete: true });
  assert.equal(
    progress.map((done) => done.simulatedMs),
    [500, 4000],
  );
});

test('a market past its end and silent is over while others go on; one that still speaks is not', async () => {
  const ends: Market = { ...COIN, endMs: START_MS + 5_000 };
  const frames = [at(0, ends, 50, 54), at(1, DICE, 30, 40), at(9_000, ends, 60, 64), at(40_000, DICE, 31, 40)];
  const { diary } = await play(recorded(frames, () => [ends, DICE]));
  assert.equal(
    diary.filter((line) => line.includes('over')),
    [`${9_000 + END_GRACE_MS} coin over`, '40000 dice over'],
  );
});

test('how a market resolved may become known at the end only', async () => {
  let payout: Price | null = null;
  const frames = [at(0, COIN, 50, 54), at(10, COIN, 50, 54)];
  const { diary } = await play(
    recorded(frames, () => [{ ...COIN, payout }]),
    (_, clock) => {
      clock.setTimeout(() => {
        payout = ONE;
      }, JOIN_LEAD_MS + 5);
    },
  );
  assert.equal(diary.slice(-3), ['10 coin over', '10 RESOLVED', '10 coin 1000000']);
});

test('timers and promises of the tree run in time, and an order that waits for its moment is filled', async () => {
  const frames = [at(0, COIN, 50, 54), at(1_000, COIN, 50, 54), at(2_000, COIN, 48, 51)];
  const order = {
    id: orderId('a'),
    market: COIN.id,
    slot: 'yesBid',
    price: parsePrice('0.52'),
    size: parseShares('10'),
  } as const;
  const { exchange, diary, clock } = await play(
    recorded(frames, () => [COIN]),
    (engine, clockThere) => {
      clockThere.setTimeout(async () => {
        await null;
        engine.submit(US, { ...order, kind: 'postOnly' });
      }, JOIN_LEAD_MS + 1_500);
    },
  );
  assert.equal(diary.slice(-5), ['1500 ORDER_RESTING', '1500 LEVELS', '2000 FILL', '2000 LEVELS', '2000 coin over']);
  await advance(clock, clock.now() + 5_000);
  assert.is(diary.at(-1), '4000 SETTLEMENT');
  assert.equal(exchange.check(), []);
  exchange.stop();
  assert.is(clock.pending, 0, 'no timer is left behind');
});

test('whoever stops leaves the rest unplayed, the markets open and the files closed', async () => {
  const coin: Market = { ...COIN, endMs: START_MS + 60_000 };
  const frames = [at(0, coin, 50, 54), at(10, coin, 50, 54), at(5_000, DICE, 30, 40)];
  const recordings = recorded(frames, () => [coin, DICE], 3);
  const { end, exchange, clock } = await play(recordings, undefined, 10);
  assert.equal([end.complete, end.frames, end.lastMs], [false, 2, START_MS + 10]);
  assert.ok(recordings.closed);
  assert.equal(
    exchange.markets().map((market) => [market.id, market.endMs]),
    [[marketId('coin'), START_MS + 60_000]],
  );
  assert.is(clock.pending, 0);
});

test('a recording without a frame plays nothing', async () => {
  const { end, diary } = await play(recorded([], () => []));
  assert.equal([end.frames, end.complete, diary], [0, true, []]);
});

test('three real markets play to their end with orders of ours in them, and the books balance', async () => {
  const folder = process.env.POLYMARKET_DATA;
  if (folder === undefined) {
    console.log('SKIPPED real markets in a replay: POLYMARKET_DATA is unset');
    return;
  }
  const cronos = join(folder, 'recordings', 'cronos-l2-2026-04-16');
  const paths = readdirSync(cronos).sort().slice(0, 3);
  const recordings = await openRecordings(
    paths.map((name) => join(cronos, name)),
    { skipBad: false, facts: null },
  );
  let orders = 0;
  const { end, exchange } = await play(recordings, (engine, clock) => {
    const quote = () => {
      engine.cancelEvery(US, null);
      for (const { id } of engine.markets()) {
        const shown = engine.snapshot(id);
        const [bid, ask] = shown?.type === 'SNAPSHOT' ? [shown.bids[0], shown.asks[0]] : [];
        const place = (slot: 'yesBid' | 'noBid', price: number) => {
          orders += 1;
          const size = (10 * 1e6) as Shares;
          engine.submit(US, {
            id: orderId(`q${orders}`),
            market: id,
            slot,
            price: price as Price,
            size,
            kind: 'postOnly',
          });
        };
        if (bid) place('yesBid', bid.price);
        if (ask) place('noBid', 1e6 - ask.price);
      }
      if (
        engine.markets().some((market) => market.payout === null && market.endMs !== null && market.endMs > clock.now())
      )
        clock.setTimeout(quote, 1_000);
      else if (engine.markets().length === 0) clock.setTimeout(quote, 1_000);
    };
    quote();
  });
  assert.is(end.frames, recordings.counts.applied);
  assert.is(recordings.counts.lines, recordings.counts.applied);
  assert.ok(exchange.fills(US, 0).length > 0);
  assert.equal(exchange.check(), []);
  assert.equal(exchange.openOrders(US), []);
});

test.run();
