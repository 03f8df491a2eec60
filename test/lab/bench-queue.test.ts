// The bench of our fill probability, on probes whose truth is known and on files that lie.
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PRIOR_RATES } from '#domain/quoting/queue-rates.ts';
import { fillProbability, ODDS_POWER } from '#domain/quoting/queue-value.ts';
import { SeededRandom } from '#infra/random.ts';
import { type ProbeQuote, readMakerProbe } from '#infra/recording/maker-probe.ts';
import { benchEveryQuote, benchQueue } from '#lab/bench-queue.ts';
import { FILL_MODELS, OURS } from '#lab/probe-models.ts';
import { least } from '#lab/simplex.ts';
import { inside } from '../commands/command-line.ts';
import { put } from '../infra/recording/hand-made.ts';

const TRUTH = { base: -1.5, slope: 0.7, cancels: 5 };

/** Probes as F-8.5 would fill them, with a touch that leaves the likelier outcome sooner. */
function probe(seed: number, windows: number, filled?: (random: SeededRandom) => boolean): ProbeQuote[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: windows }, (_, window) => {
    const up = 0.02 + Math.round(random.next() * 95) / 100;
    return [up, 0.99 - up].map((price, side): ProbeQuote => {
      const aheadShares = Math.exp(1 + random.next() * 6);
      const odds = Math.log((price + 0.005) / (0.995 - price));
      const away = Math.exp(TRUTH.base + TRUTH.slope * odds);
      const chance = fillProbability(aheadShares / 25, {
        executions: 1,
        cancels: Math.exp(TRUTH.cancels),
        away,
      });
      const hit = filled ? filled(random) : random.next() < chance;
      return {
        window: window * 300 + 300,
        outcome: side === 0 ? 'UP' : 'DOWN',
        known: { mode: 'join', price, ask: price + 0.01, aheadShares, secondsLeft: 120 },
        filled: hit,
        path: { touched: hit, leastSizeAtQuote: 0 },
      };
    });
  }).flat();
}

const lossOf = ({ scores }: ReturnType<typeof benchQueue>, begins: string) =>
  scores.find(({ name }) => name.startsWith(begins))?.logLoss ?? Number.NaN;

test('where F-8.5 is the truth it is found, and nothing simpler says as much', () => {
  const bench = benchQueue(probe(5, 150), null);
  const ours = bench.scores[0];
  assert.is(ours?.name, OURS);
  const [base = 0, slope = 0] = ours?.numbers ?? [];
  assert.ok(Math.abs(base - TRUTH.base) < 0.6 && Math.abs(slope - TRUTH.slope) < 0.25, `${ours?.numbers}`);
  for (const { name, behindUs } of bench.scores.slice(1, 5))
    assert.ok(behindUs && behindUs.mean > 3 * behindUs.error, `${name}: ${behindUs?.mean} ± ${behindUs?.error}`);
  for (const { quotes, said, filled } of bench.reliability)
    assert.ok(Math.abs(said - filled) < 4 * Math.sqrt(0.25 / quotes), `${said} said, ${filled} filled of ${quotes}`);
});

test('what is scored is what the quoter asks, also with nothing fitted at all', () => {
  const unseen = FILL_MODELS.find(({ start, name }) => start.length === 0 && name.startsWith('ours'));
  const known = { mode: 'join', price: 0.8, ask: 0.82, aheadShares: 100, secondsLeft: 120 } as const;
  const wanted = fillProbability(4, PRIOR_RATES, 0.81);
  assert.is(unseen?.chance(known, []), wanted);
  const { executions, cancels, away } = PRIOR_RATES;
  const numbers = [Math.log(away / executions), ODDS_POWER, Math.log(cancels / executions)];
  assert.ok(Math.abs((FILL_MODELS[0]?.chance(known, numbers) ?? 0) - wanted) < 1e-12);
});

test('where fills are nothing but chance nobody beats the share filled so far: what is held back teaches nothing', () => {
  const bench = benchQueue(
    probe(1, 80, (random) => random.next() < 0.7),
    null,
  );
  const [ours, share] = [lossOf(bench, 'ours'), lossOf(bench, 'the share')];
  assert.ok(ours > share - 0.005, `${ours} and ${share}`);
});

test('what one file taught is told of another, and only the file that was learned from teaches', () => {
  const [first, second] = [probe(1, 80), probe(2, 80)];
  const bench = benchQueue(second, first);
  const turned = second.map((quote) => ({ ...quote, filled: !quote.filled }));
  assert.equal(bench.scores[0]?.numbers, benchQueue(turned, first).scores[0]?.numbers);
  assert.ok(lossOf(bench, 'ours') < lossOf(bench, 'constant') - 0.05);
});

test('quotes that improve are told by how often such ones were filled, and nothing of the path is used', () => {
  const joined = probe(3, 60);
  const improving = joined
    .filter((_, n) => n % 8 === 0)
    .map(({ window, known, path }) => ({
      window,
      outcome: 'UP',
      known: { ...known, mode: 'improve' as const, aheadShares: 0 },
      filled: false,
      path,
    }));
  const all = [...joined, ...improving];
  const bench = benchEveryQuote(all, all);
  assert.is(bench.quotes, all.length);
  assert.ok(lossOf(bench, 'ours') < lossOf(bench, 'constant'));
  const blind = all.map((quote) => ({ ...quote, path: { touched: false, leastSizeAtQuote: null } }));
  assert.equal(benchEveryQuote(blind, all), bench);
});

test('the least of a valley is found', () => {
  const [x = 0, y = 0] = least(([a = 0, b = 0]) => (a - 3) ** 2 + 10 * (b + a) ** 2, [0, 0]);
  assert.ok(Math.abs(x - 3) < 1e-3 && Math.abs(y + 3) < 1e-3, `${x} ${y}`);
  const [z = 9] = least(([a = 0]) => (a < 0 ? Number.NaN : (a - 1) ** 2), [0]);
  assert.ok(Math.abs(z - 1) < 1e-3, `${z}`);
});

const SIDE = {
  ...{ quote: 0.4, mode: 'join', touch_bid: 0.4, touch_ask: 0.41, queue_ahead: 20, min_size_at_q: 0 },
  ...{ touched: true, filled: true },
};
const LINE = { window_ts: 300, quote_at: 120, shares: 5, sides: { UP: SIDE, DOWN: { quote: null } } };

for (const [what, lines, said] of [
  ['no JSON', [LINE, '{"window_ts":'], /odd\.jsonl:2: is not JSON/],
  ['no window', [{ ...LINE, window_ts: undefined }], /odd\.jsonl:1: window_ts: /],
  ['a window twice', [LINE, LINE], /odd\.jsonl:2: window_ts 300 is on line 1 already/],
  [
    'a negative queue',
    [{ ...LINE, sides: { UP: { ...SIDE, queue_ahead: -1 } } }],
    /odd\.jsonl:1: sides\.UP\.queue_ahead: /,
  ],
  ['a price as text', [{ ...LINE, sides: { UP: { ...SIDE, quote: '0.4' } } }], /odd\.jsonl:1: sides\.UP\.quote: /],
  ['another mode', [{ ...LINE, sides: { UP: { ...SIDE, mode: 'take' } } }], /odd\.jsonl:1: sides\.UP\.mode: /],
  ['no answer', [{ ...LINE, sides: { UP: { ...SIDE, filled: null } } }], /odd\.jsonl:1: sides\.UP\.filled: /],
  [
    'a fill without a quote',
    [{ ...LINE, sides: { UP: { quote: null, filled: true } } }],
    /odd\.jsonl:1: sides\.UP\.filled: /,
  ],
  ['nothing', [], /odd\.jsonl: no quotes in it/],
  ['one quote', [LINE], /odd\.jsonl: 1 quotes that joined a queue, 1 filled; at least 30/],
] as const)
  test(`a probe with ${what} is refused with the place of it`, async () => {
    const path = put(
      lines.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n'),
      'odd.jsonl',
    );
    const { code, error } = await inside(['bench', 'queue', path]);
    assert.is(code, 2);
    assert.match(String((error as Error).message), said);
  });

test('bench queue names what it cannot do', async () => {
  for (const [args, said] of [
    [['queue', 'a', 'b'], /reads one file; b is not expected/],
    [['race', '--fit', 'a'], /--fit is an option of bench queue/],
    [['queue', '/nowhere/probe.jsonl'], /no such file/],
  ] as const) {
    const { code, error } = await inside(['bench', ...args]);
    assert.is(code, 2);
    assert.match(String((error as Error).message), said);
  }
});

test('on the recorded probe our log loss beats the risk-averse queue, power3 and the constant', () => {
  const folder = process.env.POLYMARKET_DATA;
  if (folder === undefined) return console.log('SKIPPED the recorded probe: POLYMARKET_DATA is not set');
  const quotes = readMakerProbe(join(folder, 'recordings', 'maker_probe_first-half.jsonl'));
  const bench = benchQueue(quotes, null);
  for (const { name, behindUs } of bench.scores.slice(1, 4))
    assert.ok(behindUs && behindUs.mean > 2 * behindUs.error, `${name}: ${behindUs?.mean} ± ${behindUs?.error}`);
});

test.run();
