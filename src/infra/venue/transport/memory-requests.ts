// Requests of the memory pair: one line to the server on which nothing overtakes, and a way back for each answer.
import type { HttpAnswer, HttpRequest, HttpTransport, Random } from '#domain/ports.ts';
import { DeliveryLane } from '#infra/exchange/delivery-lane.ts';
import { drawMs } from '#infra/exchange/latency.ts';
import type { Served, ServedAnswer, ServedRequest } from '#infra/exchange/server/served.ts';
import type { PairPorts, PairTraffic } from './memory-pair.ts';

interface Asked {
  readonly request: HttpRequest;
  /** Once. */
  readonly end: (answer: HttpAnswer) => void;
}

export class MemoryRequests implements HttpTransport {
  readonly #served: Served;
  readonly #ports: PairPorts;
  readonly #back: Random;
  readonly #lane: DeliveryLane<Asked>;
  /** Timeouts and answers. */
  readonly #timers = new Set<unknown>();
  #replies = 0;

  constructor(served: Served, ports: PairPorts) {
    const { clock, random, latency } = ports;
    const there = random.fork('requests');
    this.#served = served;
    this.#ports = ports;
    this.#back = random.fork('replies');
    const delay = { medianMs: latency.requestMs, sigma: latency.sigma };
    this.#lane = new DeliveryLane(
      clock,
      () => drawMs(there, delay),
      (asked) => this.#arrive(asked),
    );
  }

  request(request: HttpRequest, reply: (answer: HttpAnswer) => void): void {
    let over = false;
    const end = (answer: HttpAnswer) => {
      if (over) return;
      over = true;
      this.#drop(timer);
      reply(answer);
    };
    const late = `no answer within ${request.timeoutMs} ms`;
    const timer = this.#after(request.timeoutMs, () => end({ ok: false, sent: 'maybe', text: late }));
    this.#lane.send({ request, end });
  }

  traffic(): Omit<PairTraffic, 'frames'> {
    return { requests: this.#lane.inFlight, replies: this.#replies };
  }

  disconnect(): void {
    this.#lane.close();
    for (const timer of this.#timers) this.#ports.clock.clearTimeout(timer);
    this.#timers.clear();
    this.#replies = 0;
  }

  #arrive({ request, end }: Asked): void {
    const fate = this.#ports.weather?.request?.(request) ?? 'fine';
    const url = URL.parse(request.url);
    if (fate === 'lost') return;
    if (!url) end({ ok: false, sent: 'no', text: `${request.url} is no address` });
    else if (fate === 'refused') end({ ok: false, sent: 'no', text: 'connection refused' });
    else {
      const answer = this.#served.answer(servedRequest(request, url, this.#ports.from));
      if (fate !== 'swallowed' && answer.lateMs !== Number.POSITIVE_INFINITY)
        this.#reply(fate === 'cut' ? null : answer, end);
    }
  }

  #reply(answer: ServedAnswer | null, end: (answer: HttpAnswer) => void): void {
    const { replyMs: medianMs, sigma } = this.#ports.latency;
    this.#replies += 1;
    this.#after(drawMs(this.#back, { medianMs, sigma }) + (answer?.lateMs ?? 0), () => {
      this.#replies -= 1;
      end(answer ? { ok: true, ...answer } : { ok: false, sent: 'maybe', text: 'the other side closed' });
    });
  }

  #after(ms: number, run: () => void): unknown {
    const timer = this.#ports.clock.setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #drop(timer: unknown): void {
    this.#timers.delete(timer);
    this.#ports.clock.clearTimeout(timer);
  }
}

function servedRequest(
  { method, headers, body }: HttpRequest,
  { pathname, searchParams }: URL,
  from: string,
): ServedRequest {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { method, path: pathname, query: searchParams, headers: named, body, from };
}
