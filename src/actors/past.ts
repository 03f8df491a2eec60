// What an earlier life of this house left in its facts file: read once at the start and folded into everything that is a fold
// over facts. Pair trades wait here until their market is listed, and keep their names. Nothing of it is told a second time.
import type { MarketId, PairTradeId } from '#domain/ids.ts';
import type { Fact, MoneyFact, OpeningFact } from '#domain/money/fact.ts';
import { FACTS_FILE, factsText, type ReadFacts, readFacts } from '#domain/money/fact-file.ts';
import type { PairBook } from '#domain/money/pair-book.ts';
import { PAIR_TRADE_ENDS } from '#domain/money/pair-tally.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import type { StateFiles } from '#domain/ports.ts';
import { type Price, parseUsd, type Usd } from '#domain/units.ts';
import type { Desk } from './desk.ts';
import { restoreJobs } from './sent-jobs.ts';

/** What the pair book of one market was told, and the names that it gave, in order. */
interface Story {
  readonly facts: MoneyFact[];
  readonly names: Set<PairTradeId>;
  mark: Price | null;
}

/** Modes whose account is there after a restart; in the others a new one begins, and so do the facts. */
const SURVIVING_MODES: readonly string[] = ['live', 'simulate'];

export class Past {
  /** Of the markets that still matter. */
  #stories = new Map<MarketId, Story>();
  /** What the account began with; null: there was no life before this one. */
  opening: Usd | null = null;
  /** Of the last fact, and of the oldest fill that is not settled. Negative infinity: nothing happened. */
  lastMs = Number.NEGATIVE_INFINITY;

  /** Folds what the file says. Throws BadInput for a file that does not read, and what the files throw. */
  fold(desk: Desk): void {
    if (!SURVIVING_MODES.includes(desk.settings.mode)) return;
    const { facts, torn } = readPast(desk.files);
    const unsettled = new Map<string, number>();
    for (const fact of facts) {
      if (fact.fact === 'opening') this.opening = opened(fact);
      desk.accounts.apply(fact);
      desk.facts.recall(fact);
      this.#remember(desk, fact, unsettled);
    }
    if (torn !== null) desk.fault('desk', 'torn line', `the last fact is cut off and left out: ${torn}`);
    restoreJobs(desk);
    endPlanned(desk);
    if (facts.length === 0) return;
    this.lastMs = Math.min(facts.at(-1)?.atMs ?? 0, ...unsettled.values());
    this.#forgetEnded(desk, unsettled);
  }

  /** Gives a fresh pair book its history, pair trades under the names they had. `name` makes a new one. */
  bookOf(market: MarketId, make: (name: () => PairTradeId) => PairBook, name: () => PairTradeId): PairBook {
    const story = this.#stories.get(market);
    const names = [...(story?.names ?? [])];
    const book = make(() => names.shift() ?? name());
    for (const fact of story?.facts ?? []) retell(book, fact);
    names.length = 0;
    book.takeSteps();
    return book;
  }

  /** The mark of the market's last fact: until its book is seen nothing is known better. */
  mark(market: MarketId): Price | null {
    return this.#stories.get(market)?.mark ?? null;
  }

  /** We traded there. */
  knows(market: MarketId): boolean {
    return this.#stories.has(market);
  }

  /** An earlier life was told how it ended. */
  isDecided(market: MarketId): boolean {
    return this.#stories.get(market)?.facts.some(({ fact }) => fact === 'resolution') ?? false;
  }

  finished(market: MarketId): void {
    this.#stories.delete(market);
  }

  #remember(desk: Desk, fact: Fact, unsettled: Map<string, number>): void {
    switch (fact.fact) {
      case 'pairTrade':
        desk.pairTrades.show(fact);
        // One that was only planned has no lot that a name would be needed for.
        if (fact.size > 0) this.#story(fact.market).names.add(fact.pairTrade);
        return;
      case 'fill': {
        const { trade, order, market, slot } = fact;
        desk.trades.meet(trade, order, market);
        if (SLOTS[slot].side === 'sell') desk.outgoing.add(fact);
        unsettled.set(`${trade} ${order}`, fact.atMs);
        break;
      }
      case 'settlement':
        if (fact.status !== 'confirmed' && fact.status !== 'failed') return;
        desk.trades.conclude(fact.trade, fact.order);
        desk.outgoing.settle(fact.trade, fact.order);
        unsettled.delete(`${fact.trade} ${fact.order}`);
        break;
      case 'transition':
        // The operator knew what was lost by then.
        if (fact.actor === 'kill-switch' && fact.to === 'armed')
          desk.vitals.trades.accept((market) => this.mark(market));
        return;
      case 'merge':
      case 'split':
      case 'redemption':
      case 'resolution':
        break;
      default:
        return;
    }
    const story = this.#story(fact.market);
    story.facts.push(fact);
    if ('mark' in fact) story.mark = fact.mark;
    else if (fact.fact === 'resolution') story.mark = fact.payout;
  }

  #story(market: MarketId): Story {
    const known = this.#stories.get(market) ?? { facts: [], names: new Set(), mark: null };
    this.#stories.set(market, known);
    return known;
  }

  /** Nothing is left there: nobody will ask for its pair trades. */
  #forgetEnded(desk: Desk, unsettled: ReadonlyMap<string, number>): void {
    for (const [market, { facts }] of this.#stories) {
      const { yes, no } = desk.accounts.position(market);
      const isOpen = facts.some((fact) => fact.fact === 'fill' && unsettled.has(`${fact.trade} ${fact.order}`));
      if (yes.held === 0 && no.held === 0 && !isOpen) this.#stories.delete(market);
    }
  }
}

/** Nothing of them was filled, and the orders that should have done so died with their life. */
function endPlanned(desk: Desk): void {
  for (const fact of [...desk.pairTrades.values()]) {
    if (fact.size > 0 || PAIR_TRADE_ENDS.some((end) => end === fact.state)) continue;
    const ended = { ...fact, atMs: desk.clock.now(), state: 'abandoned' };
    desk.pairTrades.show(ended);
    desk.tell(ended);
  }
}

/** A torn end is cut off at once: the next line would be written onto it. */
function readPast(files: StateFiles): ReadFacts {
  const content = files.read(FACTS_FILE);
  if (content === null) return { facts: [], torn: null };
  const read = readFacts(content);
  if (read.torn !== null) files.write(FACTS_FILE, factsText(read.facts));
  return read;
}

function opened({ cash }: OpeningFact): Usd {
  return parseUsd(cash);
}

function retell(book: PairBook, fact: MoneyFact): void {
  if (fact.fact === 'fill') book.filled(fact);
  else if (fact.fact === 'merge') book.merged(fact.size);
  else if (fact.fact === 'redemption') book.ended();
  else if (fact.fact === 'settlement') book.settled(fact.trade, fact.order, fact.status === 'failed');
}
