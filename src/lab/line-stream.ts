// The public stream as `paper` and `live` hear it, without its sockets, for benches: a frame is given as bytes, read, judged by a
// line a market (its own book, declared tops, hashes), and told to whoever listens, all in the same step.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import { joinUpdates } from '#domain/market/engine-update.ts';
import type { Market } from '#domain/market/market.ts';
import type { Clock, MarketStream } from '#domain/ports.ts';
import { type EventListener, type LineOwner, MarketLine } from '#infra/venue/client/market-line.ts';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { type SpecimenStream, specimenPlaces } from '#infra/venue/specimen-stream.ts';
import type { Lookup } from '#infra/venue/wire-market.ts';
import { plainMarket } from './plain-market.ts';

const SOCKET = 'bench';

export class LineStream implements MarketStream, LineOwner {
  /** What witnesses of the books said. */
  readonly votes = { agreed: 0, differed: 0 };
  readonly #clock: Clock;
  readonly #places: Lookup;
  readonly #facts: readonly Market[];
  readonly #lines = new Map<MarketId, MarketLine>();

  constructor(clock: Clock, markets: readonly SpecimenStream[]) {
    this.#clock = clock;
    this.#places = specimenPlaces(markets);
    this.#facts = markets.map((market, n) => specimenMarket(market, n));
    for (const facts of this.#facts) this.#lines.set(facts.id, new MarketLine(facts, this));
  }

  get facts(): readonly Market[] {
    return this.#facts;
  }

  /** Throws when the frame is not read, or is not believed. The first ones of a market are its books. */
  hear(frame: Buffer): void {
    const nowMs = this.#clock.now();
    const { events, problem } = readMarketFrame(String(frame), this.#places);
    invariant(problem === null && events.length > 0, `a frame of the bench was not read: ${String(frame)}`);
    for (const event of joinUpdates(events)) this.#lines.get(event.market)?.take(event, nowMs, SOCKET, false);
  }

  catalogue(listener: (market: Market) => void): () => void {
    let listens = true;
    for (const facts of this.#facts) this.#clock.setTimeout(() => listens && listener(facts), 0);
    return () => {
      listens = false;
    };
  }

  listen(markets: readonly MarketId[], listener: EventListener): () => void {
    const lines = markets.flatMap((market) => this.#lines.get(market) ?? []);
    const stops = lines.map((line) => line.listen(listener));
    this.#clock.setTimeout(() => {
      for (const line of lines) line.introduce(this.#clock.now());
    }, 0);
    return () => {
      for (const stop of stops) stop();
    };
  }

  heardMs(): number {
    return this.#clock.now();
  }

  doubted(line: MarketLine): void {
    invariant(false, `the bench made a book of ${line.market} that is not believed: ${line.doubted}`);
  }

  isTold(): boolean {
    return true;
  }

  voted(agrees: boolean): void {
    if (agrees) this.votes.agreed += 1;
    else this.votes.differed += 1;
  }
}

/** One of those that are listed. */
export function specimenMarket({ market, outcomes, tick, minSize }: SpecimenStream, n: number): Market {
  return plainMarket(`specimen-${n + 1}`, { id: market, outcomes, tick, minSize });
}
