// The micro-test as an operator meets it: what it refuses, what it says it will do, and one that goes well from end to end.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inside, until } from './command-line.ts';
import { KEY, KEYS, takeBothSides, withKeys } from './loopback-venue.ts';
import {
  beginMicro,
  closeAll,
  exitReport,
  failedLines,
  isAlive,
  microFolder,
  microVenue,
  microWords,
  ourWallet,
  quoting,
} from './micro-run.ts';

const venue = await microVenue();
const wallet = await ourWallet();
test.before.each(() => {
  venue.asked.length = 0;
});
test.after(() => closeAll(venue));

const LIVE = '--i-understand-live';
const micro = (...more: readonly string[]) => withKeys(KEYS, () => inside(microWords(venue, microFolder(), ...more)));
const placed = () => venue.asked.filter((what) => what.startsWith('POST /order'));

test('without its flag, without keys, or without the worst case typed back, it does not begin', async () => {
  assert.match(String((await micro()).error), 'needs --i-understand-live');
  assert.match(String((await inside(microWords(venue, microFolder(), LIVE))).error), 'POLYMARKET_PRIVATE_KEY');
  const untold = await micro(LIVE, '--venue.markets', 'wide-1');
  assert.is(untold.code, 2);
  assert.match(String(untold.error), '--worst-case 16.25');
  assert.match(untold.stdout, 'micro-test: 24 h in wide-1, quotes of 25 shares (rewards count from 20 on)');
  assert.match(untold.stdout, 'bankrollUsd 25');
  assert.equal(placed(), []);
});

test('its terms cannot be talked away, and it takes one market', async () => {
  for (const [key, value] of [
    ['bankrollUsd', '26'],
    ['dailyLossMaxUsd', '6'],
    ['quoteShares', '30'],
    ['lossPerMarketMaxUsd', '20'],
    ['chaos.allow', 'everywhere'],
  ] as const) {
    const { code, error } = await micro(LIVE, `--${key}`, value);
    assert.is(code, 2, key);
    assert.match(String(error), `--${key}: the terms of the micro-test fix it`);
  }
  assert.match(String((await micro(LIVE, '--venue.markets', 'wide-1,liquid-1')).error), 'takes one market');
  assert.match(String((await micro(LIVE, '--venue.markets', 'nowhere')).error), 'nowhere is no open market');
  assert.match(String((await micro(LIVE, '--for', 'ever')).error), '--for ever');
  assert.match(String((await micro('--rehearse', '--quoteShares', '5')).error), 'fix it');
  assert.match(String((await micro('--rehearse', '--resume')).error), '--resume has no meaning for --rehearse');
  const rehearsed = await inside(['micro-test', '--rehearse', '--quiet', '--for', '20m']);
  assert.is(rehearsed.error, null);
  assert.match(rehearsed.stdout, /^micro-test: 20 min in /);
});

test('a market whose rewards ask for more is refused with what it would take, and discovery leaves it out', async () => {
  const named = await micro(LIVE, '--venue.markets', 'liquid-1');
  assert.is(named.code, 2);
  assert.match(String(named.error), 'liquid-1 pays rewards from 50 shares on');
  assert.match(String(named.error), 'take up to $62.5; this test has $25');
  const rules = ['--discovery.volumeMinUsd', '0', '--discovery.daysToEndMin', '0', '--discovery.spreadMax', '1'];
  const chosen = await until(
    'a market with a book that fits',
    async () => {
      const run = await micro(LIVE, ...rules, '--worst-case', '1');
      return run.stdout.includes('micro-test: 24 h in wide-1') && run;
    },
    40_000,
  );
  assert.match(String(chosen.error), 'the worst case is 16.25 dollars');
  const none = await micro(LIVE, ...rules, '--discovery.priceMin', '0.98', '--discovery.priceMax', '0.99');
  assert.is(none.code, 1);
  assert.match(String(none.error), 'no market that fits the rules');
  assert.equal(placed(), []);
});

/** One that quotes. Its market is alive and may halt right at the beginning, for longer than this test lasts: then a new one. */
async function begun() {
  for (let times = 1; ; times += 1) {
    const state = microFolder();
    const run = beginMicro(venue, state, '--for', '20s');
    try {
      return { state, run, dog: await quoting(venue, wallet, run) };
    } catch (error) {
      if (times === 3 || !/^wide-1 .* 0% +[1-9]\d*$/m.test((await run.ended).stdout)) throw error;
    }
  }
}

test('it quotes, comes by its pair, ends by itself with nothing resting, and every expectation holds', async () => {
  const { state, run, dog } = await begun();
  assert.ok(isAlive(dog));
  await until('both sides', () => venue.world.exchange.openOrders(wallet).length > 1, 20_000);
  takeBothSides(venue, wallet);
  const { code, stderr } = await run.ended;
  assert.is(code, 0, `${run.stdout()}\n${stderr}`);
  const report = exitReport(state);
  assert.ok(report.passed);
  assert.equal(failedLines(report), []);
  const said = (name: string) => report.lines.find((line) => line.name === name)?.sentence ?? '';
  assert.match(said('fills'), /^[2-9] booked, and the venue lists the same/);
  assert.match(said('pair'), /complete pairs of [\d.]+ shares came about/);
  assert.match(said('watchdog'), 'it watched until the end and had nothing to do');
  assert.match(said('resting'), 'the venue lists no order after the end');
  assert.equal(venue.world.exchange.openOrders(wallet), []);
  assert.not.ok(isAlive(dog));
  assert.match(run.stdout(), /\d+ passed, 0 failed, \d+ skipped/);
  for (const text of [run.stdout(), stderr, ...filesIn(join(state, 'micro-test', 'live'))])
    assert.not.ok(text.includes(KEY.slice(2)));
});

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(folder, name), 'utf8'));
}

test.run();
