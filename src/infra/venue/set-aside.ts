// What the wallet held before we came is set aside: not traded, not counted, and not ours to explain. Promises: whoever trades
// over this venue begins flat, with the given bankroll at most; trades of before are told to nobody, however late they settle.
import { type MarketId, marketId } from '#domain/ids.ts';
import type { AccountNews, Answer, Holding, Reply, Venue, VenueAccount, VenueTrade } from '#domain/ports.ts';
import { Decimal, parseUsd, type Shares, type Usd } from '#domain/units.ts';

export const ASIDE_FILE = 'aside.json';

export interface Aside {
  /** What there was to trade with when the first life began. */
  readonly openingUsd: Usd;
  /** Beyond the bankroll. */
  readonly cash: Usd;
  readonly holdings: ReadonlyMap<MarketId, Holding>;
  /** Trades of before that a listing may still name. */
  readonly trades: readonly string[];
}

/** `opening` and `trades` were read when nothing of ours rested and nothing new was traded in between. */
export function asideOf(opening: VenueAccount, trades: readonly VenueTrade[], bankrollUsd: Usd): Aside {
  const openingUsd = Decimal.min(opening.cash, bankrollUsd);
  const { cash, holdings } = opening;
  return { openingUsd, cash: cash.minus(openingUsd), holdings, trades: trades.map(keyOf) };
}

export function setAside(venue: Venue, aside: Aside): Venue {
  const old = new Set(aside.trades);
  return {
    place: (orders, reply) => venue.place(orders, reply),
    cancel: (orders, reply) => venue.cancel(orders, reply),
    cancelMarket: (market, reply) => venue.cancelMarket(market, reply),
    cancelAll: (reply) => venue.cancelAll(reply),
    openOrders: (reply) => venue.openOrders(reply),
    order: (id, reply) => venue.order(id, reply),
    beat: (previous, reply) => venue.beat(previous, reply),
    newsHeardMs: () => venue.newsHeardMs(),
    fills: (sinceMs, reply) =>
      venue.fills(sinceMs, (answer) =>
        reply(answer.ok ? { ok: true, value: answer.value.filter((trade) => !old.has(keyOf(trade))) } : answer),
      ),
    account: (reply: Reply<VenueAccount>) => venue.account((answer) => reply(without(answer, aside))),
    listen: (listener: (news: AccountNews) => void) =>
      venue.listen((news) => {
        if (news.type === 'FILL' && old.has(keyOf(news.fill))) return;
        if (news.type === 'SETTLEMENT' && old.has(keyOf(news))) return;
        listener(news);
      }),
  };
}

/** For a file: later lives must set the same aside. */
export function asideText({ openingUsd, cash, holdings, trades }: Aside): string {
  const held = [...holdings].map(([market, { yes, no }]) => [market, yes, no]);
  return JSON.stringify({ aside: 1, openingUsd: openingUsd.toFixed(), cash: cash.toFixed(), holdings: held, trades });
}

/** null: it does not read. */
export function readAside(text: string): Aside | null {
  try {
    const { aside, openingUsd, cash, holdings, trades } = JSON.parse(text) as Record<string, unknown>;
    if (aside !== 1 || typeof openingUsd !== 'string' || typeof cash !== 'string') return null;
    if (!Array.isArray(holdings) || !Array.isArray(trades) || !trades.every((key) => typeof key === 'string'))
      return null;
    const held = new Map<MarketId, Holding>();
    for (const [market, yes, no] of holdings as readonly (readonly unknown[])[]) {
      if (typeof market !== 'string' || !Number.isSafeInteger(yes) || !Number.isSafeInteger(no)) return null;
      held.set(marketId(market), { yes: yes as Shares, no: no as Shares });
    }
    return { openingUsd: parseUsd(openingUsd), cash: parseUsd(cash), holdings: held, trades };
  } catch {
    return null;
  }
}

/** An account less what is set aside. */
export function without(answer: Answer<VenueAccount>, aside: Pick<Aside, 'cash' | 'holdings'>): Answer<VenueAccount> {
  if (!answer.ok) return answer;
  const { cash, receivables, holdings, added = [] } = answer.value;
  const left = new Map<MarketId, Holding>();
  for (const market of new Set([...holdings.keys(), ...aside.holdings.keys()])) {
    const [now, then] = [holdings.get(market), aside.holdings.get(market)];
    const of = (outcome: 'yes' | 'no') => ((now?.[outcome] ?? 0) - (then?.[outcome] ?? 0)) as Shares;
    const [yes, no] = [of('yes'), of('no')];
    if (yes !== 0 || no !== 0) left.set(market, { yes, no });
  }
  return { ok: true, value: { cash: cash.minus(aside.cash), receivables, holdings: left, added } };
}

function keyOf({ trade, order }: Pick<VenueTrade, 'trade' | 'order'>): string {
  return `${trade} ${order}`;
}
