// Whatever a live service shows of itself, pages, metrics, the stream and the inspector's socket, tells no secret of its account.
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { walletId } from '#domain/ids.ts';
import { realClock } from '#infra/clock.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { venueHosts } from '#infra/venue/venue-hosts.ts';
import { endAll, FOLDER, start, until } from './command-line.ts';
import { KEY, KEYS, type LoopbackVenue, loopbackVenue, takeBothSides } from './loopback-venue.ts';

const WAIT_MS = 40_000;
const BOT = '123456:AbCdEfGhIjKlMnOpQrStUvWxYz012345';
const ENOUGH = 200;

let venue: LoopbackVenue;
test.before(async () => {
  venue = await loopbackVenue({ 'sim.pace': '2', 'sim.markets': 'liquid', bankrollUsd: '1500' });
});
test.after(async () => {
  endAll();
  await venue.close();
});

/** What nobody may read: each long enough that it is nowhere by chance. */
async function secrets(state: string): Promise<Readonly<Record<string, string>>> {
  const clock = realClock();
  const http = new HttpConnections(clock);
  const inquiry = new Inquiry({ clock, http, hosts: venueHosts(venue.origin, []).hosts });
  const account = await readTradingAccount(KEYS, 'deposit');
  const made = await inquiry.obtainKey(account.key);
  inquiry.close();
  await http.close();
  if (!made.ok) throw new Error(JSON.stringify(made));
  const { apiKey, secret, passphrase } = made.value.inClear();
  const token = readFileSync(join(state, 'live', 'operator.token'), 'utf8').trim();
  return { 'private key': KEY.slice(2), 'API key': apiKey, 'API secret': secret, passphrase, token, bot: BOT };
}

test('nothing that a live service shows has a secret in it', async () => {
  const state = mkdtempSync(join(FOLDER, 'i-'));
  const words = ['live', '--host', venue.origin, '--venue.markets', 'liquid-1', '--state.directory', state];
  const env = { ...KEYS, MM_TELEGRAM_BOT_TOKEN: BOT, MM_TELEGRAM_CHAT_ID: '1', MM__ALERTS__LEVEL: 'page' };
  const flags = ['--operator.port', '0', '--quiet', '--i-understand-live', '--worst-case', '20'];
  const { child, ended, stdout } = start([...words, ...flags], { env });
  const health = await until('its door', () => /health (http:\S+)\n/.exec(stdout())?.[1], WAIT_MS);
  const { origin } = new URL(health);
  const wallet = walletId((await readTradingAccount(KEYS, 'deposit')).wallet);
  const known = await secrets(state);
  const authorization = `Bearer ${known.token}`;

  let inspected = '';
  let messages = 0;
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/inspect`, { headers: { authorization } });
  socket.on('message', (text) => {
    inspected += `${text}\n`;
    messages += 1;
  });
  await until('quotes', () => venue.world.exchange.openOrders(wallet).length > 0, WAIT_MS);
  takeBothSides(venue, wallet, 'inspected taker');
  for (const what of ['"name":"order-gateway"', 'FILL_ARRIVED', 'pair-trade'])
    await until(what, () => inspected.includes(what) && messages > ENOUGH, WAIT_MS);

  const pages = (await (await fetch(`${origin}/api`)).json()) as { method: string; path: string }[];
  const paths = pages.filter(({ method }) => method === 'GET').map(({ path }) => path.replace(':slug', 'liquid-1'));
  const more = ['/metrics', '/', '/inspect', '/api/actor?id=order-gateway', '/api/actor?id=account-feed', '/api'];
  const shown: Record<string, string> = { 'the socket of inspectors': inspected };
  for (const path of [...paths.filter((each) => !each.includes(':')), ...more]) {
    const answer = await fetch(origin + path, { headers: { authorization } });
    shown[path] = `${JSON.stringify([...answer.headers])}${await answer.text()}`;
  }
  assert.ok(Object.keys(shown).length > 15, Object.keys(shown).join(' '));
  for (const [where, text] of Object.entries(shown))
    for (const [what, secret] of Object.entries(known)) assert.not.ok(text.includes(secret), `${what} in ${where}`);
  socket.terminate();
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.is(code, 0, `${stdout()}\n${stderr}`);
});

test.run();
