// What the wallet held before we came is set aside: not traded, not counted, and not ours to explain. Promises: whoever trades
// over this venue begins flat, with the given bankroll at most; trades of before are told to nobody, however late they settle.
import type { MarketId } from '#domain/ids.ts';
import type { AccountNews, Answer, Holding, Reply, Venue, VenueAccount, VenueTrade } from '#domain/ports.ts';
import { Decimal, type Shares, type Usd } from '#domain/units.ts';

export interface SetAside {
  readonly venue: Venue;
  /** What there is to trade with. */
  readonly openingUsd: Usd;
  /** Cash beyond the bankroll, and shares of earlier times. */
  readonly aside: Pick<VenueAccount, 'cash' | 'holdings'>;
}

/** `opening` and `trades` were read when nothing of ours rested and nothing new was traded in between. */
export function setAside(
  venue: Venue,
  opening: VenueAccount,
  trades: readonly VenueTrade[],
  bankrollUsd: Usd,
): SetAside {
  const openingUsd = Decimal.min(opening.cash, bankrollUsd);
  const aside = { cash: opening.cash.minus(openingUsd), holdings: opening.holdings };
  const old = new Set(trades.map(keyOf));
  return {
    openingUsd,
    aside,
    venue: {
      place: (orders, reply) => venue.place(orders, reply),
      cancel: (orders, reply) => venue.cancel(orders, reply),
      cancelMarket: (market, reply) => venue.cancelMarket(market, reply),
      cancelAll: (reply) => venue.cancelAll(reply),
      openOrders: (reply) => venue.openOrders(reply),
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
    },
  };
}

/** An account less what is set aside. */
export function without(answer: Answer<VenueAccount>, aside: SetAside['aside']): Answer<VenueAccount> {
  if (!answer.ok) return answer;
  const { cash, receivables, holdings } = answer.value;
  const left = new Map<MarketId, Holding>();
  for (const market of new Set([...holdings.keys(), ...aside.holdings.keys()])) {
    const [now, then] = [holdings.get(market), aside.holdings.get(market)];
    const of = (outcome: 'yes' | 'no') => ((now?.[outcome] ?? 0) - (then?.[outcome] ?? 0)) as Shares;
    const [yes, no] = [of('yes'), of('no')];
    if (yes !== 0 || no !== 0) left.set(market, { yes, no });
  }
  return { ok: true, value: { cash: cash.minus(aside.cash), receivables, holdings: left } };
}

function keyOf({ trade, order }: Pick<VenueTrade, 'trade' | 'order'>): string {
  return `${trade} ${order}`;
}
