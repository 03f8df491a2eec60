// The stream of news from the service, read with fetch so that the token can go along. It comes back by itself, after a random
// part of a wait that doubles: a hundred pages that lost one service must not return in the same moment.
import { forgetDoorKey, keyHeaders } from './door-key.ts';
import { EventLines, type StreamMessage } from './event-lines.ts';

/** How the page hears the service. */
export type Link =
  /** The first connection is on its way. */
  | { readonly state: 'loading' }
  | { readonly state: 'live' }
  | { readonly state: 'disconnected'; readonly why: string; readonly retryMs: number }
  | { readonly state: 'reconnecting'; readonly why: string }
  /** The token is missing or wrong: nothing is tried until a person did something. */
  | { readonly state: 'refused'; readonly why: string };

export interface StreamReader {
  linked(link: Link): void;
  told(message: StreamMessage): void;
}

const WAIT_FIRST_MS = 500;
const WAIT_MAX_MS = 15_000;
/** The service says something every five seconds; after this long without a word the line is dead. */
const SILENCE_MAX_MS = 12_000;

/** Full jitter: anything up to a wait that doubles with each failure, `chance` in [0, 1). Milliseconds. */
export function waitBefore(failures: number, chance: number): number {
  return Math.round(chance * Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** Math.min(failures, 20)));
}

export class Stream {
  readonly #path: string;
  readonly #reader: StreamReader;
  #abort = new AbortController();
  #timer = 0;
  #failures = 0;
  #ended = false;

  constructor(path: string, reader: StreamReader) {
    this.#path = path;
    this.#reader = reader;
  }

  open(): void {
    this.#reader.linked({ state: 'loading' });
    void this.#read();
  }

  /** Somebody typed a token, or has no patience. */
  again(): void {
    this.#failures = 0;
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#reader.linked({ state: 'reconnecting', why: 'asked for' });
    void this.#read();
  }

  close(): void {
    this.#ended = true;
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    let why: string;
    try {
      why = await this.#hear(abort);
    } catch (error) {
      // That is what fetch throws when nobody answers, or when the line breaks.
      why = error instanceof TypeError ? 'the service cannot be reached' : `what it told does not read: ${error}`;
    }
    abort.abort();
    // Another reading has begun in its place.
    if (this.#ended || this.#abort !== abort) return;
    if (why.startsWith(REFUSED)) {
      forgetDoorKey();
      return this.#reader.linked({ state: 'refused', why: why.slice(REFUSED.length) });
    }
    this.#comeBack(why);
  }

  /** Until it ends; why it did. */
  async #hear(abort: AbortController): Promise<string> {
    const silence = new Silence(() => abort.abort());
    try {
      const response = await fetch(this.#path, { headers: keyHeaders(), cache: 'no-store', signal: abort.signal });
      if (response.status === 401 || response.status === 403) return REFUSED + (await reasonIn(response));
      if (!response.ok || response.body === null) return reasonIn(response);
      const lines = new EventLines();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      this.#failures = 0;
      this.#reader.linked({ state: 'live' });
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 'the service ended the stream';
        silence.heard();
        for (const message of lines.take(value)) this.#reader.told(message);
      }
    } catch (error) {
      if (silence.over) return `nothing was heard for ${SILENCE_MAX_MS / 1_000} s`;
      throw error;
    } finally {
      silence.end();
    }
  }

  #comeBack(why: string): void {
    const retryMs = waitBefore(this.#failures, Math.random());
    this.#failures += 1;
    this.#timer = setTimeout(() => {
      this.#reader.linked({ state: 'reconnecting', why });
      void this.#read();
    }, retryMs);
    // Last, because whoever hears it may close the stream.
    this.#reader.linked({ state: 'disconnected', why, retryMs });
  }
}

const REFUSED = 'refused: ';

/** Ends a line that says nothing any more. */
class Silence {
  over = false;
  #timer = 0;
  readonly #tooLong: () => void;

  constructor(tooLong: () => void) {
    this.#tooLong = tooLong;
    this.heard();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.over = true;
      this.#tooLong();
    }, SILENCE_MAX_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function reasonIn(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as { error?: unknown };
    if (typeof error === 'string') return error;
  } catch {
    // Not our own words: the number has to do.
  }
  return `the service answered ${response.status}`;
}
