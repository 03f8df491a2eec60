// Every trade in which an order of the wire had a part, as its owner may ask for it: who took, who made, how far it has settled.
// Other traders' orders and wallets are shown under names that tell nothing but apart.
import type { OrderId, TradeId, WalletId } from '#domain/ids.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import type { SettlementStatus } from '#domain/ports.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { addressOfBytes } from '#infra/venue/signing/address.ts';
import { hexOf } from '#infra/venue/signing/hex.ts';
import { keccakOfText } from '#infra/venue/signing/keccak.ts';
import type { RestTrade, UserTrade } from '#infra/venue/wire/trades.ts';
import type { Exchange } from '../exchange.ts';
import type { Leg, Trade, TradeNews } from '../trade.ts';
import { uuidOf } from './accounts.ts';
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
  /** Keys that had a part in it. */
  readonly parties: ReadonlySet<string>;
}

/** Trades of one key that can still be asked for; when there are twice as many the older half is forgotten. */
export const TRADES_OF_ONE_MAX = 10_000;
/** Keys that are gone and whose trades are kept; those of the one that went first are forgotten. */
const GONE_MAX = 1_000;

export class TradeRegister {
  readonly #orders: OrderRegister;
  readonly #markets: MarketRegister;
  readonly #now: () => number;
  readonly #records = new WeakMap<Trade, TradeRecord>();
  readonly #byKey = new Map<string, TradeRecord[]>();
  readonly #gone = new Set<string>();
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

  /** With each change of status. */
  onChange(listener: (record: TradeRecord) => void): void {
    this.#listeners.add(listener);
  }

  /** As one of its parties sees it. */
  shown({ trade, market, bucket, matchMs, updateMs, status }: TradeRecord, apiKey: string): RestTrade {
    const [taker, ...makers] = trade.legs as readonly [Leg, ...Leg[]];
    const took = this.#orders.get(taker.memory.fill.order);
    const own = trade.legs.map((leg) => this.#orders.get(leg.memory.fill.order)).find((o) => o?.apiKey === apiKey);
    return {
      id: trade.id,
      takerOrder: orderName(taker),
      market: trade.market,
      ...this.#terms(taker, market),
      size: taker.size,
      feeRateBps: '0',
      matchMs,
      updateMs,
      bucket,
      owner: apiKey,
      makerAddress: own?.maker ?? null,
      transaction: status === 'matched' ? null : transactionOf(trade.id),
      role: took?.apiKey === apiKey ? 'taker' : 'maker',
      makers: makers.map((leg) => this.#row(leg, market)),
      status,
      matchNanos: `${matchMs}000000`,
      error: null,
      createdMs: null,
    };
  }

  /** As the private stream tells it. */
  told(record: TradeRecord, apiKey: string): UserTrade {
    const { matchNanos: _, error: __, createdMs: ___, ...head } = this.shown(record, apiKey);
    return { ...head, tradeOwner: apiKey, atMs: record.updateMs };
  }

  #row(leg: Leg, market: ShownMarket) {
    const record = this.#orders.get(leg.memory.fill.order);
    const { outcome } = SLOTS[leg.slot];
    return {
      order: orderName(leg),
      owner: record?.apiKey ?? keyOf(leg.wallet.id),
      makerAddress: record?.maker ?? addressOf(leg.wallet.id),
      filled: leg.size,
      ...this.#terms(leg, market),
      feeRateBps: null,
      outcomeIndex: outcome === 'yes' ? 0 : 1,
      builderFee: null,
      builderCode: null,
    };
  }

  #terms({ slot, price }: Leg, { facts }: ShownMarket) {
    const { outcome, side } = SLOTS[slot];
    const { id: asset, name } = facts.outcomes[outcome];
    return { asset, outcome: name, side, price };
  }

  #hear({ trade, status }: TradeNews): void {
    const record = status === 'matched' ? this.#begin(trade) : this.#records.get(trade);
    if (!record) return;
    record.status = status;
    record.updateMs = this.#now();
    for (const listener of this.#listeners) listener(record);
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
    const parties = new Set(owners.filter((each): each is OrderRecord => each !== null).map(({ apiKey }) => apiKey));
    if (parties.size === 0) return null;
    const record = { trade, market, bucket, matchMs, updateMs: matchMs, status: 'matched', parties } as const;
    this.#records.set(trade, { ...record });
    for (const apiKey of parties) this.#remember(apiKey, this.#records.get(trade) as TradeRecord);
    return this.#records.get(trade) ?? null;
  }

  #remember(apiKey: string, record: TradeRecord): void {
    const own = this.#byKey.get(apiKey) ?? [];
    own.push(record);
    if (own.length >= 2 * TRADES_OF_ONE_MAX) own.splice(0, TRADES_OF_ONE_MAX);
    this.#byKey.set(apiKey, own);
  }
}

const HASH = /^0x[0-9a-f]{64}$/;

/** The ids of the exchange's other traders are not as on the wire. */
function orderName({ memory }: Leg): OrderId {
  const { order } = memory.fill;
  return HASH.test(order) ? order : (hexOf(keccakOfText(order)) as OrderId);
}

function addressOf(wallet: WalletId): Address {
  return addressOfBytes(keccakOfText(wallet).subarray(12));
}

function keyOf(wallet: WalletId): string {
  return uuidOf(hexOf(keccakOfText(`key of ${wallet}`)).slice(2));
}

function transactionOf(trade: TradeId): string {
  return hexOf(keccakOfText(`transaction of ${trade}`));
}
