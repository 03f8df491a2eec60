// Pair trades on their statechart: each open one is a pawn that moves when its state changes. Around it how they fare together, and
// below it each of them with its way so far.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PairTradesSummary, PairTradeView } from '#domain/operator/views.ts';
import { type Answer, get, query } from './api.ts';
import { ChartDrawing, useChart } from './chart-drawing.ts';
import type { Pawn } from './chart-pawns.ts';
import { Empty, Panel, Problem, Waiting } from './figures.ts';
import { html } from './markup.ts';
import { joinPairs } from './pair-figures.ts';
import { PairList } from './pair-list.ts';
import { FunnelPanel, TimesPanel, VelocityPanel } from './pair-summary.ts';
import { PairWay } from './pair-way.ts';
import type { ViewProps } from './view.ts';
import { countWords } from './words.ts';

const RELOAD_MS = 15_000;
const SUMMARY_MS = 2_000;
const OPEN_MAX = 1_000;
const ENDED_MAX = 300;
/** A trade that ended stays in sight so long, so that its arrival can be seen. */
const LINGER_MS = 12_000;
const CHART = 'pair-trade';

export function PairTradesView({ pairTrades: told, nowMs }: ViewProps) {
  const { loaded, summary, problem } = useLoaded();
  const [selected, setSelected] = useState<string | null>(null);
  const pairs = useMemo(() => joinPairs(loaded ?? [], told), [loaded, told]);
  const chosen = pairs.find(({ id }) => id === selected) ?? null;
  if (loaded === null && problem === null) return html`<${Waiting} words="Asking for the pair trades …" />`;
  return html`<div class="pairs">
    <h1 class="hidden">Pair trades</h1>
    ${problem !== null && html`<${Problem} words=${`The pair trades cannot be read: ${problem}`} />`}
    <${OnTheChart} ...${{ pairs, summary, nowMs, selected, onPawn: setSelected }} />
    ${chosen !== null && html`<${PairWay} pair=${chosen} nowMs=${nowMs} onClose=${() => setSelected(null)} />`}
    <div class="pair-figures">
      <${FunnelPanel} summary=${summary} />
      <${TimesPanel} summary=${summary} />
      <${VelocityPanel} summary=${summary} pairs=${pairs} nowMs=${nowMs} />
    </div>
    <${PairList} ...${{ pairs, nowMs, selected, onSelect: setSelected }} />
  </div>`;
}

interface OnTheChartProps {
  readonly pairs: readonly PairTradeView[];
  readonly summary: PairTradesSummary | null;
  readonly nowMs: number;
  readonly selected: string | null;
  readonly onPawn: (id: string) => void;
}

function OnTheChart({ pairs, summary, nowMs, selected, onPawn }: OnTheChartProps) {
  const { view, problem } = useChart(CHART);
  const shown = pairs.filter(({ ended, sinceMs }) => !ended || nowMs - sinceMs < LINGER_MS);
  const open = shown.filter(({ ended }) => !ended).length;
  const key = shown.map(({ id, state }) => `${id} ${state}`).join();
  // The same list as long as nobody came, went or moved: then nothing is drawn anew.
  const pawns = useMemo(() => shown.map(pawnOf), [key]);
  const notes = useMemo(() => endNotes(summary), [summary]);
  const title = `${countWords(open, 'open pair trade')} on the statechart`;
  return html`<${Panel} title="On the statechart" aside=${countWords(open, 'open pair trade')}>
    ${problem !== null && html`<${Problem} words=${problem} />`}
    ${view === null && problem === null && html`<${Waiting} words="Laying the chart out …" />`}
    ${view !== null && html`<${ChartDrawing} ...${{ view, active: NONE, pawns, selected, notes, onPawn, label: title }} />`}
    ${open === 0 && html`<${Empty} words="No pair trade is open: none was planned, or all have ended." />`}
  <//>`;
}

const NONE: readonly string[] = [];

function pawnOf({ id, state, slug, size }: PairTradeView): Pawn {
  return { id, state, title: `${slug} · ${size} shares · ${state} · ${id}` };
}

/** How many came to each end. */
function endNotes(summary: PairTradesSummary | null): ReadonlyMap<string, string> {
  if (summary === null) return new Map();
  const { merged, sold, abandoned, failed } = summary;
  return new Map(Object.entries({ merged, sold, abandoned, failed }).map(([state, count]) => [state, String(count)]));
}

interface Loaded {
  readonly loaded: readonly PairTradeView[] | null;
  readonly summary: PairTradesSummary | null;
  readonly problem: string | null;
}

/** What is there at first, and again now and then: changes while nobody listened are told by nobody. */
function useLoaded(): Loaded {
  const [loaded, setLoaded] = useState<readonly PairTradeView[] | null>(null);
  const [summary, setSummary] = useState<PairTradesSummary | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const left = new AbortController();
    const take = <Value>(answer: Answer<Value>, use: (value: Value) => void) => {
      if (left.signal.aborted) return;
      if (answer.ok) use(answer.value);
      setProblem(answer.ok ? null : answer.error);
    };
    const reload = async () => {
      const [open, ended] = await Promise.all([
        pairsOf(true, OPEN_MAX, left.signal),
        pairsOf(false, ENDED_MAX, left.signal),
      ]);
      take(open, (first) => take(ended, (second) => setLoaded([...first, ...second])));
    };
    const count = async () => take(await get<PairTradesSummary>('/api/pair-trades/summary', left.signal), setSummary);
    void reload();
    void count();
    // Nobody asks for what nobody sees.
    const whileSeen = (ask: () => Promise<void>) => () => void (document.hidden || ask());
    const timers = [setInterval(whileSeen(reload), RELOAD_MS), setInterval(whileSeen(count), SUMMARY_MS)];
    return () => {
      left.abort();
      for (const timer of timers) clearInterval(timer);
    };
  }, []);
  return { loaded, summary, problem };
}

function pairsOf(open: boolean, limit: number, signal: AbortSignal): Promise<Answer<readonly PairTradeView[]>> {
  return get(query('/api/pair-trades', { open: String(open), limit }), signal);
}
