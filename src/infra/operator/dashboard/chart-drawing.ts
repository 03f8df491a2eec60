// A statechart as it was laid out by the service, with the states lit in which an actor is, the arrow that was taken last, and
// pawns that move from state to state. What the picture says is said in words too, for whoever does not see it.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChartView } from '#domain/operator/chart.ts';
import { type Answer, get } from './api.ts';
import { boxOf, type Pawn, pawnPlaces } from './chart-pawns.ts';
import { roadTaken, roundedPath, type Transition, withAround } from './chart-roads.ts';
import { html, unlessSame } from './markup.ts';
import { stateTone } from './tree-rows.ts';

type Box = ChartView['boxes'][number];
type Edge = ChartView['edges'][number];

/** Smaller than that nobody can read it: it is scrolled instead. */
const SCALE_MIN = 0.62;
/** Between two tries to get a picture. */
const AGAIN_MS = 3_000;
const LABEL_HEIGHT = 13;
/** Of a plain arrow, and of the one that was taken. */
const TIPS = ['chart-tip', 'chart-tip-taken'] as const;
const NO_PAWNS: readonly Pawn[] = [];
const NO_NOTES: ReadonlyMap<string, string> = new Map();

export interface ChartDrawingProps {
  readonly view: ChartView;
  /** Paths of active states. */
  readonly active: readonly string[];
  /** The last transition. */
  readonly taken?: Transition | null;
  readonly pawns?: readonly Pawn[];
  readonly selected?: string | null;
  readonly onPawn?: (id: string) => void;
  /** A word at the right end of a box, by the path of its state. */
  readonly notes?: ReadonlyMap<string, string>;
  /** A state that is brought into the middle of the frame, anew with every other object. */
  readonly inSight?: { readonly state: string } | null;
  readonly label: string;
}

export function ChartDrawing(props: ChartDrawingProps) {
  const {
    view,
    active,
    taken = null,
    pawns = NO_PAWNS,
    selected = null,
    onPawn,
    notes = NO_NOTES,
    inSight = null,
    label,
  } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const scale = Math.min(1, Math.max(SCALE_MIN, width / view.width));
  useLayoutEffect(
    () => show(frame.current, inSight === null ? innermost(view, active) : boxOf(view, inSight.state), scale),
    [view.chart, width > 0, inSight],
  );
  const lit = [...withAround(active)].join(' ');
  const edge = taken === null ? null : roadTaken(view, taken);
  const road = edge === null ? '' : `${edge.from}>${edge.to}`;
  return html`<div class="statechart" ref=${frame} role="group" tabindex="0" aria-label=${label}>
    <svg role="img" aria-label=${label} width=${Math.round(view.width * scale)} height=${Math.round(view.height * scale)}
      viewBox=${`0 0 ${view.width} ${view.height}`}>
      <defs>
        ${TIPS.map(
          (
            id,
          ) => html`<marker key=${id} id=${id} viewBox="0 0 8 8" refX="7.2" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
            <path d="M0.5 0.8 7.4 4 0.5 7.2z" />
          </marker>`,
        )}
      </defs>
      <${Boxes} view=${view} lit=${lit} notes=${notes} />
      <${Edges} view=${view} road=${road} />
      ${pawns.length > 0 && html`<${Pawns} view=${view} pawns=${pawns} selected=${selected} onPawn=${onPawn} />`}
    </svg>
  </div>`;
}

interface BoxesProps {
  readonly view: ChartView;
  readonly lit: string;
  readonly notes: ReadonlyMap<string, string>;
}

const Boxes = unlessSame(({ view, lit, notes }: BoxesProps) => {
  const active = new Set(lit.split(' '));
  return html`<g>${view.boxes.map((box) => html`<${StateBox} key=${box.path} box=${box} active=${active.has(box.path)} note=${notes.get(box.path) ?? null} />`)}</g>`;
});

interface StateBoxProps {
  readonly box: Box;
  readonly active: boolean;
  readonly note: string | null;
}

const StateBox = unlessSame(({ box, active, note }: StateBoxProps) => {
  const { x, y, width, height, kind, key, path, initial } = box;
  const inner = kind === 'compound' || kind === 'parallel';
  return html`<g class="chart-box ${kind} ${active && path !== '' ? `active ${stateTone(key)}` : ''} ${path === '' ? 'whole' : ''}">
    <rect x=${x} y=${y} width=${width} height=${height} rx=${inner ? 8 : 6} />
    ${initial && html`<circle class="first" cx=${x + 14} cy=${y + 15} r="4"><title>It begins here</title></circle>`}
    ${kind === 'final' && html`<circle class="ring" cx=${x + 14} cy=${y + 15} r="5.5" /><circle class="first" cx=${x + 14} cy=${y + 15} r="3"><title>It ends here</title></circle>`}
    <text class="chart-title" x=${x + (initial || kind === 'final' ? 26 : 10)} y=${y + 19}>${key}</text>
    ${note !== null && html`<text class="chart-note" x=${x + width - 8} y=${y + height - 9}>${note}</text>`}
  </g>`;
});

const Edges = unlessSame(
  ({ view, road }: { readonly view: ChartView; readonly road: string }) =>
    html`<g>${view.edges.map((edge) => {
      const way = `${edge.from}>${edge.to}`;
      return html`<${Arrow} key=${way} edge=${edge} taken=${way === road} />`;
    })}</g>`,
);

const Arrow = unlessSame(({ edge, taken }: { readonly edge: Edge; readonly taken: boolean }) => {
  const { points, labels, labelAt } = edge;
  return html`<g class="chart-arrow ${points.length === 0 ? 'stays' : ''} ${taken ? 'taken' : ''}">
    ${points.length > 0 && html`<path d=${roundedPath(points)} marker-end=${`url(#${taken ? TIPS[1] : TIPS[0]})`} />`}
    ${labelAt !== null && html`<text x=${labelAt[0]} y=${labelAt[1]}>${labels.map((line, at) => html`<tspan key=${line} x=${labelAt[0]} y=${labelAt[1] + at * LABEL_HEIGHT}>${line}</tspan>`)}</text>`}
  </g>`;
});

interface PawnsProps {
  readonly view: ChartView;
  readonly pawns: readonly Pawn[];
  readonly selected: string | null;
  readonly onPawn: ((id: string) => void) | undefined;
}

/** Each keeps its element while it moves, so that it can be seen to move. */
const Pawns = unlessSame(({ view, pawns, selected, onPawn }: PawnsProps) => {
  const { places, counts } = pawnPlaces(view, pawns);
  return html`<g>
    ${places.map(
      ({
        pawn,
        x,
        y,
        folded,
      }) => html`<g key=${pawn.id} class="pawn ${folded ? 'folded' : ''} ${pawn.id === selected ? 'selected' : ''}"
        style=${{ transform: `translate(${x}px, ${y}px)` }} onClick=${() => onPawn?.(pawn.id)}>
        <circle r="4" /><title>${pawn.title}</title>
      </g>`,
    )}
    ${counts.map(({ state, count, x, y }) => html`<g key=${state} class="crowd"><rect x=${x - 15} y=${y - 9} width="30" height="18" rx="9" /><text x=${x} y=${y + 4}>${count}</text></g>`)}
  </g>`;
});

const known = new Map<string, ChartView>();

/** The picture of a machine, asked for until it is there: the first one is laid out when somebody asks, which a busy machine may not
 *  do in time. null while it is on its way, or when there is none. */
export function useChart(name: string | null): { readonly view: ChartView | null; readonly problem: string | null } {
  const [, draw] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    setProblem(null);
    if (name === null || known.has(name)) return;
    let left = false;
    let timer = 0;
    const ask = async () => {
      const answer: Answer<ChartView> = await get<ChartView>(`/api/charts/${encodeURIComponent(name)}`);
      if (answer.ok) known.set(name, answer.value);
      if (left) return;
      setProblem(answer.ok ? null : `The chart ${name} cannot be shown: ${answer.error}`);
      if (answer.ok) draw((count) => count + 1);
      else if (answer.status !== 404) timer = setTimeout(ask, AGAIN_MS);
    };
    void ask();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [name]);
  return { view: name === null ? null : (known.get(name) ?? null), problem };
}

function useWidth(frame: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    setWidth(element.clientWidth);
    return () => watch.disconnect();
  }, []);
  return width;
}

function innermost({ boxes }: ChartView, active: readonly string[]): Box | null {
  return boxes.findLast(({ path }) => path !== '' && active.includes(path)) ?? null;
}

/** In a picture larger than its frame, the box is brought into the middle. */
function show(frame: HTMLElement | null, box: Box | null, scale: number): void {
  if (frame === null || box === null) return;
  frame.scrollLeft = (box.x + box.width / 2) * scale - frame.clientWidth / 2;
  frame.scrollTop = (box.y + box.height / 2) * scale - frame.clientHeight / 2;
}
