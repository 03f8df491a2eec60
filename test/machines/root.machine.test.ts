import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCallback } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { marketId } from '#domain/ids.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { type RootDesk, type RootEvent, rootMachine } from '#machines/root.machine.ts';
import { EscalationError, superviseFrom } from '#machines/supervisor.machine.ts';
import { walk } from './chart.ts';
import { hands, live, START_MS } from './hands.ts';

const RAIN = marketId('rain');
const LISTED: RootEvent = { type: 'MARKET_LISTED', market: RAIN };
const FINISHED: RootEvent = { type: 'MARKET_FINISHED', market: RAIN };
const STOP: RootEvent = { type: 'STOP' };
const DRAINED: RootEvent = { type: 'DRAINED' };
const EVERYTHING = [LISTED, FINISHED, STOP, DRAINED];
const STATES = ['running', 'cancelling', 'quieting', 'stopped'];

function root() {
  const clock = new VirtualClock(START_MS);
  const world = { quiet: true };
  const diary: string[] = [];
  const spec = (id: string) => ({
    id,
    address: id,
    logic: crashSafe(
      fromCallback(({ receive }) => {
        diary.push(`+${id}`);
        receive(() => {
          throw new Error(`${id} died`);
        });
        return () => {
          diary.push(`-${id}`);
        };
      }),
    ),
    input: () => ({}),
    policy: {
      restart: 'permanent' as const,
      intensity: 1,
      periodMs: 60_000,
      backoff: { firstMs: 100, factor: 2, capMs: 400, quietMs: 60_000, jitter: 0 },
    },
    shutdown: 'brutal' as const,
  });
  const options = { strategy: 'one_for_one', now: () => clock.now(), report: () => {} } as const;
  const supervision = superviseFrom([spec('ledger'), spec('venue')], options);
  const desk = hands<RootDesk>({ quiet: () => world.quiet });
  const life = live(rootMachine, { desk: desk.desk, supervision }, clock);
  const child = (id: string) => (life.actor.getSnapshot().children as Record<string, { send(e: object): void }>)[id];
  return { ...desk, ...life, world, diary, die: (id: string) => child(id)?.send({ type: 'DIE' }) };
}

test('every state of the house is reached and every arrow taken', () => {
  let quiet = true;
  const { desk } = hands<RootDesk>({ quiet: () => quiet });
  const be = (now: boolean) => () => {
    quiet = now;
  };
  const supervision = superviseFrom([], { strategy: 'one_for_one', now: () => 0, report: () => {} });
  const chart = walk(rootMachine, { input: { desk, supervision }, events: EVERYTHING, worlds: [be(true), be(false)] });
  assert.equal([...chart.states].sort(), [...STATES].sort());
  assert.equal(
    // Without children to wait for, `parting` is over at once; failing is a throw.
    chart.untaken.filter((arrow) => !/supervisor\.|xstate\.(error|done)|root\.parting |root FAIL/.test(arrow)),
    [],
  );
});

test('listed markets are opened and finished ones closed', () => {
  const { actor, take } = root();
  actor.send(LISTED);
  actor.send(FINISHED);
  assert.equal(take(), ['open rain', 'close rain']);
});

test('the house ends cleanly: cancel, agree, be quiet, flush, and only then stop everybody, last first', () => {
  const { actor, clock, take, took, diary, state } = root();
  actor.send(STOP);
  assert.equal(take(), ['drain']);
  clock.advanceBy(1_000);
  assert.is(state(), 'cancelling');
  assert.equal(diary, ['+ledger', '+venue']);
  actor.send(DRAINED);
  assert.is(state(), 'quieting');
  clock.advanceBy(50);
  assert.is(state(), 'stopped');
  assert.equal(
    took().filter((call) => call !== 'quiet'),
    ['flush', 'stopped true'],
  );
  assert.equal(diary, ['+ledger', '+venue', '-venue', '-ledger']);
  assert.is(clock.pending, 0);
});

test('the last fill is in the books before they are closed', () => {
  const { actor, clock, took, world, state } = root();
  world.quiet = false;
  actor.send(STOP);
  actor.send(DRAINED);
  clock.advanceBy(2_000);
  assert.is(state(), 'quieting');
  assert.is(took('flush').length, 0);
  world.quiet = true;
  clock.advanceBy(50);
  assert.equal(took('stopped'), ['true']);
});

test('a drain that takes longer ends anyway, and says that it was not clean', () => {
  for (const drained of [false, true]) {
    const { actor, clock, took, world, diary } = root();
    world.quiet = false;
    actor.send(STOP);
    if (drained) actor.send(DRAINED);
    clock.advanceBy(4_499);
    assert.equal(took('stopped'), []);
    clock.advanceBy(1);
    assert.equal(took('stopped'), ['false']);
    assert.is(took('flush').length, 1);
    assert.is(diary.length, 4);
  }
});

test('a draining house opens nothing and is not asked to drain twice', () => {
  const { actor, clock, take } = root();
  actor.send(STOP);
  take();
  for (const event of [STOP, LISTED, FINISHED]) actor.send(event);
  assert.equal(take(), ['close rain']);
  actor.send(DRAINED);
  actor.send(DRAINED);
  clock.advanceBy(50);
  take();
  for (const event of EVERYTHING) actor.send(event);
  clock.advanceBy(60_000);
  assert.equal(take(), []);
});

test('a venue that agreed before anybody asked has agreed to nothing', () => {
  const { actor, state } = root();
  actor.send(DRAINED);
  assert.is(state(), 'running');
  actor.send(STOP);
  assert.is(state(), 'cancelling');
});

test('who fails while the house drains comes back, so that the drain can end', () => {
  const { actor, die, clock, diary } = root();
  actor.send(STOP);
  die('venue');
  clock.advanceBy(100);
  assert.equal(diary.slice(2), ['-venue', '+venue']);
});

test('one failure too many fails the house with the cause, and nobody survives', () => {
  const { die, clock, error, diary } = root();
  die('ledger');
  clock.advanceBy(1_000);
  die('ledger');
  clock.advanceBy(1_000);
  assert.instance(error(), EscalationError);
  assert.match(String((error() as Error).cause), /ledger died/);
  assert.is(diary.filter((line) => line.startsWith('+')).length, diary.filter((line) => line.startsWith('-')).length);
});

test('a disk that fails at the last moment fails the house loudly', () => {
  const desk = hands<RootDesk>({
    quiet: () => true,
    flush: () => {
      throw new Error('facts.jsonl: no space left');
    },
  });
  const supervision = superviseFrom([], { strategy: 'one_for_one', now: () => 0, report: () => {} });
  const { actor, clock, error } = live(rootMachine, { desk: desk.desk, supervision });
  actor.send(STOP);
  actor.send(DRAINED);
  clock.advanceBy(50);
  assert.match(String(error()), /no space left/);
  assert.equal(desk.took('stopped'), []);
});

test('whatever happens in whatever order, the house stops once, and always within the time after it was asked', () => {
  const step = fc.oneof(
    fc.constantFrom(...EVERYTHING),
    fc.constantFrom('quiet', 'busy'),
    fc.integer({ min: 0, max: 1_000 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (path) => {
      const { actor, clock, state, error, world, took } = root();
      let askedMs: number | null = null;
      for (const each of path) {
        if (typeof each === 'number') clock.advanceBy(each);
        else if (typeof each === 'string') world.quiet = each === 'quiet';
        else {
          actor.send(each);
          if (each === STOP) askedMs ??= clock.now();
        }
        assert.is(error(), null);
        assert.ok(STATES.includes(state()), state());
        assert.ok(took('stopped').length <= 1);
        if (askedMs === null) assert.is(state(), 'running');
        else if (clock.now() >= askedMs + 4_500) assert.is(state(), 'stopped');
      }
    }),
    { seed: 42, numRuns: 150 },
  );
});

test.run();
