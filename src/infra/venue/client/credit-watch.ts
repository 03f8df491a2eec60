// Cash that comes and goes outside of trading: rewards, rebates, deposits. The private stream does not tell of it, so what the
// wallet did is asked for now and then, and before its balances are believed. Promises: each flow is told once, whatever page it
// is on; what was there before we came is told never. What is told waits until somebody listens.
import type { VenueFailure } from '#domain/failure.ts';
import type { AccountNews, Clock } from '#domain/ports.ts';
import { ACTIVITIES, type Activity, flowOf } from '../wire/data-api.ts';
import { queryOf } from './page-reader.ts';
import type { RestClient } from './rest-client.ts';

export interface CreditParts {
  readonly clock: Clock;
  readonly rest: RestClient;
  readonly wallet: string;
  readonly tell: (news: AccountNews) => void;
}

type Done = (failure: VenueFailure | null) => void;

const EVERY_MS = 15_000;
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

  constructor(parts: CreditParts) {
    this.#parts = parts;
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
      const met = answer.value.rows.some((row) => this.#known.has(nameOf(row)));
      if (next !== null && more !== false && !met && this.#looked && page + 1 < PAGES_MAX)
        this.#read(next, all, page + 1);
      else {
        this.#take(all);
        this.#end(null);
      }
    });
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
      if (this.#looked) this.#tell(row);
    }
    this.#looked = true;
  }

  #tell(row: Activity): void {
    const kind = flowOf(row);
    if (kind === null || row.cash === null) return;
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

function nameOf({ type, atMs, cash, market, transaction }: Activity): string {
  return `${type} ${atMs} ${cash?.toFixed() ?? ''} ${market ?? ''} ${transaction ?? ''}`;
}
