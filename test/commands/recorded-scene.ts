// Recordings told in market words, for replays through the whole tree. In these scenes the touch is a cent away from 0.50 with
// 300 shares on it, and the settings leave nothing in the spread but the spread: so the quoter joins the touch, both sides,
// behind those 300, and it is known beforehand what a print must fill.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '#domain/money/report.ts';
import { book, header, MARKET, ours, put, T0, text } from '../infra/recording/hand-made.ts';
import { FOLDER, inside } from './command-line.ts';

export { T0 } from '../infra/recording/hand-made.ts';

/** Of two outcomes `<n>1` and `<n>2`; ends an hour after the first frame. Its rebate lets a quote stand at the touch. */
export function market(n: number, more: object = {}): typeof MARKET {
  const outcomes = [
    { id: `${n}1`, name: 'Yes' },
    { id: `${n}2`, name: 'No' },
  ];
  return { ...MARKET, conditionId: `0xc${n}`, slug: `market-${n}`, outcomes, endMs: T0 + 3_600_000, ...more };
}

/** Nothing widens a quote beyond the book's own spread. */
export const JOIN_TOUCH: readonly string[] = [
  ...['--modelErrorSd', '0', '--informedShare', '0', '--jumpsPerDay', '0', '--adverseShare', '0'],
  ...['--spreadMultiplierMax', '1'],
];

/** One line of a recording; `ms` since T0. */
export interface Moment {
  readonly ms: number;
  readonly frame: object;
}

type Side = 'SELL' | 'BUY';
const asset = (n: number, outcome: 'yes' | 'no') => `${n}${outcome === 'yes' ? 1 : 2}`;

export function bookOf(n: number, ms: number, bids: string, asks: string, outcome: 'yes' | 'no' = 'yes'): Moment {
  return { ms, frame: book(T0 + ms, bids, asks, { market: `0xc${n}`, asset_id: asset(n, outcome) }) };
}

/** `sharesAtPrice`: `299x0.49`. `side` is the taker's. */
export function print(n: number, ms: number, side: Side, sharesAtPrice: string, outcome: 'yes' | 'no' = 'yes'): Moment {
  const [size, price] = sharesAtPrice.split('x');
  return { ms, frame: { event_type: 'last_trade_price', ...about(n, ms, outcome), price, size, side } };
}

export function tickChange(n: number, ms: number, from: string, to: string): Moment {
  const ticks = { old_tick_size: from, new_tick_size: to };
  return { ms, frame: { event_type: 'tick_size_change', ...about(n, ms, 'yes'), ...ticks } };
}

export function resolvedTo(n: number, ms: number, outcome: 'yes' | 'no'): Moment {
  const assets = { assets_ids: [asset(n, 'yes'), asset(n, 'no')], winning_asset_id: asset(n, outcome) };
  return { ms, frame: { event_type: 'market_resolved', ...about(n, ms, outcome), ...assets } };
}

function about(n: number, ms: number, outcome: 'yes' | 'no'): object {
  return { market: `0xc${n}`, asset_id: asset(n, outcome), timestamp: String(T0 + ms) };
}

/** A book a second: 300 at 0.49 and at 0.51, something moving behind them. Long enough for the quoter to be warm and to rest at the touch. */
export function calm(n: number, fromMs: number, toMs: number): Moment[] {
  const moments: Moment[] = [];
  for (let ms = fromMs; ms < toMs; ms += 1_000)
    moments.push(bookOf(n, ms, '0.48x500 0.49x300', `0.52x${500 + (moments.length % 2)} 0.51x300`));
  return moments;
}

/** The lines of a recording of ours, in order of time. */
export function lines(markets: readonly object[], moments: readonly Moment[]): object[] {
  const sorted = [...moments].sort((a, b) => a.ms - b.ms);
  const startedMs = T0 + (sorted[0]?.ms ?? 0);
  return [{ ...header(...markets), startedMs }, ...sorted.map(({ ms, frame }) => ours(T0 + ms, frame))];
}

/** Writes it and returns its path. */
export function recorded(markets: readonly object[], moments: readonly Moment[], name?: string): string {
  return put(text(...lines(markets, moments)), name);
}

let reports = 0;

export function reportPath(): string {
  reports += 1;
  return join(FOLDER, `report-${reports}.json`);
}

export function readReport(path: string): Report {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** A replay inside this process, and the report it wrote. Throws what it threw. */
export async function replayed(
  paths: readonly string[],
  ...flags: readonly string[]
): Promise<{ report: Report; code: number | null; stdout: string; stderr: string }> {
  const path = reportPath();
  const { error, ...ended } = await inside(['replay', ...paths, '--report', path, '--quiet', ...flags]);
  if (error !== null) throw error;
  return { report: readReport(path), ...ended };
}
