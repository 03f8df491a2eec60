// A venue of cardboard: requests are answered by whatever a test put there, sockets say what a test lets them say. Every request
// and every frame we sent is kept.
import type { HttpAnswer, HttpRequest, HttpTransport, Socket, SocketListener, SocketTransport } from '#domain/ports.ts';
import type { VirtualClock } from '#infra/virtual-clock.ts';

export type Said =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** It never left; it left and nobody answered; nobody ever says anything. */
  | 'refused'
  | 'lost'
  | 'forgotten';
type Handler = (request: HttpRequest, url: URL) => Said;

const DELAY_MS = 10;

export class ScriptedHttp implements HttpTransport {
  readonly asked: HttpRequest[] = [];
  readonly #clock: VirtualClock;
  readonly #handlers = new Map<string, Handler>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** `what` is method and path, such as `POST /order`; a path may end in `*`. The latest counts. */
  on(what: string, handler: Handler | Said): void {
    this.#handlers.set(what, typeof handler === 'function' ? handler : () => handler);
  }

  /** Bodies of the requests for `what`, parsed. */
  bodies(what: string): readonly unknown[] {
    return this.of(what).map(({ body }) => (body === null ? null : JSON.parse(body)));
  }

  of(what: string): readonly HttpRequest[] {
    return this.asked.filter((request) => fits(what, request));
  }

  request(request: HttpRequest, reply: (answer: HttpAnswer) => void): void {
    this.asked.push(request);
    const said = this.#handler(request)(request, new URL(request.url));
    if (said === 'forgotten') return;
    this.#clock.setTimeout(() => reply(answerOf(said)), DELAY_MS);
  }

  #handler(request: HttpRequest): Handler {
    for (const [what, handler] of [...this.#handlers].reverse()) if (fits(what, request)) return handler;
    return () => ({ status: 404, body: '404 page not found' });
  }
}

export class ScriptedSockets implements SocketTransport {
  readonly lines: ScriptedLine[] = [];
  /** Whether a line that is dialled opens by itself. */
  opens = true;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  open(url: string, listener: SocketListener): Socket {
    const line = new ScriptedLine(url, listener, this.#clock);
    this.lines.push(line);
    this.#clock.setTimeout(() => (this.opens ? line.accept() : line.end(1006, 'refused')), DELAY_MS);
    return line;
  }

  /** Those that are open and lead there. */
  to(path: string): readonly ScriptedLine[] {
    return this.lines.filter((line) => line.isOpen && line.url.endsWith(path));
  }

  /** The latest. */
  last(path: string): ScriptedLine {
    const line = this.lines.filter(({ url }) => url.endsWith(path)).at(-1);
    if (!line) throw new Error(`nobody dialled ${path}`);
    return line;
  }
}

export class ScriptedLine implements Socket {
  readonly url: string;
  readonly sent: string[] = [];
  isOpen = false;
  /** Whether PINGs are answered. */
  answersPings = true;
  onSend: (text: string) => void = () => {};
  readonly #listener: SocketListener;
  readonly #clock: VirtualClock;
  #over = false;

  constructor(url: string, listener: SocketListener, clock: VirtualClock) {
    this.url = url;
    this.#listener = listener;
    this.#clock = clock;
  }

  /** Everything but PINGs, parsed. */
  get said(): readonly Record<string, unknown>[] {
    return this.sent.filter((text) => text !== 'PING').map((text) => JSON.parse(text));
  }

  accept(): void {
    if (this.#over) return;
    this.isOpen = true;
    this.#listener.opened();
  }

  send(text: string): boolean {
    if (!this.isOpen) return false;
    this.sent.push(text);
    if (text === 'PING' && this.answersPings) this.#clock.setTimeout(() => this.say('PONG'), DELAY_MS);
    this.onSend(text);
    return true;
  }

  /** The venue says it, now. */
  say(message: unknown): void {
    if (this.isOpen) this.#listener.text(typeof message === 'string' ? message : JSON.stringify(message));
  }

  close(): void {
    this.#clock.setTimeout(() => this.end(1000, ''), DELAY_MS);
  }

  end(code: number, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.isOpen = false;
    this.#listener.closed(code, reason);
  }
}

function fits(what: string, { method, url }: HttpRequest): boolean {
  const [wanted, path = ''] = what.split(' ');
  const { pathname } = new URL(url);
  if (method !== wanted) return false;
  return path.endsWith('*') ? pathname.startsWith(path.slice(0, -1)) : pathname === path;
}

function answerOf(said: Exclude<Said, 'forgotten'>): HttpAnswer {
  if (said === 'refused') return { ok: false, sent: 'no', text: 'connection refused' };
  if (said === 'lost') return { ok: false, sent: 'maybe', text: 'no answer' };
  const { status, body, headers = {} } = said;
  return { ok: true, status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}
