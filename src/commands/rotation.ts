// Chooses markets anew while a service runs: what no longer fits is only reduced, others come into the places that are free. In
// live nobody comes by whom the worst case would be more than was typed back. Promises: a look that failed changes nothing;
// every change is a transition in the facts and in the log; nothing is ever quoted that was not chosen.
import type { Desk } from '#actors/desk.ts';
import { type MarketId, marketId } from '#domain/ids.ts';
import type { Discovery } from '#domain/market/discovery.ts';
import type { Market } from '#domain/market/market.ts';
import { planRotation } from '#domain/market/rotation.ts';
import { reasonOf } from '#infra/unavailable.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';

export interface RotationParts {
  readonly desk: Desk;
  /** Chosen before it began: since when. */
  readonly chosen: ReadonlyMap<MarketId, number>;
  /** Rejects when the venue does not say. What was kept is known to it. */
  readonly look: () => Promise<Discovery>;
  /** null: it is no open market. Rejects as `look` does. */
  readonly facts: (market: MarketId) => Promise<Market | null>;
  /** Why these may not all be traded together; null: they may. */
  readonly objects: (markets: readonly Market[]) => string | null;
  /** The service lists them from then on. */
  readonly list: (markets: readonly MarketId[]) => void;
  /** What is traded now, for a next start. */
  readonly keep: (trading: ReadonlyMap<MarketId, number>) => void;
}

const MINUTE_MS = 60_000;
/** Markets that one run has ever traded; beyond it nobody comes any more. */
export const MARKETS_MAX = 500;

export class Rotation {
  readonly #parts: RotationParts;
  readonly #trading: Map<MarketId, number>;
  #timer: unknown = null;
  #stopped = false;

  constructor(parts: RotationParts) {
    this.#parts = parts;
    this.#trading = new Map(parts.chosen);
  }

  start(): void {
    const { desk } = this.#parts;
    this.#timer = desk.clock.setTimeout(() => {
      this.turn().then(() => {
        if (!this.#stopped) this.start();
      });
    }, desk.settings.discovery.rotateMinutes * MINUTE_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#parts.desk.clock.clearTimeout(this.#timer);
  }

  /** One look and what follows from it. Never rejects. */
  async turn(): Promise<void> {
    const { desk, look } = this.#parts;
    try {
      const discovery = await look();
      if (!this.#stopped) await this.#follow(discovery);
    } catch (error) {
      desk.log.warn({ error: reasonOf(error) }, 'markets could not be chosen anew: everything stays as it is');
    }
  }

  async #follow(discovery: Discovery): Promise<void> {
    const { desk, list, keep } = this.#parts;
    const { marketsMax, swapsMax } = desk.settings.discovery;
    const rota = { trading: this.#trading, retired: new Set<string>(desk.halts.retired.keys()), isBusy: this.#isBusy };
    const plan = planRotation(discovery, rota, { marketsMax, swapsMax });
    for (const { market, why } of plan.retire) this.#retire(marketId(market), why);
    const coming = await this.#admissible(plan.restore, plan.add);
    if (this.#stopped) return;
    const nowMs = desk.clock.now();
    for (const { id, slug } of coming) {
      this.#trading.set(id, nowMs);
      const wasRetired = desk.halts.retired.delete(id);
      desk.transition(marketAddress(slug), wasRetired ? 'retired' : 'unknown', 'chosen', 'discovery');
      desk.post(quoterAddress(slug), { type: 'ADMISSION_CHANGED' });
    }
    list(coming.map(({ id }) => id));
    if (plan.retire.length + coming.length > 0) keep(this.#trading);
  }

  #retire(market: MarketId, why: string): void {
    const { desk } = this.#parts;
    this.#trading.delete(market);
    desk.halts.retired.set(market, why);
    const slug = desk.markets.get(market)?.facts.slug;
    if (slug === undefined) return;
    desk.transition(marketAddress(slug), 'chosen', 'retired', why);
    desk.post(quoterAddress(slug), { type: 'ADMISSION_CHANGED' });
  }

  /** Those of them that may be traded beside everything that is at risk. */
  async #admissible(restore: readonly string[], add: readonly string[]): Promise<readonly Market[]> {
    const { desk, facts, objects } = this.#parts;
    const coming: Market[] = [];
    for (const id of [...restore, ...add].map((text) => marketId(text))) {
      const market = desk.markets.get(id)?.facts ?? (await facts(id));
      if (!market) continue;
      const isNew = !desk.markets.has(id);
      const full = isNew && desk.markets.size + coming.length >= MARKETS_MAX;
      const why = full
        ? `${MARKETS_MAX} markets were traded in this run`
        : objects([...this.#atRisk(), ...coming, market]);
      if (why === null) coming.push(market);
      else desk.log.warn({ market: market.slug, why }, 'a market was chosen and may not come');
    }
    return coming;
  }

  /** Traded, or with something left. */
  #atRisk(): readonly Market[] {
    const { desk } = this.#parts;
    const all = [...desk.markets.values()].map((state) => state.facts);
    return all.filter(({ id, payout }) => payout === null && (this.#trading.has(id) || this.#isBusy(id)));
  }

  #isBusy = (market: string): boolean => {
    const { orders, accounts } = this.#parts.desk;
    const { yes, no } = accounts.position(marketId(market));
    return orders.live(marketId(market)).length > 0 || yes.held !== 0 || no.held !== 0;
  };
}
