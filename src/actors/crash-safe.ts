// XState marks a logic that throws as failed but leaves its children and disposers running: a ghost quoter. This wrapper
// makes a failing logic take them down first, and drops the effects that the failed step had put off. Every logic that
// the tree starts goes through it; only the supervisor starts them. Faults that are injected into an actor strike here too.

import type { ActorScope, AnyActorLogic, EventObject, Snapshot } from 'xstate';
import { CLEANED_UP, freeNames } from '#machines/child-round.ts';
import { LOGIC_KIND, logicKind, scopeWithTimers, stepUnderFaults } from './actor-faults.ts';

type Scope = ActorScope<Snapshot<unknown>, EventObject>;

/** Same logic, same type; a throw in a transition becomes an error snapshot after its own `xstate.stop` has run. */
export function crashSafe<L extends AnyActorLogic>(logic: L): L {
  const kind = logicKind(logic);
  const transition = (state: Snapshot<unknown>, event: EventObject, given: Scope): Snapshot<unknown> => {
    const deferred: Array<() => void> = [];
    const scope = scopeWithTimers(given, (run) => void deferred.push(run));
    try {
      const step = (under: Scope) => logic.transition(state, event, under) as Snapshot<unknown>;
      const next = stepUnderFaults(kind, state, event, scope, step);
      for (const run of deferred) given.defer(run);
      return next;
    } catch (error) {
      stopQuietly(logic, state, given);
      // Whatever the step had made waits among what it had put off; without that it made nobody.
      if (deferred.length > 0) freeNames(given.self);
      return { ...state, status: 'error', error, [CLEANED_UP]: true } as unknown as Snapshot<unknown>;
    }
  };
  const getInitialSnapshot = (given: Scope, input: unknown) =>
    logic.getInitialSnapshot(scopeWithTimers(given), input) as Snapshot<unknown>;
  return { ...logic, transition, getInitialSnapshot, [LOGIC_KIND]: kind } as L;
}

function stopQuietly(logic: AnyActorLogic, state: Snapshot<unknown>, scope: Scope): void {
  try {
    logic.transition(state, { type: 'xstate.stop' }, scope);
  } catch {
    // The original error is the one to report; a disposer that fails as well cannot be helped here.
  }
}
