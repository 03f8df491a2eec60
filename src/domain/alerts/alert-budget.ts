// How many messages one channel may take in a minute, and what was held back because of that. Half of them are kept for pages, so
// that a storm of small things cannot drown the one that matters. What is held back becomes one line of counts.
import { type Alert, SEVERITIES, type Severity } from './alert.ts';
import { times } from './alert-memory.ts';

const MINUTE_MS = 60_000;
/** Texts named in the line of counts; the others are only counted. */
const NAMED_MAX = 3;

export class AlertBudget {
  readonly #perMinuteMax: number;
  #sentMs: number[] = [];
  #held: Alert[] = [];
  #heldCount = 0;

  constructor(perMinuteMax: number) {
    this.#perMinuteMax = perMinuteMax;
  }

  /** Whether it may leave now; else it is held and told in the next line of counts. */
  admits(alert: Alert, nowMs: number): boolean {
    const isPage = alert.severity === 'page';
    if (this.#room(nowMs) > (isPage ? 0 : this.#perMinuteMax / 2)) {
      this.#sentMs.push(nowMs);
      return true;
    }
    this.hold(alert);
    return false;
  }

  /** Kept as a count; the most urgent by name. */
  hold(alert: Alert): void {
    this.#heldCount += 1;
    this.#held = [...this.#held, alert].sort((a, b) => rank(b.severity) - rank(a.severity)).slice(0, NAMED_MAX);
  }

  /** One line for all that was held, once there is room for it; null: nothing to tell, or not yet. */
  digest(nowMs: number): Alert | null {
    const [first] = this.#held;
    if (!first || this.#room(nowMs) <= this.#perMinuteMax / 2) return null;
    this.#sentMs.push(nowMs);
    const named = this.#held.map(({ text }) => text).join(' · ');
    const others = this.#heldCount - this.#held.length;
    const text = `held back ${times(this.#heldCount)}: ${named}${others > 0 ? ` · and ${others} more` : ''}`;
    this.#held = [];
    this.#heldCount = 0;
    return { atMs: nowMs, severity: first.severity, key: 'alerts held back', text };
  }

  #room(nowMs: number): number {
    this.#sentMs = this.#sentMs.filter((sentMs) => nowMs - sentMs < MINUTE_MS);
    return this.#perMinuteMax - this.#sentMs.length;
  }
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
