// Pair trades: where each one stands on the statechart, how they fare together, and below it each of them with its way so far.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PairTradesSummary, PairTradeView } from '#domain/operator/views.ts';
import { type Answer, get, query } from './api.ts';
import { Problem, Waiting } from './figures.ts';
import { html } from './markup.ts';
import { PairChart } from './pair-chart.ts';
import { joinPairs } from './pair-figures.ts';
import { PairList } from './pair-list.ts';
import { FunnelPanel, TimesPanel, VelocityPanel } from './pair-summary.ts';
import { PairWay } from './pair-way.ts';
import type { ViewProps } from './view.ts';

const RELOAD_MS = 15_000;
const SUMMARY_MS = 2_000;
const OPEN_MAX = 1_000;
const ENDED_MAX = 300;

export function PairTradesView({ pairTrades: told, nowMs }: ViewProps) {
  const { loaded, summary, problem } = useLoaded();
  const [selected, setSelected] = useState<string | null>(null);
  const pairs = useMemo(() => joinPairs(loaded ?? [], told), [loaded, told]);
  const chosen = pairs.find(({ id }) => id === selected) ?? null;
  if (loaded === null && problem === null) return html`<${Waiting} words="Asking for the pair trades …" />`;
  return html`<div class="pairs">
    <h1 class="hidden">Pair trades</h1>
    ${problem !== null && html`<${Problem} words=${`The pair trades cannot be read: ${problem}`} />`}
    <${PairChart} ...${{ pairs, summary, nowMs, selected, onPawn: setSelected }} />
    ${chosen !== null && html`<${PairWay} pair=${chosen} nowMs=${nowMs} onClose=${() => setSelected(null)} />`}
    <div class="pair-figures">
      <${FunnelPanel} summary=${summary} />
      <${TimesPanel} summary=${summary} />
      <${VelocityPanel} summary=${summary} pairs=${pairs} nowMs=${nowMs} />
    </div>
    <${PairList} ...${{ pairs, nowMs, selected, onSelect: setSelected }} />
  </div>`;
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
