// `bench queue`: our fill probability on a maker probe, as a table or as JSON.
import { join } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import { type ProbeQuote, readMakerProbe } from '#infra/recording/maker-probe.ts';
import { environment } from '#infra/settings-file.ts';
import { benchEveryQuote, benchQueue, type QueueBench } from '#lab/bench-queue.ts';

/** Fewer joined quotes, or only one answer among them, teach nothing. */
const QUOTES_MIN = 30;
const PROBE = join('recordings', 'maker_probe_first-half.jsonl');

/** `path` null: the probe of the folder that POLYMARKET_DATA names. Throws BadInput. */
export function queueBenchText(path: string | null, fitPath: string | null, json: boolean): string {
  const file = path ?? defaultProbe();
  const learned = fitPath === null ? null : probeOf(fitPath);
  const quotes = learned === null ? probeOf(file) : readMakerProbe(file);
  const joined = benchQueue(quotes, learned);
  const every = benchEveryQuote(quotes, learned);
  const cleared = pathShares(quotes);
  if (json) return JSON.stringify({ bench: 1, file, fit: fitPath, joined, every, path: cleared }, null, 2);
  const how =
    fitPath === null
      ? 'each of 14 blocks of windows in a row predicted by what the other blocks taught'
      : `predicted by what ${fitPath} taught`;
  return [
    `maker probe ${file}: ${how}`,
    '',
    `quotes that joined a queue: ${counts(joined)}`,
    ...scoreLines(joined),
    '',
    'how far ours can be relied on',
    '    said      quotes   mean said   filled',
    ...joined.reliability.map(
      ({ from, to, quotes: n, said, filled }) =>
        `  ${from.toFixed(1)}-${to.toFixed(1)}  ${String(n).padStart(8)}   ${said.toFixed(3).padStart(9)}   ${filled.toFixed(3)}`,
    ),
    '',
    `every quote, those that improve too, of which the probe counts no fill even where the book came to them: ${counts(every)}`,
    ...scoreLines(every),
    '',
    'in hindsight, given the path of the book, which no prediction may use:',
    ...cleared.map(({ what, quotes: n, filled }) => `  ${what}: ${n} quotes, ${filled} filled`),
  ].join('\n');
}

function defaultProbe(): string {
  const folder = environment().POLYMARKET_DATA;
  if (folder === undefined || folder === '')
    throw new BadInput('bench queue needs a FILE, or POLYMARKET_DATA with the recordings in it');
  return join(folder, PROBE);
}

/** One that can be learned from. */
function probeOf(path: string): readonly ProbeQuote[] {
  const quotes = readMakerProbe(path);
  const joined = quotes.filter(({ known }) => known.mode === 'join');
  const filled = joined.filter((quote) => quote.filled).length;
  if (joined.length < QUOTES_MIN || filled === 0 || filled === joined.length)
    throw new BadInput(
      `${path}: ${joined.length} quotes that joined a queue, ${filled} filled; at least ${QUOTES_MIN} with both answers are needed`,
    );
  return quotes;
}

/** With nobody behind us either queue model has us first exactly when the level was empty once. */
function pathShares(quotes: readonly ProbeQuote[]) {
  const joined = quotes.filter(({ known }) => known.mode === 'join');
  const share = (what: string, some: readonly ProbeQuote[]) => {
    return { what, quotes: some.length, filled: some.filter(({ filled }) => filled).length };
  };
  const cleared = ({ path }: ProbeQuote) => path.leastSizeAtQuote === 0;
  return [
    share('the queue ahead was gone once (both queue models: first in line)', joined.filter(cleared)),
    share(
      'it never was (both: still waiting)',
      joined.filter((quote) => !cleared(quote)),
    ),
    share(
      'the other side came to the quote',
      joined.filter(({ path }) => path.touched),
    ),
    share(
      'it never did',
      joined.filter(({ path }) => !path.touched),
    ),
  ];
}

function counts({ windows, quotes, filled }: QueueBench): string {
  return `${windows} windows, ${quotes} quotes, ${filled} filled`;
}

function scoreLines({ scores }: QueueBench): readonly string[] {
  const width = Math.max(...scores.map(({ name }) => name.length));
  return [
    `  ${''.padEnd(width)}  log loss    Brier   behind ours`,
    ...scores.map(({ name, logLoss, brier, behindUs }) => {
      const behind = behindUs ? `${behindUs.mean.toFixed(4)} ± ${behindUs.error.toFixed(4)}` : '';
      return `  ${name.padEnd(width)}  ${logLoss.toFixed(4).padStart(8)}  ${brier.toFixed(4).padStart(7)}   ${behind}`.trimEnd();
    }),
  ];
}
