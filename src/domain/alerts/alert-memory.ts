// What was told already, so that the same trouble is told once and then counted. Promises: what was counted is told in the end, and
// memory is bounded.
import type { Alert } from './alert.ts';

interface Known {
  readonly alert: Alert;
  readonly toldMs: number;
  repeats: number;
}

const KEYS_MAX = 500;

export class AlertMemory {
  readonly #repeatMs: number;
  readonly #known = new Map<string, Known>();

  constructor(repeatMs: number) {
    this.#repeatMs = repeatMs;
  }

  /** The alert, when it is news; null: it was told a while ago, and is counted. */
  take(alert: Alert, nowMs: number): Alert | null {
    const known = this.#known.get(alert.key);
    if (known && nowMs - known.toldMs < this.#repeatMs) {
      known.repeats += 1;
      return null;
    }
    this.#known.delete(alert.key);
    this.#known.set(alert.key, { alert, toldMs: nowMs, repeats: 0 });
    const [eldest] = this.#known.keys();
    if (this.#known.size > KEYS_MAX && eldest !== undefined) this.#known.delete(eldest);
    return known && known.repeats > 0 ? { ...alert, text: `${alert.text} (${times(known.repeats)} since)` } : alert;
  }

  /** Trouble that went on and is not told again by itself: once each, when its time is over. */
  overdue(nowMs: number): readonly Alert[] {
    const over = [...this.#known.values()].filter(({ toldMs }) => nowMs - toldMs >= this.#repeatMs);
    for (const { alert } of over) this.#known.delete(alert.key);
    return over
      .filter(({ repeats }) => repeats > 0)
      .map(({ alert, repeats }) => ({ ...alert, atMs: nowMs, text: `${alert.text} (${times(repeats)} more)` }));
  }

  /** Whatever this actor told is news again. */
  forget(actor: string): void {
    for (const key of this.#known.keys()) if (key.startsWith(`${actor} `)) this.#known.delete(key);
  }
}

export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
