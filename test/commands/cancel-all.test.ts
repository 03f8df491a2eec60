import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ServedAnswer } from '#infra/exchange/server/served.ts';
import { inside } from './command-line.ts';
import { KEYS, type LoopbackVenue, loopbackVenue, withKeys } from './loopback-venue.ts';

let venue: LoopbackVenue;
test.before(async () => {
  venue = await loopbackVenue();
});
test.before.each(() => {
  venue.spoil = () => null;
});
test.after(() => venue.close());

const run = (...words: readonly string[]) =>
  withKeys(KEYS, () => inside(['cancel-all', '--host', venue.origin, ...words]));

test('whatever rests is cancelled from the keys alone, and every order is named', async () => {
  const ids = [await venue.place(), await venue.place('updown-1'), await venue.place('wide-1', '0.02')];
  const { code, stdout } = await run();
  assert.is(code, 0, stdout);
  assert.match(stdout, /^cancelled: 3 /);
  for (const id of ids) assert.match(stdout, id);
  assert.match(stdout, 'nothing rests');
});

test('with nothing resting it is done at once', async () => {
  const { code, stdout } = await run('--json');
  assert.is(code, 0);
  assert.equal(JSON.parse(stdout), { schema: 1, cancelled: [], resting: [], rounds: 1, failure: null });
});

test('an engine that restarts and a listing that fails are waited for, and what one request leaves goes by id', async () => {
  const ids = [await venue.place(), await venue.place()];
  let refusals = 2;
  venue.spoil = ({ method, path }): ServedAnswer | null => {
    if (path === '/cancel-all') return { status: 425, headers: { 'retry-after': '1' }, body: '' };
    if (method === 'GET' && path === '/data/orders' && refusals-- > 0) return { status: 500, headers: {}, body: 'no' };
    return null;
  };
  const { code, stdout } = await run('--json');
  assert.is(code, 0, stdout);
  const { cancelled, resting } = JSON.parse(stdout);
  assert.equal([...cancelled].sort(), [...ids].sort());
  assert.equal(resting, []);
});

test('a key that is none, no key, and a host that is not allowed are bad input, and nothing is asked', async () => {
  venue.asked.length = 0;
  const none = await inside(['cancel-all', '--host', venue.origin]);
  assert.is(none.code, 2);
  assert.match(String(none.error), 'POLYMARKET_PRIVATE_KEY');
  const bad = await withKeys({ POLYMARKET_PRIVATE_KEY: '0x12' }, () => inside(['cancel-all', '--host', venue.origin]));
  assert.is(bad.code, 2);
  const host = await withKeys(KEYS, () => inside(['cancel-all', '--host', 'https://evil.example']));
  assert.is(host.code, 2);
  assert.match(String(host.error), 'evil.example is not among');
  assert.equal(venue.asked, []);
});

test('nobody there: it says so and ends with 1', async () => {
  const { code, error } = await withKeys(KEYS, () => inside(['cancel-all', '--host', 'http://127.0.0.1:9']));
  assert.is(code, 1);
  assert.match(String(error), 'nobody answers');
});

test.run();
