// The private stream: one socket of everything that happens to our orders. Promises: news in the venue's order, each told once.
// After a cut, or a message that could not be read, `newsHeardMs` stands still until somebody listens anew, however soon the
// socket is back: so whoever watches it learns that something may have been missed, and reads what rests and what was traded.
import type { AccountNews } from '#domain/ports.ts';
import type { ApiCredentials } from '../signing/l2-auth.ts';
import { writeText } from '../wire/codec.ts';
import { readUserFrame, USER_SUBSCRIBE } from '../wire/user-channel.ts';
import { LiveSocket, type SocketParts } from './live-socket.ts';
import type { OwnNews } from './own-news.ts';

export interface UserStreamParts extends SocketParts {
  readonly own: OwnNews;
  readonly key: ApiCredentials;
  /** Something was traded in a market that nobody listed to us. */
  readonly onStranger: () => void;
}

/** Nobody listens any more: whoever does so anew comes at once. */
const LINGER_MS = 1_000;
/** PINGs without any sign of life after which a listener who comes anew gets a new connection. */
const SILENT_PINGS = 1.5;
/** Beyond it the oldest are lost, and a look at the account tells. */
const WAITING_MAX = 1_000;
/** Kinds of messages that nobody knows, remembered for people. */
const UNKNOWN_MAX = 50;

export class UserStream {
  readonly unknownTypes = new Set<string>();
  /** Frames that could not be read. */
  unread = 0;
  readonly #parts: UserStreamParts;
  readonly #socket: LiveSocket;
  readonly #listeners = new Set<(news: AccountNews) => void>();
  /** Told once only, while nobody listened. */
  #waiting: AccountNews[] = [];
  /** What was last heard before something was missed; null: nothing was. */
  #stoodStillMs: number | null = null;
  #timer: unknown = null;

  constructor(parts: UserStreamParts) {
    this.#parts = parts;
    this.#socket = new LiveSocket(parts, {
      opened: () => this.#socket.send(writeText(USER_SUBSCRIBE, { auth: parts.key.inClear(), markets: null })),
      text: (text) => this.#read(text),
      lost: () => this.#missed(),
    });
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  heardMs(): number {
    return this.#stoodStillMs ?? this.#socket.heardMs;
  }

  listen(listener: (news: AccountNews) => void): () => void {
    this.#parts.clock.clearTimeout(this.#timer);
    // Whoever listens anew heard nothing for too long: so did we, or this is another listener.
    if (this.#socket.silentMs > SILENT_PINGS * this.#parts.pingMs) this.#socket.cut('it is silent');
    // While a lost one is not back there is nothing to hear, and what stands still goes on doing so.
    if (this.#socket.isOpen || this.#socket.isClosed) this.#stoodStillMs = null;
    this.#listeners.add(listener);
    this.#socket.open();
    if (this.#waiting.length > 0) this.#parts.clock.setTimeout(() => this.#tellWaiting(), 0);
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#timer = this.#parts.clock.setTimeout(() => this.#rest(), LINGER_MS);
    };
  }

  /** News from elsewhere that nobody tells again: it waits for whoever listens. */
  tell(news: AccountNews): void {
    this.#waiting.push(news);
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
    this.#tellWaiting();
  }

  close(): void {
    this.#parts.clock.clearTimeout(this.#timer);
    this.#waiting = [];
    this.#listeners.clear();
    this.#socket.close();
  }

  #tellWaiting(): void {
    if (this.#listeners.size === 0) return;
    for (const news of this.#waiting.splice(0)) this.#hand(news);
  }

  #hand(news: AccountNews): void {
    for (const listener of [...this.#listeners]) listener(news);
  }

  #rest(): void {
    this.#missed();
    this.#socket.close();
  }

  #missed(): void {
    this.#stoodStillMs ??= this.#socket.heardMs;
  }

  #read(text: string): void {
    const { messages, problem, unknownTypes } = readUserFrame(text);
    for (const type of unknownTypes) if (this.unknownTypes.size < UNKNOWN_MAX) this.unknownTypes.add(type);
    for (const message of messages) {
      const { news, strangers } = this.#parts.own.read(message, this.#parts.clock.now());
      for (const one of news) this.#hand(one);
      if (strangers) {
        this.#missed();
        this.#parts.onStranger();
      }
    }
    // Plain words are no news.
    if (!problem || !/^\s*[[{]/.test(text)) return;
    this.unread += 1;
    this.#missed();
  }
}
