// A service in any mode: a tree in a world, with its doors, its table and its report. It trades until it is told to stop, then
// drains and reports. Promises: whatever was opened is closed again, last things first; a failure cancels before it ends.
import { join } from 'node:path';
import { ChaosDesk } from '#actors/chaos-desk.ts';
import { Desk } from '#actors/desk.ts';
import { type Ending, plantTree, type Tree } from '#actors/root.actor.ts';
import { RunRecord } from '#actors/run-record.ts';
import { CHAIN_FILE } from '#domain/money/chain-job-file.ts';
import { FACTS_FILE } from '#domain/money/fact-file.ts';
import { buildReport, type Report, reportJson, type TotalReport } from '#domain/money/report.ts';
import { reportText } from '#domain/money/report-text.ts';
import { INTENTS_FILE } from '#domain/orders/intent-row.ts';
import type { VenueAccount } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { Decimal } from '#domain/units.ts';
import { realClock } from '#infra/clock.ts';
import { type InstanceLock, lockInstance } from '#infra/instance-lock.ts';
import { DiskIntentFile } from '#infra/intent-file.ts';
import { createLog } from '#infra/log.ts';
import { serve } from '#infra/operator/control-socket.ts';
import { SeededRandom } from '#infra/random.ts';
import { DirectoryStateFiles } from '#infra/state-files.ts';
import { ASIDE_FILE } from '#infra/venue/set-aside.ts';
import { controlHandler } from './control-handler.ts';
import { onInterrupt } from './interrupts.ts';
import { takeIn } from './left-markets.ts';
import { OperatorSide } from './operator-side.ts';
import { writeReport } from './report-file.ts';
import { Rotation } from './rotation.ts';
import { statusTable } from './status-table.ts';
import { onUncaught } from './uncaught.ts';
import type { World, WorldParts } from './world.ts';

/** What says what we own, and what we asked for. */
const BOOKS = [FACTS_FILE, INTENTS_FILE, CHAIN_FILE];

export interface ServiceOptions {
  readonly fresh: boolean;
  /** Where a person wants the report too. */
  readonly report: string | null;
  /** Dollars a share five seconds after real fills, as `live-report.ts` reads them. */
  readonly liveMarkout?: string | null;
  /** Those of earlier runs: of the same account; of another one, which is gone; or to be begun anew, with the old ones put away. */
  readonly books: 'kept' | 'forgotten' | 'putAway';
  readonly open: (parts: WorldParts) => Promise<World>;
  /** Somebody who watches from before the first fact to the last word. */
  readonly attend?: (desk: Desk) => Attendant;
}

export interface Attendant {
  /** `/health` answers there, and nobody trades yet. Rejects to end it here. */
  prepare(health: string): Promise<void>;
  /** With the first step of the tree. */
  start(hands: Pick<Tree, 'halt' | 'resume' | 'stop'>): void;
  /** The drain begins, whoever asked for it. */
  stopped(): void;
  /** The venue can still be asked. `problem`: why there was no drain, and then no total. True: it went well. */
  end(how: {
    readonly clean: boolean;
    readonly total: TotalReport | null;
    readonly problem: string | null;
  }): Promise<boolean>;
  close(): unknown;
}

export class Service {
  readonly #settings: Settings;
  readonly #clock = realClock();
  readonly #startedMs = this.#clock.now();
  readonly #files: DirectoryStateFiles;
  readonly #lock: InstanceLock;
  readonly #options: ServiceOptions;
  #phase: 'starting' | 'ok' | 'draining' | 'failed' = 'starting';
  /** Something failed that nobody caught, perhaps too late to fail the root. */
  #broken = false;
  #attendant: Attendant | null = null;

  constructor(settings: Settings, options: ServiceOptions) {
    this.#settings = settings;
    this.#files = new DirectoryStateFiles(join(settings.state.directory, settings.mode));
    this.#options = options;
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

  /** Limits and latches are none of theirs: what was lost stays lost. Returns the way back, for a house that does not begin. */
  #openBooks(): () => void {
    const { books } = this.#options;
    if (books === 'forgotten') for (const name of BOOKS) this.#files.remove(name);
    if (books !== 'putAway') return () => {};
    const prefix = `old-${this.#startedMs}-`;
    const pairs = [...BOOKS, ASIDE_FILE].map((name) => [name, `${prefix}${name}`] as const);
    for (const [name, old] of pairs) this.#files.putAway(name, old);
    process.stdout.write(`the books so far are put away as ${prefix}*; what the wallet holds now is set aside\n`);
    return () => {
      for (const [name, old] of pairs) this.#files.putAway(old, name);
    };
  }

  async #trade(showTable: boolean, opened: Array<() => unknown>): Promise<number> {
    const settings = this.#settings;
    const log = createLog({ level: settings.log.level, to: { file: join(this.#files.directory, 'service.log') } });
    // Before anything is touched: a port that is taken ends it here, and whoever looks is told that it starts.
    const operator = new OperatorSide(settings, this.#clock, () => this.#phase);
    opened.push(() => operator.close());
    const told = await operator.open(this.#files.directory);
    this.#lock.move(operator.port);
    const keepBooks = this.#openBooks();
    const intents = new DiskIntentFile(this.#files.directory);
    opened.push(() => intents.close());
    const parts = { clock: this.#clock, files: this.#files, intents, log };
    const world = await this.#options.open(parts).catch((error: unknown) => {
      keepBooks();
      throw error;
    });
    opened.push(() => world.close());
    const desk = new Desk(world.ports, settings, world.openingUsd);
    const record = new RunRecord(desk);
    opened.push(() => record.stop());
    desk.onListed = (state) => record.listed(state);
    desk.onHalt = (market) => record.halted(market);
    const attendant = this.#options.attend?.(desk) ?? null;
    this.#attendant = attendant;
    if (attendant) opened.push(() => attendant.close());
    const side = operator.attend(desk);
    desk.begin();
    takeIn(desk, world.left, say);
    const tree = plantTree(desk, side);
    const chance = new SeededRandom(settings.seed).fork('injections');
    const chaos = new ChaosDesk(desk, tree, { board: world.board, random: chance, clock: this.#clock });
    opened.push(() => chaos.stop());
    await this.#openControl(operator, desk, { tree, record, chaos, world }, opened);
    onInterrupt(['SIGINT', 'SIGTERM'], this.#clock, {
      isStopping: () => this.#phase === 'draining' || this.#phase === 'failed',
      stop: () => this.#stop(tree),
    });
    // Closed after everything else: what threw once may throw again meanwhile.
    opened.unshift(
      onUncaught((error) => {
        log.error({ error: textOf(error) }, 'nobody caught this');
        this.#broken = true;
        tree.fail(error);
      }),
    );
    say([`bothsides: mode ${settings.mode}, ${world.words}, health ${operator.origin}/health`, ...told].join('\n'));
    await attendant?.prepare(`${operator.origin}/health`);
    tree.start();
    attendant?.start({ ...tree, stop: () => this.#stop(tree) });
    world.start();
    this.#rotate(world, desk, opened);
    // An interrupt may have come meanwhile.
    if (this.#phase === 'starting') this.#phase = 'ok';
    if (showTable) {
      const table = () => statusTable(desk, tree, record, chaos, { startedMs: this.#startedMs, lines: world.lines });
      const note = world.note === null ? '' : `${world.note}\n`;
      opened.push(this.#every(settings.sim.statusEveryMs, () => say(`${table()}${note}`)));
    }
    try {
      return await this.#finish(await tree.done, desk, record, world);
    } catch (error) {
      this.#phase = 'failed';
      log.error({ error: textOf(error) }, 'the root failed');
      if (!(await tree.cancelled())) complain('the exchange did not agree in time that nothing of ours rests');
      await this.#ended({ clean: false, total: null, problem: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  #rotate({ rotation, list }: World, desk: Desk, opened: Array<() => unknown>): void {
    if (!rotation || !list) return;
    const rota = new Rotation({ ...rotation, desk, list });
    rota.start();
    opened.push(() => rota.stop());
  }

  async #openControl(
    operator: OperatorSide,
    desk: Desk,
    shown: { readonly tree: Tree; readonly record: RunRecord; readonly chaos: ChaosDesk; readonly world: World },
    opened: Array<() => unknown>,
  ): Promise<void> {
    const { tree, record, chaos, world } = shown;
    const startedMs = this.#startedMs;
    const report = () => this.#report(desk, record, desk.closing(), world);
    operator.show({ ...shown, startedMs, report });
    const stop = () => this.#stop(tree);
    const handler = controlHandler(desk, tree, record, chaos, { startedMs, lines: world.lines, stop });
    const control = await serve(join(this.#files.directory, 'control.sock'), handler);
    opened.push(() => control.close());
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
    this.#attendant?.stopped();
    say('draining: nothing new, cancelling, waiting until nothing rests (again to leave at once)');
    tree.stop();
  }

  async #finish(ending: Ending, desk: Desk, record: RunRecord, world: World): Promise<number> {
    const { clean } = ending;
    const closing = world.closing ? await world.closing() : ending.closing;
    const report = this.#report(desk, record, closing, world);
    say(reportText(report));
    this.#write(report);
    if (!clean) say('the drain was not clean: the exchange did not confirm in time that nothing rests');
    const { latch } = desk.vitals;
    const ended = latch?.stage === 'drain' && this.#phase !== 'draining';
    if (ended) say(`the kill switch ended the service: ${latch.reason}`);
    const isWell = await this.#ended({ clean, total: report.runs[0]?.total ?? null, problem: null });
    return clean && isExplained(report) && !ended && !this.#broken && isWell ? 0 : 1;
  }

  #report(desk: Desk, record: RunRecord, closing: VenueAccount, { bound, assumptions }: World): Report {
    return buildReport({
      seed: this.#settings.seed,
      files: [],
      frames: { applied: desk.counters.marketEvents, ignored: 0, bad: 0 },
      runs: [record.close(closing, { queueModel: this.#settings.queueModel, bound })],
      assumptions,
      liveMarkout: this.#settings.mode === 'live' ? 'itself' : (this.#options.liveMarkout ?? null),
      wallMs: this.#clock.now() - this.#startedMs,
    });
  }

  /** Once, whatever fails meanwhile. */
  async #ended(how: Parameters<Attendant['end']>[0]): Promise<boolean> {
    const attendant = this.#attendant;
    this.#attendant = null;
    return attendant === null || attendant.end(how);
  }

  #write(report: Report): void {
    this.#files.write('report.json', reportJson(report));
    const { report: path } = this.#options;
    if (path !== null) writeReport(path, reportJson(report));
  }
}

/** Nothing is left that facts do not explain. */
function isExplained({ runs }: Report): boolean {
  return runs.every(({ total }) => new Decimal(total.residual).isZero());
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
