// Sees a micro-test through in a live service: refuses to begin on a latch, starts the watchdog before anybody trades, watches from
// within, and writes the exit report in the end, also when there was no drain.
import type { Desk } from '#actors/desk.ts';
import { latched } from '#actors/kill-switch.actor.ts';
import type { MicroWatch } from '#actors/micro-watch.ts';
import { microReportJson, microReportText } from '#domain/micro-test/exit-report.ts';
import { hasPassed, judgeMicroTest } from '#domain/micro-test/judgement.ts';
import { reasonOf, Unavailable } from '#infra/unavailable.ts';
import { writeReport } from './report-file.ts';
import type { Attendant } from './service.ts';
import { type WatchdogOrder, WatchdogProcess } from './watchdog-process.ts';

export interface MicroAttendance {
  readonly watch: MicroWatch;
  /** An operator accepts what an earlier life latched. */
  readonly resumes: boolean;
  readonly watchdog: Omit<WatchdogOrder, 'health' | 'onEnd'>;
  /** Where a person wants the exit report too. */
  readonly report: string | null;
}

const REPORT_FILE = 'micro-test.json';
const ON_GUARD = {
  isWell: true,
  sentence: 'it is left on guard, because the house failed: it cancels and ends by itself',
};

export class MicroAttendant implements Attendant {
  readonly #desk: Desk;
  readonly #plan: MicroAttendance;
  #watchdog: WatchdogProcess | null = null;

  constructor(desk: Desk, plan: MicroAttendance) {
    this.#desk = desk;
    this.#plan = plan;
  }

  async prepare(health: string): Promise<void> {
    const latch = latched(this.#desk);
    if (latch && !this.#plan.resumes)
      throw new Unavailable(
        `an earlier life is latched at ${latch.stage}: ${latch.reason}. Look into it; --resume accepts it and begins again`,
      );
    const { watch, watchdog } = this.#plan;
    const onEnd = () => watch.endBy('the watchdog ended');
    this.#watchdog = new WatchdogProcess(this.#desk.clock, { ...watchdog, health, onEnd });
    await this.#watchdog.ready();
    say(`watchdog: process ${this.#watchdog.pid}, with keys of its own; what it says is in ${watchdog.file}`);
  }

  start(hands: Parameters<Attendant['start']>[0]): void {
    if (this.#plan.resumes) hands.resume();
    this.#plan.watch.start(hands);
  }

  stopped(): void {
    this.#plan.watch.stopped();
  }

  async end({ clean, total, problem }: Parameters<Attendant['end']>[0]): Promise<boolean> {
    const { watch, report } = this.#plan;
    if (problem !== null) watch.endBy(`the service failed: ${problem}`);
    const dog = this.#watchdog;
    // Whoever failed may have left something behind.
    const watchdog = dog === null ? null : problem === null ? await dog.dismiss() : ON_GUARD;
    if (problem !== null) this.#watchdog = null;
    const seen = await watch.evidence({ clean, total, watchdog });
    say(microReportText(seen));
    try {
      this.#desk.files.write(REPORT_FILE, microReportJson(seen));
      if (report !== null) writeReport(report, microReportJson(seen));
    } catch (error) {
      // It was printed, and whatever else went wrong must still be told.
      process.stderr.write(`the exit report could not be written: ${reasonOf(error)}\n`);
      return false;
    }
    return hasPassed(judgeMicroTest(seen));
  }

  close(): void {
    this.#watchdog?.leave();
    this.#plan.watch.close();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
