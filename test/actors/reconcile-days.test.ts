// A month of an account: payouts at midnight, deposits, withdrawals, fills, and shares that somebody else redeems for us. Nothing
// is halted for what can be explained, and what nobody can explain is found within a minute.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { Desk } from '#actors/desk.ts';
import { gatewayDesk, orderGateway } from '#actors/order-gateway.actor.ts';
import { reconciler, reconcilerDesk } from '#actors/reconciler.actor.ts';
import { marketId, traceId, walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { FlowKind } from '#domain/ports.ts';
import { Decimal, MICRO, ONE, type Price, parsePrice, parseShares, ZERO_SHARES } from '#domain/units.ts';
import { venueLink } from '#infra/exchange/venue-link.ts';
import { SeededRandom } from '#infra/random.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { RECONCILER } from '#machines/reconciler.machine.ts';
import { COIN, smallExchange } from '../infra/exchange/small-exchange.ts';
import { smallDesk } from './small-desk.ts';

const DAY_MS = 86_400_000;
const ANN = walletId('ann');
const SENDABLE = { size: '10', price: '0.5' };

function account() {
  const small = smallExchange({ settlement: { medianMs: 2_000, sigma: 0, failureShare: 0, retryShare: 0 } }, []);
  const { exchange, clock, send } = small;
  const random = new SeededRandom(1);
  const latency = { requestMs: 20, replyMs: 20, streamMs: 20, sigma: 0.3 };
  const link = venueLink(exchange, ANN, { clock, random: random.fork('link'), latency });
  const { ports, desk: other } = smallDesk({ clock });
  const desk = new Desk({ ...ports, venue: link.venue, stream: link.stream }, other.settings, new Decimal(1000));
  desk.begin();
  desk.stream.catalogue((market) => desk.list(market));
  const halts: string[] = [];
  let doors: Record<string, (event: { readonly type: string }) => void> = {};
  desk.post = (address, event) => {
    if (event.type === 'HALT') halts.push(JSON.stringify(event));
    doors[address]?.(event);
  };
  // What is told while nobody lives waits for the next ones, as the mail does.
  const waiting: { readonly type: string }[] = [];
  desk.venue.listen((news) => {
    const letter = { type: 'NEWS', news };
    if (doors[GATEWAY]) doors[GATEWAY](letter);
    else waiting.push(letter);
  });
  /** Gateway and reconciler for so long. */
  function live(ms: number): void {
    const gateway = createActor(crashSafe(orderGateway), {
      input: { desk: gatewayDesk(desk), admission: 'open', why: 'start' },
      clock,
    });
    const looker = createActor(crashSafe(reconciler), { input: { desk: reconcilerDesk(desk) }, clock });
    doors = {
      [GATEWAY]: (event) => gateway.send(event as never),
      [RECONCILER]: (event) => looker.send(event as never),
    };
    for (const actor of [gateway, looker]) actor.start();
    for (const letter of waiting.splice(0)) gateway.send(letter as never);
    clock.advanceBy(ms);
    doors = {};
    for (const actor of [gateway, looker]) actor.stop();
  }
  let count = 0;
  /** Ten YES for five dollars. */
  function buy(market: Market): void {
    const { id } = send(`ann yesBid ${SENDABLE.size} @ ${SENDABLE.price} ${market.id}`);
    const terms = { slot: 'yesBid' as const, price: parsePrice(SENDABLE.price), size: parseShares(SENDABLE.size) };
    desk.orders.restore({ id, market: market.id, ...terms, trace: traceId('t') }, ZERO_SHARES, clock.now());
    assert.is(send(`bob noBid ${SENDABLE.size} @ ${SENDABLE.price} ${market.id}`, 'fak').result, 'taken');
  }
  function list(): Market {
    count += 1;
    const market = { ...COIN, id: marketId(`m${count}`), slug: `m${count}` };
    exchange.list(market);
    clock.advanceBy(100);
    return market;
  }
  const credit = (kind: FlowKind, usd: number) => exchange.operations.credit(ANN, kind, new Decimal(usd));
  return { ...small, desk, halts, live, buy, list, credit };
}

const gap = ({ desk, exchange }: ReturnType<typeof account>) =>
  exchange.account(ANN).cash.minus(desk.accounts.cash().held).toNumber();

test('thirty days of payouts, deposits, withdrawals, fills and redemptions that were not ours halt nothing', () => {
  const it = account();
  const { clock, desk, exchange, live, buy, list, credit } = it;
  const random = new SeededRandom(7);
  const days: Market[] = [];
  let redeemed = 0;
  for (let day = 0; day < 30; day += 1) {
    const today = list();
    days.push(today);
    buy(today);
    live(20_000);
    // Midnight: the venue pays what it owes, while we look.
    credit('reward', 1 + random.next());
    credit('rebate', 0.5 + random.next());
    credit('holding', 0.01);
    if (random.next() < 0.5) credit('deposit', Math.round(100 * random.next()));
    if (random.next() < 0.5) credit('withdrawal', Math.round(20 * random.next()));
    live(40_000);
    // Yesterday's market is decided, and its shares are redeemed by the venue's own redeemer.
    const decided = days.at(-2);
    if (decided) {
      const payout = [ONE, 1 as Price, (MICRO / 2) as Price][day % 3] as Price;
      exchange.resolve(decided.id, day % 3 === 1 ? (0 as Price) : payout);
      live(5_000);
      if (exchange.redeem(ANN, decided.id)) redeemed += 1;
      live(20_000);
    }
    credit('deposit', 1);
    clock.advanceBy(DAY_MS - 85_100);
  }
  live(30_000);
  assert.equal(it.halts, []);
  assert.is(redeemed, 29);
  assert.is(gap(it), 0);
  assert.equal(exchange.check(), []);
  const repaired = desk.vitals.reconciliation.notes.filter(({ what }) => what === 'repaired');
  assert.ok(
    repaired.filter(({ text }) => /were redeemed .* and not by us/.test(text)).length === 29,
    `${repaired.length}`,
  );
  for (const kind of ['rewards', 'rebates', 'holdingRewards'] as const)
    assert.not(desk.accounts.book.balance(kind).isZero(), kind);
});

test('a difference that nobody explains halts within a minute, also in the middle of fills', () => {
  for (const busy of [false, true]) {
    const it = account();
    const market = it.list();
    it.buy(market);
    it.live(40_000);
    assert.equal(it.halts, []);
    assert.not(it.desk.vitals.reconciliation.diverged);
    it.exchange.operations.driftCash(ANN, new Decimal('0.01'));
    if (busy) for (let n = 0; n < 12; n += 1) it.clock.setTimeout(() => it.buy(market), n * 5_000);
    it.live(60_000);
    assert.ok(it.halts.length >= 1, `busy: ${busy}`);
    assert.match(it.halts[0] ?? '', /0\.01 dollars/);
    assert.ok(it.desk.vitals.reconciliation.notes.some(({ what }) => what === 'divergence'));
    assert.ok(it.desk.vitals.reconciliation.diverged);
  }
});

test('shares that vanish without being paid for halt their market', () => {
  const it = account();
  const market = it.list();
  it.buy(market);
  it.live(40_000);
  it.exchange.resolve(market.id, ONE);
  it.live(5_000);
  it.exchange.operations.driftShares(ANN, market.id, 'yes', -10e6);
  it.live(60_000);
  assert.ok(it.halts.length >= 1);
  assert.is(it.desk.accounts.position(market.id).yes.held, 10e6, 'and nothing is booked');
});

test('a refusal that says how much there is bounds what buys may promise, until both agree again', () => {
  const { desk, clock } = account();
  const { reconciliation } = desk.vitals;
  const ours = new Decimal(100);
  assert.is(reconciliation.spendable(ours, clock.steadyMs()), ours);
  reconciliation.refused(new Decimal(30), clock.steadyMs());
  assert.is(reconciliation.spendable(ours, clock.steadyMs()).toNumber(), 30);
  assert.is(reconciliation.spendable(new Decimal(20), clock.steadyMs()).toNumber(), 20);
  assert.is(reconciliation.spendable(ours, clock.steadyMs() + 60_000).toNumber(), 100);
  reconciliation.agreed(clock.now(), { held: ours, settled: ours });
  assert.is(reconciliation.spendable(ours, clock.steadyMs()).toNumber(), 100);
});

test('what a sale will bring is not spent again and again while the venue refuses it, although both agree on the whole', () => {
  const { desk, clock } = account();
  const { reconciliation } = desk.vitals;
  const ours = new Decimal(100);
  reconciliation.refused(new Decimal(30), clock.steadyMs());
  reconciliation.agreed(clock.now(), { held: ours, settled: new Decimal(30) });
  assert.is(reconciliation.spendable(ours, clock.steadyMs()).toNumber(), 30);
  reconciliation.agreed(clock.now(), { held: ours, settled: ours });
  assert.is(reconciliation.spendable(ours, clock.steadyMs()).toNumber(), 100);
});

test.run();
