// How often an address came with a wrong token lately. Whoever guesses is told to wait; whoever has the right one never is.

const WINDOW_MS = 60_000;
export const WRONG_A_MINUTE = 30;
/** Addresses remembered; the oldest are forgotten. */
const ADDRESSES_MAX = 1_000;

export class WrongTokens {
  readonly #counts = new Map<string, { sinceMs: number; count: number }>();

  /** One more. True: too many by now. */
  add(address: string, nowMs: number): boolean {
    const known = this.#counts.get(address);
    if (known && nowMs - known.sinceMs < WINDOW_MS) {
      known.count += 1;
      return known.count > WRONG_A_MINUTE;
    }
    this.#counts.delete(address);
    this.#counts.set(address, { sinceMs: nowMs, count: 1 });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > ADDRESSES_MAX && oldest !== undefined) this.#counts.delete(oldest);
    return false;
  }
}
