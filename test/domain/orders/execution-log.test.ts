import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ANSWER_PATIENCE_MS,
  ANSWERS_MIN,
  EXECUTION_WINDOW_MS,
  ExecutionLog,
  VERDICTS_MIN,
} from '#domain/orders/execution-log.ts';

/** Answers that took so long, each asked at `fromMs`. */
function answers(log: ExecutionLog, tookMs: number, count: number, fromMs = 0): void {
  for (let each = 0; each < count; each += 1) log.answered(log.asked(fromMs), fromMs + tookMs);
}

test('the slowest of twenty answers decides', () => {
  const log = new ExecutionLog();
  answers(log, 50, 95);
  answers(log, 9_000, 5);
  assert.is(log.slowMs(10_000), 50);
  answers(log, 9_000, 1);
  assert.is(log.slowMs(10_000), 9_000);
});

test('too few answers say nothing', () => {
  const log = new ExecutionLog();
  answers(log, 9_000, ANSWERS_MIN - 1);
  assert.is(log.slowMs(9_000), 0);
  answers(log, 9_000, 1);
  assert.is(log.slowMs(9_000), 9_000);
});

test('a request without an answer counts with the time it has waited', () => {
  const log = new ExecutionLog();
  answers(log, 50, 30);
  for (let each = 0; each < 3; each += 1) log.asked(1_000);
  assert.is(log.slowMs(8_000), 7_000);
  assert.is(log.slowMs(1_000 + EXECUTION_WINDOW_MS), 0);
});

test('a request that was given up counts with our patience, however late that was noticed; a slow answer counts in full', () => {
  const log = new ExecutionLog();
  for (let each = 0; each < ANSWERS_MIN; each += 1) log.answered(log.asked(0), ANSWER_PATIENCE_MS + 1, true);
  assert.is(log.slowMs(ANSWER_PATIENCE_MS + 1), ANSWER_PATIENCE_MS);
  answers(log, ANSWER_PATIENCE_MS + 1, 5);
  assert.is(log.slowMs(ANSWER_PATIENCE_MS + 1), ANSWER_PATIENCE_MS + 1);
  const open = new ExecutionLog();
  for (let each = 0; each < ANSWERS_MIN; each += 1) open.asked(0);
  assert.is(open.slowMs(ANSWER_PATIENCE_MS + 1), ANSWER_PATIENCE_MS, 'it is just being given up');
  assert.is(open.slowMs(2 * ANSWER_PATIENCE_MS), 2 * ANSWER_PATIENCE_MS, 'and here nobody gives up');
});

test('an answer told twice counts once', () => {
  const log = new ExecutionLog();
  const asked = log.asked(0);
  assert.is(log.answered(asked, 10), true);
  assert.is(log.answered(asked, 20), false);
});

test('what is a minute old counts no more', () => {
  const log = new ExecutionLog();
  answers(log, 9_000, 50);
  for (let each = 0; each < 50; each += 1) log.verdict('crossesBook', 9_000);
  assert.is(log.slowMs(9_000 + EXECUTION_WINDOW_MS - 1), 9_000);
  assert.is(log.slowMs(9_000 + EXECUTION_WINDOW_MS), 0);
  assert.is(log.rejectShare(9_000 + EXECUTION_WINDOW_MS), 0);
});

test('the share of rejected orders, from twenty on', () => {
  const log = new ExecutionLog();
  for (let each = 0; each < VERDICTS_MIN - 1; each += 1) log.verdict('crossesBook', 0);
  assert.is(log.rejectShare(0), 0);
  log.verdict(null, 0);
  assert.is(log.rejectShare(0), (VERDICTS_MIN - 1) / VERDICTS_MIN);
});

test('failures count within the window that is asked for', () => {
  const log = new ExecutionLog();
  for (const atMs of [0, 1_000, 5_000]) log.failed(atMs);
  assert.is(log.failures(5_000, 10_000), 3);
  assert.is(log.failures(10_500, 10_000), 2);
  assert.is(log.failures(10_500, 1_000), 0);
});

test('a rejection because the account is restricted counts until the operator resumes', () => {
  const log = new ExecutionLog();
  log.verdict('offTick', 0);
  assert.is(log.restricted, 0);
  log.verdict('accountRestricted', 0);
  assert.is(log.restricted, 1);
  log.failed(0);
  answers(log, 9_000, 50);
  log.forget();
  assert.equal([log.restricted, log.failures(1, 1_000), log.slowMs(9_000), log.rejectShare(0)], [0, 0, 0, 0]);
});

test.run();
