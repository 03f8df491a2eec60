// Public streams into books in RAM. Frames are applied here, outside any machine; a market's quoter hears one conflated
// BOOK_MOVED between two of its plans. A book that cannot be believed, or whose stream has a gap, is distrusted, and that one
// alone; a fresh one is asked for until it comes.
import type { MarketId } from '#domain/ids.ts';
import type { Trust } from '#domain/market/book-trust.ts';
import { type Gap, GapWatch } from '#domain/market/data-gap.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { type FeedDesk, type FeedEvent, feedMachine, MARKET_FEED } from '#machines/feed.machine.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { queueTrackerAddress } from '#machines/queue-tracker.machine.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import type { Desk } from './desk.ts';

export const marketFeed = feedMachine;

/** The mirror of a book follows within a frame or two. */
const SIBLING_MS = 2_000;
/** Between two requests for a fresh book of one market, when it is doubted again at once. */
const ASKS_APART_MS = 500;
/** A request for a fresh book that has brought none by then is repeated, however long a stream may be silent. */
const PATIENCE_MAX_MS = 8_000;

interface Followed {
  readonly state: MarketState;
  readonly quoter: string;
  readonly watch: GapWatch;
  /** The last sign of life on its stream, our time. */
  readonly heardMs: () => number;
  /** How long a request for a fresh book is waited for; as long as a stream may be silent, and no longer than a few seconds. */
  readonly patienceMs: number;
  trusted: boolean | null;
  /** Why it is not trusted, in words; null while it is. */
  reason: string | null;
  /** What is missing in its stream. */
  gap: Gap['kind'] | null;
  askedMs: number;
}

export function feedDesk(desk: Desk): FeedDesk {
  const followed = new Map<MarketId, Followed>();

  function listen(market: MarketId, one: Followed): void {
    hangUp(desk, market);
    one.askedMs = desk.clock.now();
    one.watch.opened(one.askedMs);
    desk.streams.set(market, desk.stream.listen([market], receive));
  }

  function receive(event: MarketEvent, receivedMs: number): void {
    const one = followed.get(event.market);
    if (!one) return;
    desk.counters.marketEvents += 1;
    one.watch.take(event, receivedMs);
    const change = one.state.apply(event, receivedMs);
    if (change?.problem) desk.fault(MARKET_FEED, `book ${change.problem.kind}`, one.state.facts.slug);
    if (event.type === 'RESOLVED') desk.resolved(one.state, event.payout, receivedMs);
    judge(desk, event.market, one);
    if (one.state.moved) return;
    one.state.moved = true;
    desk.post(one.quoter, { type: 'BOOK_MOVED' });
  }

  function resync(market: MarketId, afterMs: number): void {
    const one = followed.get(market);
    const waitedMs = one ? desk.clock.now() - one.askedMs : 0;
    // A clock that went back has waited long enough.
    if (one && (waitedMs >= afterMs || waitedMs < 0)) listen(market, one);
  }

  return {
    follow(market) {
      const state = desk.markets.get(market);
      if (!state || followed.has(market)) return;
      const { dataGapMs } = desk.settingsOf(state.facts);
      const watch = new GapWatch({ silentMs: dataGapMs, siblingMs: SIBLING_MS });
      const quoter = quoterAddress(state.facts.slug);
      const patienceMs = Math.min(dataGapMs, PATIENCE_MAX_MS);
      const heardMs = () => desk.stream.heardMs(market);
      const one = { state, quoter, watch, heardMs, patienceMs, trusted: null, reason: null, gap: null, askedMs: 0 };
      followed.set(market, one);
      listen(market, one);
    },
    unfollow(market) {
      hangUp(desk, market);
      followed.delete(market);
    },
    resync: (market) => resync(market, ASKS_APART_MS),
    trust: (market, trusted, reason) => tellTrust(desk, market, trusted, reason),
    look() {
      for (const [market, one] of followed) {
        judge(desk, market, one);
        if (one.trusted !== true) resync(market, one.patienceMs);
      }
    },
    close() {
      for (const market of followed.keys()) hangUp(desk, market);
    },
  };
}

/** Only changes are told: trusted to suspect and back, and another reason. A group in the middle is neither. */
function judge(desk: Desk, market: MarketId, one: Followed): void {
  const nowMs = desk.clock.now();
  const missing = one.watch.gap(nowMs, one.heardMs);
  if (missing) {
    // What comes while something is missing is no fresh book.
    one.state.book.distrust(missing.detail);
    if (!one.gap) desk.fault(MARKET_FEED, 'data gap', `${one.state.facts.slug}: ${missing.detail}`);
  } else if (one.gap === 'sibling') one.askedMs = Number.NEGATIVE_INFINITY;
  one.gap = missing?.kind ?? null;
  const trust = one.state.book.trust(nowMs);
  if (trust === 'midGroup') return;
  const trusted = trust === 'trusted';
  const reason = trusted ? null : reasonOf(one, trust);
  if (trusted === one.trusted && reason === one.reason) return;
  if (!trusted && one.trusted === null && !one.gap && trust === 'empty') return; // its first book is under way
  one.trusted = trusted;
  one.reason = reason;
  const news: FeedEvent = reason === null ? { type: 'TRUSTED', market } : { type: 'DISTRUSTED', market, reason };
  desk.post(MARKET_FEED, news);
}

/** The first reason is kept until the book is trusted; only that nobody tells of the market at all says more. */
function reasonOf({ gap, reason, state: { book } }: Followed, trust: Trust): string {
  if (book.suspicion?.kind === 'polled') return 'books are only polled';
  return reason ?? (gap ? 'data gap' : `book is ${trust}`);
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
