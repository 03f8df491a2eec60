// How answers of a venue go wrong on their way to us: late, twice, or held up by a blocked loop; and which requests a fault
// strikes. Promises: chance is drawn once for each request and fault, and only while the fault is active.
import type { FaultName } from '#domain/chaos/fault.ts';
import type { VenueFailure } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Clock, Random, Reply } from '#domain/ports.ts';
import type { Timers } from '#infra/timers.ts';
import type { ActiveFault, ChaosBoard } from './chaos-board.ts';
import { blockedMs } from './slow-loop.ts';

export interface ReplyParts {
  readonly board: ChaosBoard;
  /** The world's. */
  readonly clock: Clock;
  readonly random: Random;
  readonly nameOf: (market: MarketId) => string;
}

/** Faults that strike a share of what they could strike. */
export type SharedFault = Extract<
  FaultName,
  'rateLimited' | 'readsFail' | 'replyLost' | 'replyLate' | 'replyTwice' | 'fillBeforeReply' | 'fillAfterCancel'
>;

export class ChaosReplies {
  readonly #parts: ReplyParts;
  readonly #timers: Timers;

  constructor(parts: ReplyParts, timers: Timers) {
    this.#parts = parts;
    this.#timers = timers;
  }

  /** The fault of that name that strikes a request about these markets, or about none in particular. */
  draws<Name extends SharedFault>(name: Name, markets: readonly MarketId[] = []): ActiveFault<Name> | null {
    const { board, random, nameOf } = this.#parts;
    if (board.idle) return null;
    let fault = board.active(name);
    for (const market of markets) fault ??= board.active(name, nameOf(market));
    return fault && random.next() < fault.params.share ? fault : null;
  }

  /** An answer that finds the loop blocked waits until it runs. */
  inTime<Value>(reply: Reply<Value>): Reply<Value> {
    const { board, clock } = this.#parts;
    return (answer) => {
      const waitMs = blockedMs(board, clock.now());
      if (waitMs === 0) reply(answer);
      else this.#timers.after(waitMs, () => reply(answer));
    };
  }

  /** An answer that may come late, or twice. */
  disturbed<Value>(reply: Reply<Value>, markets: readonly MarketId[]): Reply<Value> {
    const late = this.draws('replyLate', markets);
    const twice = this.draws('replyTwice', markets);
    if (!late && !twice) return reply;
    return (answer) => {
      const lateMs = late?.params.delayMs ?? 0;
      if (late) this.#timers.after(lateMs, () => reply(answer));
      else reply(answer);
      if (twice) this.#timers.after(lateMs + twice.params.delayMs, () => reply(answer));
    };
  }

  fail<Value>(reply: Reply<Value>, failure: VenueFailure, afterMs: number): void {
    this.#timers.after(afterMs, () => this.inTime(reply)({ ok: false, failure }));
  }
}
