// Cash that comes and goes outside of trading: rewards, rebates, deposits. The private stream does not tell of it, so what the
// wallet did is asked for now and then, and before its balances are believed. Promises: each flow is told once, whatever page it
// is on; what was there before we came is told never, what came between two lives of ours is told by the second. What is told
// waits until somebody listens.
import type { VenueFailure } from '#domain/failure.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { AccountNews, Clock } from '#domain/ports.ts';
import { ACTIVITIES, type Activity, flowOf } from '../wire/data-api.ts';
import { queryOf } from './page-reader.ts';
import type { RestClient } from './rest-client.ts';

export interface CreditParts {
  readonly clock: Clock;
  readonly rest: RestClient;
  readonly wallet: string;
  readonly tell: (news: AccountNews) => void;
  /** What earlier lives with the same books were told; null: there were none. */
  readonly before: FlowsBefore | null;
}

/** What came after `sinceMs` and is not among these, each as often as it was told, was missed. */
export interface FlowsBefore {
  readonly sinceMs: number;
  readonly told: ReadonlyMap<string, number>;
}

/** null: these are no books that were begun. */
export function flowsBefore(facts: readonly Fact[]): FlowsBefore | null {
  const [opening] = facts;
  if (opening?.fact !== 'opening') return null;
  const told = new Map<string, number>();
  for (const fact of facts)
    if (fact.fact === 'flow') {
      const name = flowName(fact);
      told.set(name, (told.get(name) ?? 0) + 1);
    }
  return { sinceMs: opening.atMs + OPENING_MS, told };
}

type Done = (failure: VenueFailure | null) => void;

const EVERY_MS = 15_000;
/** What came so soon after the books were begun may be in what they began with. */
const OPENING_MS = 60_000;
/** A flow so much older than our coming is none that was late to be listed. */
const OLD_MS = 600_000;
const ROWS = '500';
const PAGES_MAX = 20;
/** Flows that are recognised; older ones have left the pages that are read. */
const KNOWN_MAX = 20_000;
const TYPES = 'REWARD,MAKER_REBATE,TAKER_REBATE,YIELD,DEPOSIT,WITHDRAWAL';

export class CreditWatch {
  readonly #parts: CreditParts;
  /** How often each flow was met. Equal ones of one second are told as often as they are listed. */
  readonly #known = new Map<string, number>();
  #looked = false;
  #asked = 0;
  /** Of the look that is under way, and of the one after it. */
  #now: Done[] | null = null;
  #next: Done[] = [];
  #timer: unknown = null;
  #closed = false;
  /** Nothing that is older is told. */
  readonly #sinceMs: number;
  /** What earlier lives were told and no row was found for yet. */
  readonly #told: Map<string, number>;

  constructor(parts: CreditParts) {
    this.#parts = parts;
    this.#sinceMs = parts.before?.sinceMs ?? parts.clock.now() - OLD_MS;
    this.#told = new Map(parts.before?.told);
  }

  start(): void {
    this.look(() => {});
  }

  /** Calls back when everything that was there at this moment is told. */
  look(done: Done): void {
    if (this.#closed) return;
    if (this.#now) {
      this.#next.push(done);
      return;
    }
    this.#now = [done];
    this.#read(null, [], 0);
  }

  close(): void {
    this.#closed = true;
    this.#parts.clock.clearTimeout(this.#timer);
  }

  /** Newest first, until something known is met. */
  #read(cursor: string | null, rows: readonly Activity[], page: number): void {
    const { rest, wallet } = this.#parts;
    this.#asked += 1;
    // Answers are cached by address: a word that changes makes each question a new one.
    const query = queryOf({
      user: wallet,
      type: TYPES,
      limit: ROWS,
      sort_direction: 'DESC',
      cursor,
      _: `${this.#asked}`,
    });
    const call = { method: 'GET', service: 'data', path: '/v2/activity', auth: 'none', codec: ACTIVITIES } as const;
    rest.ask({ ...call, query, cost: { kind: 'data' } }, (answer) => {
      if (!answer.ok) {
        this.#end(answer.failure);
        return;
      }
      const all = [...rows, ...answer.value.rows];
      const { next, more } = answer.value.pagination;
      const isWhole = more === false || page + 1 >= PAGES_MAX || !this.#wantsOlder(answer.value.rows);
      if (!isWhole && next !== null) this.#read(next, all, page + 1);
      else if (!isWhole && more === true)
        this.#end({ kind: 'unreadable', excerpt: 'activity: there is more, and no cursor to it' });
      else {
        this.#take(all);
        this.#end(null);
      }
    });
  }

  /** Behind such a page there may be something that nobody was told. */
  #wantsOlder(rows: readonly Activity[]): boolean {
    if (this.#looked) return !rows.some((row) => this.#known.has(nameOf(row)));
    return this.#parts.before !== null && rows.every(({ atMs }) => atMs > this.#sinceMs);
  }

  /** Oldest first. */
  #take(rows: readonly Activity[]): void {
    const listed = new Map<string, number>();
    for (const row of rows.toReversed()) {
      const name = nameOf(row);
      const times = (listed.get(name) ?? 0) + 1;
      listed.set(name, times);
      if (times <= (this.#known.get(name) ?? 0)) continue;
      this.#remember(name, times);
      if ((this.#looked || this.#parts.before) && !this.#wasTold(row)) this.#tell(row);
    }
    this.#looked = true;
  }

  /** By an earlier life. Each telling explains one row, whenever that is listed. */
  #wasTold(row: Activity): boolean {
    const { atMs, market, cash } = row;
    const name = flowName({ kind: flowOf(row), atMs, market, cash: cash?.abs().toFixed() ?? '' });
    const left = this.#told.get(name) ?? 0;
    if (left > 0) this.#told.set(name, left - 1);
    return left > 0;
  }

  #tell(row: Activity): void {
    const kind = flowOf(row);
    if (kind === null || row.cash === null || row.atMs <= this.#sinceMs) return;
    const { market, atMs, cash } = row;
    this.#parts.tell({ type: 'CREDIT', kind, market, cash: cash.abs(), atMs });
  }

  #remember(name: string, times: number): void {
    this.#known.set(name, times);
    if (this.#known.size <= KNOWN_MAX) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }

  #end(failure: VenueFailure | null): void {
    const { clock } = this.#parts;
    const told = this.#now ?? [];
    this.#now = null;
    for (const done of told) done(failure);
    clock.clearTimeout(this.#timer);
    const waiting = this.#next.splice(0);
    if (this.#closed) return;
    if (waiting.length === 0) this.#timer = clock.setTimeout(() => this.look(() => {}), EVERY_MS);
    else
      this.look((next) => {
        for (const done of waiting) done(next);
      });
  }
}

interface NamedFlow {
  readonly kind: string | null;
  readonly atMs: number;
  readonly market: string | null;
  readonly cash: string;
}

/** By which a flow in the books and one that is listed are the same. */
function flowName({ kind, atMs, market, cash }: NamedFlow): string {
  return `${kind} ${atMs} ${cash} ${market ?? ''}`;
}

function nameOf({ type, atMs, cash, market, transaction }: Activity): string {
  return `${type} ${atMs} ${cash?.toFixed() ?? ''} ${market ?? ''} ${transaction ?? ''}`;
}
