// Every trade of the exchange as far as somebody may ask for it: whose orders of the wire had a part in it, and how far it has
// settled. The latest of everybody's are public; each key's own are kept longer.
import type { OrderId } from '#domain/ids.ts';
import type { SettlementStatus } from '#domain/ports.ts';
import type { Exchange } from '../exchange.ts';
import type { Trade, TradeNews } from '../trade.ts';
import type { MarketRegister, ShownMarket } from './market-register.ts';
import type { OrderRecord, OrderRegister } from './order-register.ts';

export interface TradeRecord {
  readonly trade: Trade;
  readonly market: ShownMarket;
  /** Which of its taker order's trades. */
  readonly bucket: number;
  readonly matchMs: number;
  updateMs: number;
  status: SettlementStatus;
  /** Whose order each leg was; null: of nobody on the wire. */
  readonly owners: readonly (OrderRecord | null)[];
  /** Keys that had a part in it. */
  readonly parties: ReadonlySet<string>;
}

/** Trades of one key that can still be asked for; when there are twice as many the older half is forgotten. */
export const TRADES_OF_ONE_MAX = 10_000;
/** Of everybody together, in the same way. */
const RECENT_MAX = 10_000;
/** Keys that are gone and whose trades are kept; those of the one that went first are forgotten. */
const GONE_MAX = 1_000;

export class TradeRegister {
  readonly #orders: OrderRegister;
  readonly #markets: MarketRegister;
  readonly #now: () => number;
  readonly #records = new WeakMap<Trade, TradeRecord>();
  readonly #byKey = new Map<string, TradeRecord[]>();
  readonly #gone = new Set<string>();
  readonly #recent: TradeRecord[] = [];
  readonly #listeners = new Set<(record: TradeRecord) => void>();
  readonly stop: () => void;
  #taker: { readonly order: OrderId; trades: number } | null = null;

  constructor(exchange: Exchange, markets: MarketRegister, orders: OrderRegister, now: () => number) {
    this.#orders = orders;
    this.#markets = markets;
    this.#now = now;
    this.stop = exchange.onTrade((news) => this.#hear(news));
  }

  /** Of one key, oldest first. */
  of(apiKey: string): readonly TradeRecord[] {
    return this.#byKey.get(apiKey) ?? [];
  }

  /** Of everybody, oldest first. */
  recent(): readonly TradeRecord[] {
    return this.#recent;
  }

  /** That key is gone. What it traded is kept for a while: whoever makes it anew has the same one again. */
  leave(apiKey: string): void {
    this.#gone.add(apiKey);
    for (const oldest of this.#gone) {
      if (this.#gone.size <= GONE_MAX) break;
      this.#gone.delete(oldest);
      this.#byKey.delete(oldest);
    }
  }

  /** It is there again. */
  enter(apiKey: string): void {
    this.#gone.delete(apiKey);
  }

  /** With each change of status of a trade in which somebody on the wire had a part. */
  onChange(listener: (record: TradeRecord) => void): void {
    this.#listeners.add(listener);
  }

  #hear({ trade, status }: TradeNews): void {
    const record = status === 'matched' ? this.#begin(trade) : this.#records.get(trade);
    if (!record) return;
    record.status = status;
    record.updateMs = this.#now();
    if (record.parties.size > 0) for (const listener of this.#listeners) listener(record);
  }

  #begin(trade: Trade): TradeRecord | null {
    const [taker] = trade.legs;
    const market = this.#markets.market(trade.market);
    if (!taker || !market) return null;
    const { order, atMs: matchMs } = taker.memory.fill;
    if (this.#taker?.order !== order) this.#taker = { order, trades: 0 };
    const bucket = this.#taker.trades;
    this.#taker.trades += 1;
    const owners = trade.legs.map((leg) => this.#orders.get(leg.memory.fill.order));
    const parties = new Set(owners.flatMap((each) => (each ? [each.apiKey] : [])));
    const record: TradeRecord = {
      trade,
      market,
      bucket,
      matchMs,
      updateMs: matchMs,
      status: 'matched',
      owners,
      parties,
    };
    this.#records.set(trade, record);
    remember(this.#recent, record, RECENT_MAX);
    for (const apiKey of parties) {
      const own = this.#byKey.get(apiKey) ?? [];
      remember(own, record, TRADES_OF_ONE_MAX);
      this.#byKey.set(apiKey, own);
    }
    return record;
  }
}

function remember(records: TradeRecord[], record: TradeRecord, most: number): void {
  records.push(record);
  if (records.length >= 2 * most) records.splice(0, most);
}
