// Which timers belong to which actor. XState looks through the timers of the whole system whenever one actor stops, so a stop
// among a thousand markets costs as much as all of them; with this it costs as much as the actor's own. Changes the scheduler it
// is given, once, and nothing of what it does.
import type { ActorScope, AnyActorRef, EventObject, Snapshot } from 'xstate';

type Scheduler = ActorScope<Snapshot<unknown>, EventObject>['system']['scheduler'];

const indexed = new WeakSet<Scheduler>();

export function indexTimers(scheduler: Scheduler): void {
  if (indexed.has(scheduler)) return;
  indexed.add(scheduler);
  const { schedule, cancel, cancelAll } = scheduler;
  /** Names of the timers that an actor ever set: as many as its machine has. Fired ones stay, cancelling them does nothing. */
  const names = new WeakMap<AnyActorRef, Set<string>>();
  /** Actors with a timer that XState named itself. */
  const unnamed = new WeakSet<AnyActorRef>();
  scheduler.schedule = (source, target, event, delay, id) => {
    if (id === undefined) unnamed.add(source);
    else names.get(source)?.add(id) ?? names.set(source, new Set([id]));
    schedule(source, target, event, delay, id);
  };
  scheduler.cancelAll = (actor) => {
    if (unnamed.has(actor)) cancelAll(actor);
    else for (const id of names.get(actor) ?? []) cancel(actor, id);
  };
}
