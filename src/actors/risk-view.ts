// What risk review looks at, put together from the desk at the moment of review: never kept, because it goes stale.
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { MarketRisk, RiskLimits, RiskState } from '#domain/orders/risk-state.ts';
import { ORDER_QUOTES_MAX } from '#domain/quoting/quote-sides.ts';
import { type Shares, sharesOf } from '#domain/units.ts';
import { BEAT_BELIEVED_MS } from '#machines/heartbeat.machine.ts';
import type { Desk } from './desk.ts';

/** Every market where something is held or rests, and `market`. */
export function riskMarkets(desk: Desk, market: MarketId | null): ReadonlyMap<MarketId, MarketRisk> {
  const concerned = new Set<MarketId>(desk.orders.allLive().map((row) => row.market));
  if (market) concerned.add(market);
  for (const each of desk.accounts.markets()) {
    const { yes, no } = desk.accounts.position(each);
    if (yes.held !== 0 || no.held !== 0) concerned.add(each);
  }
  const risks = new Map<MarketId, MarketRisk>();
  for (const each of concerned) {
    const risk = marketRisk(desk, each);
    if (risk) risks.set(each, risk);
  }
  return risks;
}

/** `except`: the order that is reviewed, when it has a row that counts. */
export function riskState(desk: Desk, market: MarketId, tokens: number, except: OrderId | null = null): RiskState {
  const live = desk.orders.allLive();
  return {
    markets: riskMarkets(desk, market),
    live: except === null ? live : live.filter((row) => row.id !== except),
    cash: desk.accounts.cash().held,
    admission: admissionOf(desk),
    exhaustiveGroups: new Set(),
    tokens,
  };
}

/** A loop that was blocked may come to an order before it comes to the beat that is overdue. */
function admissionOf(desk: Desk): RiskState['admission'] {
  const { mode, why } = desk.admission;
  const { beatMs } = desk.vitals;
  if (beatMs !== null && desk.elapsed.nowMs() - beatMs >= BEAT_BELIEVED_MS)
    return { mode: 'closed', why: 'no beat was acknowledged for too long' };
  if (desk.clock.steadyMs() < desk.vitals.pausedUntilMs)
    return { mode: 'closed', why: 'the venue asked us to wait (429)' };
  return { mode: mode === 'noNewQuotes' ? 'halted' : mode, why };
}

export function riskLimits(desk: Desk, market: MarketId): RiskLimits {
  const facts = desk.markets.get(market)?.facts;
  const settings = facts ? desk.settingsOf(facts) : desk.settings;
  return {
    sizeMax: sharesOf(settings.quoteShares * ORDER_QUOTES_MAX),
    lossPerMarketMax: settings.lossPerMarketMaxUsd,
    lossPerGroupMax: settings.lossPerEventMaxUsd,
    exposureMax: settings.exposureMaxUsd,
    cover: desk.settings.venue.cover,
  };
}

/** Shares that a new sell or a merge may promise: settled, not sold already, not promised to a merge. Resting sells are
 *  counted by the rule itself. */
export function sellable(desk: Desk, market: MarketId): { readonly yes: Shares; readonly no: Shares } {
  const position = desk.accounts.position(market);
  const free = (outcome: Outcome) => {
    const { held, settled } = position[outcome];
    return Math.max(0, Math.min(held, settled - desk.outgoing.of(market, outcome)) - position.locked) as Shares;
  };
  return { yes: free('yes'), no: free('no') };
}

function marketRisk(desk: Desk, market: MarketId): MarketRisk | null {
  const state = desk.markets.get(market);
  if (!state) return null;
  const { yes, no } = desk.accounts.position(market);
  return {
    market: state.facts,
    tick: state.book.tick,
    // Of most markets only what they may lose is asked.
    get trusted() {
      return state.book.trust(desk.clock.now()) === 'trusted';
    },
    mark: desk.mark(market),
    held: { yes: yes.held, no: no.held },
    get sellable() {
      return sellable(desk, market);
    },
    get bestBid() {
      return state.bestOther('bid');
    },
    get bestAsk() {
      return state.bestOther('ask');
    },
  };
}
