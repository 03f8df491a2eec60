// An actor's timers end with it, and nobody else's do: named or not, fired before or not, and after a crash as after a stop.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyActorRef, createActor, createMachine, raise, spawnChild, stopChild } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

/** Two children with timers of their own: one by `after`, one named, one that fires and is set again, one that XState names. */
function family(unnamed: boolean) {
  const clock = new VirtualClock(0);
  const heard: string[] = [];
  const say = (what: string) => () => heard.push(what);
  const child = (name: string) =>
    crashSafe(
      createMachine({
        id: name,
        entry: [
          raise({ type: 'NAMED' }, { id: 'named', delay: 5_000 }),
          ...(unnamed ? [raise({ type: 'UNNAMED' }, { delay: 4_000 })] : []),
        ],
        initial: 'beating',
        on: {
          NAMED: { actions: say(`${name} named`) },
          UNNAMED: { actions: say(`${name} unnamed`) },
          DIE: {
            actions: () => {
              throw new Error('died');
            },
          },
        },
        states: { beating: { after: { 1000: { target: 'beating', reenter: true, actions: say(`${name} beats`) } } } },
      }),
    );
  const root = createActor(
    crashSafe(
      createMachine({
        entry: [spawnChild(child('a'), { id: 'a' }), spawnChild(child('b'), { id: 'b' })],
        on: { STOP: { actions: stopChild('a') }, 'xstate.error.actor.a': {} },
      }),
    ),
    { clock },
  ).start();
  return { clock, heard, root, a: () => (root.getSnapshot().children as Record<string, AnyActorRef>).a };
}

for (const unnamed of [false, true])
  for (const way of ['stop', 'crash'])
    test(`${way}${unnamed ? ', with a timer that nobody named' : ''}: its timers go, the others stay`, () => {
      const { clock, heard, root, a } = family(unnamed);
      clock.advanceBy(1_500);
      assert.equal(heard.splice(0), ['a beats', 'b beats']);
      assert.is(clock.pending, unnamed ? 6 : 4);
      if (way === 'stop') root.send({ type: 'STOP' });
      else a()?.send({ type: 'DIE' });
      assert.is(clock.pending, unnamed ? 3 : 2);
      clock.advanceBy(4_000);
      assert.equal(
        heard.filter((line) => line.startsWith('a')),
        [],
      );
      assert.ok(heard.includes('b named'));
      assert.is(heard.includes('b unnamed'), unnamed);
    });

test('a timer that fired is no timer to cancel: one set again under its name goes on', () => {
  const { clock, heard, root } = family(false);
  clock.advanceBy(10_000);
  assert.is(heard.filter((line) => line === 'b beats').length, 10);
  root.stop();
  assert.is(clock.pending, 0);
});

test.run();
