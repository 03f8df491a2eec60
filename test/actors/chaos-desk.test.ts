// Faults injected into whole trees under a virtual clock: who may be struck, by whom it is told, and when it is over.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { actorKind } from '#actors/addresses.ts';
import { ChaosDesk, chaosRefusal, INJECTIONS_MAX } from '#actors/chaos-desk.ts';
import { FAULTS } from '#domain/chaos/fault.ts';
import { BadInput } from '#domain/failure.ts';
import { SeededRandom } from '#infra/random.ts';
import { endsWell, house, SECOND_MS } from './chaos-house.ts';
import { simTree } from './sim-tree.ts';

function refused(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.instance(error, BadInput);
    return (error as Error).message;
  }
  return assert.unreachable('it was not refused') as never;
}

test('a crashed quoter is back and quotes within seconds, and the facts tell whom it was done to', async () => {
  const sim = house();
  const injection = sim.inject({ fault: 'crash', target: `market:${sim.market('wide').slug}/quoter` });
  assert.is(injection.state, 'striking');
  assert.match(injection.waitsFor ?? '', /quoter to crash$/);
  assert.is(sim.chaos.active().length, 1);
  const healed = sim.heal(injection);
  assert.is(healed.state, 'healed');
  assert.ok((healed.healMs ?? 0) > 90 && (healed.healMs ?? 0) < 5_000, `healed in ${healed.healMs} ms`);
  assert.equal(sim.chaos.active(), []);
  const told = sim.facts.flatMap((fact) => (fact.fact === 'fault' ? [`${fact.actor} ${fact.kind}`] : []));
  const { slug } = sim.market('wide');
  assert.equal(told, ['chaos crash', `market:${slug}/quoter crashed`]);
  const detail = sim.facts.find((fact) => fact.fact === 'fault' && fact.actor === 'chaos');
  assert.is(
    detail?.fact === 'fault' ? detail.detail : '',
    `chaos-1: crash --target market:${slug}/quoter -> market:${slug}/quoter`,
  );
  assert.is(sim.desk.restarts.get(`market:${slug}/quoter`), 1);
  await endsWell(sim);
});

test('a fault of a port strikes through the board for its time', async () => {
  const sim = house();
  const injection = sim.inject({ fault: 'engineRestart', forMs: '4s', params: { postOnlyMs: '5s' } });
  assert.is(sim.world.board.list().length, 1);
  sim.run(3 * SECOND_MS);
  assert.is(sim.chaos.find(injection.command.id)?.state, 'striking');
  assert.is.not(sim.desk.admission.mode, 'open');
  const healed = sim.heal(injection);
  assert.is(healed.state, 'healed', healed.waitsFor ?? '');
  assert.equal(sim.world.board.list(), []);
  await endsWell(sim);
});

test('a fault of one market strikes that market by name, and can be ended before its time', async () => {
  const sim = house();
  const { slug } = sim.market('wide');
  const injection = sim.inject({ fault: 'outcomeSilent', target: slug, forMs: '10m' });
  sim.run(SECOND_MS);
  assert.is(sim.world.board.active('outcomeSilent', slug)?.target, slug);
  sim.chaos.clear(injection.command.id);
  assert.is(sim.heal(injection).state, 'healed');
  assert.match(
    refused(() => sim.chaos.clear(injection.command.id)),
    /no such fault holds now/,
  );
  await endsWell(sim);
});

test('a latch ends the waiting and is named', () => {
  const sim = house();
  const injection = sim.inject({ fault: 'accountRestricted', forMs: '5s' });
  const settled = sim.heal(injection);
  assert.is(settled.state, 'latched');
  assert.match(settled.waitsFor ?? '', /^accountRestricted: \d+ is past 0$/);
  assert.is(settled.healMs, null);
  sim.end();
});

test('who or what is struck must exist', () => {
  const sim = house();
  const { slug } = sim.market('wide');
  const cases: [object, RegExp][] = [
    [{ fault: 'crash', target: `market:${slug}/quoterr` }, new RegExp(`did you mean market:${slug}/quoter\\?$`)],
    [{ fault: 'crash', target: 'qouter' }, /^target: no actor is qouter or of that kind; did you mean quoter\?$/],
    [{ fault: 'outcomeSilent', target: 'nowhere-at-all-to-be-found' }, /^target: no market is named nowhere-at-all/],
    [{ fault: 'outcomeSilent', target: `${slug}x` }, new RegExp(`did you mean ${slug}\\?$`)],
    [{ fault: 'crash' }, /^target: crash needs/],
    [
      { fault: 'crash', target: 'quoter', params: { where: 'promise' } },
      /is a statechart and crashes in action, guard or entry/,
    ],
    [
      { fault: 'crash', target: 'account-feed', params: { where: 'guard' } },
      /is a callback and crashes in callback, not in guard/,
    ],
  ];
  for (const [words, problem] of cases)
    assert.match(
      refused(() => sim.inject(words)),
      problem,
    );
  assert.equal(sim.chaos.all(), []);
  assert.is(sim.inject({ fault: 'crash', target: 'account-feed' }).command.id, 'chaos-1');
  sim.end();
});

test('the root crashes only when it is named', () => {
  const sim = house();
  for (const { address } of sim.tree.actors()) if (actorKind(address) === 'root') assert.is(address, 'root');
  sim.end();
});

test('where real money is concerned faults are refused unless the settings allow them', () => {
  for (const [allow, mode, may] of [
    ['sim', 'sim', true],
    ['sim', 'replay', true],
    ['sim', 'paper', false],
    ['sim', 'live', false],
    ['everywhere', 'live', true],
    ['never', 'sim', false],
  ] as const)
    assert.is(chaosRefusal({ mode, chaos: { allow } }) === null, may, `${allow} ${mode}`);
  const sim = house({ flags: { 'chaos.allow': 'never' } });
  assert.match(
    refused(() => sim.inject({ fault: 'crash', target: 'quoter' })),
    /^chaos.allow: never/,
  );
  sim.end();
});

test('without a board only actors can be struck', () => {
  const sim = simTree({ seed: 3 });
  sim.run(5 * SECOND_MS);
  const chaos = new ChaosDesk(sim.desk, sim.tree, { board: null, random: new SeededRandom(1), clock: sim.clock });
  assert.match(
    refused(() => chaos.inject({ fault: 'cancelOnly' })),
    /^fault: cancelOnly strikes a port/,
  );
  assert.equal(chaos.all(), []);
  chaos.inject({ fault: 'crash', target: 'quoter' });
  chaos.stop();
  sim.end();
});

test('every fault of the catalogue can be injected, and old injections are forgotten', () => {
  const sim = house();
  const names = FAULTS.filter(({ target }) => target !== 'actor').map(({ name }) => name);
  // Of nothing nobody can take.
  for (const fault of names) sim.inject(fault === 'holdingDrift' ? { fault, params: { shares: 10 } } : { fault });
  sim.world.board.clearAll();
  for (let each = 0; each < INJECTIONS_MAX; each += 1) sim.inject({ fault: 'wrongBeat' });
  assert.is(sim.chaos.all().length, INJECTIONS_MAX);
  assert.is(sim.chaos.all().at(-1)?.command.id, `chaos-${names.length + INJECTIONS_MAX}`);
  assert.is(sim.chaos.find('chaos-1'), null);
  sim.end();
});

test('the same seed draws the same victims', () => {
  const victims = () => {
    const sim = house();
    const drawn = [1, 2, 3].flatMap(
      () => sim.inject({ fault: 'deaf', target: 'market', forMs: 1, params: { pick: 'one' } }).actors,
    );
    sim.end();
    return drawn;
  };
  assert.equal(victims(), victims());
});

test.run();
