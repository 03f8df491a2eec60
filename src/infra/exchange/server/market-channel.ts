// The public socket: whole books on subscription and after each trade, level changes with the hash of the book they lead to,
// trades, ticks, tops and resolutions, as text. A frame is written once for all who get it. What an engine update did to one
// market goes out in one frame; an answer to a subscription is a list, everything later a single object.
import type { MarketId, TradeId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { LevelsEvent, MarketEvent, PrintEvent, ResolutionEvent, TickEvent } from '#domain/market/market-event.ts';
import { MICRO, type Price } from '#domain/units.ts';
import { BOOK_FRAME } from '#infra/venue/wire/books.ts';
import type { Json } from '#infra/venue/wire/codec.ts';
import {
  LAST_TRADE_PRICE,
  MARKET_RESOLVED,
  marketFrameText,
  NEW_MARKET,
  PRICE_CHANGE,
  TICK_SIZE_CHANGE,
} from '#infra/venue/wire/market-channel.ts';
import { outcomesOf, questionOf } from './market-pages.ts';
import type { ShownMarket } from './market-register.ts';
import { MarketSeats } from './market-seats.ts';
import type { ServedPeer, ServedSocket } from './served.ts';
import type { ServerParts } from './server-parts.ts';
import { TopWatch } from './top-watch.ts';
import { transactionName } from './trade-pages.ts';
import { shownBook, shownHash } from './wire-books.ts';

const ONE_PRICE = MICRO as Price;
const ZERO_PRICE = 0 as Price;

export class MarketChannel {
  readonly #parts: ServerParts;
  readonly #seats: MarketSeats;
  readonly #tops: TopWatch;
  readonly #stop: () => void;
  /** Markets that traded since their last level change. */
  readonly #traded = new Set<string>();
  /** Of each market, trades whose prints are still to come, in the same order. */
  readonly #unprinted = new Map<MarketId, TradeId[]>();

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#tops = new TopWatch(parts.exchange, () => parts.clock.now());
    this.#seats = new MarketSeats(parts.clock, (asset) => this.#dump(asset));
    const stops = [
      parts.exchange.onMarket((event) => this.tell(event)),
      parts.exchange.onTrade(({ trade, status }) => {
        if (status !== 'matched') return;
        this.#traded.add(trade.market);
        if (parts.markets.market(trade.market) === null) return;
        this.#unprinted.set(trade.market, [...(this.#unprinted.get(trade.market) ?? []), trade.id]);
      }),
    ];
    parts.markets.onListed((market) => this.#announce(market));
    this.#stop = () => {
      for (const stop of stops) stop();
    };
  }

  connect(peer: ServedPeer): ServedSocket | null {
    return this.#seats.connect(peer);
  }

  stop(): void {
    this.#stop();
    this.#seats.stop();
  }

  tell(event: MarketEvent): void {
    const market = this.#parts.markets.market(event.market);
    if (!market) return;
    if (event.type === 'LEVELS') this.#levels(market, event);
    else if (event.type === 'PRINT') this.#print(market, event);
    else if (event.type === 'TICK') this.#tick(market, event);
    else if (event.type === 'RESOLVED') this.#resolved(market, event);
  }

  #levels(market: ShownMarket, { changes, atMs }: LevelsEvent): void {
    const traded = this.#traded.delete(market.facts.id);
    const { outcomes } = market.facts;
    if (!this.#seats.anybody(market.facts)) return;
    const { exchange } = this.#parts;
    const hash = {
      yes: shownHash(exchange, { market, outcome: 'yes' }),
      no: shownHash(exchange, { market, outcome: 'no' }),
    };
    const rows = changes.map(({ outcome, price, size, side, bestBid, bestAsk }) => ({
      asset: outcomes[outcome].id,
      price,
      size,
      side: side === 'bid' ? ('buy' as const) : ('sell' as const),
      hash: hash[outcome],
      bestBid: bestBid ?? ZERO_PRICE,
      bestAsk: bestAsk ?? ONE_PRICE,
    }));
    this.#toMarket(market.facts, PRICE_CHANGE.write({ market: market.facts.id, changes: rows, atMs }));
    if (traded) this.#afterTrade(market);
    for (const { asset, frame } of this.#tops.moved(market)) this.#seats.tell(asset, textOf(frame), 'custom');
  }

  /** Whole books again, without what a trade does not change. */
  #afterTrade(market: ShownMarket): void {
    for (const outcome of ['yes', 'no'] as const) {
      const { id } = market.facts.outcomes[outcome];
      const book = this.#seats.wanted(id) ? shownBook(this.#parts.exchange, { market, outcome }) : null;
      if (book) this.#seats.tell(id, textOf(BOOK_FRAME.write({ ...book, ...STREAMED, tick: null, lastTrade: null })));
    }
  }

  #print({ facts }: ShownMarket, { outcome, side, price, size, atMs }: PrintEvent): void {
    const asset = facts.outcomes[outcome].id;
    const trade = this.#nextPrinted(facts.id);
    if (!this.#seats.wanted(asset)) return;
    const transaction = trade === undefined ? null : transactionName(trade);
    const message = { market: facts.id, asset, price, size, side, feeRateBps: '0', atMs, transaction };
    this.#seats.tell(asset, textOf(LAST_TRADE_PRICE.write(message)));
  }

  #nextPrinted(market: MarketId): TradeId | undefined {
    const [trade, ...left] = this.#unprinted.get(market) ?? [];
    if (left.length > 0) this.#unprinted.set(market, left);
    else this.#unprinted.delete(market);
    return trade;
  }

  #tick({ facts }: ShownMarket, { tick, atMs }: TickEvent): void {
    const oldTick = this.#tops.tickBefore(facts, tick);
    for (const { id: asset } of outcomesOf(facts)) {
      const message = { market: facts.id, asset, oldTick, newTick: tick, atMs };
      this.#seats.tell(asset, textOf(TICK_SIZE_CHANGE.write(message)));
    }
  }

  /** A market that pays both halves has no winner to name: whoever waits for it must ask. */
  #resolved({ facts, number }: ShownMarket, { payout, atMs }: ResolutionEvent): void {
    if (payout !== ZERO_PRICE && payout !== ONE_PRICE) return;
    const { id: winner, name } = payout === ONE_PRICE ? facts.outcomes.yes : facts.outcomes.no;
    const message = {
      id: String(number),
      market: facts.id,
      assets: outcomesOf(facts).map(({ id }) => id),
      winner,
      winningOutcome: name,
      atMs,
      tags: facts.category === null ? [] : [facts.category],
    };
    this.#toMarket(facts, MARKET_RESOLVED.write(message), 'custom');
  }

  /** To everybody who asked for more than books, whatever their assets. */
  #announce({ facts, number }: ShownMarket): void {
    const assets = outcomesOf(facts).map(({ id }) => id);
    const name = facts.group ?? facts.slug;
    const message = {
      id: String(number),
      question: questionOf(facts),
      market: facts.id,
      slug: facts.slug,
      description: null,
      assets,
      outcomes: outcomesOf(facts).map((outcome) => outcome.name),
      event: { id: String(number), ticker: name, slug: name, title: name, description: null },
      atMs: this.#parts.clock.now(),
      tags: facts.category === null ? [] : [facts.category],
      condition: facts.id,
      active: true,
      clobAssets: assets,
      sportsType: null,
      line: null,
      gameStart: null,
      tick: facts.tick,
      groupItem: null,
      takerBaseFee: null,
      feesEnabled: facts.fee !== null,
      fee: facts.fee && { ...facts.fee, takerOnly: true },
    };
    this.#seats.tellAll(textOf(NEW_MARKET.write(message)));
  }

  /** Of one asset; null while nobody knows it. */
  #dump(asset: string): Json | null {
    const place = this.#parts.markets.outcome(asset);
    const book = place && shownBook(this.#parts.exchange, place);
    return book && BOOK_FRAME.write({ ...book, ...STREAMED });
  }

  #toMarket({ outcomes }: Market, message: Json, who: 'all' | 'custom' = 'all'): void {
    this.#seats.tellEither([outcomes.yes.id, outcomes.no.id], textOf(message), who);
  }
}

/** What books on the stream leave out. */
const STREAMED = { minSize: null, negRisk: null } as const;

function textOf(message: Json): string {
  return marketFrameText([message], false);
}
