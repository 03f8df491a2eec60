// Alerts on their way to people, against servers of our own that behave as others do on good and on bad days.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { alert } from '#domain/alerts/alert.ts';
import { BadInput } from '#domain/failure.ts';
import type { Clock, HttpAnswer, HttpRequest } from '#domain/ports.ts';
import { realClock } from '#infra/clock.ts';
import { type AlertChannel, alertChannels, type Sent } from '#infra/operator/alert-channels.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';

const BOT = '123456:AbCdEfGhIjKlMnOpQrStUvWxYz012345';
const HOOK = '/api/webhooks/987654/sEcReT-hook-sEcReT';
const STORM = alert('page', 'kill-switch page', 'kill-switch: latched at cancelAll', 1_700_000_000_000);

interface Heard {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

async function talking(
  answer: Answer,
  use: (parts: {
    origin: string;
    heard: Heard[];
    send: (env: Record<string, string>) => Promise<Sent>;
  }) => Promise<void>,
  clock: Clock = realClock(),
): Promise<void> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      heard.push({ path: request.url ?? '', body: body === '' ? {} : JSON.parse(body) });
      answer(response, request);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = new HttpConnections(clock);
  const send = (env: Record<string, string>) => {
    const [channel] = alertChannels(env, http, { telegram: origin, discord: [origin] });
    return new Promise<Sent>((done) => (channel as AlertChannel).send(STORM, 'bothsides live', done));
  };
  try {
    await use({ origin, heard, send });
  } finally {
    await http.close();
    server.closeAllConnections();
    server.close();
  }
}

const telegram = { MM_TELEGRAM_BOT_TOKEN: BOT, MM_TELEGRAM_CHAT_ID: '-100200' };
const reply =
  (status: number, body = '{}', headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

test('each service is told in its own form', () =>
  talking(reply(200, '{"ok":true}'), async ({ origin, heard, send }) => {
    assert.equal(await send(telegram), { ok: true });
    assert.equal(await send({ MM_DISCORD_WEBHOOK_URL: `${origin}${HOOK}` }), { ok: true });
    assert.equal(await send({ MM_ALERT_WEBHOOK_URL: `${origin}/hook?x=1` }), { ok: true });
    const [chat, discord, hook] = heard;
    assert.is(chat?.path, `/bot${BOT}/sendMessage`);
    assert.is(chat?.body.chat_id, '-100200');
    assert.is(chat?.body.text, '🚨 bothsides live\nkill-switch: latched at cancelAll');
    assert.is(discord?.path, HOOK);
    assert.equal(discord?.body.allowed_mentions, { parse: [] });
    assert.equal(hook, { path: '/hook?x=1', body: { ...STORM, from: 'bothsides live' } });
  }));

test('who asks us to wait is asked again no sooner, whichever way it says so', async () => {
  const asked: readonly (readonly [Answer, number])[] = [
    [reply(429, '{}', { 'retry-after': '7' }), 7_000],
    [reply(429, '{"ok":false,"parameters":{"retry_after":12}}'), 12_000],
    [reply(429, '{"message":"slow","retry_after":0.75}'), 750],
    [reply(429, '{}', { 'retry-after': '86400' }), 60_000],
    [reply(429, '{}', { 'retry-after': 'soon' }), 5_000],
  ];
  for (const [answer, againMs] of asked)
    await talking(answer, async ({ send }) => {
      const sent = await send(telegram);
      assert.ok(!sent.ok && sent.againMs === againMs, JSON.stringify(sent));
    });
});

test('a server in trouble is asked again, one that refuses is not', async () => {
  await talking(reply(500, 'oops'), async ({ send }) => {
    const sent = await send(telegram);
    assert.equal(sent, { ok: false, problem: 'answered 500: oops', againMs: 5_000 });
  });
  await talking(reply(401, '{"description":"Unauthorized"}'), async ({ send }) => {
    const sent = await send(telegram);
    assert.ok(!sent.ok && sent.againMs === null);
  });
});

test('a redirect is not followed', () =>
  talking(
    (response, request) =>
      request.url === '/elsewhere' ? response.end('{}') : response.writeHead(302, { location: '/elsewhere' }).end(),
    async ({ heard, send }) => {
      const sent = await send(telegram);
      assert.ok(!sent.ok && sent.againMs === null);
      assert.match(sent.ok ? '' : sent.problem, /302 \(redirects are not followed\)/);
      assert.is(heard.length, 1);
    },
  ));

test('a server that never answers is given up', () => {
  const real = realClock();
  let waits: number | null = null;
  // The only wait is the one for the answer: it is over as soon as the request has arrived.
  let giveUp = () => {};
  const clock: Clock = {
    ...real,
    setTimeout(run, delayMs) {
      waits = delayMs;
      giveUp = run;
      return 1;
    },
    clearTimeout() {},
  };
  return talking(
    () => giveUp(),
    async ({ send }) => {
      const sent = await send(telegram);
      assert.is(waits, 10_000);
      assert.ok(!sent.ok && /no answer within 10000 ms/.test(sent.problem));
    },
    clock,
  );
});

test('no error tells a secret, even when the server repeats it', () =>
  talking(
    (response, request) =>
      response
        .writeHead(400)
        .end(`bad path ${request.url} of ${request.url?.split('/').at(request.url.includes('bot') ? 1 : -1)}`),
    async ({ origin, send }) => {
      for (const env of [telegram, { MM_DISCORD_WEBHOOK_URL: `${origin}${HOOK}` }]) {
        const sent = await send(env);
        const text = sent.ok ? '' : sent.problem;
        assert.match(text, /^answered 400: bad path/);
        assert.not.ok(text.includes('AbCdEf') || text.includes('sEcReT'), text);
      }
    },
  ));

test('a variable that is wrong is named, and what stands in it is not', () => {
  const http = { request: (_: HttpRequest, __: (answer: HttpAnswer) => void) => assert.unreachable() };
  const WRONG: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ MM_TELEGRAM_BOT_TOKEN: BOT }, /^MM_TELEGRAM_CHAT_ID is not set/],
    [{ MM_TELEGRAM_CHAT_ID: '1' }, /^MM_TELEGRAM_BOT_TOKEN is not set/],
    [{ MM_TELEGRAM_BOT_TOKEN: 'sEcReT/../', MM_TELEGRAM_CHAT_ID: '1' }, /^MM_TELEGRAM_BOT_TOKEN: /],
    [{ MM_TELEGRAM_BOT_TOKEN: BOT, MM_TELEGRAM_CHAT_ID: 'sEcReT chat' }, /^MM_TELEGRAM_CHAT_ID: /],
    [{ MM_DISCORD_WEBHOOK_URL: 'https://sEcReT.example/api/webhooks/1/a' }, /^MM_DISCORD_WEBHOOK_URL: /],
    [{ MM_DISCORD_WEBHOOK_URL: 'http://127.0.0.1/api/webhooks/1/sEcReT' }, /^MM_DISCORD_WEBHOOK_URL: /],
    [{ MM_DISCORD_WEBHOOK_URL: 'https://discord.com/sEcReT' }, /^MM_DISCORD_WEBHOOK_URL: /],
    [{ MM_ALERT_WEBHOOK_URL: 'sEcReT' }, /^MM_ALERT_WEBHOOK_URL: is no address/],
    [{ MM_ALERT_WEBHOOK_URL: 'http://sEcReT.example/' }, /^MM_ALERT_WEBHOOK_URL: must begin with https/],
    [{ MM_ALERT_WEBHOOK_URL: 'http://8.8.8.8/sEcReT' }, /^MM_ALERT_WEBHOOK_URL: must begin with https/],
    [{ MM_ALERT_WEBHOOK_URL: 'http://169.254.169.254/sEcReT' }, /^MM_ALERT_WEBHOOK_URL: must begin with https/],
    [{ MM_ALERT_WEBHOOK_URL: 'file:///sEcReT' }, /^MM_ALERT_WEBHOOK_URL: must begin with https/],
    [{ MM_ALERT_WEBHOOK_URL: 'https://me:sEcReT@example.com/' }, /^MM_ALERT_WEBHOOK_URL: a name or password/],
  ];
  for (const [env, why] of WRONG)
    assert.throws(
      () => alertChannels(env, http),
      (error: unknown) => error instanceof BadInput && why.test(error.message) && !error.message.includes('sEcReT'),
      JSON.stringify(env),
    );
  const fine = [
    'https://example.com/hook',
    'http://localhost:9/a',
    'http://10.1.2.3/',
    'http://192.168.0.9:80/',
    'http://172.20.1.1/',
    'http://[::1]:7/',
    'http://[fd00::1]/',
  ];
  for (const url of fine) assert.is(alertChannels({ MM_ALERT_WEBHOOK_URL: url }, http).length, 1, url);
  assert.equal(alertChannels({ MM_TELEGRAM_BOT_TOKEN: ' ', MM__ALERTS__LEVEL: 'page' }, http), []);
});

test.run();
