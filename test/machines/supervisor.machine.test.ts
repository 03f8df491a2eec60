import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyActorRef, fromCallback, setup } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import type { RestartPolicy } from '#domain/restart.ts';
import type { Strategy } from '#domain/siblings.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import {
  type ChildReport,
  type ChildSpec,
  EscalationError,
  superviseFrom,
  supervisorMachine,
} from '#machines/supervisor.machine.ts';
import { walk } from './chart.ts';
import { live, START_MS } from './hands.ts';

const WAIT_MS = 100;
const BACKOFF = { firstMs: WAIT_MS, factor: 2, capMs: 400, quietMs: 60_000, jitter: 0 };
const policy = (restart: RestartPolicy['restart'], intensity = 3): RestartPolicy => ({
  restart,
  intensity,
  periodMs: 10_000,
  backoff: BACKOFF,
});

function childOf(parent: AnyActorRef | undefined, id: string): AnyActorRef | undefined {
  return parent?.getSnapshot().children[id];
}

/** A child writes down its life: `+a` when it starts, `-a` when it is stopped. It dies, or finishes, when told. */
function nursery(strategy: Strategy, policies: Readonly<Record<string, RestartPolicy>>) {
  const clock = new VirtualClock(START_MS);
  const diary: string[] = [];
  const reports: string[] = [];
  const inputs: unknown[] = [];
  const escalated: unknown[] = [];

  /** A machine with a socket of its own, so that a stop is seen whoever is stopped. */
  function spec(id: string, how: RestartPolicy): ChildSpec {
    const socket = fromCallback(() => {
      diary.push(`+${id}`);
      return () => {
        diary.push(`-${id}`);
      };
    });
    const logic = setup({
      types: { events: {} as { type: 'DIE'; error?: unknown } | { type: 'FINISH' } },
      actors: { socket },
      actions: {
        die: ({ event }) => {
          throw ('error' in event && event.error) || new Error(`${id} died`);
        },
      },
    }).createMachine({
      invoke: { src: 'socket', id: 'socket' },
      initial: 'up',
      states: { up: { on: { DIE: { actions: 'die' }, FINISH: 'over' } }, over: { type: 'final' } },
    });
    const input = () => {
      const fresh = { of: id };
      inputs.push(fresh);
      return fresh;
    };
    return { id, address: `house/${id}`, logic: crashSafe(logic), input, policy: how, shutdown: 'brutal' };
  }

  const specs = Object.entries(policies).map(([id, how]) => spec(id, how));
  const report = ({ kind, address, error }: ChildReport) => {
    reports.push(`${kind} ${address}`);
    if (kind === 'escalated') escalated.push(error);
  };
  const supervision = superviseFrom(specs, { strategy, now: () => clock.now(), report });
  const life = live(supervisorMachine, { supervision }, clock);
  const child = (id: string) => childOf(life.actor, id);
  const take = (list: string[]) => list.splice(0, list.length);
  return {
    ...life,
    spec,
    inputs,
    escalated,
    tell: (id: string, event: { type: string; error?: unknown }) => child(id)?.send(event),
    die: (id: string) => child(id)?.send({ type: 'DIE' }),
    status: () => life.actor.getSnapshot().context.supervision.children.map((each) => `${each.spec.id} ${each.status}`),
    children: () => Object.keys(life.actor.getSnapshot().children).sort(),
    diary: () => take(diary),
    reports: () => take(reports),
    /** How many lives of one child there are now; anything but 0 and 1 is a ghost. */
    alive: (id: string) => diary.reduce((sum, line) => sum + (line === `+${id}` ? 1 : line === `-${id}` ? -1 : 0), 0),
  };
}

const ABC = { a: policy('permanent'), b: policy('permanent'), c: policy('permanent') };

test('every arrow of a supervisor is taken', () => {
  const supervision = superviseFrom([], { strategy: 'one_for_one', now: () => 0, report: () => {} });
  const chart = walk(supervisorMachine, {
    input: { supervision },
    events: [
      { type: 'supervisor.remove', child: 'a' },
      { type: 'supervisor.restart', child: 'a' },
      { type: 'supervisor.deadline', child: 'a' },
      { type: 'shutdown' },
      { type: 'xstate.done.actor.a', actorId: 'a' },
      { type: 'xstate.error.actor.a', actorId: 'a' },
    ],
  });
  // Without children to wait for, `leaving` is over at once.
  assert.equal([...chart.states], ['running', 'ended']);
  // Adding needs a system to start in, escalating is a throw, and leaving needs children: all are told below.
  assert.equal(
    chart.untaken.map((arrow) => arrow.split(' -> ')[0]).filter((arrow) => !arrow?.startsWith('supervisor.leaving')),
    ['supervisor supervisor.add', 'supervisor supervisor.escalate'],
  );
});

test('children start in the order of the list', () => {
  const { diary, status } = nursery('one_for_one', ABC);
  assert.equal(diary(), ['+a', '+b', '+c']);
  assert.equal(status(), ['a running', 'b running', 'c running']);
});

test('one_for_one: who fails comes back alone, after a wait', () => {
  const { die, diary, reports, clock, status } = nursery('one_for_one', ABC);
  diary();
  die('b');
  assert.equal(diary(), ['-b']);
  assert.equal(status(), ['a running', 'b waiting', 'c running']);
  clock.advanceBy(WAIT_MS - 1);
  assert.equal(diary(), []);
  clock.advanceBy(1);
  assert.equal(diary(), ['+b']);
  assert.equal(reports(), ['crashed house/b', 'restarted house/b']);
});

test('one_for_one: each comes back after its own wait, not with another', () => {
  const { die, diary, clock } = nursery('one_for_one', ABC);
  die('a');
  clock.advanceBy(WAIT_MS);
  die('a'); // 200 ms this time
  die('b');
  diary();
  clock.advanceBy(WAIT_MS);
  assert.equal(diary(), ['+b']);
  clock.advanceBy(WAIT_MS);
  assert.equal(diary(), ['+a']);
});

test('rest_for_one: those started later stop in reverse order and come back in order', () => {
  const { die, diary, reports, clock } = nursery('rest_for_one', ABC);
  diary();
  die('a');
  assert.equal(diary(), ['-a', '-c', '-b']);
  clock.advanceBy(WAIT_MS);
  assert.equal(diary(), ['+a', '+b', '+c']);
  assert.equal(reports(), ['crashed house/a', 'restarted house/a', 'restarted house/b', 'restarted house/c']);
});

test('rest_for_one: the last one fails alone', () => {
  const { die, diary, clock } = nursery('rest_for_one', ABC);
  diary();
  die('c');
  clock.advanceBy(WAIT_MS);
  assert.equal(diary(), ['-c', '+c']);
});

test('rest_for_one: nobody comes back before the one it relies on', () => {
  const { die, diary, clock } = nursery('rest_for_one', ABC);
  die('a');
  clock.advanceBy(WAIT_MS);
  diary();
  die('b'); // would be back after 100 ms
  clock.advanceBy(50);
  die('a'); // the second time: 200 ms
  clock.advanceBy(WAIT_MS);
  assert.equal(diary(), ['-b', '-c', '-a']);
  clock.advanceBy(WAIT_MS);
  assert.equal(diary(), ['+a', '+b', '+c']);
  clock.advanceBy(10_000);
  assert.equal(diary(), []);
});

test('a restart makes a fresh input: nothing of the former life is handed on', () => {
  const { die, clock, inputs } = nursery('one_for_one', { a: policy('permanent') });
  die('a');
  clock.advanceBy(WAIT_MS);
  assert.is(inputs.length, 2);
  assert.is.not(inputs[0], inputs[1]);
});

test('each wait is longer than the last, up to a cap', () => {
  const { die, clock, diary } = nursery('one_for_one', { a: policy('permanent', 10) });
  for (const waitMs of [100, 200, 400, 400]) {
    die('a');
    diary();
    clock.advanceBy(waitMs - 1);
    assert.equal(diary(), []);
    clock.advanceBy(1);
    assert.equal(diary(), ['+a']);
  }
});

test('one failure too many fails the supervisor itself, with the cause, and nobody survives it', () => {
  const { tell, die, clock, diary, reports, error, escalated, actor } = nursery('one_for_one', ABC);
  for (let time = 0; time < 3; time += 1) {
    die('b');
    clock.advanceBy(1_000);
  }
  diary();
  reports();
  const cause = new Error('the last straw');
  tell('b', { type: 'DIE', error: cause });
  clock.advanceBy(1_000);
  const died = error();
  assert.instance(died, EscalationError);
  assert.match(String(died), /house\/b failed too often/);
  assert.is((died as EscalationError).cause, cause);
  assert.equal(escalated, [cause]);
  assert.equal(reports(), ['crashed house/b', 'escalated house/b']);
  assert.equal(diary(), ['-b', '-c', '-a']); // reverse order
  assert.is(actor.getSnapshot().status, 'error');
  assert.is(clock.pending, 0);
});

test('failures that are far apart are forgiven for ever', () => {
  const { die, clock, error, status } = nursery('one_for_one', { a: policy('permanent', 1) });
  for (let time = 0; time < 50; time += 1) {
    die('a');
    clock.advanceBy(10_000);
  }
  assert.is(error(), null);
  assert.equal(status(), ['a running']);
});

test('an escalation is an ordinary crash to the supervisor above', () => {
  const inner = nursery('one_for_one', { leaf: policy('permanent', 0) });
  const clock = inner.clock;
  const reports: string[] = [];
  const middle: ChildSpec = {
    id: 'middle',
    address: 'house/middle',
    logic: crashSafe(supervisorMachine),
    input: () => ({
      supervision: superviseFrom([inner.spec('leaf', policy('permanent', 0))], {
        strategy: 'one_for_one',
        now: () => clock.now(),
        report: ({ kind, address }) => reports.push(`${kind} ${address}`),
      }),
    }),
    policy: policy('permanent'),
    shutdown: 'brutal',
  };
  const supervision = superviseFrom([middle], {
    strategy: 'one_for_one',
    now: () => clock.now(),
    report: ({ kind, address, error }) =>
      reports.push(`${kind} ${address}${error instanceof EscalationError ? ' by escalation' : ''}`),
  });
  const outer = live(supervisorMachine, { supervision }, clock);
  inner.diary();
  const leaf = () => childOf(childOf(outer.actor, 'middle'), 'leaf');
  leaf()?.send({ type: 'DIE' });
  clock.advanceBy(1_000);
  assert.equal(reports, [
    'crashed house/leaf',
    'escalated house/leaf',
    'crashed house/middle by escalation',
    'restarted house/middle',
  ]);
  assert.equal(inner.diary(), ['-leaf', '+leaf']);
  assert.is(leaf()?.getSnapshot().status, 'active');
});

test('permanent comes back from an ordinary end, transient only from a crash, temporary never', () => {
  const { tell, die, clock, diary, status, reports } = nursery('one_for_one', {
    permanent: policy('permanent'),
    transient: policy('transient'),
    temporary: policy('temporary'),
  });
  diary();
  for (const id of ['permanent', 'transient', 'temporary']) tell(id, { type: 'FINISH' });
  clock.advanceBy(WAIT_MS);
  assert.equal(status(), ['permanent running']);
  assert.equal(diary(), ['-permanent', '-transient', '-temporary', '+permanent']);
  assert.equal(reports(), [
    'finished house/permanent',
    'finished house/transient',
    'finished house/temporary',
    'restarted house/permanent',
  ]);
  const again = nursery('one_for_one', { transient: policy('transient'), temporary: policy('temporary') });
  again.die('transient');
  again.die('temporary');
  again.clock.advanceBy(WAIT_MS);
  assert.equal(again.status(), ['transient running']);
  assert.not(die('temporary'));
});

test('finished children are forgotten: a thousand pair trades leave nothing behind', () => {
  const { actor, spec, tell, children, status } = nursery('one_for_one', {});
  for (let count = 0; count < 1_000; count += 1) {
    actor.send({ type: 'supervisor.add', spec: spec(`p${count}`, policy('temporary')) });
    tell(`p${count}`, { type: 'FINISH' });
  }
  assert.equal(children(), []);
  assert.equal(status(), []);
});

test('a child that lives is not started twice', () => {
  const { actor, spec, diary } = nursery('one_for_one', { a: policy('permanent') });
  actor.send({ type: 'supervisor.add', spec: spec('a', policy('permanent')) });
  assert.equal(diary(), ['+a']);
});

test('a removed child stays away, also when it was about to come back', () => {
  const { actor, die, clock, children, diary } = nursery('one_for_one', ABC);
  diary();
  actor.send({ type: 'supervisor.remove', child: 'a' });
  die('b');
  actor.send({ type: 'supervisor.remove', child: 'b' });
  actor.send({ type: 'supervisor.remove', child: 'nobody' });
  clock.advanceBy(60_000);
  assert.equal(children(), ['c']);
  assert.equal(diary(), ['-a', '-b']);
});

test('a name is free again once its child is gone', () => {
  const { actor, spec, diary, status } = nursery('one_for_one', { a: policy('permanent') });
  actor.send({ type: 'supervisor.remove', child: 'a' });
  actor.send({ type: 'supervisor.add', spec: spec('a', policy('transient')) });
  assert.equal(diary(), ['+a', '-a', '+a']);
  assert.equal(status(), ['a running']);
});

test('stale news of an earlier life does not end the present one', () => {
  const { actor, die, clock, diary, reports, children } = nursery('one_for_one', { a: policy('permanent') });
  die('a');
  clock.advanceBy(WAIT_MS);
  diary();
  reports();
  const late = { type: 'xstate.error.actor.a', actorId: 'a', error: new Error('late') } as const;
  actor.send(late);
  actor.send({ type: 'xstate.done.actor.a', actorId: 'a', output: undefined } as never);
  actor.send({ ...late, type: 'xstate.error.actor.nobody', actorId: 'nobody' });
  clock.advanceBy(60_000);
  assert.equal(diary(), []);
  assert.equal(reports(), []);
  assert.equal(children(), ['a']);
});

test('a restart that nobody waits for starts nobody', () => {
  const { actor, diary } = nursery('one_for_one', { a: policy('permanent') });
  actor.send({ type: 'supervisor.restart', child: 'a' });
  actor.send({ type: 'supervisor.restart', child: 'nobody' });
  assert.equal(diary(), ['+a']);
});

test('a child whose very first step throws takes along what it had started, and is counted', () => {
  const ghost = nursery('one_for_one', {});
  const born = { ...ghost.spec('leaf', policy('temporary')) };
  const logic = setup({ actors: { leaf: born.logic } }).createMachine({
    entry: [
      ({ context: _ }) => {},
      ({ self: _ }) => {
        throw new Error('cannot start');
      },
    ],
    invoke: { src: 'leaf', id: 'leaf' },
  });
  const spec: ChildSpec = { ...ghost.spec('a', policy('permanent', 2)), logic: crashSafe(logic) };
  ghost.actor.send({ type: 'supervisor.add', spec });
  ghost.clock.advanceBy(60_000);
  assert.instance(ghost.error(), EscalationError);
  assert.is(ghost.alive('leaf'), 0);
  assert.is(ghost.reports().filter((line) => line.startsWith('crashed')).length, 3);
});

test('whatever dies in whatever order, nobody has two lives and nobody runs above a hole', () => {
  const step = fc.record({
    who: fc.constantFrom('a', 'b', 'c'),
    what: fc.constantFrom('DIE', 'FINISH', 'wait'),
    waitMs: fc.integer({ min: 0, max: 400 }),
  });
  const strategies = fc.constantFrom<Strategy>('one_for_one', 'rest_for_one');
  fc.assert(
    fc.property(strategies, fc.array(step, { maxLength: 40, size: 'max' }), (strategy, path) => {
      const plenty = policy('permanent', 1_000);
      const { tell, clock, alive, status, error } = nursery(strategy, { a: plenty, b: plenty, c: plenty });
      for (const { who, what, waitMs } of path) {
        if (what === 'wait') clock.advanceBy(waitMs);
        else tell(who, { type: what });
        assert.is(error(), null);
        const running = status().map((line) => line.endsWith('running'));
        assert.equal(['a', 'b', 'c'].map(alive), running.map(Number));
        if (strategy === 'rest_for_one') assert.not(running.join().includes('false,true'), running.join());
      }
      clock.advanceBy(10_000);
      assert.equal(['a', 'b', 'c'].map(alive), [1, 1, 1]);
    }),
    { seed: 42, numRuns: 120 },
  );
});

test.run();
