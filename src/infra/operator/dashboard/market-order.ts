// Which markets are shown, in which order and under which heading. Pure: rows in, sections out.
import type { MarketRow } from '#domain/operator/market-views.ts';
import { marketState, phaseWords, type Showing, showingNow } from './market-words.ts';
import type { ShowingById } from './steady.ts';
import { numberOf } from './words.ts';

export const SORTS = [
  'slug',
  'state',
  'bid',
  'ask',
  'ahead',
  'net',
  'pairs',
  'uptime',
  'reward',
  'fills',
  'profit',
] as const;
export type Sort = (typeof SORTS)[number];

export interface Wanted {
  /** Every word must be somewhere in the row. */
  readonly text: string;
  /** null: all of them. */
  readonly showing: Showing | null;
  readonly sort: Sort;
  readonly descending: boolean;
  readonly grouped: boolean;
}

export interface Section {
  /** null: no heading. */
  readonly group: string | null;
  readonly rows: readonly MarketRow[];
}

export const PLAIN: Wanted = { text: '', showing: null, sort: 'slug', descending: false, grouped: true };
export const SINGLES = 'Markets on their own';

export function sections(
  markets: readonly MarketRow[],
  wanted: Wanted,
  showing: ShowingById = new Map(),
): readonly Section[] {
  const shows: Shows = (row) => showing.get(row.id) ?? showingNow(row);
  const rows = sorted(
    markets.filter((row) => isWanted(row, wanted, shows(row))),
    wanted,
    shows,
  );
  const groups = wanted.grouped ? groupsOf(markets) : new Set<string>();
  if (groups.size === 0) return rows.length === 0 ? [] : [{ group: null, rows }];
  const byGroup = new Map<string, MarketRow[]>();
  for (const row of rows) {
    const group = row.group !== null && groups.has(row.group) ? row.group : SINGLES;
    byGroup.set(group, [...(byGroup.get(group) ?? []), row]);
  }
  // Groups stand in the order of their first rows, so that a sort by profit brings the best group up; singles are last.
  const named = [...byGroup].map(([group, found]) => ({ group, rows: found }));
  return [...named.filter(({ group }) => group !== SINGLES), ...named.filter(({ group }) => group === SINGLES)];
}

/** How many there are of each kind of showing. */
export function showingCounts(showing: ShowingById): Readonly<Record<Showing, number>> {
  const counts = { both: 0, one: 0, none: 0, idle: 0 };
  for (const each of showing.values()) counts[each] += 1;
  return counts;
}

/** YES minus NO: what a move of the price touches. */
export function netOf({ yes, no }: MarketRow): number {
  return (numberOf(yes) ?? 0) - (numberOf(no) ?? 0);
}

/** Groups of more than one market; a heading over a single row says nothing. */
function groupsOf(markets: readonly MarketRow[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { group } of markets) if (group !== null) counts.set(group, (counts.get(group) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > 1).map(([group]) => group));
}

type Shows = (row: MarketRow) => Showing;

function isWanted(row: MarketRow, { text, showing }: Wanted, shows: Showing): boolean {
  const state = marketState(row, shows);
  if (showing !== null && shows !== showing) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { slug, group, phase, reason, halted, retired } = row;
  const all = [slug, group, state.words, phaseWords(phase), reason, halted, retired].join(' ').toLowerCase();
  return words.every((word) => all.includes(word));
}

/** Larger first when descending; what is not known stands last either way. */
function sorted(rows: readonly MarketRow[], { sort, descending }: Wanted, shows: Shows): readonly MarketRow[] {
  const keys = new Map(rows.map((row) => [row, keyOf(row, sort, shows)] as const));
  return [...rows].sort((a, b) => {
    const [left, right] = [keys.get(a) ?? null, keys.get(b) ?? null];
    if (left === null || right === null) return left === right ? bySlug(a, b) : left === null ? 1 : -1;
    const order = left < right ? -1 : left > right ? 1 : 0;
    return order === 0 ? bySlug(a, b) : descending ? -order : order;
  });
}

const SHOWING_ORDER: readonly Showing[] = ['none', 'one', 'both', 'idle'];

function keyOf(row: MarketRow, sort: Sort, shows: Shows): string | number | null {
  switch (sort) {
    case 'slug':
      return row.slug;
    case 'state':
      return row.halted === null ? SHOWING_ORDER.indexOf(shows(row)) : -1;
    case 'bid':
      return numberOf(row.bid?.price);
    case 'ask':
      return numberOf(row.ask?.price);
    case 'ahead':
      return least(numberOf(row.bid?.ahead), numberOf(row.ask?.ahead));
    case 'net':
      return Math.abs(netOf(row));
    case 'pairs':
      return row.pairsOpen;
    case 'uptime':
      return row.uptime;
    case 'reward':
      return numberOf(row.reward?.estimate);
    case 'fills':
      return row.fills;
    case 'profit':
      return numberOf(row.profit);
  }
}

function least(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

function bySlug(a: MarketRow, b: MarketRow): number {
  return a.slug < b.slug ? -1 : a.slug > b.slug ? 1 : 0;
}
