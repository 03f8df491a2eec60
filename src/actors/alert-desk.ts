// Tells people what happened, over the channels they have set up. It listens to facts and looks at what we have; what fails to be
// sent is tried again a few times, then kept as a problem for the page and the metrics. Promises: nothing here stops the trading,
// and a failure to alert is never an alert.
import { type Alert, alert, alertOf, isAtLeast, isForgivenBy, type Severity } from '#domain/alerts/alert.ts';
import { AlertMemory } from '#domain/alerts/alert-memory.ts';
import { fundAlerts } from '#domain/alerts/funds.ts';
import type { AlertChannelView } from '#domain/operator/views.ts';
import { CHAINLESS_MODES } from '#domain/settings/keys.ts';
import type { AlertChannel } from '#infra/operator/alert-channels.ts';
import { Timers } from '#infra/timers.ts';
import { AlertLine } from './alert-line.ts';
import type { Desk } from './desk.ts';

/** Between two looks at the funds and at what was held back. */
const LOOK_MS = 10_000;
/** What is being sent when the service ends may still leave for so long. */
const GOODBYE_MS = 3_000;

export interface AlertTest {
  readonly channel: string;
  /** null: it went through. */
  readonly problem: string | null;
}

export class AlertDesk {
  readonly #desk: Desk;
  readonly #lines: readonly AlertLine[];
  readonly #memory: AlertMemory;
  readonly #timers: Timers;
  #isClosed = false;

  /** `from`: which service speaks, in a word or two. Listens from now on; looks once it is started. */
  constructor(desk: Desk, channels: readonly AlertChannel[], from: string) {
    const { perMinuteMax, repeatMinutes } = desk.settings.alerts;
    this.#desk = desk;
    this.#timers = new Timers(desk.clock);
    this.#memory = new AlertMemory(repeatMinutes * 60_000);
    const onProblem = (channel: string, problem: string) =>
      desk.log.warn({ channel, problem }, 'an alert was not sent');
    const line = { clock: desk.clock, timers: this.#timers, from, perMinuteMax, onProblem };
    this.#lines = channels.map((channel) => new AlertLine(channel, line));
    if (channels.length > 0) desk.facts.onFact((fact) => this.#take(fact));
  }

  start(): void {
    if (this.#lines.length > 0) this.#look();
  }

  /** Something that is no fact, such as a start. */
  say(severity: Severity, key: string, text: string): void {
    this.#tell(alert(severity, key, text, this.#desk.clock.now()));
  }

  views(): readonly AlertChannelView[] {
    return this.#lines.map((line) => line.view());
  }

  /** One to each channel, whatever the level, without a second try. Never rejects. */
  test(): Promise<readonly AlertTest[]> {
    const text = 'a test: this is how alerts of bothsides look here';
    return Promise.all(
      this.#lines.map((line) => line.test(alert('info', 'alerts test', text, this.#desk.clock.now()))),
    );
  }

  /** Lets leave what can leave soon, and then nothing more. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const handle = this.#desk.clock.setTimeout(resolve, GOODBYE_MS);
    await Promise.race([promise, Promise.all(this.#lines.map((line) => line.idle()))]);
    this.#desk.clock.clearTimeout(handle);
    this.#timers.close();
  }

  /** Listeners of facts must not throw. */
  #take(fact: Parameters<typeof alertOf>[0]): void {
    try {
      const forgiven = isForgivenBy(fact);
      if (forgiven !== null) this.#memory.forget(forgiven);
      const found = alertOf(fact);
      if (found) this.#tell(found);
    } catch (error) {
      this.#desk.log.error({ error: String(error) }, 'a fact could not be made an alert');
    }
  }

  #tell(found: Alert): void {
    if (this.#isClosed || this.#lines.length === 0 || !isAtLeast(found.severity, this.#desk.settings.alerts.level))
      return;
    const news = this.#memory.take(found, this.#desk.clock.steadyMs());
    if (news) for (const line of this.#lines) line.take(news);
  }

  #look(): void {
    const { clock, settings, accounts } = this.#desk;
    const cash = accounts.cash().held;
    const gas = CHAINLESS_MODES.includes(settings.mode) ? null : cash;
    for (const each of fundAlerts({ cash, gas }, settings.alerts, clock.now())) this.#tell(each);
    for (const each of this.#memory.overdue(clock.steadyMs())) for (const line of this.#lines) line.take(each);
    for (const line of this.#lines) line.digest();
    this.#timers.after(LOOK_MS, () => this.#look());
  }
}
