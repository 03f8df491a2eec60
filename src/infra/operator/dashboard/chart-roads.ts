// Roads of a statechart: how a line is drawn with bent corners, and which of them a transition took. Pure.
import type { ChartView } from '#domain/operator/chart.ts';
import { boxOf } from './chart-pawns.ts';

type Point = readonly [number, number];
type Edge = ChartView['edges'][number];

export interface Transition {
  readonly event: string;
  /** States by name or path; several at once are parted by a blank. */
  readonly from: string;
  readonly to: string;
}

/** Pixels. */
const BEND = 5;

/** The one that bears the name of its event and leads from where it was, or from around it, to where it is; of several the closest.
 *  A machine may answer an event by telling itself another: then any road that ends exactly there. null: none is drawn. */
export function roadTaken(view: ChartView, { event, from, to }: Transition): Edge | null {
  const [was, is] = [pathsTo(view, from), pathsTo(view, to)];
  const ends = to.split(' ').flatMap((state) => boxOf(view, state)?.path ?? []);
  const fitting = view.edges
    .filter((edge) => was.includes(edge.from) && is.includes(edge.to) && edge.from !== edge.to)
    .sort((a, b) => depth(b) - depth(a));
  return fitting.find((edge) => bears(edge, event)) ?? fitting.find((edge) => ends.includes(edge.to)) ?? null;
}

/** The states and all around them. */
export function withAround(paths: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const path of paths)
    for (let around = path; around !== ''; around = around.slice(0, Math.max(0, around.lastIndexOf('.'))))
      all.add(around);
  return all;
}

/** Corners are bent a little. Absolute pixels in, an SVG path out. */
export function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, at) => {
      const before = points[at - 1];
      const after = points[at + 1];
      if (!before) return `M${point[0]} ${point[1]}`;
      if (!after) return `L${point[0]} ${point[1]}`;
      const from = towards(point, before);
      const to = towards(point, after);
      return `L${from[0]} ${from[1]}Q${point[0]} ${point[1]} ${to[0]} ${to[1]}`;
    })
    .join('');
}

function pathsTo(view: ChartView, states: string): readonly string[] {
  const paths = states.split(' ').flatMap((state) => boxOf(view, state)?.path ?? []);
  return ['', ...withAround(paths)];
}

/** Labels are `EVENT`, `EVENT [guard]` and `after 2s`, which the machine knows as `xstate.after.2000.<state>`. */
function bears({ labels }: Edge, event: string): boolean {
  if (event.startsWith('xstate.after.')) return labels.some((label) => label.startsWith('after '));
  return labels.some((label) => label === event || label.startsWith(`${event} [`));
}

function depth({ from, to }: Edge): number {
  return from.split('.').length + to.split('.').length + (from === '' ? -1 : 0);
}

function towards([x, y]: Point, [toX, toY]: Point): Point {
  const length = Math.hypot(toX - x, toY - y);
  const step = length === 0 ? 0 : Math.min(BEND, length / 2) / length;
  return [round(x + (toX - x) * step), round(y + (toY - y) * step)];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
