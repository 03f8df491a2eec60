import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCallback } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import type { Market } from '#domain/market/market.ts';
import { type MarketPhase, marketPhase } from '#domain/market/market-clock.ts';
import { ONE, type Price } from '#domain/units.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { plainMarket } from '#lab/plain-market.ts';
import { type MarketDesk, type MarketMachineEvent, marketMachine } from '#machines/market.machine.ts';
import { superviseFrom } from '#machines/supervisor.machine.ts';
import { walk } from './chart.ts';
import { hands, live, START_MS } from './hands.ts';

const PHASES: readonly MarketPhase[] = ['trading', 'preEvent', 'inPlay', 'closing', 'awaitingResolution', 'redeeming'];
const STATES = ['warming', ...PHASES, 'finished', 'halted'];
const TRUST: MarketMachineEvent = { type: 'BOOK_TRUST', trusted: true, reason: 'fresh book' };
const DOUBT: MarketMachineEvent = { type: 'BOOK_TRUST', trusted: false, reason: 'data gap' };
const HALT: MarketMachineEvent = { type: 'HALT', reason: 'operator' };
const RESUME: MarketMachineEvent = { type: 'RESUME' };
const CHANGED: MarketMachineEvent = { type: 'MARKET_CHANGED' };
const QUOTER: MarketMachineEvent = { type: 'QUOTER_STARTED' };
const EVERYTHING = [TRUST, DOUBT, HALT, RESUME, CHANGED, QUOTER, { type: 'CLOCK' } as const];

interface World {
  phase: MarketPhase;
  /** In how many milliseconds; null: time changes nothing any more. */
  next: { readonly inMs: number; readonly phase: MarketPhase } | null;
  holds: boolean;
  /** It goes on saying that the change is due. */
  stuck: boolean;
}

function market(change: Partial<World> = {}, trusted?: boolean) {
  const clock = new VirtualClock(START_MS);
  const world: World = { phase: 'trading', next: null, holds: false, stuck: false, ...change };
  const turn = world.next ? { atMs: START_MS + world.next.inMs, phase: world.next.phase } : null;
  const desk = hands<MarketDesk>({
    now: () => clock.now(),
    phase: (nowMs) =>
      turn && !world.stuck && nowMs >= turn.atMs
        ? { phase: turn.phase, nextChangeMs: null }
        : { phase: world.phase, nextChangeMs: turn?.atMs ?? null },
    holdsShares: () => world.holds,
  });
  const born: string[] = [];
  const lives = (id: string) => ({
    id,
    address: `market:rain/${id}`,
    logic: crashSafe(
      fromCallback(({ receive }) => {
        born.push(id);
        receive(() => {
          throw new Error(`${id} died`);
        });
      }),
    ),
    input: () => ({}),
    policy: {
      restart: 'permanent' as const,
      intensity: 1,
      periodMs: 60_000,
      backoff: { firstMs: 100, factor: 2, capMs: 400, quietMs: 60_000, jitter: 0 },
    },
    shutdown: 'brutal' as const,
  });
  const specs = ['complete-set', 'queue-tracker', 'quoter'].map(lives);
  const options = { strategy: 'rest_for_one', now: () => clock.now(), report: () => {} } as const;
  const supervision = superviseFrom(specs, options);
  const life = live(
    marketMachine,
    { desk: desk.desk, supervision, ...(trusted === undefined ? {} : { trusted }) },
    clock,
  );
  const child = (id: string) => (life.actor.getSnapshot().children as Record<string, { send(e: object): void }>)[id];
  return { ...desk, ...life, world, born, die: (id: string) => child(id)?.send({ type: 'DIE' }) };
}

test('every state of a market is reached and every arrow taken', () => {
  let holds = true;
  const { desk } = hands<MarketDesk>({
    now: () => START_MS,
    phase: () => ({ phase: 'trading', nextChangeMs: null }),
    holdsShares: () => holds,
  });
  const be = (some: boolean) => () => {
    holds = some;
  };
  const supervision = superviseFrom([], { strategy: 'rest_for_one', now: () => START_MS, report: () => {} });
  const chart = walk(marketMachine, {
    input: { desk, supervision },
    events: [...EVERYTHING, { type: 'shutdown' }, ...PHASES.map((phase) => ({ type: 'PHASE', phase }))],
    worlds: [be(true), be(false)],
    apart: ({ phase, trusted }: { phase: string; trusted: boolean }) => [phase, trusted],
  });
  // `warming` lasts no longer than the first look, which is part of the first step.
  // Without children to wait for, `leaving` is over at once.
  const lasting = STATES.filter((state) => state !== 'warming');
  assert.equal([...chart.states].sort(), [...lasting, 'ended'].sort());
  assert.equal(
    chart.untaken.filter((arrow) => !/supervisor\.|xstate\.(error|done)|leaving shutdown/.test(arrow)),
    [],
  );
  assert.equal(chart.way('finished'), ['PHASE', 'xstate.after.2000.market.redeeming']);
});

test('a market quotes when its phase allows and its book is trusted, and says why not', () => {
  const { actor, take, state } = market();
  assert.is(state(), 'trading');
  const permits = () => take().filter((call) => call.startsWith('permit'));
  assert.equal(permits(), ['permit false no book yet false']);
  actor.send(TRUST);
  assert.equal(permits(), ['permit true fresh book false']);
  actor.send(DOUBT);
  assert.equal(permits(), ['permit false data gap false']);
});

test('a restarted market finds its book as trusted as it is', () => {
  assert.equal(market({}, true).took('permit'), ['true no book yet false']);
  assert.equal(market({}, false).took('permit'), ['false no book yet false']);
});

test('a phase without quotes leaves the quoter idle under its own name', () => {
  for (const phase of ['preEvent', 'closing', 'awaitingResolution', 'redeeming'] as const) {
    const { actor, took, state } = market({ phase }, true);
    assert.is(state(), phase);
    assert.is(took('permit').at(-1), `false ${phase} true`);
    assert.equal(took('entered'), [phase]);
    assert.not(actor.getSnapshot().hasTag('mayQuote'));
  }
  for (const phase of ['trading', 'inPlay'] as const) {
    const { actor, took } = market({ phase }, true);
    assert.match(took('permit').at(-1) ?? '', /^true/);
    assert.ok(actor.getSnapshot().hasTag('mayQuote'));
  }
});

test('the clock turns the phase at its moment, not at the next look', () => {
  const { clock, state, took } = market({ next: { inMs: 12_345, phase: 'closing' } }, true);
  clock.advanceBy(12_344);
  assert.is(state(), 'trading');
  clock.advanceBy(1);
  assert.is(state(), 'closing');
  assert.is(took('permit').at(-1), 'false closing true');
});

test('facts that changed are looked at at once, and at least every half minute', () => {
  const { actor, clock, state, world, took } = market({}, true);
  world.phase = 'preEvent';
  clock.advanceBy(29_999);
  assert.is(state(), 'trading');
  clock.advanceBy(1);
  assert.is(state(), 'preEvent');
  world.phase = 'inPlay';
  actor.send(CHANGED);
  assert.is(state(), 'inPlay');
  assert.is(took('permit').length, 3);
});

test('a change that is said to be due already is looked at again a moment later, not for ever at once', () => {
  const { clock, took } = market({ next: { inMs: -5, phase: 'trading' }, stuck: true }, true);
  clock.advanceBy(10);
  assert.is(took('phase').length, 11);
});

test('looking again in the same phase enters nothing twice', () => {
  const { actor, clock, took } = market({}, true);
  for (let count = 0; count < 5; count += 1) actor.send(CHANGED);
  clock.advanceBy(300_000);
  assert.equal(took('entered'), ['trading']);
  assert.is(took('phase').length, 16);
});

test('a quoter that starts is told at once what holds', () => {
  const { actor, took, world } = market({}, true);
  actor.send(QUOTER);
  assert.is(took('permit').length, 2);
  actor.send(HALT);
  actor.send(QUOTER);
  assert.equal(took('permit').slice(2), ['false halted false', 'false halted false']);
  actor.send(RESUME);
  world.phase = 'redeeming';
  actor.send(CHANGED);
  actor.send(QUOTER);
  assert.is(took('permit').at(-1), 'false redeeming true');
});

test('a halted market cancels, stays halted whatever the clock says, and only RESUME brings it back', () => {
  const { actor, clock, state, take, world } = market({}, true);
  take();
  actor.send(HALT);
  assert.equal(take(), ['entered halted', 'cancelAll halted', 'permit false halted false']);
  actor.send(HALT);
  world.phase = 'closing';
  actor.send(CHANGED);
  clock.advanceBy(600_000);
  actor.send(DOUBT);
  actor.send(TRUST);
  assert.is(state(), 'halted');
  assert.equal(take(), []);
  actor.send(RESUME);
  assert.is(state(), 'closing');
});

test('what was said of the book while halted holds after it', () => {
  const { actor, took } = market({}, true);
  actor.send(HALT);
  actor.send(DOUBT);
  actor.send(RESUME);
  assert.is(took('permit').at(-1), 'false data gap false');
});

test('a resolved market redeems until nothing is left', () => {
  const { actor, clock, state, take, took, world } = market({ holds: true }, true);
  take();
  world.phase = 'redeeming';
  actor.send(CHANGED);
  assert.equal(
    take().slice(2), // after a look at the clock
    ['entered redeeming', 'permit false redeeming true', 'cancelAll resolved', 'redeem'],
  );
  clock.advanceBy(10_000);
  assert.is(state(), 'redeeming');
  assert.is(took('redeem').length, 5);
  world.holds = false;
  clock.advanceBy(2_000);
  assert.is(state(), 'finished');
  assert.is(took('finished').length, 1);
  assert.is(actor.getSnapshot().status, 'done');
});

test('a market that held nothing is asked once and finished', () => {
  const { clock, took, state } = market({ phase: 'redeeming' });
  clock.advanceBy(2_000);
  assert.is(state(), 'finished');
  assert.is(took('redeem').length, 1);
});

test('children start in order, and one that fails takes those below it along', () => {
  const { born, die, clock } = market();
  assert.equal(born, ['complete-set', 'queue-tracker', 'quoter']);
  die('queue-tracker');
  clock.advanceBy(100);
  assert.equal(born.slice(3), ['queue-tracker', 'quoter']);
});

test('a market whose child fails too often fails itself', () => {
  const { die, clock, error } = market();
  for (let time = 0; time < 2; time += 1) {
    die('quoter');
    clock.advanceBy(1_000);
  }
  assert.match(String(error()), /market:rain\/quoter failed too often/);
});

/** A market on the real clock of its facts, which may be amended while it lives. Times in seconds from its first moment. */
function dated(facts: Partial<Market>) {
  const clock = new VirtualClock(START_MS);
  const at = (seconds: number) => START_MS + seconds * 1_000;
  let known = plainMarket('rain', facts);
  const left = { shares: true };
  const settings = {
    ...{ stopBeforeEndMs: 30_000, stopBeforeEndMaxMs: 60_000, pullBeforeEventMs: 60_000, stayAfterEventMs: 20_000 },
    ...{ eventVarianceShare: 1, gameMaxMs: 7_200_000, cancelP95Ms: 300, cancelP99Ms: 800 },
  };
  const desk = hands<MarketDesk>({
    now: () => clock.now(),
    phase: (nowMs) => marketPhase(known, nowMs, settings),
    holdsShares: () => left.shares,
  });
  const supervision = superviseFrom([], { strategy: 'rest_for_one', now: () => clock.now(), report: () => {} });
  const life = live(marketMachine, { desk: desk.desk, supervision, trusted: true }, clock);
  return {
    ...{ ...desk, ...life, left, at },
    amend(change: Partial<Market>) {
      known = { ...known, ...change };
      life.actor.send(CHANGED);
    },
    /** Until so many seconds after the first moment; every state that was entered on the way. */
    until(seconds: number) {
      desk.take();
      clock.advanceTo(at(seconds));
      return desk.took('entered');
    },
  };
}

test('a match day: the start is postponed while its book is awaited empty, brought forward, and moved once more in play', () => {
  const at = (seconds: number) => START_MS + seconds * 1_000;
  const day = dated({ gameStartMs: at(600), clearBookOnStart: true, endMs: at(7_200) });
  assert.is(day.state(), 'trading');
  assert.equal(day.until(550), ['preEvent']);
  assert.is(day.took('permit').at(-1), 'false preEvent true');
  day.amend({ gameStartMs: at(3_000) });
  assert.is(day.state(), 'trading', 'postponed: it may quote again at once');
  day.until(700);
  assert.is(day.state(), 'trading', 'and the old start is nothing any more');
  day.amend({ gameStartMs: at(720) });
  assert.is(day.state(), 'preEvent', 'brought forward: out of the way at once');
  assert.equal(day.until(720), ['inPlay']);
  day.amend({ gameStartMs: at(1_800) });
  assert.is(day.state(), 'trading', 'it had not begun after all');
  assert.equal(day.until(1_800), ['preEvent', 'inPlay']);
  assert.equal(day.until(7_200), ['closing', 'awaitingResolution']);
});

test('a match listed with its start as its end is quoted for two hours of play, and two from a start that is told late', () => {
  const at = (seconds: number) => START_MS + seconds * 1_000;
  const day = dated({ gameStartMs: at(600), endMs: at(600) });
  assert.equal(day.until(7_799), ['inPlay']);
  assert.equal(day.until(7_800), ['closing']);
  assert.is(day.took('permit').at(-1), 'false closing true');
  day.amend({ gameStartMs: at(1_200), endMs: at(1_200) });
  assert.is(day.state(), 'inPlay', 'it began ten minutes later than we thought');
  assert.equal(day.until(8_430), ['closing', 'awaitingResolution']);
  day.until(90_000);
  assert.is(day.state(), 'awaitingResolution', 'however long the venue takes');
  day.amend({ payout: ONE });
  assert.is(day.state(), 'redeeming');
});

test('however it is decided, what is held is redeemed: nothing, a half or all of it, early or late', () => {
  for (const payout of [0, 500_000, ONE] as Price[])
    for (const whenS of [100, 900]) {
      const market = dated({ endMs: START_MS + 600_000 });
      market.until(whenS);
      market.amend({ payout });
      assert.is(market.state(), 'redeeming', `${payout} after ${whenS} s`);
      assert.is(market.took('cancelAll').at(-1), 'resolved');
      market.until(whenS + 5);
      assert.is(market.state(), 'redeeming', 'not all of it is settled yet');
      market.left.shares = false;
      market.until(whenS + 8);
      assert.is(market.state(), 'finished');
    }
});

test('an end in the past is nothing to quote, and one that is corrected is', () => {
  const market = dated({ endMs: START_MS - 1 });
  assert.is(market.state(), 'awaitingResolution');
  assert.is(market.took('permit').at(-1), 'false awaitingResolution true');
  market.amend({ endMs: START_MS + 600_000 });
  assert.is(market.state(), 'trading');
});

test('whatever happens in whatever order, the quoter is never allowed outside a phase that quotes', () => {
  const step = fc.oneof(
    fc.constantFrom(...EVERYTHING),
    fc.constantFrom(...PHASES).map((phase) => ({ phase })),
    fc.integer({ min: 0, max: 40_000 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), fc.boolean(), (path, holds) => {
      const { actor, clock, state, error, world, took } = market({ holds });
      let trusted = false;
      for (const each of path) {
        if (typeof each === 'number') clock.advanceBy(each);
        else if ('phase' in each) world.phase = each.phase;
        else {
          actor.send(each);
          if (each.type === 'BOOK_TRUST') trusted = each.trusted;
        }
        assert.is(error(), null);
        assert.ok(STATES.includes(state()), state());
        if (state() === 'finished') break;
        const allowed = took('permit').at(-1)?.startsWith('true') ?? false;
        assert.is(allowed, trusted && (state() === 'trading' || state() === 'inPlay'));
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
