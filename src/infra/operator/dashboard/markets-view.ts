// All markets, a row each: filtered, sorted and grouped as the person likes it, remembered while the page is open. A market's own
// page is loaded when somebody opens one.
import type { ComponentType } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { EndedView } from '#domain/operator/views.ts';
import { Empty, Profit, Waiting } from './figures.ts';
import { PLAIN, type Section, type Sort, sections, showingCounts, type Wanted } from './market-order.ts';
import type { MarketPageProps } from './market-page.ts';
import { MarketCard, MarketLine } from './market-row.ts';
import type { Showing } from './market-words.ts';
import { html } from './markup.ts';
import { useNarrow } from './narrow.ts';
import type { ShowingById } from './steady.ts';
import type { ViewProps } from './view.ts';
import { countWords, numberOf } from './words.ts';

/** Rows that move under the eye are not read: they change places this often at most. */
const SORTED_EVERY_MS = 2_000;

/** Outlives a look at another view. */
let kept: Wanted = PLAIN;

export function MarketsView(props: ViewProps) {
  const { place, snapshot } = props;
  if (place.of === null) return html`<${MarketList} ...${props} />`;
  return html`<${LazyPage} key=${place.of} slug=${place.of} row=${snapshot.markets.find(({ slug }) => slug === place.of) ?? null} nowMs=${props.nowMs} stale=${props.stale} />`;
}

function LazyPage(props: MarketPageProps) {
  const [page, setPage] = useState<{ Page: ComponentType<MarketPageProps> } | null>(null);
  useEffect(() => {
    void import('./market-page.ts').then(({ MarketPage }) => setPage({ Page: MarketPage }));
  }, []);
  return page === null ? html`<${Waiting} words="Loading the market …" />` : html`<${page.Page} ...${props} />`;
}

function MarketList({ snapshot: { desk, markets }, showing, nowMs }: ViewProps) {
  const [wanted, setWanted] = useState(kept);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const narrow = useNarrow();
  kept = wanted;
  const shown = useSections(markets, wanted, showing, nowMs);
  const fold = (group: string) => {
    const next = new Set(folded);
    if (!next.delete(group)) next.add(group);
    setFolded(next);
  };
  const count = shown.reduce((sum, { rows }) => sum + rows.length, 0);
  return html`<div class="markets">
    <h1 class="hidden">Markets</h1>
    <${Toolbar} markets=${markets} showing=${showing} wanted=${wanted} count=${count} onWanted=${setWanted} />
    ${
      markets.length === 0
        ? html`<${Empty} words="No market is traded yet. Markets appear here as soon as the service takes them in." />`
        : count === 0
          ? html`<${Empty} words="No market fits the filter." />`
          : narrow
            ? html`<${Cards} showing=${showing} shown=${shown} folded=${folded} fold=${fold} />`
            : html`<${Table} showing=${showing} shown=${shown} folded=${folded} fold=${fold} wanted=${wanted} onWanted=${setWanted} />`
    }
    <${Remainder} ...${desk.ended} />
  </div>`;
}

/** What no row tells: with it the profits of all rows are the profit of the desk. */
function Remainder({ markets, profit, unplaced }: EndedView) {
  const lines = [
    markets > 0 && html`${countWords(markets, 'ended market')} <${Profit} dollars=${profit} />`,
    numberOf(unplaced) !== 0 && html`in no market <${Profit} dollars=${unplaced} />`,
  ].filter((line) => line !== false);
  return (
    lines.length > 0 &&
    html`<p class="remainder">In no row: ${lines.map((line, at) => html`${at > 0 && ' · '}${line}`)}</p>`
  );
}

/** Sections with the newest rows; places change rarely, rows at once. */
function useSections(
  markets: readonly MarketRow[],
  wanted: Wanted,
  showing: ShowingById,
  nowMs: number,
): readonly Section[] {
  const turn = Math.floor(nowMs / SORTED_EVERY_MS);
  const members = markets.length;
  // By the turn and not by every snapshot.
  const placed = useMemo(() => sections(markets, wanted, showing), [members, wanted, turn]);
  const newest = new Map(markets.map((row) => [row.id, row] as const));
  return placed.map(({ group, rows }) => ({ group, rows: rows.flatMap(({ id }) => newest.get(id) ?? []) }));
}

interface ToolbarProps {
  readonly markets: readonly MarketRow[];
  readonly showing: ShowingById;
  readonly wanted: Wanted;
  readonly count: number;
  readonly onWanted: (wanted: Wanted) => void;
}

const CHIPS: readonly (readonly [Showing | null, string])[] = [
  [null, 'all'],
  ['both', 'both sides'],
  ['one', 'one side'],
  ['none', 'silent'],
  ['idle', 'not trading now'],
];

function Toolbar({ markets, showing: shows, wanted, count, onWanted }: ToolbarProps) {
  const counts = showingCounts(shows);
  return html`<div class="toolbar">
    <input
      type="search"
      data-filter
      aria-label="Filter markets"
      placeholder="Filter by name, group, state, reason   /"
      value=${wanted.text}
      onInput=${(event: InputEvent) => onWanted({ ...wanted, text: (event.currentTarget as HTMLInputElement).value })}
    />
    <div class="chips" role="group" aria-label="Which markets">
      ${CHIPS.map(
        ([showing, words]) => html`<button
          type="button"
          key=${words}
          aria-pressed=${wanted.showing === showing}
          onClick=${() => onWanted({ ...wanted, showing })}
        >${words} <b>${showing === null ? markets.length : counts[showing]}</b></button>`,
      )}
    </div>
    <label class="check"><input type="checkbox" checked=${wanted.grouped} onChange=${() => onWanted({ ...wanted, grouped: !wanted.grouped })} /> grouped</label>
    <span class="soft count">${count === markets.length ? countWords(count, 'market') : `${count} of ${countWords(markets.length, 'market')}`}</span>
  </div>`;
}

interface ListProps {
  readonly showing: ShowingById;
  readonly shown: readonly Section[];
  readonly folded: ReadonlySet<string>;
  readonly fold: (group: string) => void;
}

const COLUMNS: readonly (readonly [Sort | null, string, string, boolean])[] = [
  ['slug', 'Market', 'Name, and how often it was restarted', false],
  ['state', 'State', 'What it shows, and why not more', false],
  [null, 'Bid', 'The best bid of the others', true],
  ['bid', 'Our bid', 'Strong where nobody bids more', true],
  ['ask', 'Our ask', 'Strong where nobody asks less', true],
  [null, 'Ask', 'The best ask of the others', true],
  ['ahead', 'Ahead', 'Shares before our bid · before our ask', true],
  ['net', 'Net', 'YES minus NO shares held', true],
  ['pairs', 'Pairs', 'Open pair trades', true],
  ['uptime', 'Uptime', 'Share of time with both sides shown', true],
  ['reward', 'Reward', 'Whether our quotes earn liquidity rewards', false],
  ['fills', 'Fills', 'Since the books began', true],
  ['profit', 'Profit', 'Since the books began', true],
];

function Table({
  showing,
  shown,
  folded,
  fold,
  wanted,
  onWanted,
}: ListProps & Pick<ToolbarProps, 'wanted' | 'onWanted'>) {
  const sortBy = (sort: Sort) =>
    onWanted({
      ...wanted,
      sort,
      descending: wanted.sort === sort ? !wanted.descending : sort !== 'slug' && sort !== 'state',
    });
  return html`<div class="table-place">
    <table class="market-table">
      <thead>
        <tr>
          ${COLUMNS.map(
            ([
              sort,
              title,
              hint,
              isNumber,
            ]) => html`<th scope="col" key=${title} class="of-${title.toLowerCase().replace(' ', '-')} ${isNumber ? 'number' : ''}" title=${hint} aria-sort=${sort !== null && wanted.sort === sort ? (wanted.descending ? 'descending' : 'ascending') : undefined}>
              ${sort === null ? title : html`<button type="button" class="plain" onClick=${() => sortBy(sort)}>${title}</button>`}
            </th>`,
          )}
        </tr>
      </thead>
      ${shown.map(({ group, rows }) => {
        const open = group === null || !folded.has(group);
        return html`<tbody key=${group ?? ''}>
          ${group !== null && html`<tr class="group"><th scope="rowgroup" colspan=${COLUMNS.length - 1}><${GroupHead} ...${{ group, rows, showing, open, fold }} /></th><td class="number"><${Profit} dollars=${profitOf(rows)} /></td></tr>`}
          ${open && rows.map((row) => html`<${MarketLine} key=${row.id} row=${row} showing=${showing.get(row.id)} />`)}
        </tbody>`;
      })}
    </table>
  </div>`;
}

function Cards({ showing, shown, folded, fold }: ListProps) {
  return html`${shown.map(({ group, rows }) => {
    const open = group === null || !folded.has(group);
    return html`<section key=${group ?? ''} class="cards">
      ${group !== null && html`<h2><${GroupHead} ...${{ group, rows, showing, open, fold }} /><${Profit} dollars=${profitOf(rows)} /></h2>`}
      ${open && html`<ul>${rows.map((row) => html`<${MarketCard} key=${row.id} row=${row} showing=${showing.get(row.id)} />`)}</ul>`}
    </section>`;
  })}`;
}

interface GroupHeadProps extends Section {
  readonly group: string;
  readonly showing: ShowingById;
  readonly open: boolean;
  readonly fold: (group: string) => void;
}

function GroupHead({ group, rows, showing, open, fold }: GroupHeadProps) {
  const both = rows.filter(({ id }) => showing.get(id) === 'both').length;
  return html`<button type="button" class="plain" aria-expanded=${open} onClick=${() => fold(group)}>
    <span aria-hidden="true">${open ? '▾' : '▸'}</span> ${group} <span class="soft">${both} of ${rows.length} quoting both sides</span>
  </button>`;
}

function profitOf(rows: readonly MarketRow[]): number {
  return rows.reduce((sum, { profit }) => sum + (numberOf(profit) ?? 0), 0);
}
