// From the bytes of a frame to the bytes of an order, as marks in time at the doors of a house: what its sockets get and give, its
// public stream, its signals (a plan asks for them first), its ids and its journal. One market has at most one plan on its way, so
// an order belongs to the newest plan of its market that named one.
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { IntentFile, MarketStream, NewId, Signals } from '#domain/ports.ts';
import { machineMs, threadMs } from '#infra/stopwatch.ts';
import type { ByteListener } from '#infra/venue/transport/socket-bytes.ts';

/** All by `machineMs`. */
export interface Reaction {
  readonly market: MarketId;
  /** The bytes of the newest frame before the plan came; of the first since the plan before, when that plan had to wait. */
  readonly frameMs: number;
  /** The plan was made in the very step in which the frame was read. */
  readonly atOnce: boolean;
  /** The market's event is read, judged, and on its way to its book. */
  readonly heardMs: number;
  readonly plannedMs: number;
  /** The first order has its id. */
  readonly draftedMs: number;
  /** Given to the journal, and written. */
  readonly intendedMs: number;
  readonly writtenMs: number;
  /** The last byte of the request was given to the system. */
  readonly leftMs: number;
  /** Of `threadMs`: what our loop worked from the frame to there; of a plan that had to wait, nothing. */
  readonly workedMs: number;
}

interface Seen {
  firstMs: number | null;
  newestMs: number;
  heardMs: number;
}

/** Of the order that is on its way. */
type Way = { -readonly [Mark in Exclude<keyof Reaction, 'leftMs'>]: Reaction[Mark] };

export class ReactionMarks implements ByteListener {
  readonly reactions: Reaction[] = [];
  readonly #marketsOf: (text: string) => readonly MarketId[];
  readonly #seen = new Map<MarketId, Seen>();
  readonly #ways = new Map<MarketId, Way>();
  #cameMs = 0;
  #cameWorkedMs = 0;
  /** Whose event is being delivered. */
  #telling: MarketId | null = null;
  #plan: Way | null = null;
  /** Named and not given to the journal yet. */
  #named: Way[] = [];

  /** `marketsOf`: those that a posted request places orders in; none for any other text. */
  constructor(marketsOf: (text: string) => readonly MarketId[]) {
    this.#marketsOf = marketsOf;
  }

  came(atMs: number): void {
    this.#cameMs = atMs;
    this.#cameWorkedMs = threadMs();
  }

  left(text: string, atMs: number): void {
    for (const market of this.#marketsOf(text)) {
      const way = this.#ways.get(market);
      if (!way) continue;
      this.#ways.delete(market);
      const workedMs = way.atOnce ? threadMs() - way.workedMs : Number.NaN;
      this.reactions.push({ ...way, leftMs: atMs, workedMs });
    }
  }

  stream(inner: MarketStream): MarketStream {
    return {
      catalogue: (listener) => inner.catalogue(listener),
      heardMs: (market) => inner.heardMs(market),
      listen: (markets, listener) =>
        inner.listen(markets, (event, receivedMs) => {
          this.#hear(event.market);
          this.#telling = event.market;
          try {
            listener(event, receivedMs);
          } finally {
            this.#telling = null;
          }
        }),
    };
  }

  readonly signals: Signals = {
    read: (market) => {
      this.#plans(market);
      return [];
    },
  };

  newId(inner: NewId): NewId {
    return {
      order: (terms): OrderId => {
        const id = inner.order(terms);
        const plan = this.#plan;
        if (terms !== null && plan?.market === terms.market) {
          plan.draftedMs = machineMs();
          this.#named.push(plan);
          this.#plan = null;
        }
        return id;
      },
      pairTrade: () => inner.pairTrade(),
      trace: () => inner.trace(),
    };
  }

  intents(inner: IntentFile): IntentFile {
    return {
      read: () => inner.read(),
      replace: (text, reply) => inner.replace(text, reply),
      append: (text, reply) => {
        const named = this.#named;
        this.#named = [];
        const atMs = machineMs();
        for (const way of named) way.intendedMs = atMs;
        inner.append(text, (problem) => {
          const writtenMs = machineMs();
          for (const way of named) {
            way.writtenMs = writtenMs;
            this.#ways.set(way.market, way);
          }
          reply(problem);
        });
      },
    };
  }

  #hear(market: MarketId): void {
    const heardMs = machineMs();
    const seen = this.#seen.get(market);
    if (!seen) this.#seen.set(market, { firstMs: this.#cameMs, newestMs: this.#cameMs, heardMs });
    else {
      seen.firstMs ??= this.#cameMs;
      seen.newestMs = this.#cameMs;
      seen.heardMs = heardMs;
    }
  }

  #plans(market: MarketId): void {
    const seen = this.#seen.get(market);
    const atOnce = this.#telling === market;
    this.#plan = null;
    if (!seen) return;
    const { firstMs, newestMs, heardMs } = seen;
    seen.firstMs = null;
    // Only time has passed since the plan before.
    if (firstMs === null) return;
    const frameMs = atOnce ? newestMs : firstMs;
    const none = Number.NaN;
    const plannedMs = machineMs();
    const later = { draftedMs: none, intendedMs: none, writtenMs: none };
    this.#plan = { market, frameMs, atOnce, heardMs, plannedMs, ...later, workedMs: this.#cameWorkedMs };
  }
}
