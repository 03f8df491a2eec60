// What moved the cash and shares of a wallet, as the position service tells it: trades once they are on the chain, and what was
// paid outside of trading. Complete sets that were made or unmade are not remembered.
import type { FlowKind } from '#domain/ports.ts';
import { cost, Decimal, MICRO } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { ACTIVITIES, type Activity } from '#infra/venue/wire/data-api.ts';
import { answer } from './answers.ts';
import type { Credit } from './credits.ts';
import { DATA, dataPage, refuseParameter, refuseUser, userIn } from './data-routes.ts';
import type { ServedAnswer } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';
import { addressOf, feedTrade, sidesOf, transactionOf } from './trade-pages.ts';
import type { TradeRecord } from './trade-register.ts';

const TRADE = 'TRADE';
const CREDITS: Readonly<Record<FlowKind, string>> = {
  reward: 'REWARD',
  rebate: 'MAKER_REBATE',
  holding: 'YIELD',
  deposit: 'DEPOSIT',
  withdrawal: 'WITHDRAWAL',
};
/** All that the service knows, whether they happen here or not. */
const TYPES = new Set([
  TRADE,
  ...Object.values(CREDITS),
  ...['SPLIT', 'MERGE', 'REDEEM', 'CONVERSION', 'MIGRATION', 'TAKER_REBATE', 'REFERRAL_REWARD', 'TIP'],
]);

export const ACTIVITY_ROUTES: readonly Route[] = [
  { method: 'GET', path: `${DATA}/v2/activity`, access: 'anybody', limit: 'data', handle: activity },
];

function activity({ accounts, credits, trades }: ServerParts, { request }: Visit): ServedAnswer {
  const { query } = request;
  const user = userIn(request);
  if (!user) return refuseUser();
  const named = query
    .getAll('type')
    .flatMap((text) => text.split(','))
    .filter((text) => text !== '');
  const unknown = named.find((type) => !TYPES.has(type));
  if (unknown !== undefined) return refuseParameter('type', `type must be one of ${[...TYPES].join(', ')}`);
  const direction = query.get('sort_direction') || query.get('sortDirection') || 'DESC';
  if (direction !== 'ASC' && direction !== 'DESC')
    return refuseParameter('sort_direction', 'sort_direction must be ASC or DESC');
  const wallet = accounts.known(user);
  const rows = (wallet === null ? [] : credits.all(wallet)).map((credit) => creditOf(user, credit));
  if (named.length === 0 || named.includes(TRADE))
    rows.push(...trades.recent().flatMap((record) => tradesOf(user, record)));
  const meant = rows.filter(({ type }) => named.length === 0 || named.includes(type));
  meant.sort((one, other) => (direction === 'ASC' ? one.atMs - other.atMs : other.atMs - one.atMs));
  return dataPage(request, meant, (page) => answer(ACTIVITIES, page));
}

function tradesOf(user: Address, record: TradeRecord): readonly Activity[] {
  const { status } = record;
  const transaction = status === 'mined' || status === 'confirmed' ? transactionOf(record) : null;
  if (transaction === null) return [];
  return sidesOf(record)
    .filter(({ leg, owner }) => addressOf(leg, owner) === user)
    .map((side) => {
      const { wallet, market, asset, size, atMs, outcomeIndex, ...trade } = feedTrade(side, transaction);
      const { price } = side.leg;
      return {
        wallet,
        type: TRADE,
        market,
        asset,
        side: trade.side.toUpperCase(),
        size,
        cash: cost(price, size),
        price: price / MICRO,
        atMs,
        transaction,
        outcomeIndex,
      };
    });
}

function creditOf(user: Address, { kind, market, usd, atMs }: Credit): Activity {
  return {
    wallet: user,
    type: CREDITS[kind],
    market,
    asset: null,
    side: null,
    size: null,
    cash: new Decimal(usd),
    price: null,
    atMs,
    transaction: null,
    outcomeIndex: null,
  };
}
