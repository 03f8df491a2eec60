// How pair trades fare together: how many came how far, how long they stay in each state, and how soon their cash is free.
import type { PairTradesSummary, PairTradeView } from '#domain/operator/views.ts';
import { Empty, type Line, Lines, Panel, Profit } from './figures.ts';
import { html } from './markup.ts';
import { funnelOf, PAIR_STATES, velocityOf } from './pair-figures.ts';
import { countWords, dollarWords, durationWords, NOTHING, percentWords, sizeWords } from './words.ts';

export function FunnelPanel({ summary }: { readonly summary: PairTradesSummary | null }) {
  const steps = summary === null ? [] : funnelOf(summary);
  return html`<${Panel} title="From planned to merged">
    ${steps.length === 0 && html`<${Empty} words="Not counted yet." />`}
    <table class="bars"><caption class="hidden">How many pair trades came how far</caption><tbody>
      ${steps.map(
        ({ name, count, share, way }) => html`<tr key=${name} class=${way}>
          <th scope="row">${way === 'out' ? `or ${name}` : name}</th>
          <td class="bar"><${Bar} share=${share ?? 0} /></td>
          <td class="number">${count}</td><td class="number soft">${percentWords(share)}</td>
        </tr>`,
      )}
    </tbody></table>
  <//>`;
}

export function TimesPanel({ summary }: { readonly summary: PairTradesSummary | null }) {
  const times = Object.entries(summary?.timeInStateMs ?? {}).sort(
    ([a], [b]) => PAIR_STATES.indexOf(a) - PAIR_STATES.indexOf(b),
  );
  const longest = Math.max(1, ...times.map(([, { p90 }]) => p90));
  return html`<${Panel} title="Time in each state" aside="half · nine of ten within">
    ${times.length === 0 && html`<${Empty} words="No pair trade has left a state yet." />`}
    <table class="bars"><caption class="hidden">Time in each state</caption><tbody>
      ${times.map(
        ([state, { median, p90, n }]) => html`<tr key=${state} title=${`${countWords(n, 'time')} so far`}>
          <th scope="row">${state}</th><td class="bar"><${Bar} share=${median / longest} beyond=${p90 / longest} /></td>
          <td class="number">${durationWords(median)}</td><td class="number soft">${durationWords(p90)}</td>
        </tr>`,
      )}
    </tbody></table>
  <//>`;
}

interface VelocityProps {
  readonly summary: PairTradesSummary | null;
  readonly pairs: readonly PairTradeView[];
  readonly nowMs: number;
}

export function VelocityPanel({ summary, pairs, nowMs }: VelocityProps) {
  const { tiedMs, turnsADay, freedHour, merged } = velocityOf(pairs, nowMs);
  const free = summary?.cashFreeMs ?? null;
  const lines: readonly Line[] = [
    [
      'Cash free after both legs',
      free === null ? NOTHING : durationWords(free.median),
      free === null
        ? undefined
        : `Half of ${countWords(free.n, 'merge')}; nine of ten within ${durationWords(free.p90)}`,
    ],
    ['Cash tied, first fill to merged', durationWords(tiedMs), `Half of the ${merged} merged that this page knows`],
    [
      'A dollar comes round',
      turnsADay === null ? NOTHING : `${sizeWords(Math.round(turnsADay))} × a day`,
      'If it were always in a pair trade, at that pace',
    ],
    ['Set free by merges, last hour', dollarWords(freedHour), 'One dollar a complete set'],
    ['Profit of merged pairs', html`<${Profit} dollars=${summary?.profit ?? null} />`, 'Before gas'],
    ['Profit of those sold or abandoned', 'in their markets', unmergedWords(summary)],
  ];
  return html`<${Panel} title="Capital velocity"><${Lines} lines=${lines} /><//>`;
}

function unmergedWords(summary: PairTradesSummary | null): string {
  const [sold, abandoned] = summary === null ? [NOTHING, NOTHING] : [summary.sold, summary.abandoned];
  return `${sold} were sold again and ${abandoned} abandoned: what that brought or cost is in the P&L of their markets, and not told of each`;
}

/** `share` of the width; `beyond` paler. */
function Bar({ share, beyond = 0 }: { readonly share: number; readonly beyond?: number }) {
  const width = (part: number) => `${Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10}%`;
  return html`<svg aria-hidden="true"><rect class="track" width="100%" height="10" /><rect class="beyond" width=${width(beyond)} height="10" /><rect class="fill" width=${width(share)} height="10" /></svg>`;
}
