// One file of a recording, read from its first line to its last: format, header, receipt times, and a verdict on every line
// (header, applied, ignored or bad). Strict, it throws at the first bad line; with `skipBad` it counts and goes on.
import { basename } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { type MarketFrame, problemText, readMarketFrame, readMarketMessages } from '#infra/venue/frames.ts';
import { excerpt } from '#infra/venue/wire-field.ts';
import type { GroupWatch } from './group-watch.ts';
import { isHeader, readHeader } from './header.ts';
import { type Line, LineFault, LineReader } from './lines.ts';
import type { RecordedMarkets } from './recorded-markets.ts';

export type Channel = 'market' | 'user' | 'rest';

export interface RecordedFrame {
  /** Base name. */
  readonly file: string;
  readonly line: number;
  readonly receivedMs: number;
  readonly channel: Channel;
  /** At least one. */
  readonly events: readonly MarketEvent[];
  /** Messages and entries of this frame about nothing we follow. */
  readonly ignored: number;
}

/** `lines` = `headers` + `applied` + `ignored` + `bad`. */
export interface LineCounts {
  readonly lines: number;
  readonly headers: number;
  readonly applied: number;
  readonly ignored: number;
  readonly bad: number;
}

export interface FileReport extends LineCounts {
  /** Base name: a report is the same in any directory. */
  readonly name: string;
  /** `recording`: ours, with a header. `books`: lines of `{t, m}`. `envelopes`: lines of `{source, recv_wall_ts, payload}`,
   *  of which only those of the exchange are read. null: never told. */
  readonly format: 'recording' | 'books' | 'envelopes' | null;
  /** Receipt of the first and last applied line. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Of the file as it lies on disk; null until it was read to its end, or when it is cut off. */
  readonly sha256: string | null;
  /** The first thing that was wrong with it. */
  readonly fault: string | null;
}

export interface ReadingContext {
  readonly markets: RecordedMarkets;
  readonly watch: GroupWatch;
  readonly skipBad: boolean;
}

/** Receipt may go back so far within a file (clocks are corrected) and then counts as the latest before it; further is bad. */
export const BACK_MAX_MS = 1_000;
/** A silence longer than this is a wrong clock or another recording; simulating it would take for ever. */
export const AHEAD_MAX_MS = 31 * 86_400_000;
/** Receipts in seconds must look like seconds: 2001 to 2099. */
const SECONDS_MIN = 1e9;
const SECONDS_MAX = 4.1e9;
const MS_MAX = 8.64e15;
/** Of the envelopes; others carry prices of other places. */
const EXCHANGE_SOURCE = 'polymarket_clob';

type Json = Readonly<Record<string, unknown>>;
/** A line's verdict: a frame, or why there is none. */
type Verdict =
  | { readonly frame: MarketFrame; readonly receivedMs: number; readonly channel: Channel }
  | 'header'
  | 'ignored'
  | string;

export class RecordedFile {
  readonly path: string;
  readonly name: string;
  readonly #context: ReadingContext;
  readonly #slug: string | null;
  #reader: LineReader | null = null;
  #lines: readonly Line[] = [];
  #at = 0;
  #head: RecordedFrame | null = null;
  #ended = false;
  #format: FileReport['format'] = null;
  #latestMs = 0;
  /** Of the last frame; a header's own time may be anything before. */
  #frameMs = Number.POSITIVE_INFINITY;
  #counts = { lines: 0, headers: 0, applied: 0, ignored: 0, bad: 0 };
  #firstMs: number | null = null;
  #lastMs: number | null = null;
  #sha256: string | null = null;
  #bytesRead = 0;
  #fault: string | null = null;

  constructor(path: string, context: ReadingContext) {
    this.path = path;
    this.name = basename(path);
    this.#slug = slugOf(this.name);
    this.#context = context;
  }

  get report(): FileReport {
    const { name } = this;
    const [firstMs, lastMs] = [this.#firstMs, this.#lastMs];
    return { name, format: this.#format, ...this.#counts, firstMs, lastMs, sha256: this.#sha256, fault: this.#fault };
  }

  /** The next frame to hand out; null at the end and while `needsMore`. */
  get head(): RecordedFrame | null {
    return this.#head;
  }

  get needsMore(): boolean {
    return this.#head === null && !this.#ended;
  }

  /** Forgets the head and decodes the next one from what has been read; see `needsMore`. */
  advance(): void {
    this.#head = null;
    while (this.#at < this.#lines.length && this.#head === null) this.#judge(this.#lines[this.#at++]!);
  }

  /** Reads on until there is a head or the end. Opens the file the first time. */
  async readOn(): Promise<void> {
    while (this.needsMore) {
      this.advance();
      if (this.#head !== null) return;
      this.#lines = (await this.#next()) ?? [];
      this.#at = 0;
    }
  }

  /** Of the file as it lies on disk. */
  get bytesRead(): number {
    return this.#bytesRead + (this.#reader?.bytesRead ?? 0);
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#bytesRead = this.bytesRead;
    this.#lines = [];
    await this.#reader?.close();
    this.#reader = null;
  }

  async #next(): Promise<readonly Line[] | null> {
    try {
      this.#reader ??= await LineReader.open(this.path);
    } catch (error) {
      if (!(error instanceof BadInput) || !this.#context.skipBad) throw error;
      // The file itself is the line that could not be had.
      this.#countBad(error.message);
      await this.close();
      return null;
    }
    const lines = await this.#reader.next();
    if (lines !== null) return lines;
    this.#sha256 = this.#reader.sha256;
    await this.close();
    if (this.#counts.applied === 0) this.#endUnused();
    return null;
  }

  /** Never a silent zero. */
  #endUnused(): void {
    const { lines, ignored, bad } = this.#counts;
    const what = lines === 0 ? 'is empty' : `has no usable frame (${lines} lines, ${ignored} ignored, ${bad} bad)`;
    if (!this.#context.skipBad) throw new BadInput(`${this.path}: ${what}`);
    if (lines === 0) this.#countBad(`${this.path}: ${what}`);
    this.#fault ??= `${this.path}: ${what}`;
  }

  #judge(line: Line): void {
    this.#counts.lines++;
    const verdict = this.#verdictOn(line);
    if (verdict === 'header') this.#counts.headers++;
    else if (verdict === 'ignored') this.#counts.ignored++;
    else if (typeof verdict === 'string') this.#bad(verdict);
    else this.#take(verdict);
  }

  #take({ frame, receivedMs, channel }: Exclude<Verdict, string>): void {
    const { events, ignored } = frame;
    this.#counts.applied++;
    this.#firstMs ??= receivedMs;
    this.#lastMs = receivedMs;
    this.#head = { file: this.name, line: this.#counts.lines, receivedMs, channel, events, ignored };
  }

  #bad(what: string): void {
    const message = `${this.path} line ${this.#counts.lines}: ${what}`;
    if (!this.#context.skipBad) throw new BadInput(message);
    this.#counts.bad++;
    this.#fault ??= message;
  }

  #countBad(message: string): void {
    this.#counts.lines++;
    this.#counts.bad++;
    this.#fault ??= message;
  }

  #verdictOn(line: Line): Verdict {
    if (line instanceof LineFault) return line.what;
    if (line.trim() === '') return 'ignored';
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      return `not JSON: ${(error as Error).message}`;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a line of a recording';
    if (isHeader(value)) return this.#readHeader(value);
    this.#format ??= formatOf(value);
    if (this.#format === 'recording') return this.#readOurs(value as Json);
    if (this.#format === 'books') return this.#readBooks(value as Json);
    if (this.#format === 'envelopes') return this.#readEnvelope(value as Json);
    return 'unknown format: neither a header of a recording nor {"t","m"} nor {"source","recv_wall_ts","payload"}';
  }

  #readHeader(value: object): Verdict {
    if (this.#format === 'books' || this.#format === 'envelopes') return 'a header among lines of another format';
    const header = readHeader(value);
    if (typeof header === 'string') return header;
    const contradiction = this.#context.markets.addHeader(header, this.name);
    if (contradiction) return `header contradicts: ${contradiction}`;
    if (this.#format === 'recording' && header.startedMs < this.#latestMs - BACK_MAX_MS) return 'time goes back';
    this.#format = 'recording';
    this.#latestMs = Math.max(this.#latestMs, header.startedMs);
    return 'header';
  }

  #readOurs(line: Json): Verdict {
    const { r, c, f } = line;
    if (typeof r !== 'number' || !(r >= 0 && r <= MS_MAX))
      return `r is not a receipt time in milliseconds: ${excerpt(r)}`;
    if (c !== 'market' && c !== 'user' && c !== 'rest') return `c is no channel: ${excerpt(c)}`;
    if (typeof f !== 'string') return 'f is not text';
    this.#context.markets.startLine(null);
    return this.#finish(Math.floor(r), c, c === 'user' ? null : readMarketFrame(f, this.#context.markets.lookup));
  }

  #readBooks(line: Json): Verdict {
    const { t, m } = line;
    if (typeof t !== 'number' || !(t >= SECONDS_MIN && t <= SECONDS_MAX))
      return `t is not a receipt time in seconds: ${excerpt(t)}`;
    const receivedMs = Math.floor(t * 1_000);
    this.#context.markets.startLine({ file: this.name, slug: this.#slug, receivedMs });
    return this.#finish(receivedMs, 'market', readMarketMessages(m, this.#context.markets.lookup));
  }

  #readEnvelope({ source, recv_wall_ts: receivedMs, payload }: Json): Verdict {
    if (typeof source !== 'string') return `source is no name: ${excerpt(source)}`;
    if (source !== EXCHANGE_SOURCE) return 'ignored';
    if (typeof receivedMs !== 'number' || !(receivedMs >= 0 && receivedMs <= MS_MAX))
      return `recv_wall_ts is not a receipt time in milliseconds: ${excerpt(receivedMs)}`;
    if (typeof payload !== 'string') return 'payload is not text';
    // The file is named after its session, which has many markets.
    this.#context.markets.startLine({ file: this.name, slug: null, receivedMs: Math.floor(receivedMs) });
    return this.#finish(Math.floor(receivedMs), 'market', readMarketFrame(payload, this.#context.markets.lookup));
  }

  #finish(readMs: number, channel: Channel, frame: MarketFrame | null): Verdict {
    const { markets, watch } = this.#context;
    if (readMs < this.#latestMs - BACK_MAX_MS) return `time goes back by ${this.#latestMs - readMs} ms`;
    if (readMs > this.#frameMs + AHEAD_MAX_MS) return `time jumps ahead by ${days(readMs - this.#frameMs)} days`;
    const receivedMs = Math.max(readMs, this.#latestMs);
    if (markets.contradiction) return markets.contradiction;
    // Plain words that concern no book ("NO NEW ASSETS") were recorded as they came.
    if (frame?.problem && frame.problem.markets?.length !== 0) return problemText(frame.problem);
    if (frame === null || frame.events.length === 0) return 'ignored';
    const fault = watch.see(frame.events, receivedMs);
    if (fault) return fault;
    this.#latestMs = receivedMs;
    this.#frameMs = receivedMs;
    return markets.keepMeetings(frame.events) ? { frame, receivedMs, channel } : 'ignored';
  }
}

export function days(ms: number): number {
  return Math.round(ms / 86_400_000);
}

/** `btc-updown-5m-1776323400.jsonl.gz` is called `btc-updown-5m-1776323400`. */
function slugOf(name: string): string | null {
  const slug = name.replace(/(\.(jsonl|ndjson|json|log|txt|gz))+$/i, '').replace(/[^\w.-]+/g, '-');
  return /^[A-Za-z0-9][\w.-]{0,199}$/.test(slug) ? slug : null;
}

function formatOf(value: object): FileReport['format'] {
  if ('t' in value && 'm' in value) return 'books';
  return 'source' in value && 'recv_wall_ts' in value && 'payload' in value ? 'envelopes' : null;
}
