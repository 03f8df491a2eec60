import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inside } from './command-line.ts';
import { KEY, KEYS, type LoopbackVenue, loopbackVenue, withKeys } from './loopback-venue.ts';

let venue: LoopbackVenue;
test.before(async () => {
  venue = await loopbackVenue();
});
test.before.each(() => {
  venue.spoil = () => null;
});
test.after(() => venue.close());

const doctor = (...words: readonly string[]) =>
  withKeys(KEYS, () => inside(['doctor', '--host', venue.origin, '--venue.markets', 'liquid-1,updown-1', ...words]));

test('a ready account on our exchange is well: exit 0, and the worst case by outcome in dollars', async () => {
  const { code, stdout } = await doctor();
  assert.is(code, 0, stdout);
  assert.match(stdout, /liquid-1: if \S+ wins, at most \$20\.00 are lost/);
  assert.match(stdout, 'live asks to type 40)');
  assert.not.match(stdout, KEY.slice(2));
});

test('one broken thing is one FAIL with its cure, exit 1, and the same in JSON', async () => {
  const { code, stdout } = await doctor('--bankrollUsd', '50000');
  assert.is(code, 1);
  assert.is(stdout.match(/^FAIL/gm)?.length, 1);
  assert.match(stdout, /FAIL balance[^\n]*\n +cure: Deposit/);
  const json = await doctor('--bankrollUsd', '50000', '--json');
  const failed = JSON.parse(json.stdout).findings.filter((one: { verdict: string }) => one.verdict === 'failed');
  assert.equal(
    failed.map((one: { check: string }) => one.check),
    ['balance'],
  );
});

test('bad words are bad input', async () => {
  for (const words of [
    ['--venue.wallet', '0x12'],
    ['--venue.host', 'polymarket'],
    ['--jsn'],
    ['--venue.markets', 'a b'],
  ])
    assert.is((await doctor(...words)).code, 2, words.join(' '));
});

test.run();
