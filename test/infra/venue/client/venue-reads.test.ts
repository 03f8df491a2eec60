import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { VenueFailure } from '#domain/failure.ts';
import { outcomeId } from '#domain/ids.ts';
import type { Reply } from '#domain/ports.ts';
import type { VenueReads } from '#infra/venue/client/venue-reads.ts';
import { type SmallVenue, smallVenue, stranger } from './small-venue.ts';

const ASSET = outcomeId('123');
const failureText = (failure: VenueFailure) =>
  failure.kind === 'rejected' ? `${failure.reason}: ${failure.text}` : failure.kind;

/** Each question, the request it makes, an answer of the venue, and what of it we see. */
const QUESTIONS: readonly [
  ask: (reads: VenueReads, reply: Reply<unknown>) => void,
  request: string,
  body: unknown,
  seen: (value: never) => unknown,
  wanted: unknown,
][] = [
  [(r, reply) => r.ok(reply), 'GET /ok', '"OK"', (v) => v, 'OK'],
  [(r, reply) => r.time(reply), 'GET /time', '1795132800', (v) => v, 1_795_132_800_000],
  [(r, reply) => r.version(reply), 'GET /version', { version: 2 }, ({ version }) => version, 2],
  [(r, reply) => r.tick(ASSET, reply), 'GET /tick-size', { minimum_tick_size: 0.01 }, ({ tick }) => tick, 10_000],
  [(r, reply) => r.negRisk(ASSET, reply), 'GET /neg-risk', { neg_risk: true }, ({ negRisk }) => negRisk, true],
  [(r, reply) => r.feeRate(ASSET, reply), 'GET /fee-rate', { base_fee: 1000 }, ({ base }) => base, 1_000],
  [
    (r, reply) => r.region(reply),
    'GET /api/geoblock',
    { blocked: false, ip: '1.2.3.4', country: 'IE', region: 'L' },
    ({ country }) => country,
    'IE',
  ],
  [
    (r, reply) => r.closedOnly(reply),
    'GET /auth/ban-status/closed-only',
    { closed_only: true },
    ({ closedOnly }) => closedOnly,
    true,
  ],
  [(r, reply) => r.apiKeys(reply), 'GET /auth/api-keys', { apiKeys: ['a', 'b'] }, ({ keys }) => keys, ['a', 'b']],
  [
    (r, reply) => r.balance({ kind: 'CONDITIONAL', asset: ASSET }, reply),
    'GET /balance-allowance',
    { balance: '5', allowances: {} },
    ({ balance }) => balance,
    5n,
  ],
  [(r, reply) => r.refreshBalance({ kind: 'COLLATERAL' }, reply), 'GET /balance-allowance/update', '{}', (v) => v, {}],
  [
    (r, reply) => r.scoring([stranger], reply),
    'POST /orders-scoring',
    { [stranger]: true },
    (v: ReadonlyMap<string, boolean>) => [...v],
    [[stranger, true]],
  ],
  [
    (r, reply) => r.rewardShares(reply),
    'GET /rewards/user/percentages',
    { '0x1': 12.5 },
    (v: ReadonlyMap<string, number>) => [...v],
    [['0x1', 12.5]],
  ],
];

function asked(venue: SmallVenue, ask: (reads: VenueReads, reply: Reply<unknown>) => void): unknown[] {
  const told: unknown[] = [];
  ask(venue.client.reads, (answer) => told.push(answer.ok ? { value: answer.value } : answer.failure.kind));
  venue.run(200);
  return told;
}

test('every question goes where the venue wants it, and its answer is read', () => {
  for (const [ask, request, body, seen, wanted] of QUESTIONS) {
    const venue = smallVenue();
    venue.http.on(request, { status: 200, body });
    const [told] = asked(venue, ask) as { value: never }[];
    assert.equal(seen(told?.value as never), wanted, request);
    assert.is(venue.http.of(request).length, 1, request);
  }
});

test('every question that fails is a failure', () => {
  for (const [ask, request] of QUESTIONS)
    for (const said of [{ status: 500, body: '' }, { status: 200, body: '' }, 'lost'] as const) {
      const venue = smallVenue();
      venue.http.on(request, said);
      const told = asked(venue, ask);
      assert.is(told.length, 1, request);
      assert.type(told[0], 'string', request);
    }
});

test('what only the account may know is signed, and a signature leaves out the query', () => {
  const venue = smallVenue();
  asked(venue, (reads, reply) => reads.balance({ kind: 'COLLATERAL' }, reply));
  asked(venue, (reads, reply) => reads.tick(ASSET, reply));
  const [own] = venue.http.of('GET /balance-allowance');
  const [open] = venue.http.of('GET /tick-size');
  assert.ok(own?.headers.POLY_SIGNATURE);
  assert.match(own?.url ?? '', '?asset_type=COLLATERAL&signature_type=0');
  assert.is(open?.headers.POLY_SIGNATURE, undefined);
});

test('an order that the venue does not know is none, and no failure', () => {
  const venue = smallVenue();
  venue.http.on(`GET /data/order/${stranger}`, { status: 404, body: { error: 'order not found' } });
  assert.equal(
    asked(venue, (reads, reply) => reads.order(stranger, reply)),
    [{ value: null }],
  );
  venue.http.on(`GET /data/order/${stranger}`, { status: 502, body: '' });
  assert.equal(
    asked(venue, (reads, reply) => reads.order(stranger, reply)),
    ['unreachable'],
  );
});

test('a beat is acknowledged by the id of the next one, and by nothing else', () => {
  const { http, client, run } = smallVenue();
  const told: unknown[] = [];
  const beat = (body: unknown, status = 200) => {
    http.on('POST /v1/heartbeats', { status, body });
    client.venue.beat('b1', (answer) => told.push(answer.ok ? answer.value : failureText(answer.failure)));
    run(50);
    return told.pop();
  };
  assert.equal(beat({ heartbeat_id: 'b2' }), { id: 'b2' });
  for (const nothing of [{}, { heartbeat_id: '' }, { heartbeat_id: null }, { status: 'ok' }, '', '[]', '<html>'])
    assert.match(String(beat(nothing)), 'unreadable', JSON.stringify(nothing));
  const wrong = { error_msg: 'Invalid Heartbeat ID', heartbeat_id: 'b9' };
  for (const status of [200, 400]) assert.is(beat(wrong, status), 'wrongBeat: b9');
});

test.run();
