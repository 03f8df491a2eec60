import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { ask, type ControlHandler, serve } from '#infra/operator/control-socket.ts';
import { Unavailable } from '#infra/unavailable.ts';

let folder = '';
let path = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothsides-control-'));
  path = join(folder, 'control.sock');
});
test.after.each(() => rmSync(folder, { recursive: true }));

const echo: ControlHandler = (command, args) => ({ command, args });

async function served(handle: ControlHandler, use: () => Promise<void>): Promise<void> {
  const server = await serve(path, handle);
  try {
    await use();
  } finally {
    await server.close();
  }
}

test('a command reaches the service and its answer comes back', () =>
  served(echo, async () => {
    assert.equal(await ask(path, 'halt', ['btc-up', 'näh\n']), { command: 'halt', args: ['btc-up', 'näh\n'] });
  }));

test('only the owner may open the socket, and it is gone after the end', async () => {
  await served(echo, async () => {
    assert.is(statSync(path).mode & 0o777, 0o600);
  });
  assert.not(existsSync(path));
});

test('what the service refuses is told in its own words, and it goes on', () =>
  served(
    (command) => {
      if (command === 'fly') throw new BadInput('fly: no such command');
      return { ok: true };
    },
    async () => {
      assert.is((await refused(ask(path, 'fly', []))).message, 'fly: no such command');
      assert.equal(await ask(path, 'status', []), { ok: true });
    },
  ));

test('several requests on one connection are answered in order', () =>
  served(echo, async () => {
    const text = await talk('{"command":"a"}\n{"command":"b","args":["1"]}\n', 2);
    assert.equal(text, ['{"result":{"command":"a","args":[]}}', '{"result":{"command":"b","args":["1"]}}']);
  }));

test('a request that is no request is refused naming the field', () =>
  served(echo, async () => {
    assert.match((await talk('status\n', 1))[0] ?? '', /one JSON object/);
    assert.match((await talk('null\n', 1))[0] ?? '', /one JSON object/);
    assert.match((await talk('{"command":7}\n', 1))[0] ?? '', /command: must be/);
    assert.match((await talk('{"command":"halt","args":"all"}\n', 1))[0] ?? '', /args: must be/);
    assert.equal(await ask(path, 'status', []), { command: 'status', args: [] });
  }));

test('a line without an end is cut off at its bound', () =>
  served(echo, async () => {
    assert.match((await talk('x'.repeat(70_000), 1))[0] ?? '', /longer than 65536 bytes/);
    assert.match((await talk(`${'x'.repeat(70_000)}\n`, 1))[0] ?? '', /longer than 65536 bytes/);
    assert.equal(await ask(path, 'status', []), { command: 'status', args: [] });
  }));

test('the socket of a killed service is replaced', async () => {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  assert.ok(existsSync(path));
  assert.match((await refused(ask(path, 'status', []))).message, /is it running/);
  await served(echo, async () => {
    assert.equal(await ask(path, 'status', []), { command: 'status', args: [] });
  });
});

test('a socket that somebody answers on is left alone', () =>
  served(echo, async () => {
    assert.match((await refused(serve(path, echo))).message, /another service answers/);
    assert.equal(await ask(path, 'status', []), { command: 'status', args: [] });
  }));

test('a file in the place of the socket is not removed', async () => {
  writeFileSync(path, 'precious');
  assert.match((await refused(serve(path, echo))).message, path);
  assert.ok(existsSync(path));
});

test('asking where no service is says so', async () => {
  const error = await refused(ask(path, 'status', []));
  assert.instance(error, Unavailable);
  assert.match(error.message, /is it running/);
});

test('a path longer than the system allows is named instead of cut', async () => {
  const long = join(folder, 'x'.repeat(120), 'control.sock');
  for (const attempt of [() => serve(long, echo), async () => ask(long, 'status', [])]) {
    const error = await refused(attempt());
    assert.instance(error, Unavailable);
    assert.match(error.message, /longer than the 10[37] bytes/);
  }
});

test('an open connection does not hold up the end', async () => {
  const server = await serve(path, echo);
  const visitor = connect(path).on('error', () => {});
  await new Promise((done) => visitor.once('connect', done));
  await server.close();
});

/** The first `count` lines that come back. */
function talk(text: string, count: number): Promise<string[]> {
  return new Promise((done) => {
    let heard = '';
    const socket = connect(path, () => socket.write(text));
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (chunk) => {
      heard += chunk;
      const lines = heard.split('\n').slice(0, -1);
      if (lines.length < count) return;
      socket.destroy();
      done(lines);
    });
  });
}

async function refused(attempt: Promise<unknown>): Promise<Error> {
  return attempt.then(
    () => assert.unreachable('it was not refused'),
    (error) => error,
  ) as Promise<Error>;
}

test.run();
