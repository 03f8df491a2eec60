// What each trade of ours has lost, so that one bad trade is noticed in a good day. A trade is a fill that bought and all that
// became of it: sold again, paired with its second leg, or still open at the mark. A fold over facts, apart from the pair
// books that trade by them; a failed settlement takes back what it had gained or lost.
import type { MarketId } from '#domain/ids.ts';
import { Decimal, MICRO, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { Fact } from './fact.ts';
import { firstLeg, type Lot, type LotNews } from './lot-news.ts';
import { LotMatcher } from './lots.ts';

/** Trades remembered of one market; the oldest are forgotten first. */
export const TRADES_PER_MARKET_MAX = 300;

export interface TradeLoss {
  readonly market: MarketId;
  /** Dollars, positive. */
  readonly loss: Usd;
}

interface Row {
  readonly lot: Lot;
  /** Dollars gained by pairs and by sales, and by sales alone. */
  gained: Usd;
  sold: Usd;
  soldSize: number;
  /** What the operator has accepted: losses count from here. */
  accepted: Usd;
}

interface Book {
  readonly lots: LotMatcher;
  readonly rows: Map<Lot, Row>;
}

/** The mark in YES terms; null while there is none. */
export type MarkOf = (market: MarketId) => Price | null;

export class TradeLosses {
  readonly #books = new Map<MarketId, Book>();

  take(fact: Fact): void {
    if (fact.fact === 'redemption') this.#books.delete(fact.market);
    else if (fact.fact === 'fill') this.#read(fact.market, (lots) => lots.add(fact));
    else if (fact.fact === 'merge') this.#read(fact.market, (lots) => lots.merged(fact.size));
    else if (fact.fact === 'settlement' && fact.status === 'failed')
      this.#read(fact.market, (lots) => lots.voided(fact.trade, fact.order));
    else if (fact.fact === 'settlement' && fact.status === 'confirmed')
      this.#books.get(fact.market)?.lots.confirmed(fact.trade, fact.order);
  }

  /** The trade that lost most; null when none has lost anything. */
  worst(markOf: MarkOf): TradeLoss | null {
    let worst: TradeLoss | null = null;
    for (const [market, { lots, rows }] of this.#books) {
      const mark = markOf(market);
      for (const row of rows.values()) {
        const loss = row.accepted.minus(gainOf(row, lots, mark));
        if (loss.gt(worst?.loss ?? ZERO_USD)) worst = { market, loss };
      }
    }
    return worst;
  }

  /** The operator knows what was lost so far. */
  accept(markOf: MarkOf): void {
    for (const [market, { lots, rows }] of this.#books)
      for (const row of rows.values()) row.accepted = Decimal.min(ZERO_USD, gainOf(row, lots, markOf(market)));
  }

  #read(market: MarketId, tell: (lots: LotMatcher) => readonly LotNews[]): void {
    const book = this.#books.get(market) ?? { lots: new LotMatcher(), rows: new Map<Lot, Row>() };
    this.#books.set(market, book);
    const news = tell(book.lots);
    const pairsBroke = news.some((each) => each.news === 'unpaired' || each.news === 'voided');
    for (const each of news) note(book, each, pairsBroke);
    for (const oldest of book.rows.keys()) {
      if (book.rows.size <= TRADES_PER_MARKET_MAX) break;
      book.rows.delete(oldest);
    }
  }
}

function note({ rows }: Book, news: LotNews, pairsBroke: boolean): void {
  switch (news.news) {
    case 'opened':
      rowOf(rows, news.lot);
      return;
    case 'paired':
    case 'unpaired': {
      const row = rowOf(rows, firstLeg(news.pair));
      const gain = dollars(news.pair.profitPerShare, news.pair.size);
      row.gained = news.news === 'paired' ? row.gained.plus(gain) : row.gained.minus(gain);
      return;
    }
    case 'sold': {
      const row = rowOf(rows, news.lot);
      const gain = dollars(news.price - news.lot.price, news.size);
      row.sold = row.sold.plus(gain);
      row.gained = row.gained.plus(gain);
      row.soldSize += news.size;
      return;
    }
    case 'reopened': {
      const row = rows.get(news.lot);
      if (pairsBroke || !row || row.soldSize <= 0) return;
      // The sale's own price is not told again: its share of what the lot's sales gained comes close.
      const back = row.sold.times(news.size).div(row.soldSize);
      row.sold = row.sold.minus(back);
      row.gained = row.gained.minus(back);
      row.soldSize -= news.size;
      return;
    }
    case 'voided':
    case 'forgotten':
      rows.delete(news.lot);
  }
}

function rowOf(rows: Map<Lot, Row>, lot: Lot): Row {
  const known = rows.get(lot);
  if (known) return known;
  const row = { lot, gained: ZERO_USD, sold: ZERO_USD, soldSize: 0, accepted: ZERO_USD };
  rows.set(lot, row);
  return row;
}

function gainOf({ lot, gained }: Row, lots: LotMatcher, mark: Price | null): Usd {
  const open = lots.openOf(lot);
  if (open === 0 || mark === null) return gained;
  return gained.plus(dollars((lot.outcome === 'yes' ? mark : MICRO - mark) - lot.price, open));
}

/** Micro-dollars a share times micro-shares, signed. */
function dollars(perShare: number, size: Shares): Usd {
  return new Decimal(perShare).times(size).div('1e12');
}
