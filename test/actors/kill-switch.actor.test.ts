// What stops trading, what stays stopped over restarts, and what an operator can do about it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseLatch } from '#domain/money/latch.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { endsClean } from './clean-end.ts';
import { MAKER, poisoned, type SimTree, simTree } from './sim-tree.ts';

const SECOND_MS = 1_000;
const CENTS = { dailyLossMaxUsd: '0.1', drawdownMaxUsd: '5000' };

function open({ world }: SimTree): readonly object[] {
  return world.exchange.openOrders(MAKER);
}

function sentSince({ facts }: SimTree, index: number): number {
  return facts.slice(index).filter((fact) => fact.fact === 'order' && fact.status === 'sent').length;
}

/** Nothing rests, and nothing leaves for a while. */
function standsStill(sim: SimTree): void {
  sim.run(3 * SECOND_MS);
  assert.equal(open(sim), []);
  const said = sim.facts.length;
  sim.run(12 * SECOND_MS);
  assert.equal(open(sim), []);
  assert.is(sentSince(sim, said), 0);
}

function trades(sim: SimTree): void {
  const said = sim.facts.length;
  sim.run(15 * SECOND_MS);
  assert.ok(sentSince(sim, said) > 0, 'no order left');
  assert.ok(open(sim).length > 0);
}

test('a lost day cancels everything, and the next start finds it lost until an operator resumes', async () => {
  const files = memoryStateFiles();
  const first = simTree({ seed: 1, files, flags: CENTS });
  assert.ok(
    first.run(300 * SECOND_MS, () => first.desk.admission.mode === 'halted'),
    'no loss came',
  );
  assert.match(first.desk.admission.why, /^dailyLoss: .* is past 0.1$/);
  const { latch, problem } = parseLatch(files.read('latch.json'), 'sim');
  assert.is(problem, null);
  assert.is(latch?.stage, 'cancelAll');
  standsStill(first);
  assert.is(first.desk.counters.halts > 0, true);
  await endsClean(first);

  const second = simTree({ seed: 2, files });
  assert.is(second.tree.stateOf('kill-switch'), 'cancelAll');
  second.run(10 * SECOND_MS);
  assert.is(second.desk.admission.mode, 'halted');
  assert.match(second.desk.admission.why, /dailyLoss/);
  standsStill(second);
  second.tree.resume();
  assert.is(files.read('latch.json'), null);
  trades(second);
  await endsClean(second);

  const third = simTree({ seed: 3, files });
  trades(third);
  await endsClean(third);
});

test('a loss that is still there trips again right after a resume', () => {
  const sim = simTree({ seed: 4, flags: CENTS });
  const isHalted = () => sim.desk.admission.mode === 'halted';
  assert.ok(sim.run(300 * SECOND_MS, isHalted));
  sim.tree.resume();
  assert.ok(sim.run(20 * SECOND_MS, isHalted));
  sim.end();
});

test('a falling day ends new quotes and leaves what rests', async () => {
  const sim = simTree({ seed: 1, flags: { dailyLossMaxUsd: '5000', drawdownMaxUsd: '0.1' } });
  assert.ok(sim.run(300 * SECOND_MS, () => sim.desk.admission.mode === 'noNewQuotes'));
  sim.run(SECOND_MS);
  const said = sim.facts.length;
  assert.ok(open(sim).length > 0, 'what rested is gone');
  sim.run(20 * SECOND_MS);
  assert.is(sentSince(sim, said), 0);
  await endsClean(sim);
});

test('halt and resume by command', async () => {
  const sim = simTree({ seed: 4 });
  trades(sim);
  sim.tree.halt('lunch');
  assert.is(sim.desk.admission.mode, 'halted');
  assert.is(sim.desk.admission.why, 'lunch');
  standsStill(sim);
  sim.tree.halt('a longer lunch');
  assert.is(sim.desk.admission.why, 'lunch');
  sim.tree.resume();
  assert.is(sim.desk.admission.mode, 'open');
  trades(sim);
  sim.tree.resume();
  trades(sim);
  await endsClean(sim);
});

for (const [what, text] of [
  ['is no JSON', '{"latch":1,"mode":"si'],
  ['is empty', ''],
  ['is of another mode', '{"latch":1,"mode":"live","stage":"reduceOnly","reason":"x","atMs":1}'],
  ['names no rung', '{"latch":1,"mode":"sim","stage":"armed","reason":"x","atMs":1}'],
] as const)
  test(`a latch file that ${what} means halted, and says so`, async () => {
    const files = memoryStateFiles();
    files.write('latch.json', text);
    const sim = simTree({ seed: 5, files });
    standsStill(sim);
    assert.is(sim.desk.admission.mode, 'halted');
    assert.match(sim.desk.admission.why, /does not read/);
    assert.ok(sim.desk.faults.some(({ actor, what: told }) => actor === 'kill-switch' && /does not read/.test(told)));
    sim.tree.resume();
    trades(sim);
    await endsClean(sim);
  });

test('what is latched stays latched when the gateway crashes, and when it comes back', async () => {
  const sim = simTree({ seed: 6 });
  trades(sim);
  sim.tree.halt('operator');
  sim.run(3 * SECOND_MS);
  const said = sim.facts.length;
  for (const [address, event] of [
    ['order-gateway', poisoned('NEWS', 'news')],
    ['venue', poisoned('supervisor.add', 'spec')],
  ] as const) {
    sim.tree.send(address, event);
    sim.run(10 * SECOND_MS);
    assert.is(sim.tree.stateOf('order-gateway'), 'halted');
    assert.is(sim.desk.admission.mode, 'halted');
  }
  assert.is(sentSince(sim, said), 0);
  sim.tree.resume();
  trades(sim);
  await endsClean(sim);
});

test('a halt that finds the gateway away reaches it when it is back', async () => {
  const sim = simTree({ seed: 6 });
  trades(sim);
  sim.tree.send('order-gateway', poisoned('NEWS', 'news'));
  sim.tree.halt('operator');
  sim.run(2 * SECOND_MS);
  assert.is(sim.tree.stateOf('order-gateway'), 'halted');
  standsStill(sim);
  sim.tree.send('order-gateway', poisoned('NEWS', 'news'));
  sim.tree.resume();
  sim.run(2 * SECOND_MS);
  assert.is(sim.tree.stateOf('order-gateway'), 'open');
  trades(sim);
  await endsClean(sim);
});

test('a latch that cannot be written is worse than no latch: the house fails and nothing rests', async () => {
  let full = false;
  const sim = simTree({
    seed: 7,
    spoil: ({ files }) => ({
      files: {
        ...files,
        write(name: string, text: string) {
          if (full) throw new Error(`state file ${name}: no space left`);
          files.write(name, text);
        },
      },
    }),
  });
  trades(sim);
  full = true;
  sim.tree.halt('operator');
  sim.run(SECOND_MS);
  assert.match(String(await sim.failure()), /EscalationError: kill-switch failed too often/);
  assert.equal(open(sim), []);
  sim.end();
});

test.run();
