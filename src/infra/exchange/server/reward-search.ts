// Which markets with rewards somebody asks for, and in which order. What is asked for and cannot be is named.
import { wholeNumber } from '#infra/venue/signing/headers.ts';
import type { DescribedReward, FoundReward, OwnReward } from '#infra/venue/wire/rewards.ts';
import { refusal } from './answers.ts';
import type { ServedAnswer } from './served.ts';

const PAGE = 100;
export const REWARDS_A_PAGE_MAX = 500;

type Row = DescribedReward & Partial<FoundReward> & Partial<OwnReward>;
type Key = (row: Row) => number | string;

const dailyOf = ({ configs }: Row) => configs.reduce((sum, { daily }) => sum + daily.toNumber(), 0);
const priceOf = ({ outcomes }: Row) => outcomes[0]?.price ?? 0;

/** By the name under which one may sort by it. */
const KEYS: Readonly<Record<string, Key>> = {
  market_id: ({ number }) => Number(number ?? 0),
  market: ({ question }) => question,
  question: ({ question }) => question,
  created_at: ({ listedMs }) => listedMs ?? 0,
  start_date: ({ listedMs }) => listedMs ?? 0,
  end_date: ({ endMs }) => endMs ?? 0,
  reward_end_date: ({ configs }) => configs[0]?.end ?? '',
  volume_24hr: ({ volume24h }) => volume24h ?? 0,
  one_day_price_change: ({ dayChange }) => dayChange ?? 0,
  spread: ({ spread }) => spread ?? 1,
  competitiveness: ({ competitiveness }) => competitiveness ?? 0,
  market_competitiveness: ({ competitiveness }) => competitiveness ?? 0,
  max_spread: ({ maxSpread }) => maxSpread,
  min_size: ({ minSize }) => minSize,
  rate_per_day: dailyOf,
  price: priceOf,
  earnings: ({ earned }) => (earned ?? []).reduce((sum, each) => sum + each.earned.toNumber(), 0),
  earning_percentage: ({ share }) => share ?? 0,
};

/** `least` and `most` of a number, by the name of the field. */
const RANGES: Readonly<Record<string, (row: Row) => number>> = {
  volume_24hr: ({ volume24h }) => volume24h ?? 0,
  spread: ({ spread }) => spread ?? 1,
  price: priceOf,
};

/** Sorted as the query says; the descending order is the usual one. */
export function sorted<R extends Row>(rows: readonly R[], query: URLSearchParams): readonly R[] | ServedAnswer {
  const by = query.get('order_by') || null;
  const position = query.get('position') || 'DESC';
  if (position !== 'ASC' && position !== 'DESC') return refusal(400, 'invalid position');
  if (by === null) return rows;
  const key = Object.hasOwn(KEYS, by) ? KEYS[by] : undefined;
  if (!key) return refusal(400, 'invalid order_by');
  const sign = position === 'ASC' ? 1 : -1;
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((one, other) => (one.key < other.key ? -sign : one.key > other.key ? sign : 0))
    .map(({ row }) => row);
}

/** Those that every filter of the query lets through. */
export function filtered<R extends Row>(rows: readonly R[], query: URLSearchParams): readonly R[] | ServedAnswer {
  let left = rows;
  for (const [name, valueIn] of Object.entries(RANGES))
    for (const [prefix, sign] of [
      ['min', 1],
      ['max', -1],
    ] as const) {
      const text = query.get(`${prefix}_${name}`);
      if (text === null || text === '') continue;
      if (!/^\d{1,15}(\.\d{1,15})?$/.test(text)) return refusal(400, `invalid ${prefix}_${name}`);
      left = left.filter((row) => sign * valueIn(row) >= sign * Number(text));
    }
  const words = (query.get('q') ?? '').toLowerCase();
  const title = (query.get('event_title') ?? '').toLowerCase();
  const events = query.getAll('event_id').flatMap((text) => text.split(','));
  return left.filter(
    ({ question, event, eventNumber }) =>
      question.toLowerCase().includes(words) &&
      (event ?? '').toLowerCase().includes(title) &&
      (events.length === 0 || events.includes(eventNumber ?? '')),
  );
}

/** null: it is no size of a page. */
export function pageSize(query: URLSearchParams): number | null {
  const text = query.get('page_size') || String(PAGE);
  const size = wholeNumber(text);
  return size === null || size < 1 || size > REWARDS_A_PAGE_MAX ? null : size;
}
