import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { endAll, inside, start, until } from './command-line.ts';
import { KEYS, type LoopbackVenue, loopbackVenue, withKeys } from './loopback-venue.ts';

let venue: LoopbackVenue;
let service: Server;
let says: string | null = 'ok';
let asked = 0;
const alerts: string[] = [];
test.before(async () => {
  venue = await loopbackVenue();
  service = createServer((request, response) => {
    if (request.url === '/alert') {
      request.setEncoding('utf8').on('data', (body) => alerts.push(body));
      request.on('end', () => response.end());
      return;
    }
    asked += 1;
    if (says === null) request.socket.destroy();
    else response.end(JSON.stringify({ status: says, mode: 'live' }));
  });
  await new Promise<void>((done) => {
    service.listen(0, '127.0.0.1', done);
  });
});
test.before.each(() => {
  says = 'ok';
  asked = 0;
  alerts.length = 0;
});
test.after(async () => {
  endAll();
  service.close();
  service.closeAllConnections();
  await venue.close();
});

const dog = () =>
  start(
    [
      'watchdog',
      '--host',
      venue.origin,
      '--silence',
      '2s',
      '--health',
      `http://127.0.0.1:${(service.address() as AddressInfo).port}/health`,
    ],
    { env: { ...KEYS, MM_ALERT_WEBHOOK_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}/alert` } },
  );
const resting = async () =>
  venue.world.exchange.openOrders(walletId((await readTradingAccount(KEYS, 'deposit')).wallet)).length;

for (const [name, what] of [
  ['silent', null],
  ['failed', 'failed'],
  ['nonsense', 'who knows'],
] as const)
  test(`a service that is ${name} for too long loses all its orders to the watchdog, and only then`, async () => {
    await venue.place();
    const { ended, stdout } = dog();
    await until('some looks', () => asked > 3, 20_000);
    assert.is(await resting(), 1);
    says = what;
    const { code } = await ended;
    assert.is(code, 1);
    assert.match(stdout(), 'cancelled: 1');
    assert.match(stdout(), 'nothing rests');
    assert.match(stdout(), 'told over webhook');
    assert.is(alerts.length, 1);
    assert.match(
      alerts[0] ?? '',
      /"severity":"page".*for 2 s: the watchdog cancels everything.*"from":"bothsides watchdog"/,
    );
    assert.is(await resting(), 0);
  });

test('a short silence is forgiven, and Ctrl-C ends it without a bite', async () => {
  await venue.place();
  const { child, ended, stdout } = dog();
  await until('a look', () => asked > 0, 20_000);
  says = null;
  const before = asked;
  await until('a look in vain', () => asked > before, 20_000);
  says = 'ok';
  const then = asked;
  await until('more looks', () => asked > then + 2, 20_000);
  child.kill('SIGINT');
  assert.is((await ended).code, 0, stdout());
  assert.equal(alerts, []);
  assert.is(await resting(), 1);
});

test('without keys, or with an address that is none, it does not pretend to watch', async () => {
  assert.is((await inside(['watchdog', '--host', venue.origin])).code, 2);
  assert.is((await withKeys(KEYS, () => inside(['watchdog', '--host', venue.origin, '--health', 'nowhere']))).code, 2);
});

test.run();
