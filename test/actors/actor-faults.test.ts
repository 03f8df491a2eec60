// An actor hurt on purpose: where it breaks, what of its step has happened by then, and what it misses while it is deaf.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type AnyActorLogic,
  type AnyActorRef,
  createActor,
  createMachine,
  fromCallback,
  fromPromise,
  raise,
  sendTo,
  spawnChild,
  stopChild,
} from 'xstate';
import { ARMED_MAX_MS, type CrashPlace, logicKind, missedBy } from '#actors/actor-faults.ts';
import { crashSafe } from '#actors/crash-safe.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

/** An owner of one actor under test, which forgives it and can start it again. */
function scene(logic: (heard: string[]) => AnyActorLogic) {
  const clock = new VirtualClock(0);
  const heard: string[] = [];
  const errors: Error[] = [];
  const child = crashSafe(logic(heard));
  const witness = createMachine({ on: { SAID: { actions: () => heard.push('witness') } } });
  const start = spawnChild(child, { id: 'actor', systemId: 'actor' });
  const root = createActor(
    createMachine({
      entry: [spawnChild(witness, { id: 'witness', systemId: 'witness' }), start],
      on: {
        'xstate.error.actor.actor': {
          actions: [({ event }) => errors.push((event as unknown as { error: Error }).error), stopChild('actor')],
        },
        AGAIN: { actions: start },
      },
    }),
    { clock },
  );
  root.start();
  const actor = () => root.system.get('actor' as never) as AnyActorRef | undefined;
  const tell = (event: object) => actor()?.send(event as never);
  return { clock, heard, errors, root, actor, tell };
}

/** A machine that beats every second, and does three things at GO. */
const beater = (heard: string[]): AnyActorLogic =>
  createMachine({
    initial: 'calm',
    states: {
      calm: {
        after: { 1000: { target: 'calm', reenter: true, actions: () => heard.push('beat') } },
        on: {
          GO: {
            target: 'gone',
            actions: [
              () => heard.push('first'),
              sendTo(({ system }) => system.get('witness'), { type: 'SAID' }),
              () => heard.push('second'),
            ],
          },
          HUSH: {},
        },
      },
      gone: { entry: () => heard.push('entered') },
    },
  });

test('without a fault the step is whole', () => {
  const { tell, heard, errors } = scene(beater);
  tell({ type: 'GO' });
  assert.equal(heard, ['first', 'second', 'entered', 'witness']);
  assert.equal(errors, []);
});

for (const [where, before, message] of [
  ['action', ['first', 'second', 'entered'], /^chaos: crash in action at GO$/],
  ['entry', [], /^chaos: crash in entry at GO$/],
  ['guard', [], /^Unable to evaluate guard 'chaos' in transition for event 'GO' .*\n?.*crash in guard at GO$/],
] as const)
  test(`a crash in ${where} strikes in the next step, and nothing that the step had put off leaves`, () => {
    const { tell, heard, errors, clock, actor } = scene(beater);
    tell({ type: 'chaos.crash', where });
    assert.is(actor()?.getSnapshot().status, 'active');
    tell({ type: 'GO' });
    assert.equal(heard, before);
    assert.match(errors[0]?.message ?? '', message);
    assert.is(actor(), undefined);
    clock.advanceBy(10_000);
    assert.equal(heard, before);
    assert.is(clock.pending, 0);
  });

test('a crash in entry lets a step without any action finish, and strikes then', () => {
  const { tell, errors } = scene(beater);
  tell({ type: 'chaos.crash', where: 'entry' });
  tell({ type: 'HUSH' });
  assert.match(errors[0]?.message ?? '', /crash in entry at HUSH/);
});

test('an actor that hears nothing crashes all the same', () => {
  const { tell, errors, clock } = scene(() => createMachine({}));
  tell({ type: 'chaos.crash', where: 'action' });
  clock.advanceBy(ARMED_MAX_MS - 1);
  assert.is(errors.length, 0);
  clock.advanceBy(1);
  assert.match(errors[0]?.message ?? '', /crash in action, in a quiet moment/);
});

test('the next life of a crashed actor is well', () => {
  const { tell, errors, heard, root, clock } = scene(beater);
  tell({ type: 'chaos.crash', where: 'action' });
  tell({ type: 'HUSH' });
  root.send({ type: 'AGAIN' });
  clock.advanceBy(5 * ARMED_MAX_MS);
  assert.is(errors.length, 1);
  assert.is(heard.length, 5);
});

test('a crash takes children and their sockets down', () => {
  let open = 0;
  const socket = crashSafe(
    fromCallback(() => {
      open += 1;
      return () => {
        open -= 1;
      };
    }),
  );
  for (const where of ['action', 'guard', 'entry'] satisfies CrashPlace[]) {
    const { tell, errors } = scene(() => createMachine({ entry: spawnChild(socket, { id: 'socket' }) }));
    assert.is(open, 1);
    tell({ type: 'chaos.crash', where });
    tell({ type: 'ANYTHING' });
    assert.is(errors.length, 1);
    assert.is(open, 0);
  }
});

test('a callback crashes at once, and its disposer runs', () => {
  let open = 0;
  const { tell, errors } = scene(() =>
    fromCallback(() => {
      open += 1;
      return () => {
        open -= 1;
      };
    }),
  );
  tell({ type: 'chaos.crash', where: 'callback' });
  assert.match(errors[0]?.message ?? '', /crash in callback/);
  assert.is(open, 0);
});

test('a promise is rejected', () => {
  const { tell, errors } = scene(() => fromPromise(() => new Promise(() => {})));
  tell({ type: 'chaos.crash', where: 'promise' });
  assert.match(errors[0]?.message ?? '', /crash in promise/);
});

test('a statechart, a callback and a promise are told apart, wrapped or not', () => {
  const kinds = [
    [createMachine({}), 'statechart'],
    [fromCallback(() => {}), 'callback'],
    [fromPromise(async () => 1), 'promise'],
  ] as const;
  for (const [logic, kind] of kinds) {
    assert.is(logicKind(logic), kind);
    assert.is(logicKind(crashSafe(logic as AnyActorLogic)), kind);
  }
});

/** Hears others, and itself with and without a delay. */
const listener = (heard: string[]): AnyActorLogic =>
  createMachine({
    entry: raise({ type: 'TICK' }, { delay: 1_000, id: 'tick' }),
    on: {
      TICK: { actions: [() => heard.push('tick'), raise({ type: 'TICK' }, { delay: 1_000, id: 'tick' })] },
      NEWS: { actions: () => heard.push('news') },
      'supervisor.add': { actions: () => heard.push('wiring') },
    },
  });

test('a deaf actor hears its own timers and its supervisor, and counts what others tell it', () => {
  const { tell, heard, clock, actor, errors } = scene(listener);
  tell({ type: 'chaos.deaf', forMs: 2_500 });
  for (let each = 0; each < 3; each += 1) tell({ type: 'NEWS' });
  tell({ type: 'supervisor.add' });
  clock.advanceBy(2_400);
  assert.equal(heard, ['wiring', 'tick', 'tick']);
  assert.is(missedBy(actor() as AnyActorRef), 3);
  assert.equal(errors, []);
});

test('who missed something starts anew when it hears again', () => {
  const { tell, heard, clock, errors, root } = scene(listener);
  tell({ type: 'chaos.deaf', forMs: 2_500 });
  tell({ type: 'NEWS' });
  tell({ type: 'NEWS' });
  tell({ type: 'OTHER' });
  clock.advanceBy(2_500);
  assert.is(errors[0]?.name, 'MissedEvents');
  assert.is(errors[0]?.message, 'chaos: deaf, and missed 2 NEWS, 1 OTHER');
  root.send({ type: 'AGAIN' });
  heard.length = 0;
  tell({ type: 'NEWS' });
  assert.equal(heard, ['news']);
});

test('who missed nothing goes on', () => {
  const { tell, heard, clock, errors } = scene(listener);
  tell({ type: 'chaos.deaf', forMs: 500 });
  clock.advanceBy(500);
  tell({ type: 'NEWS' });
  assert.equal(heard, ['news']);
  assert.equal(errors, []);
});

test('a second deafness replaces the first', () => {
  const { tell, heard, clock } = scene(listener);
  tell({ type: 'chaos.deaf', forMs: 500 });
  tell({ type: 'chaos.deaf', forMs: 900 });
  clock.advanceBy(899);
  tell({ type: 'NEWS' });
  assert.equal(heard, []);
});

test('a deaf actor can still be stopped', () => {
  const { tell, clock, actor } = scene(listener);
  tell({ type: 'chaos.deaf', forMs: 60_000 });
  const kept = actor();
  tell({ type: 'xstate.stop' });
  assert.is(kept?.getSnapshot().status, 'stopped');
  assert.is(clock.pending, 0);
});

test.run();
