// A process that is killed: nothing of it happens any more, what it had sent goes on, and the world does not notice.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Ports } from '#actors/ports.ts';
import { mortalPorts } from '#lab/mortal-ports.ts';
import { MAKER } from '#lab/scene.ts';
import { START_MS, simTree } from '../actors/sim-tree.ts';
import { WELL_BEHAVED } from '../actors/small-desk.ts';

interface Asked {
  readonly what: string;
  readonly reply: (answer: unknown) => void;
}

/** Ports that remember what was asked and who listens. */
function scripted() {
  const asked: Asked[] = [];
  const listeners = new Set<unknown>();
  const timers = new Map<number, () => void>();
  let handles = 0;
  const ask =
    (what: string) =>
    (...args: readonly unknown[]) => {
      asked.push({ what, reply: args.at(-1) as Asked['reply'] });
    };
  const listen = (...args: readonly unknown[]) => {
    const listener = args.at(-1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const requests = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, ask(name)]));
  const clock = {
    now: () => START_MS,
    setTimeout: (run: () => void) => {
      timers.set(++handles, run);
      return handles;
    },
    clearTimeout: (handle: number) => timers.delete(handle),
  };
  const venueNames = [...WELL_BEHAVED, 'order'];
  const venue = { ...requests(venueNames), listen, newsHeardMs: () => 5 };
  const stream = { catalogue: listen, listen, heardMs: () => 6 };
  const chain = requests(['merge', 'split', 'redeem']);
  const mortal = mortalPorts({ clock, venue, stream, chain } as unknown as Ports);
  return { ...mortal, asked, listeners, timers };
}

test('every request is handed on, and answered while its sender lives', () => {
  const { ports, asked, kill } = scripted();
  const heard: string[] = [];
  const say = (what: string) => () => heard.push(what);
  const { venue, chain } = ports;
  const m = 'm' as never;
  venue.place([], say('place'));
  venue.cancel([], say('cancel'));
  venue.cancelMarket(m, say('cancelMarket'));
  venue.cancelAll(say('cancelAll'));
  venue.openOrders(say('openOrders'));
  venue.order('o' as never, say('order'));
  venue.fills(0, say('fills'));
  venue.account(say('account'));
  venue.beat(null, say('beat'));
  chain.merge(m, 1 as never, say('merge'));
  chain.split(m, 1 as never, say('split'));
  chain.redeem(m, say('redeem'));
  const names = asked.map(({ what }) => what);
  for (const { reply } of asked) reply({ ok: true });
  assert.equal(heard, names);
  assert.is(names.length, 12);
  kill();
  for (const { reply } of asked) reply({ ok: true });
  assert.is(heard.length, 12, 'the dead hear nothing');
  assert.equal([venue.newsHeardMs(), ports.stream.heardMs(m)], [5, 6]);
});

test('no timer of the dead fires, and those that were cleared or have fired are forgotten', () => {
  const { ports, timers, kill } = scripted();
  const { clock } = ports;
  let fired = 0;
  const set = () => clock.setTimeout(() => fired++, 10);
  const [one] = [set(), set(), set()];
  clock.clearTimeout(one);
  clock.clearTimeout(undefined);
  assert.is(timers.size, 2);
  const [next] = timers;
  timers.delete(next?.[0] ?? 0);
  next?.[1]();
  assert.is(fired, 1);
  kill();
  assert.is(timers.size, 0);
});

test('the dead listen to nothing, and hanging up twice is hanging up', () => {
  const { ports, listeners, kill } = scripted();
  const hangUp = ports.venue.listen(() => {});
  ports.stream.catalogue(() => {});
  ports.stream.listen([], () => {});
  assert.is(listeners.size, 3);
  hangUp();
  hangUp();
  assert.is(listeners.size, 2);
  kill();
  kill();
  assert.is(listeners.size, 0);
});

test('a house that is killed does nothing more: its orders rest until the venue takes it for dead', () => {
  let kill = () => {};
  const tree = simTree({
    flags: { 'sim.markets': 'liquid' },
    spoil: (ports) => {
      const mortal = mortalPorts(ports);
      kill = mortal.kill;
      return mortal.ports;
    },
  });
  tree.run(5_000);
  const { exchange } = tree.world;
  const resting = exchange.openOrders(MAKER).length;
  assert.ok(resting > 0);
  const facts = tree.facts.length;
  tree.record.stop();
  kill();
  tree.run(5_000);
  assert.is(exchange.openOrders(MAKER).length, resting);
  tree.run(15_000);
  assert.is(exchange.openOrders(MAKER).length, 0);
  assert.is(tree.facts.length, facts);
  tree.end();
});

test.run();
