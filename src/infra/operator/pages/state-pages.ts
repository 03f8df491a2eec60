// How the service is: for machines that watch it, and for the page.

import type { DoorAnswer } from '#domain/operator/door-news.ts';
import type { Snapshot } from '#domain/operator/views.ts';
import { no, ok, type Page, type PageParts, wordsOf } from '../page.ts';

/** A snapshot older than this is asked for anew. */
const FRESH_MS = 250;

export const STATE_PAGES: readonly Page[] = [
  {
    method: 'GET',
    path: '/health',
    wants: 'open',
    sentence: '200 while the service trades; otherwise 503 and how it is',
    answer: ({ replica, nowMs }) => {
      const { pulse } = replica;
      const phase = pulse === null ? 'starting' : replica.isStalled(nowMs()) ? 'stalled' : pulse.phase;
      const body = {
        status: phase,
        mode: pulse?.mode,
        markets: pulse?.markets ?? 0,
        admission: pulse?.admission ?? 'closed',
      };
      return ok(body, phase === 'ok' ? 200 : 503);
    },
  },
  {
    method: 'GET',
    path: '/ready',
    wants: 'read',
    sentence: '200 when a market quotes, otherwise 503; each market with its state and why it is silent',
    answer: (parts) =>
      withSnapshot(parts, ({ markets }) => {
        const rows = markets.map(({ slug, quoter, reason }) => ({ id: slug, state: quoter, reason }));
        const ready = rows.some(({ state }) => QUOTES.includes(state));
        return ok({ ready, markets: rows }, ready ? 200 : 503);
      }),
  },
  page('/api/desk', 'profit, limits, kill switch, engine, heartbeat, reconciliation', ({ desk }) => desk),
  page('/api/markets', 'a row for each market', ({ markets }) => markets),
  page('/api/tree', 'every actor with its state, and its children', ({ tree }) => tree),
  page('/api/orders', 'our live orders', (_, { replica }) => replica.orders),
  {
    method: 'GET',
    path: '/api/markets/:slug',
    wants: 'read',
    sentence: 'one market: depth, our orders, profit by part, its clock',
    answer: ({ ask }, { params, query }) => {
      wordsOf(query, []);
      return ask({ what: 'market', slug: params.slug ?? '' });
    },
  },
  {
    method: 'GET',
    path: '/api/actor',
    wants: 'read',
    sentence: 'one actor: active states, context, recent transitions, events that may be sent by hand (?id=)',
    answer: ({ ask }, { query }) => {
      const { id } = wordsOf(query, ['id']);
      return id === null ? no(400, 'must be given', 'id') : ask({ what: 'actor', id });
    },
  },
  {
    method: 'GET',
    path: '/api/report',
    wants: 'read',
    sentence: 'the report as it would be if the service ended now',
    answer: ({ ask }) => ask({ what: 'report' }),
  },
  {
    method: 'GET',
    path: '/api/charts',
    wants: 'read',
    sentence: 'names of the statecharts',
    answer: ({ replica }) => ok(replica.charts.map(({ chart }) => chart)),
  },
  {
    method: 'GET',
    path: '/api/charts/:chart',
    wants: 'read',
    sentence: 'one statechart, laid out for drawing',
    answer: async ({ chart }, { params }) => {
      const found = await chart(params.chart ?? '');
      return found ? ok(found) : no(404, 'no such chart', 'chart');
    },
  },
];

const QUOTES: readonly string[] = ['quoting', 'widened', 'oneSided', 'microHalt'];

function page(path: string, sentence: string, read: (snapshot: Snapshot, parts: PageParts) => unknown): Page {
  return {
    method: 'GET',
    path,
    wants: 'read',
    sentence,
    answer: (parts, { query }) => {
      wordsOf(query, []);
      return withSnapshot(parts, (snapshot) => ok(read(snapshot, parts)));
    },
  };
}

/** On what is newest; nobody is told an old state as if it were the present. */
async function withSnapshot(parts: PageParts, use: (snapshot: Snapshot) => DoorAnswer): Promise<DoorAnswer> {
  const { replica, ask, nowMs } = parts;
  if (nowMs() - replica.snapshotMs > FRESH_MS) {
    const answer = await ask({ what: 'snapshot' });
    if (!answer.ok) return answer;
  }
  return replica.snapshot ? use(replica.snapshot) : no(503, 'the service has not told its state yet', null);
}
