import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import type { PrintEvent } from '#domain/market/market-event.ts';
import type { VenueFill } from '#domain/ports.ts';
import { MICRO, sharesText } from '#domain/units.ts';
import { Flow, type FlowParams } from '#infra/exchange/synthetic/flow.ts';
import { SeededRandom } from '#infra/random.ts';
import { type SmallPit, smallPit } from './small-pit.ts';

const PARAMS: FlowParams = {
  arrivals: { mu: 0.5, branching: 0.5, beta: 0.5 },
  persistence: 0.1,
  informedShare: 0,
  foresightMs: 60_000,
  medianUsd: 5.5,
  sigma: 2.29,
  usdMax: 1000,
  longshotPower: 0,
  slippageCents: 20,
};

interface Crowd {
  readonly small: SmallPit;
  readonly flow: Flow;
  readonly prints: readonly PrintEvent[];
  fills(): readonly VenueFill[];
}

/** A deep book at 0.45 to 0.55, and a crowd that trades on it for `minutes`. */
function crowd(belief: Parameters<typeof smallPit>[0], changes: Partial<FlowParams> = {}, minutes = 20): Crowd {
  const small = smallPit(belief);
  for (const cents of [40, 42, 45]) small.by('bid', `0.${cents}`, '300000');
  for (const cents of [55, 58, 60]) small.by('ask', `0.${cents}`, '300000');
  const prints: PrintEvent[] = [];
  small.exchange.onMarket((event) => {
    if (event.type === 'PRINT') prints.push(event);
  });
  const flow = new Flow(small.seat('flow'), { ...PARAMS, ...changes }, new SeededRandom('flow'));
  flow.start();
  small.clock.advanceBy(minutes * 60_000);
  return { small, flow, prints, fills: () => small.exchange.fills(walletId('flow'), 0) };
}

const isUp = (print: PrintEvent) => (print.outcome === 'yes') === (print.side === 'buy');

test('orders are small in the middle and huge at the end', () => {
  const { fills } = crowd([[0, 0.5]]);
  const usd = fills().map((fill) => ((fill.price / MICRO) * fill.size) / MICRO);
  const sorted = [...usd].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const mean = usd.reduce((sum, one) => sum + one, 0) / usd.length;
  assert.ok(usd.length > 500, `${usd.length} orders`);
  assert.ok(median > 3 && median < 9, `median ${median}`);
  assert.ok(mean > 5 * median, `mean ${mean}`);
  assert.ok((sorted[0] ?? 0) >= 1, `smallest ${sorted[0]}`);
});

test('who knows nothing buys both sides alike', () => {
  const { prints } = crowd([[0, 0.5]], { persistence: 0 });
  const up = prints.filter(isUp).length / prints.length;
  assert.ok(Math.abs(up - 0.5) < 0.06, `${up}`);
});

test('who has an inkling trades towards the belief to come', () => {
  const belief = [
    [0, 0.5],
    [10 * 60_000, 0.6],
  ] as const;
  const { prints } = crowd(belief, { informedShare: 1, persistence: 0 });
  const [before, foreseen] = [
    prints.filter((print) => print.atMs < 540_000),
    prints.filter((print) => print.atMs > 540_000),
  ];
  assert.ok(foreseen.filter((print) => print.atMs < 600_000).every(isUp));
  assert.ok(before.some(isUp) && !before.every(isUp), 'before anything is in sight they know nothing');
});

test('on a longshot the crowd stakes less where it is told to, and on a favourite the same', () => {
  const sizes = (longshotPower: number) => {
    const small = smallPit([[0, 0.1]]);
    small.by('bid', '0.09', '300000');
    small.by('ask', '0.10', '300000');
    const found = new Map<string, string>();
    small.exchange.onMarket((event) => {
      if (event.type === 'PRINT' && event.side === 'buy') found.set(event.outcome, sharesText(event.size));
    });
    const changes = { longshotPower, sigma: 0, medianUsd: 10, persistence: 0 };
    new Flow(small.seat('flow'), { ...PARAMS, ...changes }, new SeededRandom('flow')).start();
    small.clock.advanceBy(5 * 60_000);
    return [found.get('yes'), found.get('no')];
  };
  assert.equal(sizes(0), ['100', '10.99'], 'ten dollars at 0.10 and at 0.91');
  assert.equal(sizes(1), ['20', '10.99'], 'as many shares as at even odds');
});

test('persistence makes an order follow the one before', () => {
  const { prints } = crowd([[0, 0.5]], { persistence: 0.8 });
  let same = 0;
  prints.forEach((print, at) => {
    const previous = prints[at - 1];
    if (previous && isUp(previous) === isUp(print)) same += 1;
  });
  assert.ok(same / prints.length > 0.8, `${same} of ${prints.length}`);
});

test('the crowd sells what it holds now and then, and otherwise buys the other outcome', () => {
  const slots = new Set(
    crowd([[0, 0.5]])
      .fills()
      .map((fill) => fill.slot),
  );
  assert.equal([...slots].sort(), ['noAsk', 'noBid', 'yesAsk', 'yesBid']);
});

test('an order takes no price worse than its slippage allows', () => {
  const { prints } = crowd([[0, 0.5]], { slippageCents: 2, medianUsd: 200_000, sigma: 0, usdMax: 200_000 }, 5);
  const first = prints.filter((print) => print.atMs === prints[0]?.atMs);
  assert.equal(
    first.map((print) => sharesText(print.size)),
    ['300000'],
    'the next level is three cents away and stays, though the order wants more',
  );
});

test('against an empty book nobody trades, and a crowd sent home is gone', () => {
  const { small, flow, prints } = crowd([[0, 0.5]]);
  flow.stop();
  const count = prints.length;
  small.clock.advanceBy(600_000);
  assert.is(prints.length, count);
  const empty = smallPit([[0, 0.5]]);
  const lonely = new Flow(empty.seat('flow'), PARAMS, new SeededRandom('flow'));
  lonely.start();
  empty.clock.advanceBy(60_000);
  assert.is(empty.exchange.fills(walletId('flow'), 0).length, 0);
});

test.run();
