// The rules an order must pass, one small function each, and the table that gives their order: the first that objects
// denies. A rule that comes later may rely on those before it. A new rule is a function here and a line in RULES.
import { CostSum } from '#domain/cost-sum.ts';
import { invariant } from '#domain/failure.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { MICRO, microText, type Price, priceText, sharesText, type Usd } from '#domain/units.ts';
import { type GroupKind, groupLoss, worstLoss } from './exposure.ts';
import { LOT } from './lot.ts';
import { remaining } from './order.ts';
import type { MarketRisk, RiskCase } from './risk-state.ts';
import { SLOTS, yesPrice } from './slot.ts';

/** Why a rule objects: what it allows and what it found, as text for people. */
export interface Objection {
  readonly limit: string;
  readonly found: string;
}

/** Without the order, and with it. */
type When = 'before' | 'after';

export type Rule = (review: RiskCase) => Objection | null;

/** In order of precedence. */
export const RULES = [
  { name: 'validNumbers', rule: validNumbers },
  { name: 'knownMarket', rule: knownMarket },
  { name: 'admission', rule: admission },
  { name: 'trustedBook', rule: trustedBook },
  { name: 'priceOnTick', rule: priceOnTick },
  { name: 'size', rule: size },
  { name: 'slotOwner', rule: slotOwner },
  { name: 'selfCross', rule: selfCross },
  { name: 'postOnly', rule: postOnly },
  { name: 'cashCover', rule: cashCover },
  { name: 'shareCover', rule: shareCover },
  { name: 'lossPerMarket', rule: lossPerMarket },
  { name: 'lossPerGroup', rule: lossPerGroup },
  { name: 'totalExposure', rule: totalExposure },
  { name: 'rateBudget', rule: rateBudget },
] as const satisfies readonly { name: string; rule: Rule }[];

export type RuleName = (typeof RULES)[number]['name'];

function validNumbers({ intent }: RiskCase): Objection | null {
  const { price, size } = intent;
  if (!Number.isSafeInteger(price) || price <= 0 || price >= MICRO)
    return { limit: 'a price between 0 and 1', found: String(price) };
  if (!Number.isSafeInteger(size) || size <= 0) return { limit: 'a size above 0', found: String(size) };
  return null;
}

function knownMarket({ facts, intent }: RiskCase): Objection | null {
  if (!facts) return { limit: 'a market we know', found: intent.market };
  const { payout } = facts.market;
  return payout === null ? null : { limit: 'an undecided market', found: `pays ${microText(payout)}` };
}

/** Reduce-only counts orders in flight: together they may not turn the position around (F-2.8). */
function admission(review: RiskCase): Objection | null {
  const { retired } = review.limits;
  const isRetired = review.state.admission.mode === 'open' && retired !== undefined;
  const { mode, why } = isRetired ? { mode: 'reduceOnly', why: `retired: ${retired}` } : review.state.admission;
  if (mode === 'open') return null;
  if (mode !== 'reduceOnly') return { limit: 'orders admitted', found: `${mode}: ${why}` };
  const { held } = factsOf(review);
  const net = held.yes - held.no;
  const room = Math.max(0, review.side === 'bid' ? -net : net);
  let wanted: number = review.intent.size;
  for (const row of review.here) if (SLOTS[row.slot].economic === review.side) wanted += remaining(row);
  if (wanted <= room) return null;
  return { limit: `reduce only: ${microText(room)} shares (${why})`, found: microText(wanted) };
}

function trustedBook(review: RiskCase): Objection | null {
  const { trusted, mark } = factsOf(review);
  if (!trusted) return { limit: 'a trusted book', found: 'untrusted' };
  return mark === null ? { limit: 'a mark', found: 'none yet' } : null;
}

function priceOnTick(review: RiskCase): Objection | null {
  const { price } = review.intent;
  const { tick } = factsOf(review);
  if (price % tick === 0 && price >= tick && price <= MICRO - tick) return null;
  return { limit: `multiples of ${priceText(tick)} below 1`, found: priceText(price) };
}

function size(review: RiskCase): Objection | null {
  const { size } = review.intent;
  const { minSize } = factsOf(review).market;
  const { sizeMax } = review.limits;
  const found = sharesText(size);
  if (size < minSize) return { limit: `${sharesText(minSize)} shares or more`, found };
  if (size > sizeMax) return { limit: `${sharesText(sizeMax)} shares or less`, found };
  return size % LOT === 0 ? null : { limit: `multiples of ${sharesText(LOT)} shares`, found };
}

function slotOwner({ intent, here, state }: RiskCase): Objection | null {
  const holder = here.find((row) => row.slot === intent.slot) ?? state.row(intent.id);
  return holder ? { limit: 'one live order in a slot', found: `${holder.slot} ${holder.id}` } : null;
}

function selfCross(review: RiskCase): Objection | null {
  const { side, inYes } = review;
  const others = review.here.filter((row) => SLOTS[row.slot].economic !== side);
  const met = others.find((row) => crosses(side, inYes, yesPrice(row.slot, row.price)));
  if (!met) return null;
  const own = priceText(yesPrice(met.slot, met.price));
  return { limit: `${side === 'bid' ? 'below' : 'above'} our own ${own} (YES)`, found: priceText(inYes) };
}

function postOnly(review: RiskCase): Objection | null {
  const { side, inYes } = review;
  const { bestBid, bestAsk } = factsOf(review);
  const best = side === 'bid' ? bestAsk : bestBid;
  if (best === null || !crosses(side, inYes, best)) return null;
  return {
    limit: `${side === 'bid' ? 'below' : 'above'} the book's ${priceText(best)} (YES)`,
    found: priceText(inYes),
  };
}

function cashCover(review: RiskCase): Objection | null {
  const { intent, state, limits } = review;
  if (SLOTS[intent.slot].side !== 'buy') return null;
  const own = new CostSum();
  own.add(intent.price, intent.size);
  for (const row of review.here) if (SLOTS[row.slot].side === 'buy') own.add(row.price, remaining(row));
  const wanted = limits.cover === 'perMarket' ? own.usd : own.usd.plus(state.promisedElsewhere(intent.market));
  if (wanted.lte(state.cash)) return null;
  return { limit: `$${state.cash} of cash, ${limits.cover}`, found: `$${wanted}` };
}

/** A slot holds one live order, so no other sell competes for the same shares. */
function shareCover(review: RiskCase): Objection | null {
  const { size, slot } = review.intent;
  const { outcome, side } = SLOTS[slot];
  if (side !== 'sell') return null;
  const sellable = factsOf(review).sellable[outcome];
  if (size <= sellable) return null;
  return { limit: `${sharesText(sellable)} ${outcome} shares to sell`, found: sharesText(size) };
}

/** F-2.8, generalised to orders in flight: the outcome against which this side bets. */
function lossPerMarket(review: RiskCase): Objection | null {
  const { intent, side, limits } = review;
  const loss = (when: When): Usd => review.loss(intent.market, when)[side === 'bid' ? 'no' : 'yes'];
  return overLimit(limits.lossPerMarketMax, loss, `if ${side === 'bid' ? 'NO' : 'YES'}`);
}

/** F-2.7 with orders in flight. */
function lossPerGroup(review: RiskCase): Objection | null {
  const { state, limits } = review;
  const { group } = factsOf(review).market;
  if (group === null) return null;
  const ids = [...state.ofGroup(group)];
  const members = ids.flatMap((id) => state.markets.get(id) ?? []);
  const kind = kindOf(members, state.exhaustiveGroups.has(group));
  const loss = (when: When): Usd =>
    groupLoss(
      ids.map((id) => review.loss(id, when)),
      kind,
    );
  return overLimit(limits.lossPerGroupMax, loss, `group ${group}`);
}

function totalExposure(review: RiskCase): Objection | null {
  const { intent, state, limits } = review;
  const elsewhere = state.exposureElsewhere(intent.market);
  const loss = (when: When): Usd => elsewhere.plus(worstLoss(review.loss(intent.market, when)));
  return overLimit(limits.exposureMax, loss, 'all markets');
}

function rateBudget({ state }: RiskCase): Objection | null {
  return state.tokens >= 1 ? null : { limit: 'one token', found: String(state.tokens) };
}

/** Objects only to what makes a loss worse: an order that brings it down passes however large the loss is. */
function overLimit(limit: Usd, loss: (when: When) => Usd, what: string): Objection | null {
  const after = loss('after');
  if (after.lte(limit)) return null;
  if (after.lte(loss('before'))) return null;
  return { limit: `$${limit} (${what})`, found: `$${after}` };
}

/** A group is exclusive when the venue says so of every member. Members already decided lose nothing and change nothing. */
function kindOf(members: readonly MarketRisk[], exhaustive: boolean): GroupKind {
  if (!members.every((facts) => facts.market.negRisk)) return 'independent';
  return exhaustive ? 'exhaustive' : 'exclusive';
}

function factsOf(review: RiskCase): MarketRisk {
  invariant(review.facts, `${review.intent.market} passed as known`);
  return review.facts;
}

function crosses(side: BookSide, price: Price, other: Price): boolean {
  return side === 'bid' ? price >= other : price <= other;
}
