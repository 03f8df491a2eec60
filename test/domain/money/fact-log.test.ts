import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InvariantError } from '#domain/failure.ts';
import type { Fact } from '#domain/money/fact.ts';
import { FactLog, WAITING_FACTS_MAX } from '#domain/money/fact-log.ts';
import { opening } from './facts.ts';

const facts = (...amounts: readonly number[]): Fact[] => amounts.map((cash) => opening(String(cash)));

test('whoever listens hears each fact at once, in order of registration, and nothing of the past', () => {
  const log = new FactLog();
  const heard: string[] = [];
  const [first, second] = facts(1, 2) as [Fact, Fact];
  log.append(first);
  log.onFact((fact) => heard.push(`a ${fact === second}`));
  log.onFact((fact) => heard.push(`b ${fact === second}`));
  log.append(second);
  assert.equal(heard, ['a true', 'b true']);
  assert.is(log.count, 2);
});

test('the ledger drains each fact once, oldest first', () => {
  const log = new FactLog();
  const all = facts(1, 2, 3);
  for (const fact of all) log.append(fact);
  assert.equal(log.drain(), all);
  assert.equal(log.drain(), []);
  assert.is(log.count, 3);
});

test('facts that could not be written wait again, before whatever came since, and are not heard twice', () => {
  const log = new FactLog();
  let heard = 0;
  log.onFact(() => {
    heard += 1;
  });
  const [a, b, c] = facts(1, 2, 3) as [Fact, Fact, Fact];
  log.append(a);
  log.append(b);
  const batch = log.drain();
  log.append(c);
  log.giveBack(batch);
  assert.equal(log.drain(), [a, b, c]);
  assert.is(heard, 3);
  assert.is(log.count, 3);
});

test('what was drained is the caller’s: it does not grow with later facts', () => {
  const log = new FactLog();
  log.append(opening('1'));
  const batch = log.drain();
  log.append(opening('2'));
  assert.is(batch.length, 1);
});

test('a ledger that does not drain stops the house', () => {
  const log = new FactLog();
  const fact = opening('1');
  for (let count = 0; count < WAITING_FACTS_MAX; count += 1) log.append(fact);
  assert.throws(
    () => log.append(fact),
    (error: unknown) => error instanceof InvariantError && /ledger does not drain/.test(error.message),
  );
  assert.is(log.count, WAITING_FACTS_MAX);
  log.drain();
  log.append(fact);
});

test.run();
