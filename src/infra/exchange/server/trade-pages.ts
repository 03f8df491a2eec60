// A trade as each page of the venue tells it: to one of its parties, to everybody, and to whoever brought an order in. Other
// traders' orders and wallets are shown under names that tell nothing but apart.
import type { OrderId, TradeId, WalletId } from '#domain/ids.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { cost, MICRO } from '#domain/units.ts';
import { type Address, addressOfBytes } from '#infra/venue/signing/address.ts';
import { hexOf, ZERO_BYTES32 } from '#infra/venue/signing/hex.ts';
import { keccakOfText } from '#infra/venue/signing/keccak.ts';
import type { BuilderTrade, FeedTrade, LiveTrade } from '#infra/venue/wire/public-trades.ts';
import type { RestTrade, UserTrade } from '#infra/venue/wire/trades.ts';
import type { Leg } from '../trade.ts';
import type { Wallet } from '../wallet.ts';
import { uuidOf } from './accounts.ts';
import { questionOf } from './market-pages.ts';
import type { ShownMarket } from './market-register.ts';
import type { OrderRecord } from './order-register.ts';
import type { TradeRecord } from './trade-register.ts';

const NO_FEE = '0';

/** One side of a trade: the taker's, or a maker's. */
export interface TradeSide {
  readonly record: TradeRecord;
  readonly leg: Leg;
  readonly owner: OrderRecord | null;
  readonly role: 'taker' | 'maker';
}

/** The taker's first. */
export function sidesOf(record: TradeRecord): readonly TradeSide[] {
  return record.trade.legs.map((leg, at) => {
    const owner = record.owners[at] ?? null;
    return { record, leg, owner, role: at === 0 ? 'taker' : 'maker' };
  });
}

/** As one of its parties sees it. */
export function ownTrade(record: TradeRecord, apiKey: string): RestTrade {
  const { trade, market, bucket, matchMs, updateMs, status } = record;
  const [taker, ...makers] = sidesOf(record) as readonly [TradeSide, ...TradeSide[]];
  return {
    id: trade.id,
    takerOrder: orderName(taker.leg),
    market: trade.market,
    ...termsOf(taker.leg, market),
    size: taker.leg.size,
    feeRateBps: NO_FEE,
    matchMs,
    updateMs,
    bucket,
    owner: apiKey,
    makerAddress: record.owners.find((order) => order?.apiKey === apiKey)?.maker ?? null,
    transaction: transactionOf(record),
    role: taker.owner?.apiKey === apiKey ? 'taker' : 'maker',
    makers: makers.map((side) => makerRow(side, market)),
    status,
    matchNanos: `${matchMs}000000`,
    error: null,
    createdMs: null,
  };
}

/** As the private stream tells it, which knows of no builders. */
export function toldTrade(record: TradeRecord, apiKey: string): UserTrade {
  const { matchNanos: _, error: __, createdMs: ___, ...head } = ownTrade(record, apiKey);
  const makers = head.makers?.map((row) => ({ ...row, builderFee: null, builderCode: null })) ?? null;
  return { ...head, makers, tradeOwner: apiKey, atMs: record.updateMs };
}

/** What just happened in a market. Nobody here has a profile. */
export function liveTrade({ record, leg, owner }: TradeSide): LiveTrade {
  const { market, matchMs } = record;
  const { asset, ...terms } = termsOf(leg, market);
  const { id, slug } = market.facts;
  return {
    type: 'trade',
    market: { id, asset, question: questionOf(market.facts), icon: null, slug },
    user: { address: addressOf(leg, owner), name: null, picture: null, smallPicture: null, pseudonym: null },
    ...terms,
    size: leg.size,
    feeRateBps: NO_FEE,
    outcomeIndex: indexOf(leg),
    transaction: transactionOf(record),
    atMs: matchMs,
  };
}

/** `transaction`: where it stands on the chain. */
export function feedTrade({ record, leg, owner }: TradeSide, transaction: string): FeedTrade {
  const { market, matchMs } = record;
  const { price, ...terms } = termsOf(leg, market);
  const { id, slug, group } = market.facts;
  return {
    wallet: addressOf(leg, owner),
    ...terms,
    market: id,
    size: leg.size,
    price: price / MICRO,
    atMs: matchMs,
    title: questionOf(market.facts),
    slug,
    icon: null,
    event: group ?? slug,
    outcomeIndex: indexOf(leg),
    name: null,
    pseudonym: null,
    biography: null,
    picture: null,
    smallPicture: null,
    transaction,
  };
}

/** Of an order that a builder brought in. Builders take no fee here. */
export function builderTrade({ record, leg, role }: TradeSide, owner: OrderRecord): BuilderTrade {
  const { trade, market, bucket, matchMs, updateMs, status } = record;
  const [taker] = trade.legs as readonly [Leg];
  const { asset, outcome, side, price } = termsOf(leg, market);
  return {
    id: trade.id,
    role,
    takerOrder: orderName(taker),
    builder: null,
    market: trade.market,
    asset,
    side,
    size: leg.size,
    cost: cost(price, leg.size),
    price,
    status,
    outcome,
    outcomeIndex: indexOf(leg),
    owner: owner.apiKey,
    makerAddress: owner.maker,
    transaction: transactionOf(record),
    matchMs,
    bucket,
    fee: NO_FEE,
    feeCost: leg.memory.fill.fee,
    builderFee: NO_FEE,
    builderCode: owner.builder,
    error: null,
    createdMs: matchMs,
    updatedMs: updateMs,
  };
}

/** null while it is not on the chain. */
export function transactionOf({ trade, status }: TradeRecord): string | null {
  return status === 'matched' ? null : transactionName(trade.id);
}

/** Whose money traded. */
export function addressOf({ wallet }: Leg, owner: OrderRecord | null): Address {
  if (owner) return owner.maker;
  const known = MADE_UP.get(wallet) ?? addressOfBytes(keccakOfText(wallet.id).subarray(12));
  MADE_UP.set(wallet, known);
  return known;
}

/** Of wallets that are not on the wire: a hash is too dear for each look at a long list. */
const MADE_UP = new WeakMap<Wallet, Address>();
const HASH = /^0x[0-9a-f]{64}$/;

function makerRow({ leg, owner }: TradeSide, market: ShownMarket) {
  return {
    order: orderName(leg),
    owner: owner?.apiKey ?? keyOf(leg.wallet.id),
    makerAddress: addressOf(leg, owner),
    filled: leg.size,
    ...termsOf(leg, market),
    feeRateBps: null,
    outcomeIndex: indexOf(leg),
    builderFee: NO_FEE,
    builderCode: owner?.builder ?? ZERO_BYTES32,
  };
}

function termsOf({ slot, price }: Leg, { facts }: ShownMarket) {
  const { outcome, side } = SLOTS[slot];
  const { id: asset, name } = facts.outcomes[outcome];
  return { asset, outcome: name, side, price };
}

function indexOf({ slot }: Leg): number {
  return SLOTS[slot].outcome === 'yes' ? 0 : 1;
}

/** The ids of the exchange's other traders are not as on the wire. */
function orderName({ memory }: Leg): OrderId {
  const { order } = memory.fill;
  return HASH.test(order) ? order : (hexOf(keccakOfText(order)) as OrderId);
}

function keyOf(wallet: WalletId): string {
  return uuidOf(hexOf(keccakOfText(`key of ${wallet}`)).slice(2));
}

/** On the chain. */
export function transactionName(trade: TradeId): string {
  return hexOf(keccakOfText(`transaction of ${trade}`));
}
