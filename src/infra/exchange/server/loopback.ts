// The server on a real port: HTTP and sockets in front of it, for whoever runs it on this machine. Promises bounds on everything
// a visitor can send, hold open or leave unread, and that a broken connection is its visitor's trouble alone.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '#domain/ports.ts';
import { realClock } from '#infra/clock.ts';
import { Timers } from '#infra/timers.ts';
import { codeOf, reasonOf, Unavailable } from '#infra/unavailable.ts';
import type { Served, ServedAnswer } from './served.ts';

export interface LoopbackOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** For answers that a fault holds back. */
  readonly clock?: Clock;
}

/** One more is refused at once. */
const CONNECTIONS_MAX = 2_000;
const HEADER_MAX_BYTES = 16_384;
const REQUEST_MAX_MS = 10_000;
const KEEP_ALIVE_MS = 65_000;
export const BODY_MAX_BYTES = 1_000_000;
const FRAME_MAX_BYTES = 1_000_000;
/** A visitor who was never answered is not held for longer. */
const UNANSWERED_MAX_MS = 60_000;
/** Bytes that wait for a visitor who does not read; he is shown out. */
const UNREAD_MAX_BYTES = 4_000_000;

export class LoopbackServer {
  readonly #served: Served;
  readonly #options: LoopbackOptions;
  readonly #server: Server;
  readonly #held: Timers;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_MAX_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });

  constructor(served: Served, options: LoopbackOptions) {
    this.#served = served;
    this.#options = options;
    this.#held = new Timers(options.clock ?? realClock());
    this.#server = createServer(
      {
        maxHeaderSize: HEADER_MAX_BYTES,
        requestTimeout: REQUEST_MAX_MS,
        headersTimeout: REQUEST_MAX_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        noDelay: true,
      },
      (request, response) => this.#listen(request, response),
    );
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.on('upgrade', (request, wire, head) => this.#upgrade(request, wire, head));
  }

  /** The port it listens on. Rejects with Unavailable naming host and port. */
  start(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((done, fail) => {
      const refuse = (error: Error) => fail(new Unavailable(refusalText(host, port, error), { cause: error }));
      this.#server.once('error', refuse);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', refuse);
        this.#server.on('error', () => {});
        done((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Ends open connections and sockets too. */
  close(): Promise<void> {
    this.#held.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    return new Promise((done) => {
      this.#server.close(() => done());
      this.#server.closeAllConnections();
    });
  }

  #listen(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_MAX_BYTES) chunks.push(chunk);
      else if (!response.headersSent) {
        send(response, TOO_LARGE);
        // What still comes of it is not read.
        response.on('finish', () => request.destroy());
      }
    });
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('end', () => {
      if (response.headersSent) return;
      const body = chunks.length > 0 ? Buffer.concat(chunks).toString('utf8') : null;
      this.#give(response, this.#answer(request, body));
    });
  }

  #give(response: ServerResponse, answer: ServedAnswer): void {
    const { lateMs = 0 } = answer;
    if (lateMs <= 0) send(response, answer);
    else if (lateMs > UNANSWERED_MAX_MS) this.#held.after(UNANSWERED_MAX_MS, () => response.destroy());
    else this.#held.after(lateMs, () => send(response, answer));
  }

  #answer({ method = '', url = '', headers, socket }: IncomingMessage, body: string | null): ServedAnswer {
    const cut = url.indexOf('?');
    const [path, query] = cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut + 1)];
    const named: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') named[name] = value;
    const from = socket.remoteAddress ?? '';
    return this.#served.answer({ method, path, query: new URLSearchParams(query), headers: named, body, from });
  }

  #upgrade(request: IncomingMessage, wire: Duplex, head: Buffer): void {
    wire.on('error', () => {});
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path !== '/ws/market' && path !== '/ws/user') {
      wire.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    const from = request.socket.remoteAddress ?? '';
    this.#sockets.handleUpgrade(request, wire, head, (socket) => this.#seat(path, socket, from));
  }

  #seat(path: string, socket: WebSocket, from: string): void {
    const peer = {
      send: (text: string) => {
        if (socket.bufferedAmount > UNREAD_MAX_BYTES) return false;
        socket.send(text, () => {});
        return true;
      },
      close: (code: number, reason: string) => end(socket, code, reason),
    };
    const line = this.#served.connect(path, peer, from);
    socket.on('error', () => {});
    if (!line) {
      end(socket, 1013, 'too many connections');
      return;
    }
    socket.on('message', (data, isBinary) => {
      if (!isBinary) line.text(String(data));
    });
    socket.on('close', () => line.closed());
  }
}

const TOO_LARGE: ServedAnswer = {
  status: 413,
  headers: { 'content-type': 'application/json', connection: 'close' },
  body: '{"error":"Payload exceeds the limit"}',
};

/** Whoever does not read does not read a goodbye either. */
function end(socket: WebSocket, code: number, reason: string): void {
  if (socket.bufferedAmount > UNREAD_MAX_BYTES) socket.terminate();
  else socket.close(code, reason);
}

function send(response: ServerResponse, { status, headers, body }: ServedAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function refusalText(host: string, port: number, error: Error): string {
  const where = `${host}:${port}`;
  if (codeOf(error) === 'EADDRINUSE') return `${where} is in use by another program`;
  if (codeOf(error) === 'EACCES') return `${where} may not be opened by this user`;
  return `${where}: ${reasonOf(error)}`;
}
