// Children started and restarted by name: whatever a failing child leaves behind, its next life begins alone.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyActorLogic, createActor, createMachine, fromCallback, raise, spawnChild } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { child, group, permanent, supervise } from '#actors/supervisor.actor.ts';
import type { ChildReport, ChildSpec } from '#machines/supervisor.machine.ts';
import { supervisorMachine } from '#machines/supervisor.machine.ts';
import { smallDesk } from './small-desk.ts';

interface Ref {
  send(event: object): void;
  getSnapshot(): { readonly status: string; readonly children: Readonly<Record<string, unknown>> };
}

function scene() {
  const { desk, clock } = smallDesk();
  const reports: string[] = [];
  desk.onChild = ({ kind, address }: ChildReport) => reports.push(`${kind} ${address}`);
  const sockets = { open: 0 };
  const log: string[] = [];
  const socket = (name: string) =>
    fromCallback(() => {
      sockets.open += 1;
      log.push(`${name} opens`);
      return () => {
        sockets.open -= 1;
        log.push(`${name} closes`);
      };
    });
  const holder = (name: string) =>
    createMachine({
      entry: spawnChild(socket(name), { id: 'socket', systemId: `${name}/socket` }),
      on: {
        CRASH: {
          actions: () => {
            throw new Error(`${name} broke`);
          },
        },
      },
    });
  function start(specs: readonly ChildSpec[], strategy: 'one_for_one' | 'rest_for_one' = 'one_for_one') {
    const errors: unknown[] = [];
    const root = createActor(crashSafe(supervisorMachine), {
      input: supervise(desk, strategy, specs),
      clock: desk.clock,
      systemId: 'root',
    });
    root.subscribe({ error: (error) => errors.push(error) });
    root.start();
    const named = (name: string) => root.system.get(name as never) as Ref | undefined;
    return { root, errors, named, crash: (name: string) => named(name)?.send({ type: 'CRASH' }) };
  }
  const spec = (name: string, logic: AnyActorLogic = holder(name), policy = permanent(3, 60_000)) =>
    child(name, name, logic, () => undefined, policy);
  return { desk, clock, reports, sockets, log, holder, start, spec };
}

test('whoever hears of a restart can already write to the child', () => {
  const { start, spec, clock, desk } = scene();
  const heard: string[] = [];
  const listener = createMachine({
    on: {
      HELLO: { actions: () => heard.push('hello') },
      CRASH: {
        actions: () => {
          throw new Error('broke');
        },
      },
    },
  });
  const { named, crash } = start([spec('a', listener)]);
  desk.onChild = ({ kind, address }) => {
    if (kind === 'restarted') named(address)?.send({ type: 'HELLO' });
  };
  crash('a');
  clock.advanceBy(100);
  assert.equal(heard, ['hello']);
});

/** Fails the first `times` times in its own first step, after it has made a child with a name. */
function stillborn(times: number, socket: AnyActorLogic, how: 'spawn first' | 'throw first' | 'throw at once') {
  let left = times;
  const spawn = spawnChild(socket, { id: 'socket', systemId: 'a/socket' });
  const fail = () => {
    if (left-- > 0) throw new Error('not yet');
    return false;
  };
  if (how === 'throw at once')
    return createMachine({ entry: spawn, initial: 'on', states: { on: { always: { guard: fail } } } });
  return createMachine({ entry: how === 'spawn first' ? [spawn, fail] : [fail, spawn] });
}

for (const how of ['spawn first', 'throw first', 'throw at once'] as const)
  test(`a child that fails in its first step (${how}) leaves neither sockets nor names behind`, () => {
    const { start, spec, clock, sockets, reports } = scene();
    const socket = fromCallback(() => {
      sockets.open += 1;
      return () => {
        sockets.open -= 1;
      };
    });
    const { named, errors } = start([spec('a', stillborn(2, socket, how))]);
    clock.advanceBy(1_000);
    assert.equal(errors, []);
    assert.equal(reports, ['crashed a', 'restarted a', 'crashed a', 'restarted a']);
    assert.is(named('a')?.getSnapshot().status, 'active');
    assert.is(sockets.open, 1);
  });

test('a child that names a grandchild in its failing step can name it again', () => {
  const { start, spec, clock, sockets, holder } = scene();
  let left = 1;
  const parent = createMachine({
    on: {
      GO: {
        actions: [spawnChild(holder('late'), { id: 'late', systemId: 'late' }), raise({ type: 'THEN' })],
      },
      THEN: {
        actions: () => {
          if (left-- > 0) throw new Error('after the spawn');
        },
      },
    },
  });
  const tree = start([spec('a', parent)]);
  tree.named('a')?.send({ type: 'GO' });
  clock.advanceBy(100);
  tree.named('a')?.send({ type: 'GO' });
  clock.advanceBy(1_000);
  assert.equal(tree.errors, []);
  assert.is(tree.named('late')?.getSnapshot().status, 'active');
  assert.is(sockets.open, 1);
});

test('past its intensity a supervisor stops its children in reverse order and fails with the cause', () => {
  const { start, spec, holder, log, reports, clock } = scene();
  const { crash, errors } = start([
    spec('a'),
    spec('b'),
    spec('fragile', holder('fragile'), permanent(0, 60_000)),
    spec('d'),
  ]);
  log.length = 0;
  crash('fragile');
  clock.advanceBy(0);
  assert.equal(log, ['fragile closes', 'd closes', 'b closes', 'a closes']);
  assert.is((errors[0] as Error).name, 'EscalationError');
  assert.is(((errors[0] as Error).cause as Error).message, 'fragile broke');
  assert.equal(reports, ['crashed fragile', 'escalated fragile']);
});

test('a group that fails is an ordinary crash to the one above, and begins anew with all of its children', () => {
  const { start, spec, holder, clock, desk, reports, sockets } = scene();
  const inner = group(
    desk,
    'inner',
    'one_for_one',
    [spec('x'), spec('y', holder('y'), permanent(0, 1))],
    permanent(1, 60_000),
    'brutal',
  );
  const { crash, named, errors } = start([inner, spec('z')]);
  assert.is(sockets.open, 3);
  crash('y');
  clock.advanceBy(99);
  assert.is(sockets.open, 1);
  clock.advanceBy(2);
  assert.is(sockets.open, 3);
  assert.is(named('y')?.getSnapshot().status, 'active');
  assert.equal(errors, []);
  assert.equal(reports, ['crashed y', 'escalated y', 'crashed inner', 'restarted inner']);
});

test.run();
