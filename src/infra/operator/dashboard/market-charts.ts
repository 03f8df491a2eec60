// A market over time: prices with our quotes and fills in them, what we held, and what it earned.
import { useMemo } from 'preact/hooks';
import type { FillView, MarketHistory } from '#domain/operator/market-views.ts';
import { Empty, Problem, Waiting } from './figures.ts';
import { pastAt } from './market-past.ts';
import { html } from './markup.ts';
import { usePolled } from './polled.ts';
import { type ChartLine, type Marker, TimeChart } from './time-chart.ts';
import { countWords, dollarWords, markWords, numberOf, signedSizeWords } from './words.ts';

const ASKED_EVERY_MS = 5_000;
const SYNC = 'market';

const PRICES: readonly ChartLine[] = [
  { name: 'bid', colour: '--strong-line', width: 1, stepped: true },
  { name: 'ask', colour: '--strong-line', width: 1, stepped: true },
  { name: 'our bid', colour: '--bid', width: 1.6, stepped: true },
  { name: 'our ask', colour: '--ask', width: 1.6, stepped: true },
  { name: 'mark', colour: '--accent', width: 1.2, dashed: true },
];
const HELD: readonly ChartLine[] = [{ name: 'net shares held', colour: '--accent', width: 1.6, stepped: true }];
const EARNED: readonly ChartLine[] = [{ name: 'profit', colour: '--accent', width: 1.6 }];

export function MarketCharts({ slug, tick }: { readonly slug: string; readonly tick: string }) {
  const path = `/api/markets/${encodeURIComponent(slug)}/history`;
  const growing = useMemo(() => pastAt(path), [path]);
  const { value, problem } = usePolled<MarketHistory>(path, ASKED_EVERY_MS, growing);
  const { prices, held, earned, markers } = useMemo(() => drawn(value), [value]);
  if (value === null)
    return problem === null
      ? html`<${Waiting} words="Asking for the history …" />`
      : html`<${Problem} words=${problem.error} />`;
  if (value.points.length < 2) return html`<${Empty} words="No history yet: the first points come within seconds." />`;
  const fills = countWords(markers.length, 'fill');
  return html`<div class="charts">
    ${problem !== null && html`<${Problem} words=${problem.error} />`}
    <${TimeChart} label=${`Prices over time, with our quotes and ${fills}`} lines=${PRICES} data=${prices} markers=${markers} height=${250} words=${(price: number) => markWords(price, tick)} sync=${SYNC} />
    <${TimeChart} label="Net shares held over time" lines=${HELD} data=${held} height=${110} words=${signedSizeWords} sync=${SYNC} />
    <${TimeChart} label="Profit over time" lines=${EARNED} data=${earned} height=${110} words=${dollarWords} sync=${SYNC} />
  </div>`;
}

type Column = readonly (number | null)[];

/** Points are rows, charts want columns. */
function drawn(history: MarketHistory | null) {
  const points = history?.points ?? [];
  const column = (at: number): Column => points.map((point) => point[at] ?? null);
  const times = column(0);
  return {
    prices: [times, column(1), column(2), column(3), column(4), column(5)],
    held: [times, column(6)],
    earned: [times, column(7)],
    markers: (history?.fills ?? []).flatMap(markerOf),
  };
}

function markerOf({ atMs, yesPrice, side, status }: FillView): Marker | readonly Marker[] {
  const value = numberOf(yesPrice);
  // What failed to settle was no fill after all.
  return value === null || status === 'failed' ? [] : { atMs, value, kind: side === 'bid' ? 'up' : 'down' };
}
