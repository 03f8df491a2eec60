// What a trader wants to see every few seconds: a row a market with our quotes against the market's, what we hold, what it
// earned, and why it is silent when it is. Plain text, no colours: it must read well in a log file too.
import type { ChaosDesk } from '#actors/chaos-desk.ts';
import type { Desk } from '#actors/desk.ts';
import type { Tree } from '#actors/root.actor.ts';
import type { RunRecord } from '#actors/run-record.ts';
import { marketRows } from '#actors/views/market-rows.ts';
import { PAIR_TRADE_ENDS } from '#domain/money/pair-tally.ts';
import { pnlOf } from '#domain/money/tally.ts';
import type { MarketRow, QuoteView } from '#domain/operator/market-views.ts';
import type { ClientStatus } from '#infra/venue/client/venue-client.ts';
import { injectionText } from './chaos.ts';
import { linesText, slugOf } from './line-text.ts';

const COLUMNS = [
  ['market', 16],
  ['phase', 10],
  ['quoter', 10],
  ['market b/a', 15],
  ['ours b/a', 15],
  ['ahead', 12],
  ['yes', 8],
  ['no', 8],
  ['fills', 6],
  ['merged', 7],
  ['restarts', 8],
  ['profit', 9],
] as const;

/** `lines`: how the markets are heard; null: not over sockets. */
export function statusTable(
  desk: Desk,
  tree: Tree,
  record: RunRecord,
  chaos: ChaosDesk,
  { startedMs, lines }: { readonly startedMs: number; readonly lines: (() => ClientStatus) | null },
): string {
  record.attribution.markTo((market) => desk.mark(market));
  const total = record.attribution.total();
  const seconds = Math.round((desk.clock.now() - startedMs) / 1000);
  const { counters, admission } = desk;
  const pairs = [...desk.pairTrades.values()];
  const open = pairs.filter(({ state }) => !PAIR_TRADE_ENDS.some((end) => end === state));
  const merged = pairs.filter(({ state }) => state === 'merged').length;
  return [
    `${seconds} s  gateway ${admission.mode}${admission.mode === 'open' ? '' : ` (${admission.why})`}  profit $${pnlOf(total).toFixed(2)}  cash $${desk.accounts.cash().held.toFixed(2)}  fills ${total.fills}  merges ${total.merges}  pair trades ${open.length} open ${merged} merged  restarts ${counters.restarts}  faults ${counters.faults}`,
    ...(lines ? [linesText(lines(), (market) => slugOf(desk, market))] : []),
    ...chaos.active().map((injection) => `chaos: ${injectionText(injection)}`),
    line(COLUMNS.map(([title]) => title)),
    ...marketRows({ desk, tree, record }).map((market) => line(row(market)) + reason(market)),
    ...[...desk.halts.refused.values()].map(({ slug, why }) => `chosen, and not taken in: ${slug}: ${why}`),
    '',
  ].join('\n');
}

function row(market: MarketRow): readonly string[] {
  const { bid, ask } = market;
  return [
    market.slug,
    market.phase,
    market.quoter,
    both(market.marketBid, market.marketAsk),
    both(bid?.price, ask?.price),
    `${ahead(bid)}/${ahead(ask)}`,
    whole(market.yes),
    whole(market.no),
    String(market.fills),
    whole(market.merged),
    String(market.restarts),
    Number(market.profit).toFixed(2),
  ];
}

function reason({ retired, reason: silence }: MarketRow): string {
  const gone = retired === null ? '' : `  retired: ${retired}`;
  return silence === null ? gone : `${gone}  ${silence}`;
}

function both(bid: string | null | undefined, ask: string | null | undefined): string {
  return `${bid ?? '-'} / ${ask ?? '-'}`;
}

function ahead(quote: QuoteView | null): string {
  if (quote === null) return '-';
  return quote.ahead === null ? '?' : whole(quote.ahead);
}

function whole(shares: string): string {
  return Number(shares).toFixed(0);
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, at) => {
      const width = COLUMNS[at]?.[1] ?? 8;
      return at < 3 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join(' ');
}
