// The wire between one wallet and an engine that answers at once: everything takes time here, and nothing
// else goes wrong: that is for `infra/chaos`.
// Promises: requests reach the engine in the order in which they were made; each is answered once, never inside the call; each
// stream keeps the engine's order and delivers an update whole. Answers race the streams: a fill may come before the answer to
// the order it filled.
import type { OrderId, WalletId } from '#domain/ids.ts';
import type {
  AccountNews,
  Answer,
  Clock,
  FoundOrder,
  MarketStream,
  PlaceOutcome,
  Random,
  Reply,
  Venue,
} from '#domain/ports.ts';
import { DeliveryLane } from './delivery-lane.ts';
import type { BeatResult, Engine } from './engine.ts';
import { checkDelay, drawMs } from './latency.ts';
import { PublicStreams } from './public-streams.ts';

/** Medians in milliseconds; `sigma` is the standard deviation of their logarithms. */
export interface LinkLatency {
  readonly requestMs: number;
  readonly replyMs: number;
  /** Of the private and of every public stream. */
  readonly streamMs: number;
  /** Of public streams, where it differs: a recording was received by its recorder, so its delay is in its times already. */
  readonly publicMs?: number;
  readonly sigma: number;
}

export interface LinkPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly latency: LinkLatency;
}

/** Messages on their way. */
export interface Traffic {
  readonly requests: number;
  readonly replies: number;
  readonly news: number;
  readonly events: number;
}

export interface VenueLink {
  readonly venue: Venue;
  readonly stream: MarketStream;
  traffic(): Traffic;
  /** For good: what is in flight is lost, nothing is answered or delivered any more, no timer is left. */
  disconnect(): void;
}

export function venueLink(engine: Engine, wallet: WalletId, ports: LinkPorts): VenueLink {
  const { requestMs, replyMs, streamMs, sigma } = ports.latency;
  for (const medianMs of [requestMs, replyMs, streamMs]) checkDelay({ medianMs, sigma }, 'venue link');
  const requests = new Requests(ports);
  const news = new AccountStream(engine, wallet, ports);
  const events = new PublicStreams(engine, ports);
  return {
    venue: venueOf(engine, wallet, requests, news),
    stream: events,
    traffic: () => ({ ...requests.traffic(), news: news.inFlight, events: events.inFlight }),
    disconnect() {
      for (const part of [requests, news, events]) part.close();
    },
  };
}

function venueOf(engine: Engine, wallet: WalletId, requests: Requests, news: AccountStream): Venue {
  /** Turned away at the door, or heard. */
  const order = <Value>(request: 'place' | 'cancel', run: () => Value, reply: Reply<Value>) =>
    requests.ask((): Answer<Value> => {
      const failure = engine.closed(request);
      return failure ? { ok: false, failure } : { ok: true, value: run() };
    }, reply);
  const read = <Value>(run: () => Value, reply: Reply<Value>) =>
    requests.ask((): Answer<Value> => ({ ok: true, value: run() }), reply);
  return {
    place: (orders, reply) => order('place', () => orders.map((one) => placeOne(engine, wallet, one)), reply),
    cancel: (orders, reply) => order('cancel', () => engine.cancel(wallet, orders), reply),
    cancelMarket: (market, reply) => order('cancel', () => engine.cancelEvery(wallet, market), reply),
    cancelAll: (reply) => order('cancel', () => engine.cancelEvery(wallet, null), reply),
    openOrders: (reply) => read(() => engine.openOrders(wallet), reply),
    // It remembers what rests and nothing else, as the venue was seen to do.
    order: (id, reply) => read(() => restingOne(engine, wallet, id), reply),
    fills: (sinceMs, reply) => read(() => engine.fills(wallet, sinceMs), reply),
    account: (reply) => read(() => engine.account(wallet), reply),
    beat: (previous, reply) => requests.ask(() => beatAnswer(engine.beat(wallet, previous)), reply),
    listen: (listener) => news.listen(listener),
    newsHeardMs: () => news.heardMs(),
  };
}

function placeOne(engine: Engine, wallet: WalletId, intent: Parameters<Venue['place']>[0][number]): PlaceOutcome {
  const { id, market, slot, price, size } = intent;
  const answer = engine.submit(wallet, { id, market, slot, price, size, kind: 'postOnly' });
  if (answer.result === 'rejected') return { order: id, result: 'rejected', reason: answer.reason, text: answer.text };
  return { order: id, result: 'resting' };
}

function restingOne(engine: Engine, wallet: WalletId, id: OrderId): FoundOrder | null {
  const order = engine.openOrders(wallet).find((one) => one.id === id);
  return order ? { ...order, standing: 'resting' } : null;
}

function beatAnswer(beat: BeatResult): Answer<{ readonly id: string }> {
  if (beat.result === 'taken') return { ok: true, value: { id: beat.id } };
  return { ok: false, failure: { kind: 'rejected', reason: 'wrongBeat', text: beat.expected } };
}

/** One connection for requests; every answer finds its own way back. */
class Requests {
  readonly #clock: Clock;
  readonly #lane: DeliveryLane<() => void>;
  readonly #replyDelayMs: () => number;
  readonly #replies = new Set<unknown>();
  #closed = false;

  constructor({ clock, random, latency }: LinkPorts) {
    const { requestMs, replyMs, sigma } = latency;
    const [there, back] = [random.fork('requests'), random.fork('replies')];
    this.#clock = clock;
    this.#lane = new DeliveryLane(
      clock,
      () => drawMs(there, { medianMs: requestMs, sigma }),
      (run) => run(),
    );
    this.#replyDelayMs = () => drawMs(back, { medianMs: replyMs, sigma });
  }

  ask<Value>(run: () => Answer<Value>, reply: Reply<Value>): void {
    this.#lane.send(() => this.#answer(run(), reply));
  }

  traffic(): Pick<Traffic, 'requests' | 'replies'> {
    return { requests: this.#lane.inFlight, replies: this.#replies.size };
  }

  close(): void {
    this.#closed = true;
    this.#lane.close();
    for (const timer of this.#replies) this.#clock.clearTimeout(timer);
    this.#replies.clear();
  }

  #answer<Value>(answer: Answer<Value>, reply: Reply<Value>): void {
    if (this.#closed) return;
    const timer = this.#clock.setTimeout(() => {
      this.#replies.delete(timer);
      reply(answer);
    }, this.#replyDelayMs());
    this.#replies.add(timer);
  }
}

/** The private stream. What happens while nobody listens is lost, as on a socket that is not open. */
class AccountStream {
  readonly #clock: Clock;
  readonly #engine: Engine;
  readonly #wallet: WalletId;
  readonly #lane: DeliveryLane<AccountNews>;
  readonly #listeners = new Set<(news: AccountNews) => void>();
  #hangUp: () => void = () => {};

  constructor(engine: Engine, wallet: WalletId, { clock, random, latency }: LinkPorts) {
    this.#engine = engine;
    this.#wallet = wallet;
    this.#clock = clock;
    const chance = random.fork('account');
    const delayMs = () => drawMs(chance, { medianMs: latency.streamMs, sigma: latency.sigma });
    this.#lane = new DeliveryLane(clock, delayMs, (news) => {
      for (const listener of [...this.#listeners]) listener(news);
    });
  }

  get inFlight(): number {
    return this.#lane.inFlight;
  }

  /** This line never falls silent by itself. */
  heardMs(): number {
    return this.#listeners.size > 0 ? this.#clock.now() : Number.NEGATIVE_INFINITY;
  }

  listen(listener: (news: AccountNews) => void): () => void {
    if (this.#listeners.size === 0)
      this.#hangUp = this.#engine.onAccount(this.#wallet, (news) => this.#lane.send(news));
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#hangUp();
    };
  }

  close(): void {
    this.#hangUp();
    this.#lane.close();
  }
}
