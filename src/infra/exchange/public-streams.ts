// Public data over the wire between one wallet and an engine: every listener has a stream, and so a delay, of its own, which begins
// with the whole book of each of its markets. The engine is listened to once, however many there are.
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { MarketStream } from '#domain/ports.ts';
import { DeliveryLane } from './delivery-lane.ts';
import type { Engine } from './engine.ts';
import { drawMs } from './latency.ts';
import type { LinkPorts } from './venue-link.ts';

interface OpenStream {
  readonly lane: { readonly inFlight: number; close(): void };
  readonly hangUp: () => void;
  readonly markets: ReadonlySet<MarketId>;
}

const NOBODY: readonly ((event: MarketEvent) => void)[] = [];
/** Markets that were listened to once, remembered with the time; the oldest are forgotten. */
const HEARD_MAX = 10_000;

export class PublicStreams implements MarketStream {
  readonly #engine: Engine;
  readonly #ports: LinkPorts;
  readonly #open = new Set<OpenStream>();
  /** Who wants the events of a market: the engine is listened to once, however many markets there are. */
  readonly #wanting = new Map<MarketId, Set<(event: MarketEvent) => void>>();
  #hangUpEvents: (() => void) | null = null;
  /** Of markets that nobody listens to any more: until when they were. */
  readonly #heardMs = new Map<MarketId, number>();
  #streams = 0;

  constructor(engine: Engine, ports: LinkPorts) {
    this.#engine = engine;
    this.#ports = ports;
  }

  get inFlight(): number {
    let sum = 0;
    for (const { lane } of this.#open) sum += lane.inFlight;
    return sum;
  }

  catalogue(listener: (market: Market) => void): () => void {
    const lane = this.#lane(listener);
    for (const market of this.#engine.markets()) lane.send(market);
    const hangUp = this.#engine.onCatalogue((market) => lane.send(market));
    return this.#track({ lane, hangUp, markets: new Set() });
  }

  listen(markets: readonly MarketId[], listener: (event: MarketEvent, receivedMs: number) => void): () => void {
    const lane = this.#lane<MarketEvent>((event) => listener(event, this.#ports.clock.now()));
    /** Markets whose whole book was not sent yet: one may be listed later. */
    const unseen = new Set(markets);
    const wanted = new Set(markets);
    const introduce = (market: MarketId) => {
      const snapshot = unseen.has(market) ? this.#engine.snapshot(market) : null;
      if (snapshot && unseen.delete(market)) lane.send(snapshot);
    };
    for (const market of wanted) introduce(market);
    const stopListings = this.#engine.onCatalogue((market) => introduce(market.id));
    const stopEvents = this.#want(wanted, (event) => {
      if (event.type === 'SNAPSHOT') unseen.delete(event.market);
      else introduce(event.market);
      lane.send(event);
    });
    const hangUp = () => {
      stopListings();
      stopEvents();
    };
    return this.#track({ lane, hangUp, markets: wanted });
  }

  /** Nothing is lost on this wire and every PONG comes at once: whatever is open is heard. */
  heardMs(market: MarketId): number {
    for (const { markets } of this.#open) if (markets.has(market)) return this.#ports.clock.now();
    return this.#heardMs.get(market) ?? Number.NEGATIVE_INFINITY;
  }

  close(): void {
    for (const stream of [...this.#open]) this.#hangUp(stream);
    this.#hangUpEvents?.();
  }

  #want(markets: ReadonlySet<MarketId>, listener: (event: MarketEvent) => void): () => void {
    this.#hangUpEvents ??= this.#engine.onMarket((event) => {
      for (const each of this.#wanting.get(event.market) ?? NOBODY) each(event);
    });
    for (const market of markets) {
      const wanting = this.#wanting.get(market) ?? new Set();
      this.#wanting.set(market, wanting.add(listener));
    }
    return () => {
      for (const market of markets) {
        const wanting = this.#wanting.get(market);
        if (wanting?.delete(listener) && wanting.size === 0) this.#wanting.delete(market);
      }
    };
  }

  #lane<Message>(deliver: (message: Message) => void): DeliveryLane<Message> {
    const { clock, random, latency } = this.#ports;
    this.#streams += 1;
    const chance = random.fork(`stream ${this.#streams}`);
    const medianMs = latency.publicMs ?? latency.streamMs;
    // A recording's frames are many, and their delay is in their times: none is drawn.
    const delayMs = medianMs === 0 ? () => 0 : () => drawMs(chance, { medianMs, sigma: latency.sigma });
    return new DeliveryLane(clock, delayMs, deliver);
  }

  #track(stream: OpenStream): () => void {
    this.#open.add(stream);
    return () => this.#hangUp(stream);
  }

  #hangUp(stream: OpenStream): void {
    if (!this.#open.delete(stream)) return;
    stream.hangUp();
    stream.lane.close();
    for (const market of stream.markets) this.#heardMs.set(market, this.#ports.clock.now());
    for (const market of this.#heardMs.keys()) {
      if (this.#heardMs.size <= HEARD_MAX) break;
      this.#heardMs.delete(market);
    }
  }
}
