// From a fact to a message: once, in order, tried again a few times, and never in the way of the trading.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AlertDesk } from '#actors/alert-desk.ts';
import type { Alert } from '#domain/alerts/alert.ts';
import type { AlertChannel, Sent } from '#infra/operator/alert-channels.ts';
import { smallDesk } from './small-desk.ts';

const SECOND_MS = 1_000;

function rig(answers: (nth: number) => Sent | 'hang' = () => ({ ok: true }), flags: Record<string, string> = {}) {
  const small = smallDesk({ flags: { 'alerts.balanceMinUsd': '0', 'alerts.gasMinUsd': '0', ...flags } });
  const { desk, clock } = small;
  const sent: Alert[] = [];
  let nth = 0;
  const channel: AlertChannel = {
    name: 'telegram',
    send(alert, _, reply) {
      sent.push(alert);
      nth += 1;
      const answer = answers(nth);
      if (answer !== 'hang') clock.setTimeout(() => reply(answer), 10);
    },
  };
  const alerts = new AlertDesk(desk, [channel], 'bothsides sim');
  alerts.start();
  const run = (ms: number) => clock.advanceTo(clock.now() + ms);
  return { ...small, alerts, sent, run, texts: () => sent.map(({ text }) => text), view: () => alerts.views()[0] };
}

test('a page leaves at once, story does not, and the level decides what lies between', () => {
  const { desk, sent, run, texts, view, clock } = rig();
  desk.alert('page', 'ledger', 'the disk is full');
  desk.fault('market-feed', 'data gap', 'rain: silent');
  desk.alert('warn', 'heartbeat', 'lost: no answer');
  run(SECOND_MS);
  assert.equal(texts(), ['ledger: the disk is full', 'heartbeat: lost: no answer']);
  assert.equal(view(), { channel: 'telegram', sent: 2, failed: 0, held: 0, problem: null, lastMs: clock.now() - 980 });
  assert.is(sent[0]?.severity, 'page');
  const loud = rig(undefined, { 'alerts.level': 'info' });
  loud.desk.fault('market-feed', 'data gap', 'rain: silent');
  loud.run(SECOND_MS);
  assert.is(loud.sent.length, 1);
  const calm = rig(undefined, { 'alerts.level': 'page' });
  calm.desk.alert('warn', 'heartbeat', 'lost');
  calm.run(SECOND_MS);
  assert.is(calm.sent.length, 0);
});

test('the same trouble a hundred times is one message, and its count later', () => {
  const { desk, run, texts } = rig();
  for (let n = 0; n < 100; n += 1) desk.alert('warn', 'heartbeat', `lost for ${n} s`);
  run(SECOND_MS);
  assert.equal(texts(), ['heartbeat: lost for 0 s']);
  run(31 * 60 * SECOND_MS);
  assert.equal(texts().slice(1), ['heartbeat: lost for 0 s (99 times more)']);
});

test('a message that fails is tried again, and its problem is shown until one goes through', () => {
  const busy: Sent = { ok: false, problem: 'answered 500: oops', againMs: 5 * SECOND_MS };
  const { desk, run, sent, view } = rig((nth) => (nth <= 2 ? busy : { ok: true }));
  desk.alert('page', 'ledger', 'the disk is full');
  run(SECOND_MS);
  assert.is(view()?.problem, 'answered 500: oops');
  run(30 * SECOND_MS);
  assert.is(sent.length, 3);
  assert.equal([view()?.sent, view()?.failed, view()?.problem], [1, 0, null]);
});

test('a channel that fails for good is given up and kept as a problem, and nobody is alerted of that', () => {
  const dead: Sent = { ok: false, problem: 'answered 500: oops', againMs: 5 * SECOND_MS };
  const { desk, run, sent, view, facts } = rig(() => dead);
  const before = facts.length;
  desk.alert('page', 'ledger', 'the disk is full');
  run(10 * 60 * SECOND_MS);
  assert.is(sent.length, 4);
  assert.equal([view()?.sent, view()?.failed, view()?.problem], [0, 1, 'answered 500: oops']);
  assert.is(facts.length, before + 1);
  const refused = rig(() => ({ ok: false, problem: 'answered 401', againMs: null }));
  refused.desk.alert('page', 'ledger', 'the disk is full');
  refused.run(60 * SECOND_MS);
  assert.is(refused.sent.length, 1);
});

test('while one message hangs others wait, up to a bound, and what is beyond is told as a count', () => {
  const { desk, run, sent, view } = rig(() => 'hang', { 'alerts.perMinuteMax': '60' });
  for (let n = 0; n < 200; n += 1) {
    desk.alert(
      'page',
      `actor-${String.fromCharCode(97 + (n % 26))}${String.fromCharCode(97 + Math.floor(n / 26))}`,
      'fell',
    );
  }
  run(SECOND_MS);
  assert.is(sent.length, 1);
  assert.ok((view()?.held ?? 0) >= 140, String(view()?.held));
});

test('warnings beyond the budget of a minute come as one line', () => {
  const { desk, run, texts, view } = rig();
  for (const actor of 'abcdefghijkl') desk.alert('warn', `actor-${actor}`, 'is slow');
  run(SECOND_MS);
  assert.is(texts().length, 5);
  assert.is(view()?.held, 7);
  run(120 * SECOND_MS);
  assert.equal(texts().slice(5), [
    'held back 7 times: actor-f: is slow · actor-g: is slow · actor-h: is slow · and 4 more',
  ]);
});

test('low cash is told while it is low', () => {
  const { run, texts } = rig(undefined, { 'alerts.balanceMinUsd': '20000', 'alerts.gasMinUsd': '0' });
  run(60 * SECOND_MS);
  assert.equal(texts(), ['low balance: $10000.00 of cash, less than alerts.balanceMinUsd ($20000.00)']);
});

test('a latch is paged, and again after it was resumed', () => {
  const { desk, run, texts } = rig();
  desk.alert('page', 'kill-switch', 'latched at cancelAll: loss');
  run(SECOND_MS);
  desk.transition('kill-switch', 'latched', 'armed', 'operator');
  desk.alert('page', 'kill-switch', 'latched at cancelAll: loss');
  run(SECOND_MS);
  assert.is(texts().length, 2);
});

test('a test goes to every channel whatever the level, and says what was answered', async () => {
  const { alerts, run } = rig(() => ({ ok: false, problem: 'answered 401', againMs: null }), {
    'alerts.level': 'page',
  });
  const result = alerts.test();
  run(SECOND_MS);
  assert.equal(await result, [{ channel: 'telegram', problem: 'answered 401' }]);
});

test('a goodbye still leaves when the service ends, and a hanging channel does not keep it', async () => {
  const { alerts, run, texts, clock } = rig(undefined, { 'alerts.level': 'info' });
  alerts.say('info', 'service stop', 'the service ends: everything is cancelled');
  const closed = alerts.close();
  run(SECOND_MS);
  await closed;
  assert.equal(texts(), ['the service ends: everything is cancelled']);
  assert.is(clock.pending, 0);
  const hanging = rig(() => 'hang');
  hanging.desk.alert('page', 'ledger', 'the disk is full');
  const over = hanging.alerts.close();
  hanging.run(4 * SECOND_MS);
  await over;
});

test('a house without channels listens to nothing', () => {
  const { desk, clock } = smallDesk();
  const before = clock.pending;
  const alerts = new AlertDesk(desk, [], 'bothsides sim');
  alerts.start();
  desk.alert('page', 'ledger', 'x');
  assert.is(clock.pending, before);
  assert.equal(alerts.views(), []);
});

test.run();
