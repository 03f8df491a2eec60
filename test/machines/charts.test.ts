// What must hold of every statechart there is, whoever writes the next one.
import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyStateMachine, type AnyStateNode, createMachine, StateMachine } from 'xstate';
import { nodesOf } from './chart.ts';

const FOLDER = new URL('../../src/machines/', import.meta.url);

async function machines(): Promise<AnyStateMachine[]> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.machine.ts'));
  const modules = await Promise.all(names.map((name) => import(new URL(name, FOLDER).href)));
  return modules.flatMap((each) => Object.values(each)).filter((each) => each instanceof StateMachine);
}

/** Delays that lead a state to itself without entering it again: they fire once, and the state is stuck after that. */
function stuck(node: AnyStateNode): string[] {
  return node.after
    .filter(({ target, reenter }) => !reenter && target?.includes(node))
    .map(({ delay }) => `${node.id} after ${delay}`);
}

test('a delay that leads back to its own state enters it again, or it would never come a second time', async () => {
  const planted = createMachine({
    id: 'planted',
    initial: 'a',
    states: {
      a: { after: { 5: 'a', 6: { target: 'a', reenter: true }, 7: { actions: 'x' }, 8: 'b' } },
      b: { after: { 9: { target: 'b', reenter: false } } },
    },
  });
  assert.equal(nodesOf(planted.root).flatMap(stuck), ['planted.a after 5', 'planted.b after 9']);
  assert.equal(
    (await machines()).flatMap(({ root }) => nodesOf(root).flatMap(stuck)),
    [],
  );
});

test('every machine has its own name, and every file of machines has one', async () => {
  const names = (await machines()).map(({ id }) => id);
  assert.is(new Set(names).size, names.length);
  assert.is(names.length, readdirSync(FOLDER).filter((name) => name.endsWith('.machine.ts')).length);
});

test.run();
