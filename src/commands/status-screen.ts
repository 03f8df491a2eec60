// What `status` shows of a running service, as lines of text that fit a terminal: money first, then what holds it back, then the
// markets, then what went wrong lately.
import type { MarketRow, QuoteView } from '#domain/operator/market-views.ts';
import type { DeskView, EventView, LimitView, ProfitView } from '#domain/operator/views.ts';

export interface Status {
  readonly desk: DeskView;
  readonly markets: readonly MarketRow[];
  /** The newest first. */
  readonly faults: readonly EventView[];
}

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly nowMs: number;
  /** Why this is not of now; null: it is. */
  readonly stale: string | null;
}

const LIMITS_SHOWN = 3;
const SHARE_DIGITS = 2;
const FAULTS_SHOWN = 5;
const MARKETS_MIN = 3;
/** Looks are half a minute apart. */
const DIFFERS_MS = 60_000;

const COLUMNS = [
  ['market', 22],
  ['quoter', 11],
  ['ours b/a', 15],
  ['market b/a', 15],
  ['yes', 8],
  ['no', 8],
  ['pairs', 5],
  ['both', 5],
  ['fills', 6],
  ['P&L', 9],
] as const;
/** Names and texts are others' words: none of them commands our terminal. */
const CONTROL = /\p{Cc}/gu;
/** Columns that begin at the left. */
const WORDS = 2;

/** As many lines as `rows` at most, each as long as `columns` at most. */
export function statusScreen(
  { desk, markets, faults }: Status,
  { columns, rows, nowMs, stale }: Screen,
): readonly string[] {
  const head = [...headLines(desk, nowMs, stale), ''];
  const recent = faultLines(faults, nowMs);
  const room = Math.max(MARKETS_MIN, rows - head.length - recent.length - 1);
  const lines = [...head, ...marketLines(markets, room), ...recent].slice(0, rows);
  return lines.map((line) => line.replace(CONTROL, '?').slice(0, columns).trimEnd());
}

function headLines(desk: DeskView, nowMs: number, stale: string | null): readonly string[] {
  const { mode, phase, words, note, today, whole, cash, worth, exposure } = desk;
  const age = stale === null ? '' : `   NOT LIVE: ${stale} (last update ${ago(desk.atMs, nowMs)})`;
  const lines = [
    `bothsides ${mode}   ${phase}   up ${span(nowMs - desk.startedMs)}${age}`,
    words,
    `P&L today ${signed(today.total)} (${parts(today)})   since the books began ${signed(whole.total)}`,
    `cash $${money(cash)}   worth $${money(worth)}   exposure $${money(exposure)}`,
    stateLine(desk, nowMs),
    `limits: ${nearest(desk.limits)}`,
  ];
  if (note !== null) lines.push(note);
  if (desk.latch) lines.push(`LATCHED at ${desk.latch.stage}: ${desk.latch.reason} (npm run resume)`);
  const differs = difference(desk, nowMs);
  if (differs !== null) lines.push(differs);
  if (desk.injections > 0) lines.push(`chaos: ${desk.injections} faults by hand strike or heal`);
  for (const { channel, problem } of desk.alerts)
    if (problem !== null) lines.push(`ALERTS over ${channel} do not leave: ${problem}`);
  return lines;
}

/** What is on its way may differ for one look; null: nothing that a person must know. */
function difference({ reconciliation, startedMs }: DeskView, nowMs: number): string | null {
  const { looks, clean, cleanMs, notes } = reconciliation;
  const sinceMs = nowMs - (cleanMs ?? startedMs);
  if (clean || looks === 0 || sinceMs < DIFFERS_MS) return null;
  return `RECONCILIATION: our books and the account differ for ${span(sinceMs)}: ${notes.at(-1)?.text ?? 'not explained yet'}`;
}

function stateLine(
  { admission, racing, flattening, engineDownMs, unreadMs, beatAgeMs, sockets, budget, reconciliation }: DeskView,
  nowMs: number,
): string {
  return [
    `gateway ${admission.mode}${admission.mode === 'open' ? '' : ` (${admission.why})`}`,
    ...(racing ? ['racing'] : []),
    ...(flattening ? ['FLATTENING'] : []),
    engineDownMs === null ? 'engine up' : `ENGINE DOWN for ${span(engineDownMs)}`,
    ...(unreadMs === null ? [] : [`ORDERS AND FILLS UNREAD for ${span(unreadMs)}`]),
    beatAgeMs === null ? 'no heartbeat' : `beat ${span(beatAgeMs)} ago`,
    ...(budget ? [`venue budget ${percent(Math.max(budget.requests, budget.orders, budget.cancels))} used`] : []),
    ...(sockets ? [`sockets ${sockets.open}/${sockets.all}, account ${sockets.account}`] : []),
    reconciliation.cleanMs === null
      ? 'account not compared yet'
      : `account agreed ${ago(reconciliation.cleanMs, nowMs)}`,
  ].join('   ');
}

function nearest(limits: readonly LimitView[]): string {
  const known = limits.filter(({ used }) => used !== null).sort((a, b) => (b.used ?? 0) - (a.used ?? 0));
  const shown = known.slice(0, LIMITS_SHOWN);
  if (shown.length === 0) return 'none';
  return shown
    .map(
      ({ setting, unit, used, found, limit, stage }) =>
        `${setting} ${percent(used ?? 0)} (${figure(found, unit)} of ${figure(limit, unit)}, then ${stage})`,
    )
    .join('   ');
}

/** A share is of a whole that is large: what counts of it is far behind the point. */
function figure(text: string, unit: LimitView['unit']): string {
  return unit === 'share' ? `${Number((Number(text) * 100).toPrecision(SHARE_DIGITS))} %` : short(text);
}

function marketLines(markets: readonly MarketRow[], room: number): readonly string[] {
  const shown = markets.length > room - 1 ? markets.slice(0, Math.max(1, room - 2)) : markets;
  const left = markets.length - shown.length;
  return [
    row(COLUMNS.map(([title]) => title)),
    ...shown.map((market) => `${row(cells(market))}  ${market.halted ?? market.retired ?? market.reason ?? ''}`),
    ...(left > 0 ? [`… and ${left} more (a taller window shows them; --json tells all)`] : []),
  ];
}

function cells(market: MarketRow): readonly string[] {
  const { slug, quoter, bid, ask, marketBid, marketAsk, yes, no, pairsOpen, uptime, fills, profit } = market;
  const price = (quote: QuoteView | null) => quote?.price ?? '-';
  return [
    slug,
    quoter,
    `${price(bid)} / ${price(ask)}`,
    `${marketBid ?? '-'} / ${marketAsk ?? '-'}`,
    short(yes),
    short(no),
    String(pairsOpen),
    uptime === null ? '-' : percent(uptime),
    String(fills),
    signed(profit),
  ];
}

function faultLines(faults: readonly EventView[], nowMs: number): readonly string[] {
  const shown = faults.slice(0, FAULTS_SHOWN);
  return ['', shown.length === 0 ? 'no faults' : 'faults:', ...shown.map((fault) => `  ${faultLine(fault, nowMs)}`)];
}

function faultLine({ atMs, level, who, text }: EventView, nowMs: number): string {
  return `${ago(atMs, nowMs).padStart(9)}  ${level === 'page' ? 'PAGE ' : ''}${who}: ${text}`;
}

function parts({ spread, inventory, fees, rebates, rewards, gas }: ProfitView): string {
  const told = { spread, inventory, fees: negated(fees), rebates, rewards, gas: negated(gas) };
  return Object.entries(told)
    .map(([name, value]) => `${name} ${signed(value)}`)
    .join(', ');
}

function row(texts: readonly string[]): string {
  return texts
    .map((text, at) => {
      const width = COLUMNS[at]?.[1] ?? 8;
      const fitting = text.length > width ? `${text.slice(0, width - 1)}…` : text;
      return at < WORDS ? fitting.padEnd(width) : fitting.padStart(width);
    })
    .join(' ');
}

function money(text: string): string {
  return Number(text).toFixed(2);
}

function negated(text: string): string {
  return String(-Number(text));
}

function signed(text: string): string {
  const cents = money(text);
  return Number(cents) > 0 ? `+${cents}` : cents === '-0.00' ? '0.00' : cents;
}

/** Without decimals that nobody reads. */
function short(text: string): string {
  const value = Number(text);
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toFixed(2)));
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function ago(atMs: number, nowMs: number): string {
  return `${span(nowMs - atMs)} ago`;
}

/** `12 s`, `5 min`, `3 h`, `2 d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
