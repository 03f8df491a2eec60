// One seed is one run: the same facts, byte for byte, wherever and whenever it is made.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fact } from '#domain/money/fact.ts';
import { poisoned, simTree } from './sim-tree.ts';

async function factsOf(seed: number, disturb = false): Promise<readonly Fact[]> {
  const sim = simTree({ seed });
  sim.run(20_000);
  if (disturb) sim.tree.send('market:wide-1/quoter', poisoned('QUOTE_FORBIDDEN', 'reason'));
  sim.run(25_000);
  await sim.drain();
  sim.end();
  return sim.facts;
}

function text(facts: readonly Fact[]): string {
  return facts.map((fact) => JSON.stringify(fact)).join('\n');
}

test('the same seed gives the same facts, byte for byte, in any time zone', async () => {
  const first = await factsOf(7);
  const zone = process.env.TZ;
  process.env.TZ = 'Pacific/Kiritimati';
  const second = await factsOf(7);
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  assert.ok(first.length > 200, `only ${first.length} facts`);
  assert.is(text(second), text(first));
});

test('another seed gives other facts', async () => {
  assert.is.not(text(await factsOf(8)), text(await factsOf(7)));
});

test('a crash at the same moment is the same crash', async () => {
  const first = await factsOf(7, true);
  assert.ok(first.some((fact) => fact.fact === 'fault' && fact.kind === 'crashed'));
  assert.is(text(await factsOf(7, true)), text(first));
});

test('the facts file holds every fact, in order', async () => {
  const sim = simTree({ seed: 9 });
  sim.run(15_000);
  await sim.drain();
  sim.end();
  assert.is(sim.files.read('facts.jsonl'), `${text(sim.facts)}\n`);
});

test.run();
