// What a run was worth, kept while it runs: attribution, markouts, pair trades, halts, uptime and an estimate of rewards,
// all folded from facts and from looks at the market at fixed times. The report at the end asks only for the exchange's own
// account, because the residual compares us with it.
import type { MarketId } from '#domain/ids.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { Attribution } from '#domain/money/attribution.ts';
import type { Fact, FillFact } from '#domain/money/fact.ts';
import { Markouts } from '#domain/money/markouts.ts';
import { PairTally } from '#domain/money/pair-tally.ts';
import type { MarketNotes, RunInput } from '#domain/money/report.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { VenueAccount } from '#domain/ports.ts';
import { readFeatures } from '#domain/pricing/features.ts';
import { twoSidedShare } from '#domain/quoting/uptime.ts';
import { DayTally } from './day-tally.ts';
import type { Desk } from './desk.ts';
import { RewardRecord } from './reward-record.ts';

export class RunRecord {
  readonly attribution = new Attribution();
  readonly markouts = new Markouts();
  readonly pairTrades = new PairTally();
  readonly today = new DayTally();
  readonly rewards: RewardRecord;
  readonly #desk: Desk;
  readonly #slugs = new Map<MarketId, string>();
  readonly #halts = new Map<MarketId, number>();
  #halted = 0;
  #timer: unknown = null;
  #timerMs = Number.POSITIVE_INFINITY;

  constructor(desk: Desk) {
    this.#desk = desk;
    desk.facts.onPast((fact) => this.#recall(fact));
    desk.facts.onFact((fact) => this.#take(fact));
    this.rewards = new RewardRecord(desk);
  }

  /** A market that is traded, whether or not anything happens in it. */
  listed(state: MarketState): void {
    this.#slugs.set(state.facts.id, state.facts.slug);
  }

  /** A quoter stepped aside, or a market was halted. */
  halted(market: MarketId | null): void {
    this.#halted += 1;
    if (market) this.#halts.set(market, (this.#halts.get(market) ?? 0) + 1);
  }

  /** Dollars not credited yet, of one market or of all. */
  rewardsEstimate(market?: MarketId): number {
    return this.rewards.estimate(market);
  }

  /** `closing`: the exchange's own account at the end. */
  close(closing: VenueAccount, run: { readonly queueModel: string; readonly bound: string }): RunInput {
    const desk = this.#desk;
    const { opening } = desk;
    const nowMs = desk.clock.now();
    this.markouts.observe(nowMs, (market) => this.#micro(market));
    this.attribution.markTo((market) => desk.mark(market));
    const sums = { twoSidedMs: 0, oneSidedMs: 0, noneMs: 0 };
    const notes = [...this.#slugs].map(([id, slug]): MarketNotes => {
      const share = desk.uptime.share(id, nowMs);
      for (const key of ['twoSidedMs', 'oneSidedMs', 'noneMs'] as const) sums[key] += share[key];
      const halts = this.#halts.get(id) ?? 0;
      return { id, slug, rewardsEstimate: this.rewards.estimate(id), halts, uptime: twoSidedShare(share) };
    });
    return {
      ...run,
      attribution: this.attribution,
      markouts: this.markouts,
      pairTrades: this.pairTrades,
      notes,
      uptime: twoSidedShare(sums),
      halts: this.#halted,
      openingCash: opening,
      closing,
      residual: this.attribution.residual({ openingCash: opening, closing }),
    };
  }

  stop(): void {
    this.#desk.clock.clearTimeout(this.#timer);
    this.rewards.stop();
  }

  /** Of an earlier life: where its money came from still counts, the looks after its fills are missed. */
  #recall(fact: Fact): void {
    this.today.note(this.attribution.total(), fact.atMs);
    this.attribution.apply(fact);
    if (fact.fact === 'pairTrade') this.pairTrades.apply(fact);
  }

  #take(fact: Fact): void {
    this.today.note(this.attribution.total(), fact.atMs);
    this.attribution.apply(fact);
    if (fact.fact === 'fill') this.#watch(fact);
    else if (fact.fact === 'pairTrade') this.pairTrades.apply(fact);
    else if (fact.fact === 'resolution') this.markouts.resolve(fact.market, fact.payout);
  }

  #watch(fill: FillFact): void {
    const { market, slot, size, mark, atMs } = fill;
    const side = SLOTS[slot].economic;
    this.markouts.add({ market, side, price: yesPrice(slot, fill.price), size, mark, atMs });
    this.#arm();
  }

  #arm(): void {
    const { clock } = this.#desk;
    const dueMs = this.markouts.nextDueMs();
    if (dueMs === null || dueMs >= this.#timerMs) return;
    clock.clearTimeout(this.#timer);
    this.#timerMs = dueMs;
    this.#timer = clock.setTimeout(
      () => {
        this.#timerMs = Number.POSITIVE_INFINITY;
        this.markouts.observe(clock.now(), (market) => this.#micro(market));
        this.#arm();
      },
      Math.max(0, dueMs - clock.now()),
    );
  }

  #micro(market: MarketId): number | null {
    const state = this.#desk.markets.get(market);
    if (state?.book.trust(this.#desk.clock.now()) !== 'trusted') return null;
    return readFeatures(state.others('bid'), state.others('ask'), state.book.tick).micro;
  }
}
