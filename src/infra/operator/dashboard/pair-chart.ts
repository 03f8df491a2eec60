// Pair trades on their statechart: each open one is a pawn that moves when its state changes. Where only a part of the picture fits, it
// begins where most of them stand, and every state that holds one is a press away.
import { useMemo, useState } from 'preact/hooks';
import type { PairTradesSummary, PairTradeView } from '#domain/operator/views.ts';
import { ChartDrawing, useChart } from './chart-drawing.ts';
import type { Pawn } from './chart-pawns.ts';
import { Empty, Panel, Problem, State, Waiting } from './figures.ts';
import { html } from './markup.ts';
import { useNarrow } from './narrow.ts';
import { fullest, pairTone, standingOf } from './pair-figures.ts';
import { countWords } from './words.ts';

/** A trade that ended stays in sight so long, so that its arrival can be seen. */
const LINGER_MS = 12_000;
const CHART = 'pair-trade';
const NONE: readonly string[] = [];

interface PairChartProps {
  readonly pairs: readonly PairTradeView[];
  readonly summary: PairTradesSummary | null;
  readonly nowMs: number;
  readonly selected: string | null;
  readonly onPawn: (id: string) => void;
}

export function PairChart({ pairs, summary, nowMs, selected, onPawn }: PairChartProps) {
  const { view, problem } = useChart(CHART);
  const narrow = useNarrow();
  // Whoever came last to a state stands last in it.
  const shown = pairs
    .filter(({ ended, sinceMs }) => !ended || nowMs - sinceMs < LINGER_MS)
    .sort((a, b) => a.sinceMs - b.sinceMs);
  const open = shown.filter(({ ended }) => !ended).length;
  const key = shown.map(({ id, state }) => `${id} ${state}`).join();
  // The same list as long as nobody came, went or moved: then nothing is drawn anew.
  const pawns = useMemo(() => shown.map(pawnOf), [key]);
  const notes = useMemo(() => endNotes(summary), [summary]);
  const [inSight, bring] = useInSight(shown);
  const title = `${countWords(open, 'open pair trade')} on the statechart`;
  return html`<${Panel} title="On the statechart" aside=${countWords(open, 'open pair trade')}>
    ${problem !== null && html`<${Problem} words=${problem} />`}
    ${view === null && problem === null && html`<${Waiting} words="Laying the chart out …" />`}
    ${narrow && html`<${Standing} shown=${shown} summary=${summary} onState=${bring} />`}
    ${view !== null && html`<${ChartDrawing} ...${{ view, active: NONE, pawns, selected, notes, onPawn, inSight, label: title }} />`}
    ${open === 0 && html`<${Empty} words="No pair trade is open: none was planned, or all have ended." />`}
  <//>`;
}

interface InSight {
  readonly state: string;
}

/** At first the state that holds most of them, then whichever was asked for. */
function useInSight(shown: readonly PairTradeView[]): readonly [InSight | null, (state: string) => void] {
  const [asked, setAsked] = useState<InSight | null>(null);
  const some = shown.length > 0;
  const first = useMemo(() => (some ? { state: fullest(shown) } : null), [some]);
  return [asked ?? first, (state) => setAsked({ state })];
}

interface StandingProps {
  readonly shown: readonly PairTradeView[];
  readonly summary: PairTradesSummary | null;
  readonly onState: (state: string) => void;
}

function Standing({ shown, summary, onState }: StandingProps) {
  return html`<ul class="standing" aria-label="States with pair trades">
    ${standingOf(shown, summary).map(([state, count]) => html`<li key=${state}><button type="button" class="small" title="Bring it into the middle" onClick=${() => onState(state)}><${State} tone=${pairTone(state)} words=${state} /> <b>${count}</b></button></li>`)}
  </ul>`;
}

function pawnOf({ id, state, slug, size }: PairTradeView): Pawn {
  return { id, state, title: `${slug} · ${size} shares · ${state} · ${id}` };
}

/** How many came to each end. */
function endNotes(summary: PairTradesSummary | null): ReadonlyMap<string, string> {
  if (summary === null) return new Map();
  const { merged, sold, abandoned, failed } = summary;
  return new Map(Object.entries({ merged, sold, abandoned, failed }).map(([state, count]) => [state, String(count)]));
}
