// The stage of one night: the world, the life that is under way, everybody who watches, and the clock that moves it all one timer
// at a time. After every step the watches look. What happens when is the night's own business; see `night.ts`.
import { faultText } from '#domain/chaos/fault.ts';
import { BadInput } from '#domain/failure.ts';
import type { Random } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { MarketNames } from '#infra/chaos/market-names.ts';
import { silentLog } from '#infra/log.ts';
import { SeededRandom } from '#infra/random.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import type { VirtualIntentFile } from '#infra/virtual-intents.ts';
import { ChainWatch } from './chain-watch.ts';
import { BOUNDS, type CheckName, type Failure } from './checks.ts';
import { ClosingTimes } from './closing-times.ts';
import { CompanyWatch } from './company-watch.ts';
import { EventLog } from './event-log.ts';
import { ExecutionWatch } from './execution-watch.ts';
import { type ScheduledFault, scheduleFaults } from './fault-schedule.ts';
import { HaltWatch } from './halt-watch.ts';
import { LeftoverWatch } from './leftover-watch.ts';
import { Life } from './life.ts';
import { LimitWatch } from './limit-watch.ts';
import { LossCount } from './loss-count.ts';
import { LossWatch } from './loss-watch.ts';
import { MoneyWatch } from './money-watch.ts';
import { MoodWatch } from './mood-watch.ts';
import { type NightPlan, type Timetable, timetableOf } from './night-plan.ts';
import { beginningOf, laterSettings, nightSettings, repeated } from './night-setting.ts';
import { OrderWatch } from './order-watch.ts';
import { OutageWatch, RESTARTING, UNREAD } from './outage-watch.ts';
import { poison } from './poison.ts';
import { stateOf } from './recovery-watch.ts';
import { type Figures, MAKER, noFigures, type Scene, Weather } from './scene.ts';
import { SendWatch } from './send-watch.ts';
import { type SimWorld, simWorld, virtualDisk } from './sim-world.ts';
import { TradeWatch } from './trade-watch.ts';
import { rootCause, TreeWatch } from './tree-watch.ts';
import { Untold } from './untold.ts';
import { WhenWatch } from './when-watch.ts';
import { Witness } from './witness.ts';

export interface NightResult {
  readonly seed: number;
  readonly failure: Failure | null;
  /** SHA-256 of the event log. */
  readonly hash: string;
  readonly events: number;
  /** Virtual, since the beginning. */
  readonly tookMs: number;
  readonly steps: number;
  /** How it ended, in words. */
  readonly ended: string;
  /** The last events, one line each. */
  readonly last: readonly string[];
  /** Faults that were to happen, as people would type them. */
  readonly faults: readonly { readonly id: string; readonly atMs: number; readonly text: string }[];
  readonly figures: Figures;
  /** How each market stood at the end. */
  readonly standing: readonly string[];
}

export class NightStage {
  readonly plan: NightPlan;
  /** Of the life that is under way. */
  #settings: Settings;
  readonly random: Random;
  readonly table: Timetable;
  readonly startMs: number;
  readonly clock: VirtualClock;
  readonly world: SimWorld;
  /** Where intents are written, for every life of the night. */
  readonly disk: VirtualIntentFile;
  readonly #log: EventLog;
  readonly scene: Scene;
  readonly #witness: Witness;
  readonly orders: OrderWatch;
  readonly #figures = noFigures();
  readonly #schedule: readonly ScheduledFault[];
  readonly #losses: LossWatch;
  readonly #count: LossCount;
  readonly #halts = new HaltWatch((check, what) => this.say(check, what));
  life!: Life;
  #lives = 0;
  #sends: SendWatch | null = null;
  readonly #when: WhenWatch;
  tree!: TreeWatch;
  watches: readonly { look(): void }[] = [];
  failure: Failure | null = null;
  #steps = 0;
  #standing: readonly string[] = [];

  constructor(plan: NightPlan) {
    this.plan = plan;
    this.#settings = nightSettings(plan);
    this.random = new SeededRandom(plan.seed).fork('night');
    this.table = timetableOf(plan, this.#settings.sim.pace);
    this.startMs = beginningOf(this.table.endMs, this.random.fork('midnight'));
    this.clock = new VirtualClock(this.startMs);
    this.#log = new EventLog(this.startMs);
    const characters = repeated(plan.markets);
    this.disk = virtualDisk(this.clock, plan.seed);
    const files = memoryStateFiles();
    this.world = simWorld(this.#settings, this.clock, files, silentLog, characters, plan.wire, this.disk);
    this.#witness = new Witness(this.clock, {
      onPlace: (orders) => {
        this.#sends?.leaving(orders);
        this.#when.leaving(orders);
      },
      onRedeemAgain: (market) => this.say('redeem', `${this.scene.slug(market)} is redeemed twice at a time`),
    });
    this.scene = this.#makeScene();
    const times = new ClosingTimes(this.scene);
    this.#when = new WhenWatch(this.scene, times);
    this.orders = new OrderWatch(this.scene, times);
    this.#losses = new LossWatch(this.scene);
    this.#count = new LossCount(this.scene);
    this.#schedule = scheduleFaults({
      random: this.random.fork('faults'),
      pool: plan.faults,
      markets: characters.map(({ name }) => `${name}-1`),
      fromMs: this.table.faultsFromMs,
      untilMs: this.table.faultsUntilMs,
    }).filter(({ command }) => plan.keep === null || plan.keep.includes(command.id));
  }

  get elapsedMs(): number {
    return this.clock.now() - this.startMs;
  }

  /** It has neither failed nor ended. */
  goesOn(): boolean {
    return this.failure === null && this.life.alive && !this.isCutShort();
  }

  begin(): void {
    this.#lives += 1;
    if (this.#lives > 1)
      this.#settings = laterSettings(this.#settings, this.#count, this.random.fork(`careful ${this.#lives}`));
    Object.assign(this.scene, { settings: this.#settings });
    this.#witness.forgetStreams();
    const life = new Life({
      world: this.world,
      settings: this.#settings,
      clock: this.clock,
      random: this.random.fork(`life ${this.#lives}`),
      witness: this.#witness,
      opening: this.#settings.bankrollUsd,
      onFact: (fact) => {
        this.#log.fact(this.clock.now(), fact);
        if (fact.fact === 'order') this.orders.touched(fact);
      },
    });
    this.life = life;
    this.tree = new TreeWatch(this.scene, life);
    this.#halts.begins(life);
    const sends = new SendWatch(this.scene, this.tree);
    this.#sends = sends;
    this.watches = [
      sends,
      this.#when,
      this.orders,
      this.tree,
      new ChainWatch(this.scene, life),
      new MoodWatch(this.scene, this.tree),
      new LimitWatch(this.scene, life, this.tree, this.#count),
      new ExecutionWatch(this.scene, life, this.tree),
      new TradeWatch(this.scene, life, this.tree),
      new LeftoverWatch(this.scene, life),
      new CompanyWatch(this.scene, life),
      new OutageWatch(this.scene, life, RESTARTING),
      new OutageWatch(this.scene, life, UNREAD),
      new MoneyWatch(this.scene, life),
      this.#losses,
    ];
    life.start();
  }

  /** Steps until then, or until there is nothing to go on for. Looks after every step. */
  async until(atMs: number, dead = false): Promise<void> {
    const untilMs = this.startMs + Math.min(atMs, this.plan.untilMs ?? atMs);
    for (let due = this.clock.nextDueMs(); due !== null && due <= untilMs; due = this.clock.nextDueMs()) {
      // All of the last moment happens, so that a failure in it is seen again.
      if ((this.failure !== null || !this.life.alive) && !dead) return;
      try {
        this.clock.step();
      } catch (error) {
        this.say('throws', rootCause(error));
      }
      this.#steps += 1;
      await null; // what hangs on promises happens before the next step
      if (!dead) this.#look();
    }
    if ((this.goesOn() || dead) && untilMs > this.clock.now()) this.clock.advanceTo(untilMs);
  }

  #look(): void {
    this.scene.weather.look();
    for (const watch of this.watches) watch.look();
    const { pending } = this.clock;
    if (pending > this.#figures.timersMax) this.#figures.timersMax = pending;
    if (pending > BOUNDS.timers) this.say('bounds', `${pending} timers wait`);
  }

  scheduleFaults(): void {
    poison(this);
    for (const fault of this.#schedule) this.clock.setTimeout(() => this.#strike(fault), fault.atMs);
  }

  #strike({ command }: ScheduledFault): void {
    // Whoever tidies up after a death has calm to do it in.
    if (!this.life.alive || this.#lives > 1) return;
    const { id, fault, target, forMs, params } = command;
    const nowMs = this.clock.now();
    this.scene.weather.disturb(nowMs + (fault === 'crash' ? 1_000 : forMs), fault === 'deaf');
    this.note(`${id}: ${faultText(command)}`);
    try {
      this.life.chaos.inject({ fault, target, params, ...(forMs > 0 ? { forMs } : {}) });
      this.#figures.faults += 1;
    } catch (error) {
      // Nobody of that name is there any more: it struck nobody, so it does not count.
      if (!(error instanceof BadInput)) throw error;
      this.note(`${id}: ${error.message}`);
    }
  }

  close(): void {
    this.#standing = this.world.exchange
      .markets()
      .filter(({ payout }) => payout === null)
      .map(({ slug }) => `${slug}: ${stateOf(this.scene, slug)}`);
    this.life.kill();
    this.disk.close();
    this.world.close();
  }

  result(ended: string): NightResult {
    return {
      seed: this.plan.seed,
      failure: this.failure,
      hash: this.#log.hash(),
      events: this.#log.count,
      tookMs: this.elapsedMs,
      steps: this.#steps,
      ended,
      last: this.#log.last(),
      faults: this.#schedule.map(({ atMs, command }) => ({ id: command.id, atMs, text: faultText(command) })),
      figures: this.#figures,
      standing: this.#standing,
    };
  }

  /** `--until` is reached. */
  isCutShort(): boolean {
    const { untilMs } = this.plan;
    return untilMs !== null && this.elapsedMs >= untilMs;
  }

  /** Everything that is counted again from nothing, now. */
  recount(): void {
    for (const watch of this.watches) if (watch instanceof MoneyWatch) watch.minute();
  }

  note(text: string): void {
    this.#log.note(this.clock.now(), text);
  }

  /** The first failure counts: what follows it may be its consequence. */
  say(check: CheckName, what: string): void {
    if (this.failure !== null) return;
    this.failure = { check, atMs: this.elapsedMs, what };
    this.note(`FAILED ${check}: ${what}`);
  }

  #makeScene(): Scene {
    const untold = new Untold(this.world.exchange, MAKER, this.#witness);
    const names = new MarketNames(() => this.world.exchange.markets());
    return {
      clock: this.clock,
      world: this.world,
      settings: this.#settings,
      witness: this.#witness,
      untold,
      weather: new Weather(this.clock, this.world),
      figures: this.#figures,
      say: (check, what) => this.say(check, what),
      life: () => this.life,
      lives: () => this.#lives,
      slug: (market) => names.of(market),
    };
  }
}
