import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { watchedStream, watchedVenue } from '#actors/port-watch.ts';
import { Vitals } from '#actors/vitals.ts';
import { ClockSkew } from '#domain/market/clock-skew.ts';
import { venueLink } from '#infra/exchange/venue-link.ts';
import { SeededRandom } from '#infra/random.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { COIN } from '../infra/exchange/small-exchange.ts';
import { smallReplay, US } from '../infra/exchange/small-replay.ts';

/** As in mode paper: what a venue says reaches us through the exchange that our simulated orders rest in. */
function paper() {
  const replay = smallReplay();
  const { clock, exchange } = replay;
  const latency = { requestMs: 20, replyMs: 20, streamMs: 20, publicMs: 0, sigma: 0 };
  const link = venueLink(exchange, US, { clock, random: new SeededRandom(1), latency });
  const skew = new ClockSkew();
  /** How far our clock is ahead of the venue's. */
  const ahead = { ms: 0 };
  let told = 0;
  const stream = watchedStream(link.stream, skew, { ...clockOf(), now: () => clock.now() + ahead.ms });
  stream.listen([COIN.id], () => {
    told += 1;
  });
  function clockOf() {
    return {
      steadyMs: () => clock.steadyMs(),
      setTimeout: clock.setTimeout.bind(clock),
      clearTimeout: clock.clearTimeout.bind(clock),
    };
  }
  let worstMs = 0;
  /** One look of the kill switch every second, and `lines` in each of them. */
  const pass = (seconds: number, lines: (second: number) => readonly string[]) => {
    for (let second = 0; second < seconds; second += 1) {
      for (const line of lines(second)) replay.does(line);
      clock.advanceBy(1_000);
      worstMs = Math.max(worstMs, Math.abs(skew.ms(clock.now() + ahead.ms)));
    }
    return worstMs;
  };
  return { pass, ahead, told: () => told };
}

const moves = (second: number) => [`level bid 0.51x${10 + (second % 7)}`, `level ask 0.55x${10 + (second % 7)}`];

test('a stall of the venue is no wrong clock while our simulated orders come and go on its last book', () => {
  const { pass, told } = paper();
  pass(1, () => ['book bid 0.52x300 0.51x10 ask 0.54x100']);
  pass(12, moves);
  const before = told();
  let ours = 0;
  const worstMs = pass(60, () => {
    ours += 1;
    return ['us yesBid 0.50x10', `cancel ${ours}`];
  });
  assert.ok(told() - before > 60, 'nobody was told of our orders');
  assert.ok(worstMs <= 1_000, `a skew of ${worstMs} ms`);
  assert.ok(pass(12, moves) <= 1_000);
});

test('old whole books, fetched while no socket tells, are no wrong clock', () => {
  const { pass } = paper();
  pass(1, () => ['book bid 0.52x300 ask 0.54x100']);
  pass(12, moves);
  const fetched = (second: number) => [`old 9000 book bid 0.52x${300 + second} ask 0.54x100`];
  assert.ok(pass(30, fetched) <= 1_000);
});

test('a clock that is ahead of the venue is found through the simulated exchange as well', () => {
  const { pass, ahead } = paper();
  pass(1, () => ['book bid 0.52x300 0.51x10 ask 0.54x100']);
  pass(12, moves);
  ahead.ms = 30_000;
  const worstMs = pass(15, moves);
  assert.ok(Math.abs(worstMs - 30_000) < 1_100, `${worstMs}`);
});

test('cancels are timed by their answers: one that was turned away says nothing, one that was lost is slow', () => {
  const answers = {
    taken: { ok: true, value: [] },
    turnedAway: { ok: false, failure: { kind: 'rateLimited', retryAfterMs: null } },
    restarting: { ok: false, failure: { kind: 'restarting', retryAfterMs: null } },
    lost: { ok: false, failure: { kind: 'unreachable', reason: 'refused' } },
  };
  const kinds = ['cancel', 'cancelMarket', 'cancelAll'] as const;
  const found = (answer: keyof typeof answers, tookMs: number, kind: (typeof kinds)[number] | 'place') => {
    const [clock, vitals] = [new VirtualClock(0), new Vitals()];
    const venue = watchedVenue(
      new Proxy({} as never, {
        get:
          () =>
          (...words: unknown[]) =>
            clock.setTimeout(() => (words.at(-1) as (answer: unknown) => void)(answers[answer]), tookMs),
      }),
      vitals,
      clock,
      () => {},
    );
    const ask = venue[kind] as (...words: unknown[]) => void;
    for (let n = 0; n < 20; n += 1) kind === 'cancelAll' ? ask(() => {}) : ask([], () => {});
    clock.advanceBy(tookMs + 1);
    return vitals.cancels.p95Ms(-1);
  };
  for (const kind of kinds) {
    assert.is(found('taken', 730, kind), 730, kind);
    assert.is(found('turnedAway', 3, kind), -1, kind);
    assert.is(found('restarting', 3, kind), -1, kind);
    assert.is(found('lost', 3, kind), 5_000, kind);
    assert.is(found('lost', 7_000, kind), 7_000, kind);
  }
  assert.is(found('taken', 730, 'place'), -1, 'an order that is placed is no cancel');
});

test.run();
