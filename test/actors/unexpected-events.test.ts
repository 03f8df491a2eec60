// An event that no state has a line for is counted, by kind of actor and type of event, and people see it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type AnyStateMachine,
  createActor,
  createMachine,
  type InspectionEvent,
  raise,
  setup,
  spawnChild,
} from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { plantTree } from '#actors/root.actor.ts';
import { UnexpectedEvents } from '#actors/unexpected-events.ts';
import { house, SECOND_MS } from './chaos-house.ts';
import { smallDesk } from './small-desk.ts';

function watched(machine: AnyStateMachine) {
  const unexpected = new UnexpectedEvents();
  const actor = createActor(crashSafe(machine), { inspect: unexpected.inspect }).start();
  return {
    actor,
    unexpected,
    list: () => unexpected.list().map(({ kind, event, count }) => `${kind} ${event} ${count}`),
  };
}

const door = setup({
  types: { events: {} as { type: string } },
  guards: { never: () => false },
}).createMachine({
  id: 'door',
  initial: 'shut',
  on: { KNOCK: {}, KICK: { guard: 'never', target: '.open' } },
  states: {
    shut: { on: { OPEN: 'open', RATTLE: { actions: raise({ type: 'ECHO' }) } } },
    open: { on: { SHUT: 'shut' } },
  },
});

test('an event that no state has a line for is counted, however often it comes', () => {
  const { actor, list, unexpected } = watched(door);
  actor.send({ type: 'OPEN' });
  for (let time = 0; time < 3; time += 1) actor.send({ type: 'OPEN' });
  actor.send({ type: 'FLY' });
  assert.equal(list(), ['door OPEN 3', 'door FLY 1']);
  assert.is(unexpected.total, 4);
});

test('an event that is listed and ignored was expected, and so was one that a guard turned away', () => {
  const { actor, list } = watched(door);
  for (const type of ['KNOCK', 'KICK', 'OPEN', 'KNOCK', 'SHUT']) actor.send({ type });
  assert.equal(list(), []);
});

test('what a machine tells itself and does not understand is counted as well', () => {
  const { actor, list } = watched(door);
  actor.send({ type: 'RATTLE' });
  assert.equal(list(), ['door ECHO 1']);
});

test('children are told apart by kind, not by name, and their ends are one type of event', () => {
  const brief = createMachine({ id: 'brief', initial: 'over', states: { over: { type: 'final' } } });
  const parent = setup({}).createMachine({
    id: 'parent',
    entry: ['a', 'b', 'c'].map((id) => spawnChild(brief, { id }) as never),
  });
  const { list } = watched(parent);
  assert.equal(list(), ['parent xstate.done.actor.* 3']);
});

test('an actor that is stopped expected to be', () => {
  const { actor, list } = watched(door);
  actor.stop();
  assert.equal(list(), []);
});

test('the list stays bounded: what is beyond it is counted together', () => {
  const { actor, unexpected } = watched(door);
  for (let type = 0; type < 1_000; type += 1) actor.send({ type: `T${type}` });
  assert.is(unexpected.list().length, 201);
  assert.equal(unexpected.list()[0], { kind: 'others', event: 'any', count: 800 });
  assert.is(unexpected.total, 1_000);
});

test('it never throws, whatever it is shown: a throw would stop the mailbox for ever', () => {
  const unexpected = new UnexpectedEvents();
  const shown = { type: '@xstate.microstep', _transitions: [], event: { type: 'X' }, snapshot: { status: 'active' } };
  unexpected.inspect(shown as unknown as InspectionEvent);
  unexpected.inspect({ ...shown, event: null } as unknown as InspectionEvent);
  assert.is(unexpected.total, 2);
});

test('one that is planted in a tree is counted, and stands among the facts at the end', async () => {
  const { desk, clock, facts } = smallDesk();
  const tree = plantTree(desk);
  tree.start();
  clock.advanceBy(SECOND_MS);
  assert.equal(desk.unexpected.list(), []);
  tree.send('ledger', { type: 'NONSENSE' });
  assert.equal(desk.unexpected.list(), [{ kind: 'ledger', event: 'NONSENSE', count: 1 }]);
  tree.stop();
  clock.advanceBy(5 * SECOND_MS);
  await tree.done;
  const told = facts.filter((fact) => fact.fact === 'fault' && fact.kind === 'unexpected event');
  assert.equal(
    told.map((fact) => fact.fact === 'fault' && `${fact.actor}: ${fact.detail}`),
    ['ledger: NONSENSE, 1 times'],
  );
});

test('a house that trades, is struck and heals expects everything that happens to it', async () => {
  for (const fault of ['outcomeSilent', 'engineRestart', 'beatLost']) {
    const sim = house();
    sim.inject({ fault });
    sim.run(60 * SECOND_MS);
    await sim.drain();
    assert.equal(sim.desk.unexpected.list(), [], fault);
    sim.end();
  }
});

test.run();
