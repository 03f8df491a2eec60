// Leaving while well: who is told, in which order, and what happens to those who do not hear, take their time, or fail on the
// way out. (Failing and coming back is told in supervisor.machine.test.ts.)
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyActorRef, fromCallback, setup } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import type { RestartPolicy } from '#domain/restart.ts';
import type { Strategy } from '#domain/siblings.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import {
  type ChildSpec,
  EscalationError,
  type SupervisionEvent,
  superviseFrom,
  supervisorMachine,
} from '#machines/supervisor.machine.ts';
import { live, START_MS } from './hands.ts';

const WAIT_MS = 100;
const WITHIN_MS = 200;

/** How a child takes it to be told to leave. `brutal` ones are not told. */
type Manners = 'prompt' | 'slow' | 'deaf' | 'clumsy' | 'brutal';
const SLOW_MS = 50;

const policy = (restart: RestartPolicy['restart'] = 'permanent', intensity = 3): RestartPolicy => ({
  restart,
  intensity,
  periodMs: 10_000,
  backoff: { firstMs: WAIT_MS, factor: 2, capMs: 400, quietMs: 60_000, jitter: 0 },
});

/** A child writes down its life with the time: `+a`, `a bye` when it is told to leave, `-a` when its socket closes. */
function nursery(strategy: Strategy, manners: Readonly<Record<string, Manners>>, how = policy()) {
  const clock = new VirtualClock(START_MS);
  const diary: string[] = [];
  const reports: string[] = [];
  const alive = new Map<string, number>();
  const say = (what: string) => diary.push(`${clock.now() - START_MS} ${what}`);
  const count = (id: string, by: number) => alive.set(id, (alive.get(id) ?? 0) + by);

  function spec(id: string, ways: Manners, restarts = how): ChildSpec {
    const socket = fromCallback(() => {
      say(`+${id}`);
      count(id, 1);
      return () => {
        say(`-${id}`);
        count(id, -1);
      };
    });
    const logic = setup({
      types: { events: {} as { type: 'DIE' } | { type: 'FINISH' } | { type: 'shutdown' } },
      actors: { socket },
      guards: { deaf: () => ways === 'deaf', slow: () => ways === 'slow' },
      actions: {
        bye: () => {
          say(`${id} bye`);
          if (ways === 'clumsy') throw new Error(`${id} stumbled`);
        },
        die: () => {
          throw new Error(`${id} died`);
        },
      },
    }).createMachine({
      invoke: { src: 'socket', id: 'socket' },
      initial: 'up',
      on: {
        DIE: { actions: 'die' },
        FINISH: '.over',
        shutdown: [
          { guard: 'deaf' },
          { guard: 'slow', target: '.packing', actions: 'bye' },
          { target: '.over', actions: 'bye' },
        ],
      },
      states: { up: {}, packing: { after: { [SLOW_MS]: 'over' } }, over: { type: 'final' } },
    });
    const shutdown = ways === 'brutal' ? ways : { withinMs: WITHIN_MS };
    return { id, address: `house/${id}`, logic: crashSafe(logic), input: () => ({}), policy: restarts, shutdown };
  }

  const specs = Object.entries(manners).map(([id, ways]) => spec(id, ways));
  const report = ({ kind, address }: { kind: string; address: string }) => reports.push(`${kind} ${address}`);
  const supervision = superviseFrom(specs, { strategy, now: () => clock.now(), report });
  const life = live(supervisorMachine, { supervision }, clock);
  const take = (list: string[]) => list.splice(0, list.length);
  diary.length = 0;
  return {
    ...life,
    spec,
    send: (event: SupervisionEvent) => life.actor.send(event),
    tell: (id: string, type: string) =>
      (life.actor.getSnapshot().children as Record<string, AnyActorRef | undefined>)[id]?.send({ type }),
    status: () => life.actor.getSnapshot().context.supervision.children.map((each) => `${each.spec.id} ${each.status}`),
    ended: () => life.actor.getSnapshot().status,
    diary: () => take(diary),
    reports: () => take(reports),
    alive: (id: string) => alive.get(id) ?? 0,
  };
}

test('told to leave, a supervisor lets its children go one by one, the last started first, and ends', () => {
  const { send, clock, diary, ended, reports } = nursery('one_for_one', { a: 'slow', b: 'prompt', c: 'slow' });
  send({ type: 'shutdown' });
  clock.advanceBy(1_000);
  assert.equal(diary(), ['0 c bye', '50 -c', '50 b bye', '50 -b', '50 a bye', '100 -a']);
  assert.is(ended(), 'done');
  assert.equal(reports(), []);
  assert.is(clock.pending, 0);
});

test('children that need no goodbye are not told, and nobody waits for them', () => {
  const { send, diary, ended } = nursery('one_for_one', { a: 'brutal', b: 'prompt', c: 'brutal' });
  send({ type: 'shutdown' });
  assert.equal(diary(), ['0 -c', '0 b bye', '0 -b', '0 -a']);
  assert.is(ended(), 'done');
});

test('whoever does not hear is killed at its deadline, and that is reported', () => {
  const { send, clock, diary, ended, reports } = nursery('one_for_one', { a: 'prompt', b: 'deaf' });
  send({ type: 'shutdown' });
  clock.advanceBy(WITHIN_MS - 1);
  assert.equal(diary(), []);
  clock.advanceBy(1);
  assert.equal(diary(), ['200 -b', '200 a bye', '200 -a']);
  assert.equal(reports(), ['killed house/b']);
  assert.is(ended(), 'done');
});

test('whoever fails on its way out is gone as well, and nobody brings it back', () => {
  const { send, clock, diary, ended, reports } = nursery('one_for_one', { a: 'prompt', b: 'clumsy' });
  send({ type: 'shutdown' });
  assert.equal(diary(), ['0 b bye', '0 -b', '0 a bye', '0 -a']);
  assert.equal(reports(), ['crashed house/b']);
  assert.is(ended(), 'done');
  assert.is(clock.pending, 0);
});

test('a supervisor that is told twice leaves once, and one that was told starts nobody', () => {
  const { send, clock, diary, spec, ended, tell } = nursery('one_for_one', { a: 'slow', b: 'prompt' });
  tell('b', 'DIE');
  send({ type: 'shutdown' });
  send({ type: 'shutdown' });
  send({ type: 'supervisor.add', spec: spec('c', 'prompt') });
  clock.advanceBy(10_000);
  assert.equal(diary(), ['0 -b', '0 a bye', '50 -a']);
  assert.is(ended(), 'done');
});

test('rest_for_one: healthy ones that rely on the fallen are told, and come back with it when all are gone', () => {
  const { tell, clock, diary, status, reports } = nursery('rest_for_one', {
    a: 'prompt',
    b: 'prompt',
    c: 'deaf',
    d: 'slow',
  });
  tell('b', 'DIE');
  assert.equal(status(), ['a running', 'b waiting', 'c parting', 'd leaving']);
  clock.advanceBy(SLOW_MS);
  assert.equal(status(), ['a running', 'b waiting', 'c leaving', 'd waiting']);
  clock.advanceBy(10_000);
  // Its own wait of 100 ms was over long before the deaf one was gone.
  assert.equal(diary(), ['0 -b', '0 d bye', '50 -d', '250 -c', '250 +b', '250 +c', '250 +d']);
  assert.equal(reports(), [
    'crashed house/b',
    'killed house/c',
    'restarted house/b',
    'restarted house/c',
    'restarted house/d',
  ]);
});

test('one_for_all: everybody goes, last first, and everybody comes back, first first', () => {
  const { tell, clock, diary, status } = nursery('one_for_all', { a: 'prompt', b: 'prompt', c: 'prompt' });
  tell('b', 'DIE');
  assert.equal(status(), ['a waiting', 'b waiting', 'c waiting']);
  clock.advanceBy(WAIT_MS);
  assert.equal(diary(), ['0 -b', '0 c bye', '0 -c', '0 a bye', '0 -a', '100 +a', '100 +b', '100 +c']);
});

test('a temporary sibling that goes along does not come back', () => {
  const { send, spec, tell, clock, status } = nursery('rest_for_one', { a: 'prompt' });
  send({ type: 'supervisor.add', spec: spec('b', 'prompt', policy('temporary')) });
  send({ type: 'supervisor.add', spec: spec('c', 'prompt', policy('transient')) });
  tell('a', 'DIE');
  clock.advanceBy(WAIT_MS);
  assert.equal(status(), ['a running', 'c running']);
});

test('a removed child says goodbye; nobody else notices, and its name is free when it is gone', () => {
  const { send, spec, clock, diary, status, reports } = nursery('one_for_one', { a: 'prompt', b: 'slow', c: 'prompt' });
  send({ type: 'supervisor.remove', child: 'b' });
  assert.equal(status(), ['a running', 'b leaving', 'c running']);
  send({ type: 'supervisor.remove', child: 'b' });
  clock.advanceBy(SLOW_MS);
  assert.equal(status(), ['a running', 'c running']);
  send({ type: 'supervisor.add', spec: spec('b', 'prompt') });
  assert.equal(diary(), ['0 b bye', '50 -b', '50 +b']);
  assert.equal(reports(), []);
  assert.is(clock.pending, 0, 'its deadline went with it');
});

test('one that is added again while it is on its way out follows itself', () => {
  const { send, spec, clock, diary, status } = nursery('one_for_one', { a: 'slow' });
  send({ type: 'supervisor.remove', child: 'a' });
  send({ type: 'supervisor.add', spec: spec('a', 'prompt') });
  assert.equal(status(), ['a leaving']);
  clock.advanceBy(1_000);
  assert.equal(diary(), ['0 a bye', '50 -a', '50 +a']);
  assert.equal(status(), ['a running']);
});

test('removals do not wait for each other', () => {
  const { send, clock, diary } = nursery('one_for_one', { a: 'prompt', b: 'slow', c: 'deaf' });
  for (const child of ['c', 'b', 'a']) send({ type: 'supervisor.remove', child });
  clock.advanceBy(1_000);
  assert.equal(diary(), ['0 b bye', '0 a bye', '0 -a', '50 -b', '200 -c']);
});

test('one that relies on a removed child comes back without it', () => {
  const { send, tell, clock, status } = nursery('rest_for_one', { a: 'prompt', b: 'prompt', c: 'prompt' });
  tell('a', 'DIE');
  send({ type: 'supervisor.remove', child: 'a' });
  clock.advanceBy(0);
  assert.equal(status(), ['b running', 'c running']);
  assert.is(clock.pending, 0);
});

test('one that is brought along owes no wait any more', () => {
  const { tell, clock, status } = nursery('rest_for_one', { a: 'prompt', b: 'prompt' });
  tell('b', 'DIE');
  clock.advanceBy(WAIT_MS);
  tell('b', 'DIE'); // 200 ms
  tell('a', 'DIE'); // 100 ms
  clock.advanceBy(WAIT_MS);
  assert.equal(status(), ['a running', 'b running']);
  assert.is(clock.pending, 0);
});

test('a supervisor that is told to leave while it fails, fails', () => {
  const { tell, send, clock, error } = nursery('one_for_one', { a: 'slow', b: 'prompt' }, policy('permanent', 0));
  tell('b', 'DIE');
  send({ type: 'shutdown' });
  clock.advanceBy(1_000);
  assert.instance(error(), EscalationError);
});

test('past its intensity a supervisor lets the others say goodbye before it fails with the cause', () => {
  const children = { a: 'slow', b: 'prompt', c: 'deaf' } as const;
  const { tell, clock, diary, error, reports } = nursery('one_for_one', children, policy('permanent', 0));
  tell('b', 'DIE');
  assert.is(error(), null);
  clock.advanceBy(1_000);
  assert.equal(diary(), ['0 -b', '200 -c', '200 a bye', '250 -a']);
  assert.instance(error(), EscalationError);
  assert.match(String((error() as Error).cause), /b died/);
  assert.equal(reports(), ['crashed house/b', 'escalated house/b', 'killed house/c']);
  assert.is(clock.pending, 0);
});

test('a deadline of an earlier life kills nobody', () => {
  const { send, tell, clock, alive, reports } = nursery('rest_for_one', { a: 'prompt', b: 'slow' });
  tell('a', 'DIE');
  clock.advanceBy(WAIT_MS);
  reports();
  send({ type: 'supervisor.remove', child: 'b' });
  send({ type: 'supervisor.deadline', child: 'b', generation: 1 });
  assert.equal(reports(), []);
  assert.is(alive('b'), 1);
  clock.advanceBy(SLOW_MS);
  assert.is(alive('b'), 0);
});

test('the wait of an earlier life does not shorten the present one', () => {
  const { send, tell, clock, status } = nursery('one_for_one', { a: 'prompt' });
  tell('a', 'DIE');
  clock.advanceBy(WAIT_MS);
  tell('a', 'DIE'); // 200 ms now
  send({ type: 'supervisor.restart', child: 'a', generation: 1 });
  assert.equal(status(), ['a waiting']);
  clock.advanceBy(2 * WAIT_MS);
  assert.equal(status(), ['a running']);
});

test('a child whose input cannot be made has crashed, and is tried again', () => {
  const { send, spec, clock, status, reports, error } = nursery('one_for_one', {});
  let left = 2;
  const input = () => {
    if (left-- > 0) throw new Error('no state folder');
    return {};
  };
  send({ type: 'supervisor.add', spec: { ...spec('a', 'prompt'), input } });
  assert.equal(status(), ['a waiting']);
  clock.advanceBy(1_000);
  assert.is(error(), null);
  assert.equal(status(), ['a running']);
  assert.equal(reports(), ['crashed house/a', 'crashed house/a', 'restarted house/a']);
});

test('chance shortens each wait by a draw of its own, the same for the same draws', () => {
  const clock = new VirtualClock(START_MS);
  const nested = nursery('one_for_one', {});
  const draws = [0.5, 0, 0.25];
  const back: number[] = [];
  const restless = policy('permanent', 9);
  const spec = {
    ...nested.spec('a', 'prompt'),
    policy: { ...restless, backoff: { ...restless.backoff, jitter: 0.4 } },
  };
  const supervision = superviseFrom([spec], {
    strategy: 'one_for_one',
    now: () => clock.now(),
    chance: () => draws.shift() ?? 0,
    report: ({ kind }) => kind === 'restarted' && back.push(clock.now() - START_MS),
  });
  const { actor } = live(supervisorMachine, { supervision }, clock);
  for (let fall = 0; fall < 3; fall += 1) {
    (actor.getSnapshot().children as Record<string, AnyActorRef>).a?.send({ type: 'DIE' });
    clock.advanceBy(400);
  }
  assert.equal(back, [80, 600, 1_160]);
});

test('whatever happens in whatever order, nobody has two lives, and whoever is told to leave is gone in time', () => {
  const ids = ['a', 'b', 'c'];
  const step = fc.record({
    who: fc.constantFrom(...ids),
    what: fc.constantFrom('DIE', 'FINISH', 'wait', 'wait', 'remove', 'add'),
    waitMs: fc.integer({ min: 0, max: 300 }),
  });
  const manners = fc.constantFrom<Manners>('prompt', 'slow', 'deaf', 'clumsy', 'brutal');
  const strategies = fc.constantFrom<Strategy>('one_for_one', 'rest_for_one', 'one_for_all');
  fc.assert(
    fc.property(
      strategies,
      fc.tuple(manners, manners, manners),
      fc.array(step, { maxLength: 40, size: 'max' }),
      (strategy, [a, b, c], path) => {
        const ways: Readonly<Record<string, Manners>> = { a, b, c };
        const plenty = policy('permanent', 1_000);
        const it = nursery(strategy, ways, plenty);
        const { tell, send, clock, status, error, alive, spec } = it;
        for (const { who, what, waitMs } of path) {
          if (what === 'wait') clock.advanceBy(waitMs);
          else if (what === 'remove') send({ type: 'supervisor.remove', child: who });
          else if (what === 'add') send({ type: 'supervisor.add', spec: spec(who, ways[who] as Manners, plenty) });
          else tell(who, what);
          assert.is(error(), null);
          const there = new Map(status().map((line) => line.split(' ') as [string, string]));
          for (const id of ids) {
            const state = there.get(id);
            assert.is(alive(id), state === undefined || state === 'waiting' ? 0 : 1, `${id} is ${state}`);
          }
        }
        clock.advanceBy(5_000);
        for (const line of status()) assert.match(line, 'running');
        send({ type: 'shutdown' });
        clock.advanceBy(ids.length * WITHIN_MS);
        assert.is(it.ended(), 'done');
        assert.is(clock.pending, 0);
        for (const id of ids) assert.is(alive(id), 0);
      },
    ),
    { seed: 42, numRuns: 150 },
  );
});

test.run();
