import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OutcomeId } from '#domain/ids.ts';
import { PRICE_HISTORIES } from '#infra/venue/wire/clob-markets.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { marketOf, SmallServer } from './small-server.ts';

const CTF = marketOf('ctf');
const [YES, NO] = [CTF.outcomes.yes.id, CTF.outcomes.no.id];
const MINUTE_MS = 60_000;

/** Trades of YES at 0.5, 0.51 and 0.52, the first two in the same ten minutes, the third an hour later. */
function house() {
  const small = new SmallServer();
  const [ann, bob] = [small.trader('ann'), small.trader('bob')];
  const startMs = small.clock.now();
  for (const [price, other, laterMs] of [
    ['0.5', '0.5', MINUTE_MS],
    ['0.51', '0.49', 60 * MINUTE_MS],
    ['0.52', '0.48', MINUTE_MS],
  ] as const) {
    ann.place({ price, size: '10' });
    bob.place({ outcome: 'no', price: other, size: '10', kind: 'FAK' });
    small.clock.advanceBy(laterMs);
  }
  const prices = (query: string) => small.get(`/prices-history?${query}`).body.history.map(({ p }: { p: number }) => p);
  return { small, startS: Math.floor(startMs / 1_000), prices };
}

test('the past is told in the terms of each outcome, in windows, and as coarsely as asked', () => {
  const { prices, startS } = house();
  assert.equal(prices(`market=${YES}&interval=max`), [0.5, 0.51, 0.52]);
  assert.equal(prices(`market=${NO}&interval=max`), [0.5, 0.49, 0.48]);
  assert.equal(prices(`market=${YES}&interval=1h`), [0.52]);
  assert.equal(prices(`market=${YES}&interval=1w&fidelity=10`), [0.51, 0.52]);
  assert.equal(prices(`market=${YES}&startTs=${startS}&endTs=${startS + 30}`), [0.5]);
  assert.equal(prices(`market=${YES}&startTs=${startS + 60}&interval=max`), [0.51, 0.52]);
  assert.equal(prices(`market=${CTF.id}&interval=max`), [], 'a market has two prices');
});

test('several outcomes at once', () => {
  const { small } = house();
  const ask = (body: unknown) => small.ask('POST', '/batch-prices-history', {}, JSON.stringify(body));
  const read = readWire(PRICE_HISTORIES, ask({ markets: [YES, NO, '77'], interval: 'max', fidelity: 1 }).body);
  assert.ok(read.ok);
  if (read.ok)
    assert.equal(
      [YES, NO, '77'].map((asset) => read.value.points.get(asset as OutcomeId)?.map(({ price }) => price)),
      [[0.5, 0.51, 0.52], [0.5, 0.49, 0.48], []],
    );
  const many = Array.from({ length: 21 }, () => YES);
  for (const [body, error] of [
    [{ markets: many }, 'Payload exceeds the limit'],
    [{}, 'Invalid payload'],
    [{ markets: YES }, 'Invalid payload'],
    [{ markets: [1] }, 'Invalid payload'],
    [{ markets: [YES], start_ts: 'then' }, 'Invalid payload'],
    [null, 'Invalid payload'],
    [{ markets: [YES], interval: '2d' }, "invalid filters: 'interval' has to be one of max, all, 1m, 1w, 1d, 6h, 1h"],
    [{ markets: [YES], interval: '1m' }, "invalid filters: minimum 'fidelity' for '1m' range is 10"],
    [{ markets: [YES], end_ts: 1 }, "invalid filters: 'endTs' needs 'startTs'"],
  ] as const)
    assert.equal([ask(body).status, ask(body).body], [400, { error }], JSON.stringify(body));
  assert.is(small.ask('POST', '/batch-prices-history', {}, 'x').body.error, 'Invalid payload');
});

test('numbers that are none are named', () => {
  const { small } = house();
  for (const name of ['startTs', 'endTs', 'fidelity'])
    for (const text of ['x', '-1', '1.5', '1e3', '9'.repeat(30)])
      assert.equal(
        small.get(`/prices-history?market=${YES}&interval=max&${name}=${text}`).body,
        { error: `invalid filters: '${name}' is no whole number` },
        `${name}=${text}`,
      );
});

test.run();
