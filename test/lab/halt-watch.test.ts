// Halted markets and markets that are left out, as the lab sees them.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EscalationError } from '#machines/supervisor.machine.ts';
import { smallNight } from './small-night.ts';

test('a halted market that trades again without an operator is told, in a later life too', async () => {
  const night = await smallNight();
  const { stage, market } = night;
  const actor = `market:${market.slug}`;
  stage.life.desk.halts.halt(market.id, 'a test');
  await night.run(1_000);
  assert.is(stage.life.tree.stateOf(actor), 'halted');
  assert.equal(night.checks(), []);
  stage.life.kill();
  stage.begin();
  await night.run(5_000);
  assert.is(stage.life.tree.stateOf(actor), 'halted');
  assert.equal(night.checks(), []);
  stage.life.desk.transition(actor, 'halted', 'trading', null);
  assert.equal(night.checks(), ['halt']);
  stage.life.tree.resume(market.slug);
  await night.run(1_000);
  assert.equal(night.checks(), []);
  assert.is(stage.life.tree.stateOf(actor), 'trading');
  night.end();
});

test('a shard that falls with its markets is told, one that is struck itself is not', async () => {
  const night = await smallNight();
  const fell = (error: Error) => night.stage.life.desk.onChild({ kind: 'crashed', address: 'shard-0', error });
  fell(new Error('chaos: crash'));
  assert.equal(night.checks(), []);
  fell(new EscalationError('market:x failed too often', { cause: new Error('chaos: crash') }));
  assert.equal(night.checks(), ['isolation']);
  night.end();
});

test.run();
