// The machines of a service that really runs, seen through its door with the receiver of the package whose format it is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWebSocketReceiver } from '@statelyai/inspect';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { bothsides, endAll, until } from './command-line.ts';
import { type Service, simFolder, startService, stateFolder } from './service.ts';

const STATE = stateFolder();
const WAIT_MS = 20_000;
/** Of one message; a roster of a thousand actors must stay bearable. */
const MESSAGE_MAX = 60_000;

interface Told {
  readonly type: string;
  readonly name?: string;
  readonly sessionId: string;
  readonly definition?: string;
  readonly snapshot?: { readonly status: string; readonly value?: unknown };
}

const inspect = suite<{ it: Service; origin: string }>('inspect');

inspect.before(async (context) => {
  context.it = await startService(STATE);
  context.origin = new URL(context.it.health).origin;
});

inspect.after(endAll);

const tokenOf = () => readFileSync(join(simFolder(STATE), 'operator.token'), 'utf8').trim();

function received(origin: string, filter: string): readonly Told[] {
  const told: Told[] = [];
  const server = `${origin.replace('http', 'ws')}/inspect?token=${tokenOf()}&filter=${encodeURIComponent(filter)}`;
  createWebSocketReceiver({ server }).subscribe((news) => told.push(news as unknown as Told));
  return told;
}

/** The status with which an upgrade is refused; 101: it is not. */
function knock(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((done) => {
    const socket = new WebSocket(url, { headers });
    socket.on('open', () => {
      socket.terminate();
      done(101);
    });
    socket.on('unexpected-response', (_, response) => done(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

inspect('who comes late sees every machine of the house with its state', async ({ origin }) => {
  const told = received(origin, '');
  const names = () => new Set(told.filter(({ type }) => type === '@xstate.actor').map(({ name }) => name));
  const wanted = ['root', 'order-gateway', 'kill-switch', 'operator', 'market:wide-1', 'market:wide-1/quoter'];
  await until('everybody', () => wanted.every((name) => names().has(name)), WAIT_MS);
  const quoter = told.find(({ name }) => name === 'market:wide-1/quoter');
  assert.is(JSON.parse(quoter?.definition ?? '{}').id, 'quoter');
  const isItsState = ({ type, sessionId }: Told) => type === '@xstate.snapshot' && sessionId === quoter?.sessionId;
  await until('its state', () => told.some(isItsState), WAIT_MS);
  const longest = Math.max(...told.map((each) => JSON.stringify(each).length));
  assert.ok(longest < MESSAGE_MAX, String(longest));
});

inspect('a crash is seen as the last word of its machine, and the new life after it', async ({ origin }) => {
  const told = received(origin, '^market:jumpy-1/quoter$');
  const lives = () => told.filter(({ type }) => type === '@xstate.actor');
  await until('its present life', () => lives().length === 1, WAIT_MS);
  const { code, stderr } = await bothsides([
    'chaos',
    'crash',
    '--target',
    'market:jumpy-1/quoter',
    '--state.directory',
    STATE,
  ]);
  assert.is(code, 0, stderr);
  await until('its end', () => told.find(({ snapshot }) => snapshot?.status === 'error'), WAIT_MS);
  await until('its next life', () => lives().length === 2, WAIT_MS);
  assert.is.not(lives()[0]?.sessionId, lives()[1]?.sessionId);
});

inspect('pages of strangers, strange names and filters that are none do not get in', async ({ origin }) => {
  const url = `${origin.replace('http', 'ws')}/inspect`;
  const authorization = `Bearer ${tokenOf()}`;
  assert.is(await knock(url, { authorization }), 101);
  assert.is(await knock(url, { authorization, origin }), 101);
  assert.is(await knock(url, {}), 401);
  assert.is(await knock(url, { authorization: 'Bearer guess' }), 401);
  assert.is(await knock(url, { authorization, origin: 'http://evil.example' }), 403);
  assert.is(await knock(url, { authorization, host: 'evil.example' }), 403);
  assert.is(await knock(`${url}?filter=(`, { authorization }), 400);
  assert.is(await knock(`${origin.replace('http', 'ws')}/elsewhere`, {}), 404);
  const page = await fetch(`${origin}/inspect`);
  assert.is(page.status, 200);
  assert.match(page.headers.get('content-security-policy') ?? '', /frame-src https:\/\/stately\.ai;/);
});

inspect('a service that was looked at ends as well as any other', async ({ it }) => {
  const { code, stdout } = await it.stopBy('SIGINT');
  assert.is(code, 0);
  assert.match(stdout, /\nresidual 0\n/);
});

inspect.run();
