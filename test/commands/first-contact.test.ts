import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ServedAnswer, ServedRequest } from '#infra/exchange/server/served.ts';
import { planVisit } from '../../src/commands/venue-visit.ts';
import { FOLDER, inside } from './command-line.ts';
import { KEY, KEYS, type LoopbackVenue, loopbackVenue, withKeys } from './loopback-venue.ts';

let venue: LoopbackVenue;
test.before(async () => {
  // A wallet with little in it, as the question of its cover asks for.
  venue = await loopbackVenue({ bankrollUsd: '40' });
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

test('words that do not go together are named before anybody is asked', async () => {
  for (const [words, text] of [
    [['--stake', '1'], '--stake needs --pay'],
    [['--ask', 'ownId'], '--ask needs --pay'],
    [['--second', 'wide-1'], '--second needs --pay'],
    [['--pay', 'liquid-1', '--ask', 'ownId,age'], '--ask age: is none of ownId'],
  ] as const) {
    const { code, error } = await contact(...words);
    assert.is(code, 2);
    assert.match(String(error), text);
  }
  assert.equal(venue.asked, []);
});

test('what is found is saved with its host and date, and live and paper settings follow it there and nowhere else', async () => {
  const { code, stdout } = await contact(
    '--pay',
    'liquid-1',
    '--second',
    'wide-1',
    '--ask',
    'ownId,coverScope',
    '--stake',
    '40.05',
  );
  assert.is(code, 0, stdout);
  assert.match(stdout, /ok {3}coverScope +the same cash covers orders in each market anew/);
  const rows = JSON.parse(readFileSync(join(state, 'live', 'measured.json'), 'utf8')).found;
  assert.equal(
    rows.map(({ key, value, host }: Record<string, string>) => `${key} ${value} ${host}`),
    [`venue.cover perMarket ${venue.origin}`],
  );
  const visit = (host: string, measured = true) =>
    planVisit(
      { values: new Map([['host', host]]), settings: { 'state.directory': state } },
      { mode: 'paper', keys: 'no', measured },
    );
  const own = await visit(venue.origin);
  assert.equal([own.settings.venue.cover, own.notes], ['perMarket', []]);
  const foreign = await visit('http://127.0.0.1:1');
  assert.is(foreign.settings.venue.cover, 'perWallet');
  assert.match(foreign.notes.join(), `found at ${venue.origin} and says nothing of http://127.0.0.1:1`);
  writeFileSync(join(state, 'live', 'measured.json'), '{');
  await visit(venue.origin).then(
    () => assert.unreachable('half a file'),
    (error) => assert.match(String(error), 'measured.json: is no JSON'),
  );
  assert.is((await visit(venue.origin, false)).settings.venue.cover, 'perWallet', 'who only takes orders out goes on');
});

test.run();
