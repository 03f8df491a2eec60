// Whether a market's stream still tells everything. Silence is no gap: real markets are quiet for minutes, and a socket that
// answers pings is heard. A gap is: nothing at all was heard for too long, or one outcome's book moved and its mirror, which
// tells the same news as a rule, did not follow. Where an outcome never told of itself, nothing is concluded from its silence.
import type { Outcome } from './market.ts';
import type { MarketEvent } from './market-event.ts';
import { newestOf, STRAY_TIME_MS } from './venue-time.ts';

export interface GapLimits {
  /** Neither frame nor PONG for so long. */
  readonly silentMs: number;
  /** One outcome moved so long ago, and the other did not. */
  readonly siblingMs: number;
}

export interface Gap {
  readonly kind: 'silence' | 'sibling';
  /** In words. */
  readonly detail: string;
}

/** A clock that goes back by more than this was set back. */
const CLOCK_SLACK_MS = 1_000;

const NEVER = Number.NEGATIVE_INFINITY;

export class GapWatch {
  readonly #limits: GapLimits;
  /** The newest time seen on our clock. */
  #nowMs = NEVER;
  #openedMs = NEVER;
  /** Our time of the last event, or of a sign of life when it was last asked for. */
  #toldMs = NEVER;
  /** Venue times of the last level change of each outcome. */
  readonly #movedMs = { yes: NEVER, no: NEVER };
  /** The outcome that is ahead of the other, and since when (our time). */
  #ahead: { readonly outcome: Outcome; readonly sinceMs: number } | null = null;
  /** An outcome had fallen silent: until both agree again, or nothing moves for a while, every lead is taken for a gap. */
  #doubted = false;

  constructor(limits: GapLimits) {
    this.#limits = limits;
  }

  /** Somebody listens, or listens anew. What is under way starts over; a doubt stays. */
  opened(nowMs: number): void {
    this.#tick(nowMs);
    this.#openedMs = nowMs;
    this.#ahead = null;
  }

  /** One event of the stream. Dates that cannot be say nothing. */
  take(event: MarketEvent, receivedMs: number): void {
    this.#tick(receivedMs);
    // It is news of what was not heard.
    if (event.type === 'DOUBT') return;
    this.#toldMs = receivedMs;
    if (event.type !== 'LEVELS' || event.atMs - receivedMs > STRAY_TIME_MS) return;
    for (const { outcome } of event.changes) this.#movedMs[outcome] = newestOf(this.#movedMs[outcome], event.atMs);
    const { yes, no } = this.#movedMs;
    if (yes === NEVER || no === NEVER) return;
    if (yes === no) {
      this.#ahead = null;
      this.#doubted = false;
      return;
    }
    const outcome = yes > no ? 'yes' : 'no';
    if (this.#ahead?.outcome !== outcome) this.#ahead = { outcome, sinceMs: receivedMs };
  }

  /** What is missing; null when nothing is. `heardMs`: our time of the last sign of life on the stream, asked only when no
   *  event came for long. */
  gap(nowMs: number, heardMs: () => number): Gap | null {
    const { silentMs, siblingMs } = this.#limits;
    this.#tick(nowMs);
    const openedMs = this.#openedMs;
    const toldMs = Math.max(openedMs, this.#toldMs);
    if (nowMs - toldMs > silentMs) {
      this.#toldMs = Math.max(heardMs(), toldMs);
      const silence = nowMs - this.#toldMs;
      if (silence > silentMs)
        return { kind: 'silence', detail: `neither frame nor PONG for ${Math.round(silence)} ms` };
    }
    if (!this.#ahead) {
      if (nowMs - openedMs >= siblingMs) this.#doubted = false;
      return this.#doubted ? { kind: 'sibling', detail: 'an outcome was silent a moment ago' } : null;
    }
    const { outcome, sinceMs } = this.#ahead;
    if (!this.#doubted && nowMs - sinceMs <= siblingMs) return null;
    this.#doubted = true;
    return { kind: 'sibling', detail: `${outcome} moves and ${outcome === 'yes' ? 'no' : 'yes'} does not` };
  }

  /** A clock that was set back takes what we remember of it along: silence goes on counting. */
  #tick(nowMs: number): void {
    const backMs = this.#nowMs - nowMs;
    if (backMs > CLOCK_SLACK_MS) {
      this.#openedMs -= backMs;
      this.#toldMs -= backMs;
      if (this.#ahead) this.#ahead = { ...this.#ahead, sinceMs: this.#ahead.sinceMs - backMs };
      this.#nowMs = nowMs;
    } else this.#nowMs = Math.max(this.#nowMs, nowMs);
  }
}
