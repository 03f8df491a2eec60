// A replay for tests, told in market words: the recording speaks, we rest, and what was filled is counted.
import { type OrderId, orderId, walletId } from '#domain/ids.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import type { BookSide, Level, MarketEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { AccountNews } from '#domain/ports.ts';
import { Decimal, microText, parsePrice, parseShares } from '#domain/units.ts';
import type { EngineOrderKind, SubmitResult } from '#infra/exchange/engine.ts';
import { ReplayedExchange, type ReplayTerms } from '#infra/exchange/replayed-exchange.ts';
import { SeededRandom } from '#infra/random.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { COIN, START_MS } from './small-exchange.ts';

export const US = walletId('us');

export interface SmallReplay {
  readonly exchange: ReplayedExchange;
  readonly clock: VirtualClock;
  /** One line of a scene, see `SCENE`. Returns what a submission said, else null. */
  readonly does: (line: string) => SubmitResult | null;
  /** Shares filled so far, of one order (`1` is our first) or of all. */
  readonly filled: (order?: number) => number;
  /** Private news and public events since the last call, one line each, in the order in which they were told. */
  readonly heard: () => string[];
  readonly events: MarketEvent[];
}

export const SCENE = `
  book bid 0.52x300 0.51x10 ask 0.54x100   a whole book of YES (no book …: of NO)
  level bid 0.52x1                         a level's new total (no level …: of NO)
  print sell 0.52x299                      a public trade of YES (no print …: of NO)
  tick 0.001 | top bid 0.52 ask 0.54 | resolved 1
  doubt | doubt book …                     what is known may be wrong; so is what is only seen
  old 9000 book bid 0.52x300               what follows, stamped so many milliseconds ago
  us yesBid 0.52x100                       we rest, post-only
  cancel 1 | wait 500                      our first order; milliseconds
`;

export function smallReplay(terms: Partial<ReplayTerms> = {}, market: Market = COIN): SmallReplay {
  const clock = new VirtualClock(START_MS);
  const exchange = new ReplayedExchange({
    clock,
    random: new SeededRandom(42),
    queueModel: 'riskAverse',
    bound: 'vanishedIsCancelled',
    settlement: { medianMs: 1000, sigma: 0, failureShare: 0, retryShare: 0 },
    wallet: US,
    openingCash: new Decimal(1000),
    ...terms,
  });
  let lines: string[] = [];
  const events: MarketEvent[] = [];
  exchange.onAccount(US, (news) => lines.push(newsText(news)));
  exchange.onMarket((event) => {
    events.push(event);
    lines.push(eventText(event));
  });
  exchange.addMarket(market);
  const filled = new Map<OrderId, number>();
  exchange.onAccount(US, (news) => {
    if (news.type !== 'FILL') return;
    filled.set(news.fill.order, (filled.get(news.fill.order) ?? 0) + news.fill.size / 1e6);
  });
  let orders = 0;

  const does = (line: string): SubmitResult | null => {
    const words = line.trim().split(/\s+/);
    if (words[0] === 'us') {
      const { price, size } = levelOf(words[2]);
      orders += 1;
      const kind = (words[3] ?? 'postOnly') as EngineOrderKind;
      const id = orderId(`our-${orders}`);
      return exchange.submit(US, { id, market: market.id, slot: words[1] as Slot, price, size, kind });
    }
    if (words[0] === 'cancel') exchange.cancel(US, [orderId(`our-${words[1]}`)]);
    else if (words[0] === 'wait') clock.advanceBy(Number(words[1]));
    else if (words[0] === 'old')
      exchange.feed(eventOf(words.slice(2), market, clock.now() - Number(words[1])), clock.now());
    else exchange.feed(eventOf(words, market, clock.now()), clock.now());
    return null;
  };

  return {
    exchange,
    clock,
    does,
    events,
    filled: (order) =>
      order ? (filled.get(orderId(`our-${order}`)) ?? 0) : [...filled.values()].reduce((sum, size) => sum + size, 0),
    heard: () => {
      const told = lines;
      lines = [];
      return told;
    },
  };
}

function eventOf(line: readonly string[], { id: market }: Pick<Market, 'id'>, atMs: number): MarketEvent {
  const outcome: Outcome = line[0] === 'no' ? 'no' : 'yes';
  const [what, ...words] = line[0] === 'no' ? line.slice(1) : line;
  const price = (word: string | undefined) => (word === undefined ? null : parsePrice(word));
  switch (what) {
    case 'book': {
      const ask = words.indexOf('ask');
      const levels = (part: readonly string[]) => part.filter((word) => word.includes('x')).map(levelOf);
      const bids = levels(words.slice(0, ask === -1 ? undefined : ask));
      const asks = ask === -1 ? [] : levels(words.slice(ask));
      return { type: 'SNAPSHOT', market, outcome, bids, asks, tick: null, atMs, hash: null };
    }
    case 'level': {
      const change = { outcome, side: words[0] as BookSide, ...levelOf(words[1]), hash: null };
      return { type: 'LEVELS', market, changes: [change], atMs };
    }
    case 'print':
      return { type: 'PRINT', market, outcome, side: words[0] as 'buy' | 'sell', ...levelOf(words[1]), atMs };
    case 'tick':
      return { type: 'TICK', market, tick: parsePrice(words[0]), atMs };
    case 'top':
      return { type: 'TOP', market, outcome, bestBid: price(words[1]), bestAsk: price(words[3]), atMs };
    case 'resolved':
      return { type: 'RESOLVED', market, payout: (Number(words[0]) * 1e6) as Level['price'], atMs };
    case 'doubt': {
      const seen = words.length > 0 ? (eventOf(words, { id: market }, atMs) as SnapshotEvent) : null;
      return { type: 'DOUBT', market, reason: seen ? 'polled' : 'lost', atMs, ...(seen && { seen }) };
    }
    default:
      throw new Error(`no scene knows ${what}`);
  }
}

function levelOf(text = ''): Level {
  const [price, size] = text.split('x');
  return { price: parsePrice(price), size: parseShares(size) };
}

function newsText(news: AccountNews): string {
  if (news.type === 'FILL') return `FILL ${news.fill.slot} ${microText(news.fill.price)}x${microText(news.fill.size)}`;
  if (news.type === 'ORDER_GONE') return `GONE ${news.order} ${news.reason}`;
  if (news.type === 'SETTLEMENT') return news.status;
  if (news.type === 'CREDIT') return `${news.kind} ${news.cash}`;
  return `RESTING ${news.order}`;
}

function eventText(event: MarketEvent): string {
  const side = (levels: readonly Level[]) => levels.map((l) => `${microText(l.price)}x${microText(l.size)}`).join(' ');
  if (event.type === 'SNAPSHOT')
    return `book bid ${side(event.bids)} ask ${side(event.asks)} tick ${microText(event.tick ?? 0)}`;
  if (event.type === 'PRINT')
    return `print ${event.outcome} ${event.side} ${microText(event.price)}x${microText(event.size)}`;
  if (event.type === 'TICK') return `tick ${microText(event.tick)}`;
  if (event.type === 'RESOLVED') return `resolved ${microText(event.payout)}`;
  if (event.type === 'DOUBT') return `doubt ${event.reason}${event.seen ? `: ${eventText(event.seen)}` : ''}`;
  const top = (price: number | null | undefined) => (price ? microText(price) : '-');
  if (event.type === 'TOP') return `top ${top(event.bestBid)}/${top(event.bestAsk)}`;
  const [first] = event.changes;
  const changes = event.changes.map((c) => `${c.side} ${microText(c.price)}x${microText(c.size)}`).sort();
  return `${changes.join(', ')} top ${top(first?.bestBid)}/${top(first?.bestAsk)}`;
}
