// Which facts wake people, in which words, and how often.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Alert, alert, alertOf, isAtLeast, isForgivenBy } from '#domain/alerts/alert.ts';
import { AlertBudget } from '#domain/alerts/alert-budget.ts';
import { AlertMemory } from '#domain/alerts/alert-memory.ts';
import { fundAlerts } from '#domain/alerts/funds.ts';
import type { Fact, FaultFact, OrderFact } from '#domain/money/fact.ts';
import { parseUsd } from '#domain/units.ts';

const MINUTE_MS = 60_000;
const fault = (actor: string, kind: string, detail: string): FaultFact => ({
  fact: 'fault',
  atMs: 7,
  actor,
  kind,
  detail,
});
const severity = (fact: Fact) => alertOf(fact)?.severity ?? null;
const page = (text: string, key = text) => alert('page', key, text, 0);
const warn = (text: string, key = text) => alert('warn', key, text, 0);

test('faults wake people as urgently as they are', () => {
  assert.is(severity(fault('kill-switch', 'page', 'latched at cancelAll: loss of the day')), 'page');
  assert.is(severity(fault('reconciler', 'page', 'divergence: cash differs')), 'page');
  assert.is(severity(fault('heartbeat', 'warn', 'lost: no answer')), 'warn');
  assert.is(severity(fault('order-gateway', 'failed settlement', 't1 of o1')), 'warn');
  assert.is(severity(fault('accounts', 'moreThanHeld', 'rain: sold 5, held 3')), 'page');
  assert.is(severity(fault('kill-switch', 'latch', 'does not read')), 'page');
  assert.is(severity(fault('market:rain/quoter', 'crashed', 'poisoned')), 'info');
  assert.is(severity(fault('chaos', 'crash', 'chaos-1')), 'info');
});

test('what is told in better words by somebody else is told once', () => {
  assert.is(severity(fault('kill-switch', 'cancelAll', 'loss of the day')), null);
  assert.is(severity(fault('market:rain', 'escalated', 'quoter failed too often')), null);
  assert.is(severity({ fact: 'flow', atMs: 1, kind: 'reward', market: null, cash: '1' }), null);
});

test('an order that the venue does not cover says that an allowance may be missing, and how to find out', () => {
  const order = {
    fact: 'order',
    atMs: 1,
    status: 'rejected',
    reason: 'notCovered: not enough balance / allowance',
  } as OrderFact;
  const found = alertOf(order) as Alert;
  assert.is(found.severity, 'warn');
  assert.match(found.text, /allowance.*npm run doctor/);
  assert.is(alertOf({ ...order, reason: 'crossesBook: would cross' }), null);
  assert.is(alertOf({ ...order, status: 'resting' } as OrderFact), null);
});

test('the same trouble has the same key, whatever its numbers; other trouble has another', () => {
  const key = (detail: string) => alertOf(fault('market-feed', 'warn', detail))?.key;
  assert.is(key('silent for 12 s, chaos-1'), key('silent for 95 s, chaos-22'));
  assert.is.not(key('silent for 12 s'), key('book of 12 is torn'));
});

test('what is secret in the words of others is not told', () => {
  const found = alertOf(fault('venue', 'warn', 'refused {"apiKey":"abcdef123456","secret":"s3cr3t-s3cr3t"}'));
  assert.not.match(found?.text ?? '', /abcdef|s3cr3t/);
});

test('severities rise from info to page', () => {
  assert.ok(isAtLeast('page', 'warn'));
  assert.ok(isAtLeast('warn', 'warn'));
  assert.not.ok(isAtLeast('info', 'warn'));
});

test('trouble is told once, then counted, and told with its count when its time is over', () => {
  const memory = new AlertMemory(30 * MINUTE_MS);
  assert.ok(memory.take(warn('silent'), 0));
  for (let n = 1; n <= 17; n += 1) assert.is(memory.take(warn('silent'), n * MINUTE_MS), null);
  assert.equal(memory.overdue(29 * MINUTE_MS), []);
  assert.equal(
    memory.overdue(31 * MINUTE_MS).map(({ text }) => text),
    ['silent (17 times more)'],
  );
  assert.equal(memory.overdue(60 * MINUTE_MS), []);
});

test('trouble that comes again after its time is told with what came between', () => {
  const memory = new AlertMemory(MINUTE_MS);
  memory.take(warn('silent'), 0);
  memory.take(warn('silent'), 1_000);
  assert.is(memory.take(warn('silent'), 2 * MINUTE_MS)?.text, 'silent (once since)');
});

test('a latch that comes back after an operator resumed is news', () => {
  const memory = new AlertMemory(30 * MINUTE_MS);
  const latched = alertOf(fault('kill-switch', 'page', 'latched at cancelAll: loss of $51')) as Alert;
  const resumed: Fact = {
    fact: 'transition',
    atMs: 9,
    actor: 'kill-switch',
    from: 'latched',
    to: 'armed',
    reason: 'operator',
  };
  assert.ok(memory.take(latched, 0));
  assert.is(memory.take(latched, 1), null);
  memory.forget(isForgivenBy(resumed) as string);
  assert.ok(memory.take(latched, 2));
  assert.is(severity(resumed), 'info');
});

test('memory of trouble is bounded: what is told first is forgotten first', () => {
  const memory = new AlertMemory(30 * MINUTE_MS);
  for (let n = 0; n < 600; n += 1) assert.ok(memory.take(warn(`x`, `key ${n}`), n));
  assert.is(memory.take(warn('x', 'key 599'), 1_000), null);
  assert.ok(memory.take(warn('x', 'key 0'), 1_000));
});

test('a storm of warnings leaves room for pages, and what was held back is told as one line', () => {
  const budget = new AlertBudget(10);
  const let5 = Array.from({ length: 20 }, (_, n) => budget.admits(warn(`w${n}`), n)).filter(Boolean);
  assert.is(let5.length, 5);
  assert.is(budget.digest(1_000), null);
  const pages = Array.from({ length: 7 }, (_, n) => budget.admits(page(`p${n}`), 2_000 + n)).filter(Boolean);
  assert.is(pages.length, 5);
  const line = budget.digest(2 * MINUTE_MS);
  assert.is(line?.severity, 'page');
  assert.is(line?.text, 'held back 17 times: p5 · p6 · w5 · and 14 more');
  assert.is(budget.digest(3 * MINUTE_MS), null);
});

test('low cash warns, and too little to pay for transactions pages; zero as a limit asks for neither', () => {
  const limits = { balanceMinUsd: parseUsd('50'), gasMinUsd: parseUsd('1') };
  const found = (cash: string, gas: string | null, set = limits) =>
    fundAlerts({ cash: parseUsd(cash), gas: gas === null ? null : parseUsd(gas) }, set, 1).map(
      (each) => `${each.severity} ${each.text}`,
    );
  assert.equal(found('50', '1'), []);
  assert.equal(found('49.99', null), ['warn low balance: $49.99 of cash, less than alerts.balanceMinUsd ($50.00)']);
  assert.match(found('0.50', '0.50')[1] ?? '', /^page low gas: \$0\.50/);
  assert.equal(found('0', '0', { balanceMinUsd: parseUsd('0'), gasMinUsd: parseUsd('0') }), []);
});

test.run();
