// `run`: the service. In mode sim it trades on our own exchange until it is told to stop, then drains and reports.
import { join } from 'node:path';
import { ChaosDesk } from '#actors/chaos-desk.ts';
import { Desk } from '#actors/desk.ts';
import { type Ending, plantTree, type Tree } from '#actors/root.actor.ts';
import { RunRecord } from '#actors/run-record.ts';
import { BadInput } from '#domain/failure.ts';
import { buildReport, type Report, reportJson } from '#domain/money/report.ts';
import { reportText } from '#domain/money/report-text.ts';
import type { Settings } from '#domain/settings.ts';
import { realClock } from '#infra/clock.ts';
import { type InstanceLock, lockInstance } from '#infra/instance-lock.ts';
import { createLog } from '#infra/log.ts';
import { serve } from '#infra/operator/control-socket.ts';
import { HealthServer } from '#infra/operator/health.ts';
import { SeededRandom } from '#infra/random.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { DirectoryStateFiles } from '#infra/state-files.ts';
import { loopbackLine } from '#lab/loopback-line.ts';
import { charactersOf, simWorld } from '#lab/sim-world.ts';
import { readArguments } from './arguments.ts';
import { controlHandler } from './control-handler.ts';
import { onInterrupt } from './interrupts.ts';
import { checkReportPath, writeReport } from './report-file.ts';
import { statusTable } from './status-table.ts';
import { onUncaught } from './uncaught.ts';

const HELP = `run [options]: trade on our own exchange (mode sim) until Ctrl-C, then drain and report

  --config FILE      settings file instead of config/sim.yaml
  --fresh            forget latches and facts of earlier runs in this mode
  --quiet            no status table
  --report FILE      also write the report as JSON there (always: state/sim/report.json)
  --<setting> VALUE  any setting by its key, such as --seed 7 or --sim.pace 60

Stop with Ctrl-C: quotes are cancelled, the exchange is asked until nothing rests, then the report is printed.
A second Ctrl-C leaves at once (exit 130).

  npm start
  npm start -- --seed 7 --sim.pace 60 --quoteShares 50
`;

const ANY_PORT = 0;

export const runCommand = {
  sentence: 'trade on our own exchange until Ctrl-C, then report',
  help: HELP,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const {
    flags,
    values,
    settings: typed,
  } = readArguments(args, {
    flags: ['fresh', 'quiet'],
    values: ['config', 'report'],
    words: false,
  });
  const settings = loadSettings({ mode: null, file: values.get('config') ?? null, flags: typed });
  if (settings.mode !== 'sim')
    throw new BadInput(`mode: ${settings.mode} cannot be run yet; only sim can (recordings: the replay command)`);
  // A name that nobody has is told before any state is touched.
  charactersOf(settings.sim.markets);
  const report = values.get('report') ?? null;
  if (report !== null) checkReportPath(report);
  const service = new Service(settings, { fresh: flags.has('fresh'), report });
  return service.run(!flags.has('quiet'));
}

class Service {
  readonly #settings: Settings;
  readonly #clock = realClock();
  readonly #startedMs = this.#clock.now();
  readonly #files: DirectoryStateFiles;
  readonly #lock: InstanceLock;
  readonly #reportPath: string | null;
  #phase: 'starting' | 'ok' | 'draining' | 'failed' = 'starting';
  /** Something failed that nobody caught, perhaps too late to fail the root. */
  #broken = false;

  constructor(settings: Settings, options: { readonly fresh: boolean; readonly report: string | null }) {
    this.#settings = settings;
    this.#files = new DirectoryStateFiles(join(settings.state.directory, settings.mode));
    this.#reportPath = options.report;
    this.#lock = lockInstance(this.#files.directory, settings.operator.port);
    if (options.fresh) this.#files.clear();
  }

  /** Whatever was opened is closed again, last things first: also when the next one could not be opened. */
  async run(showTable: boolean): Promise<number> {
    const opened: Array<() => unknown> = [() => this.#files.close()];
    try {
      return await this.#trade(showTable, opened);
    } finally {
      for (const close of opened.reverse()) await close();
    }
  }

  async #trade(showTable: boolean, opened: Array<() => unknown>): Promise<number> {
    const settings = this.#settings;
    const log = createLog({ level: settings.log.level, to: { file: join(this.#files.directory, 'service.log') } });
    const line = await loopbackLine(this.#clock, ANY_PORT, (error) =>
      log.error({ error: textOf(error) }, 'a request to our exchange ended in a defect of it'),
    );
    opened.push(() => line.close());
    const world = simWorld(settings, this.#clock, this.#files, log, undefined, line.wire);
    opened.push(() => world.close());
    const desk = new Desk(world.ports, settings, settings.bankrollUsd);
    const record = new RunRecord(desk);
    opened.push(() => record.stop());
    desk.onListed = (state) => record.listed(state);
    desk.onHalt = (market) => record.halted(market);
    desk.begin();
    const tree = plantTree(desk);
    const chance = new SeededRandom(settings.seed).fork('injections');
    const chaos = new ChaosDesk(desk, tree, { board: world.board, random: chance, clock: this.#clock });
    opened.push(() => chaos.stop());
    const port = await this.#openDoors(desk, tree, record, chaos, opened);
    onInterrupt(['SIGINT', 'SIGTERM'], this.#clock, {
      isStopping: () => this.#phase === 'draining' || this.#phase === 'failed',
      stop: () => this.#stop(tree),
    });
    opened.push(
      onUncaught((error) => {
        log.error({ error: textOf(error) }, 'nobody caught this');
        this.#broken = true;
        tree.fail(error);
      }),
    );
    say(
      `bothsides: mode ${settings.mode}, seed ${settings.seed}, pace ${settings.sim.pace}, exchange ${line.origin}, health http://${settings.operator.host}:${port}/health`,
    );
    // Every run in this mode begins with a new exchange, so its facts begin anew as well; latches stay.
    this.#files.remove('facts.jsonl');
    tree.start();
    world.markets.start();
    this.#phase = 'ok';
    if (showTable)
      opened.push(
        this.#every(settings.sim.statusEveryMs, () => say(statusTable(desk, tree, record, chaos, this.#startedMs))),
      );
    try {
      return this.#finish(await tree.done, desk, record);
    } catch (error) {
      this.#phase = 'failed';
      log.error({ error: textOf(error) }, 'the root failed');
      if (!(await tree.cancelled())) complain('the exchange did not agree in time that nothing of ours rests');
      throw error;
    }
  }

  /** Returns the port that /health listens on. */
  async #openDoors(
    desk: Desk,
    tree: Tree,
    record: RunRecord,
    chaos: ChaosDesk,
    opened: Array<() => unknown>,
  ): Promise<number> {
    const { operator, mode } = this.#settings;
    const health = new HealthServer({
      ...operator,
      health: () => ({ status: this.#phase, mode, markets: desk.markets.size, admission: desk.admission.mode }),
    });
    const port = await health.start();
    this.#lock.move(port);
    opened.push(() => health.close());
    const stop = () => this.#stop(tree);
    const handler = controlHandler(desk, tree, record, chaos, { startedMs: this.#startedMs, stop });
    const control = await serve(join(this.#files.directory, 'control.sock'), handler);
    opened.push(() => control.close());
    return port;
  }

  #every(ms: number, show: () => void): () => void {
    let timer: unknown = null;
    const arm = () => {
      timer = this.#clock.setTimeout(() => {
        show();
        arm();
      }, ms);
    };
    arm();
    return () => this.#clock.clearTimeout(timer);
  }

  #stop(tree: Tree): void {
    if (this.#phase === 'draining') return;
    this.#phase = 'draining';
    say('draining: nothing new, cancelling, waiting until nothing rests (again to leave at once)');
    tree.stop();
  }

  #finish({ clean, closing }: Ending, desk: Desk, record: RunRecord): number {
    const run = record.close(closing, { queueModel: this.#settings.queueModel, bound: 'matched' });
    const report = buildReport({
      seed: this.#settings.seed,
      files: [],
      frames: { applied: desk.counters.marketEvents, ignored: 0, bad: 0 },
      runs: [run],
      assumptions: ['synthetic traders at a pace, not a market: nothing here predicts a profit'],
      wallMs: this.#clock.now() - this.#startedMs,
    });
    say(reportText(report));
    this.#write(report);
    if (!clean) say('the drain was not clean: the exchange did not confirm in time that nothing rests');
    const { latch } = desk.vitals;
    const ended = latch?.stage === 'drain' && this.#phase !== 'draining';
    if (ended) say(`the kill switch ended the service: ${latch.reason}`);
    return clean && run.residual.usd.isZero() && !ended && !this.#broken ? 0 : 1;
  }

  #write(report: Report): void {
    this.#files.write('report.json', reportJson(report));
    if (this.#reportPath !== null) writeReport(this.#reportPath, report);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
