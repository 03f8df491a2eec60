import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Answer } from '#domain/ports.ts';
import { obtainApiKey } from '#infra/venue/client/api-key.ts';
import { RequestBudget } from '#infra/venue/client/request-budget.ts';
import { RestClient } from '#infra/venue/client/rest-client.ts';
import { ServerClock } from '#infra/venue/client/server-clock.ts';
import { bestCurve } from '#infra/venue/signing/curve.ts';
import { checkL1 } from '#infra/venue/signing/l1-auth.ts';
import type { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { specimenAccount } from '#infra/venue/signing/specimen.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { type Said, ScriptedHttp } from './scripted-transports.ts';

const START_MS = 1_795_132_800_000;
const KEY = { apiKey: 'k-1', secret: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', passphrase: 'p' };
const { key } = specimenAccount(0, bestCurve);

function obtained(
  derive: Said,
  create: Said,
): { answer: Answer<ApiCredentials> | undefined; asked: readonly string[] } {
  const clock = new VirtualClock(START_MS);
  const http = new ScriptedHttp(clock);
  http.on('GET /auth/derive-api-key', derive);
  http.on('POST /auth/api-key', create);
  const time = new ServerClock(clock);
  const hosts = { clob: 'http://venue.test', gamma: '', data: '', site: '' };
  const rest = new RestClient({ clock, http, hosts, budget: new RequestBudget(0), time, key: null });
  let answer: Answer<ApiCredentials> | undefined;
  obtainApiKey({ rest, time, key, chainId: 137, nonce: 0 }, (one) => {
    answer = one;
  });
  clock.advanceBy(10_000);
  for (const { headers } of http.asked) {
    const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    assert.equal(checkL1(named, 137, START_MS, 5), { ok: true, address: key.address, nonce: 0 });
  }
  return { answer, asked: http.asked.map(({ method, url }) => `${method} ${new URL(url).pathname}`) };
}

const none = { status: 400, body: { error: 'Could not derive api key!' } };

test('the key that follows from the wallet is taken, and one is made only where there is none', () => {
  const derived = obtained({ status: 200, body: KEY }, 'lost');
  assert.ok(derived.answer?.ok && derived.answer.value.apiKey === 'k-1');
  assert.equal(derived.asked, ['GET /auth/derive-api-key']);
  const made = obtained(none, { status: 200, body: { ...KEY, apiKey: 'k-2' } });
  assert.ok(made.answer?.ok && made.answer.value.apiKey === 'k-2');
});

test('a failure is no sign that there is none: nothing is made', () => {
  for (const said of [
    'lost',
    'refused',
    { status: 500, body: '' },
    { status: 401, body: 'Invalid L1 Request headers' },
  ] as const) {
    const { answer, asked } = obtained(said, { status: 200, body: KEY });
    assert.is(answer?.ok, false);
    assert.is(asked.length, 1);
  }
});

test('a key that cannot be one is a failure that does not repeat it', () => {
  const { answer } = obtained({ status: 200, body: { ...KEY, secret: '!!not base64!!' } }, 'lost');
  assert.is(answer?.ok, false);
  assert.not(JSON.stringify(answer).includes('!!'));
});

test.run();
