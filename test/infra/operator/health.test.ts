import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Health, HealthServer } from '#infra/operator/health.ts';
import { Unavailable } from '#infra/unavailable.ts';

async function withServer(health: () => Health, use: (origin: string, port: number) => Promise<void>): Promise<void> {
  const server = new HealthServer({ host: '127.0.0.1', port: 0, health });
  const port = await server.start();
  try {
    await use(`http://127.0.0.1:${port}`, port);
  } finally {
    await server.close();
  }
}

test('a healthy service answers 200 with what its callback says', () =>
  withServer(
    () => ({ status: 'ok', markets: 5 }),
    async (origin) => {
      const response = await fetch(`${origin}/health?from=docker`);
      assert.is(response.status, 200);
      assert.is(response.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.equal(await response.json(), { status: 'ok', markets: 5 });
      assert.is((await fetch(`${origin}/health`, { method: 'HEAD' })).status, 200);
    },
  ));

test('a service that is not trading answers 503 and says why', () =>
  withServer(
    () => ({ status: 'draining' }),
    async (origin) => {
      const response = await fetch(`${origin}/health`);
      assert.is(response.status, 503);
      assert.equal(await response.json(), { status: 'draining' });
    },
  ));

test('every other page and method is refused as JSON naming the field at fault', () =>
  withServer(
    () => ({ status: 'ok' }),
    async (origin) => {
      const page = await fetch(`${origin}/metrics`);
      assert.is(page.status, 404);
      assert.equal(await page.json(), { error: 'no such page; there is /health', field: 'path' });
      const method = await fetch(`${origin}/health`, { method: 'POST', body: 'stop' });
      assert.is(method.status, 405);
      assert.is(method.headers.get('allow'), 'GET, HEAD');
      assert.equal(await method.json(), { error: '/health can only be read', field: 'method' });
    },
  ));

test('a callback that throws is a 500, not the end of the service', () =>
  withServer(
    () => {
      throw new Error('no tree yet');
    },
    async (origin) => {
      for (let twice = 0; twice < 2; twice++) {
        const response = await fetch(`${origin}/health`);
        assert.is(response.status, 500);
        assert.equal(await response.json(), { error: 'no tree yet', field: null });
      }
    },
  ));

test('a visitor that sends nonsense or nothing does no harm and does not hold up the end', () =>
  withServer(
    () => ({ status: 'ok' }),
    async (origin, port) => {
      const silent = connect(port, '127.0.0.1').on('error', () => {});
      const rude = connect(port, '127.0.0.1', () => rude.end('\0\0\0 nonsense\r\n\r\n')).on('error', () => {});
      assert.is((await fetch(`${origin}/health`)).status, 200);
      await new Promise((done) => rude.resume().once('close', done));
      assert.not(silent.destroyed);
    },
  ));

test('a port in use is named with its host and the settings that choose it', () =>
  withServer(
    () => ({ status: 'ok' }),
    async (_, port) => {
      const second = new HealthServer({ host: '127.0.0.1', port, health: () => ({ status: 'ok' }) });
      const error = await second.start().catch((reason) => reason);
      assert.instance(error, Unavailable);
      assert.match(error.message, `127.0.0.1:${port}`);
      assert.match(error.message, 'operator.port');
    },
  ));

test.run();
