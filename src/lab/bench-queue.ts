// How good our fill probability is on a maker probe, beside what simpler minds would have said: out of sample, by windows, because
// both quotes of a window share one fate.
import type { ProbeQuote } from '#infra/recording/maker-probe.ts';
import { chanceOf, FILL_MODELS, type FillModel, fitted, surprise } from './probe-models.ts';

export interface ModelScore {
  readonly name: string;
  /** Mean of −ln of what was said of what happened. */
  readonly logLoss: number;
  readonly brier: number;
  /** Log loss of this model less ours, and its standard error over windows; null for ours. */
  readonly behindUs: { readonly mean: number; readonly error: number } | null;
  /** Fitted to all of the file that was learned from. */
  readonly numbers: readonly number[];
}

export interface Decile {
  readonly from: number;
  readonly to: number;
  readonly quotes: number;
  readonly said: number;
  readonly filled: number;
}

export interface QueueBench {
  readonly windows: number;
  readonly quotes: number;
  readonly filled: number;
  readonly scores: readonly ModelScore[];
  /** Of ours; tenths without a quote are left out. */
  readonly reliability: readonly Decile[];
}

/** Windows in a row that are predicted by what the others taught. */
const BLOCKS = 14;

/** Quotes that joined a queue only; `learned`: predicted by this file alone, otherwise each block by the other blocks. */
export function benchQueue(quotes: readonly ProbeQuote[], learned: readonly ProbeQuote[] | null): QueueBench {
  const judged = quotes.filter(({ known }) => known.mode === 'join');
  const taught = learned?.filter(({ known }) => known.mode === 'join') ?? null;
  return scored(judged, (model) => predictions(model, judged, taught), taught ?? judged);
}

/** Every quote: of one that improves a price all but the constant know only how often such ones were filled. */
export function benchEveryQuote(quotes: readonly ProbeQuote[], learned: readonly ProbeQuote[] | null): QueueBench {
  const isJoined = ({ known }: ProbeQuote) => known.mode === 'join';
  return scored(
    quotes,
    (model) => {
      const joined = predictions(model, quotes.filter(isJoined), learned?.filter(isJoined) ?? null);
      const all = new Map(joined);
      for (const quote of quotes)
        if (!isJoined(quote))
          all.set(
            quote,
            model.start.length === 0 ? chanceOf(model, quote.known, []) : improved(quote, quotes, learned),
          );
      return all;
    },
    (learned ?? quotes).filter(isJoined),
  );
}

type Said = ReadonlyMap<ProbeQuote, number>;

function predictions(model: FillModel, quotes: readonly ProbeQuote[], learned: readonly ProbeQuote[] | null): Said {
  const said = new Map<ProbeQuote, number>();
  if (learned) {
    const numbers = fitted(model, learned);
    for (const quote of quotes) said.set(quote, chanceOf(model, quote.known, numbers));
    return said;
  }
  const blockOf = blocks(quotes);
  for (let block = 0; block < BLOCKS; block += 1) {
    const held = quotes.filter((quote) => blockOf(quote) === block);
    if (held.length === 0) continue;
    const numbers = fitted(
      model,
      quotes.filter((quote) => blockOf(quote) !== block),
    );
    for (const quote of held) said.set(quote, chanceOf(model, quote.known, numbers));
  }
  return said;
}

/** How often quotes that improve were filled elsewhere, with one of each added. */
function improved(quote: ProbeQuote, quotes: readonly ProbeQuote[], learned: readonly ProbeQuote[] | null): number {
  const blockOf = blocks(quotes);
  const others = learned ?? quotes.filter((other) => blockOf(other) !== blockOf(quote));
  const alike = others.filter(({ known }) => known.mode === 'improve');
  return (alike.filter(({ filled }) => filled).length + 1) / (alike.length + 2);
}

/** Windows in the order of time, cut into BLOCKS. */
function blocks(quotes: readonly ProbeQuote[]): (quote: ProbeQuote) => number {
  const windows = [...new Set(quotes.map(({ window }) => window))].sort((a, b) => a - b);
  const places = new Map(windows.map((window, index) => [window, Math.floor((index * BLOCKS) / windows.length)]));
  return ({ window }) => places.get(window) ?? 0;
}

function scored(
  quotes: readonly ProbeQuote[],
  predict: (model: FillModel) => Said,
  taught: readonly ProbeQuote[],
): QueueBench {
  const said = FILL_MODELS.map((model) => ({ model, chances: predict(model) }));
  const ours = said[0]?.chances ?? new Map<ProbeQuote, number>();
  const chance = (chances: Said, quote: ProbeQuote) => chances.get(quote) ?? 0.5;
  const loss = (chances: Said, quote: ProbeQuote) => surprise(chance(chances, quote), quote.filled);
  return {
    windows: new Set(quotes.map(({ window }) => window)).size,
    quotes: quotes.length,
    filled: quotes.filter(({ filled }) => filled).length,
    scores: said.map(({ model, chances }) => ({
      name: model.name,
      logLoss: mean(quotes.map((quote) => loss(chances, quote))),
      brier: mean(quotes.map((quote) => (chance(chances, quote) - (quote.filled ? 1 : 0)) ** 2)),
      behindUs: chances === ours ? null : clustered(quotes, (quote) => loss(chances, quote) - loss(ours, quote)),
      numbers: fitted(model, taught),
    })),
    reliability: reliability(quotes, (quote) => chance(ours, quote)),
  };
}

function reliability(quotes: readonly ProbeQuote[], chance: (quote: ProbeQuote) => number): readonly Decile[] {
  return Array.from({ length: 10 }, (_, tenth): Decile => {
    const here = quotes.filter((quote) => Math.min(9, Math.floor(chance(quote) * 10)) === tenth);
    return {
      from: tenth / 10,
      to: (tenth + 1) / 10,
      quotes: here.length,
      said: mean(here.map(chance)),
      filled: mean(here.map(({ filled }) => (filled ? 1 : 0))),
    };
  }).filter((tenth) => tenth.quotes > 0);
}

/** A mean over quotes, with the standard error of windows that are independent of each other. */
function clustered(
  quotes: readonly ProbeQuote[],
  value: (quote: ProbeQuote) => number,
): { readonly mean: number; readonly error: number } {
  const middle = mean(quotes.map(value));
  const sums = new Map<number, number>();
  for (const quote of quotes) sums.set(quote.window, (sums.get(quote.window) ?? 0) + value(quote) - middle);
  const squares = [...sums.values()].reduce((sum, each) => sum + each ** 2, 0);
  return { mean: middle, error: Math.sqrt(squares) / quotes.length };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;
}
