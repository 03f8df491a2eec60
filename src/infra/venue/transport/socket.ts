// Sockets over ws. Promises: a listener is never called inside `open`, and `closed` is its last word however it ended, with 1006
// and the reason when there never was a connection; no redirect is followed; certificates are always checked; what is received
// and what waits to be sent are both bounded.
import { WebSocket } from 'ws';
import type { Clock, Socket, SocketListener, SocketTransport } from '#domain/ports.ts';
import { codeOf, reasonOf } from '#infra/unavailable.ts';

const CONNECT_MS = 10_000;
/** Of the closing handshake; then the line is cut. */
const GOODBYE_MS = 2_000;
/** Bytes of one frame; a larger one ends the connection with 1009. */
export const FRAME_MAX = 16_000_000;
/** Bytes that may wait to be sent. */
export const WAITING_MAX = 1_000_000;
const ABNORMAL = 1006;

export class WebSockets implements SocketTransport {
  readonly #clock: Clock;
  readonly #open = new Set<Line>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(url: string, listener: SocketListener): Socket {
    const line = new Line(this.#clock, listener, () => this.#open.delete(line));
    this.#open.add(line);
    line.begin(url);
    return line;
  }

  /** Cuts every line. */
  close(): void {
    for (const line of [...this.#open]) line.cut();
  }
}

class Line implements Socket {
  readonly #clock: Clock;
  readonly #listener: SocketListener;
  readonly #onEnd: () => void;
  #socket: WebSocket | null = null;
  /** What went wrong, for want of a reason in words from the other side. */
  #trouble = '';
  #closing = false;
  #timer: unknown = null;

  constructor(clock: Clock, listener: SocketListener, onEnd: () => void) {
    this.#clock = clock;
    this.#listener = listener;
    this.#onEnd = onEnd;
  }

  begin(url: string): void {
    let socket: WebSocket;
    try {
      socket = new WebSocket(url, {
        followRedirects: false,
        rejectUnauthorized: true,
        maxPayload: FRAME_MAX,
        perMessageDeflate: false,
      });
    } catch (error) {
      this.#clock.setTimeout(() => this.#ended(ABNORMAL, reasonOf(error)), 0);
      return;
    }
    this.#socket = socket;
    this.#timer = this.#clock.setTimeout(() => this.#giveUp(`no connection within ${CONNECT_MS} ms`), CONNECT_MS);
    socket.on('open', () => {
      this.#clock.clearTimeout(this.#timer);
      this.#listener.opened();
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary && !this.#closing) this.#listener.text(String(data));
    });
    socket.on('error', (error) => {
      this.#trouble ||= reasonOf(error) || codeOf(error);
    });
    socket.on('close', (code, reason) => this.#ended(code, reason.toString('utf8')));
  }

  send(text: string): boolean {
    const socket = this.#socket;
    if (this.#closing || socket?.readyState !== WebSocket.OPEN || socket.bufferedAmount > WAITING_MAX) return false;
    socket.send(text);
    return true;
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#clock.clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#timer = this.#clock.setTimeout(() => this.cut(), GOODBYE_MS);
  }

  cut(): void {
    this.#socket?.terminate();
  }

  #giveUp(why: string): void {
    this.#trouble = why;
    this.cut();
  }

  #ended(code: number, reason: string): void {
    this.#clock.clearTimeout(this.#timer);
    this.#onEnd();
    this.#listener.closed(code, reason || this.#trouble);
  }
}
