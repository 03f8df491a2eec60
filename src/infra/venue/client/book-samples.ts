// Books fetched apart to look whether ours are right: all of them in turn, one at once when something speaks against it. A sample
// that knows more than the stream is looked at again a moment later, when the stream should have caught up.
import type { MarketId } from '#domain/ids.ts';
import { AHEAD_MAX_MS } from '#domain/market/book-votes.ts';
import type { Clock } from '#domain/ports.ts';
import type { BookFetcher } from './book-fetcher.ts';
import type { MarketLine } from './market-line.ts';

const EVERY_MS = 30_000;
/** Between two checks of one market out of turn. */
const CHECK_APART_MS = 1_000;
/** Of one that nothing speaks against but its silence. */
const SILENT_APART_MS = 5_000;

export class BookSamples {
  readonly #clock: Clock;
  readonly #fetcher: BookFetcher;
  readonly #timers = new Set<unknown>();
  /** Steady clock. */
  readonly #checkedMs = new Map<MarketId, number>();
  #roundMs: number;

  constructor(clock: Clock, fetcher: BookFetcher) {
    this.#clock = clock;
    this.#fetcher = fetcher;
    this.#roundMs = clock.steadyMs();
  }

  /** Call it often; `live` is asked when a round is due. */
  look(live: () => readonly MarketLine[]): void {
    const nowMs = this.#clock.steadyMs();
    if (nowMs - this.#roundMs < EVERY_MS) return;
    this.#roundMs = nowMs;
    this.#sample(live());
  }

  /** At once, unless it was a moment ago. */
  check(line: MarketLine): void {
    const nowMs = this.#clock.steadyMs();
    if (nowMs - this.#checkedAtMs(line.market) < CHECK_APART_MS) return;
    this.#checkedMs.set(line.market, nowMs);
    this.#sample([line]);
  }

  /** Nothing was told of these for a while: calm markets, or frames that were lost while the socket answers. */
  silent(lines: readonly MarketLine[]): void {
    const nowMs = this.#clock.steadyMs();
    const due = lines.filter(({ market }) => nowMs - this.#checkedAtMs(market) >= SILENT_APART_MS);
    for (const { market } of due) this.#checkedMs.set(market, nowMs);
    this.#sample(due);
  }

  forget(market: MarketId): void {
    this.#checkedMs.delete(market);
  }

  close(): void {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
  }

  #checkedAtMs(market: MarketId): number {
    return this.#checkedMs.get(market) ?? Number.NEGATIVE_INFINITY;
  }

  #sample(lines: readonly MarketLine[]): void {
    const byMarket = new Map(lines.map((line) => [line.market, line]));
    this.#fetcher.samples([...byMarket.keys()], (snapshot) => {
      const line = byMarket.get(snapshot.market);
      if (!line) return;
      line.sample(snapshot, this.#clock.now());
      const timer = this.#clock.setTimeout(() => {
        this.#timers.delete(timer);
        line.lookAtSample(this.#clock.now());
      }, 1.1 * AHEAD_MAX_MS);
      this.#timers.add(timer);
    });
  }
}
