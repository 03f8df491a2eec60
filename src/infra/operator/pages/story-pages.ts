// What happened: events, fills, pair trades, histories, faults. All read from the replica.
import { BadInput } from '#domain/failure.ts';
import { limitOf, readEventQuery } from '../event-shelf.ts';
import { no, ok, type Page, wordsOf } from '../page.ts';
import type { Replica } from '../replica.ts';

const ROWS = 200;
const ROWS_MAX = 1_000;

export const STORY_PAGES: readonly Page[] = [
  {
    method: 'GET',
    path: '/api/events',
    wants: 'read',
    sentence: 'what happened, newest first (?after= ?before= ?kind= ?who= ?text= ?level= ?trace= ?limit=)',
    answer: ({ replica }, { query }) => ok(replica.events.find(readEventQuery(query))),
  },
  {
    method: 'GET',
    path: '/api/fills',
    wants: 'read',
    sentence: 'our fills, newest first (?limit=)',
    answer: ({ replica }, { query }) => {
      wordsOf(query, ['limit']);
      return ok(replica.tracks.fills(limitOf(query, ROWS, ROWS_MAX)));
    },
  },
  {
    method: 'GET',
    path: '/api/markets/:slug/history',
    wants: 'read',
    sentence: 'prices, quotes, inventory and profit of one market over time, and its fills (?after= milliseconds)',
    answer: ({ replica }, { params, query }) => {
      const { after } = wordsOf(query, ['after']);
      if (after !== null && !/^\d{1,15}$/.test(after)) throw new BadInput('after: must be a time in milliseconds');
      const market = replica.marketOf(params.slug ?? '');
      if (market === null) return no(404, 'no such market', 'slug');
      return ok(replica.tracks.history(market, after === null ? undefined : Number(after)));
    },
  },
  {
    method: 'GET',
    path: '/api/pair-trades',
    wants: 'read',
    sentence: 'pair trades with legs and timeline, newest first (?market= ?state= ?open=true|false ?limit=)',
    answer: ({ replica }, { query }) => {
      const { market, state, open } = wordsOf(query, ['market', 'state', 'open', 'limit']);
      if (open !== null && open !== 'true' && open !== 'false') throw new BadInput('open: must be true or false');
      const isOpen = open === null ? null : open === 'true';
      if (market !== null && replica.marketOf(market) === null) throw new BadInput('market: no such market');
      checkState(replica, state);
      return ok(replica.pairTrades.find({ market, state, open: isOpen, limit: limitOf(query, ROWS, ROWS_MAX) }));
    },
  },
  {
    method: 'GET',
    path: '/api/pair-trades/summary',
    wants: 'read',
    sentence: 'how pair trades fare together: funnel, time in each state, until cash is free',
    answer: ({ replica }, { query }) => {
      wordsOf(query, []);
      return ok(replica.pairTrades.summary());
    },
  },
  {
    method: 'GET',
    path: '/api/chaos',
    wants: 'read',
    sentence: 'the catalogue of faults, what was injected, and whether more may be',
    answer: async ({ replica, ask }) => {
      const answer = await ask({ what: 'snapshot' });
      if (!answer.ok) return answer;
      const { snapshot, catalogue } = replica;
      return ok({ catalogue, injections: snapshot?.injections ?? [], handsOff: snapshot?.desk.handsOff ?? null });
    },
  },
];

/** The chart says which states there are. */
function checkState({ charts }: Replica, state: string | null): void {
  const chart = charts.find((each) => each.chart === 'pair-trade');
  if (state === null || !chart || chart.states.some(({ key }) => key === state)) return;
  const known = chart.states.filter(({ kind }) => kind === 'atomic' || kind === 'final').map(({ key }) => key);
  throw new BadInput(`state: must be one of ${known.join(', ')}`);
}
