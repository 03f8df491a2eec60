import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ServedAnswer, ServedRequest } from '#infra/exchange/server/served.ts';
import { FOLDER, inside } from './command-line.ts';
import { KEY, KEYS, type LoopbackVenue, loopbackVenue, withKeys } from './loopback-venue.ts';

let venue: LoopbackVenue;
test.before(async () => {
  venue = await loopbackVenue();
});
test.before.each(() => {
  venue.spoil = () => null;
  venue.asked.length = 0;
});
test.after(() => venue.close());

const state = mkdtempSync(join(FOLDER, 'f-'));
const contact = (...words: readonly string[]) =>
  withKeys(KEYS, () => inside(['first-contact', '--host', venue.origin, '--state.directory', state, ...words]));
const answering =
  (path: string, body: unknown, status = 200) =>
  (request: ServedRequest): ServedAnswer | null =>
    request.path === path ? { status, headers: {}, body: JSON.stringify(body) } : null;
const orders = () => venue.asked.filter((what) => /^(POST|DELETE) \/(order|cancel)/.test(what));

test('our own exchange answers every free question as expected; nothing is ordered; the answers are kept', async () => {
  const { code, stdout } = await contact();
  assert.is(code, 0, stdout);
  assert.not.match(stdout, /^(DIFF|\?)/m);
  assert.equal(orders(), []);
  const kept = readFileSync(join(state, 'live', 'first-contact.json'), 'utf8');
  assert.equal(
    JSON.parse(kept).observations.map(({ name, verdict }: { name: string; verdict: string }) => `${name} ${verdict}`),
    ['protocols asExpected', 'facts asExpected', 'bookHash asExpected', 'spenders asExpected', 'wrongBeat asExpected'],
  );
  assert.not.ok(kept.includes(KEY.slice(2)));
});

test('without keys only what is public is asked', async () => {
  const { code, stdout } = await inside(['first-contact', '--host', venue.origin, '--state.directory', state]);
  assert.is(code, 0, stdout);
  assert.match(stdout, /\? {4}wrongBeat +not asked: no keys/);
});

for (const [name, spoil] of [
  [
    'protocols',
    (request: ServedRequest) =>
      request.path === '/gamma-api/markets/keyset'
        ? changed(request, (body) => body.replaceAll('"version":"v1"', '"version":"v3"'))
        : null,
  ],
  [
    'facts',
    (request: ServedRequest) =>
      request.path.startsWith('/clob-markets/')
        ? changed(request, (body) => body.replace('"mts":0.01', '"mts":0.001'))
        : null,
  ],
  [
    'bookHash',
    (request: ServedRequest) =>
      request.path === '/book' ? changed(request, (body) => body.replace(/"hash":"[^"]+"/, '"hash":"00"')) : null,
  ],
  ['wrongBeat', answering('/v1/heartbeats', { heartbeat_id: 'always the same' })],
] as const)
  test(`${name}: an answer that differs is told, and ends with 1`, async () => {
    venue.spoil = spoil;
    const { code, stdout } = await contact();
    assert.is(code, 1, stdout);
    assert.match(stdout, new RegExp(`^DIFF ${name} `, 'm'));
    assert.is(stdout.match(/^DIFF/gm)?.length, 1, stdout);
  });

/** What the server says, with other words in it. */
function changed(request: ServedRequest, change: (body: string) => string): ServedAnswer {
  const answer = venue.world.server.answer(request);
  return { ...answer, body: change(answer.body) };
}

test('paid questions are not asked before their stake is typed back, and then not in a market that is none', async () => {
  for (const words of [
    ['--pay', 'liquid-1'],
    ['--pay', 'liquid-1', '--stake', '1'],
    ['--pay', 'liquid-1', '--stake', '0.1x'],
  ]) {
    const { code, error } = await contact(...words);
    assert.is(code, 2);
    assert.match(String(error), 'type --stake 0.1');
  }
  assert.is((await contact('--pay', 'gone', '--stake', '0.1')).code, 2);
  assert.equal(orders(), []);
});

test.run();
