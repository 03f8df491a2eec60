// When nobody may quote in a market, recomputed plainly from its facts as the exchange has them: the last stretch before its end,
// around scheduled news, before a game start that clears the book. What the tree thinks of it is not asked.
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Scene } from './scene.ts';

/** Whoever looks at a clock may be so late. */
export const LATE_MS = 1_500;
/** After our own clock was wrong, timers that were set by it are so long out of step. */
const ASTRAY_MS = 35_000;
const STAY_AFTER_NEWS_MS = 60_000;
const SLOW_CANCELS_MS = { beforeEnd: 4_000, beforeEvent: 3_000 };

export class ClosingTimes {
  readonly #scene: Scene;
  #astrayMs = Number.NEGATIVE_INFINITY;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** After each step: whether our own clock is right. */
  look(): void {
    const nowMs = this.#scene.clock.now();
    if (this.#scene.life().desk.clock.now() !== nowMs) this.#astrayMs = nowMs;
  }

  /** Why nobody may have an order there, and for how long that has been so; null: they may. */
  closed(market: MarketId): { readonly why: string; readonly forMs: number } | null {
    const { clock, world } = this.#scene;
    const nowMs = clock.now();
    if (nowMs - this.#astrayMs < ASTRAY_MS) return null;
    const facts = world.exchange.market(market);
    if (!facts) return null;
    for (const { why, fromMs, toMs } of this.#windows(facts))
      if (nowMs > fromMs + LATE_MS && nowMs < toMs - LATE_MS) return { why, forMs: nowMs - fromMs };
    return null;
  }

  #windows(facts: Market): { readonly why: string; readonly fromMs: number; readonly toMs: number }[] {
    const { settings, world } = this.#scene;
    const pace = world.ports.paceOf?.(facts) ?? 1;
    const { endMs, eventMs, gameStartMs, clearBookOnStart } = facts;
    const beforeEndMs = Math.max(settings.stopBeforeEndMs, SLOW_CANCELS_MS.beforeEnd) / pace;
    const beforeMs = Math.max(settings.pullBeforeEventMs, SLOW_CANCELS_MS.beforeEvent) / pace;
    const found: { why: string; fromMs: number; toMs: number }[] = [];
    // Listings of games often give the start as the end.
    if (endMs !== null && !(gameStartMs !== null && endMs <= gameStartMs))
      found.push({ why: 'it ends', fromMs: endMs - beforeEndMs, toMs: Number.POSITIVE_INFINITY });
    else if (gameStartMs !== null) {
      const fromMs = gameStartMs + settings.gameMaxMs / pace;
      found.push({ why: 'its game is over', fromMs, toMs: Number.POSITIVE_INFINITY });
    }
    if (eventMs !== null)
      found.push({ why: 'news is due', fromMs: eventMs - beforeMs, toMs: eventMs + STAY_AFTER_NEWS_MS / pace });
    if (gameStartMs !== null && clearBookOnStart)
      found.push({ why: 'the game begins', fromMs: gameStartMs - beforeMs, toMs: gameStartMs });
    return found;
  }
}
