// Visitors of the operator door, the rude ones above all: each gets a clear answer that names what is wrong, and none gets further.
import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DoorAsk } from '#domain/operator/door-news.ts';
import { readDashboard } from '#infra/operator/dashboard-files.ts';
import { doorServer, PAGES } from '#infra/operator/door-server.ts';
import { DoorStream } from '#infra/operator/door-stream.ts';
import { Replica } from '#infra/operator/replica.ts';
import { snapshotScene } from './snapshot-scene.ts';

const TOKEN = 'operator-token-of-a-test-0123456789abcdef';

interface Door {
  readonly app: FastifyInstance;
  readonly port: number;
  readonly replica: Replica;
  readonly asked: DoorAsk[];
  readonly stream: DoorStream;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

async function openDoor(host = '127.0.0.1', boundAs = host): Promise<Door> {
  const replica = new Replica();
  const asked: DoorAsk[] = [];
  const stream = new DoorStream(() => {});
  replica.listener = stream;
  const app = await doorServer({
    bind: { host: boundAs, token: TOKEN, names: ['desk.example'] },
    replica,
    stream,
    files: readDashboard().files,
    inspect: (_, socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    nowMs: () => performance.now(),
    chart: async () => null,
    ask: async (ask) => {
      asked.push(ask);
      return { ok: true, status: 200, body: { done: ask.what } };
    },
  });
  await app.listen({ host, port: 0 });
  return { app, port: (app.server.address() as AddressInfo).port, replica, asked, stream };
}

function visit(
  { port }: Pick<Door, 'port'>,
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', fail);
    request.end(body);
  });
}

function problem({ text }: Answer): { error: string; field: string | null } {
  return JSON.parse(text);
}

const AUTHORISED = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

const door = suite<Door>('operator door');
door.before(async (context) => void Object.assign(context, await openDoor()));
door.after(async ({ app, stream }) => {
  stream.close();
  await app.close();
});
door.before.each(({ asked }) => void asked.splice(0));

door('whatever acts wants the token, and says so', async (it) => {
  const acts = PAGES.filter(({ wants }) => wants === 'act').map(({ path }) => path);
  const forms = ['Bearer', 'Bearer nonsense', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer ${TOKEN} x`];
  const cases = [
    ...acts.map((path) => [path, {}] as const),
    ...acts.map((path) => [path, { authorization: 'Bearer nonsense' }] as const),
    ...forms.map((authorization) => ['/api/halt', { authorization }] as const),
  ];
  for (const [path, headers] of cases) {
    const answer = await visit(it, path, { method: 'POST', headers });
    assert.is(answer.status, 401, `${path} ${JSON.stringify(headers)}`);
    assert.is(problem(answer).field, 'token');
  }
  assert.equal(it.asked, []);
});

door('a page of another origin, or a name that is not ours, gets nothing: not even with the token', async (it) => {
  const cases: readonly [Record<string, string>, string][] = [
    [{ origin: 'https://evil.example' }, 'origin'],
    [{ origin: 'null' }, 'origin'],
    [{ origin: `http://127.0.0.1:${it.port + 1}` }, 'origin'],
    [{ origin: `http://localhost:${it.port}` }, 'origin'],
    [{ host: 'evil.example' }, 'host'],
    [{ host: `evil.example:${it.port}` }, 'host'],
    [{ host: '127.0.0.1.evil.example' }, 'host'],
  ];
  for (const [headers, field] of cases)
    for (const path of ['/api/halt', '/api/markets', '/', '/metrics', '/api/stream']) {
      const method = path === '/api/halt' ? 'POST' : 'GET';
      const answer = await visit(it, path, { method, headers: { ...AUTHORISED, ...headers } });
      assert.is(answer.status, 403, `${path} ${JSON.stringify(headers)}`);
      assert.is(problem(answer).field, field);
    }
  assert.equal(it.asked, []);
});

door('our own origin, and a name that the settings give, may come in', async (it) => {
  const own = { origin: `http://127.0.0.1:${it.port}` };
  assert.is(
    (await visit(it, '/api/halt', { method: 'POST', headers: { ...AUTHORISED, ...own }, body: '{}' })).status,
    200,
  );
  assert.is((await visit(it, '/health', { headers: { host: 'desk.example' } })).status, 503);
  assert.equal(it.asked, [{ what: 'halt', reason: 'operator' }]);
});

door('another method is told which one the page takes', async (it) => {
  for (const path of new Set(PAGES.map((page) => page.path).filter((each) => !each.includes(':')))) {
    const methods = PAGES.filter((page) => page.path === path).map(({ method }) => method);
    for (const wrong of ['PUT', 'DELETE', 'PATCH', 'GET', 'POST'].filter(
      (each) => !methods.some((one) => one === each),
    )) {
      const answer = await visit(it, path, { method: wrong, headers: AUTHORISED });
      assert.is(answer.status, 405, `${wrong} ${path}`);
      assert.is(answer.headers.allow, methods.join(', '));
      assert.is(problem(answer).field, 'method');
    }
  }
  assert.is((await visit(it, '/metrics', { method: 'POST', headers: AUTHORISED })).status, 405);
});

door('a body that is none, too long, or of another kind is refused by name', async (it) => {
  const post = (path: string, body: string, headers: Record<string, string> = AUTHORISED) =>
    visit(it, path, { method: 'POST', headers, body });
  const cases: readonly [Answer, number, string][] = [
    [await post('/api/halt', '{"reason":'), 400, 'body'],
    [await post('/api/halt', '[1]'), 400, 'body'],
    [await post('/api/halt', '"x"'), 400, 'body'],
    [await post('/api/halt', '{"reason":7}'), 400, 'reason'],
    [await post('/api/halt', '{"reason":""}'), 400, 'reason'],
    [await post('/api/halt', `{"reason":"${'x'.repeat(501)}"}`), 400, 'reason'],
    [await post('/api/halt', '{"raeson":"typo"}'), 400, 'raeson'],
    [await post('/api/halt', `{"reason":"${'x'.repeat(70_000)}"}`), 413, 'body'],
    [
      await post('/api/halt', 'reason=x', { ...AUTHORISED, 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'content-type',
    ],
    [await post('/api/send', '{"actor":"x"}'), 400, 'type'],
    [await post('/api/send', '{"actor":"x","type":"Y","fields":[1]}'), 400, 'fields'],
    [await post('/api/chaos/clear', '{}'), 400, 'id'],
    [await post('/api/resume', '{"market":{}}'), 400, 'market'],
    [await post('/api/halt', '{"__proto__":{"reason":"x"}}'), 400, 'body'],
  ];
  for (const [answer, status, field] of cases) {
    assert.is(answer.status, status, answer.text);
    assert.is(problem(answer).field, field, answer.text);
  }
  assert.equal(it.asked, []);
});

door('what is asked after the question mark is read strictly', async (it) => {
  it.replica.take(snapshotScene(), performance.now());
  for (const [path, field] of [
    ['/api/events?after=-1', 'after'],
    ['/api/events?after=1e3', 'after'],
    ['/api/events?level=loud', 'level'],
    ['/api/events?kind=a&kind=b', 'kind'],
    [`/api/events?text=${'x'.repeat(201)}`, 'text'],
    ['/api/events?nonsense=1', 'nonsense'],
    ['/api/fills?limit=0', 'limit'],
    ['/api/fills?limit=ten', 'limit'],
    ['/api/pair-trades?open=maybe', 'open'],
    ['/api/desk?x=1', 'x'],
    ['/api/actor', 'id'],
  ] as const) {
    const answer = await visit(it, path);
    assert.is(answer.status, 400, path);
    assert.is(problem(answer).field, field, path);
  }
});

door('any path and query at all is answered in JSON and never with a defect', async (it) => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/api/', '/api/markets/', '/api/charts/', '/api/events?', '/api/actor?id=', '/'),
      fc.webPath().chain((path) => fc.webQueryParameters().map((query) => `${path}?${query}`)),
      async (start, rest) => {
        const { status, text } = await visit(it, `${start}${rest.replace(/^\//, '')}`);
        assert.ok(status >= 200 && status < 500, `${status} ${text}`);
      },
    ),
    { numRuns: 150, seed: 5 },
  );
});

door('a reader that does not read is dropped, and others go on', async (it) => {
  const lazy = connect(it.port, '127.0.0.1');
  lazy.write('GET /api/stream HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  lazy.on('error', () => {});
  lazy.pause();
  const quick = connect(it.port, '127.0.0.1');
  let read = 0;
  quick.on('data', (chunk) => {
    read += chunk.length;
  });
  quick.write('GET /api/stream HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  while (it.stream.readers < 2) await new Promise((done) => setTimeout(done, 5));
  const fact = { fact: 'fault', atMs: 1, actor: 'x', kind: 'k', detail: 'd'.repeat(20_000) } as const;
  for (let round = 0; round < 2_000 && it.stream.readers > 1; round += 1) {
    it.replica.take(
      { news: 'facts', facts: Array.from({ length: 10 }, () => fact), pairs: [], lost: 0 },
      performance.now(),
    );
    await new Promise((done) => setImmediate(done));
  }
  assert.is(it.stream.readers, 1, 'the lazy reader is still there');
  assert.ok(read > 1_000_000);
  lazy.destroy();
  quick.destroy();
});

door('a thousand idle connections leave room for nobody else, and their going makes room again', async (it) => {
  const sockets = Array.from({ length: 1_000 }, () => connect(it.port, '127.0.0.1').on('error', () => {}));
  await Promise.all(sockets.map((socket) => new Promise((done) => socket.once('connect', done).once('error', done))));
  for (const socket of sockets) socket.destroy();
  for (;;) {
    const answer = await visit(it, '/health').catch(() => null);
    if (answer?.status === 503) break;
    await new Promise((done) => setTimeout(done, 20));
  }
});

door('an inspector without the token, or at another address, is turned away before it is heard', async (it) => {
  const upgrade = (path: string, extra = '') =>
    new Promise<string>((done) => {
      const socket = connect(it.port, '127.0.0.1');
      socket.once('data', (chunk) => {
        done(String(chunk));
        socket.destroy();
      });
      const head = `host: 127.0.0.1:${it.port}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;
      socket.write(`GET ${path} HTTP/1.1\r\n${head}${extra}\r\n`);
    });
  assert.match(await upgrade('/inspect'), /^HTTP\/1.1 401 .*\r\n[\s\S]*"field":"token"|401/);
  assert.match(await upgrade('/inspect?token=wrong'), /^HTTP\/1.1 401 /);
  assert.match(await upgrade(`/inspect?token=${TOKEN}`, 'origin: https://evil.example\r\n'), /^HTTP\/1.1 403 /);
  assert.match(await upgrade(`/elsewhere?token=${TOKEN}`), /^HTTP\/1.1 404 /);
  assert.match(await upgrade(`/inspect?token=${TOKEN}`), /^HTTP\/1.1 101 /);
});

door('what a page of somebody else lets a browser fetch is refused, and locks nobody out', async (it) => {
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  for (const path of ['/', '/health', '/api/desk', '/metrics', '/api/stream'])
    assert.is((await visit(it, path, { headers: foreign })).status, 403, path);
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  assert.is((await visit(it, '/', { headers: link })).status, 200);
  assert.is((await visit(it, '/api/desk', { headers: link })).status, 403);
  const own = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
  assert.is((await visit(it, '/api/charts', { headers: own })).status, 200);
});

door('whoever guesses tokens is told to wait, and whoever has the right one is not', async (it) => {
  const statuses: number[] = [];
  for (let guess = 0; guess < 60; guess += 1)
    statuses.push(
      (await visit(it, '/api/halt', { method: 'POST', headers: { authorization: `Bearer guess-${guess}` } })).status,
    );
  assert.is(statuses.at(-1), 429);
  assert.ok(statuses.every((status) => status === 401 || status === 429));
  const right = await visit(it, '/api/resume', { method: 'POST', headers: AUTHORISED, body: '{}' });
  assert.is(right.status, 200);
});

door(
  'an address that does not read, a name that is too long and a reader without a body are answered like all others',
  async (it) => {
    for (const [path, status] of [
      ['/api/markets/%zz', 400],
      [`/api/markets/${'x'.repeat(600)}`, 414],
      ['/api/events?kind=zzz', 400],
      ['/api/events?limit=0', 400],
      ['/api/pair-trades?market=nowhere', 400],
    ] as const) {
      const answer = await visit(it, path);
      assert.is(answer.status, status, path);
      assert.equal(Object.keys(problem(answer)), ['error', 'field']);
    }
    assert.is((await visit(it, '/api/charts/quoter', { method: 'POST', headers: AUTHORISED })).status, 405);
    assert.is((await visit(it, '/api/stream', { method: 'HEAD' })).status, 405);
    assert.is(it.stream.readers, 0);
  },
);

door('somebody who asks finds room among a thousand who say nothing', async (it) => {
  const silent = Array.from({ length: 1_000 }, () => connect(it.port, '127.0.0.1').on('error', () => {}));
  await Promise.all(silent.map((socket) => new Promise((done) => socket.once('connect', done).once('error', done))));
  for (let time = 0; time < 20; time += 1) assert.is((await visit(it, '/health')).status, 503);
  for (const socket of silent) socket.destroy();
});

door(
  'a connection that has asked nothing ends without a word, half a request is told that its time is over',
  async (it) => {
    const timedOut = Object.assign(new Error('too late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    const heard = async (said: string) => {
      const arrived = new Promise<Socket>((done) => it.app.server.once('connection', done));
      let answer = '';
      const ours = connect(it.port, '127.0.0.1', () => ours.write(said));
      const over = new Promise((done) => ours.setEncoding('utf8').once('close', done));
      ours.on('data', (text) => {
        answer += text;
      });
      const theirs = await arrived;
      while (theirs.bytesRead < said.length) await new Promise((done) => setTimeout(done, 5));
      it.app.server.emit('clientError', timedOut, theirs);
      await over;
      return answer.split('\r\n', 1)[0];
    };
    assert.is(await heard(''), '');
    assert.is(await heard('GET /health HTTP/1.1\r\nhost: x'), 'HTTP/1.1 408 Request Timeout');
  },
);

door('nobody is served a file that is not of the page', async (it) => {
  for (const path of [
    '/page/../door-token.ts',
    '/page/%2e%2e/door.ts',
    '/package.json',
    '/page/tsconfig.json',
    '/.git/config',
  ])
    assert.is((await visit(it, path)).status, 404, path);
  const { headers, status } = await visit(it, '/');
  assert.is(status, 200);
  assert.match(String(headers['content-security-policy']), /default-src 'self'/);
  assert.is(headers['x-content-type-options'], 'nosniff');
});

door.run();

const open = suite('operator door beyond loopback');

open('every page with data demands the token; what tells nothing does not', async () => {
  // Bound to loopback here, and told that it is bound to the world.
  const it = await openDoor('127.0.0.1', '0.0.0.0');
  it.replica.take(snapshotScene(), performance.now());
  try {
    for (const { path } of PAGES.filter(({ wants, method }) => wants === 'read' && method === 'GET')) {
      const named = path.replace(':slug', 'wide-1').replace(':chart', 'quoter');
      assert.is((await visit(it, named)).status, 401, named);
      const { status } = await visit(it, named, { headers: AUTHORISED });
      assert.ok(status !== 401 && status !== 403, `${named} ${status}`);
    }
    for (const path of ['/metrics', '/api/stream']) assert.is((await visit(it, path)).status, 401, path);
    for (const path of ['/', '/inspect', '/api']) assert.is((await visit(it, path)).status, 200, path);
  } finally {
    it.stream.close();
    await it.app.close();
  }
});

open.run();
