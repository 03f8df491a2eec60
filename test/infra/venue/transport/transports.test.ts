// One suite for every body of the two transports: undici and ws over loopback, near and from afar, and the memory pair under a
// virtual clock.
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpAnswer, HttpRequest, HttpTransport, SocketListener, SocketTransport } from '#domain/ports.ts';
import { realClock } from '#infra/clock.ts';
import { SeededRandom } from '#infra/random.ts';
import { DistantCarriers } from '#infra/venue/transport/distant-carriers.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { MemoryPair } from '#infra/venue/transport/memory-pair.ts';
import { WebSockets } from '#infra/venue/transport/socket.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { loopback, ScriptedServer } from './scripted-server.ts';

interface Bench {
  readonly server: ScriptedServer;
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
  readonly origin: string;
  readonly wsOrigin: string;
  /** Where nobody listens. */
  readonly nowhere: string;
  /** Until it happens. */
  settle<T>(promise: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

async function realBench(): Promise<Bench> {
  const server = new ScriptedServer();
  const place = await loopback(server);
  const free = await freePort();
  const [http, sockets] = [new HttpConnections(realClock()), new WebSockets(realClock())];
  return {
    server,
    http,
    sockets,
    origin: place.http,
    wsOrigin: place.ws,
    nowhere: `127.0.0.1:${free}`,
    settle: (promise) => promise,
    async close() {
      sockets.close();
      await http.close();
      await place.close();
    },
  };
}

/** Real ones, made to feel far away. */
async function distantBench(): Promise<Bench> {
  const near = await realBench();
  const latency = { requestMs: 5, replyMs: 7, streamMs: 3, sigma: 0.3 };
  const distant = new DistantCarriers({ ...near, clock: realClock(), random: new SeededRandom(7), latency });
  return {
    ...near,
    http: distant,
    sockets: distant,
    async close() {
      distant.close();
      await near.close();
    },
  };
}

async function memoryBench(): Promise<Bench> {
  const server = new ScriptedServer();
  const clock = new VirtualClock(1_700_000_000_000);
  const pair = new MemoryPair(server, {
    clock,
    random: new SeededRandom(7),
    latency: { requestMs: 5, replyMs: 7, streamMs: 3, sigma: 0.3 },
    from: 'here',
    weather: {
      request({ url }) {
        if (url.includes('nowhere')) return 'refused';
        return url.endsWith('/cut') ? 'cut' : url.endsWith('/silent') ? 'swallowed' : 'fine';
      },
      connect: (url) => (url.includes('nowhere') ? 'refused' : 'fine'),
    },
  });
  return {
    server,
    http: pair.http,
    sockets: pair.sockets,
    origin: 'http://memory',
    wsOrigin: 'ws://memory',
    nowhere: 'nowhere',
    async settle(promise) {
      let over = false;
      const end = promise.finally(() => {
        over = true;
      });
      for (let steps = 0; !over; steps++) {
        if (steps > 10_000) throw new Error('nothing more happens');
        await Promise.resolve().then(() => undefined);
        if (!over) clock.step();
      }
      return end;
    },
    async close() {
      pair.disconnect();
      assert.is(clock.pending, 0, 'no timer is left');
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 1));
    });
  });
}

/** Fails when a second answer comes, or one inside the call. */
function ask(bench: Bench, url: string, more: Partial<HttpRequest> = {}): Promise<HttpAnswer> {
  const answer = new Promise<HttpAnswer>((done, fail) => {
    let [calling, answers] = [true, 0];
    const request: HttpRequest = { method: 'GET', url, headers: {}, body: null, timeoutMs: 5_000, ...more };
    bench.http.request(request, (answer) => {
      answers += 1;
      if (calling || answers > 1) fail(new Error(calling ? 'answered inside the call' : 'answered twice'));
      done(answer);
    });
    calling = false;
  });
  return bench.settle(answer);
}

type Heard = 'opened' | `text ${string}` | `closed ${number} ${string}`;

/** Collects what a listener hears until it is `closed`, or `until` has come. */
function listen(
  bench: Bench,
  url: string,
  on: (event: Heard, socket: ReturnType<SocketTransport['open']>) => void,
): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  return bench.settle(
    new Promise((done, fail) => {
      let calling = true;
      const hear = (event: Heard) => {
        if (calling) fail(new Error(`${event} inside open`));
        if (heard.at(-1)?.startsWith('closed')) fail(new Error(`${event} after the end`));
        heard.push(event);
        on(event, socket);
        if (event.startsWith('closed')) done(heard);
      };
      const listener: SocketListener = {
        opened: () => hear('opened'),
        text: (text) => hear(`text ${text}`),
        closed: (code, reason) => hear(`closed ${code} ${reason}`),
      };
      const socket = bench.sockets.open(url, listener);
      calling = false;
    }),
  );
}

for (const [name, makeBench] of [
  ['undici and ws', realBench],
  ['undici and ws from afar', distantBench],
  ['the memory pair', memoryBench],
] as const) {
  const test = suite<{ bench: Bench }>(name);
  test.before.each(async (context) => {
    context.bench = await makeBench();
  });
  test.after.each(({ bench }) => bench.close());

  test('a request arrives as it was sent and is answered with status, headers and body', async ({ bench }) => {
    const answer = await ask(bench, `${bench.origin}/echo?a=1&b=x%20y`, {
      method: 'POST',
      headers: { POLY_ADDRESS: '0xAb', 'Content-Type': 'application/json' },
      body: '{"é":1}',
    });
    assert.ok(answer.ok);
    assert.is(answer.status, 200);
    assert.is(answer.body, 'POST {"é":1}');
    assert.is(answer.headers['x-words'], 'one two');
    const [asked] = bench.server.asked;
    assert.is(asked?.path, '/echo');
    assert.is(asked?.query.get('b'), 'x y');
    assert.is(asked?.headers.poly_address, '0xAb');
  });

  test('any status is an answer, a redirect too, and it is not followed', async ({ bench }) => {
    const refused = await ask(bench, `${bench.origin}/refuse`);
    assert.ok(refused.ok);
    assert.is(refused.status, 503);
    assert.is(refused.headers['retry-after'], '7');
    const moved = await ask(bench, `${bench.origin}/moved`);
    assert.ok(moved.ok);
    assert.is(moved.status, 302);
    assert.is(bench.server.asked.length, 2);
  });

  test('where nobody listens nothing was sent', async ({ bench }) => {
    const answer = await ask(bench, `http://${bench.nowhere}/echo`);
    assert.ok(!answer.ok);
    assert.is(answer.sent, 'no');
    const nonsense = await ask(bench, 'no address at all');
    assert.ok(!nonsense.ok);
    assert.is(nonsense.sent, 'no');
  });

  test('an answer that breaks off may hide a done deed', async ({ bench }) => {
    const answer = await ask(bench, `${bench.origin}/cut`, { method: 'POST', body: 'x' });
    assert.ok(!answer.ok);
    assert.is(answer.sent, 'maybe');
    assert.is(bench.server.asked.length, 1);
  });

  test('an answer that does not come in time is none, and is not waited for', async ({ bench }) => {
    const answer = await ask(bench, `${bench.origin}/silent`, { timeoutMs: 60 });
    assert.ok(!answer.ok);
    assert.is(answer.sent, 'maybe');
    assert.match(answer.text, '60 ms');
  });

  test('many at once are each answered once', async ({ bench }) => {
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, n) => ask(bench, `${bench.origin}/echo`, { method: 'POST', body: `${n}` })),
    );
    assert.equal(
      answers.map((answer) => answer.ok && answer.body),
      Array.from({ length: 150 }, (_, n) => `POST ${n}`),
    );
  });

  test('a socket opens, carries text both ways in order, and ends with the code of the other side', async ({
    bench,
  }) => {
    const heard = await listen(bench, `${bench.wsOrigin}/ws`, (event, socket) => {
      if (event === 'opened') for (const text of ['hello', 'many', 'bye']) assert.ok(socket.send(text));
    });
    assert.equal(heard, [
      'opened',
      'text you said hello',
      ...Array.from({ length: 5 }, (_, n) => `text frame ${n}`),
      'closed 4001 said bye',
    ]);
  });

  test('a socket that we close hears no text any more and is told so', async ({ bench }) => {
    const heard = await listen(bench, `${bench.wsOrigin}/ws`, (event, socket) => {
      if (event !== 'opened') return;
      socket.send('many');
      socket.close();
      socket.close();
      assert.not(socket.send('too late'));
    });
    assert.equal(heard, ['opened', 'closed 1000 ']);
    assert.equal(bench.server.heard, ['many']);
  });

  test('a socket that we close in the middle of what it hears does not hear the rest', async ({ bench }) => {
    const heard = await listen(bench, `${bench.wsOrigin}/ws`, (event, socket) => {
      if (event === 'opened') socket.send('many');
      if (event === 'text frame 0') socket.close();
    });
    assert.equal(heard, ['opened', 'text frame 0', 'closed 1000 ']);
  });

  test('a socket that cannot be opened ends with 1006 and never opens', async ({ bench }) => {
    for (const url of [`ws://${bench.nowhere}/ws`, `${bench.wsOrigin}/other`, 'nonsense']) {
      const heard = await listen(bench, url, (_, socket) => assert.not(socket.send('x')));
      assert.is(heard.length, 1, url);
      assert.match(heard[0] ?? '', /^closed 1006 ./);
    }
  });

  test('nothing is sent before a socket is open, and closing it early never opens it', async ({ bench }) => {
    const heard = await bench.settle(
      new Promise<number>((done) => {
        const socket = bench.sockets.open(`${bench.wsOrigin}/ws`, {
          opened: () => done(-1),
          text: () => done(-2),
          closed: (code) => done(code),
        });
        assert.not(socket.send('too early'));
        socket.close();
      }),
    );
    assert.is(heard, 1006);
    assert.equal(bench.server.heard, []);
  });

  test.run();
}
