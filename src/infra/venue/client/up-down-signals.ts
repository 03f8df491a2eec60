// Opinions about up or down markets from the venue's reference prices. About any other market, and while something that decides is
// not known, it says nothing.
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { type UpDown, upDownOf } from '#domain/market/up-down.ts';
import type { Signal, Signals } from '#domain/ports.ts';
import { upDownSignal } from '#domain/pricing/up-down-fair.ts';
import type { PriceStream } from './price-stream.ts';

/** Markets come and go every few minutes; beyond it the oldest are forgotten. */
const MARKETS_MAX = 2_000;

export class UpDownSignals implements Signals {
  readonly #stream: Pick<PriceStream, 'track'>;
  readonly #markets = new Map<MarketId, UpDown>();

  constructor(stream: Pick<PriceStream, 'track'>) {
    this.#stream = stream;
  }

  /** From here on its price is listened to: the opening average must be heard when it is told. */
  listed({ id, slug }: Pick<Market, 'id' | 'slug'>): void {
    const upDown = upDownOf(slug);
    if (!upDown) return;
    this.#markets.set(id, upDown);
    const [oldest] = this.#markets.keys();
    if (this.#markets.size > MARKETS_MAX && oldest !== undefined) this.#markets.delete(oldest);
    this.#stream.track(upDown.symbol);
  }

  read(market: MarketId, nowMs: number): readonly Signal[] {
    const upDown = this.#markets.get(market);
    const track = upDown ? this.#stream.track(upDown.symbol) : null;
    const signal = upDown && track ? upDownSignal(track, upDown, nowMs) : null;
    return signal ? [signal] : [];
  }
}
