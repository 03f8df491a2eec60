// A file of maker probes, one window a line: what was quoted on both outcomes, and whether a small order there was filled. Keeps
// apart what was known when the quote was made from what came of it. Anything odd throws BadInput naming file, line and field.
import { z } from 'zod';
import { BadInput } from '#domain/failure.ts';
import { readJson, readText } from '#infra/rewards/json-file.ts';

export interface ProbeQuote {
  /** Both outcomes of a window belong together: what happens to one happens to the other. Seconds since 1970. */
  readonly window: number;
  readonly outcome: string;
  /** Known when it was made. Prices in dollars; one that improves has nobody ahead and may stand at a dollar, where nothing can be. */
  readonly known: {
    readonly mode: 'join' | 'improve';
    readonly price: number;
    readonly ask: number | null;
    readonly aheadShares: number;
    readonly secondsLeft: number;
  };
  readonly filled: boolean;
  /** What the book did afterwards. */
  readonly path: { readonly touched: boolean; readonly leastSizeAtQuote: number | null };
}

const PRICE_MAX = 1.1;
const SIZE_MAX = 1e9;
const SECONDS_MAX = 1e6;

const size = z.number().min(0).max(SIZE_MAX);
const price = z.number().min(0).max(PRICE_MAX);
const quoted = z.object({
  quote: price,
  mode: z.enum(['join', 'improve']),
  touch_ask: price.nullish(),
  queue_ahead: size,
  min_size_at_q: size.nullish(),
  touched: z.boolean(),
  filled: z.boolean(),
});
const silent = z.object({ quote: z.null().optional(), filled: z.literal(false).nullish() });
const line = z.object({
  window_ts: z.number().int().positive(),
  quote_at: z.number().positive().max(SECONDS_MAX),
  shares: z.number().positive().max(SIZE_MAX),
  sides: z.record(z.string(), z.looseObject({ quote: z.number().nullish() })),
});

/** In the order of the file. Throws BadInput, also for a file without quotes. */
export function readMakerProbe(path: string): readonly ProbeQuote[] {
  const quotes: ProbeQuote[] = [];
  const lines = new Map<number, number>();
  for (const [index, text] of readText(path).split('\n').entries()) {
    if (text.trim() === '') continue;
    const where = `${path}:${index + 1}`;
    const told = read(line, readJson(text, where), where);
    const before = lines.get(told.window_ts);
    if (before !== undefined) throw new BadInput(`${where}: window_ts ${told.window_ts} is on line ${before} already`);
    lines.set(told.window_ts, index + 1);
    for (const [outcome, side] of Object.entries(told.sides)) {
      const at = `${where}: sides.${outcome}`;
      if (side.quote === null || side.quote === undefined) {
        read(silent, side, at);
        continue;
      }
      const quote = read(quoted, side, at);
      quotes.push({
        window: told.window_ts,
        outcome,
        known: {
          mode: quote.mode,
          price: quote.quote,
          ask: quote.touch_ask ?? null,
          aheadShares: quote.queue_ahead,
          secondsLeft: told.quote_at,
        },
        filled: quote.filled,
        path: { touched: quote.touched, leastSizeAtQuote: quote.min_size_at_q ?? null },
      });
    }
  }
  if (quotes.length === 0) throw new BadInput(`${path}: no quotes in it`);
  return quotes;
}

function read<Told>(schema: z.ZodType<Told>, raw: unknown, where: string): Told {
  const { data, error } = schema.safeParse(raw);
  if (!error) return data;
  const issue = error.issues[0];
  const field = issue && issue.path.length > 0 ? `${where.includes(': ') ? '.' : ': '}${issue.path.join('.')}` : '';
  throw new BadInput(`${where}${field}: ${issue?.message ?? 'cannot be read'}`);
}
