// Public streams into books in RAM. Frames are applied here, outside any machine; a market's quoter hears one conflated
// BOOK_MOVED between two of its plans. An exception in a book distrusts that book and nothing else.
import type { MarketId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { type FeedDesk, type FeedEvent, feedMachine, MARKET_FEED } from '#machines/feed.machine.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { queueTrackerAddress } from '#machines/queue-tracker.machine.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import type { Desk } from './desk.ts';

export const marketFeed = feedMachine;

interface Followed {
  readonly state: MarketState;
  trusted: boolean | null;
}

export function feedDesk(desk: Desk): FeedDesk {
  const followed = new Map<MarketId, Followed>();
  const tell = (event: FeedEvent) => desk.post(MARKET_FEED, event);

  function listen(market: MarketId): void {
    hangUp(desk, market);
    desk.streams.set(market, desk.stream.listen([market], receive));
  }

  function receive(event: MarketEvent, receivedMs: number): void {
    const one = followed.get(event.market);
    if (!one) return;
    desk.counters.marketEvents += 1;
    const change = one.state.apply(event, receivedMs);
    if (change?.problem) desk.fault(MARKET_FEED, `book ${change.problem.kind}`, one.state.facts.slug);
    if (event.type === 'RESOLVED') desk.resolved(one.state, event.payout, receivedMs);
    judge(event.market, one);
    if (one.state.moved) return;
    one.state.moved = true;
    desk.post(quoterAddress(one.state.facts.slug), { type: 'BOOK_MOVED' });
  }

  /** Only changes are told: trusted to suspect and back. A group in the middle is neither. */
  function judge(market: MarketId, one: Followed): void {
    const trust = one.state.book.trust(desk.clock.now());
    if (trust === 'midGroup') return;
    const trusted = trust === 'trusted';
    if (trusted === one.trusted) return;
    const first = one.trusted === null;
    one.trusted = trusted;
    if (trusted) tell({ type: 'TRUSTED', market });
    else if (!(first && trust === 'empty')) tell({ type: 'DISTRUSTED', market, reason: `book is ${trust}` });
  }

  return {
    follow(market) {
      const state = desk.markets.get(market);
      if (!state || followed.has(market)) return;
      followed.set(market, { state, trusted: null });
      listen(market);
    },
    unfollow(market) {
      hangUp(desk, market);
      followed.delete(market);
    },
    resync(market) {
      if (followed.has(market)) listen(market);
    },
    trust: (market, trusted, reason) => tellTrust(desk, market, trusted, reason),
    look() {
      for (const [market, one] of followed) judge(market, one);
    },
  };
}

/** The feed is dead, and its streams must not outlive it. Nobody keeps the books any more, so nobody may believe them. */
export function feedLost(desk: Desk): void {
  for (const market of [...desk.streams.keys()]) hangUp(desk, market);
  for (const [market, state] of desk.markets) {
    state.forgetBook();
    tellTrust(desk, market, false, 'the market feed crashed');
  }
}

function hangUp(desk: Desk, market: MarketId): void {
  desk.streams.get(market)?.();
  desk.streams.delete(market);
}

function tellTrust(desk: Desk, market: MarketId, trusted: boolean, reason: string): void {
  const slug = desk.markets.get(market)?.facts.slug;
  if (slug === undefined) return;
  const news = { type: 'BOOK_TRUST' as const, trusted, reason };
  desk.post(marketAddress(slug), news);
  desk.post(queueTrackerAddress(slug), news);
}
