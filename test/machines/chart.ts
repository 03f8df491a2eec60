// Walks a statechart without running it: which states can be reached, and which of its arrows were taken on the way. An
// arrow is one alternative of one event in one state; `{}` (an event a state expects and ignores) is an arrow too.
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import { getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import { innermost } from './hands.ts';

export interface Terrain {
  readonly input: unknown;
  /** What may happen; delays are added by themselves. */
  readonly events: readonly AnyEventObject[];
  /** Ways the world may be when something happens: each is called before the guards look at it. */
  readonly worlds?: readonly (() => void)[];
  /** The part of the context that makes two snapshots different; counters stay out. */
  readonly apart?: (context: never) => unknown;
  /** Not walked on from. */
  readonly stopWhen?: (context: never) => boolean;
  readonly limit?: number;
}

export interface Walked {
  /** Innermost names of all states that were reached. */
  readonly states: ReadonlySet<string>;
  /** `state EVENT -> target` of every arrow that was never taken. */
  readonly untaken: readonly string[];
  /** Events of the shortest way to a state. */
  readonly way: (state: string) => readonly string[] | null;
}

const LIMIT = 20_000;

export function walk(machine: AnyStateMachine, terrain: Terrain): Walked {
  const { input, events, worlds = [() => {}], apart = () => null, stopWhen, limit = LIMIT } = terrain;
  const enter = ({ world }: AnyEventObject) => worlds[world as number]?.();
  const happenings = (at: AnyMachineSnapshot) =>
    [...events, ...delaysOf(at)].flatMap((event) => worlds.map((_, world) => ({ ...event, world })));
  const options = {
    input,
    limit,
    events: (at: AnyMachineSnapshot) => (at.status === 'active' ? happenings(at) : []),
    // Asked right before each step: the moment to put the world in place.
    filterEvents: (_: AnyMachineSnapshot, event: AnyEventObject) => {
      enter(event);
      return true;
    },
    serializeState: (at: AnyMachineSnapshot) => JSON.stringify([at.value, at.status, apart(at.context as never)]),
    serializeEvent: (event: AnyEventObject) => JSON.stringify(event),
    ...(stopWhen ? { stopWhen: (at: AnyMachineSnapshot) => stopWhen(at.context as never) } : {}),
  };
  const adjacency = Object.values(getAdjacencyMap(machine as never, options as never)) as readonly {
    readonly state: AnyMachineSnapshot;
    readonly transitions: Record<string, { readonly event: AnyEventObject }>;
  }[];
  const taken = new Set<unknown>();
  for (const { state, transitions } of adjacency)
    for (const { event } of Object.values(transitions)) {
      enter(event);
      for (const arrow of machine.getTransitionData(state, event)) taken.add(arrow);
    }
  const listed = nodesOf(machine.root).flatMap((node) =>
    [...node.transitions.entries()].flatMap(([event, arrows]) => arrows.map((arrow) => ({ node, event, arrow }))),
  );
  const paths = getShortestPaths(machine as never, options as never) as unknown as readonly {
    readonly state: AnyMachineSnapshot;
    readonly steps: readonly { readonly event: AnyEventObject }[];
  }[];
  return {
    states: new Set(adjacency.map(({ state }) => innermost(state.value))),
    untaken: listed
      .filter(({ arrow }) => !taken.has(arrow))
      .map(({ node, event, arrow }) => `${node.id} ${event} -> ${arrow.target?.[0]?.key ?? 'stays'}`),
    way(state) {
      const found = paths.find((path) => innermost(path.state.value) === state);
      return found ? found.steps.map(({ event }) => event.type).filter((type) => type !== 'xstate.init') : null;
    },
  };
}

/** Delays that run in this state, as the events they will be. */
function delaysOf(at: AnyMachineSnapshot): AnyEventObject[] {
  const names = (at._nodes as readonly AnyStateNode[]).flatMap((node) => [...node.transitions.keys()]);
  return [...new Set(names)].filter((name) => name.startsWith('xstate.after.')).map((type) => ({ type }));
}

export function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}
