// Keeps `ServerClock` right: asks the venue for its time now and then, and at once when a signed request was refused.
import type { Clock } from '#domain/ports.ts';
import { SERVER_TIME } from '../wire/account.ts';
import type { RestClient } from './rest-client.ts';
import type { ServerClock } from './server-clock.ts';

const EVERY_MS = 60_000;
/** Until the first answer, and after a refusal. */
const AGAIN_MS = 2_000;

export class TimeKeeper {
  readonly #clock: Clock;
  readonly #rest: RestClient;
  readonly #time: ServerClock;
  #timer: unknown = null;
  /** Steady clock. */
  #askedMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(clock: Clock, rest: RestClient, time: ServerClock) {
    this.#clock = clock;
    this.#rest = rest;
    this.#time = time;
  }

  /** Asks now, unless it did a moment ago. */
  ask(): void {
    const nowMs = this.#clock.steadyMs();
    if (this.#closed || nowMs - this.#askedMs < AGAIN_MS) return;
    this.#askedMs = nowMs;
    this.#arm(EVERY_MS);
    const heard = this.#time.asking();
    const call = { method: 'GET', service: 'clob', path: '/time', auth: 'none', codec: SERVER_TIME } as const;
    this.#rest.ask({ ...call, cost: { kind: 'status' } }, (answer) => {
      if (answer.ok) heard(answer.value);
      else this.#arm(AGAIN_MS);
    });
  }

  close(): void {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
  }

  #arm(delayMs: number): void {
    this.#clock.clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = this.#clock.setTimeout(() => this.ask(), delayMs);
  }
}
