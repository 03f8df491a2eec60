import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ServerClock } from '#infra/venue/client/server-clock.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { smallVenue } from './small-venue.ts';

const START_MS = 1_795_132_800_000;

test('our clock is corrected to less than a second of theirs, and left alone where it may be right', () => {
  const looks = fc.array(
    fc.record({ thereMs: fc.integer({ min: 0, max: 900 }), backMs: fc.integer({ min: 0, max: 900 }) }),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(fc.integer({ min: -20_000, max: 20_000 }), looks, (offMs, given) => {
      const clock = new VirtualClock(START_MS);
      const time = new ServerClock(clock);
      for (const { thereMs, backMs } of given) {
        const heard = time.asking();
        clock.advanceBy(thereMs);
        const serverMs = Math.floor((clock.now() + offMs) / 1_000) * 1_000;
        clock.advanceBy(backMs);
        heard(serverMs);
        clock.advanceBy(137);
      }
      assert.ok(Math.abs(time.offsetMs - offMs) <= 1_000 + 900 + 900, `${time.offsetMs} for ${offMs}`);
      if (offMs === 0) assert.is(time.offsetMs, 0);
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('an answer that was on its way while our clock was set says nothing', () => {
  const clock = new VirtualClock(START_MS);
  let setMs = 0;
  const own = {
    now: () => clock.now() + setMs,
    steadyMs: () => clock.steadyMs(),
    setTimeout: (run: () => void, delayMs: number) => clock.setTimeout(run, delayMs),
    clearTimeout: (timer: unknown) => clock.clearTimeout(timer),
  };
  const time = new ServerClock(own);
  const heard = time.asking();
  setMs = 60_000;
  heard(START_MS);
  assert.is(time.offsetMs, 0);
  time.asking()(START_MS);
  assert.ok(Math.abs(time.offsetMs + 60_000) <= 1_000, 'the next one does');
});

test('a refused signature makes us ask for the time, and the next one is signed by theirs', () => {
  const { http, client, run, clock } = smallVenue();
  const OFF_S = 40;
  http.on('GET /time', () => ({ status: 200, body: String(Math.floor(clock.now() / 1_000) + OFF_S) }));
  http.on('DELETE /cancel-all', { status: 401, body: { error: 'Unauthorized/Invalid api key' } });
  run(3_000);
  const before = http.of('GET /time').length;
  client.venue.cancelAll(() => {});
  run(100);
  assert.is(http.of('GET /time').length, before + 1);
  client.venue.cancelAll(() => {});
  run(100);
  const [, second] = http.of('DELETE /cancel-all');
  const seconds = Number(second?.headers.POLY_TIMESTAMP) - Math.floor(clock.now() / 1_000);
  assert.ok(Math.abs(seconds - OFF_S) <= 1, `${seconds}`);
});

test.run();
