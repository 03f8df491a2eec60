// Recordings as one stream: any number of files merged by receipt time under one clock. Markets join and leave as they come.
// Promises: time never goes back; equal times keep the order of the command line; every line of every file is accounted
// for; bad input throws BadInput naming file and line, or is counted with `skipBad`; nothing usable at all is an error.
import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { BadInput, invariant } from '#domain/failure.ts';
import { firstLook } from './first-look.ts';
import { GroupWatch } from './group-watch.ts';
import type { MarketFacts } from './market-facts.ts';
import {
  AHEAD_MAX_MS,
  days,
  type FileReport,
  type LineCounts,
  type ReadingContext,
  RecordedFile,
  type RecordedFrame,
} from './recorded-file.ts';
import { type RecordedMarket, RecordedMarkets } from './recorded-markets.ts';

export interface RecordingOptions {
  /** Count bad lines and files and go on. */
  readonly skipBad: boolean;
  readonly facts: MarketFacts | null;
}

export interface Recordings {
  /** Those of headers from the start; the others once their first frame was handed out. */
  markets(): readonly RecordedMarket[];
  /** All frames with news, in order of receipt, a few hundred at a time. Once only; leaving the loop closes the files. */
  batches(): AsyncIterable<readonly RecordedFrame[]>;
  /** Of all files, so far. */
  readonly counts: LineCounts;
  /** In the order of the command line, so far. */
  readonly files: readonly FileReport[];
  /** Every default that was used, so far; for a report, ask when all is read. */
  readonly assumptions: readonly string[];
  /** Bytes on disk. */
  readonly progress: { readonly bytesRead: number; readonly bytesTotal: number };
}

/** Frames handed out together. */
const BATCH_MAX = 256;

/** Looks into every file and opens none for long. Throws BadInput. */
export async function openRecordings(paths: readonly string[], options: RecordingOptions): Promise<Recordings> {
  if (paths.length === 0) throw new BadInput('no recording was named');
  await refuseTwins(paths);
  const markets = new RecordedMarkets(options.facts);
  const context = { markets, watch: new GroupWatch(), skipBad: options.skipBad };
  const waiting: Waiting[] = [];
  let bytes = 0;
  for (const [index, path] of paths.entries()) {
    const look = await firstLook(path, markets, options.skipBad);
    bytes += look.bytes;
    waiting.push({ file: new RecordedFile(path, context), index, firstMs: look.firstMs });
  }
  return new MergedRecordings(waiting, context, bytes, options.facts);
}

interface Waiting {
  readonly file: RecordedFile;
  /** Place on the command line. */
  readonly index: number;
  readonly firstMs: number;
}

class MergedRecordings implements Recordings {
  readonly #files: readonly RecordedFile[];
  /** Latest first, so the next one is the last. */
  readonly #waiting: Waiting[];
  readonly #context: ReadingContext;
  readonly #bytes: number;
  readonly #facts: MarketFacts | null;
  /** Opened and with a head, in the order of the command line. */
  #open: Waiting[] = [];
  #begun = false;
  #nowMs = Number.NEGATIVE_INFINITY;

  constructor(files: readonly Waiting[], context: ReadingContext, bytes: number, facts: MarketFacts | null) {
    this.#files = files.map(({ file }) => file);
    this.#waiting = [...files].sort((a, b) => b.firstMs - a.firstMs || b.index - a.index);
    this.#context = context;
    this.#bytes = bytes;
    this.#facts = facts;
  }

  markets(): readonly RecordedMarket[] {
    return this.#context.markets.list();
  }

  get files(): readonly FileReport[] {
    return this.#files.map((file) => file.report);
  }

  get counts(): LineCounts {
    const sum = { lines: 0, headers: 0, applied: 0, ignored: 0, bad: 0 };
    for (const report of this.files)
      for (const key of ['lines', 'headers', 'applied', 'ignored', 'bad'] as const) sum[key] += report[key];
    return sum;
  }

  get assumptions(): readonly string[] {
    const unused = this.#context.markets.unusedFacts();
    const told = unused.map((name) => `${basename(this.#facts?.file ?? '')}: ${name} is in none of the recordings`);
    return [...this.#context.markets.assumptions.sentences(), ...told];
  }

  get progress(): { bytesRead: number; bytesTotal: number } {
    return { bytesRead: this.#files.reduce((sum, file) => sum + file.bytesRead, 0), bytesTotal: this.#bytes };
  }

  async *batches(): AsyncGenerator<readonly RecordedFrame[], void, undefined> {
    invariant(!this.#begun, 'recordings are read once');
    this.#begun = true;
    try {
      let batch: RecordedFrame[] = [];
      for (let file = await this.#earliest(); file !== null; file = await this.#earliest()) {
        const untilMs = this.#untilMs(file);
        // The file keeps the word while nobody else is due: a choice per frame would cost more than the frames.
        do {
          batch.push(this.#stamp(file.file.head!));
          file.file.advance();
          if (batch.length === BATCH_MAX) {
            yield batch;
            batch = [];
          }
        } while (file.file.head !== null && file.file.head.receivedMs < untilMs);
        await file.file.readOn();
      }
      if (batch.length > 0) yield batch;
      this.#refuseNothing();
    } finally {
      for (const file of this.#files) await file.close();
    }
  }

  /** The open file whose head is next. Opens those that are due. */
  async #earliest(): Promise<Waiting | null> {
    this.#open = this.#open.filter(({ file }) => file.head !== null);
    for (;;) {
      let best: Waiting | null = null;
      for (const one of this.#open) if (!best || one.file.head!.receivedMs < best.file.head!.receivedMs) best = one;
      const due = this.#waiting.at(-1);
      if (!due || (best && due.firstMs > best.file.head!.receivedMs)) return best;
      this.#waiting.pop();
      await due.file.readOn();
      if (due.file.head === null) continue;
      this.#open.push(due);
      this.#open.sort((a, b) => a.index - b.index);
    }
  }

  /** When another file is due: before that, `chosen` needs no comparison. */
  #untilMs(chosen: Waiting): number {
    let untilMs = this.#waiting.at(-1)?.firstMs ?? Number.POSITIVE_INFINITY;
    for (const one of this.#open) if (one !== chosen) untilMs = Math.min(untilMs, one.file.head!.receivedMs);
    return untilMs;
  }

  /** A file that began with bad lines may turn out older than it looked. */
  #stamp(frame: RecordedFrame): RecordedFrame {
    if (frame.receivedMs < this.#nowMs) return { ...frame, receivedMs: this.#nowMs };
    if (frame.receivedMs > this.#nowMs + AHEAD_MAX_MS && this.#nowMs > Number.NEGATIVE_INFINITY) {
      const gap = days(frame.receivedMs - this.#nowMs);
      throw new BadInput(`${frame.file}:${frame.line}: ${gap} days after what comes before it; replay them apart`);
    }
    this.#nowMs = frame.receivedMs;
    return frame;
  }

  #refuseNothing(): void {
    if (this.counts.applied > 0) return;
    const faults = this.files.map((file) => file.fault).filter((fault) => fault !== null);
    throw new BadInput(`no usable frame in ${this.#files.length} files; first: ${faults[0] ?? 'all lines ignored'}`);
  }
}

/** A file named twice would count every trade twice. */
async function refuseTwins(paths: readonly string[]): Promise<void> {
  const seen = new Set<string>();
  for (const path of paths) {
    const real = await realpath(path).catch(() => path);
    if (seen.has(real)) throw new BadInput(`${path}: named twice`);
    seen.add(real);
  }
}
