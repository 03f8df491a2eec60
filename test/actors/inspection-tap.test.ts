// Whoever inspects a living tree sees it as it is, and the tree does not notice.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyActorRef, createActor, type EventObject, fromPromise, setup, spawnChild } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { InspectionTap, LEFT_OUT } from '#actors/inspection-tap.ts';
import { BadInput } from '#domain/failure.ts';
import type { InspectionMessage } from '#domain/operator/door-news.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { house, SECOND_MS } from './chaos-house.ts';

const SECRET = 'hunter2-hunter2';

const quoter = crashSafe(
  setup({
    types: { events: {} as { type: 'GO' | 'BREAK' | 'COUNT' }, context: {} as Record<string, unknown> },
    actors: { wait: fromPromise<void, { passphrase: string }>(() => new Promise(() => {})) },
  }).createMachine({
    id: 'quoter',
    context: { n: 0, apiKey: SECRET, desk: { place() {}, secret: SECRET } },
    initial: 'idle',
    invoke: { src: 'wait', input: { passphrase: SECRET } },
    on: {
      BREAK: {
        actions: () => {
          throw new Error(`refused with secret=${SECRET}`);
        },
      },
      COUNT: {},
    },
    states: { idle: { on: { GO: 'quoting' } }, quoting: { on: { GO: 'idle' } } },
  }),
);
const stillborn = crashSafe(
  setup({}).createMachine({
    id: 'stillborn',
    context: () => {
      throw new Error('no context');
    },
  }),
);
const parent = setup({
  types: { events: {} as { type: string; apiKey?: string } },
  actors: { quoter, stillborn },
}).createMachine({
  id: 'root',
  entry: spawnChild('quoter', { id: 'quoter', systemId: 'market:wide-1/quoter' }),
  on: {
    'xstate.error.actor.*': {},
    BEAR: { actions: spawnChild('stillborn', { id: 'still', systemId: 'stillborn' }) },
  },
});

interface Rig {
  readonly root: AnyActorRef;
  readonly tap: InspectionTap;
  readonly told: {
    to: number | null;
    message: InspectionMessage;
    body: Record<string, unknown>;
  }[];
  readonly clock: VirtualClock;
  readonly child: AnyActorRef;
  later(ms?: number): void;
}

function rig(): Rig {
  const clock = new VirtualClock(1_800_000_000_000);
  const root = createActor(parent, { clock, id: 'root', systemId: 'root' });
  const told: Rig['told'] = [];
  const tell = (to: number | null, messages: readonly InspectionMessage[]) => {
    for (const message of messages) told.push({ to, message, body: JSON.parse(message.text) });
  };
  const tap = new InspectionTap({ root, clock, tell });
  return {
    root,
    tap,
    told,
    clock,
    get child() {
      return root.system.get('market:wide-1/quoter' as never) as AnyActorRef;
    },
    later: (ms = 100) => clock.advanceTo(clock.now() + ms),
  };
}

const stateOf = (news: Rig['told'][number] | undefined) =>
  (news?.body.snapshot as { value?: unknown } | undefined)?.value;
const statusOf = (body: Record<string, unknown>) => (body.snapshot as { status: string }).status;
const kinds = (told: Rig['told']) => told.map(({ message: { kind, actor } }) => `${kind} ${actor}`);

test('who inspects from before the start is told of everybody who comes', () => {
  const { root, tap, told, later } = rig();
  tap.watch(['']);
  root.start();
  later();
  const actors = told.filter(({ message }) => message.kind === 'actor');
  assert.ok(actors.some(({ message }) => message.actor === 'market:wide-1/quoter'));
  assert.ok(told.some(({ body }) => (body.event as EventObject | undefined)?.type === 'xstate.init'));
});

test('who comes late is told everybody who lives, parents first, and how each stands', () => {
  const { root, tap, told, later } = rig();
  root.start();
  (root.system.get('market:wide-1/quoter' as never) as AnyActorRef).send({ type: 'GO' });
  tap.roster(3, '');
  later();
  const names = kinds(told).filter((kind) => kind.startsWith('actor'));
  assert.equal(names.slice(0, 2), ['actor root', 'actor market:wide-1/quoter']);
  assert.is(names.length, 3);
  assert.ok(told.every(({ to }) => to === 3));
  const snapshot = told.find(({ message }) => message.kind === 'snapshot' && message.actor === 'market:wide-1/quoter');
  assert.is(stateOf(snapshot), 'quoting');
  const actor = told.find(({ body }) => body.name === 'market:wide-1/quoter');
  assert.is(actor?.body.parentId, root.sessionId);
  assert.is(JSON.parse(actor?.body.definition as string).initial, 'idle');
  assert.is(actor?.body._version, '0.7.2');
});

test('nothing is listened to and no timer runs while nobody looks', () => {
  const { root, tap, told, clock, later } = rig();
  root.start();
  const before = clock.pending;
  root.send({ type: 'NOTHING' });
  assert.not(tap.isListening);
  assert.is(clock.pending, before);
  tap.watch(['']);
  root.send({ type: 'NOTHING' });
  tap.watch([]);
  root.send({ type: 'NOTHING' });
  later(5_000);
  assert.equal(told, []);
  assert.is(clock.pending, before);
});

test('of many snapshots of one actor the newest is told, ten times a second', () => {
  const one = rig();
  one.root.start();
  one.tap.watch(['quoter$']);
  for (let n = 0; n < 41; n += 1) one.child.send({ type: 'GO' });
  one.later();
  const told = one.told.filter(({ message }) => message.kind === 'snapshot');
  assert.is(told.length, 1);
  assert.is(stateOf(told[0]), 'quoting');
});

test('a burst of events is told in part, and how many were left out is told too', () => {
  const one = rig();
  one.root.start();
  one.tap.watch(['']);
  for (let n = 0; n < 5_000; n += 1) one.child.send({ type: 'COUNT' });
  one.later(1_100);
  const events = one.told.filter(({ message }) => message.kind === 'event');
  const notices = one.told.filter(({ message }) => message.kind === 'notice').map(({ body }) => body.event);
  assert.is(events.length, 500);
  assert.equal(notices, [{ type: LEFT_OUT, events: 4_500 }]);
  one.child.send({ type: 'COUNT' });
  one.later();
  assert.is(one.told.filter(({ message }) => message.kind === 'event').length, 501);
});

test('while the door is behind, news wait and become fewer, and nobody is forgotten', () => {
  const one = rig();
  let keepsUp = false;
  const told: InspectionMessage[] = [];
  const tell = (_: number | null, messages: readonly InspectionMessage[]) => void told.push(...messages);
  const tap = new InspectionTap({ root: one.root, clock: one.clock, tell, keepsUp: () => keepsUp });
  one.root.start();
  tap.watch(['']);
  tap.roster(1, '');
  for (let second = 0; second < 20; second += 1) {
    for (let n = 0; n < 300; n += 1) one.child.send({ type: second % 2 === 0 ? 'GO' : 'COUNT' });
    one.later(1_000);
  }
  assert.equal(told, []);
  keepsUp = true;
  one.later(1_000);
  const count = (kind: InspectionMessage['kind']) => told.filter((message) => message.kind === kind).length;
  assert.is(count('event'), 500);
  assert.ok(told.some(({ kind, text }) => kind === 'notice' && text.includes('"events":5500')));
  assert.is(told.filter(({ kind, actor }) => kind === 'snapshot' && actor === 'market:wide-1/quoter').length, 2);
  assert.ok(count('actor') >= 3);
});

test('a filter keeps everybody else out, and costs one look at each address', () => {
  const one = rig();
  one.root.start();
  one.tap.watch(['^market:wide-1/']);
  one.root.send({ type: 'NOTHING' });
  one.child.send({ type: 'GO' });
  one.later();
  assert.ok(one.told.length > 0);
  assert.ok(one.told.every(({ message }) => message.actor.startsWith('market:wide-1/')));
  assert.throws(
    () => one.tap.watch(['(']),
    (error: unknown) => error instanceof BadInput,
  );
  assert.throws(
    () => one.tap.roster(1, '(a)\\1'),
    (error: unknown) => error instanceof BadInput,
  );
  assert.ok(one.tap.isListening);
});

test('a crash is seen: in a step, and before the first one', () => {
  const one = rig();
  one.root.start();
  one.tap.watch(['']);
  one.child.send({ type: 'BREAK' });
  one.root.send({ type: 'BEAR' });
  one.later();
  const last = one.told.filter(({ message }) => message.kind === 'last');
  const errors = last.map(({ message, body }) => [message.actor, statusOf(body)]);
  assert.ok(errors.some(([actor, status]) => actor === 'market:wide-1/quoter' && status === 'error'));
  assert.ok(
    errors.some(([actor, status]) => actor === 'stillborn' && status === 'error'),
    JSON.stringify(errors),
  );
});

test('nothing that is secret is told: of contexts, inputs, definitions, events and errors', () => {
  const one = rig();
  one.tap.watch(['']);
  one.root.start();
  one.tap.roster(1, '');
  one.root.send({ type: 'LOGIN', apiKey: SECRET });
  one.later();
  one.child.send({ type: 'BREAK' });
  one.later();
  const text = one.told.map(({ message }) => message.text).join('\n');
  assert.ok(text.includes('[redacted]'));
  assert.ok(text.includes('LOGIN'));
  assert.not.ok(text.includes(SECRET), text.slice(Math.max(0, text.indexOf(SECRET) - 300), text.indexOf(SECRET) + 40));
});

test('an event that throws when it is looked at is left out, and its actor goes on', () => {
  const one = rig();
  one.root.start();
  one.tap.watch(['']);
  const poison = Object.defineProperty({ type: 'COUNT' }, 'field', {
    enumerable: true,
    get() {
      throw new Error('poison');
    },
  });
  one.child.send(poison);
  one.child.send({ type: 'GO' });
  one.later();
  const snapshot = one.told.findLast(({ message }) => message.kind === 'snapshot' && message.actor.endsWith('quoter'));
  assert.is(stateOf(snapshot), 'quoting');
});

test('ears that throw do not wedge the actor that is looked at', () => {
  const clock = new VirtualClock(0);
  const root = createActor(parent, { clock, id: 'root', systemId: 'root' }).start();
  const tap = new InspectionTap({
    root,
    clock,
    tell() {
      throw new Error('deaf');
    },
  });
  tap.watch(['']);
  const child = root.system.get('market:wide-1/quoter' as never) as AnyActorRef;
  child.send({ type: 'GO' });
  clock.advanceTo(1_000);
  child.send({ type: 'GO' });
  assert.is(child.getSnapshot().value, 'idle');
  assert.ok(tap.failures > 0);
});

test('a whole house is told within a second, its markets crash in sight, and its books still agree', async () => {
  const sim = house();
  const told: InspectionMessage[] = [];
  const tap = new InspectionTap({ root: sim.tree.root, clock: sim.clock, tell: (_, news) => void told.push(...news) });
  tap.watch(['']);
  tap.roster(1, '');
  sim.run(SECOND_MS);
  const alive = sim.tree.actors().map(({ address }) => address);
  const known = new Set(told.filter(({ kind }) => kind === 'actor').map(({ actor }) => actor));
  for (const address of alive) assert.ok(known.has(address), address);
  assert.is(tap.failures, 0);
  assert.ok(
    told.every(({ text }) => text.length < 60_000),
    String(Math.max(...told.map(({ text }) => text.length))),
  );
  sim.inject({ fault: 'crash', target: 'quoter' });
  sim.run(5 * SECOND_MS);
  const fell = told.filter(
    ({ kind, actor, text }) => kind === 'last' && /quoter$/.test(actor) && text.includes('"status":"error"'),
  );
  assert.is(fell.length, 3);
  assert.ok(told.length > 100);
  tap.stop();
  const { clean, residual } = await sim.drain();
  assert.ok(clean);
  assert.is(residual.usd.toFixed(), '0');
  sim.end();
});

test.run();
