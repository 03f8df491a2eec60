// The one way by which a request leaves: budget, time, key, transport, and what the answer means. A body is made once, signed and
// sent as that very text. Promises: each request is answered once and never inside the call; an answer that is not what was
// asked for is a failure, never an empty value; what waits for its turn leaves by rank (cancels first, orders last) or is told
// that it could not. Batching is for `order-post.ts` and `order-cancel.ts`, pages for `page-reader.ts`.
import type { VenueFailure } from '#domain/failure.ts';
import { ANSWER_PATIENCE_MS } from '#domain/orders/execution-log.ts';
import type { Answer, Clock, HttpAnswer, HttpRequest, HttpTransport, Reply } from '#domain/ports.ts';
import type { ApiCredentials } from '../signing/l2-auth.ts';
import { type Codec, readText } from '../wire/codec.ts';
import { classify } from '../wire/failures.ts';
import type { Cost, RequestBudget } from './request-budget.ts';
import type { ServerClock } from './server-clock.ts';

export type Service = 'clob' | 'gamma' | 'data' | 'site';
/** Base addresses, without a slash at the end. */
export type Hosts = Readonly<Record<Service, string>>;

export interface RestCall<T> {
  readonly method: HttpRequest['method'];
  readonly service: Service;
  /** What is signed: without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query?: string;
  readonly body?: string;
  /** `key`: signed with the API key. */
  readonly auth: 'none' | 'key' | Readonly<Record<string, string>>;
  readonly cost: Cost;
  readonly codec: Codec<T>;
  readonly rank?: Rank;
  /** How long it may wait for its turn. */
  readonly patienceMs?: number;
}

/** Lower ones leave first. */
export type Rank = 0 | 1 | 2;
export const RANK = { cancel: 0, read: 1, place: 2 } as const satisfies Record<string, Rank>;

export interface RestParts {
  readonly clock: Clock;
  readonly http: HttpTransport;
  readonly hosts: Hosts;
  readonly budget: RequestBudget;
  readonly time: ServerClock;
  /** null: only what is public can be asked. */
  readonly key: ApiCredentials | null;
  /** A signed request was refused: perhaps the time. */
  readonly onUnauthorised?: () => void;
}

const TIMEOUT_MS = ANSWER_PATIENCE_MS;
/** A transport that forgot to answer is not waited for. */
const GUARD_MS = TIMEOUT_MS + 1_000;
const PATIENCE_MS = 5_000;
/** Requests that wait for their turn; one more is refused. */
const WAITING_MAX = 2_000;

interface Waiting {
  readonly rank: Rank;
  readonly cost: Cost;
  readonly untilMs: number;
  readonly go: () => void;
  readonly giveUp: (waitMs: number) => void;
}

export class RestClient {
  readonly #parts: RestParts;
  readonly #waiting: Waiting[] = [];
  readonly #timers = new Set<unknown>();
  #turn: unknown = null;
  #inFlight = 0;
  #closed = false;

  constructor(parts: RestParts) {
    this.#parts = parts;
  }

  /** Requests that were made and not answered yet. */
  get open(): number {
    return this.#inFlight + this.#waiting.length;
  }

  /** How long a request of that cost would have to wait; 0: it leaves now. */
  waitMs(cost: Cost): number {
    return this.#parts.budget.waitMs(cost, this.#nowMs());
  }

  ask<T>(call: RestCall<T>, reply: Reply<T>): void {
    this.exchange(call, (answer) => reply(this.meaning(call, answer)));
  }

  /** What an answer to that call says, or why it says nothing. */
  meaning<T>({ codec }: RestCall<T>, answer: HttpAnswer | VenueFailure): Answer<T> {
    return answerOf(codec, answer);
  }

  /** As `ask`, for whoever must see the answer itself. */
  exchange<T>(call: RestCall<T>, reply: (answer: HttpAnswer | VenueFailure) => void): void {
    if (this.#closed) return;
    const { cost, rank = RANK.read, patienceMs = PATIENCE_MS } = call;
    const inLine = this.#waiting.some((one) => one.rank <= rank && one.cost.kind === cost.kind);
    if (!inLine && this.waitMs(cost) <= 0) {
      this.#send(call, reply);
      return;
    }
    const giveUp = (waitMs: number) => reply({ kind: 'rateLimited', retryAfterMs: waitMs });
    if (this.#waiting.length >= WAITING_MAX) {
      this.#after(0, () => giveUp(this.waitMs(cost)));
      return;
    }
    this.#waiting.push({ rank, cost, untilMs: this.#nowMs() + patienceMs, go: () => this.#send(call, reply), giveUp });
    this.#waiting.sort((a, b) => a.rank - b.rank);
    this.#arm();
  }

  /** For good: nothing is answered any more. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    for (const timer of this.#timers) this.#parts.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  #send<T>(call: RestCall<T>, reply: (answer: HttpAnswer | VenueFailure) => void): void {
    const { budget, http } = this.#parts;
    budget.take(call.cost, this.#nowMs());
    this.#inFlight += 1;
    let answered = false;
    const once = (answer: HttpAnswer) => {
      if (answered || this.#closed) return;
      answered = true;
      this.#inFlight -= 1;
      this.#clear(guard);
      budget.heard(call.cost, answer, this.#nowMs());
      if (answer.ok && answer.status === 401) this.#parts.onUnauthorised?.();
      reply(answer);
    };
    const guard = this.#after(GUARD_MS, () => once({ ok: false, sent: 'maybe', text: 'the transport never answered' }));
    http.request(this.#request(call), once);
  }

  #request<T>({ method, service, path, query, body, auth }: RestCall<T>): HttpRequest {
    const { hosts, key, time } = this.#parts;
    const url = `${hosts[service]}${path}${query ? `?${query}` : ''}`;
    const text = body ?? null;
    const signed = auth === 'key' ? (key?.headers({ method, path, body: text }, time.seconds()) ?? {}) : {};
    const own = typeof auth === 'string' ? signed : auth;
    const headers = {
      accept: 'application/json',
      ...(text === null ? {} : { 'content-type': 'application/json' }),
      ...own,
    };
    return { method, url, headers, body: text, timeoutMs: TIMEOUT_MS };
  }

  /** Whoever can leave does, by rank; of one kind nobody overtakes. */
  #drain(): void {
    this.#turn = null;
    const nowMs = this.#nowMs();
    const stuck = new Set<string>();
    for (const one of [...this.#waiting]) {
      const waitMs = stuck.has(one.cost.kind) ? 1 : this.waitMs(one.cost);
      const late = nowMs >= one.untilMs;
      if (waitMs > 0 && !late) stuck.add(one.cost.kind);
      else {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        if (waitMs > 0) one.giveUp(Math.ceil(waitMs));
        else one.go();
      }
    }
    this.#arm();
  }

  #arm(): void {
    if (this.#turn !== null || this.#waiting.length === 0 || this.#closed) return;
    const nowMs = this.#nowMs();
    let waitMs = Number.POSITIVE_INFINITY;
    for (const one of this.#waiting) waitMs = Math.min(waitMs, this.waitMs(one.cost), one.untilMs - nowMs);
    this.#turn = this.#after(Math.max(1, waitMs), () => this.#drain());
  }

  #after(delayMs: number, run: () => void): unknown {
    const { clock } = this.#parts;
    const timer = clock.setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }

  #clear(timer: unknown): void {
    this.#timers.delete(timer);
    this.#parts.clock.clearTimeout(timer);
  }

  #nowMs(): number {
    return this.#parts.clock.steadyMs();
  }
}

function answerOf<T>(codec: Codec<T>, answer: HttpAnswer | VenueFailure): Answer<T> {
  if ('kind' in answer) return { ok: false, failure: answer };
  if (!answer.ok) return { ok: false, failure: { kind: 'unreachable', sent: answer.sent } };
  const { status, headers, body } = answer;
  if (status < 200 || status > 299) return { ok: false, failure: classify(status, headers, body) };
  const read = readText(codec, body);
  if (read.ok) return { ok: true, value: read.value };
  const { field, found } = read.problem;
  return { ok: false, failure: { kind: 'unreadable', excerpt: `${field}: ${found}` } };
}
