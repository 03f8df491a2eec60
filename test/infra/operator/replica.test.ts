// What the door keeps: events that can be searched, pair trades with their way, markets with their past, and metrics. Bounded, and told
// anew when the other side begins anew.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketId, OrderId, PairTradeId, TraceId } from '#domain/ids.ts';
import { tradeId } from '#domain/ids.ts';
import type { Fact, FillFact, OrderFact, PairTradeFact } from '#domain/money/fact.ts';
import type { DoorNews } from '#domain/operator/door-news.ts';
import { ONE, parsePrice, parseShares } from '#domain/units.ts';
import { eventLine } from '#infra/operator/event-lines.ts';
import { EVENTS_MAX, EventShelf, readEventQuery } from '#infra/operator/event-shelf.ts';
import { FILLS_MAX, MarketTracks, POINTS_MAX } from '#infra/operator/market-tracks.ts';
import { PAIR_TRADES_MAX, PairTradeShelf } from '#infra/operator/pair-trade-shelf.ts';
import { PULSE_MAX_MS, Replica } from '#infra/operator/replica.ts';
import { ROW, snapshotScene } from './snapshot-scene.ts';

const RAIN = 'rain' as MarketId;
const slugOf = (market: string) => `${market}-slug`;
const ALL = readEventQuery({ limit: '1000' });

function pair(
  id: string,
  state: string,
  atMs: number,
  size = '10',
  prices: readonly [string, string] | null = null,
): PairTradeFact {
  return {
    fact: 'pairTrade',
    atMs,
    pairTrade: id as PairTradeId,
    market: RAIN,
    state,
    size: parseShares(size),
    yesPrice: prices ? parsePrice(prices[0]) : null,
    noPrice: prices ? parsePrice(prices[1]) : null,
  };
}

function fill(at: number): FillFact {
  return {
    fact: 'fill',
    atMs: at,
    trade: tradeId(`t-${at}`),
    order: `o-${at}` as OrderId,
    market: RAIN,
    slot: 'noBid',
    price: parsePrice('0.4'),
    size: parseShares('5'),
    role: 'maker',
    fee: '0',
    mark: parsePrice('0.61'),
    queueAhead: null,
    trace: 'trace-1' as TraceId,
  };
}

function fault(at: number, actor: string, kind: string): Fact {
  return { fact: 'fault', atMs: at, actor, kind, detail: `detail ${at}` };
}

const pulse = (counts: Readonly<Record<string, number>>, machineEvents: number) => ({
  news: 'pulse' as const,
  pulse: {
    atMs: 0,
    mode: 'sim',
    phase: 'ok' as const,
    markets: 1,
    admission: 'open',
    loop: { p50: 1, p99: 2, max: 3 },
    answersMs: [40, 60],
    machineEvents,
    counts,
  },
});

test('events are found by kind, bearer, gravity, words and number, newest first', () => {
  const shelf = new EventShelf();
  const facts = [
    fault(1, 'market:rain/quoter', 'crashed'),
    fault(2, 'kill-switch', 'page'),
    fill(3),
    pair('p', 'merged', 4),
  ];
  for (const fact of facts) shelf.add(fact.atMs, eventLine(fact, slugOf));
  const seqs = (query: Record<string, string>) => shelf.find(readEventQuery(query)).map(({ seq }) => seq);
  assert.equal(seqs({}), [4, 3, 2, 1]);
  assert.equal(seqs({ limit: '2' }), [4, 3]);
  assert.equal(seqs({ before: '3' }), [2, 1]);
  assert.equal(seqs({ after: '3' }), [4]);
  assert.equal(seqs({ kind: 'fault' }), [2, 1]);
  assert.equal(seqs({ level: 'fault' }), [2, 1]);
  assert.equal(seqs({ level: 'page' }), [2]);
  assert.equal(seqs({ who: 'market:rain' }), [1]);
  assert.equal(seqs({ text: 'TRACE-1' }), [3]);
  assert.equal(seqs({ text: 'rain-slug' }), [4, 3]);
});

test('however many events come, the newest are there and no more than so many are kept', () => {
  const shelf = new EventShelf();
  for (let at = 1; at <= 3 * EVENTS_MAX; at += 1) shelf.add(at, eventLine(fault(at, 'x', 'y'), slugOf));
  assert.is(shelf.find({ ...ALL, limit: 1 })[0]?.seq, 3 * EVENTS_MAX);
  const kept = shelf.find({ ...ALL, limit: Number.POSITIVE_INFINITY }).length;
  assert.ok(kept >= EVENTS_MAX && kept < 2 * EVENTS_MAX);
});

test('every kind of fact reads as a line of text', () => {
  const happened = { atMs: 1, market: RAIN };
  const lines: readonly [Fact, string][] = [
    [{ fact: 'opening', atMs: 1, cash: '10000' }, 'opened with $10000'],
    [fill(1), 'buy NO 5 filled at 40¢ as maker · o-1'],
    [{ fact: 'resolution', ...happened, payout: ONE }, 'resolved: a YES share pays $1'],
    [{ fact: 'flow', atMs: 1, kind: 'reward', market: null, cash: '1.5' }, 'reward $1.5'],
    [pair('p1', 'merged', 1, '10', ['0.4', '0.55']), 'pair trade p1 merged, 10 shares, YES at 40¢, NO at 55¢'],
    [{ fact: 'transition', atMs: 1, actor: 'x', from: 'a', to: 'b', reason: 'c' }, 'a → b: c'],
  ];
  for (const [fact, text] of lines) assert.is(eventLine(fact, slugOf).text, text);
});

test('an order reads with its price in cents, and says what was filled of it and why it ended, each once', () => {
  const { slot, size, market, trace } = fill(1);
  const id = `0x${'7'.repeat(64)}` as OrderId;
  const read = (change: Partial<OrderFact>) =>
    eventLine(
      {
        ...{ fact: 'order', atMs: 1, order: id, market, slot, size, trace, price: parsePrice('0.465') },
        ...{ filled: parseShares('0'), status: 'resting', reason: null, ...change },
      },
      slugOf,
    ).text;
  assert.is(read({}), `buy NO 5 at 46.5¢ resting · ${id}`);
  assert.is(read({ status: 'filled', filled: size, reason: 'filled' }), `buy NO 5 at 46.5¢ filled · ${id}`);
  assert.is(
    read({ status: 'cancelled', filled: parseShares('2'), reason: 'asked' }),
    `buy NO 5 at 46.5¢ cancelled, 2 filled (asked) · ${id}`,
  );
});

test('a pair trade is followed from its plan to its profit', () => {
  const shelf = new PairTradeShelf(slugOf);
  shelf.apply(pair('p', 'pairPlanned', 0, '0'));
  shelf.apply(pair('p', 'leg1Working', 10, '0'));
  shelf.apply(pair('p', 'leg1Filled', 1_000, '10', null));
  shelf.apply(pair('p', 'bothFilled', 5_000, '10', ['0.4', '0.55']));
  assert.is(shelf.takeChanged()[0]?.profit, '0.5');
  assert.equal(shelf.takeChanged(), []);
  shelf.apply(pair('p', 'merging', 6_000, '10', ['0.4', '0.55']));
  shelf.apply(pair('p', 'merged', 8_000, '10', ['0.4', '0.55']));
  const [view] = shelf.find({ market: null, state: null, open: null, limit: 9 });
  assert.equal(
    view?.timeline.map(({ state, atMs }) => `${state} ${atMs}`),
    ['pairPlanned 0', 'leg1Working 10', 'leg1Filled 1000', 'bothFilled 5000', 'merging 6000', 'merged 8000'],
  );
  assert.ok(view?.ended);
  assert.is(view?.slug, 'rain-slug');
  const summary = shelf.summary();
  assert.equal([summary.planned, summary.firstLeg, summary.bothFilled, summary.merged], [1, 1, 1, 1]);
  assert.equal(summary.cashFreeMs, { median: 3_000, p90: 3_000, n: 1 });
  assert.equal(summary.timeInStateMs.leg1Filled, { median: 4_000, p90: 4_000, n: 1 });
  assert.is(summary.profit, '0.5');
  assert.equal(summary.open, {});
});

test('a pair trade shows its legs as they are by now, and keeps what was filled of them when it ends', () => {
  const shelf = new PairTradeShelf(slugOf);
  const leg = { price: parsePrice('0.4'), size: 10e6, filled: 10e6, fills: 1, ahead: null };
  const first = { slot: 'yesBid', ...leg } as const;
  const second = { slot: 'noBid', ...leg, filled: 4e6, fills: 2, ahead: 33e6 } as const;
  const legs = () =>
    shelf
      .find({ market: 'rain-slug', state: null, open: null, limit: 9 })[0]
      ?.legs.map((each) => `${each.slot} ${each.filled}/${each.size} ${each.fills} ${each.queueAhead}`);
  shelf.apply(pair('p', 'leg1Working', 0, '0', null));
  shelf.see([{ id: 'p', legs: [{ ...first, filled: 0, fills: 0, ahead: 7e6 }], earned: '0' }]);
  assert.equal(legs(), ['yesBid 0/10 0 7']);
  shelf.apply(pair('p', 'leg2Working', 1, '10', null));
  shelf.see([{ id: 'p', legs: [first, second], earned: '0.8' }]);
  assert.equal(legs(), ['yesBid 10/10 1 null', 'noBid 4/10 2 33']);
  shelf.see([]);
  shelf.apply(pair('p', 'sold', 2, '10', ['0.4', '0.4']));
  assert.equal(legs(), ['yesBid 10/10 1 null', 'noBid 4/10 2 null']);
});

test('what a pair trade earned is reckoned by its sets and not by its first leg, also once it is forgotten', () => {
  const shelf = new PairTradeShelf(slugOf);
  const prices = ['0.4', '0.5'] as const;
  shelf.apply(pair('p', 'bothFilled', 0, '100', prices));
  // Most of the first leg was sold again; the sets were completed at two prices.
  shelf.see([{ id: 'p', legs: [], earned: '0.31' }]);
  shelf.apply(pair('p', 'merged', 1, '100', prices));
  assert.is(shelf.find({ market: null, state: 'merged', open: null, limit: 9 })[0]?.profit, '0.31');
  for (let at = 0; at < PAIR_TRADES_MAX; at += 1) shelf.apply(pair(`sold-${at}`, 'sold', at));
  assert.equal(shelf.find({ market: null, state: 'merged', open: null, limit: 9 }), []);
  assert.is(shelf.summary().profit, '0.31');
});

test('a leg that was never filled is none of a pair trade that ended', () => {
  const shelf = new PairTradeShelf(slugOf);
  const leg = { price: parsePrice('0.4'), size: 10e6, filled: 0, fills: 0, ahead: 1e6 };
  shelf.apply(pair('p', 'leg1Working', 0, '0', null));
  shelf.see([{ id: 'p', legs: [{ slot: 'yesBid', ...leg }], earned: '0' }]);
  shelf.apply(pair('p', 'abandoned', 1, '0', null));
  assert.equal(shelf.find({ market: null, state: null, open: false, limit: 9 })[0]?.legs, []);
});

test('of a pair trade of an earlier life nobody makes up how often it was filled, nor how much of two legs', () => {
  const shelf = new PairTradeShelf(slugOf);
  shelf.apply(pair('whole', 'merged', 0, '10', ['0.4', '0.5']));
  shelf.apply(pair('half', 'sold', 1, '10', ['0.4', '0.5']));
  const seen = shelf.find({ market: null, state: null, open: false, limit: 9 });
  assert.equal(
    seen.map(({ id, legs }) => `${id} ${legs.map(({ filled, fills }) => `${filled} ${fills}`).join(', ')}`),
    ['half null null, null null', 'whole 10 null, 10 null'],
  );
});

test('whoever listens is told of a pair trade with its legs, and again when they change', () => {
  const replica = new Replica();
  const heard: string[] = [];
  replica.listener = {
    snapshot() {},
    events() {},
    pairTrades: (views) =>
      heard.push(...views.map(({ state, legs }) => `${state} ${legs.map(({ filled }) => filled).join(' ')}`)),
  };
  const first = { slot: 'yesBid', price: parsePrice('0.4'), size: 10e6, filled: 10e6, fills: 1, ahead: null } as const;
  const legs = (filled: number) => [
    { id: 'p', legs: [first, { ...first, slot: 'noBid' as const, filled }], earned: '0' },
  ];
  const seen = (filled: number) => replica.take({ ...snapshotScene(), pairs: legs(filled) } as DoorNews, 0);
  replica.take({ news: 'facts', facts: [pair('p', 'leg2Working', 1)], pairs: legs(0), lost: 0 }, 0);
  seen(0);
  seen(4e6);
  seen(4e6);
  const whole = pair('p', 'bothFilled', 2, '10', ['0.4', '0.4']);
  replica.take({ news: 'facts', facts: [whole], pairs: legs(10e6), lost: 0 }, 0);
  assert.equal(heard, ['leg2Working 10 0', 'leg2Working 10 4', 'bothFilled 10 10']);
});

test('whatever way pair trades take, the funnel never widens and as many are open as have not ended', () => {
  const states = [
    'pairPlanned',
    'leg1Working',
    'leg1Filled',
    'leg2Working',
    'unwinding',
    'bothFilled',
    'merging',
    'merged',
    'sold',
  ];
  const step = fc.record({ id: fc.integer({ min: 1, max: 6 }), state: fc.constantFrom(...states) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const shelf = new PairTradeShelf(slugOf);
      const newest = new Map<number, string>();
      for (const [at, { id, state }] of steps.entries()) {
        if (['merged', 'sold'].includes(newest.get(id) ?? '')) continue;
        newest.set(id, state);
        const filled = !['pairPlanned', 'leg1Working'].includes(state);
        shelf.apply(pair(`p${id}`, state, at, filled ? '10' : '0', ['0.4', '0.5']));
      }
      const { planned, firstLeg, bothFilled, merged, open } = shelf.summary();
      assert.ok(planned >= firstLeg && firstLeg >= bothFilled && bothFilled >= merged);
      const ended = [...newest.values()].filter((state) => state === 'merged' || state === 'sold').length;
      assert.is(
        Object.values(open).reduce((a, b) => a + b, 0),
        newest.size - ended,
      );
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('beyond the maximum those that ended are forgotten first', () => {
  const shelf = new PairTradeShelf(slugOf);
  shelf.apply(pair('open', 'leg1Filled', 0));
  for (let at = 0; at < PAIR_TRADES_MAX + 5; at += 1) shelf.apply(pair(`p${at}`, 'merged', at));
  const open = shelf.find({ market: null, state: null, open: true, limit: 9 });
  assert.equal(
    open.map(({ id }) => id),
    ['open'],
  );
  assert.is(shelf.summary().planned, PAIR_TRADES_MAX + 6);
});

test('a market’s past is thinned out and keeps its beginning and its end', () => {
  const tracks = new MarketTracks();
  const looks = POINTS_MAX * 9;
  for (let at = 1; at <= looks; at += 1) tracks.point(RAIN, [at, 0.4, 0.5, null, null, 0.45, 0, at]);
  const { points } = tracks.history(RAIN);
  assert.ok(points.length < POINTS_MAX && points.length > POINTS_MAX / 4);
  assert.ok((points[0]?.[0] ?? looks) < looks / 50);
  assert.ok((points.at(-1)?.[0] ?? 0) > looks - looks / 50);
  for (const [at, point] of points.entries()) assert.ok(at === 0 || point[0] > (points[at - 1]?.[0] ?? 0));
});

test('of a market’s past only what came after a moment can be asked for', () => {
  const tracks = new MarketTracks();
  for (let at = 1; at <= 5; at += 1) {
    tracks.point(RAIN, [at, 0.4, 0.5, null, null, 0.45, 0, at]);
    tracks.fill(fill(at));
  }
  const { points, fills } = tracks.history(RAIN, 3);
  assert.equal(
    [points.map(([atMs]) => atMs), fills.map(({ atMs }) => atMs)],
    [
      [4, 5],
      [4, 5],
    ],
  );
  assert.is(tracks.history(RAIN, 5).points.length, 0);
  assert.is(tracks.history(RAIN).points.length, 5);
});

test('fills carry how they settled, and only so many are kept', () => {
  const tracks = new MarketTracks();
  for (let at = 1; at <= FILLS_MAX + 10; at += 1) tracks.fill(fill(at));
  tracks.settled({
    fact: 'settlement',
    atMs: 9,
    trade: tradeId(`t-${FILLS_MAX}`),
    order: `o-${FILLS_MAX}` as OrderId,
    status: 'failed',
    market: RAIN,
    mark: parsePrice('0.5'),
  });
  const fills = tracks.fills(1e9);
  assert.is(fills.length, FILLS_MAX);
  assert.equal(
    fills.filter(({ status }) => status === 'failed').map(({ order }) => order),
    [`o-${FILLS_MAX}`],
  );
  assert.is(fills[0]?.yesPrice, '0.6');
});

test('metrics count what happened once, also when either side begins anew', async () => {
  const replica = new Replica();
  const begin = (facts: readonly Fact[], ofThisLife: number) => ({
    news: 'begin' as const,
    mode: 'sim',
    facts,
    ofThisLife,
    slugs: [[RAIN, 'rain-1']] as const,
    charts: [],
    catalogue: [],
  });
  // Of an earlier life: known, and not counted.
  replica.take(begin([fill(1)], 0), 0);
  replica.take({ news: 'facts', facts: [fill(2), fault(3, 'x', 'crashed')], pairs: [], lost: 4 }, 0);
  // The other side was away: one fill more than this one was told of.
  replica.take(begin([fill(1), fill(2), fault(3, 'x', 'crashed'), fill(4)], 7), 0);
  replica.take(begin([fill(1), fill(2), fault(3, 'x', 'crashed'), fill(4)], 7), 0);
  const another = new Replica();
  another.take(begin([fill(1), fill(2), fault(3, 'x', 'crashed'), fill(4)], 3), 0);
  const line = 'bothsides_fills_total{market="rain",side="noBid",role="maker"} 2\n';
  assert.ok((await another.metrics.text(true)).includes(line), 'a new thread knows less than the one before');
  replica.take(pulse({ restarts: 3 }, 100), 0);
  replica.take(pulse({ restarts: 5 }, 130), 0);
  replica.take(snapshotScene(), 0);
  const text = await replica.metrics.text(true);
  for (const line of [
    'bothsides_fills_total{market="rain",side="noBid",role="maker"} 2',
    'bothsides_faults_total{kind="crashed"} 1',
    'bothsides_restarts_total 5',
    'bothsides_machine_events_total 130',
    'bothsides_door_facts_lost_total 4',
    'bothsides_venue_answer_seconds_count 4',
    'bothsides_market_inventory_shares{market="wide-1",outcome="yes"} 10',
    'bothsides_limit_used_ratio{rule="exposure"} 0.25',
    'bothsides_up 1',
    'bothsides_rate_budget_used_ratio{budget="orders"} 0.5',
    'bothsides_book_votes_total{result="agreed"} 7',
    'bothsides_loop_delay_seconds{quantile="p99"} 0.002',
  ])
    assert.ok(text.includes(`${line}\n`), line);
  replica.take({ ...snapshotScene(), snapshot: { ...snapshotOf(), markets: [{ ...ROW, slug: 'other' }] } } as never, 0);
  assert.not((await replica.metrics.text(true)).includes('market="wide-1",outcome'));
});

function snapshotOf() {
  const news = snapshotScene();
  if (news.news !== 'snapshot') throw new Error('no snapshot');
  return news.snapshot;
}

test('a trading thread without a pulse counts as stalled, and is believed again with the next one', () => {
  const replica = new Replica();
  assert.ok(replica.isStalled(0));
  replica.take(pulse({}, 0), 1_000);
  assert.not(replica.isStalled(1_000 + PULSE_MAX_MS));
  assert.ok(replica.isStalled(1_001 + PULSE_MAX_MS));
});

test.run();
