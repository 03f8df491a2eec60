// The gateway's hands: puts the machine beside the venue, the rows, the accounts and the chain. A gateway that crashed comes
// back to the same rows (they live on the desk) and reads the venue's listing before it admits anything.
import type { MarketId } from '#domain/ids.ts';
import { UNSEEN_MARK } from '#domain/market/market-state.ts';
import type { ChainJob } from '#domain/money/chain-jobs.ts';
import type { Answer, ChainReceipt, VenueOrder, VenueTrade } from '#domain/ports.ts';
import { type Shares, sharesText } from '#domain/units.ts';
import { CHAIN } from '#machines/chain.machine.ts';
import { orderGatewayMachine } from '#machines/order-gateway.machine.ts';
import { GATEWAY, type GatewayDesk, type Listing } from '#machines/order-gateway.protocol.ts';
import { POST_ONLY_WINDOW_MS } from '#machines/order-gateway.times.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { RECONCILER } from '#machines/reconciler.machine.ts';
import { ROOT } from './addresses.ts';
import type { Desk } from './desk.ts';
import { isBlind, noteListing } from './failing-reads.ts';
import { isWorthItsGas } from './gas-price.ts';
import { ListingCheck } from './listing-check.ts';
import { OrderAnswers } from './order-answers.ts';
import { OrderLookup } from './order-lookup.ts';
import { OrderNewsDesk } from './order-news.ts';
import { OrderSender } from './order-sender.ts';

export const orderGateway = orderGatewayMachine;

/** An answer that takes longer than this is none. */
const ANSWER_MAX_MS = 10_000;
/** A listing reads trades this far back, so that a gap in the private stream is covered, settlement included. */
const FILLS_BACK_MS = 600_000;
/** Fills of longer ago than that are not asked for. */
const UNREAD_MAX_MS = 86_400_000;

export function gatewayDesk(desk: Desk): GatewayDesk {
  const news = new OrderNewsDesk(desk);
  const sender = new OrderSender(desk, news);
  const lookup = new OrderLookup(desk, news);
  const answers = new OrderAnswers(desk, news, sender, lookup);
  const check = new ListingCheck(desk, news, (orders) => desk.venue.cancel(orders, () => {}));

  return {
    admit(admission, why) {
      if (admission === 'closed') sender.withdraw(null, why);
      if (desk.admission.mode === admission && desk.admission.why === why) return;
      desk.transition(GATEWAY, desk.admission.mode, admission, why);
      desk.admission = { mode: admission, why };
      for (const state of desk.markets.values())
        desk.post(quoterAddress(state.facts.slug), { type: 'ADMISSION_CHANGED' });
    },
    quote: (command) => sender.quote(command),
    written: (orders, problem) => sender.written(orders, problem),
    cancelMarket: (market, why) => sender.cancelLive(market, why),
    cancelAll(why) {
      sender.cancelLive(null, why);
      // And by the broadest way there is: what we do not know of is cancelled too.
      desk.venue.cancelAll(() => {});
    },
    news(item) {
      desk.received(item);
      news.take(item);
    },
    placed: (orders, answer) => answers.placed(orders, answer),
    cancelled: (orders, answer) => answers.cancelled(orders, answer),
    lookedUp: (order, answer) => lookup.told(order, answer),
    readListing: () => readListing(desk),
    reconcile(listing, certain) {
      desk.vitals.listedMs = Math.max(desk.vitals.listedMs, listing.steadyMs);
      check.compare(listing, certain);
      // Whatever had closed the gateway: nobody knows what was missed.
      if (certain) desk.post(RECONCILER, { type: 'RECONCILE' });
    },
    cancelEveryWay: (why) => cancelEveryWay(desk, sender, why),
    probe: () => probe(desk),
    engineDown: () => desk.vitals.engineDownMs !== null,
    disagrees: () => !desk.vitals.agreed || desk.vitals.doubted,
    compareAccount: () => desk.post(RECONCILER, { type: 'RECONCILE' }),
    ...raceHands(desk, sender),
    blind: () => isBlind(desk),
    doubtBooks() {
      desk.vitals.doubted = true;
    },
    sweep: () => sweep(desk, news, sender, lookup),
    merge(market, size) {
      if (desk.accounts.lockSets(market, size)) submit(desk, { kind: 'merge', market, size });
      else notMerged(desk, news, market, size, 'not that many settled sets');
    },
    merged(market, size, answer, late) {
      desk.received(answer);
      if (!late) desk.accounts.unlockSets(market, size);
      merged(desk, news, market, size, answer);
    },
    redeem(market) {
      if (mayRedeem(desk, market)) submit(desk, { kind: 'redeem', market, size: null });
    },
    redeemed(market, answer) {
      desk.received(answer);
      redeemed(desk, news, market, answer);
    },
    isEmpty: (listing) => listing.orders.length === 0 && desk.orders.allLive().length === 0,
    drained: () => desk.post(ROOT, { type: 'DRAINED' }),
  };
}

/** What the post-only window after an engine restart asks for. */
function raceHands(desk: Desk, sender: OrderSender): Pick<GatewayDesk, 'race' | 'windowLeftMs' | 'cancelBlind'> {
  return {
    race(on) {
      desk.racing = on;
    },
    windowLeftMs: () => Math.max(0, desk.vitals.engineWasDownMs + POST_ONLY_WINDOW_MS - desk.clock.steadyMs()),
    cancelBlind() {
      desk.racing = false;
      const blind = desk.orders.allLive().filter((row) => {
        const state = desk.markets.get(row.market);
        return !state || state.book.receivedMs <= row.sentMs;
      });
      sender.cancel(blind.map((row) => ({ order: row.id, why: 'no book since it was sent' })));
    },
  };
}

/** By id, by market, and by the broadest way there is; the answers are heard on the private stream and in listings. */
function cancelEveryWay(desk: Desk, sender: OrderSender, why: string): void {
  const markets = new Set(desk.orders.allLive().map((row) => row.market));
  sender.cancelLive(null, why);
  for (const market of markets) desk.venue.cancelMarket(market, () => {});
  desk.venue.cancelAll(() => {});
}

/** A cancel of an order that does not exist: an order endpoint answers, and nothing changes. */
function probe(desk: Desk): void {
  desk.venue.cancel([desk.newId.order(null)], (answer) => {
    const failure = answer.ok ? null : answer.failure;
    const retryAfterMs = failure?.kind === 'restarting' ? failure.retryAfterMs : null;
    // Whoever does not answer, or is disabled, is not back.
    desk.post(GATEWAY, { type: 'PROBED', restarting: failure !== null, retryAfterMs });
  });
}

/** Nothing may leave, from this moment, until a new one has read what rests. */
export function gatewayLost(desk: Desk, why: string): void {
  desk.transition(GATEWAY, desk.admission.mode, 'closed', why);
  desk.admission = { mode: 'closed', why };
  desk.racing = false;
}

/** True when the venue's listing must be read. */
function sweep(desk: Desk, news: OrderNewsDesk, sender: OrderSender, lookup: OrderLookup): boolean {
  const nowMs = desk.clock.now();
  // Sent in the future: our clock was set back, and nobody knows how long ago it was.
  const isLate = (sentMs: number) => Math.abs(nowMs - sentMs) > ANSWER_MAX_MS;
  // What the private stream never told, and a look that failed: the listing tells it in the end.
  let look = news.lookAgain || desk.clock.steadyMs() - desk.vitals.listedMs > ANSWER_MAX_MS;
  news.lookAgain = false;
  for (const row of desk.orders.allLive()) {
    const overdue =
      (row.status === 'sent' && isLate(row.sentMs)) || (row.status === 'cancelling' && isLate(row.cancelSentMs ?? 0));
    if (row.status === 'intended' && isLate(row.sentMs)) sender.withdraw([row.id], 'not written in time');
    if (overdue) news.move(row.id, 'NO_ANSWER', 'no answer in time');
    look ||= overdue || row.status === 'unknown';
  }
  lookup.ask(desk.orders.allLive().map(({ id }) => id));
  // Whoever was asked to go and still rests: the request got lost, and a silent quoter would not ask again.
  for (const { id, status, goingWhy } of desk.orders.allLive())
    if (goingWhy !== null && status === 'resting') sender.cancel([{ order: id, why: goingWhy }]);
  return look;
}

function submit(desk: Desk, job: ChainJob): void {
  desk.chainJobs.add(job);
  desk.post(CHAIN, { type: 'SUBMIT', job });
}

/** Something settled is left, no redemption is under way, and it is worth its gas. The market asks again. */
function mayRedeem(desk: Desk, market: MarketId): boolean {
  const { yes, no } = desk.accounts.position(market);
  if (!desk.vitals.agreed || desk.chainJobs.redeeming(market) || (yes.settled <= 0 && no.settled <= 0)) return false;
  return isWorthItsGas(desk, { kind: 'redeem', market, size: null });
}

/** The answer goes to the gateway, as LISTING_READ. Both reads leave together: in a race the way is what costs. */
export function readListing(desk: Desk): void {
  const asked = { askedMs: desk.clock.now(), steadyMs: desk.clock.steadyMs() };
  let trades: Answer<readonly VenueTrade[]> | null = null;
  let orders: Answer<readonly VenueOrder[]> | null = null;
  let told = false;
  // One that failed decides at once; the other is not waited for.
  const look = () => {
    const answer = listingOf(trades, orders, asked);
    if (!answer || told) return;
    told = true;
    noteListing(desk, trades?.ok === false ? 'what was filled' : 'what rests', answer);
    desk.post(GATEWAY, { type: 'LISTING_READ', answer });
  };
  // What happened while nobody lived is asked for until our books and the account agree; what no listing has told yet, until one
  // does. Each look overlaps with the one before.
  const unreadMs = Math.min(UNREAD_MAX_MS, Math.max(0, asked.steadyMs - desk.vitals.listedMs));
  const readMs = Number.isFinite(desk.vitals.listedMs) ? asked.askedMs - unreadMs : asked.askedMs;
  const sinceMs = desk.vitals.agreed ? readMs : Math.min(readMs, desk.past.lastMs);
  desk.venue.fills(sinceMs - FILLS_BACK_MS, (answer) => {
    trades = answer;
    look();
  });
  desk.venue.openOrders((answer) => {
    orders = answer;
    look();
  });
}

function listingOf(
  trades: Answer<readonly VenueTrade[]> | null,
  orders: Answer<readonly VenueOrder[]> | null,
  asked: Pick<Listing, 'askedMs' | 'steadyMs'>,
): Answer<Listing> | null {
  if (trades && !trades.ok) return trades;
  if (orders && !orders.ok) return orders;
  if (!trades || !orders) return null;
  return { ok: true, value: { orders: orders.value, trades: trades.value, ...asked } };
}

function merged(desk: Desk, news: OrderNewsDesk, market: MarketId, size: Shares, answer: Answer<ChainReceipt>): void {
  if (!answer.ok) {
    desk.fault(CHAIN, 'merge', `${answer.failure.kind}: ${sharesText(size)} sets`);
    notMerged(desk, news, market, size, answer.failure.kind);
    return;
  }
  const { transaction, gas, atMs } = answer.value;
  const mark = desk.markets.get(market)?.mark ?? UNSEEN_MARK;
  desk.book({ fact: 'merge', atMs, market, size, gas: gas.toFixed(), transaction, mark });
  desk.pairBook(market)?.merged(size);
  news.tell(market, { type: 'SETS_MERGED', size, ok: true, why: null });
}

function notMerged(desk: Desk, news: OrderNewsDesk, market: MarketId, size: Shares, why: string): void {
  desk.pairBook(market)?.mergeFailed();
  news.tell(market, { type: 'SETS_MERGED', size, ok: false, why });
}

function redeemed(desk: Desk, news: OrderNewsDesk, market: MarketId, answer: Answer<ChainReceipt>): void {
  if (!answer.ok) {
    desk.fault(CHAIN, 'redeem', answer.failure.kind);
    news.tell(market, { type: 'REDEEMED', ok: false, why: answer.failure.kind });
    return;
  }
  const { transaction, gas, cash, yes, no, atMs } = answer.value;
  desk.book({ fact: 'redemption', atMs, market, yes, no, cash: cash.toFixed(), gas: gas.toFixed(), transaction });
  news.tell(market, { type: 'REDEEMED', ok: true, why: null });
}
