// What XState leaves running when a logic throws, shown without the wrapper, and that nothing of it is left with it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type AnyActorLogic,
  assign,
  createActor,
  createMachine,
  enqueueActions,
  fromCallback,
  raise,
  sendTo,
  spawnChild,
  stopChild,
} from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

type Wrap = <L extends AnyActorLogic>(logic: L) => L;
const bare: Wrap = (logic) => logic;

interface Ref {
  send(event: object): void;
  getSnapshot(): { readonly status: string };
}

/** An owner with a leaf that beats every second and holds a socket, under a parent that forgives and can start it again. */
function scene(wrap: Wrap) {
  const clock = new VirtualClock(0);
  const sockets = { open: 0, opened: 0 };
  const heard: string[] = [];
  const errors: unknown[] = [];
  const boom = () => {
    throw new Error('boom');
  };
  const socket = wrap(
    fromCallback(({ receive }) => {
      sockets.open += 1;
      sockets.opened += 1;
      receive(boom);
      return () => {
        sockets.open -= 1;
      };
    }),
  );
  const leaf = wrap(
    createMachine({
      entry: spawnChild(socket, { id: 'socket' }),
      initial: 'beating',
      states: { beating: { after: { 1000: { target: 'beating', reenter: true, actions: () => heard.push('beat') } } } },
    }),
  );
  const witness = createMachine({ on: { SAID: { actions: () => heard.push('said') } } });
  const owner = wrap(
    createMachine({
      entry: spawnChild(leaf, { id: 'leaf', systemId: 'leaf' }),
      initial: 'calm',
      states: {
        calm: {
          on: {
            'in an action': { actions: boom },
            'in an entry': 'broken',
            'in a guard': { guard: boom, actions: () => {} },
            'in an assign': { actions: assign(boom as never) },
            'in a choice': { actions: enqueueActions(boom as never) },
            'in a guard of always': 'undecided',
            'after effects': {
              actions: [
                sendTo(({ system }) => system.get('witness'), { type: 'SAID' }),
                raise({ type: 'LATER' }, { delay: 500, id: 'later' }),
                spawnChild(leaf, { id: 'second' }),
                boom,
              ],
            },
            LATER: { actions: () => heard.push('later') },
          },
        },
        broken: { entry: boom },
        undecided: { always: { guard: boom, target: 'calm' } },
      },
    }),
  );
  const failed = [
    ({ event }: { event: object }) => errors.push((event as { error: unknown }).error),
    stopChild(({ event }: { event: object }) => (event as { actorId: string }).actorId),
  ] as never;
  const root = createActor(
    createMachine({
      entry: [
        spawnChild(witness, { id: 'witness', systemId: 'witness' }),
        spawnChild(owner, { id: 'owner', systemId: 'owner' }),
      ],
      on: {
        'xstate.error.actor.owner': { actions: failed },
        'xstate.error.actor.socket': { actions: failed },
        AGAIN: { actions: spawnChild(owner, { id: 'owner', systemId: 'owner' }) },
        SOCKET: { actions: spawnChild(socket, { id: 'socket', systemId: 'socket' }) },
      },
    }),
    { clock },
  );
  root.start();
  const named = (name: string) => root.system.get(name as never) as Ref | undefined;
  const tell = (name: string, type: string) => named(name)?.send({ type });
  return { clock, sockets, heard, errors, root, named, tell };
}

const PLACES = [
  'in an action',
  'in an entry',
  'in a guard',
  'in an assign',
  'in a choice',
  'in a guard of always',
] as const;

for (const place of PLACES) {
  test(`without the wrapper a throw ${place} leaves a ghost that beats over an open socket`, () => {
    const { tell, sockets, heard, clock, errors } = scene(bare);
    tell('owner', place);
    clock.advanceBy(5_000);
    assert.is(errors.length, 1);
    assert.is(sockets.open, 1);
    assert.is(heard.length, 5);
  });

  test(`with the wrapper a throw ${place} takes children, sockets and timers down, and the parent hears the cause`, () => {
    const { tell, sockets, heard, clock, errors } = scene(crashSafe);
    clock.advanceBy(2_500);
    heard.length = 0;
    tell('owner', place);
    assert.is(errors.length, 1);
    assert.match((errors[0] as Error).message, /boom/);
    assert.is(sockets.open, 0);
    clock.advanceBy(5_000);
    assert.equal(heard, []);
    assert.is(clock.pending, 0);
  });
}

test('without the wrapper a restart doubles what beats and what is open', () => {
  const { tell, root, sockets, heard, clock } = scene(bare);
  tell('owner', 'in an action');
  root.send({ type: 'AGAIN' });
  clock.advanceBy(1_000);
  assert.is(sockets.open, 2);
  assert.equal(heard, ['beat', 'beat']);
});

test('with the wrapper a restart begins alone', () => {
  const { tell, root, sockets, heard, clock, errors } = scene(crashSafe);
  tell('owner', 'in an action');
  root.send({ type: 'AGAIN' });
  clock.advanceBy(1_000);
  assert.is(errors.length, 1);
  assert.equal(sockets, { open: 1, opened: 2 });
  assert.equal(heard, ['beat']);
});

test('what a failing step had put off is dropped: no message, no timer, no child', () => {
  const { tell, sockets, heard, clock } = scene(crashSafe);
  tell('owner', 'after effects');
  clock.advanceBy(5_000);
  assert.equal(heard, []);
  assert.equal(sockets, { open: 0, opened: 1 });
});

test('without the wrapper a socket whose receiver throws is never closed, whoever stops it afterwards', () => {
  const { tell, root, sockets, errors } = scene(bare);
  root.send({ type: 'SOCKET' });
  assert.is(sockets.open, 2);
  tell('socket', 'anything');
  assert.is(errors.length, 1);
  assert.is(sockets.open, 2);
});

test('with the wrapper it is closed, once', () => {
  const { tell, root, sockets, errors } = scene(crashSafe);
  root.send({ type: 'SOCKET' });
  assert.is(sockets.open, 2);
  tell('socket', 'anything');
  assert.is(errors.length, 1);
  assert.is(sockets.open, 1);
});

test('a disposer that throws as well does not hide the first error', () => {
  const errors: unknown[] = [];
  const broken = fromCallback(({ receive }) => {
    receive(() => {
      throw new Error('first');
    });
    return () => {
      throw new Error('second');
    };
  });
  const root = createActor(
    createMachine({
      entry: spawnChild(crashSafe(broken), { id: 'broken', systemId: 'broken' }),
      on: {
        'xstate.error.actor.broken': {
          actions: ({ event }) => errors.push((event as unknown as { error: Error }).error.message),
        },
      },
    }),
  );
  root.start();
  (root.system.get('broken' as never) as Ref).send({ type: 'anything' });
  assert.equal(errors, ['first']);
});

for (const [how, wrap] of [
  ['without', bare],
  ['with', crashSafe],
] as const)
  test(`${how} the wrapper a kept reference talks to the dead, a name to whoever bears it now`, () => {
    const { named, tell, root, errors } = scene(wrap);
    const kept = named('owner');
    tell('owner', 'in an action');
    assert.is(named('owner'), undefined);
    root.send({ type: 'AGAIN' });
    kept?.send({ type: 'in an action' });
    assert.is(errors.length, 1);
    assert.is(kept?.getSnapshot().status, 'error');
    tell('owner', 'in an action');
    assert.is(errors.length, 2);
  });

test.run();
