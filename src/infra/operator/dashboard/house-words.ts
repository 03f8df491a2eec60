// All markets in one clause: how many show both sides, and of the others who is silent and why. Pure.
import type { MarketRow } from '#domain/operator/market-views.ts';
import { marketState, type Showing, showingNow, whyNot } from './market-words.ts';
import type { ShowingById } from './steady.ts';
import { countWords } from './words.ts';

/** Markets by what they show. */
export type House = Readonly<Record<Showing, readonly MarketRow[]>>;

/** Markets that are named one by one; of more, only the count is told. */
const NAMED_MAX = 2;
const REASON_MAX = 160;

export function houseOf(markets: readonly MarketRow[], showing: ShowingById): House {
  const house: Record<Showing, MarketRow[]> = { both: [], one: [], none: [], idle: [] };
  for (const row of markets) house[showing.get(row.id) ?? showingNow(row)].push(row);
  return house;
}

/** `Quoting both sides in 4 of 5 markets; jumpy-1 is pulled: data gap.` */
export function houseWords({ both, one, none, idle }: House): string {
  const all = both.length + one.length + none.length + idle.length;
  if (all === 0) return 'No market is traded.';
  const parts = [headline(both.length, all)];
  if (none.length > 0) parts.push(silentWords(gravestFirst(none)));
  if (one.length > 0) parts.push(oneSidedWords(one));
  if (idle.length > 0) parts.push(`${countWords(idle.length, 'market')} not trading now`);
  return `${parts.join('; ')}.`;
}

/** A reason may be long. */
export function short(text: string): string {
  return text.length <= REASON_MAX ? text : `${text.slice(0, REASON_MAX - 1)}…`;
}

function headline(both: number, all: number): string {
  if (both === 0) return `Quoting both sides in none of ${countWords(all, 'market')}`;
  if (both < all) return `Quoting both sides in ${both} of ${countWords(all, 'market')}`;
  return all === 1 ? 'Quoting both sides in the one market' : `Quoting both sides in all ${all} markets`;
}

function oneSidedWords(rows: readonly MarketRow[]): string {
  const [first] = rows;
  if (rows.length === 1) return `${first!.slug} quotes one side${because(first!, 'one')}`;
  const named = rows.length <= NAMED_MAX ? rows.map(({ slug }) => slug).join(' and ') : String(rows.length);
  return `${named} quote one side`;
}

/** What somebody has to resume comes before what comes back by itself. */
function gravestFirst(rows: readonly MarketRow[]): readonly MarketRow[] {
  return [...rows.filter(({ halted }) => halted !== null), ...rows.filter(({ halted }) => halted === null)];
}

function silentWords(rows: readonly MarketRow[]): string {
  const [first] = rows;
  if (rows.length <= NAMED_MAX) return rows.map(silentOne).join('; ');
  const reasons = new Set(rows.map((row) => whyNot(row, 'none')));
  return reasons.size === 1
    ? `${rows.length} are silent${because(first!, 'none')}`
    : `${rows.length} are silent, ${silentOne(first!)}`;
}

function silentOne(row: MarketRow): string {
  const { words } = marketState(row, 'none');
  return `${row.slug} ${words.startsWith('shows') ? '' : 'is '}${words}${because(row, 'none')}`;
}

function because(row: MarketRow, showing: Showing): string {
  const why = whyNot(row, showing);
  return why === null ? '' : `: ${short(why)}`;
}
