import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type LedgerDesk, ledgerMachine } from '#machines/ledger.machine.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

test('the ledger only ever copies, and ends when it is told', () => {
  const events = [{ type: 'FLUSH' }, { type: 'shutdown' }];
  const chart = walk(ledgerMachine, { input: { desk: hands<LedgerDesk>().desk }, events });
  assert.equal([...chart.states], ['copying', 'ended']);
  assert.equal(chart.untaken, []);
});

test('a ledger that is told to leave copies what waits first', () => {
  const { desk, took } = hands<LedgerDesk>();
  const { actor, clock, state } = live(ledgerMachine, { desk });
  actor.send({ type: 'shutdown' });
  assert.is(took('flush').length, 1);
  assert.is(state(), 'ended');
  assert.is(actor.getSnapshot().status, 'done');
  assert.is(clock.pending, 0);
});

test('facts are copied out four times a second, and at once when asked', () => {
  const { desk, took } = hands<LedgerDesk>();
  const { actor, clock } = live(ledgerMachine, { desk });
  assert.is(took().length, 0);
  clock.advanceBy(1_000);
  assert.is(took('flush').length, 4);
  actor.send({ type: 'FLUSH' });
  assert.is(took('flush').length, 5);
});

test('a disk that does not take the facts fails the ledger, and nobody copies on in its name', () => {
  const { desk, took } = hands<LedgerDesk>({
    flush: () => {
      throw new Error('facts.jsonl: no space left');
    },
  });
  const { clock, actor, error } = live(ledgerMachine, { desk });
  clock.advanceBy(5_000);
  assert.match(String(error()), /no space left/);
  assert.is(actor.getSnapshot().status, 'error');
  assert.is(took('flush').length, 1);
});

test.run();
