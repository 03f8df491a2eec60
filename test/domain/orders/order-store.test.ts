import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InvariantError } from '#domain/failure.ts';
import { marketId, type OrderId, orderId } from '#domain/ids.ts';
import { isLive, next, type OrderNewsKind, type OrderStatus, remaining } from '#domain/orders/order.ts';
import { ENDED_ROWS_MAX, OrderStore } from '#domain/orders/order-store.ts';
import { cost, MICRO, type Shares, ZERO_USD } from '#domain/units.ts';
import { anIntent, ids, shares } from './scene.ts';

const M = marketId('m');
const O1 = orderId('o1');
const KINDS: readonly OrderNewsKind[] = [
  ...(['DENIED', 'INTENDED', 'SENT', 'ACCEPTED', 'REJECTED', 'FILLED', 'NO_ANSWER'] as const),
  ...(['CANCEL_SENT', 'CANCELLED', 'CANCEL_REJECTED', 'NEVER_ARRIVED'] as const),
];
const TEXTS = ['yesBid 0.5 x 100', 'noBid 0.37 x 80', 'noAsk 0.6 x 90'];
/** The shortest way to each status. */
const WAYS: Readonly<Record<OrderStatus, readonly OrderNewsKind[]>> = {
  proposed: [],
  denied: ['DENIED'],
  intended: ['INTENDED'],
  sent: ['INTENDED', 'SENT'],
  rejected: ['INTENDED', 'SENT', 'REJECTED'],
  resting: ['INTENDED', 'SENT', 'ACCEPTED'],
  cancelling: ['INTENDED', 'SENT', 'CANCEL_SENT'],
  unknown: ['INTENDED', 'SENT', 'NO_ANSWER'],
  cancelled: ['INTENDED', 'SENT', 'CANCELLED'],
  filled: ['INTENDED', 'SENT', 'FILLED'],
};

function storeAt(status: OrderStatus, text = 'yesBid 0.5 x 100'): OrderStore {
  const store = new OrderStore();
  store.propose(anIntent(text, 'o1'), 1);
  for (const [at, kind] of WAYS[status].entries()) store.news(O1, kind, 2 + at);
  assert.is(store.get(O1)?.status, status);
  return store;
}

test('an order is proposed once', () => {
  const store = storeAt('proposed');
  assert.throws(
    () => store.propose(anIntent('yesBid 0.5 x 100', 'o1'), 5),
    (error: unknown) => error instanceof InvariantError && /o1 is proposed twice/.test(error.message),
  );
  assert.is(store.get(O1)?.sentMs, 1);
  assert.equal(store.live(M), []);
});

test('a row moves by the life table and by nothing else', () => {
  for (const status of Object.keys(WAYS) as OrderStatus[])
    for (const kind of KINDS) {
      const store = storeAt(status);
      const arrow = (next[status] as Partial<Record<OrderNewsKind, OrderStatus>>)[kind] ?? null;
      const change = store.news(O1, kind, 9);
      assert.is(change?.row.status ?? null, arrow, `${status} ${kind}`);
      assert.is(change?.before ?? status, status);
      assert.is(store.get(O1)?.status, arrow ?? status);
    }
  assert.is(new OrderStore().news(O1, 'ACCEPTED', 1), null);
});

test('the moment it rested is the first one told, and a rejected cancel is as if none had been sent', () => {
  const store = storeAt('resting');
  assert.is(store.get(O1)?.sentMs, 3, 'it left when it was sent');
  assert.is(store.get(O1)?.restingMs, 4);
  store.news(O1, 'ACCEPTED', 50);
  assert.is(store.get(O1)?.restingMs, 4);
  store.news(O1, 'CANCEL_SENT', 60);
  assert.is(store.get(O1)?.cancelSentMs, 60);
  store.news(O1, 'CANCEL_REJECTED', 70);
  assert.is(store.get(O1)?.cancelSentMs, null);
  assert.is(store.get(O1)?.restingMs, 4);
});

test('a partial fill moves what is filled, the last one ends the row', () => {
  const store = storeAt('resting');
  assert.is(store.fill(O1, shares(40), 9)?.row.status, 'resting');
  assert.is(remaining(store.get(O1) ?? fail()), shares(60));
  const change = store.fill(O1, shares(60), 10);
  assert.is(change?.before, 'resting');
  assert.is(change?.row.status, 'filled');
  assert.equal(store.live(M), []);
});

test('a fill that outran the answer proves that the order rests', () => {
  for (const status of ['sent', 'unknown'] as const) {
    const store = storeAt(status);
    assert.is(store.fill(O1, shares(1), 9)?.row.status, 'resting');
    assert.is(store.get(O1)?.restingMs, 9);
  }
});

test('a fill that crossed our cancel still counts', () => {
  const store = storeAt('cancelled');
  assert.is(store.fill(O1, shares(40), 9)?.row.status, 'cancelled');
  assert.is(store.fill(O1, shares(60), 9)?.row.status, 'filled');
  assert.is(storeAt('cancelling').fill(O1, shares(40), 9)?.row.status, 'cancelling');
});

test('a fill of an order that cannot be filled is a riddle, however large it is', () => {
  for (const status of ['proposed', 'intended', 'denied', 'rejected', 'filled'] as const)
    for (const size of [1, 100]) {
      const store = storeAt(status);
      const before = store.get(O1);
      assert.is(store.fill(O1, shares(size), 9), null, `${status} ${size}`);
      assert.is(store.get(O1), before);
    }
});

test('more than was ordered is not filled, nor is an order that nobody knows', () => {
  const store = storeAt('resting');
  assert.is(store.fill(O1, (100 * MICRO + 1) as Shares, 9), null);
  store.fill(O1, shares(60), 9);
  assert.is(store.fill(O1, shares(41), 9), null);
  assert.is(store.get(O1)?.filled, shares(60));
  assert.is(store.fill(orderId('stranger'), shares(1), 9), null);
});

test('live orders are found by their market', () => {
  const store = new OrderStore();
  for (const [id, market] of [
    ['a', 'rain'],
    ['b', 'snow'],
    ['c', 'rain'],
  ] as const) {
    store.propose(anIntent('yesBid 0.5 x 10', id, market), 1);
    for (const news of ['INTENDED', 'SENT'] as const) store.news(orderId(id), news, 1);
  }
  assert.equal(ids(store.live(marketId('rain'))), ['a', 'c']);
  assert.equal(ids(store.allLive()).toSorted(), ['a', 'b', 'c']);
  store.news(orderId('a'), 'REJECTED', 2);
  assert.equal(ids(store.live(marketId('rain'))), ['c']);
  assert.equal(store.live(marketId('fog')), []);
});

test('what ended stays as a tombstone for a while, the oldest goes first, and what lives never goes', () => {
  const store = new OrderStore();
  store.propose(anIntent('yesBid 0.5 x 100', 'survivor', 'quiet'), 0);
  store.news(orderId('survivor'), 'INTENDED', 0);
  const end = (n: number) => {
    const id = orderId(`e${n}`);
    store.propose(anIntent('yesBid 0.5 x 100', id), n);
    store.news(id, 'DENIED', n);
  };
  let count = 0;
  for (; count < ENDED_ROWS_MAX; count += 1) end(count);
  assert.ok(store.get(orderId('e0')));
  for (; count < 2 * ENDED_ROWS_MAX + 10; count += 1) end(count);
  assert.is(store.get(orderId(`e${count - ENDED_ROWS_MAX - 1}`)), undefined);
  assert.ok(store.get(orderId(`e${count - ENDED_ROWS_MAX}`)));
  assert.ok(store.get(orderId('survivor')));
  assert.is(store.allLive().length, 1);
});

function fail(): never {
  throw new Error('no such row');
}

interface Deed {
  readonly nth: number;
  readonly kind: OrderNewsKind | 'PROPOSE' | 'FILL';
  readonly whole: number;
}

test('against a plain list of rows: what is live is what the rows say, whatever news comes', () => {
  const kind = fc.constantFrom<Deed['kind']>(
    'PROPOSE',
    'PROPOSE',
    'INTENDED',
    'SENT',
    'SENT',
    'FILL',
    'FILL',
    ...KINDS,
  );
  const deed: fc.Arbitrary<Deed> = fc.record({ nth: fc.nat({ max: 9 }), kind, whole: fc.integer({ min: 1, max: 60 }) });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 80, size: 'max' }), (path) => {
      const store = new OrderStore();
      const known = new Set<OrderId>();
      for (const [nowMs, each] of path.entries()) {
        const id = orderId(`o${each.nth}`);
        const before = store.get(id);
        if (each.kind === 'PROPOSE') {
          if (!before)
            store.propose(anIntent(TEXTS[each.nth % 3] as string, id, each.nth % 2 === 0 ? 'rain' : 'snow'), nowMs);
          known.add(id);
        } else if (each.kind === 'FILL') store.fill(id, shares(each.whole), nowMs);
        else store.news(id, each.kind, nowMs);
        const rows = [...known].flatMap((one) => store.get(one) ?? []);
        assert.is(rows.length, known.size);
        for (const market of ['rain', 'snow']) {
          const live = rows.filter((row) => row.market === market && isLive(row.status));
          assert.equal(ids(store.live(marketId(market))).toSorted(), ids(live).toSorted());
          for (const row of store.live(marketId(market))) assert.is(row, store.get(row.id));
          const elsewhere = rows.filter((row) => row.market !== market && isLive(row.status) && row.slot !== 'noAsk');
          const promised = elsewhere.reduce((sum, row) => sum.plus(cost(row.price, remaining(row))), ZERO_USD);
          assert.is(store.promisedElsewhere(marketId(market)).toString(), promised.toString());
        }
        const after = store.get(id);
        if (before && after) {
          assert.ok(after.filled >= before.filled && after.filled <= after.size);
          if (!isLive(before.status) && before.status !== 'proposed') assert.not(isLive(after.status));
        }
      }
      assert.is(store.allLive().length, store.live(marketId('rain')).length + store.live(marketId('snow')).length);
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
