// Rows of the metadata service, a market or an event of several, by what one may filter and order them by; and the way through
// their pages: a cursor holds the place of the last row in its order, so that whatever comes or goes meanwhile, none is told twice.
import { MICRO } from '#domain/units.ts';
import { type Group, sumsOf } from './gamma-pages.ts';
import type { ShownMarket } from './market-register.ts';
import type { ServerParts } from './server-parts.ts';
import { shownTop } from './wire-books.ts';

export interface GammaRow {
  /** Of the market, or of the event. */
  readonly number: number;
  readonly markets: Group;
  readonly slug: string;
  readonly title: string;
  readonly category: string | null;
  readonly tag: string | null;
  readonly closed: boolean;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly gameStartMs: number | null;
  readonly closedMs: number | null;
  /** Shares. */
  readonly rewardMinSize: number | null;
  readonly sums: () => ReturnType<typeof sumsOf>;
  /** In dollars; nothing on a side says 0 or 1. */
  readonly top: () => { readonly bid: number; readonly ask: number };
}

type Key = string | number | null;

const KEYS: Readonly<Record<string, (row: GammaRow) => Key>> = {
  id: ({ number }) => number,
  slug: ({ slug }) => slug,
  title: ({ title }) => title,
  question: ({ title }) => title,
  startDate: ({ startMs }) => startMs,
  createdAt: ({ startMs }) => startMs,
  acceptingOrdersTimestamp: ({ startMs }) => startMs,
  endDate: ({ endMs }) => endMs,
  closedTime: ({ closedMs }) => closedMs,
  gameStartTime: ({ gameStartMs }) => gameStartMs,
  startTime: ({ gameStartMs }) => gameStartMs,
  volume: (row) => row.sums().volume,
  volumeNum: (row) => row.sums().volume,
  volume24hr: (row) => row.sums().volume24h,
  liquidity: (row) => row.sums().liquidity,
  liquidityNum: (row) => row.sums().liquidity,
  bestBid: (row) => row.top().bid,
  bestAsk: (row) => row.top().ask,
  spread: (row) => row.top().ask - row.top().bid,
  lastTradePrice: ({ markets: [first] }) => first.last?.price ?? null,
  rewardsMinSize: ({ rewardMinSize }) => rewardMinSize,
};

export function marketRow(parts: ServerParts, market: ShownMarket): GammaRow {
  return rowOf(parts, [market], market.number, market.facts.slug);
}

/** One for each event. */
export function eventRows(parts: ServerParts, markets: readonly ShownMarket[]): readonly GammaRow[] {
  const byNumber = new Map<number, [ShownMarket, ...ShownMarket[]]>();
  for (const market of markets) {
    const known = byNumber.get(market.event);
    if (known) known.push(market);
    else byNumber.set(market.event, [market]);
  }
  return [...byNumber].map(([number, group]) =>
    rowOf(parts, group, number, group[0].facts.group ?? group[0].facts.slug),
  );
}

function rowOf(parts: ServerParts, markets: Group, number: number, slug: string): GammaRow {
  const [{ facts }] = markets;
  const { category } = facts;
  const ends = markets.flatMap(({ facts: { endMs } }) => (endMs === null ? [] : [endMs]));
  const closes = markets.flatMap(({ resolvedMs }) => (resolvedMs === null ? [] : [resolvedMs]));
  const closed = markets.every((market) => market.facts.payout !== null);
  return {
    number,
    markets,
    slug,
    title: slug,
    category,
    tag: category === null ? null : parts.markets.tag(category),
    closed,
    startMs: Math.min(...markets.map(({ listedMs }) => listedMs)),
    endMs: ends.length > 0 ? Math.max(...ends) : null,
    gameStartMs: facts.gameStartMs,
    closedMs: closed && closes.length > 0 ? Math.max(...closes) : null,
    rewardMinSize: facts.reward ? facts.reward.minSize / MICRO : null,
    sums: () => sumsOf(parts, markets),
    top: () => {
      const { bid, ask } = shownTop(parts.exchange, { market: markets[0], outcome: 'yes' });
      return { bid: (bid ?? 0) / MICRO, ask: (ask ?? MICRO) / MICRO };
    },
  };
}

/** An order of rows: by these keys, then by number. null: there is no such key. */
export class GammaOrder {
  readonly #names: readonly string[];
  readonly #sign: 1 | -1;

  static read(query: URLSearchParams): GammaOrder | null {
    const names = (query.get('order') ?? '').split(',').filter((name) => name !== '');
    return names.every((name) => Object.hasOwn(KEYS, name)) ? new GammaOrder(names, query) : null;
  }

  private constructor(names: readonly string[], query: URLSearchParams) {
    this.#names = names;
    this.#sign = query.get('ascending') === 'false' ? -1 : 1;
  }

  sorted(rows: readonly GammaRow[]): readonly GammaRow[] {
    return this.#placed(rows).map(({ row }) => row);
  }

  /** null: that cursor is of another order, or none at all. */
  page(rows: readonly GammaRow[], after: string, limit: number) {
    const start = after === '' ? null : this.#readCursor(after);
    if (start === undefined) return null;
    const left = this.#placed(rows).filter(({ place }) => start === null || this.#compare(place, start) > 0);
    const page = left.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(({ row }) => row),
      next: last && page.length < left.length ? this.#cursor(last.place) : null,
    };
  }

  #placed(rows: readonly GammaRow[]) {
    return rows
      .map((row) => ({ row, place: [...this.#names.map((name) => KEYS[name]?.(row) ?? null), row.number] }))
      .sort((one, other) => this.#compare(one.place, other.place));
  }

  /** What has no value comes last, whichever way. */
  #compare(one: readonly Key[], other: readonly Key[]): number {
    for (const [at, mine] of one.entries()) {
      const theirs = other[at] ?? null;
      if (mine === theirs) continue;
      if (mine === null || theirs === null) return mine === null ? 1 : -1;
      return mine < theirs ? -this.#sign : this.#sign;
    }
    return 0;
  }

  #cursor(place: readonly Key[]): string {
    return Buffer.from(JSON.stringify([this.#names.join(','), this.#sign, ...place])).toString('base64url');
  }

  #readCursor(text: string): readonly Key[] | undefined {
    try {
      const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
      if (!Array.isArray(parts) || parts.length !== this.#names.length + 3) return undefined;
      const [names, sign, ...place] = parts as readonly unknown[];
      if (names !== this.#names.join(',') || sign !== this.#sign) return undefined;
      const isKey = (key: unknown): key is Key => key === null || typeof key === 'string' || typeof key === 'number';
      return place.every(isKey) ? (place as readonly Key[]) : undefined;
    } catch {
      return undefined;
    }
  }
}
