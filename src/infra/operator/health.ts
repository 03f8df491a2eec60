// `GET /health` for whoever watches the service from outside: a container's health check, a script, a person. It answers
// from a callback and changes nothing; everything else is 404 or 405 as JSON.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, reasonOf, Unavailable } from '../unavailable.ts';

/** Anything but `ok` is answered with 503, so that a checker need not read the body. */
export interface Health {
  readonly status: 'ok' | 'starting' | 'draining' | 'failed';
  readonly [detail: string]: unknown;
}

export interface HealthOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly health: () => Health;
}

/** More are refused at once. */
const CONNECTIONS_MAX = 32;
const REQUEST_MAX_MS = 5_000;
const HEADER_MAX_BYTES = 8_192;

export class HealthServer {
  readonly #options: HealthOptions;
  readonly #server: Server;

  constructor(options: HealthOptions) {
    this.#options = options;
    this.#server = createServer(
      { maxHeaderSize: HEADER_MAX_BYTES, requestTimeout: REQUEST_MAX_MS, headersTimeout: REQUEST_MAX_MS },
      (request, response) => this.#answer(request, response),
    );
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** The port it listens on. Rejects with Unavailable naming host and port. */
  start(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((done, fail) => {
      const refuse = (error: Error) => fail(new Unavailable(refusal(host, port, error), { cause: error }));
      this.#server.once('error', refuse);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', refuse);
        // A broken connection is its visitor's trouble.
        this.#server.on('error', () => {});
        done((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Ends open connections too. */
  close(): Promise<void> {
    return new Promise((done) => {
      this.#server.close(() => done());
      this.#server.closeAllConnections();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').split('?', 1)[0];
    const readOnly = request.method === 'GET' || request.method === 'HEAD';
    if (path !== '/health') send(response, 404, { error: 'no such page; there is /health', field: 'path' });
    else if (!readOnly) send(response, 405, { error: '/health can only be read', field: 'method' });
    else this.#tell(response);
  }

  #tell(response: ServerResponse): void {
    try {
      const health = this.#options.health();
      send(response, health.status === 'ok' ? 200 : 503, health);
    } catch (error) {
      send(response, 500, { error: reasonOf(error), field: null });
    }
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    connection: 'close',
  });
  response.end(text);
}

function refusal(host: string, port: number, error: Error): string {
  const where = `${host}:${port} (operator.host, operator.port)`;
  if (codeOf(error) === 'EADDRINUSE') return `${where} is in use by another program`;
  if (codeOf(error) === 'EACCES') return `${where} may not be opened by this user`;
  return `${where}: ${reasonOf(error)}`;
}
