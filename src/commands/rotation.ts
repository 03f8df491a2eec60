// Chooses markets anew while a service runs: what no longer fits is only reduced, others come into the places that are free. In
// live nobody comes by whom the worst case would be more than was typed back. Promises: a look that failed changes nothing;
// every change is a transition in the facts and in the log; nothing is ever quoted that was not chosen and found well, and why
// a chosen one does not come is told once.
import type { Desk } from '#actors/desk.ts';
import { type MarketId, marketId } from '#domain/ids.ts';
import type { Discovery } from '#domain/market/discovery.ts';
import type { Market } from '#domain/market/market.ts';
import { planRotation, type RotationPlan } from '#domain/market/rotation.ts';
import { reasonOf } from '#infra/unavailable.ts';
import type { MarketDiagnosis } from '#infra/venue/doctor/doctor.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';

export interface RotationParts {
  readonly desk: Desk;
  /** Chosen before it began: since when. */
  readonly chosen: ReadonlyMap<MarketId, number>;
  /** Rejects when the venue does not say. What was kept is known to it. */
  readonly look: () => Promise<Discovery>;
  /** Whether everything is right of a market that was chosen, as a doctor would look at it. */
  readonly examine: (market: MarketId) => Promise<MarketDiagnosis>;
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
    const wanted = new Set<string>(discovery.chosen.map(({ market }) => market.id));
    for (const id of desk.halts.refused.keys()) if (!wanted.has(id)) desk.halts.refused.delete(id);
    const coming = await this.#admissible(plan);
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

  /** Those that are well and may be traded beside everything that is at risk, no more than there are places. */
  async #admissible({ restore, add, next }: RotationPlan): Promise<readonly Market[]> {
    const { halts } = this.#parts.desk;
    const coming: Market[] = [];
    let places = add.length;
    for (const [ids, isNew] of [
      [restore, false],
      [[...add, ...next], true],
    ] as const)
      for (const id of ids) {
        if (this.#stopped || (isNew && places === 0)) break;
        const market = await this.#admitted(marketId(id), coming);
        if (!market) continue;
        halts.refused.delete(market.id);
        coming.push(market);
        if (isNew) places -= 1;
      }
    return coming;
  }

  /** null: it may not come, and it was said why. */
  async #admitted(id: MarketId, coming: readonly Market[]): Promise<Market | null> {
    const { desk, examine, objects } = this.#parts;
    const known = desk.markets.get(id)?.facts;
    const found = await examine(id).catch((error: unknown): MarketDiagnosis => {
      return { ok: false, slug: known?.slug ?? id, why: `it could not be looked at: ${reasonOf(error)}` };
    });
    if (!found.ok) return this.#refuse(id, found.slug, found.why);
    const market = known ?? found.market;
    if (!known && desk.markets.size + coming.length >= MARKETS_MAX)
      return this.#refuse(id, market.slug, `${MARKETS_MAX} markets were traded in this run`);
    const why = objects([...this.#atRisk(), ...coming, market]);
    return why === null ? market : this.#refuse(id, market.slug, why);
  }

  #refuse(market: MarketId, slug: string, why: string): null {
    const { desk } = this.#parts;
    if (desk.halts.refused.get(market)?.why !== why)
      desk.log.warn({ market: slug, why }, 'a market was chosen and may not come');
    desk.halts.refused.set(market, { slug, why });
    return null;
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
