// The fast path for `price_change`, nearly all frames of a busy market: the text is scanned once, without building what
// JSON.parse would. Promises: null for anything it does not know to the letter, and then the plain reader decides; otherwise
// exactly what the plain reader returns. Asks nobody about an asset before the whole frame is known to be good.
import type { MarketId } from '#domain/ids.ts';
import type { LevelChange, LevelsEvent } from '#domain/market/market-event.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import type { Lookup } from '../wire-market.ts';
import { ByteCursor } from './byte-cursor.ts';
import { literalOf } from './literal.ts';

export interface ScannedFrame {
  /** null: about nothing we follow. */
  readonly event: LevelsEvent | null;
  readonly ignored: number;
}

interface Row {
  asset: string;
  buys: boolean;
  price: number;
  size: number;
  hashAt: number;
  bestBid: Price | null;
  bestAsk: Price | null;
}

const ROWS_MAX = 128;
const HASH_LENGTH = 40;

const bytes = (text: string) => literalOf(Uint8Array.from(Buffer.from(text)));
const OPEN = bytes('{');
const CLOSE = bytes('}');
const LIST = bytes('[');
const LIST_END = bytes(']');
const MARKET = bytes('"market":"');
const CHANGES = bytes('"price_changes":');
const TIME = bytes('"timestamp":"');
const TYPE = bytes('"event_type":"price_change"');
const ASSET = bytes('{"asset_id":"');
const BLANK = 32;

/** A row behind its id, without and with the blank that the venue puts behind commas. */
const SPELLINGS = [rowSpelling(''), rowSpelling(' ')] as const;

function rowSpelling(blank: string) {
  const field = (text: string) => bytes(`,${blank}${text}`);
  return {
    price: field('"price":"'),
    size: field('"size":"'),
    buy: field(`"side":"BUY",${blank}"hash":"`),
    sell: field(`"side":"SELL",${blank}"hash":"`),
    bestBid: field('"best_bid":"'),
    bestAsk: field('"best_ask":"'),
  };
}

export class PriceChangeScan {
  readonly #cursor = new ByteCursor();
  /** Used again for every frame. */
  readonly #rows: Row[] = [];
  #count = 0;
  #market = '';
  #atMs = -1;

  read(text: string, lookup: Lookup): ScannedFrame | null {
    return this.#cursor.open(text) && this.#scanFrame() ? this.#assemble(text, lookup) : null;
  }

  #scanFrame(): boolean {
    const cursor = this.#cursor;
    this.#market = '';
    this.#atMs = -1;
    this.#count = -1;
    let named = false;
    if (!cursor.skip(OPEN)) return false;
    do {
      if (this.#market === '' && cursor.skip(MARKET)) this.#market = cursor.id();
      else if (this.#count < 0 && cursor.skip(CHANGES)) {
        if (!this.#scanList()) return false;
      } else if (this.#atMs < 0 && cursor.skip(TIME)) this.#atMs = cursor.digits();
      else if (!named && cursor.skip(TYPE)) named = true;
      else return false;
    } while (cursor.comma());
    return named && this.#market !== '' && this.#atMs >= 0 && this.#count >= 0 && cursor.skip(CLOSE) && cursor.atEnd;
  }

  #scanList(): boolean {
    const cursor = this.#cursor;
    this.#count = 0;
    if (!cursor.skip(LIST)) return false;
    if (cursor.skip(LIST_END)) return true;
    do {
      if (this.#count === ROWS_MAX) return false;
      this.#rows[this.#count] ??= {
        asset: '',
        buys: false,
        price: 0,
        size: 0,
        hashAt: 0,
        bestBid: null,
        bestAsk: null,
      };
      if (!this.#scanRow(this.#rows[this.#count]!)) return false;
      this.#count++;
    } while (cursor.comma());
    return cursor.skip(LIST_END);
  }

  #scanRow(row: Row): boolean {
    const cursor = this.#cursor;
    if (!cursor.skip(ASSET)) return false;
    row.asset = cursor.id();
    const spelling = SPELLINGS[cursor.isAt(BLANK, 1) ? 1 : 0];
    if (row.asset === '' || !cursor.skip(spelling.price)) return false;
    row.price = cursor.micro();
    if (row.price <= 0 || row.price >= MICRO || !cursor.skip(spelling.size)) return false;
    row.size = cursor.micro();
    if (row.size < 0) return false;
    row.buys = cursor.skip(spelling.buy);
    if (!row.buys && !cursor.skip(spelling.sell)) return false;
    row.hashAt = cursor.at;
    if (!cursor.plain(HASH_LENGTH) || !cursor.skip(spelling.bestBid)) return false;
    const bestBid = bestOf(cursor.micro(), 0);
    if (bestBid === undefined || !cursor.skip(spelling.bestAsk)) return false;
    const bestAsk = bestOf(cursor.micro(), MICRO);
    if (bestAsk === undefined) return false;
    row.bestBid = bestBid;
    row.bestAsk = bestAsk;
    return cursor.skip(CLOSE);
  }

  #assemble(text: string, lookup: Lookup): ScannedFrame | null {
    const changes: LevelChange[] = [];
    let market: MarketId | null = null;
    let ignored = 0;
    for (let index = 0; index < this.#count; index++) {
      const { asset, buys, price, size, hashAt, bestBid, bestAsk } = this.#rows[index]!;
      const place = lookup(asset, this.#market);
      if (!place) {
        ignored++;
        continue;
      }
      if (market !== null && place.market !== market) return null;
      market = place.market;
      changes.push({
        outcome: place.outcome,
        side: buys ? 'bid' : 'ask',
        price: price as Price,
        size: size as Shares,
        bestBid,
        bestAsk,
        hash: text.slice(hashAt, hashAt + HASH_LENGTH),
      });
    }
    if (market === null) return { event: null, ignored: 1 };
    return { event: { type: 'LEVELS', market, changes, atMs: this.#atMs }, ignored };
  }
}

/** null: that side is empty. undefined: no such price. */
function bestOf(micro: number, empty: number): Price | null | undefined {
  if (micro === empty || micro === -2) return null;
  return micro > 0 && micro < MICRO ? (micro as Price) : undefined;
}
