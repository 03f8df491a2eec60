// Liquidity rewards and maker rebates: which markets pay, and what a wallet was paid on a day.
import type { WalletId } from '#domain/ids.ts';
import type { FlowKind } from '#domain/ports.ts';
import { Decimal, ZERO_USD } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { wholeNumber } from '#infra/venue/signing/headers.ts';
import type { Page } from '#infra/venue/wire/pages.ts';
import {
  DESCRIBED_REWARDS,
  FOUND_REWARDS,
  OWN_REWARDS,
  REBATES,
  REWARD_EARNINGS,
  REWARD_MARKETS,
  REWARD_SHARES,
  REWARD_TOTALS,
  type RewardEarning,
} from '#infra/venue/wire/rewards.ts';
import { addressIn, walletFor } from './accounts.ts';
import { answer, refusal } from './answers.ts';
import type { Credit } from './credits.ts';
import { DOLLAR_ADDRESS, rewardMarket } from './market-pages.ts';
import { pageOf } from './paging.ts';
import { describedReward, foundReward, ownReward, rewarded } from './reward-pages.ts';
import { filtered, pageSize, sorted } from './reward-search.ts';
import { poolShare } from './reward-shares.ts';
import type { ServedAnswer, ServedRequest } from './served.ts';
import type { KeyVisit, Route, ServerParts, Visit } from './server-parts.ts';

const ROWS_A_PAGE = 500;
const BAD_PAGE = refusal(400, 'invalid next_cursor');
const BAD_DAY = refusal(400, 'invalid date');
const BAD_SIZE = refusal(400, 'invalid page_size');

export const REWARD_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/rewards/markets/current', access: 'anybody', limit: 'general', handle: current },
  { method: 'GET', path: '/rewards/markets/:id', access: 'anybody', limit: 'general', handle: ofMarket },
  { method: 'GET', path: '/rewards/markets/multi', access: 'anybody', limit: 'general', handle: searched },
  { method: 'GET', path: '/rewards/user/markets', access: 'reader', limit: 'own', handle: ownMarkets },
  { method: 'GET', path: '/rewards/user', access: 'reader', limit: 'own', handle: earnings },
  { method: 'GET', path: '/rewards/user/total', access: 'reader', limit: 'own', handle: totals },
  { method: 'GET', path: '/rewards/user/percentages', access: 'reader', limit: 'own', handle: shares },
  { method: 'GET', path: '/rebates/current', access: 'anybody', limit: 'general', handle: rebates },
];

function current({ markets }: ServerParts, { request }: Visit): ServedAnswer {
  const rows = rewarded(markets.all()).map(({ market, reward }) => rewardMarket(market, reward));
  return turned(rows, request, ROWS_A_PAGE, (page) => answer(REWARD_MARKETS, page));
}

const CONDITION = /^0x[\da-f]{64}$/i;

function ofMarket(parts: ServerParts, { word, request }: Visit): ServedAnswer {
  if (!CONDITION.test(word)) return refusal(400, 'invalid condition id');
  const market = parts.markets.market(word.toLowerCase());
  const rows = rewarded(market ? [market] : []).map((each) => describedReward(parts, each));
  return turned(rows, request, ROWS_A_PAGE, (page) => answer(DESCRIBED_REWARDS, page));
}

function searched(parts: ServerParts, { request }: Visit): ServedAnswer {
  const { query } = request;
  const tags = query.getAll('tag_slug').flatMap((text) => text.split(','));
  const all = rewarded(parts.markets.all()).filter(
    ({ market: { facts } }) => tags.length === 0 || tags.includes(facts.category ?? ''),
  );
  const left = filtered(
    all.map((each) => foundReward(parts, each)),
    query,
  );
  const rows = 'status' in left ? left : sorted(left, query);
  if ('status' in rows) return rows;
  const size = pageSize(query);
  return size === null ? BAD_SIZE : turned(rows, request, size, (page) => answer(FOUND_REWARDS, page));
}

/** Every market that pays, whether one quotes there or not; only those where nobody competes, if so asked. */
function ownMarkets(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const { query } = visit.request;
  const paid = earned(parts, visit, 'reward');
  const maker = makerIn(visit);
  if (!paid || !maker) return BAD_DAY;
  const all = rewarded(parts.markets.all()).map((each) => ownReward(parts, each, maker, paid));
  const lonely = query.get('no_competition') || 'false';
  if (lonely !== 'true' && lonely !== 'false') return refusal(400, 'invalid no_competition');
  const rows = sorted(
    all.filter(({ competitiveness }) => lonely === 'false' || competitiveness === 0),
    query,
  );
  if ('status' in rows) return rows;
  const size = pageSize(query);
  return size === null ? BAD_SIZE : turned(rows, visit.request, size, (page) => answer(OWN_REWARDS, page));
}

function turned<Row>(
  rows: readonly Row[],
  { query }: ServedRequest,
  size: number,
  tell: (page: Page<Row>) => ServedAnswer,
): ServedAnswer {
  const page = pageOf(rows, query.get('next_cursor'), size);
  return page ? tell(page) : BAD_PAGE;
}

function earnings(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const rows = earned(parts, visit, 'reward');
  if (!rows) return BAD_DAY;
  const page = pageOf(rows, visit.request.query.get('next_cursor'), ROWS_A_PAGE);
  return page ? answer(REWARD_EARNINGS, page) : BAD_PAGE;
}

function totals(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const rows = earned(parts, visit, 'reward');
  const [first] = rows ?? [];
  if (!rows) return BAD_DAY;
  const sum = rows.reduce((total, { earned: usd }) => total.plus(usd), ZERO_USD);
  return answer(REWARD_TOTALS, first ? [{ ...first, market: null, earned: sum }] : []);
}

/** Of the pools in which an order of ours counts just now. */
function shares(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const maker = makerIn(visit);
  if (!maker) return refusal(400, 'invalid signature_type');
  const rows = rewarded(parts.markets.all()).map(
    ({ market }) => [market.facts.id, poolShare(parts, market, maker)] as const,
  );
  return answer(REWARD_SHARES, new Map(rows.filter(([, share]) => share > 0)));
}

function rebates({ accounts, credits }: ServerParts, { request }: Visit): ServedAnswer {
  const day = dayIn(request);
  const maker = addressIn(request.query.get('maker_address'));
  if (day === null || !maker) return BAD_DAY;
  const wallet = accounts.known(maker);
  const rows = wallet === null ? [] : credits.of(wallet, 'rebate', day);
  const told = rows.flatMap(({ market, usd }) =>
    market === null ? [] : [{ day, market, asset: DOLLAR_ADDRESS, maker, rebated: usd }],
  );
  return answer(REBATES, told);
}

/** null for a day that is none. */
function earned({ accounts, credits }: ServerParts, visit: KeyVisit, kind: FlowKind): readonly RewardEarning[] | null {
  const day = dayIn(visit.request);
  const maker = makerIn(visit);
  if (day === null || !maker) return null;
  const wallet: WalletId | null = accounts.known(maker);
  return wallet === null ? [] : credits.of(wallet, kind, day).map((credit) => earningOf(credit, maker));
}

function earningOf({ day, market, usd }: Credit, maker: Address): RewardEarning {
  return { day, market, asset: DOLLAR_ADDRESS, maker, earned: usd, assetRate: new Decimal(1) };
}

/** The wallet that the asking key trades with orders of the type in the query. */
function makerIn({ request, credential }: KeyVisit): Address | null {
  const type = wholeNumber(request.query.get('signature_type') || '0');
  return type === null ? null : walletFor(credential.address, type);
}

function dayIn({ query }: ServedRequest): string | null {
  const day = query.get('date') ?? '';
  return /^\d{4}-\d\d-\d\d$/.test(day) ? day : null;
}
