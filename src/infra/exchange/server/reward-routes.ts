// Liquidity rewards and maker rebates: which markets pay, and what a wallet was paid on a day.
import type { WalletId } from '#domain/ids.ts';
import type { FlowKind } from '#domain/ports.ts';
import { Decimal, ZERO_USD } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { wholeNumber } from '#infra/venue/signing/headers.ts';
import {
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
import type { ShownMarket } from './market-register.ts';
import { pageOf } from './paging.ts';
import type { ServedAnswer, ServedRequest } from './served.ts';
import type { KeyVisit, Route, ServerParts, Visit } from './server-parts.ts';

const ROWS_A_PAGE = 500;
const BAD_PAGE = refusal(400, 'invalid next_cursor');
const BAD_DAY = refusal(400, 'invalid date');

export const REWARD_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/rewards/markets/current', access: 'anybody', limit: 'general', handle: current },
  { method: 'GET', path: '/rewards/markets/:id', access: 'anybody', limit: 'general', handle: ofMarket },
  { method: 'GET', path: '/rewards/user', access: 'reader', limit: 'own', handle: earnings },
  { method: 'GET', path: '/rewards/user/total', access: 'reader', limit: 'own', handle: totals },
  { method: 'GET', path: '/rewards/user/percentages', access: 'reader', limit: 'own', handle: shares },
  { method: 'GET', path: '/rebates/current', access: 'anybody', limit: 'general', handle: rebates },
];

function current({ markets }: ServerParts, { request }: Visit): ServedAnswer {
  return rewarded(markets.all(), request);
}

/** A page that is not served must not look like a market without rewards. */
const CONDITION = /^0x[\da-f]{64}$/i;
const NO_PAGE = refusal(404, 'not found');

function ofMarket({ markets }: ServerParts, { word, request }: Visit): ServedAnswer {
  if (!CONDITION.test(word)) return NO_PAGE;
  const market = markets.market(word);
  return rewarded(market ? [market] : [], request);
}

function rewarded(markets: readonly ShownMarket[], { query }: ServedRequest): ServedAnswer {
  const rows = markets.flatMap((market) => {
    const { reward, payout } = market.facts;
    return reward && payout === null ? [rewardMarket(market, reward)] : [];
  });
  const page = pageOf(rows, query.get('next_cursor'), ROWS_A_PAGE);
  return page ? answer(REWARD_MARKETS, page) : BAD_PAGE;
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

/** Live shares of pools are not worked out here. */
function shares(): ServedAnswer {
  return answer(REWARD_SHARES, new Map());
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
  const type = wholeNumber(visit.request.query.get('signature_type') ?? '0');
  const maker = type === null ? null : walletFor(visit.credential.address, type);
  if (day === null || !maker) return null;
  const wallet: WalletId | null = accounts.known(maker);
  return wallet === null ? [] : credits.of(wallet, kind, day).map((credit) => earningOf(credit, maker));
}

function earningOf({ day, market, usd }: Credit, maker: Address): RewardEarning {
  return { day, market, asset: DOLLAR_ADDRESS, maker, earned: usd, assetRate: new Decimal(1) };
}

function dayIn({ query }: ServedRequest): string | null {
  const day = query.get('date') ?? '';
  return /^\d{4}-\d\d-\d\d$/.test(day) ? day : null;
}
