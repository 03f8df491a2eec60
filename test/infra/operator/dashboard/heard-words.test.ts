import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor, createMachine, fromPromise } from 'xstate';
import { heardWords } from '../../../../src/infra/operator/dashboard/heard-words.ts';

test('what the library tells an actor by itself is said in words', () => {
  assert.is(heardWords('xstate.init'), 'born');
  assert.is(heardWords('xstate.after.250.operator.open'), 'after 250 ms');
  assert.is(heardWords('xstate.after.120000.pair-trade.oneLeg'), 'after 2 min 0 s');
  assert.is(heardWords('xstate.after.patience.pair-trade.oneLeg'), 'after patience');
  assert.is(heardWords('xstate.done.actor.market:wide-1/quoter'), 'market:wide-1/quoter is done');
  assert.is(heardWords('xstate.error.actor.chain'), 'chain failed');
});

test('an event of our own keeps its name, and so does one that nobody thought of', () => {
  assert.is(heardWords('BOOK_MOVED'), 'BOOK_MOVED');
  assert.is(heardWords('xstate.something.new'), 'xstate.something.new');
  assert.is(heardWords(''), '');
});

test('whatever the library really tells a machine with a timer, a promise and an end has words', async () => {
  const heard: string[] = [];
  const machine = createMachine({
    id: 'm',
    initial: 'first',
    states: {
      first: { invoke: { src: fromPromise(async () => 1), id: 'asked', onDone: 'second' } },
      second: { after: { 1: 'third' } },
      third: { initial: 'in', states: { in: { type: 'final' } }, onDone: 'end' },
      end: { type: 'final' },
    },
  });
  const actor = createActor(machine, {
    inspect: (happened) => {
      if (happened.type === '@xstate.event') heard.push(happened.event.type);
    },
  });
  await new Promise<void>((done) => {
    actor.subscribe({ complete: done });
    actor.start();
  });
  assert.ok(heard.length >= 3);
  assert.equal(
    heard.map(heardWords).filter((words) => words.includes('xstate')),
    [],
  );
});

test.run();
