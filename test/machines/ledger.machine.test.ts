import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type LedgerDesk, ledgerMachine, STUCK_MAX_MS } from '#machines/ledger.machine.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

test('the ledger only ever copies, and ends when it is told', () => {
  const events = [{ type: 'FLUSH' }, { type: 'shutdown' }, { type: 'COPIED' }, { type: 'STUCK', why: 'full' }];
  let full = false;
  const { desk } = hands<LedgerDesk>({ flush: () => (full ? 'no space left' : null) });
  const worlds = [false, true].map((is) => () => {
    full = is;
  });
  const chart = walk(ledgerMachine, { input: { desk }, events, worlds });
  assert.equal([...chart.states].sort(), ['copying', 'ended', 'waiting']);
  assert.equal(chart.untaken, []);
});

test('a ledger that is told to leave copies what waits first', () => {
  const { desk, took } = hands<LedgerDesk>({ flush: () => null });
  const { actor, clock, state } = live(ledgerMachine, { desk });
  actor.send({ type: 'shutdown' });
  assert.is(took('flush').length, 1);
  assert.is(state(), 'ended');
  assert.is(actor.getSnapshot().status, 'done');
  assert.is(clock.pending, 0);
});

test('facts are copied out four times a second, and at once when asked', () => {
  const { desk, took } = hands<LedgerDesk>({ flush: () => null });
  const { actor, clock } = live(ledgerMachine, { desk });
  assert.is(took().length, 0);
  clock.advanceBy(1_000);
  assert.is(took('flush').length, 4);
  actor.send({ type: 'FLUSH' });
  assert.is(took('flush').length, 5);
});

test('a disk that does not take the facts is told of once and tried every second, until it takes them', () => {
  let full = true;
  const { desk, took } = hands<LedgerDesk>({ flush: () => (full ? 'facts.jsonl: no space left' : null) });
  const { clock, state, error } = live(ledgerMachine, { desk });
  clock.advanceBy(10_000);
  assert.is(state(), 'waiting');
  assert.is(took('stuck').length, 1);
  assert.match(took('stuck')[0] ?? '', /no space left/);
  assert.is(took('flush').length, 10);
  full = false;
  clock.advanceBy(1_000);
  assert.is(state(), 'copying');
  clock.advanceBy(600_000);
  assert.is(error(), null);
});

test('a disk that takes no facts for a minute fails the ledger, and nobody copies on in its name', () => {
  const { desk, took } = hands<LedgerDesk>({ flush: () => 'facts.jsonl: no space left' });
  const { clock, actor, error } = live(ledgerMachine, { desk });
  clock.advanceBy(60_250);
  assert.match(String(error()), /for a minute/);
  assert.is(actor.getSnapshot().status, 'error');
  const tries = took('flush').length;
  clock.advanceBy(60_000);
  assert.is(took('flush').length, tries);
});

test('whatever the disk does, what failed is told once, tried again, and given up only after a whole minute', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000 }) }),
    fc.record({ do: fc.constant('disk' as const), full: fc.boolean() }),
    fc.constant({ do: 'flush' as const }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (days) => {
      let full = false;
      let failedSinceMs: number | null = null;
      let troubles = 0;
      let copied = 0;
      const { desk, took } = hands<LedgerDesk>({
        flush() {
          if (full && failedSinceMs === null) {
            failedSinceMs = clock.now();
            troubles += 1;
          }
          if (!full) failedSinceMs = null;
          copied += full ? 0 : 1;
          return full ? 'no space left' : null;
        },
      });
      const { actor, clock, error } = live(ledgerMachine, { desk });
      for (const day of days) {
        if (day.do === 'wait') clock.advanceBy(day.ms);
        else if (day.do === 'disk') full = day.full;
        else if (error() === null) actor.send({ type: 'FLUSH' });
        const stuckMs = failedSinceMs === null ? 0 : clock.now() - failedSinceMs;
        assert.is(error() === null, stuckMs < STUCK_MAX_MS, `${stuckMs} ms without a disk`);
        if (error() !== null) return;
        assert.is(took('stuck').length, troubles);
      }
      const before = copied;
      full = false;
      clock.advanceBy(1_000);
      assert.ok(copied > before, 'it copies again');
    }),
    { seed: 6 },
  );
});

test.run();
