import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor } from 'xstate';
import { type PairTradeId, pairTradeId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { FillFact } from '#domain/money/fact.ts';
import { PairBook, type PairStep } from '#domain/money/pair-book.ts';
import type { PairTradeEvent } from '#domain/money/pair-trade-event.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import { Decimal, MICRO, type Shares } from '#domain/units.ts';
import { type PairTradeContext, pairTradeMachine } from '#machines/pair-trade.machine.ts';
import { fill, price, shares } from './facts.ts';

const test = suite('pair book');
const PATIENCE_MS = 60_000;
const EDGE = new Decimal('0.01');

let trades = 0;
function fillOf(slot: Slot, dollars: number, whole: number): FillFact {
  trades += 1;
  return fill({
    slot,
    price: price(dollars),
    size: shares(whole),
    trade: `t${trades}` as FillFact['trade'],
    atMs: trades,
  });
}

function newBook(openMax = 100): PairBook {
  let count = 0;
  return new PairBook(() => {
    count += 1;
    return pairTradeId(`p${count}`);
  }, openMax);
}

function told({ pairTrade, event }: PairStep): string {
  const size = 'leg' in event && typeof event.leg === 'object' ? event.leg.filled : 'size' in event ? event.size : null;
  const leg = 'leg' in event && typeof event.leg === 'number' ? ` leg ${event.leg}` : '';
  return `${pairTrade} ${event.type}${leg}${size === null ? '' : ` ${size / MICRO}`}`;
}

const steps = (book: PairBook): string[] => book.takeSteps().map(told);
const open = (book: PairBook): string[] =>
  book.open().map(({ id, lot, waiting }) => `${id} ${lot?.outcome ?? 'planned'} ${waiting / MICRO}`);
const id = (book: PairBook): PairTradeId => book.open()[0]?.id as PairTradeId;

test('a pair trade is planned when orders rest, opened by a first fill and completed by the other outcome', () => {
  const book = newBook();
  book.working();
  book.working();
  book.filled(fillOf('yesBid', 0.48, 100));
  book.filled(fillOf('noBid', 0.49, 100));
  assert.equal(steps(book), ['p1 LEG_WORKING', 'p1 LEG1_FILLED 100', 'p1 LEG2_FILLED 100']);
  assert.equal(open(book), ['p1 yes 0']);
  book.mergeSent(shares(100));
  book.merged(shares(100));
  assert.equal(steps(book), ['p1 MERGE_SENT', 'p1 MERGED 100']);
  assert.equal(open(book), []);
});

test('every fill of a second leg is kept, also when the pair trade ended, and one that fails to settle is none', () => {
  const book = newBook();
  const seconds = [30, 20, 50].map((whole) => fillOf('noBid', 0.49, whole));
  const sizes = (rows = book.open()) => rows.map(({ pairs }) => [...pairs.values()].map(({ size }) => size / MICRO));
  book.filled(fillOf('yesBid', 0.48, 100));
  for (const each of seconds) book.filled(each);
  assert.equal(sizes(), [[30, 20, 50]]);
  const failed = seconds[1] as FillFact;
  book.settled(failed.trade, failed.order, true);
  assert.equal(sizes(), [[30, 0, 50]]);
  assert.equal(sizes(book.endedLately()), []);
  book.filled(fillOf('noBid', 0.47, 20));
  book.merged(shares(100));
  assert.equal([sizes(), sizes(book.endedLately())], [[], [[30, 0, 50, 20]]]);
});

test('steps are taken once', () => {
  const book = newBook();
  book.filled(fillOf('yesBid', 0.48, 100));
  assert.is(book.takeSteps().length, 1);
  assert.is(book.takeSteps().length, 0);
});

test('one fill may complete one pair trade and open the next', () => {
  const book = newBook();
  book.filled(fillOf('noBid', 0.4, 10));
  book.filled(fillOf('yesBid', 0.5, 25));
  assert.equal(steps(book), ['p1 LEG1_FILLED 10', 'p1 LEG2_FILLED 10', 'p2 LEG1_FILLED 15']);
  assert.equal(open(book), ['p1 no 0', 'p2 yes 15']);
});

test('a first leg that is sold again ends its pair trade', () => {
  const book = newBook();
  book.filled(fillOf('yesBid', 0.48, 100));
  book.filled(fillOf('yesAsk', 0.5, 40));
  assert.equal(open(book), ['p1 yes 60']);
  book.filled(fillOf('yesAsk', 0.5, 60));
  assert.equal(steps(book), ['p1 LEG1_FILLED 100', 'p1 LEG_SOLD 40', 'p1 LEG_SOLD 60']);
  assert.equal(open(book), []);
});

test('a sale of paired shares breaks the pair, and the other leg waits in a pair trade of its own', () => {
  const book = newBook();
  book.filled(fillOf('yesBid', 0.48, 100));
  book.filled(fillOf('noBid', 0.49, 100));
  steps(book);
  book.filled(fillOf('yesAsk', 0.55, 30));
  assert.equal(steps(book), ['p1 VOIDED leg 2 30', 'p1 LEG_SOLD 30', 'p2 LEG1_FILLED 30']);
  assert.equal(open(book), ['p1 yes 0', 'p2 no 30']);
});

test('what is paired may be merged and the rest sold: then nothing of the pair trade is left', () => {
  const book = newBook();
  book.filled(fillOf('yesBid', 0.48, 100));
  book.filled(fillOf('noBid', 0.49, 40));
  book.merged(shares(40));
  assert.equal(open(book), ['p1 yes 60']);
  book.filled(fillOf('yesAsk', 0.5, 60));
  assert.equal(open(book), []);
});

test('a second leg that fails to settle is wanted again, patience included', () => {
  const book = newBook();
  const second = fillOf('noBid', 0.49, 100);
  book.filled(fillOf('yesBid', 0.48, 100));
  book.impatient(id(book));
  book.filled(second);
  assert.is(book.constraint(id(book), EDGE, PATIENCE_MS), null);
  book.settled(second.trade, second.order, true);
  assert.is(steps(book).at(-1), 'p1 VOIDED leg 2 100');
  assert.is(book.constraint(id(book), EDGE, PATIENCE_MS)?.size, shares(100));
});

test('a first leg that fails to settle fails its pair trade, and the other leg waits in another', () => {
  const book = newBook();
  const first = fillOf('yesBid', 0.48, 100);
  book.filled(first);
  book.filled(fillOf('noBid', 0.49, 100));
  steps(book);
  book.settled(first.trade, first.order, true);
  assert.equal(steps(book), ['p1 VOIDED leg 2 100', 'p1 VOIDED leg 1 100', 'p2 LEG1_FILLED 100']);
  assert.equal(open(book), ['p2 no 100']);
});

test('after a failed settlement the shares that match another lot wait nowhere twice', () => {
  const book = newBook();
  const first = fillOf('yesBid', 0.48, 10);
  book.filled(first);
  book.filled(fillOf('yesBid', 0.47, 10));
  book.filled(fillOf('noBid', 0.49, 10));
  steps(book);
  book.settled(first.trade, first.order, true);
  // The NO shares go over to the younger YES lot: that pair trade is complete, and no new one waits for them.
  assert.equal(steps(book), ['p1 VOIDED leg 2 10', 'p1 VOIDED leg 1 10', 'p2 LEG2_FILLED 10']);
  assert.equal(open(book), ['p2 yes 0']);
});

test('a failed sale gives the shares back to the pair trade that sold them', () => {
  const book = newBook();
  const sale = fillOf('yesAsk', 0.5, 40);
  book.filled(fillOf('yesBid', 0.48, 100));
  book.filled(sale);
  steps(book);
  book.settled(sale.trade, sale.order, true);
  assert.equal(steps(book), ['p1 SALE_VOIDED 40']);
  assert.equal(open(book), ['p1 yes 100']);
});

test('shares that a failed sale gave back are wanted again, patience included', () => {
  const book = newBook();
  const sale = fillOf('yesAsk', 0.5, 40);
  book.filled(fillOf('yesBid', 0.48, 100));
  book.impatient(id(book));
  book.filled(sale);
  book.settled(sale.trade, sale.order, true);
  assert.is(book.constraint(id(book), EDGE, PATIENCE_MS)?.size, shares(100));
});

test('a planned pair trade waits for its first leg while others come and go', () => {
  const book = newBook();
  book.filled(fillOf('yesBid', 0.48, 10));
  book.working();
  book.filled(fillOf('yesAsk', 0.5, 10));
  book.filled(fillOf('noBid', 0.4, 5));
  assert.equal(steps(book), ['p1 LEG1_FILLED 10', 'p2 LEG_WORKING', 'p1 LEG_SOLD 10', 'p2 LEG1_FILLED 5']);
});

test('a failed sale of a whole first leg opens a new pair trade: the old one has ended', () => {
  const book = newBook();
  const sale = fillOf('yesAsk', 0.5, 100);
  book.filled(fillOf('yesBid', 0.48, 100));
  book.filled(sale);
  steps(book);
  book.settled(sale.trade, sale.order, true);
  assert.equal(steps(book), ['p2 LEG1_FILLED 100']);
});

test('shares that come back and match a waiting leg complete the pair trade that waited', () => {
  const book = newBook();
  const sale = fillOf('yesAsk', 0.5, 10);
  book.filled(fillOf('yesBid', 0.48, 10));
  book.filled(sale);
  book.filled(fillOf('noBid', 0.49, 10));
  steps(book);
  book.settled(sale.trade, sale.order, true);
  assert.equal(steps(book), ['p2 LEG2_FILLED 10']);
  assert.equal(open(book), ['p2 no 0']);
});

test('a settlement that succeeds changes no pair trade', () => {
  const book = newBook();
  const first = fillOf('yesBid', 0.48, 100);
  book.filled(first);
  steps(book);
  book.settled(first.trade, first.order, false);
  book.settled(first.trade, first.order, true); // too late to fail
  assert.is(open(book).length, 0);
  assert.equal(steps(book), ['p1 VOIDED leg 1 100']);
});

test('a merge that failed leaves the pairs where they were, however often it is tried', () => {
  const book = newBook();
  book.filled(fillOf('yesBid', 0.48, 10));
  book.filled(fillOf('noBid', 0.49, 10));
  steps(book);
  for (let time = 0; time < 1_000; time += 1) {
    book.mergeSent(shares(10));
    book.mergeFailed();
  }
  assert.is(steps(book).length, 2_000);
  assert.equal(
    book.open()[0]?.history.map(({ type }) => type),
    ['LEG1_FILLED', 'LEG2_FILLED'],
  );
});

test('a merge is announced to whole pairs only, oldest first, and to no more than it covers', () => {
  const book = newBook();
  for (const slot of ['yesBid', 'noBid', 'yesBid', 'noBid'] as const) book.filled(fillOf(slot, 0.48, 10));
  book.filled(fillOf('yesBid', 0.48, 20));
  book.filled(fillOf('noBid', 0.48, 5));
  steps(book);
  book.mergeSent(shares(10));
  assert.equal(steps(book), ['p1 MERGE_SENT']);
  book.mergeSent(shares(25));
  assert.equal(steps(book), ['p2 MERGE_SENT']);
});

test('of a pair that is merged in part only the rest is announced again', () => {
  const book = newBook();
  for (const slot of ['yesBid', 'noBid', 'yesBid', 'noBid'] as const) book.filled(fillOf(slot, 0.48, 10));
  book.merged(shares(8));
  steps(book);
  book.mergeSent(shares(2));
  assert.equal(steps(book), ['p1 MERGE_SENT']);
  book.mergeFailed();
  book.mergeSent(shares(3));
  assert.equal(steps(book), ['p1 MERGE_FAILED', 'p1 MERGE_SENT', 'p2 MERGE_SENT']);
});

test('what a merge did not reach stands as before', () => {
  const book = newBook();
  for (const slot of ['yesBid', 'noBid', 'yesBid', 'noBid'] as const) book.filled(fillOf(slot, 0.48, 10));
  book.mergeSent(shares(20));
  steps(book);
  book.merged(shares(15));
  assert.equal(steps(book), ['p1 MERGED 10', 'p2 MERGED 5', 'p2 MERGE_FAILED']);
  book.mergeFailed();
  assert.equal(steps(book), []);
});

test('the end of a market ends every pair trade, the planned one too', () => {
  const book = newBook();
  book.filled(fillOf('yesBid', 0.48, 10));
  book.working();
  steps(book);
  book.ended();
  assert.equal(steps(book), ['p1 MARKET_ENDED', 'p2 MARKET_ENDED']);
  assert.equal(open(book), []);
  book.working();
  assert.equal(steps(book), ['p3 LEG_WORKING']);
});

test('the second leg may cost what leaves the edge, in its own slot, until patience is over', () => {
  const book = newBook();
  book.filled(fillOf('yesBid', 0.48, 100));
  const atMs = book.open()[0]?.lot?.atMs ?? 0;
  assert.equal(book.constraint(id(book), EDGE, PATIENCE_MS), {
    slot: 'noBid',
    maxCost: price(0.51),
    size: shares(100),
    untilMs: atMs + PATIENCE_MS,
  });
  assert.is(book.constraint(id(book), new Decimal('0.0000015'), PATIENCE_MS)?.maxCost, 519_998); // rounded to our side
  assert.is(book.constraint(id(book), new Decimal('0.52'), PATIENCE_MS), null);
  assert.is(book.constraint(pairTradeId('nobody'), EDGE, PATIENCE_MS), null);
  book.wanted(id(book));
  book.wanted(pairTradeId('nobody'));
  book.impatient(id(book));
  book.impatient(id(book));
  book.impatient(pairTradeId('nobody'));
  assert.equal(steps(book), ['p1 LEG1_FILLED 100', 'p1 LEG2_WANTED', 'p1 PATIENCE_OVER']);
  assert.is(book.constraint(id(book), EDGE, PATIENCE_MS), null);
});

test('beyond the most pair trades at once lots are matched without one', () => {
  const book = newBook(2);
  for (let time = 0; time < 3; time += 1) book.filled(fillOf('yesBid', 0.48, 10));
  assert.equal(open(book), ['p1 yes 10', 'p2 yes 10']);
  book.working();
  assert.is(book.open().length, 2);
  book.filled(fillOf('noBid', 0.48, 30));
  assert.equal(open(book), ['p1 yes 0', 'p2 yes 0']);
  book.merged(shares(30));
  assert.equal(open(book), []);
});

test('shares sold that no lot explains are nobody’s pair trade', () => {
  const book = newBook();
  book.filled(fillOf('yesAsk', 0.5, 10));
  assert.equal(steps(book), []);
});

type Deed =
  | { readonly deed: 'fill'; readonly slot: Slot; readonly dollars: number; readonly whole: number }
  | { readonly deed: 'settle'; readonly nth: number; readonly failed: boolean }
  | { readonly deed: 'merge'; readonly share: number; readonly ok: boolean }
  | { readonly deed: 'working' | 'want' | 'impatient' };

const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      deed: fc.constant('fill' as const),
      slot: fc.constantFrom<Slot>('yesBid', 'noBid', 'yesBid', 'noBid', 'yesAsk', 'noAsk'),
      dollars: fc.constantFrom(0.4, 0.45, 0.5),
      whole: fc.integer({ min: 1, max: 30 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ deed: fc.constant('settle' as const), nth: fc.nat({ max: 9 }), failed: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      deed: fc.constant('merge' as const),
      share: fc.constantFrom(0.3, 0.7, 1),
      ok: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ deed: fc.constantFrom('working' as const, 'want', 'impatient') }) },
);

/** Shares held by a plain count of what was bought, sold, merged and undone; and one machine a pair trade, fed live. */
class World {
  readonly book = newBook(1_000);
  readonly held: Record<Outcome, number> = { yes: 0, no: 0 };
  readonly machines = new Map<PairTradeId, ReturnType<typeof fresh>>();
  #unsettled: FillFact[] = [];

  do(deed: Deed): void {
    switch (deed.deed) {
      case 'fill':
        this.#fill(deed.slot, deed.dollars, deed.whole);
        break;
      case 'settle':
        this.#settle(deed.nth, deed.failed);
        break;
      case 'merge':
        this.#merge(deed.share, deed.ok);
        break;
      case 'working':
        this.book.working();
        break;
      case 'want':
        for (const row of this.book.open()) if (row.waiting > 0) this.book.wanted(row.id);
        break;
      case 'impatient':
        for (const row of this.book.open()) if (row.waiting > 0) this.book.impatient(row.id);
    }
    for (const { pairTrade, event } of this.book.takeSteps()) {
      const machine = this.machines.get(pairTrade) ?? fresh(pairTrade);
      this.machines.set(pairTrade, machine);
      machine.send(event);
    }
  }

  #fill(slot: Slot, dollars: number, whole: number): void {
    const { outcome, side } = SLOTS[slot];
    const size = side === 'buy' ? whole : Math.min(whole, this.held[outcome] / MICRO);
    if (size <= 0) return;
    if (side === 'sell') this.#settleAll((each) => SLOTS[each.slot].outcome === outcome); // only settled shares are sold
    const fact = fillOf(slot, dollars, size);
    this.#count(fact, 1);
    this.#unsettled.push(fact);
    this.book.filled(fact);
  }

  #settle(nth: number, failed: boolean): void {
    const fact = this.#unsettled[nth % Math.max(1, this.#unsettled.length)];
    if (!fact) return;
    if (failed) this.#count(fact, -1);
    this.#unsettled = this.#unsettled.filter((each) => each !== fact);
    this.book.settled(fact.trade, fact.order, failed);
  }

  #settleAll(which: (fact: FillFact) => boolean): void {
    for (const fact of this.#unsettled.filter(which)) this.#settle(this.#unsettled.indexOf(fact), false);
  }

  /** Only what is settled can be merged, so everything is settled first. */
  #merge(share: number, ok: boolean): void {
    this.#settleAll(() => true);
    const size = Math.floor(Math.min(this.held.yes, this.held.no) * share) as Shares;
    if (size <= 0) return;
    this.book.mergeSent(size);
    if (!ok) {
      this.book.mergeFailed();
      return;
    }
    this.book.merged(size);
    this.held.yes -= size;
    this.held.no -= size;
  }

  #count(fact: FillFact, sign: 1 | -1): void {
    const { outcome, side } = SLOTS[fact.slot];
    this.held[outcome] += (side === 'buy' ? sign : -sign) * fact.size;
  }
}

function fresh(of: PairTradeId) {
  return createActor(pairTradeMachine, { input: { id: of, desk: { moved: () => {} } } }).start();
}

function standing(machine: ReturnType<typeof fresh>) {
  const { value, context } = machine.getSnapshot();
  const { leg1, leg2, sold, merged } = context;
  return { value, leg1, leg2, sold, merged };
}

const filled = ({ leg1 }: PairTradeContext): number => leg1?.filled ?? 0;
const paired = ({ leg2 }: PairTradeContext): number => leg2?.filled ?? 0;

test('against a naive recount: what waits and what is paired is what we hold, under any fills, failures and merges', () => {
  fc.assert(
    fc.property(fc.array(anyDeed, { maxLength: 50, size: 'max' }), (path) => {
      const world = new World();
      for (const deed of path) {
        world.do(deed);
        const rows = world.book.open();
        for (const outcome of ['yes', 'no'] as const) {
          const { held } = world;
          const waits = rows.reduce((sum, row) => sum + (row.lot?.outcome === outcome ? row.waiting : 0), 0);
          assert.is(waits, Math.max(0, held[outcome] - held[outcome === 'yes' ? 'no' : 'yes']), outcome);
        }
        const pairs = rows
          .map(({ id: each }) => world.machines.get(each)?.getSnapshot().context)
          .reduce((sum, at) => sum + (at ? paired(at) - at.merged : 0), 0);
        assert.is(pairs, Math.min(world.held.yes, world.held.no));
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('a pair trade never loses a share: filled is paired, sold and waiting', () => {
  fc.assert(
    fc.property(fc.array(anyDeed, { maxLength: 50, size: 'max' }), (path) => {
      const world = new World();
      for (const deed of path) {
        world.do(deed);
        for (const { id: each, waiting } of world.book.open()) {
          const at = world.machines.get(each)?.getSnapshot().context;
          if (at) assert.is(filled(at), paired(at) + at.sold + waiting, each);
        }
      }
    }),
    { seed: 43, numRuns: 300 },
  );
});

test('a pair trade is over for its machine exactly when it is over for the book', () => {
  fc.assert(
    fc.property(fc.array(anyDeed, { maxLength: 50, size: 'max' }), (path) => {
      const world = new World();
      for (const deed of path) {
        world.do(deed);
        const rows = new Set(world.book.open().map((row) => row.id));
        for (const [each, machine] of world.machines)
          assert.is(
            machine.getSnapshot().status,
            rows.has(each) ? 'active' : 'done',
            `${each} ${machine.getSnapshot().value}`,
          );
      }
    }),
    { seed: 44, numRuns: 300 },
  );
});

test('a fresh machine fed the history stands where the one stands that was fed live', () => {
  fc.assert(
    fc.property(fc.array(anyDeed, { maxLength: 50, size: 'max' }), (path) => {
      const world = new World();
      for (const deed of path) world.do(deed);
      for (const { id: each, history } of world.book.open()) {
        const lived = world.machines.get(each);
        if (!lived) continue;
        const again = fresh(each);
        for (const event of history as readonly PairTradeEvent[]) again.send(event);
        assert.equal(standing(again), standing(lived));
      }
    }),
    { seed: 45, numRuns: 300 },
  );
});

test.run();
