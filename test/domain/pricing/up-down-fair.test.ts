// Up or down markets on a price that is told second by second.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type UpDown, upDownOf } from '#domain/market/up-down.ts';
import { ReferenceTrack } from '#domain/pricing/reference-track.ts';
import { upDownSignal } from '#domain/pricing/up-down-fair.ts';
import { SeededRandom } from '#infra/random.ts';
import { normal } from '#infra/random-draws.ts';

const START_MS = 1_787_236_800_000;
const MARKET = upDownOf('btc-updown-5m-1787236800') as UpDown;
const SIGMA = 1e-4;

/** A price that wanders from a minute before the window on, with its averages, both sources alike but for a shift. */
function told(untilMs: number, { seed = 1, shift = 0 } = {}) {
  const random = new SeededRandom(seed);
  const track = new ReferenceTrack();
  const prices: number[] = [];
  let price = 70_000;
  for (let atMs = START_MS - 180_000; atMs <= untilMs; atMs += 1_000) {
    prices.push(price);
    track.price(atMs, price + shift);
    const minute = prices.slice(-61, -1);
    if (minute.length === 60) track.average(atMs, minute.reduce((sum, each) => sum + each, 0) / 60);
    price *= Math.exp(SIGMA * normal(random));
  }
  return track;
}

test('a name tells which price, from when and how long; others are other markets', () => {
  assert.equal(MARKET, { symbol: 'btcusd', startMs: START_MS, endMs: START_MS + 300_000, windowMs: 60_000 });
  assert.is(upDownOf('eth-updown-4h-1787227200')?.endMs, 1_787_241_600_000);
  for (const other of [
    'btc-updown-5m-1787236801',
    'btc-updown-1h-1787236800',
    'foo-updown-5m-1787236800',
    'will-it-rain',
  ])
    assert.is(upDownOf(other), null, other);
});

test('how fast the price moves is measured, and the source is shifted to where the averages are', () => {
  const track = told(START_MS + 120_000, { shift: 55 });
  const sigma = track.sigma() ?? 0;
  assert.ok(sigma > 0.8 * SIGMA && sigma < 1.25 * SIGMA, `${sigma}`);
  const plain = told(START_MS + 120_000);
  const [shifted, unshifted] = [track.spot(60_000)?.value ?? 0, plain.spot(60_000)?.value ?? 1];
  assert.ok(Math.abs(shifted - unshifted) < 1e-6, `${shifted} and ${unshifted}`);
});

test('odds are one half at the opening price and run to one end while the last minute is averaged', () => {
  const early = upDownSignal(told(START_MS + 1_000), MARKET, START_MS + 1_000);
  assert.ok(early && early.fair > 0.25 && early.fair < 0.75, `${early?.fair}`);
  const late = upDownSignal(told(START_MS + 298_000), MARKET, START_MS + 298_500);
  assert.ok(late && (late.fair > 0.95 || late.fair < 0.05), `${late?.fair}`);
  assert.is(late?.ageMs, 500);
});

test('over many windows what it gives a chance happens as often', () => {
  const bins = new Map<number, { sum: number; up: number; count: number }>();
  for (let seed = 1; seed <= 600; seed += 1) {
    const atMs = START_MS + 150_000 + (seed % 130) * 1_000;
    const signal = upDownSignal(told(atMs, { seed }), MARKET, atMs);
    const whole = told(START_MS + 300_000, { seed });
    const isUp = (whole.averageAt(START_MS + 300_000) ?? 0) >= (whole.averageAt(START_MS) ?? 0);
    if (!signal) throw new Error(`no odds with seed ${seed}`);
    const bin = Math.min(4, Math.floor(signal.fair * 5));
    const { sum, up, count } = bins.get(bin) ?? { sum: 0, up: 0, count: 0 };
    bins.set(bin, { sum: sum + signal.fair, up: up + (isUp ? 1 : 0), count: count + 1 });
  }
  for (const [bin, { sum, up, count }] of bins) {
    const [wanted, found] = [sum / count, up / count];
    const noise = 3 * Math.sqrt((wanted * (1 - wanted)) / count) + 0.02;
    assert.ok(Math.abs(found - wanted) < noise, `bin ${bin}: ${found} of ${count}, said ${wanted}`);
  }
});

test('without the opening average, in a hole, or before anything is known it says nothing', () => {
  const track = told(START_MS + 100_000);
  assert.is(upDownSignal(track, { ...MARKET, startMs: START_MS - 3_600_000 }, START_MS + 100_000), null);
  assert.is(upDownSignal(new ReferenceTrack(), MARKET, START_MS), null);
  const holed = told(START_MS + 245_000);
  holed.price(START_MS + 280_000, 70_000);
  assert.is(upDownSignal(holed, MARKET, START_MS + 280_000), null);
  assert.is(upDownSignal(told(START_MS + 300_000), MARKET, START_MS + 300_000), null, 'it is over');
});

test('a price that is no number, or jumps by a twentieth, is not believed', () => {
  const track = told(START_MS + 60_000);
  const before = track.spot(60_000);
  for (const value of [Number.NaN, 0, -1, Number.POSITIVE_INFINITY, 7_000_000, 100])
    track.price(START_MS + 61_000, value);
  track.average(START_MS + 61_000, Number.NaN);
  assert.equal(track.spot(60_000), before);
});

const FOLDER = process.env.POLYMARKET_DATA;
const WINDOWS = [1_787_236_800, 1_787_258_400];

interface Opinion {
  readonly fair: number;
  /** The market's own, in the same second. */
  readonly mid: number;
}

for (const second of FOLDER ? WINDOWS : [])
  test(`in the recorded window ${second} it is as right as the market's own middle, with the price the venue settled on`, () => {
    const file = join(FOLDER ?? '', 'recordings', `bbo-and-prints_btc-updown-5m-${second}_2026-08.jsonl.gz`);
    const [first = '', ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
    const { label, token_up: up } = JSON.parse(first) as {
      label: { resolved_up: number; price_to_beat: number };
      token_up: string;
    };
    const rows = lines.map((line) => JSON.parse(line) as [number, string, number | string, ...string[]]);
    const market = upDownOf(`btc-updown-5m-${second}`) as UpDown;
    const track = new ReferenceTrack();
    const opinions: Opinion[] = [];
    let mid = Number.NaN;
    for (const [heardS, kind, at, ...values] of rows.sort(([one], [other]) => one - other)) {
      if (kind === 'b' && at === up) mid = (Number(values[0]) + Number(values[1])) / 2;
      if (kind === 't') track.average(Number(at) * 1_000, Number(values[0]));
      if (kind !== 's') continue;
      track.price(Number(at) * 1_000, Number(values[0]));
      const signal = upDownSignal(track, market, heardS * 1_000);
      if (signal && !Number.isNaN(mid)) opinions.push({ fair: signal.fair, mid });
    }
    assert.is(track.averageAt(second * 1_000)?.toFixed(6), label.price_to_beat.toFixed(6));
    assert.ok(opinions.length > 60, `${opinions.length} opinions`);
    const wrongBy = (what: keyof Opinion) =>
      opinions.reduce((sum, each) => sum + (each[what] - label.resolved_up) ** 2, 0) / opinions.length;
    assert.ok(wrongBy('fair') < wrongBy('mid') + 0.01, `${wrongBy('fair')}, the market ${wrongBy('mid')}`);
  });
if (!FOLDER) console.log('SKIPPED recorded up or down windows: POLYMARKET_DATA is unset');

test.run();
