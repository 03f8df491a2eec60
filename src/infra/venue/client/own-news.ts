// What the private stream's messages mean for our orders: resting, gone, filled, settled. Each is told once, however often the
// venue says it: fills by trade and order, settlements also by how far they are. Which rows of a trade are ours is told by
// `../wire/own-fills.ts`; here our order ids and markets are put in.
import type { MarketId, OrderId } from '#domain/ids.ts';
import { takerFee } from '#domain/market/fees.ts';
import { Recent } from '#domain/money/recent.ts';
import type { AccountNews, GoneReason, SettlementStatus, VenueTrade } from '#domain/ports.ts';
import { ZERO_USD } from '#domain/units.ts';
import { orderNews } from '../wire/order-outcomes.ts';
import { type FillContext, ownFills } from '../wire/own-fills.ts';
import type { RestTrade, UserTrade } from '../wire/trades.ts';
import type { UserMessage } from '../wire/user-channel.ts';
import type { MarketDirectory } from './market-directory.ts';
import type { OrderAliases } from './order-aliases.ts';

export interface OwnParts {
  readonly directory: MarketDirectory;
  readonly aliases: OrderAliases;
  readonly apiKey: string;
  /** The wallet that holds the money. */
  readonly wallet: string;
}

export interface OwnTrades {
  readonly trades: readonly VenueTrade[];
  /** Markets that nobody has listed to us, in which we traded all the same. */
  readonly strangers: readonly MarketId[];
}

/** Orders and fills remembered, so that a repeat is known for one. */
const REMEMBERED_MAX = 20_000;

export class OwnNews {
  readonly #parts: OwnParts;
  readonly #context: FillContext;
  readonly #placed = new Recent<OrderId, MarketId>(REMEMBERED_MAX);
  readonly #asked = new Recent<OrderId, true>(REMEMBERED_MAX);
  /** By trade and order: what was told of it. */
  readonly #told = new Recent<string, Set<SettlementStatus>>(REMEMBERED_MAX);

  constructor(parts: OwnParts) {
    this.#parts = parts;
    const { directory, apiKey, wallet } = parts;
    this.#context = {
      self: { apiKey, wallet, isOurs: (order) => this.#placed.get(this.#parts.aliases.ours(order)) !== undefined },
      lookup: (asset, market) => directory.place(asset, market),
      takerFee: (market, price, size) => takerFee(directory.get(market)?.facts.fee ?? null, price, size) ?? ZERO_USD,
    };
  }

  placed(orders: readonly { readonly id: OrderId; readonly market: MarketId }[]): void {
    for (const { id, market } of orders) this.#placed.set(id, market);
  }

  /** We asked for them to go. */
  cancelling(orders: readonly OrderId[]): void {
    for (const order of orders) this.#asked.set(order, true);
  }

  /** Our part of a trade, in our names. */
  tradesOf(trade: UserTrade | RestTrade): OwnTrades {
    const { fills, strangers } = ownFills(trade, this.#context);
    const trades = fills.map((fill) => ({ ...fill, order: this.#parts.aliases.ours(fill.order) }));
    return { trades, strangers: strangers.length > 0 ? [trade.market] : [] };
  }

  /** What is new in a message. */
  read(message: UserMessage, nowMs: number): { readonly news: readonly AccountNews[]; readonly strangers: boolean } {
    if (message.type === 'order') {
      const news = orderNews(message.order);
      return { news: news ? [this.#named(news)] : [], strangers: false };
    }
    const { trades, strangers } = this.tradesOf(message.trade);
    const atMs = message.trade.updateMs ?? message.trade.atMs ?? nowMs;
    return { news: trades.flatMap((trade) => this.#tell(trade, atMs)), strangers: strangers.length > 0 };
  }

  #named(news: AccountNews): AccountNews {
    if (news.type !== 'ORDER_RESTING' && news.type !== 'ORDER_GONE') return news;
    const order = this.#parts.aliases.ours(news.order);
    if (news.type === 'ORDER_RESTING') return { ...news, order };
    const reason: GoneReason = news.reason === 'other' && this.#asked.get(order) ? 'asked' : news.reason;
    return { ...news, order, reason };
  }

  #tell({ status, ...fill }: VenueTrade, atMs: number): readonly AccountNews[] {
    const key = `${fill.trade} ${fill.order}`;
    const told = this.#told.get(key);
    const news: AccountNews[] = told ? [] : [{ type: 'FILL', fill }];
    const known = told ?? new Set<SettlementStatus>();
    if (!told) this.#told.set(key, known);
    if (known.has(status)) return news;
    known.add(status);
    const { trade, order } = fill;
    if (status !== 'matched') news.push({ type: 'SETTLEMENT', trade, order, status, atMs });
    return news;
  }
}
