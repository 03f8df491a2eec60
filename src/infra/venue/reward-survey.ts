// The markets with rewards as a venue tells them just now: their programmes, what metadata say of them, and the books of those that
// look best. Public reads only. All of a list or none: what cannot be read is a failure with the list's name, and of a market
// that one list has and another lacks, what is missing is told as missing.
import type { ToldMarket } from '#domain/allocation/rewarded-market.ts';
import type { VenueFailure } from '#domain/failure.ts';
import type { Answer } from '#domain/ports.ts';
import { MICRO } from '#domain/units.ts';
import { queryOf } from './client/page-reader.ts';
import type { Inquiry } from './inquiry.ts';
import { type RewardRow, toldMarket, yesAsset } from './reward-telling.ts';
import { BOOKS, type BookMessage } from './wire/books.ts';
import { writeText } from './wire/codec.ts';
import { GAMMA_MARKETS_PAGE } from './wire/gamma.ts';
import { ASSET_QUERIES } from './wire/requests.ts';
import { REWARD_MARKETS, type RewardMarket } from './wire/rewards.ts';

/** Books asked for in one request. */
const TOGETHER_MAX = 50;
const PATIENCE_MS = 60_000;

export interface LiveSurvey {
  readonly told: readonly ToldMarket[];
  /** Markets whose books were not asked for, because others look better. */
  readonly unread: number;
}

export type Surveyed =
  | { readonly ok: true; readonly value: LiveSurvey }
  /** `of`: the list that could not be read. */
  | { readonly ok: false; readonly of: string; readonly failure: VenueFailure };

/** `booksMax`: how many books are read, of the markets that pay most for their least size. */
export async function surveyRewards(inquiry: Inquiry, nowMs: number, booksMax: number): Promise<Surveyed> {
  const rewards = await inquiry.pages((cursor) => ({
    ...({ method: 'GET', service: 'clob', path: '/rewards/markets/current', auth: 'none' } as const),
    query: queryOf({ next_cursor: cursor }),
    cost: { kind: 'ledger' },
    codec: REWARD_MARKETS,
    patienceMs: PATIENCE_MS,
  }));
  if (!rewards.ok) return { ...rewards, of: 'the list of rewards' };
  const listed = await inquiry.pages((cursor) => ({
    ...({ method: 'GET', service: 'gamma', path: '/markets/keyset', auth: 'none' } as const),
    query: queryOf({ limit: '100', closed: 'false', after_cursor: cursor }),
    cost: { kind: 'gammaMarkets' },
    codec: GAMMA_MARKETS_PAGE,
    patienceMs: PATIENCE_MS,
  }));
  if (!listed.ok) return { ...listed, of: 'the metadata of markets' };
  const metadata = new Map(listed.value.map((gamma) => [gamma.market, gamma]));
  const rows = rewards.value
    .map((reward) => ({ reward, gamma: metadata.get(reward.market) ?? null }))
    .sort((a, b) => worth(b.reward) - worth(a.reward));
  const asked = new Set(rows.filter(({ gamma }) => yesAsset(gamma) !== null).slice(0, booksMax));
  const books = await readBooks(inquiry, [...asked]);
  if (!books.ok) return { ...books, of: 'the books' };
  const told = rows.filter((row) => asked.has(row) || yesAsset(row.gamma) === null);
  return {
    ok: true,
    value: {
      told: told.map((row) => toldMarket(row, books.value.get(yesAsset(row.gamma) ?? '') ?? null, nowMs)),
      unread: rows.length - told.length,
    },
  };
}

/** Dollars a day for a share of the least size. */
function worth({ configs, totalDaily, minSize }: RewardMarket): number {
  const daily = totalDaily?.toNumber() ?? configs.reduce((sum, config) => sum + config.daily.toNumber(), 0);
  return daily / Math.max(1, minSize / MICRO);
}

async function readBooks(
  inquiry: Inquiry,
  rows: readonly RewardRow[],
): Promise<Answer<ReadonlyMap<string, BookMessage>>> {
  const assets = rows.flatMap(({ gamma }) => yesAsset(gamma) ?? []);
  const books = new Map<string, BookMessage>();
  for (let at = 0; at < assets.length; at += TOGETHER_MAX) {
    const queries = assets.slice(at, at + TOGETHER_MAX).map((asset) => ({ asset, side: null }));
    const answer = await inquiry.ask({
      ...({ method: 'POST', service: 'clob', path: '/books', auth: 'none' } as const),
      body: writeText(ASSET_QUERIES, queries),
      cost: { kind: 'books' },
      codec: BOOKS,
      patienceMs: PATIENCE_MS,
    });
    if (!answer.ok) return answer;
    for (const book of answer.value) books.set(book.asset, book);
  }
  return { ok: true, value: books };
}
