// Pages that the venue has and this exchange deliberately has not: each says so, and why, instead of passing for a path that does
// not exist.
import { refusal } from './answers.ts';
import { DATA } from './data-routes.ts';
import { GAMMA } from './gamma-routes.ts';
import type { Route } from './server-parts.ts';

const UNDOCUMENTED = 'the venue documents it nowhere';
const NO_CATALOGUE = 'our markets belong to no series, sport or team';
const NO_CHRONICLE = 'nobody here keeps a chronicle of profits and ranks';
const NO_CHAIN = 'there is no chain behind this exchange';
const FACTS = 'ask /prices-history or /v2/positions instead';

const UNSERVED: readonly (readonly [method: Route['method'], path: string, why: string])[] = [
  ['GET', '/ohlc', UNDOCUMENTED],
  ['GET', '/orderbook-history', UNDOCUMENTED],
  ['POST', '/markets/live-activity', 'ask for one market by its id'],
  ['GET', `${GAMMA}/series`, NO_CATALOGUE],
  ['GET', `${GAMMA}/series/:id`, NO_CATALOGUE],
  ['GET', `${GAMMA}/sports`, NO_CATALOGUE],
  ['GET', `${GAMMA}/teams`, NO_CATALOGUE],
  ['GET', `${GAMMA}/comments`, 'nobody here says anything'],
  ['GET', `${DATA}/v2/approvals`, NO_CHAIN],
  ['GET', `${DATA}/v2/holders`, FACTS],
  ['GET', `${DATA}/v2/oi`, FACTS],
  ['GET', `${DATA}/v2/live-volume`, FACTS],
  ['GET', `${DATA}/v2/prices-history`, FACTS],
  ['GET', `${DATA}/v2/user-pnl`, NO_CHRONICLE],
  ['GET', `${DATA}/v2/user-stats`, NO_CHRONICLE],
  ['GET', `${DATA}/v2/user-volume`, NO_CHRONICLE],
  ['GET', `${DATA}/v2/leaderboard`, NO_CHRONICLE],
  ['GET', `${DATA}/v2/biggest-winners`, NO_CHRONICLE],
  ['GET', `${DATA}/v2/status`, 'nothing is late here'],
  ...['positions', 'activity', 'trades', 'value', 'holders'].map(
    (page) => ['GET', `${DATA}/${page}`, `version 1 is retired, ask ${DATA}/v2/${page}`] as const,
  ),
];

export const UNSERVED_ROUTES: readonly Route[] = UNSERVED.map(([method, path, why]) => ({
  method,
  path,
  access: 'anybody',
  limit: 'general',
  handle: () =>
    refusal(501, `${path.replace(/\/:.*/, '')} is not served by this exchange: ${why}`, { code: 'not_served' }),
}));
