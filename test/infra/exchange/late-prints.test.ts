import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HitPrint } from '#domain/quoting/replay-fill.ts';
import { parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { ECHO_MS, freshSize, HALVES_MAX, LatePrints } from '#infra/exchange/late-prints.ts';

const half = parsePrice('0.5');
const print = (size: string, atMs = 0): HitPrint => ({ hit: 'bid', price: half, size: parseShares(size), atMs });
const shares = (text: string): Shares => parseShares(text);

test('a print after its level drop is stale only for an order that joined in between', () => {
  const late = new LatePrints();
  late.dropped('bid', half, shares('200'), 0, 5);
  const stale = late.printed(print('250', 40), 7);
  assert.is(freshSize(shares('250'), stale, 4), shares('250'), 'it was there before the drop');
  assert.is(freshSize(shares('250'), stale, 5), shares('50'), 'it joined after the drop');
  assert.is(freshSize(shares('100'), late.printed(print('100', 41), 8), 6), shares('100'), 'the drop is used up');
});

test('a drop that an earlier print explains makes no later print stale', () => {
  const late = new LatePrints();
  assert.equal(late.printed(print('200', 0), 1), []);
  late.dropped('bid', half, shares('200'), 10, 2);
  assert.equal(late.printed(print('100', 20), 4), []);
  late.dropped('bid', half, shares('130'), 21, 5);
  assert.is(
    freshSize(shares('50'), late.printed(print('50', 22), 6), 5),
    shares('20'),
    'thirty were cancelled or late',
  );
});

test('an old drop, another level or the other side explains nothing', () => {
  const late = new LatePrints();
  late.dropped('bid', half, shares('10'), 0, 1);
  late.dropped('ask', half, shares('10'), 5_000, 1);
  late.dropped('bid', parsePrice('0.49'), shares('10'), 5_000, 1);
  assert.equal(late.printed(print('10', ECHO_MS + 1), 2), []);
});

test('what waits for its other half is bounded, and the newest stays', () => {
  const late = new LatePrints();
  for (let n = 1; n <= 10 * HALVES_MAX; n += 1) late.dropped('bid', half, shares('1'), 0, n);
  const stale = late.printed(print('1000000'), 0);
  assert.ok(stale.length <= HALVES_MAX);
  assert.is(stale.at(-1)?.since, 10 * HALVES_MAX);
});

test.run();
