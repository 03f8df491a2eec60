// Starts and restarts everything: the only file that turns a logic into a child. Policies are named here, so that the
// tree's lists (root.actor.ts, market.actor.ts) read as start order and blast radius.
import type { AnyActorLogic } from 'xstate';
import type { RestartPolicy } from '#domain/restart.ts';
import type { Shutdown, Strategy } from '#domain/siblings.ts';
import {
  type ChildReport,
  type ChildSpec,
  type Supervision,
  superviseFrom,
  supervisorMachine,
} from '#machines/supervisor.machine.ts';
import { crashSafe } from './crash-safe.ts';
import type { Desk } from './desk.ts';

const BACKOFF = { firstMs: 100, factor: 2, capMs: 10_000, quietMs: 60_000, jitter: 0.2 };

/** `intensity` endings inside `periodMs` are forgiven. */
export function permanent(intensity: number, periodMs: number): RestartPolicy {
  return { restart: 'permanent', intensity, periodMs, backoff: BACKOFF };
}

export function transient(intensity: number, periodMs: number): RestartPolicy {
  return { restart: 'transient', intensity, periodMs, backoff: BACKOFF };
}

export const TEMPORARY: RestartPolicy = { restart: 'temporary', intensity: 0, periodMs: 1, backoff: BACKOFF };

/** `shutdown`: left out for a child that has nothing to say goodbye for; it ends at once. */
export function child(
  id: string,
  address: string,
  logic: AnyActorLogic,
  input: () => unknown,
  policy: RestartPolicy,
  shutdown: Shutdown = 'brutal',
): ChildSpec {
  return { id, address, logic: crashSafe(logic), input, policy, shutdown };
}

/** The supervision slice of a supervising machine's input. */
export function supervise(desk: Desk, strategy: Strategy, specs: readonly ChildSpec[]): { supervision: Supervision } {
  const report = (news: ChildReport) => desk.childReported(news);
  // Steadily: a clock that is set neither forgives nor remembers.
  const [now, chance] = [() => desk.clock.steadyMs(), () => desk.random.next()];
  return { supervision: superviseFrom(specs, { strategy, now, chance, report }) };
}

/** A supervisor and nothing else, as a child. */
export function group(
  desk: Desk,
  id: string,
  strategy: Strategy,
  specs: readonly ChildSpec[],
  policy: RestartPolicy,
  shutdown: Shutdown,
): ChildSpec {
  return child(id, id, supervisorMachine, () => supervise(desk, strategy, specs), policy, shutdown);
}
