import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Desk } from '#actors/desk.ts';
import { riskState } from '#actors/risk-view.ts';
import { orderId, traceId, tradeId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { OrderNewsKind } from '#domain/orders/order.ts';
import { type Price, parsePrice, parseShares } from '#domain/units.ts';
import { aMarket, anIntent, exposureOf } from '../domain/orders/scene.ts';
import { START_MS, smallDesk, snapshot } from './small-desk.ts';

const MARKETS: readonly Market[] = ['rain', 'snow', 'hail'].map((name) => aMarket(name));
const KINDS = ['INTENDED', 'SENT', 'ACCEPTED', 'CANCEL_SENT', 'CANCELLED', 'REJECTED', 'NO_ANSWER', 'DENIED'] as const;
const SLOTS = ['yesBid', 'yesAsk', 'noBid', 'noAsk'] as const;

type Happens = (desk: Desk, market: Market, turn: number) => void;

const cents = fc.integer({ min: 2, max: 96 });
const order = fc.record({ slot: fc.constantFrom(...SLOTS), cents, shares: fc.integer({ min: 5, max: 5_000 }) });
const textOf = (one: { slot: string; cents: number; shares: number }) =>
  `${one.slot} ${one.cents / 100} x ${one.shares}`;

/** What a market's loss follows from, and what it does not. */
const happens: fc.Arbitrary<Happens> = fc.oneof(
  fc.constant<Happens>((desk, market) => void desk.list(market)),
  fc.constantFrom(0, 500_000, 1_000_000).map<Happens>((payout) => (desk, market) => {
    desk.list({ ...market, payout: payout as Price });
  }),
  fc.constantFrom('weather', 'north', null).map<Happens>((group) => (desk, market) => {
    const { facts = market } = desk.markets.get(market.id) ?? {};
    desk.list({ ...facts, group });
  }),
  fc.constant<Happens>((desk, market) => {
    if (desk.markets.has(market.id)) desk.finished(market.id);
  }),
  fc.tuple(cents, cents).map<Happens>(([a, b]) => (desk, { id }, turn) => {
    const [bid, ask] = [Math.min(a, b) / 100, (Math.max(a, b) + 1) / 100];
    desk.markets.get(id)?.apply(snapshot(id, `${bid} x 100`, `${ask} x 70`, START_MS + turn), START_MS + turn);
  }),
  fc.constantFrom(0, 1_000_000).map<Happens>((payout) => (desk, { id }, turn) => {
    const atMs = START_MS + turn;
    desk.markets.get(id)?.apply({ type: 'RESOLVED', market: id, payout: payout as Price, atMs } as never, atMs);
  }),
  fc.constant<Happens>((desk, { id }) => desk.markets.get(id)?.forgetBook()),
  order.map<Happens>((one) => (desk, { id }, turn) => {
    desk.orders.propose(anIntent(textOf(one), `o${turn}`, id), turn);
    desk.orders.news(orderId(`o${turn}`), 'INTENDED', turn);
  }),
  fc.tuple(fc.constantFrom<OrderNewsKind>(...KINDS), fc.nat({ max: 40 })).map<Happens>(([kind, which]) => (desk) => {
    desk.orders.news(orderId(`o${which}`), kind, 1);
  }),
  fc.nat({ max: 40 }).map<Happens>((which) => (desk) => {
    desk.orders.fill(orderId(`o${which}`), parseShares('1'), 1);
  }),
  order.map<Happens>((one) => (desk, { id }, turn) => {
    desk.book({
      ...{ fact: 'fill', atMs: START_MS, trade: tradeId(`t${turn}`), order: orderId(`o${turn}`), market: id },
      ...{ slot: one.slot, price: parsePrice(String(one.cents / 100)), size: parseShares(String(one.shares)) },
      ...{ role: 'maker', fee: '0', mark: 500_000 as Price, queueAhead: null, trace: traceId('t') },
    });
  }),
  fc.nat({ max: 40 }).map<Happens>((which) => (desk, { id }) => {
    const [trade, order] = [tradeId(`t${which}`), orderId(`o${which}`)];
    desk.book({
      ...{ fact: 'settlement', atMs: START_MS, trade, order, status: 'failed', market: id, mark: 500_000 as Price },
    });
  }),
);

test('a review is told what all markets but one may lose and who is of a group, whatever has happened to any of them', () => {
  const story = fc.array(fc.tuple(happens, fc.constantFrom(...MARKETS)), { maxLength: 40 });
  fc.assert(
    fc.property(story, (steps) => {
      const { desk } = smallDesk();
      for (const market of MARKETS) desk.list(market);
      for (const [turn, [happen, market]] of steps.entries()) {
        happen(desk, market, turn);
        const { markets, exposureElsewhere, ofGroup } = riskState(desk, 1);
        for (const group of ['weather', 'north']) {
          const members = [...markets].filter(([, one]) => one.market.group === group).map(([id]) => id);
          assert.equal([...ofGroup(group)].sort(), members.sort());
        }
        for (const { id } of [market, ...MARKETS]) {
          const added = exposureOf(markets, desk.orders.allLive(), id);
          assert.is(exposureElsewhere(id).toFixed(), added.toFixed());
        }
      }
    }),
    { seed: 42, numRuns: 60 },
  );
});

test.run();
