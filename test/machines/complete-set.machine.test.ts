import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnyActorRef } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { orderId, type PairTradeId, pairTradeId, tradeId } from '#domain/ids.ts';
import type { FillFact } from '#domain/money/fact.ts';
import { PairBook } from '#domain/money/pair-book.ts';
import type { Slot } from '#domain/orders/slot.ts';
import { parseShares, type Shares, ZERO_SHARES } from '#domain/units.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { type CompleteSetDesk, type CompleteSetEvent, completeSetMachine } from '#machines/complete-set.machine.ts';
import { pairTradeAddress, pairTradeMachine } from '#machines/pair-trade.machine.ts';
import { superviseFrom } from '#machines/supervisor.machine.ts';
import { fill, price, shares } from '../domain/money/facts.ts';
import { aRow } from '../domain/orders/scene.ts';
import { walk } from './chart.ts';
import { hands, live, START_MS } from './hands.ts';

const test = suite('complete-set');

const ORDER = aRow('yesBid 0.48 x 100', 'o1');
const TEN = parseShares('10');
const RESTING: CompleteSetEvent = { type: 'ORDER_RESTING', order: ORDER };
const FILLED: CompleteSetEvent = { type: 'FILL_ARRIVED', fill: {} as FillFact, order: ORDER };
const SETTLED: CompleteSetEvent = {
  type: 'SETTLEMENT_ARRIVED',
  trade: tradeId('t1'),
  order: orderId('o1'),
  status: 'confirmed',
};
const sets = (ok: boolean): CompleteSetEvent => ({ type: 'SETS_MERGED', size: TEN, ok, why: null });
const DUE: CompleteSetEvent = { type: 'MERGE_DUE', size: TEN };
const ENDED: CompleteSetEvent = { type: 'MARKET_ENDED' };
const LOOK_MS = 1_000;

/** Complete-set beside a real pair book and real pair trades; gateway and quoter are what its desk writes down. */
function market(openMax = 100) {
  const clock = new VirtualClock(START_MS);
  let count = 0;
  const book = new PairBook(() => {
    count += 1;
    return pairTradeId(`p${count}`);
  }, openMax);
  const moves: string[] = [];
  const world = { mergeDue: ZERO_SHARES, crashAt: '' };
  const supervise = () =>
    superviseFrom([], { strategy: 'one_for_one', now: () => clock.now(), report: ({ kind }) => moves.push(kind) });
  const spec = (id: PairTradeId): ReturnType<CompleteSetDesk['spec']> => ({
    id: `pair-trade:${id}`,
    address: pairTradeAddress('rain', id),
    logic: crashSafe(pairTradeMachine),
    input: () => ({
      id,
      desk: {
        moved(state: string) {
          if (world.crashAt === state) {
            world.crashAt = '';
            throw new Error(`crashed entering ${state}`);
          }
          moves.push(`${id} ${state}`);
        },
      },
    }),
    policy: {
      restart: 'temporary',
      intensity: 0,
      periodMs: 1,
      backoff: { firstMs: 1, factor: 1, capMs: 1, quietMs: 2, jitter: 0 },
    },
    shutdown: 'brutal',
  });
  const begin = () => {
    const desk = hands<CompleteSetDesk>({
      restore: () => book.open(),
      takeSteps: () => book.takeSteps(),
      working: () => book.working(),
      spec,
      mergeDue: () => world.mergeDue,
      merge: (size: Shares) => book.mergeSent(size),
      ended: () => book.ended(),
      tell: ({ pairTrade, event }) => {
        const child: { send(event: object): void } | undefined = system?.get(
          pairTradeAddress('rain', pairTrade) as never,
        );
        child?.send(event);
      },
    });
    let system: AnyActorRef['system'] | null = null;
    const life = live(completeSetMachine, { desk: desk.desk, supervision: supervise() }, clock, (actor) => {
      system = actor.system;
    });
    return { ...desk, ...life };
  };
  let trades = 0;
  return {
    ...begin(),
    again: begin,
    book,
    world,
    /** States that pair trades entered since the last call. */
    moves: () => moves.splice(0, moves.length),
    buy(slot: Slot, whole: number): FillFact {
      trades += 1;
      const trade = tradeId(`t${trades}`);
      const fact = fill({ slot, price: price(0.48), size: shares(whole), trade, atMs: clock.now() });
      book.filled(fact);
      return fact;
    },
  };
}

test('every state is reached and every arrow taken', () => {
  let open = false;
  const supervision = superviseFrom([], { strategy: 'one_for_one', now: () => 0, report: () => {} });
  const { desk } = hands<CompleteSetDesk>({ restore: () => [], takeSteps: () => [], mergeDue: () => ZERO_SHARES });
  const be = (something: boolean) => () => {
    open = something;
  };
  // Whether a pair trade is open is the one thing that the chart looks at.
  const children = { get: () => (open ? [{ spec: { id: 'pair-trade:p1' } }] : []), enumerable: true };
  const watched = Object.defineProperty({ ...supervision }, 'children', children);
  const chart = walk(completeSetMachine, {
    input: { desk, supervision: watched },
    worlds: [be(false), be(true)],
    events: [
      ...[RESTING, FILLED, SETTLED, sets(true), DUE, ENDED, { type: 'LOOK' }, { type: 'MARKET_CLOSING' }],
      { type: 'TELL', step: { pairTrade: pairTradeId('p1'), event: { type: 'LEG_WORKING' } } },
      { type: 'ORDER_ENDED', order: ORDER, why: 'asked' },
      { type: 'REDEEMED', ok: true, why: null },
    ],
  });
  assert.equal([...chart.states].sort(), ['idle', 'merging', 'pairing']);
  assert.equal(
    chart.untaken.filter((arrow) => !/supervisor\.|xstate\.(error|done)/.test(arrow)),
    [],
  );
});

test('a fill opens a pair trade, a fill of the other outcome completes it, a merge ends it', () => {
  const { actor, clock, buy, book, moves, state, world, took } = market();
  assert.is(state(), 'idle');
  actor.send(RESTING);
  assert.equal(moves(), ['p1 pairPlanned', 'p1 leg1Working']);
  assert.is(state(), 'pairing');
  buy('yesBid', 10);
  actor.send(FILLED);
  assert.equal(moves(), ['p1 leg1Filled']);
  assert.is(took('askForLegs').length, 1);
  buy('noBid', 10);
  actor.send(FILLED);
  assert.equal(moves(), ['p1 bothFilled']);
  world.mergeDue = TEN;
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'merging');
  assert.equal(took('merge').map(Number), [TEN]);
  clock.advanceBy(LOOK_MS);
  assert.equal(moves(), ['p1 merging']);
  book.merged(TEN); // by the gateway, before anybody hears of it
  world.mergeDue = ZERO_SHARES;
  actor.send(sets(true));
  assert.equal(moves(), ['p1 merged', 'finished']);
  assert.is(state(), 'idle');
});

test('one merge is on its way at a time, and one that failed is asked for again', () => {
  const { actor, clock, buy, book, world, took, state } = market();
  buy('yesBid', 10);
  buy('noBid', 10);
  actor.send(FILLED);
  world.mergeDue = TEN;
  clock.advanceBy(10 * LOOK_MS);
  assert.is(took('merge').length, 1);
  book.mergeFailed();
  actor.send(sets(false));
  assert.is(state(), 'pairing');
  clock.advanceBy(LOOK_MS);
  assert.is(took('merge').length, 2);
});

test('a merge whose answer never comes is not waited for for ever', () => {
  const { actor, clock, buy, world, took, state } = market();
  buy('yesBid', 10);
  buy('noBid', 10);
  actor.send(FILLED);
  world.mergeDue = TEN;
  clock.advanceBy(LOOK_MS);
  world.mergeDue = ZERO_SHARES;
  clock.advanceBy(180_000);
  assert.is(state(), 'pairing');
  world.mergeDue = TEN;
  clock.advanceBy(LOOK_MS);
  assert.is(took('merge').length, 2);
});

test('sets that no pair trade follows are merged as well', () => {
  const { clock, world, took, state } = market(0);
  world.mergeDue = TEN;
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'merging');
  assert.is(took('merge').length, 1);
});

test('settlements and late answers of merges are told at once', () => {
  const { actor, buy, book, moves } = market();
  buy('yesBid', 10);
  const second = buy('noBid', 10);
  actor.send(FILLED);
  moves();
  book.settled(second.trade, second.order, true);
  actor.send(SETTLED);
  assert.equal(moves(), ['p1 leg2Working']);
  buy('noBid', 10);
  actor.send(FILLED);
  book.merged(TEN); // of a merge that nobody waits for any more
  actor.send(sets(true));
  assert.equal(moves(), ['p1 bothFilled', 'p1 merged', 'finished']);
});

test('legs are asked for every second, also when nothing happens', () => {
  const { clock, took } = market();
  clock.advanceBy(5 * LOOK_MS);
  assert.is(took('askForLegs').length, 5);
});

test('steps that came without news are told at the next look', () => {
  const { clock, book, buy, moves } = market();
  buy('yesBid', 10);
  book.wanted(pairTradeId('p1'));
  assert.equal(moves(), []);
  clock.advanceBy(LOOK_MS);
  assert.equal(moves(), ['p1 pairPlanned', 'p1 leg1Filled', 'p1 leg2Working']);
});

test('a restarted complete-set finds every open pair trade where it stood', () => {
  const { actor, buy, moves, again, state } = market();
  buy('yesBid', 10);
  buy('noBid', 6);
  buy('yesBid', 5);
  actor.send(FILLED);
  buy('noBid', 4); // not heard of before the crash
  moves();
  actor.stop();
  const second = again();
  assert.is(state(), 'pairing');
  assert.equal(moves(), ['p1 pairPlanned', 'p2 pairPlanned', 'p1 leg1Filled', 'p1 bothFilled', 'p2 leg1Filled']);
  buy('noBid', 5);
  second.actor.send(FILLED);
  assert.equal(moves(), ['p2 bothFilled']);
});

test('a pair trade whose machine crashed is made again from its history at the next look', () => {
  const { actor, clock, buy, moves, world, book } = market();
  buy('yesBid', 10);
  actor.send(FILLED);
  book.wanted(pairTradeId('p1'));
  world.crashAt = 'leg2Working';
  actor.send(FILLED);
  assert.is(moves().at(-1), 'crashed');
  clock.advanceBy(LOOK_MS);
  assert.equal(moves(), ['p1 pairPlanned', 'p1 leg1Filled', 'p1 leg2Working']);
  buy('noBid', 10);
  actor.send(FILLED);
  assert.equal(moves(), ['p1 bothFilled']);
});

test('a pair trade that ended while its machine was down leaves no ghost', () => {
  const { actor, buy, moves, world, state } = market();
  buy('yesBid', 10);
  world.crashAt = 'leg1Filled';
  actor.send(FILLED);
  moves();
  buy('yesAsk', 10);
  actor.send(FILLED);
  assert.equal(moves(), []);
  assert.is(state(), 'idle');
});

test('a pair trade that begins and ends between two looks is told completely', () => {
  const { actor, buy, moves, state } = market();
  buy('yesBid', 10);
  buy('yesAsk', 10);
  actor.send(FILLED);
  assert.equal(moves(), ['p1 pairPlanned', 'p1 leg1Filled', 'p1 sold', 'finished']);
  assert.is(state(), 'idle');
});

test('the end of a market ends its pair trades', () => {
  const { actor, buy, moves, state } = market();
  buy('yesBid', 10);
  buy('noBid', 10);
  buy('yesBid', 3);
  actor.send(FILLED);
  moves();
  actor.send(ENDED);
  assert.equal(moves(), ['p1 merged', 'p2 abandoned', 'finished', 'finished']);
  assert.is(state(), 'idle');
});

test('a market that closes says so once', () => {
  const { actor, took } = market();
  actor.send({ type: 'MARKET_CLOSING' });
  assert.is(took('closing').length, 1);
});

test('whatever happens in whatever order, there is one machine for each open pair trade, and none else', () => {
  const slots = fc.constantFrom<Slot>('yesBid', 'noBid', 'yesAsk', 'noAsk');
  const deed = fc.oneof(
    { weight: 6, arbitrary: fc.record({ slot: slots, whole: fc.integer({ min: 1, max: 20 }) }) },
    { weight: 3, arbitrary: fc.constantFrom(RESTING, FILLED, SETTLED, sets(false), ENDED) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
    { weight: 1, arbitrary: fc.constantFrom('leg1Filled', 'bothFilled') },
  );
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40, size: 'max' }), (path) => {
      const it = market();
      const net = { yes: 0, no: 0 };
      for (const each of path) {
        if (typeof each === 'number') it.clock.advanceBy(each);
        else if (typeof each === 'string') it.world.crashAt = each;
        else if ('type' in each) it.actor.send(each);
        else {
          const outcome = each.slot.startsWith('yes') ? 'yes' : 'no';
          const buys = each.slot.endsWith('Bid');
          if (!buys && net[outcome] < each.whole) continue;
          net[outcome] += buys ? each.whole : -each.whole;
          it.buy(each.slot, each.whole);
        }
        assert.is(it.error(), null);
      }
      it.world.crashAt = '';
      it.clock.advanceBy(LOOK_MS);
      const open = it.book.open().map(({ id }) => `pair-trade:${id}`);
      const machines = it.actor.getSnapshot().context.supervision.children.map(({ spec }) => spec.id);
      assert.equal([...machines].sort(), open.sort());
      assert.is(it.state() === 'idle', machines.length === 0);
    }),
    { seed: 42, numRuns: 150 },
  );
});

test.run();
