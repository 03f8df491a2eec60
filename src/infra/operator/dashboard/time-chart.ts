// A chart over time: uPlot inside a component. Colours come from the theme at every drawing, the width from the page. Markers are
// drawn over the lines by whoever brings them.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { html } from './markup.ts';

export interface ChartLine {
  readonly name: string;
  /** A colour of the theme: `--good`. */
  readonly colour: string;
  readonly width: number;
  readonly dashed?: boolean;
  /** Holds until it changes. */
  readonly stepped?: boolean;
}

export interface Marker {
  readonly atMs: number;
  readonly value: number;
  readonly kind: 'up' | 'down';
}

export interface TimeChartProps {
  /** What it shows, for whoever does not see it. */
  readonly label: string;
  readonly lines: readonly ChartLine[];
  /** Times in milliseconds, then one list a line; the same list as before is not drawn again. */
  readonly data: readonly (readonly (number | null)[])[];
  readonly markers?: readonly Marker[];
  readonly height: number;
  readonly words: (value: number) => string;
  /** Charts of one name share their cursor. */
  readonly sync: string;
}

const MARK_SIZE = 5;

export function TimeChart(props: TimeChartProps) {
  const { label, data, markers = [], lines, height } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const marks = useRef(markers);
  marks.current = markers;

  // Made once; what changes in it is set below.
  useEffect(() => {
    if (place.current === null) return;
    const made = new uPlot(
      options(props, place.current.clientWidth, () => marks.current),
      asData(data),
      place.current,
    );
    chart.current = made;
    const resized = new ResizeObserver(([entry]) =>
      made.setSize({ width: Math.floor(entry!.contentRect.width), height }),
    );
    resized.observe(place.current);
    const recoloured = watchTheme(() => made.redraw(false, true));
    return () => {
      resized.disconnect();
      recoloured();
      made.destroy();
    };
  }, []);
  useEffect(() => chart.current?.setData(asData(data)), [data, markers]);

  return html`<figure class="chart">
    <figcaption>
      ${lines.map(({ name, colour, dashed }) => html`<span key=${name} class="key key${colour} ${dashed ? 'dashed' : ''}">${name}</span>`)}
      ${markers.length > 0 && html`<span class="mark up">▲ bought</span><span class="mark down">▼ sold</span>`}
    </figcaption>
    <div ref=${place} role="img" aria-label=${label}></div>
  </figure>`;
}

function options(props: TimeChartProps, width: number, markers: () => readonly Marker[]): uPlot.Options {
  const { lines, height, words, sync } = props;
  const axis: uPlot.Axis = {
    stroke: () => themed('--soft'),
    grid: { stroke: () => themed('--line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  };
  return {
    width,
    height,
    ms: 1,
    legend: { show: false },
    cursor: { sync: { key: sync }, drag: { x: true, y: false }, points: { size: 5 } },
    scales: { x: { time: true } },
    axes: [
      { ...axis, size: 24, values: (_, splits, _axis, _space, stepMs) => splits.map((at) => clock(at, stepMs)) },
      { ...axis, size: 62, values: (_, splits) => splits.map((value) => words(value)) },
    ],
    series: [{}, ...lines.map(asSeries)],
    hooks: { draw: [(chart) => drawMarkers(chart, markers())], setCursor: [(chart) => showCursor(chart, props)] },
  };
}

function asSeries({ name, colour, width, dashed = false, stepped = false }: ChartLine): uPlot.Series {
  return {
    label: name,
    stroke: () => themed(colour),
    width,
    points: { show: false },
    // A pixel more on either side: a stepped line would leave a hair at the edge of its gap.
    gaps: (_chart, _series, _from, _to, gaps) => gaps.map(([from, to]) => [from - 1, to + 1]),
    ...(dashed ? { dash: [4, 3] } : {}),
    ...(stepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
  };
}

/** What lies under the cursor, in words over the chart. */
function showCursor(chart: uPlot, { lines, words }: TimeChartProps): void {
  const at = chart.cursor.idx;
  const over = chart.root.querySelector('.chart-values') ?? chart.root.appendChild(document.createElement('div'));
  over.className = 'chart-values';
  const time = at === null || at === undefined ? undefined : chart.data[0][at];
  if (time === undefined || (chart.cursor.left ?? -1) < 0) {
    over.textContent = '';
    return;
  }
  const values = lines.flatMap(({ name }, index) => {
    const value = chart.data[index + 1]?.[at!];
    return value === null || value === undefined ? [] : `${name} ${words(value)}`;
  });
  over.textContent = [clock(time, 0), ...values].join('   ');
}

/** On the viewer's wall; seconds only where ticks are closer than a minute. */
function clock(atMs: number, stepMs: number): string {
  return new Date(atMs).toTimeString().slice(0, stepMs < 60_000 ? 8 : 5);
}

function drawMarkers(chart: uPlot, markers: readonly Marker[]): void {
  const { ctx, bbox } = chart;
  const size = MARK_SIZE * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = devicePixelRatio;
  ctx.strokeStyle = themed('--panel');
  for (const { atMs, value, kind } of markers) {
    const x = chart.valToPos(atMs, 'x', true);
    const y = chart.valToPos(value, 'y', true);
    const way = kind === 'up' ? 1 : -1;
    ctx.fillStyle = themed(kind === 'up' ? '--bid' : '--ask');
    ctx.beginPath();
    ctx.moveTo(x, y - way * size);
    ctx.lineTo(x + size, y + way * size);
    ctx.lineTo(x - size, y + way * size);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

function asData(data: TimeChartProps['data']): uPlot.AlignedData {
  return data as unknown as uPlot.AlignedData;
}

function themed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** By the toggle or by the system. Returns how to stop watching. */
function watchTheme(changed: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  media.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', changed);
  };
}
