// How long a difference may be there, on a clock and in a weather made by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Grace } from '#lab/grace.ts';
import type { Weather } from '#lab/scene.ts';

function sky() {
  const weather = { openMs: 0, calmMs: 0 };
  return {
    weather: weather as unknown as Weather,
    go: (ms: number, calm: boolean, open = true) => {
      weather.openMs += open ? ms : 0;
      weather.calmMs = calm ? weather.calmMs + ms : 0;
    },
  };
}

test('in calm a difference is one at once, unless something is on its way', () => {
  const { weather, go } = sky();
  const grace = new Grace(weather, 45_000);
  go(11_000, true);
  assert.equal(grace.overdue(['a'], false), []);
  assert.ok(grace.open);
  assert.equal(grace.overdue(['a'], true), ['a']);
  assert.equal(grace.overdue([], true), []);
  assert.not(grace.open);
});

test('one that came under a fault is forgiven for its time, and no longer', () => {
  const { weather, go } = sky();
  const grace = new Grace(weather, 45_000);
  for (let ms = 0; ms <= 45_000; ms += 5_000) {
    assert.equal(grace.overdue(['a'], true), []);
    go(5_000, false);
  }
  assert.equal(grace.overdue(['a', 'b'], true), ['a']);
});

test('time in which no request gets through does not count', () => {
  const { weather, go } = sky();
  const grace = new Grace(weather, 45_000);
  grace.overdue(['a'], true);
  go(300_000, false, false);
  assert.equal(grace.overdue(['a'], true), []);
  go(45_001, false);
  assert.equal(grace.overdue(['a'], true), ['a']);
});

test('once all faults are over it may take as long as healing does', () => {
  const { weather, go } = sky();
  const grace = new Grace(weather, Number.POSITIVE_INFINITY);
  grace.overdue(['a'], true);
  go(400_000, false);
  go(30_000, true);
  assert.equal(grace.overdue(['a'], true), []);
  go(1, true);
  assert.equal(grace.overdue(['a'], true), ['a']);
});

test('a difference that went away and came back begins anew', () => {
  const { weather, go } = sky();
  const grace = new Grace(weather, 45_000);
  grace.overdue(['a'], true);
  go(44_000, false);
  grace.overdue([], true);
  grace.overdue(['a'], true);
  go(2_000, false);
  assert.equal(grace.overdue(['a'], true), []);
});

test.run();
