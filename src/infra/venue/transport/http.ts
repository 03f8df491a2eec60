// Requests over HTTP/1.1 with connections that are kept. Promises: one answer to each request, later than the call and never
// thrown; `sent: 'no'` only when not a byte of it was written; no redirect is followed; certificates are always checked,
// whatever the environment says. What an answer means is for others.
import { Agent, type Dispatcher } from 'undici';
import type { Clock, HttpAnswer, HttpRequest, HttpTransport } from '#domain/ports.ts';
import { codeOf, reasonOf } from '#infra/unavailable.ts';

/** Together: one more is refused unsent. */
const IN_FLIGHT_MAX = 2_000;
const CONNECTIONS_MAX = 64;
const CONNECT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** Bytes of a body: a longer one is cut off and is no answer. */
export const BODY_MAX = 16_000_000;

export class HttpConnections implements HttpTransport {
  readonly #clock: Clock;
  readonly #agent = new Agent({
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Ours count until the answer is whole.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: CONNECT_MS, rejectUnauthorized: true },
  });
  #inFlight = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  request(request: HttpRequest, reply: (answer: HttpAnswer) => void): void {
    const exchange = new Exchange(request, this.#clock, (answer) => {
      this.#inFlight -= 1;
      reply(answer);
    });
    this.#inFlight += 1;
    if (this.#inFlight > IN_FLIGHT_MAX) exchange.refuse(`${IN_FLIGHT_MAX} requests are in flight`);
    else exchange.begin(this.#agent);
  }

  /** Ends what is in flight. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

/** One request and what becomes of it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: HttpRequest;
  readonly #clock: Clock;
  readonly #reply: (answer: HttpAnswer) => void;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #sent: 'no' | 'maybe' = 'no';
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #controller: Dispatcher.DispatchController | null = null;
  #timer: unknown = null;
  #calling = true;
  #over = false;

  constructor(request: HttpRequest, clock: Clock, reply: (answer: HttpAnswer) => void) {
    this.#request = request;
    this.#clock = clock;
    this.#reply = reply;
  }

  begin(agent: Agent): void {
    const { url, method, headers, body, timeoutMs } = this.#request;
    this.#timer = this.#clock.setTimeout(() => this.#fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    try {
      const { origin, pathname, search } = new URL(url);
      // Without `reset` a DELETE that says something costs its connection: each cancel would shake hands anew.
      agent.dispatch({ origin, path: pathname + search, method, headers, body, reset: false }, this);
    } catch (error) {
      this.#fail(reasonOf(error));
    }
    this.#calling = false;
  }

  refuse(text: string): void {
    this.#fail(text);
    this.#calling = false;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('given up before it was sent'));
    else this.#sent = 'maybe';
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = flat(headers);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > BODY_MAX) this.#fail(`the answer is longer than ${BODY_MAX} bytes`);
    else if (!this.#over) this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks).toString('utf8');
    this.#end({ ok: true, status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(textOf(error));
  }

  #fail(text: string): void {
    if (this.#over) return;
    this.#end({ ok: false, sent: this.#sent, text });
    this.#controller?.abort(new Error(text));
  }

  #end(answer: HttpAnswer): void {
    if (this.#over) return;
    this.#over = true;
    this.#clock.clearTimeout(this.#timer);
    if (this.#calling) this.#clock.setTimeout(() => this.#reply(answer), 0);
    else this.#reply(answer);
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function flat(headers: Headers): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) texts[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  return texts;
}

/** Several addresses that were tried are one error without words. */
function textOf(error: Error): string {
  const code = codeOf(error);
  const text = error.message || 'the connection failed';
  return code === '' || text.includes(code) ? text : `${code}: ${text}`;
}
