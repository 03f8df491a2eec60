// Books fetched over REST: whole ones for markets in doubt, within a budget that spares a venue in trouble, and samples of the
// others to hold the stream against. Leaves what a book means to `market-line.ts`.
import type { MarketId, OutcomeId } from '#domain/ids.ts';
import type { SnapshotEvent } from '#domain/market/market-event.ts';
import { RESYNC_LIMITS, ResyncBudget } from '#domain/market/resync-budget.ts';
import type { Clock } from '#domain/ports.ts';
import { readMarketMessages } from '../frames.ts';
import { type Codec, writeText } from '../wire/codec.ts';
import { ASSET_QUERIES } from '../wire/requests.ts';
import { WireFault } from '../wire-field.ts';
import type { MarketDirectory } from './market-directory.ts';
import type { RestClient } from './rest-client.ts';

export interface FetcherParts {
  readonly clock: Clock;
  readonly rest: RestClient;
  readonly directory: MarketDirectory;
}

/** Whoever needs a fresh book. */
export interface Needy {
  readonly market: MarketId;
  /** It is being asked for, from this moment. */
  fetching(): void;
  /** False: this one is of no use. */
  fetched(snapshot: SnapshotEvent, receivedMs: number): boolean;
}

/** Books asked for in one request. */
const TOGETHER_MAX = 50;
const AGAIN_MS = 250;

export class BookFetcher {
  readonly #parts: FetcherParts;
  readonly #budget: ResyncBudget;
  readonly #needy = new Map<MarketId, Needy>();
  readonly #underWay = new Set<MarketId>();
  readonly #codec: Codec<readonly SnapshotEvent[]>;
  #timer: unknown = null;

  constructor(parts: FetcherParts) {
    this.#parts = parts;
    this.#budget = new ResyncBudget(RESYNC_LIMITS, parts.clock.steadyMs());
    this.#codec = booksCodec(parts.directory);
  }

  /** Asks until a useful book came, or it is not wanted any more. */
  want(needy: Needy): void {
    this.#needy.set(needy.market, needy);
    this.#ask();
  }

  unwant(market: MarketId): void {
    this.#needy.delete(market);
  }

  /** The books of these markets, one outcome each; what could not be had is left out. */
  samples(markets: readonly MarketId[], take: (snapshot: SnapshotEvent) => void): void {
    const assets = markets.flatMap((market) => this.#parts.directory.asset(market, 'yes') ?? []);
    for (let at = 0; at < assets.length; at += TOGETHER_MAX) {
      const body = queryOf(assets.slice(at, at + TOGETHER_MAX));
      const call = { method: 'POST', service: 'clob', path: '/books', auth: 'none', codec: this.#codec } as const;
      this.#parts.rest.ask({ ...call, body, cost: { kind: 'books' } }, (answer) => {
        if (answer.ok) for (const snapshot of answer.value) take(snapshot);
      });
    }
  }

  close(): void {
    this.#needy.clear();
    this.#parts.clock.clearTimeout(this.#timer);
  }

  #ask(): void {
    const { clock, rest, directory } = this.#parts;
    const nowMs = clock.steadyMs();
    for (const [market, needy] of this.#needy) {
      const asset = directory.asset(market, 'yes');
      if (this.#underWay.has(market) || asset === null || !this.#budget.grant(market, nowMs)) continue;
      this.#underWay.add(market);
      needy.fetching();
      const call = { method: 'GET', service: 'clob', path: '/book', auth: 'none', codec: this.#codec } as const;
      rest.ask({ ...call, query: `token_id=${asset}`, cost: { kind: 'book' } }, (answer) => {
        this.#underWay.delete(market);
        const [snapshot] = answer.ok ? answer.value : [];
        if (!snapshot || snapshot.market !== market || this.#needy.get(market) !== needy) return;
        if (needy.fetched(snapshot, clock.now())) this.#needy.delete(market);
      });
    }
    clock.clearTimeout(this.#timer);
    if (this.#needy.size > 0) this.#timer = clock.setTimeout(() => this.#ask(), AGAIN_MS);
  }
}

function queryOf(assets: readonly OutcomeId[]): string {
  return writeText(
    ASSET_QUERIES,
    assets.map((asset) => ({ asset, side: null })),
  );
}

function booksCodec(directory: MarketDirectory): Codec<readonly SnapshotEvent[]> {
  return {
    kind: 'books',
    read(value) {
      const { events, problem } = readMarketMessages(value, (asset, market) => directory.place(asset, market));
      if (problem) throw new WireFault(problem.field ?? 'book', null, problem.found);
      return events.filter((event) => event.type === 'SNAPSHOT');
    },
    write: () => null,
  };
}
