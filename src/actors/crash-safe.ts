// XState marks a logic that throws as failed but leaves its children and disposers running: a ghost quoter. This wrapper
// makes a failing logic take them down first, and drops the effects that the failed step had put off. Every logic that
// the tree starts goes through it; only the supervisor starts them.
import type { ActorScope, AnyActorLogic, EventObject, Snapshot } from 'xstate';

type Scope = ActorScope<Snapshot<unknown>, EventObject>;

/** Same logic, same type; a throw in a transition becomes an error snapshot after its own `xstate.stop` has run. */
export function crashSafe<L extends AnyActorLogic>(logic: L): L {
  const transition = (state: Snapshot<unknown>, event: EventObject, scope: Scope): Snapshot<unknown> => {
    const deferred: Array<() => void> = [];
    try {
      const next = logic.transition(state, event, { ...scope, defer: (run: () => void) => deferred.push(run) });
      for (const run of deferred) scope.defer(run);
      return next;
    } catch (error) {
      stopQuietly(logic, state, scope);
      return { ...state, status: 'error', error } as Snapshot<unknown>;
    }
  };
  return { ...logic, transition } as L;
}

function stopQuietly(logic: AnyActorLogic, state: Snapshot<unknown>, scope: Scope): void {
  try {
    logic.transition(state, { type: 'xstate.stop' }, scope);
  } catch {
    // The original error is the one to report; a disposer that fails as well cannot be helped here.
  }
}
