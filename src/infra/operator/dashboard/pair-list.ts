// Every pair trade that is known, open ones first and what moved last before the rest, as rows that can be filtered; one that is chosen is shown with its way.
import { useState } from 'preact/hooks';
import type { PairTradeView } from '#domain/operator/views.ts';
import { Empty, Panel, Profit, State } from './figures.ts';
import { html, unlessSame } from './markup.ts';
import { filterPairs, PAIR_STATES, type PairFilter, pairTone } from './pair-figures.ts';
import { legWords } from './pair-way.ts';
import { noProfitWords, outcomeWords } from './pair-words.ts';
import { ageWords, countWords, sizeWords, utcWords } from './words.ts';

const ROWS_FIRST = 40;
const ROWS_MORE = 100;
const ALL: PairFilter = { text: '', market: '', state: '' };

interface PairListProps {
  readonly pairs: readonly PairTradeView[];
  readonly nowMs: number;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

export function PairList({ pairs, nowMs, selected, onSelect }: PairListProps) {
  const [filter, setFilter] = useState(ALL);
  const [rowsMax, setRowsMax] = useState(ROWS_FIRST);
  const found = filterPairs(pairs, filter);
  const rows = found.slice(0, rowsMax);
  const hidden = found.length - rows.length;
  return html`<${Panel} title="Pair trades" aside=${hidden > 0 ? `the first ${rows.length} of ${found.length}` : countWords(found.length, 'row')}>
    <${Filters} filter=${filter} onFilter=${setFilter} slugs=${[...new Set(pairs.map(({ slug }) => slug))].sort()} />
    ${
      rows.length === 0
        ? html`<${Empty} words=${pairs.length === 0 ? 'No pair trade yet.' : 'None fits these filters.'} />`
        : html`<div class="scroll-x" role="region" aria-label="List of pair trades" tabindex="0"><table class="tree pair-list">
      <thead><tr><th scope="col">Pair trade</th><th scope="col">State</th><th scope="col" class="number" title="Open ones first; what moved last comes before the rest">For</th><th scope="col" class="number beside">Size</th><th scope="col" class="beside">Legs</th><th scope="col" class="number">Profit</th></tr></thead>
      <tbody>${rows.map((pair) => {
        const age = pair.ended ? `${ageWords(pair.sinceMs, nowMs)} ago` : ageWords(pair.sinceMs, nowMs);
        return html`<${PairRow} key=${pair.id} pair=${pair} age=${age} here=${pair.id === selected} onSelect=${onSelect} />`;
      })}</tbody>
    </table></div>`
    }
    ${hidden > 0 && html`<p class="more"><button type="button" onClick=${() => setRowsMax(rowsMax + ROWS_MORE)}>Show ${Math.min(hidden, ROWS_MORE)} more</button></p>`}
  <//>`;
}

interface PairRowProps {
  readonly pair: PairTradeView;
  readonly age: string;
  readonly here: boolean;
  readonly onSelect: (id: string) => void;
}

const PairRow = unlessSame(({ pair, age, here, onSelect }: PairRowProps) => {
  const { id, slug, state, sinceMs, size, legs, profit } = pair;
  const outcome = outcomeWords(pair);
  return html`<tr class=${here ? 'here' : ''} onClick=${() => onSelect(id)}>
    <th scope="row"><button type="button" class="plain link-like" aria-label=${`${slug} ${id}: show its way`}>${slug} <small class="beside">${id}</small></button></th>
    <td><${State} tone=${pairTone(state)} words=${state} /></td>
    <td class="number"><time title=${utcWords(sinceMs)}>${age}</time></td>
    <td class="number beside">${sizeWords(size)}</td>
    <td class="legs beside">${legs.map(legWords).join(' · ') || html`<span class="soft">none yet</span>`}</td>
    <td class="number">${outcome === null ? html`<${Profit} dollars=${profit} />` : html`<small class="soft" title=${noProfitWords(pair)}>${outcome}</small>`}</td>
  </tr>`;
});

interface FiltersProps {
  readonly filter: PairFilter;
  readonly onFilter: (filter: PairFilter) => void;
  readonly slugs: readonly string[];
}

function Filters({ filter, onFilter, slugs }: FiltersProps) {
  const textOf = (event: Event) => (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
  return html`<div class="tools-row">
    <input type="search" data-filter placeholder="Filter: a market, a pair trade ( / )" aria-label="Filter pair trades" value=${filter.text} onInput=${(event: Event) => onFilter({ ...filter, text: textOf(event) })} />
    <select aria-label="Market" value=${filter.market} onChange=${(event: Event) => onFilter({ ...filter, market: textOf(event) })}>
      <option value="">every market</option>${slugs.map((slug) => html`<option key=${slug} value=${slug}>${slug}</option>`)}
    </select>
    <select aria-label="State" value=${filter.state} onChange=${(event: Event) => onFilter({ ...filter, state: textOf(event) })}>
      <option value="">every state</option><option value="open">open</option><option value="ended">ended</option>
      ${PAIR_STATES.map((state) => html`<option key=${state} value=${state}>${state}</option>`)}
    </select>
  </div>`;
}
