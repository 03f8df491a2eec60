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
  unlisten: () => void;
  trusted: boolean | null;
}

export function feedDesk(desk: Desk): FeedDesk {
  const followed = new Map<MarketId, Followed>();
  const tell = (event: FeedEvent) => desk.post(MARKET_FEED, event);

  function listen(market: MarketId): () => void {
    return desk.stream.listen([market], (event, receivedMs) => receive(event, receivedMs));
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
      const one: Followed = { state, unlisten: () => {}, trusted: null };
      followed.set(market, one);
      one.unlisten = listen(market);
    },
    unfollow(market) {
      followed.get(market)?.unlisten();
      followed.delete(market);
    },
    resync(market) {
      const one = followed.get(market);
      if (!one) return;
      one.unlisten();
      one.unlisten = listen(market);
    },
    trust(market, trusted, reason) {
      const state = desk.markets.get(market);
      if (!state) return;
      const news = { type: 'BOOK_TRUST' as const, trusted, reason };
      desk.post(marketAddress(state.facts.slug), news);
      desk.post(queueTrackerAddress(state.facts.slug), news);
    },
    look() {
      for (const [market, one] of followed) judge(market, one);
    },
  };
}
