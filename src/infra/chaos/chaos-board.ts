// Which faults hold now, since when and until when. Commands put them here, whoever reads the board lets them happen: the
// decorators around the ports, the engine's faults and the actors' own. Promises: a lasting fault ends at its time or when it
// is cleared, and its end is told once; an instant one is told and gone. An empty board costs one comparison.
import type { FaultCommand, FaultName } from '#domain/chaos/fault.ts';
import { durationText } from '#domain/chaos/fault-param.ts';
import { invariant } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';

export type ActiveFault<Name extends FaultName = FaultName> = FaultCommand<Name> & {
  readonly sinceMs: number;
  /** `sinceMs` for an instant fault. */
  readonly untilMs: number;
};

/** Returns why a command would change nothing; null: it would. */
export type Objection = (command: FaultCommand) => string | null;
export type FaultListener = (fault: ActiveFault) => void;
/** `early`: cleared before its time. */
export type EndListener = (fault: ActiveFault, early: boolean) => void;

/** One more is refused. */
export const ACTIVE_MAX = 200;

interface Held {
  readonly fault: ActiveFault;
  readonly timer: unknown;
}

export class ChaosBoard {
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();
  /** In the order in which they were injected; null: to be put together again. */
  #list: readonly ActiveFault[] | null = null;
  readonly #objections = new Set<Objection>();
  readonly #onInject = new Set<FaultListener>();
  readonly #onEnd = new Set<EndListener>();

  /** The clock that no fault touches. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get idle(): boolean {
    return this.#held.size === 0;
  }

  /** Why it would not be injected; null: it would. */
  objection(command: FaultCommand): string | null {
    const { id, fault, forMs } = command;
    if (this.#held.has(id)) return `fault ${id} is active already`;
    if (this.#held.size >= ACTIVE_MAX) return `${ACTIVE_MAX} faults are active already`;
    invariant(Number.isFinite(forMs) && forMs >= 0, `${fault} for ${forMs} ms`);
    for (const objection of this.#objections) {
      const problem = objection(command);
      if (problem !== null) return problem;
    }
    return null;
  }

  /** Returns what is wrong, or null: then everybody was told. */
  inject(command: FaultCommand): string | null {
    const problem = this.objection(command);
    if (problem !== null) return problem;
    const { id, forMs } = command;
    const sinceMs = this.#clock.now();
    const active = { ...command, sinceMs, untilMs: sinceMs + forMs };
    if (forMs > 0) {
      const timer = this.#clock.setTimeout(() => this.#end(id, false), forMs);
      this.#held.set(id, { fault: active, timer });
      this.#list = null;
    }
    for (const listener of [...this.#onInject]) listener(active);
    return null;
  }

  /** False when no fault of that id is active. */
  clear(id: string): boolean {
    return this.#end(id, true);
  }

  clearAll(): void {
    for (const id of [...this.#held.keys()]) this.#end(id, true);
  }

  /** The fault of that name that strikes `market` (its name; null: no market in particular), the latest of several. */
  active<Name extends FaultName>(name: Name, market: string | null = null): ActiveFault<Name> | null {
    if (this.#held.size === 0) return null;
    let found: ActiveFault<Name> | null = null;
    for (const { fault } of this.#held.values())
      if (fault.fault === name && strikes(fault, market)) found = fault as ActiveFault<Name>;
    return found;
  }

  /** In the order in which they were injected. */
  list(): readonly ActiveFault[] {
    this.#list ??= Array.from(this.#held.values(), ({ fault }) => fault);
    return this.#list;
  }

  /** Whoever knows that a command would change nothing says so, and it is refused. Returns the way to stop listening. */
  onAsk(objection: Objection): () => void {
    this.#objections.add(objection);
    return () => this.#objections.delete(objection);
  }

  /** Returns the way to stop listening. */
  onInject(listener: FaultListener): () => void {
    this.#onInject.add(listener);
    return () => this.#onInject.delete(listener);
  }

  /** Returns the way to stop listening. */
  onEnd(listener: EndListener): () => void {
    this.#onEnd.add(listener);
    return () => this.#onEnd.delete(listener);
  }

  /** Nothing ends any more and nobody is told: for the end of the world around it. */
  stop(): void {
    for (const { timer } of this.#held.values()) this.#clock.clearTimeout(timer);
    this.#held.clear();
    this.#list = null;
    this.#objections.clear();
    this.#onInject.clear();
    this.#onEnd.clear();
  }

  #end(id: string, early: boolean): boolean {
    const held = this.#held.get(id);
    if (!held) return false;
    this.#clock.clearTimeout(held.timer);
    this.#held.delete(id);
    this.#list = null;
    for (const listener of [...this.#onEnd]) listener(held.fault, early);
    return true;
  }
}

/** A market is named by its name or by the address of its actor. */
export function strikes({ target }: Pick<FaultCommand, 'target'>, market: string | null): boolean {
  return target === null || target === market || (market !== null && target === `market:${market}`);
}

/** `socketSilent on wide-1, 12s left`. */
export function activeFaultText({ fault, target, untilMs }: ActiveFault, nowMs: number): string {
  return `${fault}${target === null ? '' : ` on ${target}`}, ${durationText(Math.max(0, untilMs - nowMs))} left`;
}
