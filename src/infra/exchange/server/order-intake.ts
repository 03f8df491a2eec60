// The way of a posted order into the exchange: read, owner, signature, terms, and only then the engine. Promises a reason in the
// venue's words for every no, that a refused order leaves no trace, and that nothing posted is believed without its signature.
import type { RejectReason } from '#domain/failure.ts';
import type { OrderId } from '#domain/ids.ts';
import { cost, Decimal, type Usd, ZERO_SHARES, ZERO_USD } from '#domain/units.ts';
import { EXCHANGE_NAMES } from '#infra/venue/signing/exchange-contract.ts';
import type { Posting } from '#infra/venue/signing/order-body.ts';
import { GTD_AHEAD_MIN_S } from '#infra/venue/signing/order-signer.ts';
import { readPostedOrder } from '#infra/venue/signing/posted-order.ts';
import { checkSignature, type SignatureAnswer } from '#infra/venue/signing/signature-check.ts';
import { isObject } from '#infra/venue/wire-field.ts';
import type { EngineOrderKind } from '../engine.ts';
import { usdOf } from '../trade.ts';
import type { Credential } from './accounts.ts';
import type { ShownOutcome } from './market-register.ts';
import {
  BAD_EXPIRATION,
  BAD_SIGNATURE,
  banned,
  closedOnly,
  engineRefusal,
  INVALID_PAYLOAD,
  MARKET_NOT_FOUND,
  NOT_ALLOWED,
  NOT_WHOLE,
  type OrderRefusal,
  offTick,
  POST_ONLY_KIND,
  postOnlyMode,
  tooFine,
  unapproved,
  WRONG_OWNER,
  WRONG_SIGNER,
  WRONG_VERSION,
} from './order-refusals.ts';
import type { OrderRecord } from './order-register.ts';
import { canFill, orderTerms } from './order-terms.ts';
import type { ServerParts } from './server-parts.ts';

/** Of what an order moved, as the venue tells it. */
const USD_DECIMALS = 6;

export type Intake =
  | { readonly ok: true; readonly order: OrderRecord; readonly result: 'resting' | 'taken' | 'delayed' }
  | { readonly ok: false; readonly refusal: OrderRefusal; readonly reason: RejectReason | null };

/** `body`: parsed JSON of one order. */
export function takeOrder(parts: ServerParts, credential: Credential, body: unknown): Intake {
  const read = readPostedOrder(body);
  if (!read.ok) return refuse(isFirstVersion(body) ? WRONG_VERSION : INVALID_PAYLOAD);
  const posting = read.value;
  const place = parts.markets.outcome(posting.order.tokenId);
  const no = badForm(parts, credential, posting);
  if (no) return refuse(no);
  if (!place || !parts.exchange.snapshot(place.market.facts.id)) return refuse(MARKET_NOT_FOUND);
  const signed = signature(parts, posting, place);
  if (!signed.ok) return refuse(signatureRefusal(parts, credential, posting, signed));
  if (signed.owner !== credential.address) return refuse(WRONG_SIGNER);
  return enter(parts, credential, posting, place, signed.id);
}

function badForm({ clock, banned: out, closedOnly: half }: ServerParts, { texts }: Credential, posting: Posting) {
  const { order, kind, postOnly, expiration, owner } = posting;
  if (owner !== texts.key) return WRONG_OWNER;
  const rests = kind === 'GTC' || kind === 'GTD';
  if (postOnly && !rests) return POST_ONLY_KIND;
  if (out.has(order.maker)) return banned(order.maker);
  if (half.has(order.maker) && order.side === 'BUY') return closedOnly(order.maker);
  if ((kind === 'GTD') !== expiration > 0) return BAD_EXPIRATION;
  return kind === 'GTD' && expiration * 1_000 < clock.now() + GTD_AHEAD_MIN_S * 1_000 ? BAD_EXPIRATION : null;
}

function signature({ chainId }: ServerParts, { order, signature }: Posting, { market }: ShownOutcome): SignatureAnswer {
  return checkSignature(order, signature, { exchange: market.contract, chainId });
}

/** One that is good for another contract was made for another version. */
function signatureRefusal(
  { chainId }: ServerParts,
  { address }: Credential,
  { order, signature }: Posting,
  { fault }: Extract<SignatureAnswer, { readonly ok: false }>,
): OrderRefusal {
  if (fault !== 'wrongSigner' && fault !== 'wrongDomain') return fault === 'wrongMaker' ? NOT_ALLOWED : BAD_SIGNATURE;
  if (EXCHANGE_NAMES.some((exchange) => checkSignature(order, signature, { exchange, chainId }).ok))
    return WRONG_VERSION;
  const meant = order.signatureType === 3 ? order.maker : address;
  return order.signer === meant ? BAD_SIGNATURE : WRONG_SIGNER;
}

function enter(
  parts: ServerParts,
  { texts, address }: Credential,
  posting: Posting,
  { market, outcome }: ShownOutcome,
  id: OrderId,
): Intake {
  const { exchange, accounts, orders, clock, counter } = parts;
  const { order, kind, postOnly, expiration } = posting;
  const { facts } = market;
  const tick = exchange.tick(facts.id);
  const terms = orderTerms(posting, exchange, market, outcome);
  if ('problem' in terms)
    return refuse(terms.problem === 'offTick' ? offTick(id, terms.price, tick) : tooFine(posting, tick));
  const wallet = accounts.wallet(order.maker);
  if (wallet === null) return refuse(NOT_ALLOWED);
  if (orders.get(id)) return refuse({ status: 400, text: `order ${id} is invalid. Duplicated.` });
  if (exchange.phase() === 'postOnly' && !postOnly) return refuse(postOnlyMode(parts));
  if (kind === 'FOK' && !canFill(exchange, wallet, market, terms)) return refuse(NOT_WHOLE);
  const record: OrderRecord = {
    ...terms,
    id,
    apiKey: texts.key,
    maker: order.maker,
    wallet,
    market: facts.id,
    asset: facts.outcomes[outcome].id,
    outcome: facts.outcomes[outcome].name,
    kind,
    builder: order.builder,
    createdMs: clock.now(),
    expiresMs: expiration > 0 ? expiration * 1_000 : null,
    state: { word: 'live', detail: '' },
    matched: ZERO_SHARES,
    trades: [],
    timer: null,
  };
  const short = unapproved(parts, market, record);
  if (short) return refuse(short);
  const struck = counter.judge?.(record, address) ?? null;
  if (struck) return refuse(struck);
  orders.open(record);
  const { slot, price, size } = terms;
  const answer = exchange.submit(wallet, { id, market: facts.id, slot, price, size, kind: engineKind(posting) });
  if (answer.result === 'rejected') {
    orders.withdraw(record);
    return { ok: false, refusal: engineRefusal(parts, record, answer), reason: answer.reason };
  }
  if (answer.result === 'delayed') orders.delay(record);
  return { ok: true, order: record, result: answer.result };
}

function engineKind({ kind, postOnly }: Posting): EngineOrderKind {
  if (postOnly) return 'postOnly';
  return kind === 'GTC' || kind === 'GTD' ? 'limit' : 'fak';
}

/** Orders of the first version carry what the second no longer signs. */
function isFirstVersion(body: unknown): boolean {
  if (!isObject(body) || !isObject(body.order)) return false;
  const { order } = body;
  return order.timestamp === undefined && (order.nonce !== undefined || order.feeRateBps !== undefined);
}

function refuse(refusal: OrderRefusal): Intake {
  return { ok: false, refusal, reason: null };
}

/** What the trades of an order that just came have moved. */
export function movedBy({ trades }: ServerParts, order: OrderRecord): { readonly usd: Usd; readonly shares: Usd } {
  let [usd, shares] = [ZERO_USD, 0];
  for (const { trade } of trades.of(order.apiKey).slice(-order.trades.length))
    for (const { memory, price, size } of trade.legs)
      if (memory.fill.order === order.id) {
        usd = usd.plus(cost(price, size));
        shares += size;
      }
  return { usd: usd.toDecimalPlaces(USD_DECIMALS, Decimal.ROUND_DOWN), shares: usdOf(shares) };
}
