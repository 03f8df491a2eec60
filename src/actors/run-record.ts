// What a run was worth, kept while it runs: attribution, markouts, pair trades, halts, uptime and an estimate of rewards,
// all folded from facts and from looks at the market at fixed times. The report at the end asks only for the exchange's own
// account, because the residual compares us with it.
import type { MarketId } from '#domain/ids.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { Attribution, type Marks } from '#domain/money/attribution.ts';
import { CapitalTime } from '#domain/money/capital-time.ts';
import type { Fact, FillFact, OrderFact, PairTradeFact } from '#domain/money/fact.ts';
import { FillGroups } from '#domain/money/fill-groups.ts';
import { MarketDays } from '#domain/money/market-days.ts';
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

/** A quote that rested for less had hardly a chance to be filled. */
const CHANCE_MS = 4_000;

export class RunRecord {
  readonly attribution = new Attribution();
  readonly groups = new FillGroups();
  readonly markouts = new Markouts((fill, horizon, mid) => this.groups.look(fill, horizon, mid));
  /** Quotes that rested and were cancelled unfilled, as if they had been filled then. */
  readonly unfilled = new Markouts();
  readonly capital = new CapitalTime();
  readonly pairTrades = new PairTally();
  readonly days = new MarketDays();
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
    this.#look(nowMs);
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
      unfilled: this.unfilled,
      groups: this.groups,
      capital: this.capital,
      pairTrades: this.pairTrades,
      days: this.days.evidence(this.attribution, nowMs),
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
    this.#count(fact, null);
  }

  #take(fact: Fact): void {
    this.#count(fact, (market) => this.#desk.mark(market));
    if (fact.fact === 'fill') this.#watch(fact);
    else if (fact.fact === 'order') this.#missed(fact);
    else if (fact.fact === 'resolution')
      for (const markouts of [this.markouts, this.unfilled]) markouts.resolve(fact.market, fact.payout);
  }

  #pairTrade(fact: PairTradeFact): void {
    this.pairTrades.apply(fact);
    this.capital.apply(fact);
  }

  /** It stood there, and nobody came: what would that fill have been worth? */
  #missed({ order, market, slot, price, size, filled, status, atMs }: OrderFact): void {
    const restingMs = this.#desk.orders.get(order)?.restingMs ?? null;
    if (status !== 'cancelled' || filled > 0 || restingMs === null || atMs - restingMs < CHANCE_MS) return;
    const mark = this.#desk.mark(market);
    if (mark === null) return;
    this.unfilled.add({ market, side: SLOTS[slot].economic, price: yesPrice(slot, price), size, mark, atMs });
    this.#arm();
  }

  #count(fact: Fact, marks: Marks | null): void {
    this.today.note(this.attribution.total(), fact.atMs);
    this.days.turn(this.attribution, fact.atMs, marks);
    if (fact.fact === 'resolution') this.days.decide(this.attribution, fact.market, fact.payout);
    this.attribution.apply(fact);
    this.groups.apply(fact);
    if (fact.fact === 'pairTrade') this.#pairTrade(fact);
  }

  #watch(fill: FillFact): void {
    const { market, slot, size, mark, atMs } = fill;
    const side = SLOTS[slot].economic;
    this.markouts.add({ market, side, price: yesPrice(slot, fill.price), size, mark, atMs, fact: fill });
    this.#arm();
  }

  #arm(): void {
    const { clock } = this.#desk;
    const dueMs = Math.min(this.markouts.nextDueMs() ?? Infinity, this.unfilled.nextDueMs() ?? Infinity);
    if (dueMs >= this.#timerMs) return;
    clock.clearTimeout(this.#timer);
    this.#timerMs = dueMs;
    this.#timer = clock.setTimeout(
      () => {
        this.#timerMs = Number.POSITIVE_INFINITY;
        this.#look(clock.now());
        this.#arm();
      },
      Math.max(0, dueMs - clock.now()),
    );
  }

  /** One look at a market serves all that wait for it. */
  #look(nowMs: number): void {
    const seen = new Map<MarketId, number | null>();
    const mid = (market: MarketId) => {
      if (!seen.has(market)) seen.set(market, this.#micro(market));
      return seen.get(market) ?? null;
    };
    for (const markouts of [this.markouts, this.unfilled]) markouts.observe(nowMs, mid);
  }

  #micro(market: MarketId): number | null {
    const state = this.#desk.markets.get(market);
    if (state?.book.trust(this.#desk.clock.now()) !== 'trusted') return null;
    return readFeatures(state.others('bid'), state.others('ask'), state.book.tick).micro;
  }
}
