// XState's `enqueueActions` with plain types. Its own type carries phantom parameters that differ from machine to machine,
// so an action made by it cannot stand beside actions that were spread in from another file; one made by `steps` can.
import { type ActionArgs, type AnyActorLogic, type AnyActorRef, type EventObject, enqueueActions } from 'xstate';

export interface Enqueue<C, E extends EventObject> {
  /** Runs after everything that was enqueued before it: a child spawned there can be sent to. */
  (run: () => void): void;
  spawnChild(logic: AnyActorLogic, options: { id: string; systemId: string; input: unknown }): void;
  stopChild(id: string): void;
  /** To a child that there is: one that has just ended may still be told, and does not hear. */
  sendTo(child: string, event: EventObject): void;
  raise(event: E, options?: { delay?: number; id?: string }): void;
  cancel(id: string): void;
  assign(patch: Partial<C>): void;
}

export interface Step<C, E extends EventObject> {
  readonly context: C;
  readonly event: E;
  readonly enqueue: Enqueue<C, E>;
  readonly self: AnyActorRef;
}

/** An action that decides at run time what else to do. Delayed events need an `id`: unnamed ones get a random name. */
export function steps<C extends object, E extends EventObject>(
  run: (step: Step<C, E>) => void,
): (args: ActionArgs<C, E, E>, params: unknown) => void {
  return enqueueActions(run as never) as never;
}
