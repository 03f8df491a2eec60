// One channel and what waits for it: one message at a time, a few tries each, in order. What does not fit or does not leave becomes
// a count in a later message.
import type { Alert } from '#domain/alerts/alert.ts';
import { AlertBudget } from '#domain/alerts/alert-budget.ts';
import type { AlertChannelView } from '#domain/operator/views.ts';
import type { Clock } from '#domain/ports.ts';
import type { AlertChannel, Sent } from '#infra/operator/alert-channels.ts';
import type { Timers } from '#infra/timers.ts';

export interface AlertLineParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly from: string;
  readonly perMinuteMax: number;
  readonly onProblem: (channel: string, problem: string) => void;
}

const TRIES = 4;
const WAITING_MAX = 50;

export class AlertLine {
  readonly #channel: AlertChannel;
  readonly #parts: AlertLineParts;
  readonly #budget: AlertBudget;
  readonly #waiting: Alert[] = [];
  readonly #idlers: Array<() => void> = [];
  #isSending = false;
  #sent = 0;
  #failed = 0;
  #held = 0;
  #problem: string | null = null;
  #lastMs: number | null = null;

  constructor(channel: AlertChannel, parts: AlertLineParts) {
    this.#channel = channel;
    this.#parts = parts;
    this.#budget = new AlertBudget(parts.perMinuteMax);
  }

  take(alert: Alert): void {
    if (this.#waiting.length >= WAITING_MAX) {
      this.#budget.hold(alert);
      this.#held += 1;
    } else if (this.#budget.admits(alert, this.#parts.clock.steadyMs())) this.#queue(alert);
    else this.#held += 1;
  }

  /** What was held back, as one message, if there is anything and room for it. */
  digest(): void {
    if (this.#waiting.length > 0) return;
    const line = this.#budget.digest(this.#parts.clock.steadyMs());
    if (line) this.#queue({ ...line, atMs: this.#parts.clock.now() });
  }

  view(): AlertChannelView {
    const { name: channel } = this.#channel;
    const [sent, failed, held] = [this.#sent, this.#failed, this.#held];
    return { channel, sent, failed, held, problem: this.#problem, lastMs: this.#lastMs };
  }

  test(alert: Alert): Promise<{ readonly channel: string; readonly problem: string | null }> {
    const { name: channel } = this.#channel;
    return new Promise((done) =>
      this.#channel.send(alert, this.#parts.from, (sent) => {
        this.#note(sent);
        done({ channel, problem: sent.ok ? null : sent.problem });
      }),
    );
  }

  /** When nothing waits any more. */
  idle(): Promise<void> {
    return new Promise((done) => {
      if (this.#isSending) this.#idlers.push(done);
      else done();
    });
  }

  #queue(alert: Alert): void {
    this.#waiting.push(alert);
    if (!this.#isSending) this.#next();
  }

  #next(): void {
    const alert = this.#waiting.shift();
    this.#isSending = alert !== undefined;
    if (alert) this.#try(alert, 1);
    else for (const idle of this.#idlers.splice(0)) idle();
  }

  #try(alert: Alert, nth: number): void {
    this.#channel.send(alert, this.#parts.from, (sent) => {
      if (!sent.ok && sent.againMs !== null && nth < TRIES) {
        this.#problem = sent.problem;
        this.#parts.timers.after(sent.againMs * 2 ** (nth - 1), () => this.#try(alert, nth + 1));
        return;
      }
      this.#note(sent);
      this.#next();
    });
  }

  #note(sent: Sent): void {
    this.#lastMs = this.#parts.clock.now();
    if (sent.ok) {
      this.#sent += 1;
      this.#problem = null;
      return;
    }
    this.#failed += 1;
    this.#problem = sent.problem;
    this.#parts.onProblem(this.#channel.name, sent.problem);
  }
}
