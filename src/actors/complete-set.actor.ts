// Puts complete-set beside the market's pair book, its quoter and the gateway, and tells each pair trade's story as facts.
import type { PairTradeId } from '#domain/ids.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { MERGE_SHORT_OF_CASH_MIN, mergeSize } from '#domain/money/merge-policy.ts';
import type { PairBook } from '#domain/money/pair-book.ts';
import { CHAINLESS_MODES } from '#domain/settings/keys.ts';
import type { Settings } from '#domain/settings.ts';
import { type Shares, ZERO_SHARES } from '#domain/units.ts';
import type { CompleteSetDesk } from '#machines/complete-set.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import {
  type PairTradeContext,
  type PairTradeDesk,
  pairTradeAddress,
  pairTradeMachine,
} from '#machines/pair-trade.machine.ts';
import { type QuoterCommand, quoterAddress } from '#machines/quoter.machine.ts';
import type { Desk } from './desk.ts';
import { isWorthItsGas } from './gas-price.ts';
import { sellable } from './risk-view.ts';
import { child, TEMPORARY } from './supervisor.actor.ts';

export function completeSetDesk(desk: Desk, state: MarketState): CompleteSetDesk {
  const market = state.facts.id;
  const { slug } = state.facts;
  const settings = desk.settingsOf(state.facts);
  const book = desk.pairBook(market) as PairBook;
  /** From here on even few sets are merged. */
  let closing = false;
  const legs = new LegRequests(desk, state, book);
  const pairDesk: PairTradeDesk = { moved: (name, context) => moved(desk, state, name, context) };

  return {
    restore: () => book.open(),
    working: () => book.working(),
    takeSteps: () => book.takeSteps(),
    spec: (id) =>
      child(
        `pair-trade:${id}`,
        pairTradeAddress(slug, id),
        pairTradeMachine,
        () => ({ id, desk: pairDesk }),
        TEMPORARY,
      ),
    tell: ({ pairTrade, event }) => desk.post(pairTradeAddress(slug, pairTrade), event),
    askForLegs: () => legs.ask(),
    mergeDue() {
      if (CHAINLESS_MODES.includes(settings.mode)) return ZERO_SHARES;
      if (desk.admission.mode === 'closed') return ZERO_SHARES; // the gateway would not hear of it
      const free = sellable(desk, market);
      if (free.yes === 0 || free.no === 0) return ZERO_SHARES;
      const size = mergeSize({
        yesSettled: free.yes,
        noSettled: free.no,
        lockedInFlight: ZERO_SHARES, // taken out already
        freeCashShare: desk.accounts.cash().held.div(settings.bankrollUsd).toNumber(),
        mergeMinShares: closing ? MERGE_SHORT_OF_CASH_MIN : settings.mergeMinShares,
        mergeCashShareMin: settings.mergeCashShareMin,
      });
      return size > 0 && isWorthItsGas(desk, { kind: 'merge', market, size }) ? size : ZERO_SHARES;
    },
    merge(size) {
      book.mergeSent(size);
      desk.post(GATEWAY, { type: 'MERGE', market, size });
    },
    closing() {
      closing = true;
    },
    ended: () => book.ended(),
  };
}

/** Second legs asked of the quoter: at most once each, withdrawn when they are filled, sold or given up. */
class LegRequests {
  readonly #desk: Desk;
  readonly #quoter: string;
  readonly #book: PairBook;
  readonly #settings: Settings;
  readonly #asked = new Set<PairTradeId>();

  constructor(desk: Desk, state: MarketState, book: PairBook) {
    this.#desk = desk;
    this.#quoter = quoterAddress(state.facts.slug);
    this.#book = book;
    this.#settings = desk.settingsOf(state.facts);
  }

  ask(): void {
    const open = this.#book.open();
    for (const id of [...this.#asked]) if (!open.some((each) => each.id === id && each.waiting > 0)) this.#withdraw(id);
    for (const { id, lot } of open) if (lot) this.#askFor(id);
  }

  #askFor(id: PairTradeId): void {
    const { pairEdgeMinUsd, legPatienceMs } = this.#settings;
    const constraint = this.#book.constraint(id, pairEdgeMinUsd, legPatienceMs);
    if (!constraint) return;
    if (constraint.untilMs <= this.#desk.clock.now()) {
      this.#book.impatient(id);
      this.#withdraw(id);
      return;
    }
    if (!this.#asked.has(id)) this.#book.wanted(id);
    this.#asked.add(id);
    this.#tell({ type: 'LEG_WANTED', pairTrade: id, constraint });
  }

  #withdraw(id: PairTradeId): void {
    if (this.#asked.delete(id)) this.#tell({ type: 'LEG_RELEASED', pairTrade: id });
  }

  #tell(event: QuoterCommand): void {
    this.#desk.post(this.#quoter, event);
  }
}

function moved(desk: Desk, state: MarketState, name: string, context: PairTradeContext): void {
  const { id, leg1, leg2 } = context;
  const priceOf = (outcome: 'yes' | 'no') => [leg1, leg2].find((leg) => leg?.outcome === outcome)?.price ?? null;
  const known = desk.pairTrades.get(id);
  if (known?.state === name) return;
  const fact = {
    fact: 'pairTrade' as const,
    atMs: desk.clock.now(),
    pairTrade: id,
    market: state.facts.id,
    state: name,
    size: (leg1?.filled ?? 0) as Shares,
    yesPrice: priceOf('yes'),
    noPrice: priceOf('no'),
  };
  desk.pairTrades.show(fact);
  desk.tell(fact);
}
