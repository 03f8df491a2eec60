// A statechart as a page for people: mermaid's picture of it, and a table with every arrow. What leads from a state into its
// own inside, and what begins anywhere at all, stands in the table alone, because mermaid cannot draw it.
import { durationText } from '../chaos/fault-param.ts';
import type { ChartArrow, ChartGraph, ChartState } from './chart.ts';

/** `words`: what the machine is, as its file says. `source`: where that file is, seen from the page. */
export function chartPage(graph: ChartGraph, words: string, source: string): string {
  return [
    `# ${graph.chart}`,
    '',
    words,
    '',
    `Written by \`npm run mermaid\` from [${source.split('/').at(-1)}](${source}).`,
    '',
    '```mermaid',
    ...diagram(graph),
    '```',
    '',
    '| In | on | if | goes to |',
    '|---|---|---|---|',
    ...graph.arrows.map(row),
    '',
  ].join('\n');
}

/** `after 2s [empty]`, `HALT`, `always [soldOut]`. */
export function arrowText({ event, guard }: Pick<ChartArrow, 'event' | 'guard'>): string {
  return guard === null ? eventText(event) : `${eventText(event)} [${guard}]`;
}

/** The arrows from one state to another together, in the order of the first of them. */
export function arrowsBetween(graph: ChartGraph): readonly (readonly [ChartArrow, ...ChartArrow[]])[] {
  const together = new Map<string, [ChartArrow, ...ChartArrow[]]>();
  for (const arrow of graph.arrows) {
    const way = `${arrow.from}>${arrow.to}`;
    const known = together.get(way);
    if (known) known.push(arrow);
    else together.set(way, [arrow]);
  }
  return [...together.values()];
}

/** Whether `path` is `around` or lies in it. */
export function isWithin(path: string, around: string): boolean {
  return around === '' || path === around || path.startsWith(`${around}.`);
}

function eventText(event: string): string {
  const [, ms] = /^after (\d+)$/.exec(event) ?? [];
  return ms === undefined ? event : `after ${durationText(Number(ms))}`;
}

function diagram(graph: ChartGraph): string[] {
  const drawn = arrowsBetween(graph).filter(([{ from, to }]) => !isWithin(to, from));
  return [
    'stateDiagram-v2',
    ...inside(graph, '', '  '),
    ...drawn.map(
      (arrows) => `  ${idOf(arrows[0].from)} --> ${idOf(arrows[0].to)} : ${arrows.map(arrowText).join('<br>')}`,
    ),
  ];
}

function inside(graph: ChartGraph, parent: string, indent: string): string[] {
  const around = graph.states.find(({ path }) => path === parent);
  const children = graph.states.filter((state) => state.parent === parent);
  const lines = children.flatMap((state) => [
    ...stateLines(graph, state, indent),
    ...(state.initial ? [`${indent}[*] --> ${idOf(state.path)}`] : []),
    ...(state.kind === 'final' ? [`${indent}${idOf(state.path)} --> [*]`] : []),
  ]);
  // Regions of a parallel state are told apart by a line of dashes.
  if (around?.kind !== 'parallel') return lines;
  return children.flatMap((state, at) => [...(at > 0 ? [`${indent}--`] : []), ...stateLines(graph, state, indent)]);
}

function stateLines(graph: ChartGraph, { path, key, kind }: ChartState, indent: string): string[] {
  const head = `${indent}state "${key}" as ${idOf(path)}`;
  if (kind !== 'compound' && kind !== 'parallel') return [head];
  return [`${head} {`, ...inside(graph, path, `${indent}  `), `${indent}}`];
}

/** A word of its own in the whole diagram, and none of mermaid's. */
function idOf(path: string): string {
  return `s_${path.replaceAll(/\W/g, '_')}`;
}

function row(arrow: ChartArrow): string {
  const { from, to, guard, event } = arrow;
  const goes = arrow.internal ? 'stays' : to === from ? 'itself, anew' : code(to);
  return `| ${from === '' ? 'any state' : code(from)} | ${code(eventText(event))} | ${guard === null ? '' : code(guard)} | ${goes} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
