// Halts of markets: on the desk, on the disk, and back only by an operator.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MarketHalts } from '#actors/market-halts.ts';
import { BadInput } from '#domain/failure.ts';
import type { StateFiles } from '#domain/ports.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { endsClean } from './clean-end.ts';
import { simTree } from './sim-tree.ts';
import { RAIN, smallDesk } from './small-desk.ts';

const SECOND_MS = 1_000;

function desk(files: StateFiles) {
  const small = smallDesk({ files }).desk;
  small.list(RAIN);
  const told: string[] = [];
  small.post = (address, event) => told.push(`${address} ${event.type}`);
  return { desk: small, told };
}

test('a halt is on the disk before the market hears of it, and the next life knows it', () => {
  const files = memoryStateFiles();
  const first = desk(files);
  first.desk.halts.halt(RAIN.id, 'divergence');
  assert.equal(first.told, ['market:rain HALT']);
  assert.is(desk(files).desk.halts.reason(RAIN.id), 'divergence');
  first.desk.halts.resume(RAIN.id);
  assert.equal(first.told, ['market:rain HALT', 'market:rain RESUME']);
  assert.is(files.read('halts.json'), null);
});

test('a halt that cannot be written down halts the house, and one that cannot be taken back stays', () => {
  const files = memoryStateFiles();
  let full = true;
  const refuse = () => {
    if (full) throw new Error('ENOSPC');
  };
  const disk: StateFiles = {
    ...files,
    write: (name, text) => {
      refuse();
      files.write(name, text);
    },
    remove: (name) => {
      refuse();
      files.remove(name);
    },
  };
  const { desk: it, told } = desk(disk);
  it.halts.halt(RAIN.id, 'divergence');
  assert.equal(told, ['kill-switch HALT', 'market:rain HALT']);
  assert.throws(() => it.halts.resume(RAIN.id), /stays halted: ENOSPC/);
  assert.is(it.halts.reason(RAIN.id), 'divergence');
  full = false;
  it.halts.resume(RAIN.id);
  assert.is(it.halts.reason(RAIN.id), null);
});

test('a file of halts that does not read is a problem of the house until an operator accepts it', () => {
  const files = memoryStateFiles();
  for (const text of [
    '{',
    '7',
    '{"halts":2}',
    '{"halts":1,"mode":"live"}',
    '{"halts":1,"mode":"sim","markets":{"x":1}}',
  ]) {
    files.write('halts.json', text);
    const halts = new MarketHalts(smallDesk({ files }).desk);
    halts.read();
    assert.match(halts.problem ?? '', /halts.json does not read/, text);
    halts.accept();
    assert.is(halts.problem, null);
    assert.is(files.read('halts.json'), null);
  }
});

test('a halted market stays halted through its own crash, and a resume of it alone brings it back', async () => {
  const sim = simTree({ seed: 1 });
  const { desk: it, tree } = sim;
  sim.run(10 * SECOND_MS);
  const { id, slug } = sim.market('wide-');
  it.halts.halt(id, 'divergence');
  sim.run(2 * SECOND_MS);
  assert.equal(it.orders.live(id), []);
  tree.send(`market:${slug}`, { type: 'chaos.crash', where: 'guard' } as { type: string });
  sim.run(5 * SECOND_MS);
  assert.ok(it.restarts.get(`market:${slug}`), 'it did not crash');
  assert.is(tree.stateOf(`market:${slug}`), 'halted');
  assert.equal(it.orders.live(id), []);
  assert.throws(
    () => tree.resume('liquid-1'),
    (error: unknown) => error instanceof BadInput,
  );
  tree.resume(slug);
  assert.ok(
    sim.run(60 * SECOND_MS, () => it.orders.live(id).length > 0),
    'it does not quote again',
  );
  await endsClean(sim);
});

test.run();
