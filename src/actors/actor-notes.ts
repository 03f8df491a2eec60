// What people want to know of an actor beyond its state: since when it lives and stands where it stands, what it heard last, and where
// it went lately. Kept by listening to the system while a door is open; an actor's notes go with it. Promises never to throw (an
// inspection listener that throws stops the mailbox of the actor it looks at, for ever), and to keep little of each.
import type { AnyActorRef, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import type { Clock } from '#domain/ports.ts';

export interface Move {
  readonly atMs: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
}

export interface ActorNote {
  readonly bornMs: number;
  /** In its state of now. */
  sinceMs: number;
  lastEvent: string | null;
  lastEventMs: number | null;
  events: number;
  /** The newest moves, oldest first. */
  readonly moves: Move[];
  value: unknown;
  state: string;
}

const MOVES_MAX = 30;

export class ActorNotes {
  readonly #clock: Clock;
  readonly #notes = new WeakMap<object, ActorNote>();
  #events = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Events of machines so far. */
  get events(): number {
    return this.#events;
  }

  of(actor: object): ActorNote | undefined {
    return this.#notes.get(actor);
  }

  /** For `createActor(…, { inspect })`. */
  readonly inspect = (happened: InspectionEvent): void => {
    try {
      if (happened.type === '@xstate.actor') this.#begin(happened.actorRef as AnyActorRef);
      else if (happened.type === '@xstate.event') this.#heard(happened.actorRef as AnyActorRef, happened.event.type);
      else if (happened.type === '@xstate.snapshot')
        this.#stands(happened.actorRef as AnyActorRef, happened.snapshot, happened.event.type);
    } catch {
      // What cannot be noted is not shown.
    }
  };

  #begin(actor: AnyActorRef): ActorNote {
    const nowMs = this.#clock.now();
    const note: ActorNote = {
      bornMs: nowMs,
      sinceMs: nowMs,
      lastEvent: null,
      lastEventMs: null,
      events: 0,
      moves: [],
      value: undefined,
      state: '',
    };
    this.#notes.set(actor, note);
    return note;
  }

  #heard(actor: AnyActorRef, type: string): void {
    const note = this.#notes.get(actor) ?? this.#begin(actor);
    note.lastEvent = type;
    note.lastEventMs = this.#clock.now();
    note.events += 1;
    this.#events += 1;
  }

  #stands(actor: AnyActorRef, snapshot: unknown, event: string): void {
    const { value } = snapshot as AnyMachineSnapshot;
    const note = this.#notes.get(actor) ?? this.#begin(actor);
    if (value === undefined || value === note.value) return;
    const state = pathsOf(value).join(' ');
    note.value = value;
    if (state === note.state) return;
    const atMs = this.#clock.now();
    if (note.state !== '') note.moves.push({ atMs, event, from: note.state, to: state });
    if (note.moves.length > MOVES_MAX) note.moves.shift();
    note.state = state;
    note.sinceMs = atMs;
  }
}

/** `{ oneLeg: 'leg2Working' }` is the path `oneLeg.leg2Working`; parallel states give several. */
export function pathsOf(value: unknown, above = ''): readonly string[] {
  if (typeof value === 'string') return [above === '' ? value : `${above}.${value}`];
  if (typeof value !== 'object' || value === null) return above === '' ? [] : [above];
  const inner = Object.entries(value).flatMap(([key, each]) => pathsOf(each, above === '' ? key : `${above}.${key}`));
  return inner.length > 0 ? inner : above === '' ? [] : [above];
}
