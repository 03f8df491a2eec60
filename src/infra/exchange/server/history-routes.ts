// Prices of the past, of one outcome or of several: the last trade of each span of minutes, since nothing else is remembered.
// Asked for by market instead of by outcome there are none.
import { MICRO } from '#domain/units.ts';
import { wholeNumber } from '#infra/venue/signing/headers.ts';
import { PRICE_HISTORIES, PRICE_HISTORY } from '#infra/venue/wire/clob-markets.ts';
import { readText } from '#infra/venue/wire/codec.ts';
import { HISTORY_QUERY } from '#infra/venue/wire/requests.ts';
import { answer, refusal } from './answers.ts';
import type { ServedAnswer } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Outcomes in one question. */
const ASSETS_MAX = 20;

/** How far back a window goes, and how many minutes apart its points are at least. `1m` is a month. */
const WINDOWS = new Map([
  ['max', { backMs: Number.POSITIVE_INFINITY, leastMinutes: 1 }],
  ['all', { backMs: Number.POSITIVE_INFINITY, leastMinutes: 1 }],
  ['1m', { backMs: 30 * DAY_MS, leastMinutes: 10 }],
  ['1w', { backMs: 7 * DAY_MS, leastMinutes: 5 }],
  ['1d', { backMs: DAY_MS, leastMinutes: 1 }],
  ['6h', { backMs: 6 * HOUR_MS, leastMinutes: 1 }],
  ['1h', { backMs: HOUR_MS, leastMinutes: 1 }],
]);

export const HISTORY_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/prices-history', access: 'anybody', limit: 'history', handle: one },
  { method: 'POST', path: '/batch-prices-history', access: 'anybody', limit: 'history', handle: several },
];

function one(parts: ServerParts, { request }: Visit): ServedAnswer {
  const { query } = request;
  const asked: Record<string, number | null> = {};
  for (const name of ['startTs', 'endTs', 'fidelity']) {
    const text = query.get(name);
    asked[name] = text === null || text === '' ? null : wholeNumber(text);
    if (text && asked[name] === null) return refused(`'${name}' is no whole number`);
  }
  const { startTs: from = null, endTs: until = null, fidelity = null } = asked;
  const span = spanOf({ from, until, fidelity, interval: query.get('interval') || null }, parts.clock.now());
  if (typeof span === 'string') return refused(span);
  return answer(PRICE_HISTORY, { points: pointsOf(parts, query.get('market') ?? '', span) });
}

function several(parts: ServerParts, { request }: Visit): ServedAnswer {
  const asked = readText(HISTORY_QUERY, request.body ?? '');
  if (!asked.ok) return refusal(400, 'Invalid payload');
  const { assets } = asked.value;
  if (assets.length > ASSETS_MAX) return refusal(400, 'Payload exceeds the limit');
  const span = spanOf(asked.value, parts.clock.now());
  if (typeof span === 'string') return refused(span);
  return answer(PRICE_HISTORIES, { points: new Map(assets.map((asset) => [asset, pointsOf(parts, asset, span)])) });
}

interface Asked {
  /** Unix seconds. */
  readonly from: number | null;
  readonly until: number | null;
  readonly interval: string | null;
  /** Minutes. */
  readonly fidelity: number | null;
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly everyMs: number;
}

/** Or what is wrong with it. Times by number stand above a window by name, whose least distance of points holds all the same. */
function spanOf({ from, until, interval, fidelity }: Asked, nowMs: number): Span | string {
  const window = interval === null ? null : WINDOWS.get(interval);
  if (window === undefined) return `'interval' has to be one of ${[...WINDOWS.keys()].join(', ')}`;
  const { backMs, leastMinutes } = window ?? { backMs: Number.POSITIVE_INFINITY, leastMinutes: 1 };
  const minutes = fidelity ?? 1;
  if (minutes < leastMinutes) return `minimum 'fidelity' for '${interval ?? 'this'}' range is ${leastMinutes}`;
  if (from === null && until !== null) return "'endTs' needs 'startTs'";
  const fromMs = from === null ? nowMs - backMs : from * 1_000;
  return { fromMs, untilMs: until === null ? nowMs : until * 1_000, everyMs: minutes * MINUTE_MS };
}

function pointsOf({ markets }: ServerParts, asset: string, { fromMs, untilMs, everyMs }: Span) {
  const place = markets.outcome(asset);
  const last = new Map<number, { atMs: number; price: number }>();
  for (const { asset: traded, price, atMs } of place?.market.history ?? [])
    if (atMs >= fromMs && atMs <= untilMs)
      last.set(Math.floor(atMs / everyMs), { atMs, price: (traded === asset ? price : MICRO - price) / MICRO });
  return [...last.values()];
}

function refused(why: string): ServedAnswer {
  return refusal(400, `invalid filters: ${why}`);
}
