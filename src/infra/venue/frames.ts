// Frames of the venue's public market channel, and REST books, to market events: the border where the wire's words end.
// Promises: never throws; a message is read whole or not at all; a known message that does not parse is a problem that
// names the books which must not be trusted until their next snapshot; unknown types are counted and named.
import type { MarketId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { PriceChangeScan } from './wire/price-change-scan.ts';
import { excerpt, isObject, WireFault, type WireObject } from './wire-field.ts';
import { type Lookup, marksOf, READERS } from './wire-market.ts';

export interface FrameProblem {
  /** `notJson`: cut off or garbled. `notMessage`: JSON, but no message. `badField`: a known message says nonsense. */
  readonly kind: 'notJson' | 'notMessage' | 'badField';
  /** The books that may have missed something; null: it cannot be told, so all that this socket feeds. */
  readonly markets: readonly MarketId[] | null;
  /** By what the update of that one market is known to whoever else was told of it (`update-mark.ts`); null: nobody can say. */
  readonly marks: readonly string[] | null;
  /** In the wire's words. */
  readonly field: string | null;
  readonly found: string;
}

export interface MarketFrame {
  readonly events: readonly MarketEvent[];
  /** Messages about nothing we follow (keep-alives and unknown types included), and such entries of others. */
  readonly ignored: number;
  readonly unknownTypes: readonly string[];
  /** The first one; `markets` covers all of them. */
  readonly problem: FrameProblem | null;
}

/** Distinct unknown types told per frame, and characters of each. */
const UNKNOWN_TYPES_MAX = 16;
const TYPE_NAME_MAX = 40;

const SCAN = new PriceChangeScan();
const NO_TYPES: readonly string[] = [];
const UNNAMED = { marks: null, field: null } as const;
const NOTHING: MarketFrame = { events: [], ignored: 1, unknownTypes: [], problem: null };

/** Reads one frame as it came over the socket (or one REST body of a book or books). `lookup` says whose an asset is. */
export function readMarketFrame(text: string, lookup: Lookup): MarketFrame {
  if (text === '' || text === 'PONG') return NOTHING;
  const scanned = SCAN.read(text, lookup);
  if (scanned) {
    const { event, ignored } = scanned;
    return { events: event ? [event] : [], ignored, unknownTypes: NO_TYPES, problem: null };
  }
  return readPlainFrame(text, lookup);
}

/** As `readMarketFrame`, without its fast path. */
export function readPlainFrame(text: string, lookup: Lookup): MarketFrame {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Plain words (`PONG`, `NO NEW ASSETS`) concern no book; a broken object or list may have been any message.
    const cut = /^\s*[[{]/.test(text);
    const problem = { kind: 'notJson', markets: cut ? null : [], ...UNNAMED, found: excerpt(text) } as const;
    return { ...NOTHING, problem };
  }
  return readMarketMessages(parsed, lookup);
}

/** As `readMarketFrame`, from parsed JSON: one message or a list of them. */
export function readMarketMessages(parsed: unknown, lookup: Lookup): MarketFrame {
  const into: Collector = { events: [], ignored: 0, unknownTypes: [], problem: null };
  if (Array.isArray(parsed)) for (const message of parsed) readMessage(message, lookup, into);
  else readMessage(parsed, lookup, into);
  return into;
}

/** For a person: what is wrong with a frame. */
export function problemText(problem: FrameProblem): string {
  if (problem.kind === 'notJson') return `not JSON: ${problem.found}`;
  if (problem.kind === 'notMessage') return `not a market message: ${problem.found}`;
  return `${problem.field} is ${problem.found}`;
}

interface Collector {
  readonly events: MarketEvent[];
  readonly unknownTypes: string[];
  ignored: number;
  problem: FrameProblem | null;
}

function readMessage(message: unknown, lookup: Lookup, into: Collector): void {
  if (!isObject(message)) {
    addProblem(into, { kind: 'notMessage', markets: null, ...UNNAMED, found: excerpt(message) });
    return;
  }
  const type = typeOf(message);
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (!reader) {
    into.ignored++;
    if (reader === undefined) addUnknown(into, type);
    return;
  }
  try {
    const event = reader(message, lookup, into);
    if (event) into.events.push(event);
    else into.ignored++;
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    const markets = marketsOf(message, lookup);
    const marks = markets?.length === 1 ? marksOf(message, lookup) : null;
    addProblem(into, { kind: 'badField', markets, marks, field: `${type}.${error.field}`, found: error.found });
  }
}

/** A REST book carries no type. */
function typeOf(message: WireObject): string {
  const type = message.event_type;
  if (typeof type === 'string') return type;
  return type === undefined && message.bids !== undefined && message.asks !== undefined ? 'book' : '';
}

/** Whom a message that could not be read concerns: nobody we follow (empty), these, or (null) anybody. */
function marketsOf(message: WireObject, lookup: Lookup): readonly MarketId[] | null {
  const condition = typeof message.market === 'string' ? message.market : '';
  const assets = [message.asset_id, message.winning_asset_id];
  for (const row of Array.isArray(message.price_changes) ? message.price_changes : [])
    if (isObject(row)) assets.push(row.asset_id);
  if (Array.isArray(message.assets_ids)) assets.push(...message.assets_ids.slice(0, 2));
  const markets = new Set<MarketId>();
  let named = false;
  for (const asset of ['', ...assets]) {
    if (typeof asset !== 'string') continue;
    const place = lookup(asset, condition);
    if (place) markets.add(place.market);
    else if (asset !== '' && condition !== '') named = true;
  }
  if (markets.size > 0) return [...markets];
  return named ? [] : null;
}

function addProblem(into: Collector, problem: FrameProblem): void {
  const first = into.problem;
  if (!first) {
    into.problem = problem;
    return;
  }
  const markets = first.markets && problem.markets ? [...new Set([...first.markets, ...problem.markets])] : null;
  const marks = markets?.length === 1 && first.marks && problem.marks ? [...first.marks, ...problem.marks] : null;
  into.problem = { ...first, markets, marks };
}

function addUnknown(into: Collector, type: string): void {
  const name = type === '' ? '(none)' : type.slice(0, TYPE_NAME_MAX);
  if (into.unknownTypes.length < UNKNOWN_TYPES_MAX && !into.unknownTypes.includes(name)) into.unknownTypes.push(name);
}
