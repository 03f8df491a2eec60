// The server on a real port: what only a real visitor can do to it.
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { BODY_MAX_BYTES, LoopbackServer } from '#infra/exchange/server/loopback.ts';
import type { Served } from '#infra/exchange/server/served.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { marketOf, SmallServer } from './small-server.ts';

const YES = marketOf('ctf').outcomes.yes.id;

async function withLoopback(use: (port: number, house: SmallServer) => Promise<void>): Promise<void> {
  const house = new SmallServer();
  const loopback = new LoopbackServer(house.server, { host: '127.0.0.1', port: 0 });
  const port = await loopback.start();
  try {
    await use(port, house);
    assert.equal(house.faults, []);
  } finally {
    await loopback.close();
  }
}

test('requests and sockets reach the server and its answers come back', () =>
  withLoopback(async (port, house) => {
    const origin = `http://127.0.0.1:${port}`;
    assert.is(await (await fetch(`${origin}/ok`)).json(), 'OK');
    assert.is((await fetch(`${origin}/nowhere?x=1`)).status, 404);
    assert.is((await fetch(`${origin}/ok`, { method: 'PATCH', body: 'x' })).status, 405);
    const ann = house.trader('ann');
    const body = ann.sign().body;
    const placed = await fetch(`${origin}/order`, {
      method: 'POST',
      body,
      headers: ann.headers('POST', '/order', body),
    });
    assert.is(placed.status, 200);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/market`);
    const heard = await new Promise<string>((done) => {
      socket.on('open', () => socket.send(JSON.stringify({ type: 'market', assets_ids: [YES] })));
      socket.on('message', (data) => done(String(data)));
    });
    assert.is(JSON.parse(heard)[0].bids[0].size, '100');
    socket.terminate();
  }));

test('a body without end is refused, and nothing of it is kept', () =>
  withLoopback(async (port) => {
    const answer = await fetch(`http://127.0.0.1:${port}/orders`, {
      method: 'POST',
      body: 'x'.repeat(BODY_MAX_BYTES + 1),
    });
    assert.is(answer.status, 413);
    const whole = await fetch(`http://127.0.0.1:${port}/books`, { method: 'POST', body: 'x'.repeat(BODY_MAX_BYTES) });
    assert.is(whole.status, 400);
  }));

test('visitors who say nonsense, vanish or ask for other sockets harm nobody', () =>
  withLoopback(async (port) => {
    const ended = (text: string) =>
      new Promise<string>((done) => {
        let heard = '';
        const rude = connect(port, '127.0.0.1', () => rude.write(text));
        rude.on('data', (data) => {
          heard += data;
        });
        rude.on('error', () => {});
        rude.on('close', () => done(heard));
      });
    assert.match(await ended('\0\0\0 nonsense\r\n\r\n'), '400');
    const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n';
    assert.match(await ended(`GET /ws/other HTTP/1.1\r\nhost: x\r\n${upgrade}sec-websocket-key: x\r\n\r\n`), '404');
    assert.match(await ended(`GET /ws/market HTTP/1.1\r\nhost: x\r\n${upgrade}sec-websocket-key: x\r\n\r\n`), '400');
    const half = connect(port, '127.0.0.1', () => {
      half.write('POST /order HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
      half.destroy();
    });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/user`);
    const code = await new Promise<number>((done) => {
      socket.on('open', () => socket.send('x'.repeat(1_500_000)));
      socket.on('error', () => {});
      socket.on('close', done);
    });
    assert.is(code, 1009);
    assert.is((await fetch(`http://127.0.0.1:${port}/ok`)).status, 200);
  }));

test('an answer that is held back comes when its time has come, one that never comes ends with its connection, and none outlives the server', async () => {
  const house = new SmallServer();
  const clock = new VirtualClock(0);
  const late = { '/ok': 3_000, '/time': Number.POSITIVE_INFINITY, '/version': 50_000 } as Readonly<
    Record<string, number>
  >;
  let asked = 0;
  const served: Served = {
    answer(request) {
      asked += 1;
      return { ...house.server.answer(request), lateMs: late[request.path] ?? 0 };
    },
    connect: () => null,
  };
  const loopback = new LoopbackServer(served, { host: '127.0.0.1', port: 0, clock });
  const origin = `http://127.0.0.1:${await loopback.start()}`;
  const told: string[] = [];
  const ask = (path: string) =>
    fetch(origin + path).then(
      ({ status }) => told.push(`${path} ${status}`),
      () => told.push(`${path} nothing`),
    );
  const held = [ask('/ok'), ask('/time'), ask('/version')];
  while (asked < 3) await new Promise((next) => setImmediate(next));
  clock.advanceBy(2_999);
  await ask('/fee-rate');
  assert.equal(told, ['/fee-rate 400'], 'the others go on');
  clock.advanceBy(1);
  await held[0];
  assert.equal(told.slice(1), ['/ok 200']);
  await loopback.close();
  await Promise.all(held);
  assert.equal(told.slice(2).sort(), ['/time nothing', '/version nothing']);
});

test('a port in use is named', () =>
  withLoopback(async (port, { server }) => {
    const error = await new LoopbackServer(server, { host: '127.0.0.1', port }).start().catch((reason) => reason);
    assert.instance(error, Unavailable);
    assert.match(error.message, `127.0.0.1:${port} is in use`);
  }));

test.run();
