// The markets of a set of recordings: from headers, from a facts file, or met on the way and completed with named defaults.
// Promises: an outcome belongs to one market and a market has two outcomes, whatever the files say; what contradicts that is
// told, not followed; every default used is listed once.
import { marketId, outcomeId } from '#domain/ids.ts';
import { type Market, type Outcome, otherOutcome } from '#domain/market/market.ts';
import type { MarketEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import type { Lookup } from '#infra/venue/wire-market.ts';
import { Assumptions } from './assumptions.ts';
import { completeMarket, factOf, fillGaps } from './default-facts.ts';
import type { RecordingHeader } from './header.ts';
import type { MarketFacts } from './market-facts.ts';
import { feeText } from './recorded-fact.ts';

export interface RecordedMarket {
  readonly market: Market;
  readonly known: 'header' | 'met';
  /** Base name of the file where it was first seen. */
  readonly file: string;
}

/** Where a line stands, for what is met in it. */
export interface LinePlace {
  /** Base name. */
  readonly file: string;
  /** What the file's name says its market is called. */
  readonly slug: string | null;
  readonly receivedMs: number;
}

interface Row {
  entry: RecordedMarket;
  /** The outcome whose id is not known yet. */
  open: Outcome | null;
}

interface Meeting {
  readonly condition: string;
  readonly id: string;
  readonly outcome: Outcome;
}

export class RecordedMarkets {
  readonly assumptions = new Assumptions();
  readonly #facts: MarketFacts | null;
  readonly #rows = new Map<string, Row>();
  readonly #places = new Map<string, { market: Market['id']; outcome: Outcome }>();
  readonly #slugs = new Set<string>();
  /** Ids first seen in the line being read; they count once the line proves good. */
  #meetings: Meeting[] = [];
  #place: LinePlace | null = null;
  #contradiction: string | null = null;

  constructor(facts: MarketFacts | null) {
    this.#facts = facts;
  }

  /** In the order in which they were first seen. */
  list(): readonly RecordedMarket[] {
    return [...this.#rows.values()].map((row) => row.entry);
  }

  /** Adds all markets of a header, or none of them and says what they contradict. */
  addHeader(header: RecordingHeader, file: string): string | null {
    const known = new Map<string, string>();
    for (const market of header.markets) {
      const contradiction = this.#contradictionOf(market, known);
      if (contradiction) return contradiction;
    }
    for (const market of header.markets) this.#addFromHeader(market, file);
    return null;
  }

  /** Call before reading a line. `place`: its format has no header, so unknown markets are met there; null: they are ignored. */
  startLine(place: LinePlace | null): void {
    this.#place = place;
    this.#contradiction = null;
    if (this.#meetings.length > 0) this.#meetings = [];
  }

  /** What the line read last says against what is known, or null. */
  get contradiction(): string | null {
    return this.#contradiction;
  }

  readonly lookup: Lookup = (id, condition) => {
    if (id === '') return this.#rows.has(condition) ? { market: marketId(condition), outcome: 'yes' } : null;
    const place = this.#places.get(id);
    if (place)
      return place.market === condition
        ? place
        : this.#contradict(`outcome ${id} belongs to ${place.market}, not to ${condition}`);
    return this.#meet(id, condition);
  };

  /** Call when the line proved good: what was met in it is known from now on. False: it was of no use, since a new market
   *  begins with a book. */
  keepMeetings(events: readonly MarketEvent[]): boolean {
    for (const meeting of this.#meetings) {
      const row = this.#rows.get(meeting.condition);
      if (row) this.#close(row, meeting);
      else {
        const book = events.find((event) => event.type === 'SNAPSHOT' && event.market === meeting.condition);
        if (!book || !this.#place) return false;
        this.#addMet(meeting, book as SnapshotEvent, this.#place);
      }
    }
    this.#meetings = [];
    return true;
  }

  /** Facts that no market of the recordings wanted. */
  unusedFacts(): readonly string[] {
    const slugs = new Set(this.list().map(({ market }) => market.slug));
    return [...(this.#facts?.byName.keys() ?? [])].filter((name) => !this.#rows.has(name) && !slugs.has(name));
  }

  #meet(id: string, condition: string): { market: Market['id']; outcome: Outcome } | null {
    const market = marketId(condition);
    const own = this.#meetings.filter((meeting) => meeting.condition === condition);
    const again = own.find((meeting) => meeting.id === id);
    if (again) return { market, outcome: again.outcome };
    const row = this.#rows.get(condition);
    if (!row && own.length === 0 && !this.#place) return null;
    const outcome = this.#outcomeLeft(row, own, id, condition);
    if (outcome === null) return this.#contradict(`${condition} has two other outcomes, so ${id} is none of them`);
    this.#meetings.push({ condition, id, outcome });
    return { market, outcome };
  }

  /** Which outcome a new id of a market must be; null when both are taken. */
  #outcomeLeft(row: Row | undefined, own: readonly Meeting[], id: string, condition: string): Outcome | null {
    if (row) return own.length === 0 ? row.open : null;
    if (own[1]) return null;
    if (own[0]) return otherOutcome(own[0].outcome);
    return factOf(this.#facts, condition, this.#place?.slug ?? null).complement === id ? 'no' : 'yes';
  }

  #contradict(what: string): null {
    this.#contradiction ??= what;
    return null;
  }

  #addMet(meeting: Meeting, book: SnapshotEvent, place: LinePlace): void {
    const market = completeMarket({
      condition: meeting.condition,
      id: outcomeId(meeting.id),
      outcome: meeting.outcome,
      book,
      slug: place.slug,
      receivedMs: place.receivedMs,
      facts: this.#facts,
      isTaken: (slug) => this.#slugs.has(slug),
      assumptions: this.assumptions,
    });
    const complement = factOf(this.#facts, meeting.condition, place.slug).complement;
    const open = complement === undefined || meeting.outcome === 'no' ? otherOutcome(meeting.outcome) : null;
    this.#slugs.add(market.slug);
    this.#rows.set(market.id, { entry: { market, known: 'met', file: place.file }, open });
    this.#places.set(meeting.id, { market: market.id, outcome: meeting.outcome });
    if (open === null) this.#places.set(market.outcomes.no.id, { market: market.id, outcome: 'no' });
  }

  #close(row: Row, meeting: Meeting): void {
    const { market } = row.entry;
    const named = { ...market.outcomes[meeting.outcome], id: outcomeId(meeting.id) };
    row.entry = { ...row.entry, market: { ...market, outcomes: { ...market.outcomes, [meeting.outcome]: named } } };
    row.open = null;
    this.#places.set(meeting.id, { market: market.id, outcome: meeting.outcome });
  }

  #addFromHeader(market: Market, file: string): void {
    const row = this.#rows.get(market.id);
    if (row) {
      // A later recording may know the result.
      const payout = row.entry.market.payout ?? market.payout;
      row.entry = { ...row.entry, market: { ...row.entry.market, payout } };
      return;
    }
    const filled = fillGaps(market, this.#facts, this.assumptions);
    this.#slugs.add(market.slug);
    this.#rows.set(market.id, { entry: { market: filled, known: 'header', file }, open: null });
    for (const outcome of ['yes', 'no'] as const)
      this.#places.set(market.outcomes[outcome].id, { market: market.id, outcome });
  }

  /** `inHeader`: ids and slugs of this header so far, by whom. */
  #contradictionOf(market: Market, inHeader: Map<string, string>): string | null {
    const names = [market.outcomes.yes.id, market.outcomes.no.id, `slug ${market.slug}`, `market ${market.id}`];
    for (const name of names) {
      if (inHeader.has(name)) return `${name} is there twice`;
      inHeader.set(name, market.id);
    }
    for (const outcome of ['yes', 'no'] as const) {
      const { id } = market.outcomes[outcome];
      const place = this.#places.get(id);
      if (place && (place.market !== market.id || place.outcome !== outcome))
        return `outcome ${id} is ${place.outcome} of ${place.market} elsewhere`;
    }
    const row = this.#rows.get(market.id);
    if (!row) return this.#slugs.has(market.slug) ? `another market is called ${market.slug}` : null;
    const difference = differenceOf(row.entry.market, market);
    return difference ? `${difference} of ${market.id} differs from ${row.entry.file}` : null;
  }
}

/** The first fact on which two headers disagree. Ticks may differ: they change while a market lives. */
function differenceOf(a: Market, b: Market): string | null {
  if (a.slug !== b.slug) return 'slug';
  if (a.outcomes.yes.id !== b.outcomes.yes.id || a.outcomes.no.id !== b.outcomes.no.id) return 'outcomes';
  if (a.minSize !== b.minSize) return 'minSize';
  if (a.negRisk !== b.negRisk) return 'negRisk';
  if (a.endMs !== null && b.endMs !== null && a.endMs !== b.endMs) return 'endMs';
  if (a.fee && b.fee && JSON.stringify(feeText(a.fee)) !== JSON.stringify(feeText(b.fee))) return 'fee';
  return a.payout !== null && b.payout !== null && a.payout !== b.payout ? 'resolved' : null;
}
