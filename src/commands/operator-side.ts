// The operator door of a service: its token, its thread, and what the operator actor needs of the service it shows; and the alerts
// that reach people who do not look.
import { ActorNotes } from '#actors/actor-notes.ts';
import { AlertDesk } from '#actors/alert-desk.ts';
import type { ChaosDesk } from '#actors/chaos-desk.ts';
import type { Desk } from '#actors/desk.ts';
import { FactMemory } from '#actors/fact-memory.ts';
import { InspectionTap } from '#actors/inspection-tap.ts';
import { type OperatorParts, operatorDesk } from '#actors/operator.actor.ts';
import type { DoorSide, Tree } from '#actors/root.actor.ts';
import type { RunRecord } from '#actors/run-record.ts';
import { BadInput, invariant } from '#domain/failure.ts';
import type { Phase } from '#domain/operator/views.ts';
import type { Clock } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { type AlertChannel, alertChannels } from '#infra/operator/alert-channels.ts';
import { Door } from '#infra/operator/door.ts';
import { isLoopback } from '#infra/operator/door-access.ts';
import { doorToken } from '#infra/operator/door-token.ts';
import { environment } from '#infra/settings-file.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import type { World } from './world.ts';

export interface Shown {
  readonly tree: Tree;
  readonly record: RunRecord;
  readonly chaos: ChaosDesk;
  readonly world: Pick<World, 'words' | 'note' | 'lines'>;
  readonly startedMs: number;
  readonly report: () => object;
}

/** Answers beyond this between two pulses are not told apart. */
const ANSWERS_MAX = 2_000;

/** What is kept of a desk from before its first fact. */
interface Kept {
  readonly desk: Desk;
  readonly notes: ActorNotes;
  readonly memory: FactMemory;
  readonly alerts: AlertDesk;
}

export class OperatorSide {
  readonly #phase: () => Phase;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #http: HttpConnections;
  readonly #channels: readonly AlertChannel[];
  #kept: Kept | null = null;
  #answersMs: number[] = [];
  #door: Door | null = null;
  #shown: Shown | null = null;
  #made: OperatorParts | null = null;

  /** Throws BadInput for a variable of a channel that is wrong. */
  constructor(settings: Settings, clock: Clock, phase: () => Phase) {
    this.#phase = phase;
    this.#settings = settings;
    this.#clock = clock;
    this.#http = new HttpConnections(clock);
    this.#channels = alertChannels(environment(), this.#http);
  }

  /** Before the first fact. Returns what `plantTree` needs. */
  attend(desk: Desk): DoorSide {
    const notes = new ActorNotes(desk.clock);
    const alerts = new AlertDesk(desk, this.#channels, `bothsides ${this.#settings.mode}`);
    this.#kept = { desk, notes, alerts, memory: new FactMemory(desk.facts) };
    desk.vitals.executions.onAnswered = (tookMs) => {
      if (this.#answersMs.length < ANSWERS_MAX) this.#answersMs.push(tookMs);
    };
    return { inspect: notes.inspect, hands: () => operatorDesk(() => this.#theParts()) };
  }

  /** Returns lines for people. Rejects with Unavailable naming the port or the token's file. */
  async open(directory: string): Promise<readonly string[]> {
    const { host, port, names } = this.#settings.operator;
    const { token, path, isNew } = doorToken(directory);
    const bind = { host, token, names };
    this.#door = await Door.open({ bind, port, pulse: () => this.#pulse() });
    return [
      `dashboard ${this.origin}/`,
      ...(isNew ? [`token for whatever changes something: ${token} (kept in ${path}, shown only now)`] : []),
      ...(isLoopback(host)
        ? []
        : [`${host} is reached from elsewhere: every page with data demands the token of ${path}`]),
    ];
  }

  get origin(): string {
    const { host } = this.#settings.operator;
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  get port(): number {
    return this.#door?.port ?? 0;
  }

  /** Before the tree starts. */
  show(shown: Shown): void {
    this.#shown = shown;
    const { alerts } = this.#all();
    alerts.start();
    alerts.say('warn', 'service start', `the service starts: ${shown.world.words}`);
    const ended = ({ clean }: { readonly clean: boolean }) =>
      clean
        ? alerts.say('warn', 'service end', 'the service ended: nothing of ours rests')
        : alerts.say(
            'page',
            'service end',
            'the service ended, and the venue did not agree that nothing of ours rests',
          );
    // A root that fails pages itself.
    shown.tree.done.then(ended, () => {});
  }

  async close(): Promise<void> {
    this.#made?.tap.stop();
    await this.#kept?.alerts.close();
    await this.#http.close();
    await this.#door?.close();
  }

  /** The same for every life of the operator actor. */
  #theParts(): OperatorParts {
    this.#made ??= this.#parts();
    return this.#made;
  }

  #parts(): OperatorParts {
    const [door, shown] = [this.#door, this.#shown];
    invariant(door && shown, 'the operator begins after its door');
    const { tree, record, chaos, world, startedMs, report } = shown;
    const { desk, notes, memory, alerts } = this.#all();
    const tap = new InspectionTap({
      root: tree.root,
      clock: desk.clock,
      tell: (to, messages) => door.tell({ news: 'inspection', to, messages }),
      keepsUp: () => door.keepsUp,
    });
    return {
      door,
      tap,
      desk,
      tree,
      record,
      chaos,
      notes,
      memory,
      startedMs,
      words: world.words,
      note: world.note,
      lines: world.lines,
      phase: this.#phase,
      alerts: () => alerts.views(),
      testAlert() {
        if (alerts.views().length === 0)
          throw new BadInput('no channel for alerts is set up; see npm run alerts -- --help');
        void alerts.test();
      },
      report,
    };
  }

  #all(): Kept {
    invariant(this.#kept, 'nobody attends to a desk yet');
    return this.#kept;
  }

  /** Also while the world is being opened, and there is no desk yet. */
  #pulse() {
    const { desk, notes } = this.#kept ?? {};
    const answersMs = this.#answersMs;
    this.#answersMs = [];
    return {
      atMs: this.#clock.now(),
      mode: this.#settings.mode,
      phase: this.#phase(),
      markets: desk?.markets.size ?? 0,
      admission: desk?.admission.mode ?? 'closed',
      answersMs,
      machineEvents: notes?.events ?? 0,
      counts: desk ? { ...desk.counters, unexpected: desk.unexpected.total } : {},
    };
  }
}
