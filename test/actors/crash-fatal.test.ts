// What nobody may trade without takes the house down when it is gone, and nothing of ours rests after it. A disk that is full
// for a moment is not the end.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Ports } from '#actors/ports.ts';
import { BadInput } from '#domain/failure.ts';
import type { StateFiles } from '#domain/ports.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { endsClean } from './clean-end.ts';
import { MAKER, poisoned, simTree } from './sim-tree.ts';

const SECOND_MS = 1_000;
const FEW = { 'sim.markets': 'liquid, wide' };

/** Files whose disk is full while `full` says so. */
function fillingDisk() {
  const disk = { full: false, files: memoryStateFiles() };
  const files: StateFiles = {
    ...disk.files,
    append(name, text) {
      if (disk.full) throw new Error(`state file ${name}: no space left`);
      disk.files.append(name, text);
    },
    write(name, text) {
      if (disk.full) throw new Error(`state file ${name}: no space left`);
      disk.files.write(name, text);
    },
  };
  return { disk, files };
}

test('a disk that is full for a second stops nothing and costs no fact', async () => {
  const { disk, files } = fillingDisk();
  const sim = simTree({ seed: 5, files, flags: FEW });
  const { run, facts, desk, failure } = sim;
  run(30 * SECOND_MS);
  disk.full = true;
  run(SECOND_MS);
  disk.full = false;
  run(30 * SECOND_MS);
  assert.is(await failure(), null);
  assert.is(desk.counters.restarts, 0);
  assert.ok(desk.faults.some(({ actor, what }) => actor === 'ledger' && /no space left/.test(what)));
  await endsClean(sim);
  assert.is(files.read('facts.jsonl'), `${facts.map((fact) => JSON.stringify(fact)).join('\n')}\n`);
});

test('a disk that stays full takes the house down, and nothing of ours rests', async () => {
  const { disk, files } = fillingDisk();
  const sim = simTree({ seed: 5, files, flags: FEW });
  const { run, failure } = sim;
  run(30 * SECOND_MS);
  assert.ok(sim.world.exchange.openOrders(MAKER).length > 0);
  disk.full = true;
  run(60 * SECOND_MS);
  assert.is(await failure(), null, 'a minute is waited out');
  run(240 * SECOND_MS);
  const error = (await failure()) as Error;
  assert.match(error.message, /ledger failed too often/);
  assert.match((error.cause as Error).message, /could not be written/);
  assert.equal(sim.world.exchange.openOrders(MAKER), []);
  assert.equal(sim.world.exchange.check(), []);
  sim.end();
  assert.is(sim.clock.pending, 0);
});

test('without its kill switch the house does not live a second: every order is cancelled', async () => {
  const sim = simTree({ seed: 6, flags: FEW });
  const { run, tree, failure } = sim;
  run(30 * SECOND_MS);
  assert.ok(sim.world.exchange.openOrders(MAKER).length > 0);
  tree.send('kill-switch', poisoned('HALT', 'reason'));
  run(SECOND_MS);
  assert.match(String(await failure()), /EscalationError: kill-switch failed too often/);
  assert.equal(sim.world.exchange.openOrders(MAKER), []);
  run(30 * SECOND_MS);
  assert.equal(sim.world.exchange.openOrders(MAKER), [], 'a ghost places orders');
  sim.end();
  assert.is(sim.clock.pending, 0);
});

test('a gateway that cannot start takes the house down too', async () => {
  let broken = false;
  const spoil = ({ files }: Ports): Partial<Ports> => ({
    files: {
      ...files,
      read(name) {
        if (broken) throw new BadInput(`state file ${name}: no permission`);
        return files.read(name);
      },
    },
  });
  const sim = simTree({ seed: 6, spoil, flags: FEW });
  const { run, tree, failure } = sim;
  run(20 * SECOND_MS);
  broken = true;
  tree.send('order-gateway', poisoned('NEWS', 'news'));
  run(60 * SECOND_MS);
  assert.match(String(await failure()), /EscalationError: venue failed too often/);
  assert.equal(sim.world.exchange.openOrders(MAKER), []);
  sim.end();
  assert.is(sim.clock.pending, 0);
});

test.run();
