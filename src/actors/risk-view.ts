// What risk review looks at, read from the desk at the moment of review: nothing that could go stale is kept, but for the sum over
// all markets, which follows them and is added up anew once a second.
import { CostSum } from '#domain/cost-sum.ts';
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { worstLossSum } from '#domain/orders/exposure.ts';
import { isLive, type OrderRow, remaining } from '#domain/orders/order.ts';
import type { MarketRisk, MarketsAtRisk, RiskLimits, RiskState } from '#domain/orders/risk-state.ts';
import { ORDER_QUOTES_MAX } from '#domain/quoting/flatten.ts';
import type { Settings } from '#domain/settings.ts';
import { type Price, type Shares, sharesOf, type Usd } from '#domain/units.ts';
import { BEAT_BELIEVED_MS } from '#machines/heartbeat.machine.ts';
import type { Desk } from './desk.ts';

/** Dollars: over all markets, what each may lose in its worst outcome, orders in flight included. Adds up every market, where a
 *  review follows the sum (`desk.losses`): whoever looks from outside relies on nobody's having told. */
export function exposure(desk: Desk): Usd {
  const total = new CostSum();
  for (const state of desk.markets.values()) total.addAll(viewOf(desk, state).worst());
  return total.usd;
}

/** What one market may lose; null: nobody knows it. */
export function worstOf(desk: Desk, market: MarketId): CostSum | null {
  const state = desk.markets.get(market);
  return state ? viewOf(desk, state).worst() : null;
}

/** `except`: the order that is reviewed, when it has a row that counts. */
export function riskState(desk: Desk, tokens: number, except: OrderId | null = null): RiskState {
  const { orders } = desk;
  const others = (rows: readonly OrderRow[]) => (except === null ? rows : rows.filter(({ id }) => id !== except));
  return {
    markets: marketsAtRisk(desk),
    ofGroup: (group) => desk.groups.of(group),
    live: (market) => others(orders.live(market)),
    // A proposal has a row, and is not live.
    row(order) {
      const row = order === except ? undefined : orders.get(order);
      return row && isLive(row.status) ? row : undefined;
    },
    promisedElsewhere: (market) => orders.promisedElsewhere(market),
    cash: desk.accounts.cash().held,
    admission: admissionOf(desk),
    exhaustiveGroups: new Set(),
    exposureElsewhere: (market) => desk.losses.elsewhere(market),
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
  const state = desk.markets.get(market);
  const limits = state ? viewOf(desk, state).limits() : limitsFrom(desk.settings);
  const retired = desk.halts.retired.get(market);
  return retired === undefined ? limits : { ...limits, retired };
}

function limitsFrom(settings: Settings): RiskLimits {
  return {
    sizeMax: sharesOf(settings.quoteShares * ORDER_QUOTES_MAX),
    lossPerMarketMax: settings.lossPerMarketMaxUsd,
    lossPerGroupMax: settings.lossPerEventMaxUsd,
    exposureMax: settings.exposureMaxUsd,
    cover: settings.venue.cover,
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

function marketsAtRisk(desk: Desk): MarketsAtRisk {
  return {
    get(market) {
      const state = desk.markets.get(market);
      return state && viewOf(desk, state);
    },
    *[Symbol.iterator]() {
      for (const [market, state] of desk.markets) yield [market, viewOf(desk, state)] as const;
    },
  };
}

const VIEWS = new WeakMap<MarketState, MarketView>();

function viewOf(desk: Desk, state: MarketState): MarketView {
  const known = VIEWS.get(state);
  if (known) return known;
  const made = new MarketView(desk, state);
  VIEWS.set(state, made);
  return made;
}

/** What a loss follows from. Rows are never changed in place. */
interface Basis {
  readonly rows: readonly OrderRow[];
  readonly mark: Price | null;
  readonly yes: number;
  readonly no: number;
  readonly decided: boolean;
}

/** Nothing is kept but the limits and the worst loss, each with what it followed from: orders are many, and most markets did not
 *  change since the last one. */
class MarketView implements MarketRisk {
  readonly #desk: Desk;
  readonly #state: MarketState;
  #basis: Basis | null = null;
  #worst = new CostSum();
  #limits: { readonly facts: Market; readonly found: RiskLimits } | null = null;

  constructor(desk: Desk, state: MarketState) {
    this.#desk = desk;
    this.#state = state;
  }

  get market() {
    return this.#state.facts;
  }

  get tick() {
    return this.#state.book.tick;
  }

  get trusted() {
    return this.#state.book.trust(this.#desk.clock.now()) === 'trusted';
  }

  get mark() {
    return this.#desk.mark(this.#state.facts.id);
  }

  get held() {
    const { yes, no } = this.#desk.accounts.position(this.#state.facts.id);
    return { yes: yes.held, no: no.held };
  }

  get sellable() {
    return sellable(this.#desk, this.#state.facts.id);
  }

  get bestBid() {
    return this.#state.bestOther('bid');
  }

  get bestAsk() {
    return this.#state.bestOther('ask');
  }

  limits(): RiskLimits {
    const { facts } = this.#state;
    if (this.#limits?.facts !== facts) this.#limits = { facts, found: limitsFrom(this.#desk.settingsOf(facts)) };
    return this.#limits.found;
  }

  worst(): CostSum {
    const { id, payout } = this.#state.facts;
    const { yes, no } = this.#desk.accounts.position(id);
    const { orders } = this.#desk;
    const [rows, mark, decided] = [orders.live(id), this.mark, payout !== null];
    const known = this.#basis;
    if (
      known?.rows === rows &&
      known.mark === mark &&
      known.yes === yes.held &&
      known.no === no.held &&
      known.decided === decided
    )
      return this.#worst;
    this.#basis = { rows, mark, yes: yes.held, no: no.held, decided };
    const pending = rows.map((row) => ({ slot: row.slot, price: row.price, size: remaining(row) }));
    // Decided: nothing is left to lose, and nothing can fill.
    this.#worst = decided ? new CostSum() : worstLossSum({ mark, yes: yes.held, no: no.held, pending });
    return this.#worst;
  }
}
