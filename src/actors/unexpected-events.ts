// Counts events that a state did not expect, by kind of actor and type of event: XState drops them without a word. It looks at
// each microstep: one that took no transition although an event came had nobody to take it. An event that a guard turned away
// was expected, and so was one that a state lists as `{}`.
// Promises never to throw: an inspection listener that throws stops the mailbox of the actor it looks at, for ever.

import type { AnyMachineSnapshot, AnyStateNode, InspectionEvent } from 'xstate';
import type { FaultFact } from '#domain/money/fact.ts';

export interface Unexpected {
  /** The machine's name: `quoter`, `market`, `supervisor`. */
  readonly kind: string;
  readonly event: string;
  readonly count: number;
}

/** Kinds and types told apart; what is beyond is counted together. */
const KINDS_MAX = 200;
const OTHERS = { kind: 'others', event: 'any' } as const;
/** News of children carry their names, of which there is no end. */
const OF_CHILD = /^(xstate\.(?:done|error)\.\w+\.).+$/;

export class UnexpectedEvents {
  readonly #counts = new Map<string, { readonly kind: string; readonly event: string; count: number }>();
  #others = 0;

  get total(): number {
    let sum = this.#others;
    for (const { count } of this.#counts.values()) sum += count;
    return sum;
  }

  /** For `createActor(…, { inspect })`. */
  readonly inspect = (happened: InspectionEvent): void => {
    if (happened.type !== '@xstate.microstep' || happened._transitions.length > 0) return;
    try {
      const { type } = happened.event;
      const snapshot = happened.snapshot as AnyMachineSnapshot;
      if (type === 'xstate.stop' || isHandled(snapshot, type)) return;
      this.#add(snapshot.machine.id, type.replace(OF_CHILD, '$1*'));
    } catch {
      this.#others += 1;
    }
  };

  /** The most frequent first. */
  list(): readonly Unexpected[] {
    const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    const others = this.#others > 0 ? [{ ...OTHERS, count: this.#others }] : [];
    return [...this.#counts.values(), ...others]
      .map((each) => ({ ...each }))
      .sort((a, b) => b.count - a.count || byName(a.kind, b.kind) || byName(a.event, b.event));
  }

  /** For the end of a run. */
  facts(atMs: number): readonly FaultFact[] {
    return this.list().map(({ kind, event, count }) => ({
      fact: 'fault',
      atMs,
      actor: kind,
      kind: 'unexpected event',
      detail: `${event}, ${count} times`,
    }));
  }

  #add(kind: string, event: string): void {
    const key = `${kind} ${event}`;
    const known = this.#counts.get(key);
    if (known) known.count += 1;
    else if (this.#counts.size < KINDS_MAX) this.#counts.set(key, { kind, event, count: 1 });
    else this.#others += 1;
  }
}

/** Some state that is active now, or one above it, has a line for this event; a guard said no. */
function isHandled(snapshot: AnyMachineSnapshot, type: string): boolean {
  return (snapshot._nodes as readonly AnyStateNode[]).some((node) => node.transitions.has(type));
}
