// With an empty board nobody can tell the decorated ports from those beneath: whatever is done to either, the same answers come
// in the same order at the same times. With any faults on it the exchange's books add up, and when they are over all is well.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FAULTS } from '#domain/chaos/fault.ts';
import { type OrderId, orderId, walletId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { Decimal } from '#domain/units.ts';
import type { WorldPorts } from '#infra/chaos/chaos-world.ts';
import { Unavailable } from '#infra/unavailable.ts';
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
  | { readonly do: 'fault'; readonly name: string; readonly market: string | null; readonly forMs: number }
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

const fault: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('fault' as const),
  name: fc.constantFrom(...FAULTS.filter(({ target }) => target !== 'actor').map(({ name }) => name)),
  market: fc.constantFrom('coin', 'dice', null),
  forMs: fc.integer({ min: 1, max: 8000 }),
});

/** With what it needs and nothing it does not take. */
function textOf({ name, market, forMs }: Extract<Step, { do: 'fault' }>): string {
  const spec = FAULTS.find((one) => one.name === name);
  const aimed = market !== null && (spec?.target === 'market' || spec?.target === 'stream');
  return `${name}${aimed ? ` --target ${market}` : ''}${spec?.lasting ? ` --for ${forMs}` : ''}`;
}

/** What would change nothing is refused, and then there is no fault. */
function strike(scene: ChaosScene, text: string): void {
  try {
    scene.inject(text);
  } catch (error) {
    assert.match(String(error), /held there|rests there|takes orders|already/);
  }
}

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
    else if (one.do === 'fault') strike(scene, textOf(one));
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
    } else if (one.do === 'file') {
      try {
        if (one.what === 'remove') files.remove('a');
        else files[one.what]('a', 'text');
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        note(error.message);
      }
    }
  };
  for (const one of steps) {
    act(one);
    note(`${markets.map((market) => stream.heardMs(market))} ${files.read('a')}`);
    assert.equal(exchange.check(), []);
  }
  // The longest a fault leaves behind: a restart's post-only window, a settlement that is retried.
  clock.advanceBy(300_000);
  assert.is(scene.world.waiting(), 0);
  assert.ok(scene.world.board.idle);
  assert.is(exchange.phase(), 'open');
  assert.equal(exchange.check(), []);
  return [...log, ...wellAgain(scene)];
}

/** Whoever starts anew is served as if nothing had ever happened. */
function wellAgain(scene: ChaosScene): readonly string[] {
  const { clock, ports, exchange } = scene;
  for (const { id } of [MARKET, DICE])
    exchange.operations.removeOrders({ wallet: null, market: id, orders: null }, 'other');
  clock.advanceBy(100);
  // Whoever beat once must not be taken for dead just now.
  ports.venue.beat(null, (answer) => {
    if (!answer.ok && answer.failure.kind === 'rejected') ports.venue.beat(answer.failure.text, () => {});
  });
  clock.advanceBy(200);
  const told: string[] = [];
  ports.venue.listen((news) => told.push(newsText(news)));
  for (const { id } of [MARKET, DICE]) ports.stream.listen([id], (event) => told.push(`${event.market} ${event.type}`));
  clock.advanceBy(100);
  exchange.operations.credit(walletId('ann'), 'deposit', new Decimal(100));
  ports.venue.place([intent('last yesBid 0.5 x 10')], (answer) => told.push(answer.ok ? 'answered' : 'failed'));
  clock.advanceBy(100);
  assert.equal(told.sort(), [
    'answered',
    'coin LEVELS',
    'coin SNAPSHOT',
    'credit deposit 100',
    'dice SNAPSHOT',
    'resting last',
  ]);
  for (const { id } of [MARKET, DICE]) assert.is(ports.stream.heardMs(id), clock.now());
  return told;
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

test('whatever befalls the ports, the books add up, the same seed is the same run, and afterwards all is well', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 3, arbitrary: step }, fault), { minLength: 10, maxLength: 60 }),
      (steps) => {
        assert.equal(
          heard(({ ports }) => ports, steps),
          heard(({ ports }) => ports, steps),
        );
      },
    ),
    { seed: 43, numRuns: 120 },
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
