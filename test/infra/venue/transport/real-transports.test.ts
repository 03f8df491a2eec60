// What only real connections can do wrong: certificates, endless answers, connections that are kept, floods.
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocketServer } from 'ws';
import type { HttpAnswer } from '#domain/ports.ts';
import { realClock } from '#infra/clock.ts';
import { BODY_MAX, HttpConnections } from '#infra/venue/transport/http.ts';
import { WAITING_MAX, WebSockets } from '#infra/venue/transport/socket.ts';

/** Of nobody, for `localhost`, signed by itself. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUUIOYgNp79xUsSXvdAd1vln2AWzUwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDA4NTMyMFoYDzIxMjYxMDI3
MDg1MzIwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQDvTLNIpm19QUSlkVWHGgdS4IQ3dcPWDFCJWHvEOr4p/SZYx4hNGEj
I2tNjGYyB1prza2xxdF0afs3zThmQn/to28wbTAdBgNVHQ4EFgQUa9zcYwQVkd3D
2RAkh4jHFg61LtUwHwYDVR0jBBgwFoAUa9zcYwQVkd3D2RAkh4jHFg61LtUwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgJUFXK/VkayNFhYCrEGMbpmjytPo44EDxw6y9t/FQWcQCIQD6
Q7A4oZHfxunk9MljFe+9Dseh15ufVVGV9/qfgvkB4w==
-----END CERTIFICATE-----`;
const CERTIFICATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUfMHVa0Jt4JDOwOw
862wUKifxV2bDk3S+OlI5Bb5MV2hRANCAAQDvTLNIpm19QUSlkVWHGgdS4IQ3dcP
WDFCJWHvEOr4p/SZYx4hNGEjI2tNjGYyB1prza2xxdF0afs3zThmQn/t
-----END PRIVATE KEY-----`;

async function listening<S extends Server>(server: S): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

async function withHttp<T>(use: (get: (url: string) => Promise<HttpAnswer>) => Promise<T>): Promise<T> {
  const http = new HttpConnections(realClock());
  const get = (url: string) =>
    new Promise<HttpAnswer>((done) =>
      http.request({ method: 'GET', url, headers: {}, body: null, timeoutMs: 5_000 }, done),
    );
  try {
    return await use(get);
  } finally {
    await http.close();
  }
}

test('a certificate that nobody vouches for is refused, whatever the environment says', async () => {
  let asked = 0;
  const server = createTlsServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (_, response) => {
    asked += 1;
    response.end('hello');
  });
  const port = await listening(server);
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  const { emitWarning } = process;
  process.emitWarning = () => {};
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    const answer = await withHttp((get) => get(`https://127.0.0.1:${port}/`));
    assert.ok(!answer.ok);
    assert.is(answer.sent, 'no');
    assert.match(answer.text, /self.signed|DEPTH_ZERO/i);
    const sockets = new WebSockets(realClock());
    const closed = await new Promise<string>((done) => {
      sockets.open(`wss://127.0.0.1:${port}/`, {
        opened: () => done('opened'),
        text() {},
        closed: (code, reason) => done(`${code} ${reason}`),
      });
    });
    assert.match(closed, /^1006 .*self.signed/i);
    assert.is(asked, 0);
  } finally {
    process.emitWarning = emitWarning;
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    server.close();
    server.closeAllConnections();
  }
});

test('an answer without end is cut off at its maximum', async () => {
  const server = createServer((_, response) => {
    const chunk = Buffer.alloc(1_000_000);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  const port = await listening(server);
  const answer = await withHttp((get) => get(`http://127.0.0.1:${port}/`));
  assert.ok(!answer.ok);
  assert.is(answer.sent, 'maybe');
  assert.match(answer.text, String(BODY_MAX));
  server.close();
});

test('a connection is kept for the requests that follow, whatever they say: a cancel must not shake hands first', async () => {
  let connections = 0;
  const server = createServer((_, response) => response.end('x'));
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listening(server);
  const http = new HttpConnections(realClock());
  const url = `http://127.0.0.1:${port}/`;
  for (let n = 0; n < 10; n++)
    for (const [method, body] of [
      ['GET', null],
      ['POST', '{"an":"order"}'],
      ['DELETE', '["its id"]'],
    ] as const) {
      const answer = await new Promise<HttpAnswer>((done) =>
        http.request({ method, url, headers: {}, body, timeoutMs: 5_000 }, done),
      );
      assert.ok(answer.ok);
    }
  await http.close();
  assert.ok(connections <= 2, `${connections} connections`);
  server.close();
  server.closeAllConnections();
});

test('a header that cannot be sent refuses its request unsent', async () => {
  const http = new HttpConnections(realClock());
  const answer = await new Promise<HttpAnswer>((done) => {
    const headers = { 'x-bad': 'line\r\nbreak' };
    http.request({ method: 'GET', url: 'http://127.0.0.1:1/', headers, body: null, timeoutMs: 1_000 }, done);
  });
  assert.ok(!answer.ok);
  assert.is(answer.sent, 'no');
  await http.close();
});

test('when the other side does not read, sending says no instead of growing without end', async () => {
  const server = createServer();
  const lines = new WebSocketServer({ server });
  lines.on('connection', (line) => line.pause());
  const port = await listening(server);
  const sockets = new WebSockets(realClock());
  const chunk = 'x'.repeat(1_000_000);
  const sent = await new Promise<number>((done, fail) => {
    const socket = sockets.open(`ws://127.0.0.1:${port}/`, {
      opened() {
        let taken = 0;
        while (taken < 1_000 && socket.send(chunk)) taken += 1;
        done(taken);
      },
      text() {},
      closed: (code) => fail(new Error(String(code))),
    });
  }).finally(() => {
    for (const line of lines.clients) line.terminate();
    server.close();
  });
  assert.ok(sent < 50 + WAITING_MAX / chunk.length, `${sent} of a million characters each were taken`);
});

test.run();
