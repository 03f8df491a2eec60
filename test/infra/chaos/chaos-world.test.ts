// With an empty board nobody can tell the decorated ports from those beneath: whatever is done to either, the same answers come
// in the same order at the same times.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type OrderId, orderId, walletId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { WorldPorts } from '#infra/chaos/chaos-world.ts';
import { DICE, newsText } from '../exchange/small-exchange.ts';
import { type ChaosScene, chaosScene, intent, MARKET } from './chaos-scene.ts';

type Step =
  | { readonly do: 'place'; readonly orders: readonly string[] }
  | { readonly do: 'cancel'; readonly back: number }
  | { readonly do: 'crowd'; readonly text: string }
  | { readonly do: 'ask'; readonly what: 'openOrders' | 'fills' | 'account' | 'beat' | 'cancelAll' | 'cancelMarket' }
  | { readonly do: 'chain'; readonly what: 'merge' | 'split' | 'redeem'; readonly shares: number }
  | { readonly do: 'listen'; readonly what: 'account' | 'stream' | 'catalogue' }
  | { readonly do: 'hangUp'; readonly which: number }
  | { readonly do: 'timer'; readonly ms: number; readonly cancelled: boolean }
  | { readonly do: 'file'; readonly what: 'write' | 'append' | 'remove' }
  | { readonly do: 'wait'; readonly ms: number };

const cents = fc.integer({ min: 45, max: 55 }).map((n) => `0.${n}`);
const slot = fc.constantFrom('yesBid', 'noBid');
const terms = fc.tuple(slot, cents, fc.integer({ min: 5, max: 50 }), fc.constantFrom('coin', 'dice'));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('place' as const),
    orders: fc.array(
      terms.map(([side, price, size, market]) => `${side} ${price} x ${size} ${market}`),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  }),
  fc.record({ do: fc.constant('cancel' as const), back: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    do: fc.constant('crowd' as const),
    text: terms.map(([side, price, size, market]) => `bob ${side} ${size} @ ${price} ${market}`),
  }),
  fc.record({
    do: fc.constant('ask' as const),
    what: fc.constantFrom(
      'openOrders' as const,
      'fills' as const,
      'account' as const,
      'beat' as const,
      'cancelAll' as const,
      'cancelMarket' as const,
    ),
  }),
  fc.record({
    do: fc.constant('chain' as const),
    what: fc.constantFrom('merge' as const, 'split' as const, 'redeem' as const),
    shares: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({
    do: fc.constant('listen' as const),
    what: fc.constantFrom('account' as const, 'stream' as const, 'catalogue' as const),
  }),
  fc.record({ do: fc.constant('hangUp' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('timer' as const), ms: fc.integer({ min: 0, max: 3000 }), cancelled: fc.boolean() }),
  fc.record({
    do: fc.constant('file' as const),
    what: fc.constantFrom('write' as const, 'append' as const, 'remove' as const),
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 4000 }) }),
);

/** Everything heard through `ports`, with its time. */
function heard(pick: (scene: ChaosScene) => WorldPorts, steps: readonly Step[]): readonly string[] {
  const scene = chaosScene({ markets: [MARKET, DICE], gasUsd: '0.01' });
  const { clock, exchange, send } = scene;
  const { venue, stream, chain, files, clock: own } = pick(scene);
  const log: string[] = [];
  const note = (text: string) => log.push(`${own.now()} ${text}`);
  const answered = (what: string) => (answer: unknown) => note(`${what} ${JSON.stringify(answer)}`);
  const hangUps: (() => void)[] = [];
  const sent: OrderId[] = [];
  let orders = 0;
  for (const wallet of ['ann', 'bob']) exchange.moveSets(walletId(wallet), MARKET.id, 'split', 100_000_000 as never);
  const markets = [MARKET.id, DICE.id];
  const act = (one: Step) => {
    if (one.do === 'wait') clock.advanceBy(one.ms);
    else if (one.do === 'crowd') send(one.text, 'limit');
    else if (one.do === 'place') {
      const intents = one.orders.map((text) => intent(`ours-${++orders} ${text}`));
      sent.push(...intents.map(({ id }) => id));
      venue.place(intents, answered('place'));
    } else if (one.do === 'cancel') venue.cancel([sent.at(-one.back) ?? orderId('none')], answered('cancel'));
    else if (one.do === 'ask') {
      if (one.what === 'fills') venue.fills(0, answered('fills'));
      else if (one.what === 'beat') venue.beat(null, answered('beat'));
      else if (one.what === 'cancelMarket') venue.cancelMarket(MARKET.id, answered('cancelMarket'));
      else venue[one.what](answered(one.what));
    } else if (one.do === 'chain') {
      if (one.what === 'redeem') chain.redeem(MARKET.id, answered('redeem'));
      else chain[one.what](MARKET.id, (one.shares * 1_000_000) as never, answered(one.what));
    } else if (one.do === 'listen') {
      const event = (told: MarketEvent, receivedMs: number) => note(`${receivedMs} ${JSON.stringify(told)}`);
      if (one.what === 'account') hangUps.push(venue.listen((news) => note(newsText(news))));
      else if (one.what === 'stream') hangUps.push(stream.listen(markets, event));
      else hangUps.push(stream.catalogue(({ slug }) => note(slug)));
    } else if (one.do === 'hangUp') hangUps[one.which]?.();
    else if (one.do === 'timer') {
      const timer = own.setTimeout(() => note('timer'), one.ms);
      if (one.cancelled) own.clearTimeout(timer);
    } else if (one.what === 'remove') files.remove('a');
    else files[one.what]('a', 'text');
  };
  for (const one of steps) {
    act(one);
    note(`${markets.map((market) => stream.heardMs(market))} ${files.read('a')}`);
  }
  clock.advanceBy(20_000);
  assert.is(scene.world.waiting(), 0);
  assert.equal(exchange.check(), []);
  return log;
}

test('without a fault the decorators cannot be told from the ports beneath', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      assert.equal(
        heard(({ ports }) => ports, steps),
        heard(({ beneath }) => beneath, steps),
      );
    }),
    { seed: 42, numRuns: 150 },
  );
});

test('a world that is closed in the middle of every fault leaves no timer behind', () => {
  const scene = chaosScene();
  const { world, inject, place, cancel, clock, ports, link, exchange } = scene;
  ports.stream.listen([MARKET.id], () => {});
  for (const text of ['replyLate', 'framesReordered --share 1', 'transactionReverted', 'engineRestart', 'slowLoop'])
    inject(text);
  place('x yesBid 0.5 x 10');
  cancel('x');
  ports.chain.split(MARKET.id, 5_000_000 as never, () => {});
  clock.advanceBy(100);
  world.close();
  link.disconnect();
  exchange.stop();
  clock.advanceBy(100_000);
  assert.is(clock.pending, 0);
});

test.run();
