// Each market's way so far, for pictures: prices, quotes, inventory and profit at regular looks, and its fills. Older looks are thinned
// out, so that an hour and a day both fit; markets beyond the maximum are forgotten, the oldest first.
import type { FillFact, SettlementFact } from '#domain/money/fact.ts';
import type { FillView, HistoryPoint, MarketHistory } from '#domain/operator/market-views.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { priceText, sharesText } from '#domain/units.ts';

export const POINTS_MAX = 1_200;
export const FILLS_MAX = 2_000;
const MARKETS_MAX = 1_000;

interface Track {
  points: HistoryPoint[];
  readonly fills: FillView[];
  /** Of so many looks one is kept. */
  every: number;
  looks: number;
}

export class MarketTracks {
  readonly #tracks = new Map<string, Track>();

  point(market: string, point: HistoryPoint): void {
    const track = this.#of(market);
    track.looks += 1;
    if (track.looks % track.every !== 0) return;
    track.points.push(point);
    if (track.points.length < POINTS_MAX) return;
    track.points = track.points.filter((_, at) => at % 2 === 1);
    track.every *= 2;
  }

  fill(fact: FillFact): void {
    const { fills } = this.#of(fact.market);
    fills.push(fillView(fact));
    if (fills.length > FILLS_MAX) fills.shift();
  }

  settled({ market, trade, order, status }: SettlementFact): void {
    const track = this.#tracks.get(market);
    if (!track) return;
    const { fills } = track;
    for (let at = fills.length - 1; at >= 0; at -= 1) {
      const fill = fills[at] as FillView;
      if (fill.order !== order || tradeOf.get(fill) !== trade) continue;
      fills[at] = restated(fill, status);
      return;
    }
  }

  /** They are told again. */
  forgetFills(): void {
    for (const { fills } of this.#tracks.values()) fills.length = 0;
  }

  /** Of one market, oldest first; only what came after that moment. */
  history(market: string, afterMs = Number.NEGATIVE_INFINITY): MarketHistory {
    const { points = [], fills = [] } = this.#tracks.get(market) ?? {};
    return { points: points.filter(([atMs]) => atMs > afterMs), fills: fills.filter(({ atMs }) => atMs > afterMs) };
  }

  /** Of all markets, newest first. */
  fills(limit: number): readonly FillView[] {
    const all = [...this.#tracks.values()].flatMap(({ fills }) => fills.slice(-limit));
    return all.sort((a, b) => b.atMs - a.atMs).slice(0, limit);
  }

  #of(market: string): Track {
    const known = this.#tracks.get(market);
    if (known) return known;
    const track = { points: [], fills: [], every: 1, looks: 0 };
    this.#tracks.set(market, track);
    const [oldest] = this.#tracks.keys();
    if (this.#tracks.size > MARKETS_MAX && oldest !== undefined) this.#tracks.delete(oldest);
    return track;
  }
}

/** What a fill is known by, beyond what is shown. */
const tradeOf = new WeakMap<FillView, string>();

function restated(fill: FillView, status: string): FillView {
  const next = { ...fill, status };
  tradeOf.set(next, tradeOf.get(fill) ?? '');
  return next;
}

function fillView(fact: FillFact): FillView {
  const { atMs, market, order, slot, price, size, role, fee, queueAhead, trace } = fact;
  const view: FillView = {
    atMs,
    market,
    order,
    slot,
    side: SLOTS[slot].economic,
    yesPrice: priceText(yesPrice(slot, price)),
    price: priceText(price),
    size: sharesText(size),
    role,
    fee,
    queueAhead: queueAhead === null ? null : sharesText(queueAhead),
    status: 'matched',
    trace,
  };
  tradeOf.set(view, fact.trade);
  return view;
}
