// What is assumed of a recorded market when neither its recording nor a facts file says. Every default that was used is told
// in the report, because a replay's result depends on it.
import { marketId, type OutcomeId, outcomeId } from '#domain/ids.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import type { SnapshotEvent } from '#domain/market/market-event.ts';
import { fitsTick, tickThatFits } from '#domain/market/tick-epoch.ts';
import { type Price, parsePrice, parseShares, priceText, sharesText } from '#domain/units.ts';
import type { Assumptions } from './assumptions.ts';
import type { MarketFact, MarketFacts } from './market-facts.ts';

/** Until a price shows that it is finer. */
export const DEFAULT_TICK = parsePrice('0.01');
/** Most markets of the venue. */
export const DEFAULT_MIN_SIZE = parseShares('5');
export const DEFAULT_NEG_RISK = false;
/** Unknown: taking is forbidden and rebates count as zero. */
export const DEFAULT_FEE = null;
/** Undecided: positions keep their last mark. */
export const DEFAULT_PAYOUT = null;
export const DEFAULT_TAKER_DELAY_MS = 0;

/** `btc-updown-5m-1776323400`: the window's length in minutes and its start in seconds. */
const UP_DOWN = /^[a-z0-9]+-updown-(\d{1,4})m-(\d{10})$/;
/** A market may be recorded so long before its window and after its end and still carry the file's name. */
const BEFORE_MS = 7 * 86_400_000;
const AFTER_MS = 3_600_000;

export interface MetMarket {
  readonly condition: string;
  /** The outcome seen; the other's id is unknown unless the facts name it. */
  readonly id: OutcomeId;
  readonly outcome: Outcome;
  /** The first book seen. */
  readonly book: SnapshotEvent;
  /** What the file is called: the name of the first market met in it. */
  readonly slug: string | null;
  readonly receivedMs: number;
  readonly facts: MarketFacts | null;
  isTaken(slug: string): boolean;
  readonly assumptions: Assumptions;
}

/** A market known only by its first book, completed by facts and, where these are silent, defaults. */
export function completeMarket(met: MetMarket): Market {
  const named = met.slug !== null && !met.isTaken(met.slug) && belongs(met.slug, met.receivedMs) ? met.slug : null;
  const fact = factOf(met.facts, met.condition, named);
  const slug = freeSlug(fact.slug ?? named ?? met.condition.slice(0, 12), met);
  const assume = (what: string) => met.assumptions.note(what, slug);

  if (fact.slug === undefined && named === null) assume('named after its condition id');
  if (fact.complement === undefined) assume('YES is the outcome seen first');
  if (fact.tick === undefined)
    assume(
      met.book.tick === null ? `tick ${priceText(DEFAULT_TICK)} or what prices show` : 'tick as its first book says',
    );
  if (fact.minSize === undefined) assume(`minimum size ${sharesText(DEFAULT_MIN_SIZE)}`);
  if (fact.negRisk === undefined) assume('not part of a negative-risk group');
  if (fact.fee === undefined) assume('fee unknown: no taking, no rebates');
  if (fact.resolved === undefined) assume('result unknown: positions keep their last mark');
  const slugEnd = endOfSlug(slug);
  if (fact.endMs === undefined) assume(slugEnd === null ? 'end unknown' : 'end as its name says');
  assume(`taker delay ${DEFAULT_TAKER_DELAY_MS} ms`);

  return {
    id: marketId(met.condition),
    slug,
    group: null,
    category: null,
    outcomes: { yes: side(met, 'yes', fact), no: side(met, 'no', fact) },
    tick: fact.tick ?? tickOf(met.book),
    minSize: fact.minSize ?? DEFAULT_MIN_SIZE,
    negRisk: fact.negRisk ?? DEFAULT_NEG_RISK,
    fee: fact.fee ?? DEFAULT_FEE,
    reward: fact.reward ?? null,
    endMs: fact.endMs === undefined ? slugEnd : fact.endMs,
    gameStartMs: null,
    clearBookOnStart: false,
    eventMs: fact.eventMs ?? null,
    takerDelayMs: DEFAULT_TAKER_DELAY_MS,
    payout: fact.resolved ?? DEFAULT_PAYOUT,
  };
}

/** What a facts file says of a market, by condition id or else by slug; nothing is a fact without any key. */
export function factOf(facts: MarketFacts | null, condition: string, slug: string | null): MarketFact {
  return facts?.byName.get(condition) ?? (slug === null ? undefined : facts?.byName.get(slug)) ?? {};
}

/** A market from a header, with what the header leaves open taken from a facts file. */
export function fillGaps(market: Market, facts: MarketFacts | null, assumptions: Assumptions): Market {
  const fact = factOf(facts, market.id, market.slug);
  assumptions.note(`taker delay ${DEFAULT_TAKER_DELAY_MS} ms`, market.slug);
  return {
    ...market,
    fee: market.fee ?? fact.fee ?? null,
    reward: market.reward ?? fact.reward ?? null,
    endMs: market.endMs ?? fact.endMs ?? null,
    eventMs: market.eventMs ?? fact.eventMs ?? null,
    payout: market.payout ?? fact.resolved ?? null,
  };
}

/** The end that a slug tells, in milliseconds, or null. */
export function endOfSlug(slug: string): number | null {
  const parts = UP_DOWN.exec(slug);
  return parts ? (Number(parts[2]) + Number(parts[1]) * 60) * 1_000 : null;
}

/** Whether frames of this time can be of the market a file is named after: a renamed file must not give a wrong end. */
function belongs(slug: string, receivedMs: number): boolean {
  const endMs = endOfSlug(slug);
  return endMs === null || (receivedMs > endMs - BEFORE_MS && receivedMs < endMs + AFTER_MS);
}

function freeSlug(wanted: string, met: MetMarket): string {
  if (!met.isTaken(wanted)) return wanted;
  const longer = `${wanted}-${met.condition.slice(0, 12)}`;
  return met.isTaken(longer) ? met.condition : longer;
}

function side(met: MetMarket, outcome: Outcome, fact: MarketFact): { id: OutcomeId; name: string } {
  if (outcome === met.outcome) return { id: met.id, name: outcome };
  const told = outcome === 'no' ? fact.complement : undefined;
  return { id: outcomeId(told ?? `${met.condition}:${outcome}`), name: outcome };
}

function tickOf(book: SnapshotEvent): Price {
  let tick = book.tick ?? DEFAULT_TICK;
  for (const { price } of [...book.bids, ...book.asks]) if (!fitsTick(price, tick)) tick = tickThatFits(price, tick);
  return tick;
}
