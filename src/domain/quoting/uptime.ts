// For how long we showed both sides, one side or none, per market: the time our quotes were worth something to others.
// Fed by changes of live orders; keeps sums only. A quote counts while it rests, whatever its price.
import type { MarketId } from '#domain/ids.ts';

/** Milliseconds; they add up to the time since the market was first seen. */
export interface UptimeShare {
  readonly twoSidedMs: number;
  readonly oneSidedMs: number;
  readonly noneMs: number;
}

interface Watch {
  ended: boolean;
  shown: keyof UptimeShare;
  sinceMs: number;
  readonly sums: Record<keyof UptimeShare, number>;
}

/** Markets remembered. At the maximum the one first seen longest ago is forgotten, sums and all. */
export const UPTIME_MARKETS_MAX = 5_000;

export class Uptime {
  readonly #watches = new Map<MarketId, Watch>();

  /** The live orders of `market` changed: is anything of ours on its bid, on its ask (YES terms)? */
  onOrders(market: MarketId, nowMs: number, bidLive: boolean, askLive: boolean): void {
    const watch = this.#watches.get(market) ?? this.#begin(market, nowMs);
    accrue(watch, nowMs);
    watch.shown = bidLive && askLive ? 'twoSidedMs' : bidLive || askLive ? 'oneSidedMs' : 'noneMs';
  }

  /** The market is over: what comes later is not its time any more. */
  end(market: MarketId, nowMs: number): void {
    const watch = this.#watches.get(market);
    if (!watch || watch.ended) return;
    accrue(watch, nowMs);
    watch.ended = true;
  }

  /** Up to `nowMs`, or to the market's end; all zero for a market never seen. Changes nothing. */
  share(market: MarketId, nowMs: number): UptimeShare {
    const watch = this.#watches.get(market);
    if (!watch) return { twoSidedMs: 0, oneSidedMs: 0, noneMs: 0 };
    const { shown, sums } = watch;
    return { ...sums, [shown]: sums[shown] + sinceThen(watch, nowMs) };
  }

  #begin(market: MarketId, nowMs: number): Watch {
    if (this.#watches.size >= UPTIME_MARKETS_MAX) {
      for (const [oldest] of this.#watches) {
        this.#watches.delete(oldest);
        break;
      }
    }
    const watch: Watch = {
      ended: false,
      shown: 'noneMs',
      sinceMs: nowMs,
      sums: { twoSidedMs: 0, oneSidedMs: 0, noneMs: 0 },
    };
    this.#watches.set(market, watch);
    return watch;
  }
}

/** The share of time with both sides shown, in [0, 1]; null while no time has passed. */
export function twoSidedShare({ twoSidedMs, oneSidedMs, noneMs }: UptimeShare): number | null {
  const totalMs = twoSidedMs + oneSidedMs + noneMs;
  return totalMs > 0 ? twoSidedMs / totalMs : null;
}

function accrue(watch: Watch, nowMs: number): void {
  const sinceMs = sinceThen(watch, nowMs);
  watch.sums[watch.shown] += sinceMs;
  watch.sinceMs += sinceMs;
}

/** Time that goes back counts for nobody, and none does after the end. */
function sinceThen({ ended, sinceMs }: Watch, nowMs: number): number {
  return !ended && nowMs > sinceMs ? nowMs - sinceMs : 0;
}
