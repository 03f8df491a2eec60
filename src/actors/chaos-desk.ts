// Injects faults into a running tree: actors are struck here, ports and the engine through the board. Remembers what was
// injected, on whom, and when all was well again (`healing.ts`). What needs an operator ends the waiting too, and says so. What a
// fault does is theirs whom it strikes.
import { type FaultCommand, faultSpec, faultText, parseFault } from '#domain/chaos/fault.ts';
import { BadInput } from '#domain/failure.ts';
import type { Clock, Random } from '#domain/ports.ts';
import { nearest } from '#domain/settings/spelling.ts';
import type { Settings } from '#domain/settings.ts';
import type { ChaosBoard } from '#infra/chaos/chaos-board.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { type ActorFaultEvent, ARMED_MAX_MS } from './actor-faults.ts';
import { actorKind } from './addresses.ts';
import type { Desk } from './desk.ts';
import { Healing } from './healing.ts';
import type { Tree } from './root.actor.ts';

/** `striking`: it lasts, or an actor has not crashed yet. `latched`: the house or a market waits for an operator. */
export type InjectionState = 'striking' | 'healing' | 'healed' | 'latched';

export interface Injection {
  readonly command: FaultCommand;
  /** Addresses of the actors it strikes; empty for a port. */
  readonly actors: readonly string[];
  readonly atMs: number;
  readonly state: InjectionState;
  /** From the end of the fault until the tree was well; null before that, and when it was latched. */
  readonly healMs: number | null;
  /** Why it is not well yet, or what is latched. */
  readonly waitsFor: string | null;
}

export interface ChaosParts {
  /** null: only actors can be struck. */
  readonly board: ChaosBoard | null;
  readonly random: Random;
  /** The clock that no fault touches. */
  readonly clock: Clock;
}

/** Remembered injections; beyond it the oldest is forgotten. */
export const INJECTIONS_MAX = 200;
/** How often a tree that is not well is looked at. */
export const LOOK_MS = 50;
/** Where nothing real is concerned. */
const PLAYGROUNDS: readonly string[] = ['sim', 'replay', 'simulate'];

interface Row {
  readonly command: FaultCommand;
  readonly actors: readonly string[];
  readonly atMs: number;
  /** Victims that have not crashed yet. */
  readonly unhurt: Set<string>;
  readonly healing: Healing;
  state: InjectionState;
  endedMs: number;
  healMs: number | null;
  waitsFor: string | null;
}

export class ChaosDesk {
  readonly #desk: Desk;
  readonly #tree: Pick<Tree, 'actors' | 'stateOf' | 'send'>;
  readonly #parts: ChaosParts;
  readonly #rows = new Map<string, Row>();
  #watched = new Map<string, Row>();
  #count = 0;
  #timer: unknown = null;

  constructor(desk: Desk, tree: Pick<Tree, 'actors' | 'stateOf' | 'send'>, parts: ChaosParts) {
    this.#desk = desk;
    this.#tree = tree;
    this.#parts = parts;
    desk.facts.onFact((fact) => {
      if (fact.fact === 'fault' && fact.kind === 'crashed') this.#crashed(fact.actor);
    });
  }

  /** Takes what `parseFault` reads. Throws BadInput naming the field, or the setting that forbids it. */
  inject(raw: unknown): Injection {
    const refusal = chaosRefusal(this.#desk.settings);
    if (refusal) throw new BadInput(refusal);
    const id = `chaos-${this.#count + 1}`;
    const read = parseFault(raw, id);
    if ('error' in read) throw new BadInput(`${read.field}: ${read.error}`);
    const { command } = read;
    const actors = faultSpec(command.fault).target === 'actor' ? this.#victims(command) : [];
    if (actors.length === 0) this.#checkMarket(command);
    const row = this.#row(command, actors);
    if (actors.length === 0) this.#strikePort(command);
    this.#count += 1;
    this.#remember(id, row);
    const whom = actors.length > 0 ? ` -> ${actors.join(', ')}` : '';
    this.#desk.fault('chaos', command.fault, `${id}: ${faultText(command)}${whom}`);
    // Last, because a callback is hurt at once and the crash must find its row.
    this.#strikeActors(row);
    this.#look();
    return shown(row);
  }

  /** Ends a lasting fault of a port before its time. Throws BadInput when there is none of that id. */
  clear(id: string): Injection {
    const row = this.#rows.get(id);
    if (!row || !this.#parts.board?.clear(id)) throw new BadInput(`${id}: no such fault holds now`);
    row.endedMs = this.#parts.clock.now();
    return shown(row);
  }

  find(id: string): Injection | null {
    const row = this.#rows.get(id);
    return row ? shown(row) : null;
  }

  /** What strikes or heals now, oldest first. */
  active(): readonly Injection[] {
    return [...this.#watched.values()].map(shown);
  }

  /** Everything remembered, oldest first. */
  all(): readonly Injection[] {
    return [...this.#rows.values()].map(shown);
  }

  stop(): void {
    this.#parts.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#watched = new Map();
  }

  #remember(id: string, row: Row): void {
    this.#rows.set(id, row);
    this.#watched.set(id, row);
    const [oldest] = this.#rows.keys();
    if (this.#rows.size <= INJECTIONS_MAX || oldest === undefined) return;
    this.#rows.delete(oldest);
    this.#watched.delete(oldest);
  }

  #row(command: FaultCommand, actors: readonly string[]): Row {
    const atMs = this.#parts.clock.now();
    return {
      command,
      actors,
      atMs,
      unhurt: new Set(actors),
      healing: new Healing(this.#desk, this.#tree, command.fault),
      state: 'striking',
      endedMs: atMs + command.forMs,
      healMs: null,
      waitsFor: null,
    };
  }

  #strikePort(command: FaultCommand): void {
    const { board } = this.#parts;
    if (!board) throw new BadInput(`fault: ${command.fault} strikes a port, and this service has no board for that`);
    const problem = board.inject(command);
    if (problem) throw new BadInput(`fault: ${problem}`);
  }

  #strikeActors({ command, actors }: Row): void {
    for (const address of actors) {
      const event: ActorFaultEvent =
        command.fault === 'crash'
          ? { type: 'chaos.crash', where: command.params.where }
          : { type: 'chaos.deaf', forMs: command.forMs };
      this.#tree.send(address, event);
    }
  }

  /** One of that address, or those of that kind. */
  #victims(command: FaultCommand): readonly string[] {
    const target = command.target ?? '';
    const actors = this.#tree.actors();
    const exact = actors.filter(({ address }) => address === target);
    const found = exact.length > 0 ? exact : actors.filter(({ address }) => actorKind(address) === target);
    if (found.length === 0) {
      const near = nearest(target, [...actors.map(({ address }) => address), ...actors.map(kindOf)]);
      throw new BadInput(`target: no actor is ${target} or of that kind${near ? `; did you mean ${near}?` : ''}`);
    }
    const { random } = this.#parts;
    const one = 'pick' in command.params && command.params.pick === 'one';
    const struck = one ? found.slice(Math.floor(random.next() * found.length)).slice(0, 1) : found;
    if (command.fault === 'crash') for (const actor of struck) checkPlace(actor, command.params.where);
    return struck.map(({ address }) => address);
  }

  #checkMarket({ target }: FaultCommand): void {
    if (target === null) return;
    const names = [...this.#desk.markets.values()].map(({ facts }) => facts.slug);
    if (names.some((name) => name === target || marketAddress(name) === target)) return;
    const near = nearest(target, names);
    throw new BadInput(`target: no market is named ${target}${near ? `; did you mean ${near}?` : ''}`);
  }

  #crashed(address: string): void {
    for (const row of this.#watched.values()) {
      if (!row.unhurt.delete(address) || row.unhurt.size > 0) continue;
      row.endedMs = this.#parts.clock.now();
    }
  }

  #look(): void {
    const { clock } = this.#parts;
    clock.clearTimeout(this.#timer);
    this.#timer = null;
    for (const [id, row] of this.#watched) {
      this.#judge(row);
      if (row.state === 'healed' || row.state === 'latched') this.#watched.delete(id);
    }
    if (this.#watched.size > 0) this.#timer = clock.setTimeout(() => this.#look(), LOOK_MS);
  }

  #judge(row: Row): void {
    const nowMs = this.#parts.clock.now();
    const waits = row.command.fault === 'crash' && row.unhurt.size > 0 && nowMs - row.atMs <= 2 * ARMED_MAX_MS;
    if (waits || nowMs < row.endedMs) {
      row.waitsFor = waits ? `${[...row.unhurt][0]} to crash` : null;
      return;
    }
    const reason = row.healing.needsOperator();
    if (reason !== null) {
      this.#settle(row, 'latched', reason);
      return;
    }
    row.waitsFor = row.healing.ailment(nowMs - row.endedMs, row.unhurt);
    if (row.waitsFor !== null) {
      row.state = 'healing';
      return;
    }
    row.healMs = Math.max(0, nowMs - row.endedMs);
    this.#settle(row, 'healed', `${row.healMs} ms`);
  }

  #settle(row: Row, state: 'healed' | 'latched', reason: string): void {
    this.#desk.transition('chaos', row.command.id, state, reason);
    row.waitsFor = state === 'latched' ? reason : null;
    row.state = state;
  }
}

/** Why no fault may be injected under these settings; null: it may. */
export function chaosRefusal({ chaos, mode }: Pick<Settings, 'chaos' | 'mode'>): string | null {
  if (chaos.allow === 'never') return 'chaos.allow: never, so no fault may be injected';
  if (chaos.allow === 'everywhere' || PLAYGROUNDS.includes(mode)) return null;
  return `chaos.allow: ${chaos.allow}, so no fault may be injected in mode ${mode}`;
}

type Actor = ReturnType<Tree['actors']>[number];

const kindOf = ({ address }: Actor): string => actorKind(address);

/** A callback can only fail as one; `action` stands for wherever an actor can crash. */
function checkPlace({ address, logic }: Actor, where: FaultCommand<'crash'>['params']['where']): void {
  if (where === 'action' || where === logic) return;
  if (logic === 'statechart' && where !== 'callback' && where !== 'promise') return;
  const fitting = logic === 'statechart' ? 'action, guard or entry' : logic;
  throw new BadInput(`params.where: ${address} is a ${logic} and crashes in ${fitting}, not in ${where}`);
}

function shown({ command, actors, atMs, state, healMs, waitsFor }: Row): Injection {
  return { command, actors, atMs, state, healMs, waitsFor };
}
