// What a trader wants to see every few seconds: a row a market with our quotes against the market's, what we hold, what it
// earned, and why it is silent when it is. Plain text, no colours: it must read well in a log file too.
import type { ChaosDesk } from '#actors/chaos-desk.ts';
import type { Desk } from '#actors/desk.ts';
import type { Tree } from '#actors/root.actor.ts';
import type { RunRecord } from '#actors/run-record.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { pnlOf } from '#domain/money/tally.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { MICRO, microText, type Price } from '#domain/units.ts';
import type { ClientStatus } from '#infra/venue/client/venue-client.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
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
  const open = [...desk.pairTrades.values()].filter(
    ({ state }) => !['merged', 'sold', 'abandoned', 'failed'].includes(state),
  );
  const merged = [...desk.pairTrades.values()].filter(({ state }) => state === 'merged').length;
  return [
    `${seconds} s  gateway ${admission.mode}${admission.mode === 'open' ? '' : ` (${admission.why})`}  profit $${pnlOf(total).toFixed(2)}  cash $${desk.accounts.cash().held.toFixed(2)}  fills ${total.fills}  merges ${total.merges}  pair trades ${open.length} open ${merged} merged  restarts ${counters.restarts}  faults ${counters.faults}`,
    ...(lines ? [linesText(lines(), (market) => slugOf(desk, market))] : []),
    ...chaos.active().map((injection) => `chaos: ${injectionText(injection)}`),
    line(COLUMNS.map(([title]) => title)),
    ...[...desk.markets.values()].map((state) => line(row(desk, tree, record, state)) + reason(desk, state)),
    ...[...desk.halts.refused.values()].map(({ slug, why }) => `chosen, and not taken in: ${slug}: ${why}`),
    '',
  ].join('\n');
}

function row(desk: Desk, tree: Tree, record: RunRecord, state: MarketState): readonly string[] {
  const { id, slug } = state.facts;
  const live = desk.orders.live(id).filter((order) => order.status === 'resting');
  const own = (side: 'bid' | 'ask') => live.find((order) => SLOTS[order.slot].economic === side);
  const [bid, ask] = [own('bid'), own('ask')];
  const { tally, yes, no } = record.attribution.market(id);
  const ahead = (order: typeof bid) => (order ? whole(state.ahead(order.id)) : '-');
  return [
    slug,
    state.phase,
    tree.stateOf(quoterAddress(slug)) ?? 'restarting',
    pair(state.others('bid', 1)[0]?.price, state.others('ask', 1)[0]?.price),
    pair(bid && yesPrice(bid.slot, bid.price), ask && yesPrice(ask.slot, ask.price)),
    `${ahead(bid)}/${ahead(ask)}`,
    (yes / MICRO).toFixed(0),
    (no / MICRO).toFixed(0),
    String(tally.fills),
    (tally.mergedShares / MICRO).toFixed(0),
    String(restartsOf(desk, slug)),
    pnlOf(tally).toFixed(2),
  ];
}

/** Of the market's own actor and of everybody in it. */
function restartsOf(desk: Desk, slug: string): number {
  const home = marketAddress(slug);
  let sum = 0;
  for (const [address, restarts] of desk.restarts)
    if (address === home || address.startsWith(`${home}/`)) sum += restarts;
  return sum;
}

function reason(desk: Desk, state: MarketState): string {
  const retired = desk.halts.retired.get(state.facts.id);
  const gone = retired === undefined ? '' : `  retired: ${retired}`;
  return state.silence === null ? gone : `${gone}  ${state.silence}`;
}

function pair(bid: Price | undefined, ask: Price | undefined): string {
  return `${bid === undefined ? '-' : microText(bid)} / ${ask === undefined ? '-' : microText(ask)}`;
}

function whole(shares: number | null): string {
  return shares === null ? '?' : (shares / MICRO).toFixed(0);
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, at) => {
      const width = COLUMNS[at]?.[1] ?? 8;
      return at < 3 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join(' ');
}
