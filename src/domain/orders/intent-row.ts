// The lines of the intent journal: what we wanted of the venue, written down before it hears of it, and what came of it. One
// JSON object a line, prices and sizes as integers. Promises that what was written is read back as it was, and that a line that
// is none is named by its number; only the very last one may be torn, because its writer died.
import { z } from 'zod';
import { BadInput } from '#domain/failure.ts';
import type { MarketId, OrderId, TraceId, TradeId } from '#domain/ids.ts';
import type { Price, Shares } from '#domain/units.ts';
import type { OrderIntent } from './order.ts';
import { ALL_SLOTS, type Slot } from './slot.ts';

export const INTENTS_FILE = 'intents.jsonl';

const text = z.string().min(1).max(200);
const micro = z.number().int().nonnegative();
const at = { atMs: z.number(), order: text.transform((id) => id as OrderId) };
const ahead = micro.nullable().transform((shares) => shares as Shares | null);
const shares = micro.transform((size) => size as Shares);

const LINE = z.discriminatedUnion('row', [
  /** `ahead`: what stood at its price when it was wanted; null: nobody knew. `filled` is zero but after a compaction. */
  z.object({
    row: z.literal('intent'),
    ...at,
    market: text.transform((id) => id as MarketId),
    slot: z.enum(ALL_SLOTS as [Slot, ...Slot[]]),
    price: micro.transform((price) => price as Price),
    size: shares,
    filled: shares,
    ahead,
    trace: text.transform((id) => id as TraceId),
  }),
  z.object({ row: z.literal('cancel'), ...at, why: z.string().nullable() }),
  /** `tookMs`: from leaving to the word that it rests, or that it does not. */
  z.object({ row: z.literal('rests'), ...at, tookMs: z.number() }),
  z.object({ row: z.literal('unknown'), ...at, why: z.string().nullable() }),
  /** `filled`: of the order, this trade included; null: no row knew. */
  z.object({
    row: z.literal('fill'),
    ...at,
    market: text.transform((id) => id as MarketId),
    trade: text.transform((id) => id as TradeId),
    size: shares,
    filled: shares.nullable(),
    fee: z.string(),
    role: z.enum(['maker', 'taker']),
    ahead,
  }),
  z.object({
    row: z.literal('end'),
    ...at,
    status: z.enum(['cancelled', 'filled', 'denied', 'rejected']),
    why: z.string().nullable(),
    tookMs: z.number().nullable(),
  }),
]);

export type IntentRow = z.output<typeof LINE>;
export type FillRow = Extract<IntentRow, { row: 'fill' }>;

/** An order whose end nobody wrote down. */
export interface OpenIntent {
  readonly intent: OrderIntent;
  readonly filled: Shares;
  readonly atMs: number;
}

export interface ReadIntents {
  readonly open: readonly OpenIntent[];
  /** Trades that are booked, oldest first. */
  readonly fills: readonly FillRow[];
  /** The beginning of a last line that was cut off; null: there is none. */
  readonly torn: string | null;
}

export function intentLine(row: IntentRow): string {
  return `${JSON.stringify(row)}\n`;
}

/** Folds a whole journal. Throws BadInput naming `file` and the line that cannot be read, unless it is a torn last one. */
export function readIntents(content: string, file: string): ReadIntents {
  const lines = content.split('\n');
  // A text that was written whole ends with a line's end.
  const torn = lines.pop() || null;
  const open = new Map<OrderId, OpenIntent>();
  const fills: FillRow[] = [];
  for (const [index, line] of lines.entries()) {
    const row = readLine(line, file, index + 1);
    const known = open.get(row.order);
    if (row.row === 'intent') {
      const { order: id, market, slot, price, size, trace } = row;
      open.set(id, { intent: { id, market, slot, price, size, trace }, filled: row.filled, atMs: row.atMs });
    } else if (row.row === 'end') open.delete(row.order);
    else if (row.row === 'fill') {
      fills.push(row);
      if (known && row.filled !== null) open.set(row.order, { ...known, filled: row.filled });
    }
  }
  return { open: [...open.values()], fills, torn: torn === null ? null : torn.slice(0, 80) };
}

function readLine(line: string, file: string, number: number): IntentRow {
  const problem = (what: string) =>
    new BadInput(
      `${file} line ${number}: ${what}; nothing was changed: mend the line, or move the file away and cancel everything`,
    );
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch {
    throw problem('not JSON');
  }
  const row = LINE.safeParse(found);
  if (row.success) return row.data;
  const [issue] = row.error.issues;
  throw problem(`${issue?.path.join('.') || 'row'}: ${issue?.message}`);
}
