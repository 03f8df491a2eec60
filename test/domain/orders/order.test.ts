import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, traceId } from '#domain/ids.ts';
import {
  advance,
  isLive,
  next,
  type OrderNewsKind,
  type OrderRow,
  type OrderStatus,
  remaining,
} from '#domain/orders/order.ts';
import { parsePrice, parseShares } from '#domain/units.ts';

const STATUSES: readonly OrderStatus[] = [
  'proposed',
  'intended',
  'sent',
  'resting',
  'cancelling',
  'unknown',
  'cancelled',
  'filled',
  'denied',
  'rejected',
];

/** One line a kind of news; columns in the order of STATUSES; `-` is news that the status does not expect. */
const LIFE = `
DENIED          denied   denied -          -          -          -         -         -      -  -
INTENDED        intended -      -          -          -          -         -         -      -  -
SENT            -        sent   -          -          -          -         -         -      -  -
ACCEPTED        -        -            resting    resting    cancelling resting   cancelled filled -  -
REJECTED        -        -            rejected   -          rejected   -         -         -      -  -
FILLED          -        -            filled     filled     filled     filled    filled    -      -  -
NO_ANSWER       -        -            unknown    -          unknown    -         -         filled -  -
CANCEL_SENT     -        -            cancelling cancelling cancelling unknown   -         filled -  -
CANCELLED       -        -            cancelled  cancelled  cancelled  cancelled cancelled filled -  -
CANCEL_REJECTED -        -            -          -          resting    -         -         filled -  -
NEVER_ARRIVED   -        -            -          -          -          rejected  -         -      -  -
`;

const lines = LIFE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

test('every pair of status and news leads where the table says, or nowhere', () => {
  for (const [news, ...arrows] of lines) {
    assert.is(arrows.length, STATUSES.length, news);
    arrows.forEach((arrow, at) => {
      const status = STATUSES[at] as OrderStatus;
      assert.is(advance(status, news as OrderNewsKind), arrow === '-' ? null : arrow, `${status} hears ${news}`);
    });
  }
});

test('the table under test names every status and every kind of news', () => {
  assert.equal(Object.keys(next), STATUSES);
  const known = new Set(lines.map(([news]) => news));
  for (const row of Object.values(next)) for (const news of Object.keys(row)) assert.ok(known.has(news), news);
});

const stories: readonly (readonly [string, readonly OrderNewsKind[], OrderStatus])[] = [
  [
    'an order rests, is cancelled and is gone',
    ['INTENDED', 'SENT', 'ACCEPTED', 'CANCEL_SENT', 'CANCELLED'],
    'cancelled',
  ],
  [
    'a fill that crosses our cancel still counts',
    ['INTENDED', 'SENT', 'ACCEPTED', 'CANCEL_SENT', 'CANCELLED', 'FILLED'],
    'filled',
  ],
  ['a fill that outruns the answer', ['INTENDED', 'SENT', 'FILLED', 'ACCEPTED'], 'filled'],
  ['nobody answers, and it rests after all', ['INTENDED', 'SENT', 'NO_ANSWER', 'ACCEPTED'], 'resting'],
  ['nobody answers, and it never arrived', ['INTENDED', 'SENT', 'NO_ANSWER', 'NEVER_ARRIVED'], 'rejected'],
  [
    'a safety cancel before the answer, which then crosses it',
    ['INTENDED', 'SENT', 'CANCEL_SENT', 'ACCEPTED'],
    'cancelling',
  ],
  ['the cancel of an order that was refused', ['INTENDED', 'SENT', 'CANCEL_SENT', 'REJECTED'], 'rejected'],
  ['too late to cancel', ['INTENDED', 'SENT', 'ACCEPTED', 'CANCEL_SENT', 'FILLED', 'CANCEL_REJECTED'], 'filled'],
  ['the cancel itself is lost', ['INTENDED', 'SENT', 'ACCEPTED', 'CANCEL_SENT', 'NO_ANSWER', 'CANCELLED'], 'cancelled'],
  ['a late answer does not bring a cancelled order back', ['INTENDED', 'SENT', 'CANCELLED', 'ACCEPTED'], 'cancelled'],
  ['risk says no', ['DENIED'], 'denied'],
  ['the world changes while the disk works', ['INTENDED', 'DENIED'], 'denied'],
];

for (const [name, news, end] of stories) {
  test(name, () => {
    let status: OrderStatus | null = 'proposed';
    for (const kind of news) {
      assert.ok(status, `${kind} was not expected`);
      status = advance(status, kind);
    }
    assert.is(status, end);
  });
}

test('an order is live from the moment it is wanted until the venue says it is gone', () => {
  const live = STATUSES.filter(isLive);
  assert.equal(live, ['intended', 'sent', 'resting', 'cancelling', 'unknown']);
});

test('what remains of an order is its size less what was filled', () => {
  const row: OrderRow = {
    id: orderId('o-1'),
    market: marketId('m-1'),
    slot: 'yesBid',
    price: parsePrice('0.52'),
    size: parseShares('100'),
    trace: traceId('t-1'),
    status: 'resting',
    filled: parseShares('99.99'),
    decidedMs: 0,
    sentMs: 0,
    restingMs: 1,
    cancelSentMs: null,
    goingWhy: null,
  };
  assert.is(remaining(row), parseShares('0.01'));
});

test.run();
