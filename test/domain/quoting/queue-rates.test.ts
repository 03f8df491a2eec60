import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Level } from '#domain/market/market-event.ts';
import { ownOutcome, PRIOR_RATES, QueueRateWatch } from '#domain/quoting/queue-rates.ts';
import { oddsFactor } from '#domain/quoting/queue-value.ts';
import { parsePrice } from '#domain/units.ts';
import { SeededRandom } from '#infra/random.ts';
import { shares } from '../orders/scene.ts';

const at = (text: string, size: number): Level => ({ price: parsePrice(text), size: shares(size) });
const ASK = at('0.52', 100);
const near = (found: number, wanted: number, share: number, what: string) =>
  assert.ok(Math.abs(found - wanted) <= share * wanted, `${what}: ${found}, not ${wanted}`);

test('a market that has shown nothing is taken for the usual one', () => {
  const watch = new QueueRateWatch();
  for (const side of ['bid', 'ask'] as const) {
    const { executions, cancels, away } = watch.rates(side);
    near(executions, PRIOR_RATES.executions, 1e-9, 'executions');
    near(cancels, PRIOR_RATES.cancels, 1e-9, 'cancels');
    near(away, PRIOR_RATES.away, 1e-9, 'away');
    assert.is(watch.orderSize(side), 25);
  }
});

test('rates that are known come out: trades, cancels of each share, and a touch that leaves', () => {
  const random = new SeededRandom(3);
  const watch = new QueueRateWatch();
  let [size, cents] = [400, 40];
  const bid = () => at(`0.${cents}`, size);
  for (let ms = 0; ms < 1_800_000; ms += 250) {
    const [bookFirst, what] = [random.next() < 0.5, random.next()];
    if (what < 0.05) {
      if (bookFirst) watch.onTouch(at(`0.${cents}`, size - 20), ASK, ms);
      watch.onPrint('sell', parsePrice(`0.${cents}`), shares(20), ms + 30);
      if (!bookFirst) watch.onTouch(at(`0.${cents}`, size - 20), ASK, ms + 60);
    } else if (what < 0.1) watch.onTouch(at(`0.${cents}`, size - 10), ASK, ms);
    else if (what < 0.11) cents = cents === 40 ? 41 : 40;
    size = 400;
    watch.onTouch(bid(), ASK, ms + 100);
  }
  const { executions, cancels, away } = watch.rates('bid');
  near(executions, 0.05 * 4, 0.25, 'executions a second');
  near(
    cancels,
    (0.05 * 10 * 4) / 400 + (0.01 * 4) / 2,
    0.35,
    'cancels of each share a second, whole levels that left too',
  );
  near(away, (0.01 * 4) / 2, 0.5, 'the bid rises every other time');
  near(watch.orderSize('bid'), 20, 0.05, 'shares of an order');
  near(watch.rates('ask').executions, PRIOR_RATES.executions * (60 / 926), 0.2, 'nobody bought');
});

test('how often a touch leaves is learned at even odds: what a favourite has shown is not charged with its price again', () => {
  const watch = new QueueRateWatch();
  for (let n = 0; n < 3_600; n += 1) watch.onTouch(at(n % 20 < 10 ? '0.90' : '0.91', 100), at('0.93', 100), n * 1_000);
  const often = 1 / 20;
  const favourite = ownOutcome('bid', parsePrice('0.905'), parsePrice('0.93'));
  near(watch.rates('bid').away * oddsFactor(favourite), often, 0.1, 'as it was seen');
  assert.ok(watch.rates('bid').away < often / 3, 'at even odds it would leave less often');
  // The ask never leaves; its outcome is the outsider, of which little is expected: so silence teaches less.
  assert.ok(watch.rates('ask').away > 2 * PRIOR_RATES.away * (60 / 926));
  assert.ok(watch.rates('ask').away < PRIOR_RATES.away);
});

test('the outcome of a bid is YES and of an ask NO, by the middle of the others; a side without anybody is at its end', () => {
  const [bid, ask] = [parsePrice('0.60'), parsePrice('0.70')];
  near(ownOutcome('bid', bid, ask), 0.65, 1e-9, 'bid');
  near(ownOutcome('ask', bid, ask), 0.35, 1e-9, 'ask');
  near(ownOutcome('bid', bid, null), 0.8, 1e-9, 'no ask');
  near(ownOutcome('ask', null, ask), 0.65, 1e-9, 'no bid');
  assert.is(ownOutcome('bid', null, null), 0.5);
});

test('a print and the drop that it made are one trade, whichever comes first, and no cancel', () => {
  for (const bookFirst of [true, false]) {
    const watch = new QueueRateWatch();
    const quiet = new QueueRateWatch();
    for (let n = 0; n < 50; n += 1) {
      const ms = n * 4_000;
      for (const each of [watch, quiet]) each.onTouch(at('0.50', 300), ASK, ms);
      if (bookFirst) watch.onTouch(at('0.50', 260), ASK, ms + 10);
      watch.onPrint('sell', parsePrice('0.50'), shares(40), ms + 20);
      if (!bookFirst) watch.onTouch(at('0.50', 260), ASK, ms + 30);
      for (const each of [watch, quiet]) each.onTouch(at('0.50', 300), ASK, ms + 40);
    }
    near(watch.rates('bid').cancels, quiet.rates('bid').cancels, 1e-3, `book first: ${bookFirst}`);
    assert.ok(watch.rates('bid').executions > 0.1);
  }
});

test('a level that vanishes beneath the next best was cancelled; a crossed or missing book says nothing', () => {
  const watch = new QueueRateWatch();
  watch.onTouch(at('0.50', 300), ASK, 0);
  watch.onTouch(at('0.49', 100), ASK, 1_000);
  const { cancels, away } = watch.rates('bid');
  assert.ok(cancels > 0.02, `${cancels}`);
  assert.ok(away <= PRIOR_RATES.away);
  const odd = new QueueRateWatch();
  odd.onTouch(at('0.50', 300), ASK, 0);
  odd.onTouch(at('0.53', 1), ASK, 10);
  odd.onTouch(null, null, 20);
  odd.onTouch(at('0.40', 300), ASK, 30);
  near(odd.rates('bid').cancels, PRIOR_RATES.cancels, 1e-3, 'cancels');
  near(odd.rates('bid').away, PRIOR_RATES.away, 1e-2, 'away');
});

test('old events fade: an hour later the market is nearly as unknown as before, and time that goes back changes nothing', () => {
  const watch = new QueueRateWatch();
  for (let n = 0; n < 100; n += 1) watch.onPrint('buy', parsePrice('0.52'), shares(10), n * 100);
  const before = watch.rates('ask').executions;
  watch.onTouch(null, null, -5_000);
  assert.is(watch.rates('ask').executions, before);
  watch.onTouch(null, null, 3_600_000);
  assert.ok(watch.rates('ask').executions < before / 100, `${watch.rates('ask').executions} after ${before}`);
});

test.run();
