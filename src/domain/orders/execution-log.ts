// How our requests fare: how long answers take, how many orders the venue rejects, what failed after it had matched or was
// sent to the chain. Kept in bounded windows, asked by the kill switch. A request without an answer counts with the time it
// has waited so far, until that is long ago; a venue that is closed for a while (425, 429, 503) rejects nothing. All times are
// of the steady clock: a clock that is set makes no answer slow.
import type { RejectReason } from '../failure.ts';

/** Answers and verdicts are judged over so long. */
export const EXECUTION_WINDOW_MS = 60_000;
/** Fewer answers say nothing about the slowest of twenty, fewer verdicts nothing about a share. */
export const ANSWERS_MIN = 20;
export const VERDICTS_MIN = 20;
/** Of each kind; the oldest give way. */
const KEPT_MAX = 5_000;
const SLOW_SHARE = 0.95;
/** Somebody's patience ends here: a request that was given up took as long as that, and not the moment longer that it takes to
 *  notice. */
export const ANSWER_PATIENCE_MS = 5_000;
const NOTICED_MS = 1_000;

/** A request under way. */
export interface Asked {
  readonly atMs: number;
}

interface Answered {
  readonly atMs: number;
  readonly tookMs: number;
}

interface Verdict {
  readonly atMs: number;
  readonly rejected: boolean;
}

export class ExecutionLog {
  /** Somebody keeps statistics of all answers; must not throw. */
  onAnswered: (tookMs: number) => void = () => {};
  readonly #open = new Set<Asked>();
  #answers: Answered[] = [];
  #verdicts: Verdict[] = [];
  #failures: number[] = [];
  #restricted = 0;

  asked(nowMs: number): Asked {
    const asked = { atMs: nowMs };
    this.#open.add(asked);
    for (const oldest of this.#open) {
      if (this.#open.size <= KEPT_MAX) break;
      this.#open.delete(oldest);
    }
    return asked;
  }

  /** True for the first answer; told twice, it counts once. `isLost`: there was none, and somebody gave up waiting. */
  answered(asked: Asked, nowMs: number, isLost = false): boolean {
    if (!this.#open.delete(asked)) return false;
    const tookMs = nowMs - asked.atMs;
    const counted = isLost ? givenUp(tookMs) : tookMs;
    keep(this.#answers, { atMs: nowMs, tookMs: counted });
    this.onAnswered(counted);
    return true;
  }

  /** What the venue said to one order; null: it rests. */
  verdict(reason: RejectReason | null, nowMs: number): void {
    keep(this.#verdicts, { atMs: nowMs, rejected: reason !== null });
    if (reason === 'accountRestricted') this.#restricted += 1;
  }

  /** A settlement or a transaction that failed. */
  failed(nowMs: number): void {
    keep(this.#failures, nowMs);
  }

  /** Time that one of twenty answers exceeds, in milliseconds; 0 while there are too few to say. */
  slowMs(nowMs: number): number {
    this.#answers = this.#answers.filter(({ atMs }) => isRecent(atMs, nowMs));
    for (const asked of this.#open) if (!isRecent(asked.atMs, nowMs)) this.#open.delete(asked);
    const waited = [
      ...this.#answers.map(({ tookMs }) => tookMs),
      ...Array.from(this.#open, ({ atMs }) => givenUp(nowMs - atMs)),
    ];
    if (waited.length < ANSWERS_MIN) return 0;
    const all = Float64Array.from(waited).sort();
    return all[Math.ceil(all.length * SLOW_SHARE) - 1] ?? 0;
  }

  /** Share of orders that the venue rejected; 0 while there are too few to say. */
  rejectShare(nowMs: number): number {
    this.#verdicts = this.#verdicts.filter(({ atMs }) => isRecent(atMs, nowMs));
    if (this.#verdicts.length < VERDICTS_MIN) return 0;
    return this.#verdicts.filter(({ rejected }) => rejected).length / this.#verdicts.length;
  }

  failures(nowMs: number, windowMs: number): number {
    return this.#failures.filter((atMs) => atMs > nowMs - windowMs).length;
  }

  /** Orders rejected because the account is restricted. */
  get restricted(): number {
    return this.#restricted;
  }

  /** The operator knows, and resumes: what was counts no more. Requests under way are still waited for. */
  forget(): void {
    this.#answers = [];
    this.#verdicts = [];
    this.#failures = [];
    this.#restricted = 0;
  }
}

/** A time in the future (a clock that went back) counts as recent. */
function givenUp(waitedMs: number): number {
  return waitedMs <= ANSWER_PATIENCE_MS + NOTICED_MS ? Math.min(waitedMs, ANSWER_PATIENCE_MS) : waitedMs;
}

function isRecent(atMs: number, nowMs: number): boolean {
  return atMs > nowMs - EXECUTION_WINDOW_MS;
}

function keep<Item>(items: Item[], item: Item): void {
  items.push(item);
  if (items.length > 2 * KEPT_MAX) items.splice(0, items.length - KEPT_MAX);
}
