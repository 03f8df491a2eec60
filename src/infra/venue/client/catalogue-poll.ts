// Which markets there are and what is known of them, asked for again and again: Gamma lists them, the CLOB tells what is in force.
// Promises: whoever listens hears every listed market and each change of its facts, never inside the call; a failed look changes
// nothing. A market that is listed no more, or is over when it is first named, is asked for by name until somebody says what it paid.
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Answer, Clock } from '#domain/ports.ts';
import type { Price } from '#domain/units.ts';
import { COMPACT_MARKET, type CompactMarket } from '../wire/clob-markets.ts';
import type { GammaMarket } from '../wire/gamma.ts';
import { GammaListing, type ListedMarkets } from './gamma-listing.ts';
import type { KnownMarket, MarketDirectory } from './market-directory.ts';
import { amended, compactMarketOf, marketOf } from './market-facts.ts';
import type { RestClient } from './rest-client.ts';

/** `all` that are open, narrowed by filters of Gamma; or these. */
export type Scope =
  | { readonly kind: 'all'; readonly filter: Readonly<Record<string, string>> }
  | { readonly kind: 'named'; readonly markets: readonly MarketId[] };

export interface CatalogueParts {
  readonly clock: Clock;
  readonly rest: RestClient;
  readonly directory: MarketDirectory;
  readonly scope: Scope;
  /** The directory knows it now. */
  readonly onListed: (market: MarketId) => void;
}

const LIST_EVERY_MS = 15_000;
/** After a hint that there is something new. */
const HINT_MS = 250;
/** Facts of every market are read again within that time. */
const FACTS_EVERY_MS = 60_000;
const LOOK_MS = 1_000;
/** Markets that are listed at a time; what is beyond is not looked at. */
const LISTED_MAX = 2_000;

export class CataloguePoll {
  readonly #parts: CatalogueParts;
  readonly #gamma: GammaListing;
  readonly #listeners = new Set<(market: Market) => void>();
  #scope: Scope;
  /** Listed, with the text of what was told last. */
  readonly #listed = new Map<MarketId, string>();
  #queue: MarketId[] = [];
  #listing = false;
  #listAtMs = 0;
  #timer: unknown = null;

  constructor(parts: CatalogueParts) {
    this.#parts = parts;
    this.#scope = parts.scope;
    this.#gamma = new GammaListing(parts.rest);
  }

  /** Listed and told so far. */
  get count(): number {
    return this.#listed.size;
  }

  start(): void {
    this.#look();
  }

  catalogue(listener: (market: Market) => void): () => void {
    const { clock, directory } = this.#parts;
    const timer = clock.setTimeout(() => {
      this.#listeners.add(listener);
      for (const market of this.#listed.keys()) {
        const known = directory.get(market);
        if (known) listener(known.facts);
      }
    }, 0);
    return () => {
      clock.clearTimeout(timer);
      this.#listeners.delete(listener);
    };
  }

  /** These too from now on; nothing changes where all are listed. */
  add(markets: readonly MarketId[]): void {
    const scope = this.#scope;
    if (scope.kind === 'named') this.#scope = { kind: 'named', markets: [...new Set([...scope.markets, ...markets])] };
    this.hint();
  }

  /** Something new was said to be there. */
  hint(): void {
    this.#listAtMs = Math.min(this.#listAtMs, this.#parts.clock.steadyMs() + HINT_MS);
  }

  resolved(market: MarketId, payout: Price): void {
    const known = this.#parts.directory.get(market);
    if (known && known.facts.payout === null) this.#know({ ...known, facts: { ...known.facts, payout } });
  }

  /** Facts of one market as they are now. */
  refresh(market: MarketId, done: () => void): void {
    this.#compact(market, (answer) => {
      const known = this.#parts.directory.get(market);
      if (answer.ok && known) this.#know(amended(known, answer.value));
      done();
    });
  }

  /** Markets that nobody listed: known from then on, but not listed. */
  learn(markets: readonly MarketId[], done: () => void): void {
    let open = markets.length;
    if (open === 0) this.#parts.clock.setTimeout(done, 0);
    for (const market of markets)
      this.#compact(market, (answer) => {
        const made = answer.ok ? compactMarketOf(answer.value) : null;
        if (made && !this.#parts.directory.get(market)) this.#parts.directory.know(made);
        open -= 1;
        if (open === 0) done();
      });
  }

  close(): void {
    this.#parts.clock.clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #look(): void {
    const { clock } = this.#parts;
    const nowMs = clock.steadyMs();
    if (!this.#listing && nowMs >= this.#listAtMs) this.#list(nowMs);
    if (this.#queue.length === 0) this.#queue = [...this.#listed.keys()].filter((market) => !this.#isOver(market));
    const turn = Math.ceil((this.#queue.length * LOOK_MS) / FACTS_EVERY_MS);
    for (const market of this.#queue.splice(0, turn)) this.refresh(market, () => {});
    this.#timer = clock.setTimeout(() => this.#look(), LOOK_MS);
  }

  #list(nowMs: number): void {
    const scope = this.#scope;
    this.#listing = true;
    this.#listAtMs = nowMs + LIST_EVERY_MS;
    const done = (rows: ListedMarkets) => {
      this.#listing = false;
      if (rows) this.#heard(rows);
    };
    if (scope.kind === 'named') this.#gamma.named(scope.markets, 'open', done);
    else this.#gamma.open(scope.filter, done);
  }

  #heard(rows: readonly GammaMarket[]): void {
    const here = new Set<string>();
    for (const gamma of rows) {
      here.add(gamma.market);
      this.#take(gamma);
    }
    const scope = this.#scope;
    const wanted = [...this.#listed.keys(), ...(scope.kind === 'named' ? scope.markets : [])];
    const gone = [...new Set(wanted)].filter((market) => !here.has(market) && !this.#isOver(market));
    if (gone.length > 0)
      this.#gamma.named(gone, 'closed', (closed) => {
        for (const gamma of closed ?? []) this.#take(gamma);
      });
  }

  #take(gamma: GammaMarket): void {
    const id = gamma.market as MarketId;
    const known = this.#parts.directory.get(id);
    if (known && this.#listed.has(id)) {
      // What the CLOB told of it is newer than what Gamma repeats.
      const made = marketOf(gamma, null);
      const { tick, minSize, negRisk, fee, outcomes, gameStartMs, payout } = known.facts;
      if (made)
        this.#know({
          protocol: known.protocol ?? made.protocol,
          facts: {
            ...made.facts,
            ...{ tick, minSize, negRisk, outcomes },
            fee: made.facts.fee ?? fee,
            gameStartMs: made.facts.gameStartMs ?? gameStartMs,
            payout: payout ?? made.facts.payout,
          },
        });
      return;
    }
    const isClosed = gamma.closed === true;
    if (this.#listed.size >= LISTED_MAX || (gamma.hasBook === false && !isClosed)) return;
    this.#compact(id, (answer) => {
      // The exchange may have forgotten what is over.
      const made = answer.ok || isClosed ? marketOf(gamma, answer.ok ? answer.value : null) : null;
      if (!made) return;
      if (!this.#listed.has(id)) this.#listed.set(id, '');
      this.#know(made);
      this.#parts.onListed(id);
    });
  }

  #know(market: KnownMarket): void {
    const { id } = market.facts;
    this.#parts.directory.know(market);
    const text = JSON.stringify(market.facts);
    const told = this.#listed.get(id);
    if (told === undefined || told === text) return;
    this.#listed.set(id, text);
    for (const listener of [...this.#listeners]) listener(market.facts);
  }

  #isOver(market: MarketId): boolean {
    const facts = this.#parts.directory.get(market)?.facts;
    return facts !== undefined && facts.payout !== null;
  }

  #compact(market: MarketId, reply: (answer: Answer<CompactMarket>) => void): void {
    const call = { method: 'GET', service: 'clob', auth: 'none', cost: { kind: 'facts' } } as const;
    this.#parts.rest.ask({ ...call, path: `/clob-markets/${market}`, codec: COMPACT_MARKET }, reply);
  }
}
