// Why an order is not taken, in the venue's own texts and codes (venue rest.md §11). One place, because clients read them.
import type { OrderId } from '#domain/ids.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { microText, type Price, type Shares, sharesText } from '#domain/units.ts';
import type { Posting } from '#infra/venue/signing/order-body.ts';
import type { Refusal } from '../admission.ts';
import { collateral, debitMicros } from '../wallet.ts';
import { sharesOf } from './approvals.ts';
import type { ShownMarket } from './market-register.ts';
import type { OrderRecord } from './order-register.ts';
import { amountDecimals, SIZE_DECIMALS } from './order-terms.ts';
import type { ServerParts } from './server-parts.ts';

const CENT = 10_000;

export interface OrderRefusal {
  readonly status: number;
  readonly text: string;
  /** Told in the body beside the text. */
  readonly code?: string;
  readonly retryAfterS?: number;
}

export const INVALID_PAYLOAD: OrderRefusal = { status: 400, text: 'Invalid order payload' };
export const WRONG_OWNER: OrderRefusal = { status: 400, text: 'the order owner has to be the owner of the API KEY' };
export const WRONG_SIGNER: OrderRefusal = {
  status: 400,
  text: 'the order signer address has to be the address of the API KEY',
};
export const WRONG_VERSION: OrderRefusal = { status: 400, text: 'order_version_mismatch' };
export const BAD_SIGNATURE: OrderRefusal = { status: 400, text: 'invalid signature' };
export const BAD_EXPIRATION: OrderRefusal = { status: 400, text: 'invalid expiration' };
export const POST_ONLY_KIND: OrderRefusal = {
  status: 400,
  text: 'invalid post-only order: only GTC and GTD order types are allowed',
};
export const NOT_ALLOWED: OrderRefusal = {
  status: 400,
  text: 'maker address not allowed, please use the deposit wallet flow',
};
export const MARKET_NOT_FOUND: OrderRefusal = { status: 404, text: 'market not found' };
export const NOTHING_TO_TAKE: OrderRefusal = {
  status: 400,
  text: 'no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.',
};
export const NOT_WHOLE: OrderRefusal = {
  status: 400,
  text: "order couldn't be fully filled. FOK orders are fully filled or killed.",
};

export function banned(address: string): OrderRefusal {
  return { status: 400, text: `'${address}' address banned` };
}

export function closedOnly(address: string): OrderRefusal {
  return { status: 400, text: `'${address}' address in closed only mode` };
}

export function offTick(id: OrderId, price: string, tick: Price): OrderRefusal {
  return {
    status: 400,
    text: `order ${id} is invalid. Price (${price}) breaks minimum tick size rule: ${microText(tick)}`,
  };
}

/** Sold shares, and dollars of an order that only takes, are hundredths; the other amount is as fine as the tick makes it. */
export function tooFine({ order, kind }: Posting, tick: Price): OrderRefusal {
  const takes = kind === 'FOK' || kind === 'FAK';
  const other = amountDecimals(tick);
  const inHundredths = order.side === 'SELL' || takes;
  const [maker, taker] = inHundredths ? [SIZE_DECIMALS, other] : [other, SIZE_DECIMALS];
  const what = `${takes ? 'market ' : ''}${order.side.toLowerCase()}`;
  const text = `invalid amounts, the ${what} orders maker amount supports a max accuracy of ${maker} decimals, taker amount a max of ${taker} decimals`;
  return { status: 400, text };
}

/** The engine's no, as the venue would say it. */
export function engineRefusal(parts: ServerParts, order: OrderRecord, { reason, text }: Refusal): OrderRefusal {
  const bad = (what: string): OrderRefusal => ({ status: 400, text: what });
  const { id, market, price, size, kind } = order;
  switch (reason) {
    case 'duplicateId':
      return bad(`order ${id} is invalid. Duplicated.`);
    case 'offTick':
      return offTick(id, microText(price), parts.exchange.tick(market));
    case 'belowMinimumSize':
      return bad(tooSmall(parts, order));
    case 'crossesBook':
      return bad('invalid post-only order: order crosses book');
    case 'notCovered':
      return bad(uncovered(parts, order));
    case 'marketClosed':
      return bad('the market is not accepting orders');
    case 'unknownMarket':
      return MARKET_NOT_FOUND;
    case 'postOnlyMode':
      return postOnlyMode(parts);
    default:
      if (isBeyond(coverOf(parts, order))) return bad(uncovered(parts, order));
      if (kind === 'FAK') return NOTHING_TO_TAKE;
      return kind === 'FOK' ? NOT_WHOLE : bad(`order ${id} is invalid. ${text} (${sharesText(size)})`);
  }
}

export function postOnlyMode({ exchange }: ServerParts): OrderRefusal {
  const retryAfterS = Math.max(1, Math.ceil(exchange.operations.phases.leftMs('postOnly') / 1_000));
  const text = 'post-only mode: only post-only orders and cancels are allowed';
  return { status: 503, text, code: 'post_only_mode', retryAfterS };
}

/** Two minima: of every order, in shares, and of a purchase that takes, in dollars. */
function tooSmall({ markets }: ServerParts, { id, market, price, size, kind }: OrderRecord): string {
  const least = markets.market(market)?.facts.minSize ?? (0 as Shares);
  const takes = kind === 'FAK' || kind === 'FOK';
  if (size < least && !takes)
    return `order ${id} is invalid. Size (${sharesText(size)}) lower than the minimum: ${sharesText(least)}`;
  const dollars = debitMicros(price, size);
  // What was given in cents has become shares of six decimals, and is a little less.
  const shown = takes ? Math.ceil(dollars / CENT) * CENT : dollars;
  return `invalid amount for a marketable BUY order ($${microText(shown)}), min size: $1`;
}

/** The contracts that settle its market may not take what it would move. Null: they may. */
export function unapproved(
  { approvals }: ServerParts,
  { contract }: ShownMarket,
  { maker, slot, price, size }: OrderRecord,
): OrderRefusal | null {
  const needed = BigInt(collateral(slot, price, size));
  const what = SLOTS[slot].side === 'buy' ? 'collateral' : sharesOf(contract);
  const missing = approvals.missing(maker, what, contract, needed);
  if (!missing) return null;
  const { spender, units } = missing;
  const text = `not enough balance / allowance: the allowance is not enough -> spender: ${spender}, allowance: ${units}, sum of matched orders: 0, order amount: ${needed}`;
  return { status: 400, text };
}

function uncovered(parts: ServerParts, order: OrderRecord): string {
  const { balance, needed } = coverOf(parts, order);
  return `not enough balance / allowance: the balance is not enough -> balance: ${balance}, order amount: ${needed}`;
}

interface OrderCover {
  readonly balance: number;
  readonly needed: number;
}

/** What the wallet has of what the order would give, whatever else rests on it. */
function coverOf({ exchange }: ServerParts, { wallet, market, slot, price, size }: OrderRecord): OrderCover {
  const purse = exchange.purse(wallet);
  const { outcome, side } = SLOTS[slot];
  const balance = side === 'buy' ? purse?.cash.settled : purse?.positions.get(market)?.[outcome].settled;
  return { balance: Math.max(0, balance ?? 0), needed: collateral(slot, price, size) };
}

function isBeyond({ balance, needed }: OrderCover): boolean {
  return needed > balance;
}
