// Lays a statechart out for drawing: compound states around their children, arrows between the same two states as one with
// several labels, and arrows that stay in their state as lines in its box. Done once per chart, when somebody first asks for
// it: it takes some 100 ms, so it belongs into the door's thread. The same chart gives the same picture.
import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs';
import type { ChartArrow, ChartGraph, ChartState, ChartView } from '#domain/operator/chart.ts';
import { arrowsBetween, arrowText } from '#domain/operator/chart-page.ts';

type Arrows = readonly [ChartArrow, ...ChartArrow[]];
type Box = ChartView['boxes'][number];
type Edge = ChartView['edges'][number];

/** Pixels. Labels are in a monospaced font of 10 px, titles in one of 12 px. */
const LABEL = { width: 6.05, height: 13, ascent: 10 } as const;
const TITLE = { width: 7.4, height: 24, left: 26, right: 12 } as const;
const INNER = { left: 10, top: 4, bottom: 6 } as const;
const BOX_WIDTH_MIN = 76;
const COMPOUND_PAD = 12;
/** Below the text of each innermost state, for what stands in it: pair trades. */
const ROOM: ReadonlyMap<string, { readonly width: number; readonly height: number }> = new Map([
  ['pair-trade', { width: 104, height: 34 }],
]);
/** How much wider than high a picture fits best. */
const SHAPE = 1.6;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.randomSeed': '1',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.edgeLabels.inline': 'false',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '8',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeNodeBetweenLayers': '9',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '7',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
} as const;

const views = new WeakMap<ChartGraph, Promise<ChartView>>();
let engine: Promise<ELK> | null = null;

/** Rejects when the chart cannot be laid out; asked again, it tries again. */
export function chartView(graph: ChartGraph): Promise<ChartView> {
  const known = views.get(graph);
  if (known) return known;
  const view = layOut(graph);
  views.set(graph, view);
  view.catch(() => views.delete(graph));
  return view;
}

/** Both ways round; the one that fits a screen better is kept. */
async function layOut(graph: ChartGraph): Promise<ChartView> {
  engine ??= import('elkjs/lib/elk.bundled.js').then(
    ({ default: Engine }) => new (Engine as unknown as new () => ELK)(),
  );
  const elk = await engine;
  const down = viewOf(graph, await elk.layout(elkGraph(graph, 'DOWN')));
  const right = viewOf(graph, await elk.layout(elkGraph(graph, 'RIGHT')));
  return crowding(right) < crowding(down) ? right : down;
}

/** How far it has to be shrunk to fit. */
function crowding({ width, height }: ChartView): number {
  return Math.max(width, height * SHAPE);
}

function elkGraph(graph: ChartGraph, direction: 'DOWN' | 'RIGHT'): ElkNode {
  const roads = arrowsBetween(graph);
  const texts = new Map(roads.filter(stays).map((arrows) => [arrows[0].from, labelsOf(arrows)]));
  // What a compound state does not say itself is the engine's default, not what is said around it.
  const options = { ...OPTIONS, 'elk.direction': direction };
  const root = graph.states.find(({ parent }) => parent === null);
  if (!root) throw new Error(`the chart ${graph.chart} has no root`);
  return {
    id: 'chart',
    layoutOptions: { ...options, 'elk.padding': '[top=8,left=8,bottom=8,right=8]' },
    children: [elkNode(graph, root, texts, options)],
    edges: roads.filter((arrows) => !stays(arrows)).map((arrows) => elkEdge(arrows, isForward(graph, arrows))),
  };
}

function elkNode(
  graph: ChartGraph,
  state: ChartState,
  texts: ReadonlyMap<string, readonly string[]>,
  options: Readonly<Record<string, string>>,
): ElkNode {
  const lines = texts.get(state.path) ?? [];
  const children = graph.states.filter(({ parent }) => parent === state.path);
  const room = ROOM.get(graph.chart) ?? { width: 0, height: 0 };
  const width = Math.ceil(
    Math.max(
      BOX_WIDTH_MIN,
      TITLE.left + state.key.length * TITLE.width + TITLE.right,
      ...lines.map((line) => 2 * INNER.left + line.length * LABEL.width),
    ),
  );
  const text = TITLE.height + (lines.length > 0 ? INNER.top + lines.length * LABEL.height + INNER.bottom : 0);
  if (children.length === 0)
    return { id: nodeId(state.path), width: Math.max(width, room.width), height: text + 4 + room.height };
  return {
    id: nodeId(state.path),
    layoutOptions: {
      ...options,
      'elk.padding': `[top=${text + COMPOUND_PAD},left=${COMPOUND_PAD},bottom=${COMPOUND_PAD},right=${COMPOUND_PAD}]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${text})`,
    },
    children: children.map((child) => elkNode(graph, child, texts, options)),
  };
}

function elkEdge(arrows: Arrows, forward: boolean): ElkExtendedEdge {
  const [{ from, to }] = arrows;
  const lines = labelsOf(arrows);
  const width = Math.max(...lines.map((line) => line.length)) * LABEL.width;
  return {
    id: edgeId(from, to),
    layoutOptions: { 'elk.layered.priority.direction': forward ? '10' : '0' },
    sources: [nodeId(from)],
    targets: [nodeId(to)],
    labels: [{ text: lines.join('\n'), width: Math.ceil(width), height: lines.length * LABEL.height }],
  };
}

function viewOf(graph: ChartGraph, laid: ElkNode): ChartView {
  const nodes = new Map(nodesOf(laid).map((node) => [node.id, node]));
  const edges = new Map((laid.edges ?? []).map((edge) => [edge.id, edge]));
  const boxes = graph.states.map((state): Box => {
    const { x = 0, y = 0, width = 0, height = 0 } = nodes.get(nodeId(state.path)) as ElkNode;
    return { ...state, x: round(x), y: round(y), width: round(width), height: round(height) };
  });
  const at = new Map(boxes.map((box) => [box.path, box]));
  return {
    chart: graph.chart,
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    boxes,
    edges: arrowsBetween(graph).map((arrows): Edge => {
      const [{ from, to }] = arrows;
      const labels = labelsOf(arrows);
      if (!stays(arrows)) return { from, to, labels, ...roadOf(edges.get(edgeId(from, to)) as ElkExtendedEdge) };
      const { x, y } = at.get(from) as Box;
      return { from, to, labels, points: [], labelAt: [x + INNER.left, y + TITLE.height + INNER.top + LABEL.ascent] };
    }),
  };
}

function roadOf({ sections = [], labels = [] }: ElkExtendedEdge): Pick<Edge, 'points' | 'labelAt'> {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const [label] = labels;
  return {
    points: points.map(({ x, y }) => [round(x), round(y)] as const),
    labelAt: label ? [round(label.x ?? 0), round((label.y ?? 0) + LABEL.ascent)] : null,
  };
}

function nodesOf(node: ElkNode): ElkNode[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}

function stays([{ from, to }]: Arrows): boolean {
  return from === to;
}

/** Each text once; a state that is entered anew shows it. */
function labelsOf(arrows: Arrows): string[] {
  return [
    ...new Set(arrows.map((arrow) => (stays(arrows) && !arrow.internal ? `↻ ${arrowText(arrow)}` : arrowText(arrow)))),
  ];
}

/** Machines list their states in the order of a life: what leads on in it should lead on in the picture. */
function isForward({ states }: ChartGraph, [{ from, to }]: Arrows): boolean {
  const at = (path: string) => states.findIndex((state) => state.path === path);
  return at(to) > at(from);
}

const nodeId = (path: string): string => `state ${path}`;
const edgeId = (from: string, to: string): string => `${from}>${to}`;

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
