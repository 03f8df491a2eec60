// Every refusal of the venue that is written down, with what it must mean to us; then the real bodies of POLYMARKET_DATA.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RejectReason, VenueFailure } from '#domain/failure.ts';
import { classify, retryAfterMs } from '#infra/venue/wire/failures.ts';
import { coverIn, headroomIn, reasonOf } from '#infra/venue/wire/reject-reasons.ts';

type Verdict = RejectReason | 'maybe' | 'restarting' | 'cancelOnly' | 'disabled' | 'rateLimited' | 'unreadable';

const ID = '0xd2b9a759e956f9d56d60186fd3a96de9346e351f4deac0958833b30f81f7df8d';
const ROWS: readonly (readonly [number, string, Verdict])[] = [
  [400, 'Invalid order payload', 'other'],
  [400, 'the order owner has to be the owner of the API KEY', 'other'],
  [400, 'the order signer address has to be the address of the API KEY', 'other'],
  [400, 'maker address not allowed, please use the deposit wallet flow', 'accountRestricted'],
  [400, "'0xE49d13C6addd6900bDAF5d1bE19C7deb72A4e76f' address banned", 'accountRestricted'],
  [400, "'0xE49d13C6addd6900bDAF5d1bE19C7deb72A4e76f' address in closed only mode", 'accountRestricted'],
  [400, `order ${ID} is invalid. Price (100) breaks minimum tick size rule: 0.1`, 'offTick'],
  [400, `order ${ID} is invalid. Size (3) lower than the minimum: 5`, 'belowMinimumSize'],
  [400, `order ${ID} is invalid. Duplicated.`, 'duplicateId'],
  [400, `order ${ID} crosses the book`, 'crossesBook'],
  [400, 'invalid post-only order: order crosses book', 'crossesBook'],
  [400, 'invalid post-only order: only GTC and GTD order types are allowed', 'other'],
  [400, 'not enough balance / allowance', 'notCovered'],
  [400, 'not enough balance / allowance: the balance is not enough -> balance: 0, order amount: 5000000', 'notCovered'],
  [400, 'invalid amount for a marketable BUY order ($0.5), min size: $1', 'belowMinimumSize'],
  [400, 'invalid nonce', 'other'],
  [400, 'invalid expiration', 'other'],
  [400, "order couldn't be fully filled. FOK orders are fully filled or killed.", 'other'],
  [400, 'FOK orders are filled or killed', 'other'],
  [500, 'FOK orders are filled or killed', 'other'],
  [
    400,
    'no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.',
    'other',
  ],
  [400, 'the market is not yet ready to process new orders', 'notReady'],
  [400, 'order match delayed due to market conditions', 'maybe'],
  [400, 'order canceled in the CTF exchange contract', 'other'],
  [400, 'the trade contains rounding issues', 'other'],
  [500, 'the trade contains rounding issues', 'maybe'],
  [400, "the price of the taker's order has a discrepancy greater than allowed with the worst maker order", 'other'],
  [400, 'there are no matching orders', 'other'],
  [500, 'there are no matching orders', 'maybe'],
  [400, 'order_version_mismatch', 'versionMismatch'],
  [400, 'invalid order version, please use the latest clob-client', 'versionMismatch'],
  [400, 'Too many orders in payload: 20, max allowed: 15', 'other'],
  [400, 'Too many orders in payload, max allowed: 1000', 'other'],
  [400, 'Invalid orderID', 'other'],
  [400, 'context canceled', 'maybe'],
  [400, 'Could not create api key', 'other'],
  [401, 'Unauthorized/Invalid api key', 'unauthorised'],
  [401, 'Invalid L1 Request headers', 'unauthorised'],
  [401, 'anything', 'unauthorised'],
  [403, 'Trading restricted in your region', 'accountRestricted'],
  [403, 'anything', 'accountRestricted'],
  [404, 'No orderbook exists for the requested token id', 'unknownMarket'],
  [404, 'market not found', 'unknownMarket'],
  [408, 'Request Timeout', 'maybe'],
  [425, '', 'restarting'],
  [429, 'Too Many Requests', 'rateLimited'],
  [500, 'could not insert order', 'maybe'],
  [500, 'could not run the execution', 'maybe'],
  [500, 'Internal server error', 'maybe'],
  [502, 'Bad Gateway', 'maybe'],
  [503, 'post-only mode: only post-only orders and cancels are allowed', 'postOnlyMode'],
  [503, 'Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.', 'cancelOnly'],
  [503, 'Trading is currently disabled. Check polymarket.com for updates', 'disabled'],
  [503, 'trading is disabled', 'disabled'],
  [503, 'Service Unavailable', 'maybe'],
];

const verdict = (failure: VenueFailure): Verdict => {
  if (failure.kind === 'rejected') return failure.reason;
  if (failure.kind !== 'unreachable') return failure.kind;
  assert.is(failure.sent, 'maybe', 'an answer came, so the request was sent');
  return 'maybe';
};

test('each refusal means one thing, as JSON and as plain text', () => {
  for (const [status, text, expected] of ROWS)
    for (const body of [JSON.stringify({ error: text }), text])
      assert.is(verdict(classify(status, {}, body)), expected, `${status} ${body}`);
});

test('a refusal keeps its text, a beat out of turn the id to beat with', () => {
  assert.equal(classify(400, {}, '{"error":"invalid nonce"}'), {
    kind: 'rejected',
    reason: 'other',
    text: 'invalid nonce',
  });
  for (const name of ['error', 'error_msg'])
    assert.equal(classify(400, {}, JSON.stringify({ [name]: 'Invalid Heartbeat ID', heartbeat_id: '7f33' })), {
      kind: 'rejected',
      reason: 'wrongBeat',
      text: '7f33',
    });
});

test('bodies that are no JSON are told apart all the same', () => {
  assert.is(verdict(classify(404, {}, '404 page not found')), 'other');
  assert.is(verdict(classify(400, {}, 'OOM')), 'maybe', 'a process that ran out of memory may have done the deed');
  assert.is(verdict(classify(502, {}, '<html>bad gateway</html>')), 'maybe');
  assert.equal(classify(425, {}, ''), { kind: 'restarting', retryAfterMs: null });
});

test('the code outranks the text, and a success that cannot be read is unreadable', () => {
  const body = '{"error":"new words","code":"post_only_mode","retry_after_seconds":79}';
  assert.is(verdict(classify(503, { 'retry-after': '79' }, body)), 'postOnlyMode');
  assert.is(retryAfterMs({}, body), 79_000);
  assert.equal(classify(200, {}, 'hello'), { kind: 'unreadable', excerpt: '200: hello' });
  assert.is(classify(302, { location: 'https://elsewhere' }, '').kind, 'unreadable', 'no redirect is followed');
});

test('how long to wait comes from the header, a date, the body or the refill of the limit', () => {
  const date = 'Fri, 20 Nov 2026 08:00:00 GMT';
  const after = (headers: Record<string, string>, body = '') => retryAfterMs(headers, body);
  assert.is(after({ 'retry-after': '1' }), 1_000);
  assert.is(after({ 'retry-after': '0.5' }), 500);
  assert.is(after({ 'retry-after': 'Fri, 20 Nov 2026 08:00:03 GMT', date }), 3_000);
  assert.is(after({ 'retry-after': 'Fri, 20 Nov 2026 07:00:03 GMT', date }), 0);
  assert.is(after({ 'retry-after': 'Fri, 20 Nov 2026 08:00:03 GMT' }), null, 'no clock to count from');
  for (const nonsense of ['-5', '5;', '2 seconds', 'soon', '٣', '1e3', 'Infinity'])
    assert.is(after({ 'retry-after': nonsense, date }), null, nonsense);
  assert.is(after({}, '{"retry_after_seconds":2}'), 2_000);
  assert.is(after({ 'poly-ratelimit-reset': '1795161605', date }), 5_000);
  assert.is(after({ 'retry-after': '999999999' }), 86_400_000);
  assert.is(after({}), null);
  assert.equal(classify(429, { 'retry-after': '2' }, ''), { kind: 'rateLimited', retryAfterMs: 2_000 });
});

test('headroom is read from the refusals that tell it', () => {
  const none = { balance: null, allowance: null, orderSize: null, matched: null };
  assert.equal(
    headroomIn('not enough balance / allowance: the balance is not enough -> balance: 7875, order amount: 10000'),
    { ...none, balance: 7875n, orderSize: 10000n },
  );
  assert.equal(
    headroomIn(
      'not enough balance / allowance: the allowance is not enough -> spender: 0xE1, allowance: 0, sum of matched orders: 3, order amount (inc. fees): 5024990',
    ),
    { balance: null, allowance: 0n, matched: 3n, orderSize: 5024990n },
  );
  assert.is(headroomIn('not enough balance / allowance'), null);
});

test('no answer makes the classifier throw, and none of 5xx is ever a plain no', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999 }),
      fc.dictionary(fc.constantFrom('retry-after', 'date', 'poly-ratelimit-reset', 'x'), fc.string()),
      fc.oneof(fc.string(), fc.json()),
      (status, headers, body) => {
        const failure = classify(status, headers, body);
        const wait = 'retryAfterMs' in failure ? failure.retryAfterMs : null;
        assert.ok(wait === null || (wait >= 0 && wait <= 86_400_000));
        if (status >= 500 && status !== 503) assert.is(failure.kind, 'unreachable');
      },
    ),
    { seed: 42, numRuns: 500 },
  );
});

const DATA = process.env.POLYMARKET_DATA;
const FOLDER = `${DATA}/orders-errors`;

if (DATA === undefined || !existsSync(FOLDER)) {
  test('real refusals', () => console.log('SKIPPED real refusals: POLYMARKET_DATA is not set'));
} else {
  test('every refusal of a real log is one that we know', () => {
    const seen = new Map<string, number>();
    for (const file of readdirSync(FOLDER).filter((name) => name.startsWith('live-log')))
      for (const line of readFileSync(`${FOLDER}/${file}`, 'utf8').trim().split('\n')) {
        const row = JSON.parse(line) as { kind: string; status: number; body: { error: string } };
        if (row.kind !== 'error') continue;
        const found = verdict(classify(row.status, {}, JSON.stringify(row.body)));
        assert.is(found, /balance/.test(row.body.error) ? 'notCovered' : 'other', line);
        if (found === 'other') assert.match(row.body.error, 'no orders found to match with FAK order');
        else assert.ok(headroomIn(row.body.error)?.orderSize !== null, line);
        seen.set(found, (seen.get(found) ?? 0) + 1);
      }
    console.log('real refusals:', Object.fromEntries(seen));
    assert.is(
      [...seen.values()].reduce((a, b) => a + b),
      154,
    );
  });

  test('the table of the documentation and the bodies seen elsewhere are all sorted', () => {
    type Entry = { status: number; body: { error: string; heartbeat_id?: string } | null };
    const rows = ['official_error_codes.json', 'observed_error_bodies.json'].flatMap(
      (name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Entry[],
    );
    assert.is(rows.length, 95);
    for (const { status, body } of rows) {
      const failure = classify(status, {}, body === null ? '' : JSON.stringify(body));
      const found = verdict(failure);
      if (status === 401) assert.is(found, 'unauthorised');
      if (status === 404) assert.is(found, 'unknownMarket');
      if (status === 425) assert.is(found, 'restarting');
      if (status === 429) assert.is(found, 'rateLimited');
      if (status === 503) assert.ok(found === 'cancelOnly' || found === 'disabled');
      if (status === 500) assert.is(found, body?.error === 'FOK orders are filled or killed' ? 'other' : 'maybe');
      if (status !== 400 || body === null) continue;
      if (body.heartbeat_id !== undefined) assert.is(failure.kind === 'rejected' && failure.text, body.heartbeat_id);
      else assert.is(found === 'maybe' ? 'unsure' : found, reasonOf(body.error));
    }
  });
}

test('what a refusal leaves for orders is the smaller of balance and allowance, less what is matched', () => {
  const said = 'not enough balance / allowance:';
  assert.is(coverIn(`${said} the balance is not enough -> balance: 7875, order amount: 10000`), 7875);
  assert.is(
    coverIn(
      `${said} the allowance is not enough -> spender: 0xE1, allowance: 9, sum of matched orders: 3, order amount: 50`,
    ),
    6,
  );
  assert.is(coverIn(`${said} -> balance: 5, allowance: 7, sum of matched orders: 6, order amount: 50`), 0);
  assert.is(coverIn(`${said} -> balance: ${'9'.repeat(78)}, order amount: 1`), Number.MAX_SAFE_INTEGER);
  assert.is(coverIn(said), null);
});

test.run();
