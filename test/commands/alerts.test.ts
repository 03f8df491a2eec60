// Alerts of a service that really runs, at a webhook of our own: what a person would hear, and what the door says of it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bothsides, endAll, inside, until } from './command-line.ts';
import { startService, stateFolder } from './service.ts';

const STATE = stateFolder();
const WHERE = ['--state.directory', STATE];
const WAIT_MS = 20_000;

interface Heard {
  readonly severity: string;
  readonly text: string;
  readonly from: string;
}

let answer = 200;
const heard: Heard[] = [];
const people = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    heard.push(JSON.parse(body));
    response.writeHead(answer).end('{}');
  });
});

const alerts = suite('alerts');

alerts.before(async () => {
  await new Promise<void>((done) => people.listen(0, '127.0.0.1', done));
  process.env.MM_ALERT_WEBHOOK_URL = `http://127.0.0.1:${(people.address() as AddressInfo).port}/sEcReT`;
});

alerts.after(() => {
  endAll();
  people.closeAllConnections();
  people.close();
});

alerts('a test is sent without a service, and what was answered is said', async () => {
  const fine = await bothsides(['alerts', 'test']);
  assert.equal([fine.code, fine.stdout], [0, 'webhook   sent\n']);
  assert.is(heard.at(-1)?.from, 'bothsides sim');
  answer = 403;
  const refused = await bothsides(['alerts', 'test', '--mode', 'live']);
  assert.equal([refused.code, refused.stdout], [1, 'webhook   not sent: answered 403: {}\n']);
  answer = 200;
});

alerts('words that it does not know and channels that are wrong are bad input, without their secrets', async () => {
  const kept = process.env.MM_ALERT_WEBHOOK_URL;
  const [none, stray] = await Promise.all([bothsides(['alerts']), bothsides(['alerts', 'test', 'now'])]);
  assert.equal([none.code, stray.code], [2, 2]);
  process.env.MM_ALERT_WEBHOOK_URL = '';
  const silent = await bothsides(['alerts', 'test']);
  assert.is(silent.code, 2);
  assert.match(silent.stderr, /^bad input: no channel is set up: set MM_TELEGRAM_BOT_TOKEN, /);
  process.env.MM_ALERT_WEBHOOK_URL = 'http://sEcReT.example/';
  const wrong = await bothsides(['run', ...WHERE, '--operator.port', '0']);
  assert.is(wrong.code, 2);
  assert.match(wrong.stderr, /^bad input: MM_ALERT_WEBHOOK_URL: must begin with https/);
  assert.not.ok(`${wrong.stdout}${wrong.stderr}`.includes('sEcReT'));
  process.env.MM_ALERT_WEBHOOK_URL = kept;
});

alerts(
  'a service says that it starts, that it was halted, and that it ended; a channel that fails is seen on the door',
  async () => {
    heard.length = 0;
    const service = await startService(STATE, '--alerts.level', 'info');
    const told = (what: RegExp) => until(String(what), () => heard.find(({ text }) => what.test(text)), WAIT_MS);
    await told(/^the service starts: /);
    assert.is((await inside(['halt', ...WHERE, 'flood'])).code, 0);
    assert.is((await told(/^kill-switch: latched at cancelAll: .*flood/)).severity, 'page');
    assert.is((await inside(['resume', ...WHERE])).code, 0);
    await told(/^resumed by an operator$/);
    answer = 401;
    await inside(['halt', ...WHERE, 'again']);
    const desk = await until(
      'the problem on the door',
      async () => {
        const { desk } = JSON.parse((await inside(['status', '--json', ...WHERE])).stdout);
        return desk.alerts[0]?.problem === null ? null : desk;
      },
      WAIT_MS,
    );
    assert.is(desk.alerts[0].channel, 'webhook');
    assert.is(desk.alerts[0].problem, 'answered 401: {}');
    assert.ok(desk.alerts[0].sent >= 3 && desk.alerts[0].failed >= 1);
    answer = 200;
    const { code } = await service.stopBy('SIGINT');
    assert.is(code, 0);
    assert.ok(heard.some(({ text }) => text === 'the service ended: nothing of ours rests'));
    assert.not.ok(service.process.stdout().includes('sEcReT'));
  },
);

alerts.run();
