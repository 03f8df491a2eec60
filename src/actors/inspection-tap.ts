// What the machines of a living tree do, told to whoever inspects it. It listens only while somebody does: without that it costs
// nothing. Events are written down and told ten times a second, at most so many a second; of snapshots only the newest of each
// actor is told. Promises never to throw: a listener that throws stops the mailbox of the actor it looks at, for ever.
import type { AnyActorRef, EventObject, InspectionEvent, Snapshot } from 'xstate';
import { type AddressPattern, addressPattern } from '#domain/operator/address-pattern.ts';
import type { InspectionMessage } from '#domain/operator/door-news.ts';
import type { Clock } from '#domain/ports.ts';
import {
  actorMessage,
  addressOf,
  eventMessage,
  noticeMessage,
  rosterMessages,
  snapshotMessage,
} from './inspection-wire.ts';

/** `to`: the one inspector it is for; null: everybody whose filter fits. Must not throw. */
export type TellInspectors = (to: number | null, messages: readonly InspectionMessage[]) => void;

/** A snapshot of one actor is told so often at most. */
const TELL_MS = 100;
const EVENTS_PER_SECOND = 500;
/** Snapshots at a time, and actors of a roster: the trading must not wait for those who look. */
const AT_ONCE = 100;
const ROSTER_AT_ONCE = 25;
const NEVER = Number.NEGATIVE_INFINITY;
const BORN_MAX = 1_000;
const ROSTER_MAX = 10_000;
/** Actors whose newest snapshot waits to be told, ended ones too. */
const CHANGED_MAX = 20_000;
/** What inspectors are told when events were left out. */
export const LEFT_OUT = 'bothsides.leftOut';

interface Told {
  readonly actor: AnyActorRef;
  readonly source: AnyActorRef | undefined;
  readonly event: EventObject;
  readonly atMs: number;
}

interface Roster {
  readonly to: number;
  readonly waiting: AnyActorRef[];
}

export class InspectionTap {
  readonly #root: AnyActorRef;
  readonly #clock: Clock;
  readonly #tell: TellInspectors;
  readonly #keepsUp: () => boolean;
  #patterns: readonly AddressPattern[] = [];
  #listening: { unsubscribe(): void } | null = null;
  #timer: unknown = null;
  #fits = new WeakMap<AnyActorRef, boolean>();
  /** Told of as actors, to those who looked then. */
  #introduced = new WeakSet<AnyActorRef>();
  readonly #born = new Set<AnyActorRef>();
  readonly #changed = new Map<AnyActorRef, EventObject | null>();
  #events: Told[] = [];
  #rosters: Roster[] = [];
  #second = { startMs: NEVER, told: 0 };
  #leftOut = { events: 0, toldMs: NEVER };
  #failures = 0;

  /** `keepsUp`: whether what is told is taken; while it is not, news wait and become fewer. */
  constructor(options: {
    readonly root: AnyActorRef;
    readonly clock: Clock;
    readonly tell: TellInspectors;
    readonly keepsUp?: () => boolean;
  }) {
    this.#root = options.root;
    this.#clock = options.clock;
    this.#tell = options.tell;
    this.#keepsUp = options.keepsUp ?? (() => true);
  }

  get isListening(): boolean {
    return this.#listening !== null;
  }

  /** Things it could not tell because they threw when they were looked at. */
  get failures(): number {
    return this.#failures;
  }

  /** A filter for each who inspects, and nobody for none. Throws BadInput for a filter that is none, and goes on as before. */
  watch(filters: readonly string[]): void {
    this.#patterns = [...new Set(filters)].map(addressPattern);
    this.#fits = new WeakMap();
    this.#introduced = new WeakSet();
    if (filters.length === 0) this.stop();
    else this.#listening ??= this.#root.system.inspect({ next: (happened) => this.#take(happened) });
  }

  /** Everybody who lives and fits, parents first, and how each stands. Throws BadInput for a filter that is none. */
  roster(to: number, filter: string): void {
    const pattern = addressPattern(filter);
    const waiting = living(this.#root).filter((actor) => pattern.matches(addressOf(actor)));
    this.#rosters = [...this.#rosters.filter((roster) => roster.to !== to), { to, waiting }];
    this.#arm();
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#listening?.unsubscribe();
    this.#listening = null;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#events = [];
    this.#rosters = [];
    this.#born.clear();
    this.#changed.clear();
  }

  #take(happened: InspectionEvent): void {
    try {
      const actor = happened.actorRef as AnyActorRef;
      if (happened.type === '@xstate.actor') this.#comes(actor);
      else if (happened.type === '@xstate.snapshot') this.#snapshot(actor, happened.event);
      else if (happened.type === '@xstate.event')
        this.#event(actor, happened.sourceRef as AnyActorRef | undefined, happened.event);
    } catch {
      this.#failures += 1;
    }
  }

  #event(actor: AnyActorRef, source: AnyActorRef | undefined, event: EventObject): void {
    // Who fails in its first step is never told as a snapshot: the news of its end is all there is.
    if (source?.getSnapshot()?.status === 'error' && !this.#changed.has(source)) this.#snapshot(source, null);
    if (!this.#isMeant(actor)) return;
    this.#comes(actor);
    const atMs = this.#clock.now();
    const nowMs = this.#clock.steadyMs();
    if (nowMs - this.#second.startMs >= 1_000) this.#second = { startMs: nowMs, told: 0 };
    this.#second.told += 1;
    const isFull = this.#second.told > EVENTS_PER_SECOND || this.#events.length >= EVENTS_PER_SECOND;
    if (isFull) this.#leftOut.events += 1;
    else this.#events.push({ actor, source, event, atMs });
    this.#arm();
  }

  /** A new one has no name yet, so nobody can say who wants to hear of it. */
  #comes(actor: AnyActorRef): void {
    if (this.#introduced.has(actor) || this.#born.size >= BORN_MAX) return;
    this.#introduced.add(actor);
    this.#born.add(actor);
    this.#arm();
  }

  #snapshot(actor: AnyActorRef, event: EventObject | null): void {
    if (!this.#isMeant(actor) || (this.#changed.size >= CHANGED_MAX && !this.#changed.has(actor))) return;
    this.#comes(actor);
    this.#changed.set(actor, event);
    this.#arm();
  }

  #isMeant(actor: AnyActorRef): boolean {
    const known = this.#fits.get(actor);
    if (known !== undefined) return known;
    const address = addressOf(actor);
    const fits = this.#patterns.some((pattern) => pattern.matches(address));
    this.#fits.set(actor, fits);
    return fits;
  }

  #arm(): void {
    this.#timer ??= this.#clock.setTimeout(() => this.#due(), TELL_MS);
  }

  #due(): void {
    this.#timer = null;
    if (this.#keepsUp()) this.#tellAll();
    else this.#arm();
  }

  #tellAll(): void {
    const atMs = this.#clock.now();
    if (this.#listening) this.#send(null, this.#news(atMs));
    for (const { to, waiting } of this.#rosters) {
      const actors = waiting.splice(0, ROSTER_AT_ONCE);
      for (const actor of actors) this.#introduced.add(actor);
      this.#send(
        to,
        this.#told(actors, (actor) => rosterMessages(actor, atMs)),
      );
    }
    this.#rosters = this.#rosters.filter(({ waiting }) => waiting.length > 0);
    this.#tellLeftOut(atMs);
    if (this.#rosters.length > 0 || this.#changed.size > 0 || this.#leftOut.events > 0) this.#arm();
  }

  /** Who came, what happened, how those stand that changed. */
  #news(atMs: number): readonly InspectionMessage[] {
    const born = [...this.#born].filter((actor) => this.#isMeant(actor));
    this.#born.clear();
    const events = this.#events;
    this.#events = [];
    const changed = [...this.#changed].slice(0, AT_ONCE);
    for (const [actor] of changed) this.#changed.delete(actor);
    return [
      ...this.#told(born, (actor) => actorMessage(actor, atMs)),
      ...this.#told(events, (told) => eventMessage(told.actor, told.source, told.event, told.atMs)),
      ...this.#told(changed, ([actor, event]) => snapshotMessage(actor, event, atMs)),
    ];
  }

  #told<T>(
    things: readonly T[],
    tell: (thing: T) => InspectionMessage | readonly InspectionMessage[],
  ): readonly InspectionMessage[] {
    return things.flatMap((thing) => {
      try {
        return tell(thing);
      } catch {
        this.#failures += 1;
        return [];
      }
    });
  }

  #tellLeftOut(atMs: number): void {
    const { events, toldMs } = this.#leftOut;
    const nowMs = this.#clock.steadyMs();
    if (events === 0 || nowMs - toldMs < 1_000) return;
    this.#leftOut = { events: 0, toldMs: nowMs };
    this.#send(null, [noticeMessage(this.#root, { type: LEFT_OUT, events } as EventObject, atMs)]);
  }

  #send(to: number | null, messages: readonly InspectionMessage[]): void {
    try {
      if (messages.length > 0) this.#tell(to, messages);
    } catch {
      this.#failures += 1;
    }
  }
}

/** Parents before children. */
function living(root: AnyActorRef): AnyActorRef[] {
  const found: AnyActorRef[] = [];
  const waiting = [root];
  for (let actor = waiting.pop(); actor && found.length < ROSTER_MAX; actor = waiting.pop()) {
    const snapshot = actor.getSnapshot() as Snapshot<unknown> & {
      readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
    };
    if (snapshot?.status !== 'active') continue;
    found.push(actor);
    for (const child of Object.values(snapshot.children ?? {}).reverse()) if (child) waiting.push(child);
  }
  return found;
}
