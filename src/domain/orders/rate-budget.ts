// How many orders may still leave, as a token bucket whose clock is the caller's. While markets wait for a token, whoever
// was served least goes first, then whoever waits longest: so no market takes more than its share. Nobody waits, nobody is
// held back. Cancels are not counted here: they may always leave.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';

export interface RateLimits {
  /** Orders a second in the long run. */
  readonly perSecond: number;
  /** Orders that may leave at once after a silence. */
  readonly burst: number;
}

export interface RateBudget {
  readonly limits: RateLimits;
  readonly tokens: number;
  readonly refilledMs: number;
  /** At most WAITING_MAX; a further market is served as if it did not wait. */
  readonly waiting: ReadonlyMap<MarketId, Waiting>;
  /** Tokens taken by each market since somebody began to wait. */
  readonly served: ReadonlyMap<MarketId, number>;
}

interface Waiting {
  readonly sinceMs: number;
  readonly askedMs: number;
}

export const WAITING_MAX = 1_000;
/** A market that has not asked again for this long does not want its token any more. */
export const WAITING_FORGOTTEN_MS = 2_000;

/** Full at the start. A budget that never lets an order out cannot be made. */
export function startBudget(limits: RateLimits, nowMs: number): RateBudget {
  const { perSecond, burst } = limits;
  invariant(perSecond > 0 && Number.isFinite(perSecond), `a rate budget of ${perSecond} orders a second`);
  invariant(burst >= 1 && Number.isFinite(burst), `a rate budget with a burst of ${burst}`);
  return { limits, tokens: burst, refilledMs: nowMs, waiting: new Map(), served: new Map() };
}

/** What `market` may take now: the bucket less one token for each market whose turn comes before. */
export function tokensLeft(budget: RateBudget, nowMs: number, market: MarketId): number {
  const now = refill(budget, nowMs);
  return Math.max(0, now.tokens - aheadOf(now, nowMs, market));
}

/** One token is spent. The caller has looked: taking what is not there is a fault of ours. */
export function takeTurn(budget: RateBudget, nowMs: number, market: MarketId): RateBudget {
  invariant(tokensLeft(budget, nowMs, market) >= 1, () => `${market} takes a token that is not left`);
  const now = refill(budget, nowMs);
  const waiting = new Map(now.waiting);
  waiting.delete(market);
  const served = new Map(waiting.size > 0 ? now.served : []);
  if (waiting.size > 0) served.set(market, (served.get(market) ?? 0) + 1);
  return { ...now, tokens: now.tokens - 1, waiting, served };
}

/** `market` wanted a token and found none left: it gets its turn. Asking again keeps its place. */
export function waitForTurn(budget: RateBudget, nowMs: number, market: MarketId): RateBudget {
  const now = refill(budget, nowMs);
  const before = now.waiting.get(market);
  if (!before && now.waiting.size >= WAITING_MAX) return now;
  const waiting = new Map(now.waiting).set(market, { sinceMs: before?.sinceMs ?? nowMs, askedMs: nowMs });
  return { ...now, waiting };
}

/** Milliseconds until `market` may take one, if nobody else takes meanwhile what is kept for others. */
export function turnWaitMs(budget: RateBudget, nowMs: number, market: MarketId): number {
  const now = refill(budget, nowMs);
  const missing = 1 + aheadOf(now, nowMs, market) - now.tokens;
  return missing > 0 ? Math.ceil((missing * 1_000) / now.limits.perSecond) : 0;
}

function aheadOf(budget: RateBudget, nowMs: number, market: MarketId): number {
  const own = { served: budget.served.get(market) ?? 0, sinceMs: budget.waiting.get(market)?.sinceMs ?? nowMs };
  let ahead = 0;
  for (const [other, { sinceMs }] of budget.waiting) {
    if (other === market) continue;
    const served = budget.served.get(other) ?? 0;
    if (served < own.served || (served === own.served && sinceMs < own.sinceMs)) ahead++;
  }
  return ahead;
}

/** Time that goes back refills nothing. */
function refill(budget: RateBudget, nowMs: number): RateBudget {
  const { limits, tokens, refilledMs } = budget;
  const passedMs = Math.max(0, nowMs - refilledMs);
  const forgotten = [...budget.waiting].some(([, { askedMs }]) => nowMs - askedMs > WAITING_FORGOTTEN_MS);
  return {
    ...budget,
    tokens: Math.min(limits.burst, tokens + (passedMs * limits.perSecond) / 1_000),
    refilledMs: refilledMs + passedMs,
    waiting: forgotten
      ? new Map([...budget.waiting].filter(([, { askedMs }]) => nowMs - askedMs <= WAITING_FORGOTTEN_MS))
      : budget.waiting,
  };
}
