// The operator door of a service that really runs, over HTTP as a script would use it: what it shows, what it takes and from whom, and
// that breaking it breaks nothing else.
import { chmodSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { suite, test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView, InjectionView, TreeNode } from '#domain/operator/views.ts';
import { bothsides, endAll, until } from './command-line.ts';
import { quoting, restingIn, runWords, type Service, simFolder, startService, stateFolder } from './service.ts';

const STATE = stateFolder();
const WAIT_MS = 20_000;

const door = suite<{ it: Service; origin: string }>('operator door of a service');

door.before(async (context) => {
  context.it = await startService(STATE, '--quiet');
  context.origin = new URL(context.it.health).origin;
  await quoting(context.it);
});

door.after(endAll);

const token = () => readFileSync(join(simFolder(STATE), 'operator.token'), 'utf8').trim();

async function read<T>(origin: string, path: string): Promise<T> {
  const answer = await fetch(`${origin}${path}`);
  assert.ok(answer.ok, `${path} ${answer.status}`);
  return (await answer.json()) as T;
}

async function act(
  origin: string,
  path: string,
  body: object,
  bearer = token(),
): Promise<{ status: number; body: never }> {
  const answer = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as never };
}

door('the token is made once, is for its owner only, and is shown once', async ({ it }) => {
  const path = join(simFolder(STATE), 'operator.token');
  assert.is(lstatSync(path).mode & 0o777, 0o600);
  assert.ok(it.process.stdout().includes(token()));
  assert.match(token(), /^[\w-]{43}$/);
});

door('every page that can be read answers, and none of them tells the token', async ({ origin }) => {
  const pages = await read<readonly { method: string; path: string }[]>(origin, '/api');
  const listed = pages.filter(({ method }) => method === 'GET').map(({ path }) => path);
  assert.ok(listed.length >= 17);
  for (const path of [...listed, '/metrics', '/']) {
    const named = path
      .replace('/api/actor', '/api/actor?id=root')
      .replace(':slug', 'wide-1')
      .replace(':chart', 'pair-trade');
    const answer = await fetch(`${origin}${named}`);
    assert.is(answer.status, 200, named);
    assert.not((await answer.text()).includes(token()), named);
  }
});

door('a stream tells what happens while it happens', async ({ origin }) => {
  const end = new AbortController();
  const answer = await fetch(`${origin}/api/stream`, { signal: end.signal });
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/);
  let text = '';
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  while (!(/^event: snapshot$/m.test(text) && /^event: events$/m.test(text))) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
    assert.not(done, 'the stream ended');
    text += decoder.decode(value, { stream: true });
  }
  end.abort();
  const snapshots = text.split('\n').filter((line) => line.startsWith('data: {"desk"'));
  for (const line of snapshots.slice(0, 3)) assert.is(JSON.parse(line.slice(6)).markets.length, 5);
});

door('a crash injected over HTTP heals, and is told with its time', async ({ origin }) => {
  const { status, body } = await act(origin, '/api/chaos', { fault: 'crash', target: 'market:liquid-1/quoter' });
  assert.is(status, 202);
  const { id } = body as { id: string };
  await until(
    'the crash to heal',
    async () => {
      const { injections } = await read<{ injections: readonly InjectionView[] }>(origin, '/api/chaos');
      const found = injections.find((each) => each.id === id);
      return found?.state === 'healed' && (found.healMs ?? 0) > 0;
    },
    WAIT_MS,
  );
  const tree = await read<TreeNode>(origin, '/api/tree');
  const all = (node: TreeNode): readonly TreeNode[] => [node, ...node.children.flatMap(all)];
  assert.is(all(tree).find((node) => node.id === 'market:liquid-1/quoter')?.restarts, 1);
  const events = await read<readonly object[]>(origin, '/api/events?kind=fault&who=market:liquid-1/quoter');
  assert.ok(events.length >= 1);
});

door(
  'halting without the token changes nothing; with it nothing rests; resuming brings the quotes back',
  async ({ it, origin }) => {
    const refused = await act(origin, '/api/halt', { reason: 'x' }, 'x'.repeat(43));
    assert.is(refused.status, 401);
    assert.is((await read<DeskView>(origin, '/api/desk')).latch, null);
    assert.is((await act(origin, '/api/halt', { reason: 'lunch' })).status, 200);
    await until('nothing to rest', async () => restingIn(await it.status()) === 0, WAIT_MS);
    assert.equal((await read<DeskView>(origin, '/api/desk')).latch, { stage: 'cancelAll', reason: 'lunch' });
    assert.is((await fetch(`${origin}/ready`)).status, 503);
    assert.is((await act(origin, '/api/resume', {})).status, 200);
    await until('quotes', async () => restingIn(await it.status()) > 0, WAIT_MS);
    await until('readiness', async () => (await fetch(`${origin}/ready`)).status === 200, WAIT_MS);
  },
);

door(
  'readers that do not read, visitors that say nothing and a thousand connections cost no market its quotes',
  async ({ it, origin }) => {
    const { hostname, port } = new URL(origin);
    const sockets = Array.from({ length: 1_000 }, () => connect(Number(port), hostname).on('error', () => {}));
    for (const socket of sockets.slice(0, 40)) {
      socket.pause();
      socket.write(`GET /api/stream HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
    }
    const before = (await it.status()).counters.plans;
    await until('plans', async () => (await it.status()).counters.plans > before + 20, WAIT_MS);
    assert.is((await it.status()).admission.mode, 'open');
    for (const socket of sockets) socket.destroy();
    await until(
      'the door to have room',
      async () => (await fetch(`${origin}/health`).catch(() => null))?.status === 200,
      WAIT_MS,
    );
    const rows = await read<readonly MarketRow[]>(origin, '/api/markets');
    assert.is(rows.length, 5);
  },
);

door(
  'the operator may crash as often as it likes: the door answers, and says when its actor is away',
  async ({ origin }) => {
    const crash = { fault: 'crash', target: 'operator' };
    for (let time = 0; time < 3; time += 1)
      await until('the operator', async () => (await act(origin, '/api/chaos', crash)).status === 202, WAIT_MS);
    assert.is((await fetch(`${origin}/health`)).status, 200);
  },
);

door('a clean start keeps the token, and a second service is told where the first one is', async ({ it }) => {
  const second = await bothsides(runWords(STATE));
  assert.is(second.code, 1);
  assert.match(second.stderr, new RegExp(`${it.pid}`));
  const before = token();
  const { code } = await it.stopBy('SIGINT');
  assert.is(code, 0);
  const again = await startService(STATE, '--fresh', '--quiet');
  assert.is(token(), before);
  assert.not(again.process.stdout().includes(before));
  assert.is((await again.stopBy('SIGINT')).code, 0);
});

door.run();

test('a token that others may read, or that is none, ends the start by name', async () => {
  const state = stateFolder();
  const first = await startService(state, '--quiet');
  await first.stopBy('SIGINT');
  const path = join(simFolder(state), 'operator.token');
  chmodSync(path, 0o644);
  const readable = await bothsides(runWords(state));
  assert.is(readable.code, 1);
  assert.match(readable.stderr, /operator\.token: others may read it/);
  writeFileSync(path, 'short\n');
  chmodSync(path, 0o600);
  const none = await bothsides(runWords(state));
  assert.is(none.code, 1);
  assert.match(none.stderr, /operator\.token: holds no token/);
});

test('a port that is taken is named, and a door that cannot open starts nothing', async () => {
  const first = await startService(stateFolder(), '--quiet');
  const { port } = new URL(first.health);
  const second = await bothsides(runWords(stateFolder(), '--operator.port', port));
  assert.is(second.code, 1);
  assert.match(second.stderr, new RegExp(`127\\.0\\.0\\.1:${port} \\(operator\\.host, operator\\.port\\) is in use`));
  await first.stopBy('SIGINT');
});

test.run();
