// Every statechart of the house as data, made from the machines themselves, and which kind of actor runs on which. Nothing is
// told twice: whoever changes a machine changes its chart. Left out is supervision that leads nowhere (`supervisor.*`,
// `xstate.*`), because every machine with children hears the same of it; where it leads to another state it is an arrow.
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { ChartArrow, ChartGraph, ChartState } from '#domain/operator/chart.ts';
import { chainMachine } from '#machines/chain.machine.ts';
import { completeSetMachine } from '#machines/complete-set.machine.ts';
import { feedMachine } from '#machines/feed.machine.ts';
import { heartbeatMachine } from '#machines/heartbeat.machine.ts';
import { killSwitchMachine } from '#machines/kill-switch.machine.ts';
import { ledgerMachine } from '#machines/ledger.machine.ts';
import { marketMachine } from '#machines/market.machine.ts';
import { operatorMachine } from '#machines/operator.machine.ts';
import { orderGatewayMachine } from '#machines/order-gateway.machine.ts';
import { pairTradeMachine } from '#machines/pair-trade.machine.ts';
import { queueTrackerMachine } from '#machines/queue-tracker.machine.ts';
import { quoterMachine } from '#machines/quoter.machine.ts';
import { reconcilerMachine } from '#machines/reconciler.machine.ts';
import { rootMachine } from '#machines/root.machine.ts';
import { supervisorMachine } from '#machines/supervisor.machine.ts';

/** By the noun of the file in `src/machines`, in the order in which a newcomer may read them. */
const MACHINES = {
  root: rootMachine,
  supervisor: supervisorMachine,
  market: marketMachine,
  quoter: quoterMachine,
  'queue-tracker': queueTrackerMachine,
  'complete-set': completeSetMachine,
  'pair-trade': pairTradeMachine,
  'order-gateway': orderGatewayMachine,
  heartbeat: heartbeatMachine,
  feed: feedMachine,
  chain: chainMachine,
  reconciler: reconcilerMachine,
  ledger: ledgerMachine,
  'kill-switch': killSwitchMachine,
  operator: operatorMachine,
} as const satisfies Readonly<Record<string, AnyStateMachine>>;

/** Kinds of actors (`actorKind`) that run on the chart of another name. */
const LENT: ReadonlyMap<string, string> = new Map([
  ['venue', 'supervisor'],
  ['shard', 'supervisor'],
]);

/** Stands for an event or a context of which nothing is known: every part of it is as unknown, and nothing can be made of it. */
const UNKNOWN: object = new Proxy(
  {},
  {
    get(_, name) {
      if (typeof name === 'symbol') throw new TypeError('of what is unknown no text and no number can be made');
      return UNKNOWN;
    },
  },
);

export const CHARTS: readonly ChartGraph[] = Object.values(MACHINES).map((machine) => chartGraph(machine));

const NAMES: ReadonlySet<string> = new Set(CHARTS.map(({ chart }) => chart));

/** Where each chart is written down: its id and the noun of its file. */
export const CHART_FILES: readonly (readonly [graph: ChartGraph, noun: string])[] = Object.keys(MACHINES).map(
  (noun, at) => [CHARTS[at] as ChartGraph, noun],
);

/** The chart that actors of this kind are drawn on; null: they are no statecharts. */
export function chartOf(kind: string): string | null {
  const name = LENT.get(kind) ?? kind;
  return NAMES.has(name) ? name : null;
}

/** What a machine declares, in its own order. */
export function chartGraph({ id, root }: AnyStateMachine): ChartGraph {
  const nodes = nodesOf(root);
  return { chart: id, states: nodes.map(stateOf), arrows: nodes.flatMap(arrowsOf) };
}

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

function pathOf({ path }: AnyStateNode): string {
  return path.join('.');
}

function stateOf(node: AnyStateNode): ChartState {
  const { parent, type: kind, key } = node;
  const first = parent?.type === 'compound' ? parent.initial.target : [];
  return { path: pathOf(node), key, kind, initial: first.includes(node), parent: parent ? pathOf(parent) : null };
}

function arrowsOf(node: AnyStateNode): ChartArrow[] {
  const heard = [...node.transitions.values()].flat();
  const delays = new Map<AnyTransitionDefinition, string>(node.after.map((each) => [each, `after ${each.delay}`]));
  return [
    ...(node.always ?? []).flatMap((each) => arrows(node, 'always', each)),
    ...heard.flatMap((each) => arrows(node, delays.get(each) ?? nameOf(each.eventType), each)),
  ];
}

/** A delay that XState lists twice is known by its event: `xstate.after.<delay>.<state>`. */
function nameOf(eventType: string): string {
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(eventType) ?? [];
  if (delay !== undefined) return `after ${delay}`;
  return eventType.startsWith('xstate.done.state.') ? 'done' : eventType;
}

function arrows(from: AnyStateNode, event: string, arrow: AnyTransitionDefinition): ChartArrow[] {
  const isPlumbing = /^(?:supervisor|xstate)\./.test(event);
  if (isPlumbing && !arrow.target) return [];
  const targets = arrow.target ?? [from];
  const guard = arrow.guard === undefined ? null : guardText(arrow.guard);
  return targets.map((to) => ({
    from: pathOf(from),
    to: pathOf(to),
    event,
    guard,
    // A target that is itself is entered again only when the machine says so.
    internal: to === from && !arrow.reenter,
  }));
}

/** `latchedAt reduceOnly`, `becomes trading`; what is worked out of the event has only its name. */
function guardText(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') {
    const { stateValue } = guard as { stateValue?: unknown };
    return stateValue === undefined ? guard.name || 'a condition' : `in ${valueText(stateValue)}`;
  }
  const { type, params } = guard as { type: string; params?: unknown };
  return [type, ...fixedWords(params)].join(' ');
}

/** Words among a guard's parameters that are the same whatever happens. */
function fixedWords(params: unknown): readonly string[] {
  if (typeof params === 'number') return [String(params)];
  const given = typeof params === 'function' ? givenUnknown(params as (args: unknown) => unknown) : params;
  if (typeof given === 'string') return [given];
  if (typeof given !== 'object' || given === null || given === UNKNOWN) return [];
  return Object.values(given).filter((value) => typeof value === 'string');
}

function givenUnknown(params: (args: unknown) => unknown): unknown {
  try {
    return params({ event: UNKNOWN, context: UNKNOWN });
  } catch {
    return null;
  }
}

/** `{ racing: 'quoting' }` reads as `racing.quoting`. */
function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}.${valueText(inner)}`)
    .join(' ');
}
