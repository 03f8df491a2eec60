// One connection that is kept alive: pinged, watched, and dialled again after whatever ended it, with growing random waits.
// Promises: its owner hears `opened` and `lost` in turns and texts only in between; nothing is heard of a connection that was
// given up; after `close` there is neither a timer nor a word. What is said over it is its owner's business.
import type { Clock, Random, Socket, SocketTransport } from '#domain/ports.ts';
import { Backoff } from './backoff.ts';

export interface SocketParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly sockets: SocketTransport;
  readonly url: string;
  /** The venue wants one in ten seconds at least; more often shows sooner that nobody is there. */
  readonly pingMs: number;
  /** How one asks whether somebody is there, and hears it, on this socket; left out: PING and PONG. */
  readonly pings?: { readonly ask: string; readonly isAnswer: (text: string) => boolean };
}

const PINGS = { ask: 'PING', isAnswer: (text: string) => text === 'PONG' };

export interface SocketOwner {
  opened(): void;
  /** Neither PING nor PONG. */
  text(text: string): void;
  lost(reason: string): void;
}

const DIAL_MAX_MS = 10_000;
/** PINGs after which somebody who says nothing at all is not there. */
const SILENT_PINGS = 4;
/** Without a PONG for so long a connection is dead, whatever else it says. */
const PONG_MAX_MS = 30_000;
/** A connection that lasted so long was a good one. */
const GOOD_MS = 10_000;

export class LiveSocket {
  readonly #parts: SocketParts;
  readonly #owner: SocketOwner;
  readonly #backoff: Backoff;
  #socket: Socket | null = null;
  /** Which dialling it is: what comes from an older one is not heard. */
  #dialling = 0;
  #state: 'closed' | 'waiting' | 'dialling' | 'open' = 'closed';
  #timer: unknown = null;
  #heardMs = Number.NEGATIVE_INFINITY;
  /** Steady clock. */
  #openedMs = 0;
  #pongMs = 0;
  #lastMs = 0;

  constructor(parts: SocketParts, owner: SocketOwner) {
    this.#parts = parts;
    this.#owner = owner;
    this.#backoff = new Backoff(parts.random);
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Nobody asked for it, or not any more. */
  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Our time when anything was last heard; negative infinity when nothing ever was. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** Nothing at all was heard on an open connection for so long. */
  get silentMs(): number {
    return this.#state === 'open' ? this.#parts.clock.steadyMs() - this.#lastMs : 0;
  }

  open(): void {
    if (this.#state === 'closed') this.#wait(0);
  }

  /** False: it was not sent. */
  send(text: string): boolean {
    return this.#state === 'open' && this.#socket !== null && this.#socket.send(text);
  }

  /** Gives this connection up and dials another one. */
  cut(reason: string): void {
    if (this.#state === 'closed' || this.#state === 'waiting') return;
    const wasOpen = this.#state === 'open';
    this.#hangUp();
    this.#wait(this.#backoff.nextMs());
    if (wasOpen) this.#owner.lost(reason);
  }

  close(): void {
    this.#hangUp();
    this.#state = 'closed';
  }

  #hangUp(): void {
    this.#dialling += 1;
    this.#parts.clock.clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  #wait(delayMs: number): void {
    this.#state = 'waiting';
    this.#timer = this.#parts.clock.setTimeout(() => this.#dial(), delayMs);
  }

  #dial(): void {
    const { clock, sockets, url } = this.#parts;
    const dialling = ++this.#dialling;
    const mine = () => dialling === this.#dialling;
    this.#state = 'dialling';
    this.#timer = clock.setTimeout(() => this.cut('it did not open'), DIAL_MAX_MS);
    this.#socket = sockets.open(url, {
      opened: () => mine() && this.#opened(),
      text: (text) => mine() && this.#heard(text),
      closed: (code, reason) => mine() && this.cut(`closed with ${code}${reason === '' ? '' : `: ${reason}`}`),
    });
  }

  #opened(): void {
    if (this.#state !== 'dialling') return;
    const { clock } = this.#parts;
    clock.clearTimeout(this.#timer);
    this.#state = 'open';
    this.#openedMs = this.#pongMs = this.#lastMs = clock.steadyMs();
    this.#heardMs = clock.now();
    this.#timer = clock.setTimeout(() => this.#ping(), this.#parts.pingMs);
    this.#owner.opened();
  }

  #heard(text: string): void {
    if (this.#state !== 'open') return;
    this.#heardMs = this.#parts.clock.now();
    this.#lastMs = this.#parts.clock.steadyMs();
    const { isAnswer } = this.#parts.pings ?? PINGS;
    if (isAnswer(text)) this.#pongMs = this.#lastMs;
    else if (text === 'PING') this.send('PONG');
    else if (text !== '') this.#owner.text(text);
  }

  #ping(): void {
    const { clock, pingMs } = this.#parts;
    const nowMs = clock.steadyMs();
    if (nowMs - this.#openedMs >= GOOD_MS) this.#backoff.reset();
    if (nowMs - this.#pongMs > PONG_MAX_MS) this.cut(`no PONG for ${Math.round(nowMs - this.#pongMs)} ms`);
    else if (this.silentMs > SILENT_PINGS * pingMs) this.cut(`silent for ${Math.round(this.silentMs)} ms`);
    else if (!this.send((this.#parts.pings ?? PINGS).ask)) this.cut('a PING could not be sent');
    else this.#timer = clock.setTimeout(() => this.#ping(), pingMs);
  }
}
