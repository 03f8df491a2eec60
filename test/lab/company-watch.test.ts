// Who comes back without those who rely on it: each is reported by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompanyWatch } from '#lab/company-watch.ts';
import { type SmallNight, smallNight } from './small-night.ts';

const MARKET = 'market:liquid-1';

/** `'crashed order-gateway'`, one after the other; what is said after the last. */
function reports(night: SmallNight, ...told: readonly string[]) {
  const desk = { onChild: (_: unknown) => {} };
  const watch = new CompanyWatch(night.scene, { desk } as never);
  night.checks();
  for (const text of told) {
    const [kind, address] = text.split(' ');
    desk.onChild({ kind, address, error: null });
  }
  watch.look();
  return night.checks();
}

test('whoever relies on an actor comes back with it', async () => {
  const night = await smallNight();
  const all = ['restarted order-gateway', 'restarted heartbeat', 'restarted account-feed'];
  assert.equal(reports(night, 'crashed order-gateway', ...all), []);
  assert.equal(reports(night, 'crashed order-gateway', ...all.slice(0, 2)), ['company']);
  assert.equal(reports(night, 'crashed order-gateway', ...all.slice(0, 1)), ['company']);
  assert.equal(reports(night, 'crashed heartbeat', ...all.slice(1)), []);
  assert.equal(reports(night, 'crashed heartbeat', 'restarted heartbeat'), ['company']);
  assert.equal(reports(night, 'crashed account-feed', 'restarted account-feed'), []);
  night.end();
});

test('in a market the quoter comes back with everybody above it', async () => {
  const night = await smallNight();
  const part = (name: string) => `${MARKET}/${name}`;
  const back = ['complete-set', 'queue-tracker', 'quoter'].map((name) => `restarted ${part(name)}`);
  assert.equal(reports(night, `crashed ${part('complete-set')}`, ...back), []);
  assert.equal(reports(night, `crashed ${part('complete-set')}`, ...back.slice(0, 2)), ['company']);
  assert.equal(reports(night, `crashed ${part('queue-tracker')}`, back[1] ?? ''), ['company']);
  assert.equal(reports(night, `crashed ${part('quoter')}`, back[2] ?? ''), []);
  night.end();
});

test('whoever is started anew by the one above, or came to its end, owes nobody anything', async () => {
  const night = await smallNight();
  assert.equal(reports(night, 'crashed order-gateway', 'crashed venue', 'restarted order-gateway'), []);
  assert.equal(reports(night, 'crashed order-gateway', 'restarted venue', 'restarted order-gateway'), []);
  assert.equal(reports(night, 'crashed order-gateway', 'escalated order-gateway', 'restarted order-gateway'), []);
  assert.equal(
    reports(night, `crashed ${MARKET}/queue-tracker`, 'crashed shard-0', `restarted ${MARKET}/queue-tracker`),
    [],
  );
  night.end();
});

test.run();
