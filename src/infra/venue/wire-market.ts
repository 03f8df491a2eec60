// The messages of the venue's market channel, one reader a type: from the wire's names (asset, amount, BUY) to market events.
// A message is read whole or not at all; what it says of outcomes nobody asked for is counted, not read.
import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { Level, LevelChange, MarketEvent } from '#domain/market/market-event.ts';
import { bookMark, levelMark } from '#domain/market/update-mark.ts';
import { MICRO, type Price, ZERO_SHARES } from '#domain/units.ts';
import {
  bestAskField,
  bestBidField,
  idField,
  isObject,
  listField,
  priceField,
  sharesField,
  sideField,
  timeField,
  WireFault,
  type WireObject,
} from './wire-field.ts';

/** Whose book an asset is; null for one that nobody follows. A frame that names no asset asks with `''`: the outcome in
 *  the answer then means nothing. */
export type Lookup = (assetId: string, conditionId: string) => { market: MarketId; outcome: Outcome } | null;

/** Returns null for a message about nothing we follow. `foreign` counts such entries inside a message that we do. */
type Reader = (message: WireObject, lookup: Lookup, foreign: { ignored: number }) => MarketEvent | null;

/** By `event_type`. `null`: known and of no interest here. */
export const READERS: Readonly<Record<string, Reader | null>> = {
  book: readBook,
  price_change: readPriceChange,
  last_trade_price: readPrint,
  tick_size_change: readTick,
  best_bid_ask: readTop,
  market_resolved: readResolution,
  new_market: null, // arrives for every market of the venue; markets are listed elsewhere
};

// Names of fields are constants: putting them together for every level would cost more than reading it.
const BIDS = { list: 'bids', price: 'bids[].price', size: 'bids[].size' } as const;
const ASKS = { list: 'asks', price: 'asks[].price', size: 'asks[].size' } as const;

/** A book as the socket or REST sends it: best level last, though nothing here depends on it. */
function readBook(message: WireObject, lookup: Lookup): MarketEvent | null {
  const place = lookup(idField(message.asset_id, 'asset_id'), idField(message.market, 'market'));
  if (!place) return null;
  const tick = message.tick_size;
  return {
    type: 'SNAPSHOT',
    market: place.market,
    outcome: place.outcome,
    bids: readLevels(message.bids, BIDS),
    asks: readLevels(message.asks, ASKS),
    tick: tick === undefined || tick === '' ? null : priceField(tick, 'tick_size'),
    atMs: timeField(message.timestamp, 'timestamp'),
    hash: hashOf(message),
  };
}

function readLevels(value: unknown, name: typeof BIDS | typeof ASKS): readonly Level[] {
  const rows = listField(value, name.list);
  const levels: Level[] = new Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as WireObject | null | undefined;
    if (typeof row !== 'object' || row === null) throw new WireFault(name.list, row);
    levels[index] = { price: priceField(row.price, name.price), size: sharesField(row.size, name.size) };
  }
  return levels;
}

/** One market, entries for both of its outcomes, usually mirrored. */
function readPriceChange(message: WireObject, lookup: Lookup, foreign: { ignored: number }): MarketEvent | null {
  const condition = idField(message.market, 'market');
  const atMs = timeField(message.timestamp, 'timestamp');
  const rows = listField(message.price_changes, 'price_changes');
  const changes: LevelChange[] = [];
  let market: MarketId | null = null;
  let others = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (!isObject(row)) throw new WireFault('price_changes[]', row);
    const place = lookup(idField(row.asset_id, 'price_changes[].asset_id'), condition);
    if (!place) {
      others++;
      continue;
    }
    if (market !== null && place.market !== market) throw new WireFault('price_changes[].asset_id', row.asset_id);
    market = place.market;
    changes.push(readChange(row, place.outcome));
  }
  if (market === null) return null;
  foreign.ignored += others;
  return { type: 'LEVELS', market, changes, atMs };
}

function readChange(row: WireObject, outcome: Outcome): LevelChange {
  const side = sideField(row.side, 'price_changes[].side') === 'buy' ? 'bid' : 'ask';
  const price = priceField(row.price, 'price_changes[].price');
  const size = sharesField(row.size, 'price_changes[].size');
  const bestBid = bestBidField(row.best_bid, 'price_changes[].best_bid');
  const bestAsk = bestAskField(row.best_ask, 'price_changes[].best_ask');
  const hash = hashOf(row);
  if (bestBid !== undefined && bestAsk !== undefined) return { outcome, side, price, size, bestBid, bestAsk, hash };
  if (bestBid !== undefined) return { outcome, side, price, size, bestBid, hash };
  if (bestAsk !== undefined) return { outcome, side, price, size, bestAsk, hash };
  return { outcome, side, price, size, hash };
}

/** From the taker's side. Without a price or a size there was no trade yet. */
function readPrint(message: WireObject, lookup: Lookup): MarketEvent | null {
  const place = lookup(idField(message.asset_id, 'asset_id'), idField(message.market, 'market'));
  if (!place || message.price === '' || message.size === '') return null;
  const size = sharesField(message.size, 'size');
  if (size === ZERO_SHARES) throw new WireFault('size', message.size);
  return {
    type: 'PRINT',
    market: place.market,
    outcome: place.outcome,
    side: sideField(message.side, 'side'),
    price: priceField(message.price, 'price'),
    size,
    atMs: timeField(message.timestamp, 'timestamp'),
  };
}

function readTick(message: WireObject, lookup: Lookup): MarketEvent | null {
  const place = lookup(idField(message.asset_id, 'asset_id'), idField(message.market, 'market'));
  if (!place) return null;
  const tick = priceField(message.new_tick_size, 'new_tick_size');
  return { type: 'TICK', market: place.market, tick, atMs: timeField(message.timestamp, 'timestamp') };
}

function readTop(message: WireObject, lookup: Lookup): MarketEvent | null {
  const place = lookup(idField(message.asset_id, 'asset_id'), idField(message.market, 'market'));
  if (!place) return null;
  const bestBid = bestBidField(message.best_bid, 'best_bid');
  const bestAsk = bestAskField(message.best_ask, 'best_ask');
  if (bestBid === undefined) throw new WireFault('best_bid', undefined);
  if (bestAsk === undefined) throw new WireFault('best_ask', undefined);
  const atMs = timeField(message.timestamp, 'timestamp');
  return { type: 'TOP', market: place.market, outcome: place.outcome, bestBid, bestAsk, atMs };
}

/** Names a winner. A split payout has none and no known shape: that is told as a fault, never guessed. */
function readResolution(message: WireObject, lookup: Lookup): MarketEvent | null {
  const condition = idField(message.market, 'market');
  if (!lookup('', condition) && !isListed(message.assets_ids, condition, lookup)) return null;
  const winner = lookup(idField(message.winning_asset_id, 'winning_asset_id'), condition);
  if (!winner) throw new WireFault('winning_asset_id', message.winning_asset_id);
  const payout = (winner.outcome === 'yes' ? MICRO : 0) as Price;
  return {
    type: 'RESOLVED',
    market: winner.market,
    payout,
    atMs: timeField(message.timestamp, 'timestamp'),
  };
}

function isListed(assets: unknown, condition: string, lookup: Lookup): boolean {
  return listField(assets, 'assets_ids').some(
    (asset) => typeof asset === 'string' && lookup(asset, condition) !== null,
  );
}

/** By what an update is known that could not be read, as far as that can be: the books it names and what it changed in them.
 *  null: not all of it could be told. */
export function marksOf(message: WireObject, lookup: Lookup): readonly string[] | null {
  try {
    if (message.event_type === 'price_change') return changeMarks(message, lookup);
    const place = lookup(idField(message.asset_id, 'asset_id'), idField(message.market, 'market'));
    const hash = message.event_type === 'book' ? hashOf(message) : null;
    return place && hash !== null ? [bookMark(place.outcome, hash)] : null;
  } catch (error) {
    if (error instanceof WireFault) return null;
    throw error;
  }
}

function changeMarks(message: WireObject, lookup: Lookup): readonly string[] | null {
  const marks: string[] = [];
  for (const row of listField(message.price_changes, 'price_changes')) {
    const hash = isObject(row) ? hashOf(row) : null;
    if (!isObject(row) || hash === null) return null;
    const place = lookup(idField(row.asset_id, 'asset_id'), idField(message.market, 'market'));
    if (!place) continue;
    const side = sideField(row.side, 'side') === 'buy' ? 'bid' : 'ask';
    marks.push(levelMark(place.outcome, side, priceField(row.price, 'price'), hash));
  }
  return marks;
}

/** Evidence only, so anything but text is none. */
function hashOf(message: WireObject): string | null {
  return typeof message.hash === 'string' && message.hash !== '' ? message.hash : null;
}
