// Markets as Gamma lists them: all that are open, or these by name. All of them or none: a page that fails fails the whole.
import type { MarketId } from '#domain/ids.ts';
import { GAMMA_MARKETS_PAGE, type GammaMarket } from '../wire/gamma.ts';
import { queryOf, readPages } from './page-reader.ts';
import type { RestClient } from './rest-client.ts';

/** The venue gives no longer pages, and says nothing about it. */
const PAGE = '100';
/** Names in one query. */
const NAMED_MAX = 20;

/** null: some of it could not be read. */
export type ListedMarkets = readonly GammaMarket[] | null;

export class GammaListing {
  readonly #rest: RestClient;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  open(filter: Readonly<Record<string, string>>, done: (rows: ListedMarkets) => void): void {
    this.#pages({ ...filter, closed: 'false' }, '', done);
  }

  /** Those among them that are open, or that are closed. */
  named(markets: readonly MarketId[], are: 'open' | 'closed', done: (rows: ListedMarkets) => void): void {
    const rows: GammaMarket[] = [];
    const next = (at: number) => {
      if (at >= markets.length) {
        done(rows);
        return;
      }
      const names = markets.slice(at, at + NAMED_MAX).map((market) => `condition_ids=${market}`);
      this.#pages({ closed: String(are === 'closed') }, `&${names.join('&')}`, (found) => {
        if (found === null) {
          done(null);
          return;
        }
        for (const row of found) rows.push(row);
        next(at + NAMED_MAX);
      });
    };
    next(0);
  }

  #pages(query: Readonly<Record<string, string>>, names: string, done: (rows: ListedMarkets) => void): void {
    const call = { method: 'GET', service: 'gamma', auth: 'none', cost: { kind: 'gammaMarkets' } } as const;
    readPages(
      this.#rest,
      (cursor) => ({
        ...call,
        path: '/markets/keyset',
        query: `${queryOf({ limit: PAGE, ...query, after_cursor: cursor })}${names}`,
        codec: GAMMA_MARKETS_PAGE,
      }),
      (answer) => done(answer.ok ? answer.value : null),
    );
  }
}
