// What liquidity rewards a run may expect, and whether its quotes earn them: once a minute of market time every market with a
// programme is looked at as the venue looks at it. Sums the estimate that is not credited yet, and watches the quotes that were
// meant to count: what does not for longer than `rewardPatienceMs` is told as a transition, once, and again when it counts.
// Silent about rewards that nobody aimed at. A programme runs in the market's own time, as on our exchange.
import type { MarketId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { NO_AIM, type RewardAim } from '#domain/market/reward-aim.ts';
import type { Fact } from '#domain/money/fact.ts';
import { rewardStanding } from '#domain/quoting/reward-standing.ts';
import type { Desk } from './desk.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Market time between two questions about our shares. */
const ASK_EVERY_MS = 5 * MINUTE_MS;
/** A house that did not look for so long was away: that time is nobody's. Market time. */
const GAP_MAX_MS = 2 * MINUTE_MS;
/** Rewards are paid about midnight. What is not there by then was too little, or is lost. */
const PAID_BY_MS = DAY_MS / 2;
/** Quoters plan at least once a second. */
const PLANNED_MAX_MS = 5_000;
const SIDES: readonly BookSide[] = ['bid', 'ask'];

export interface RewardView {
  /** Our share of a sample now, in [0, 1]. */
  readonly share: number;
  /** Why what should count does not, or why nothing was meant to; null: both sides count. */
  readonly why: string | null;
}

interface Watch {
  readonly pace: number;
  /** Market time of the last look. */
  lookedMs: number;
  /** Dollars by day of market time, the haircut taken off. */
  readonly days: Map<number, number>;
  /** Market time since which each side should count and does not; null: it does, or need not. */
  readonly lackingMs: Record<BookSide, number | null>;
  /** Sides of which it was told. */
  readonly told: Set<BookSide>;
}

export class RewardRecord {
  readonly #desk: Desk;
  readonly #watches = new Map<MarketId, Watch>();
  #timer: unknown = null;
  #askedMs: number;
  #stopped = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#askedMs = desk.clock.now();
    desk.facts.onPast((fact) => this.#take(fact));
    desk.facts.onFact((fact) => this.#take(fact));
    this.#arm();
  }

  /** Dollars not credited yet, of one market or of all; a statistic. */
  estimate(market?: MarketId): number {
    if (market === undefined) return [...this.#watches.keys()].reduce((sum, id) => sum + this.estimate(id), 0);
    return [...(this.#watches.get(market)?.days.values() ?? [])].reduce((sum, dollars) => sum + dollars, 0);
  }

  /** As at this moment; null for a market without a programme. */
  view(state: MarketState): RewardView | null {
    const standing = this.#standing(state);
    if (!standing) return null;
    const aim = this.#aim(state);
    const lack = SIDES.map((side) => (aim[side] ? standing.lacks[side] : null)).find((why) => why !== null);
    return { share: standing.share, why: lack ?? aim.why ?? (aim.bid || aim.ask ? null : 'nothing is planned') };
  }

  stop(): void {
    this.#stopped = true;
    this.#desk.clock.clearTimeout(this.#timer);
  }

  #arm(): void {
    const { clock, markets, marketPace } = this.#desk;
    const pace = Math.max(1, ...[...markets.values()].map(({ facts }) => (facts.reward ? marketPace(facts) : 1)));
    this.#timer = clock.setTimeout(() => {
      for (const state of markets.values()) this.#look(state);
      if (clock.now() - this.#askedMs >= ASK_EVERY_MS / pace) this.#ask();
      this.#arm();
    }, MINUTE_MS / pace);
  }

  #look(state: MarketState): void {
    const { reward, id, payout } = state.facts;
    const standing = payout === null ? this.#standing(state) : null;
    if (!reward || !standing) return;
    const nowMs = this.#marketMs(state);
    const watch = this.#watches.get(id) ?? newWatch(nowMs, this.#desk.marketPace(state.facts));
    this.#watches.set(id, watch);
    const passedMs = nowMs - watch.lookedMs;
    watch.lookedMs = nowMs;
    const day = Math.floor(nowMs / DAY_MS);
    if (passedMs > 0 && passedMs <= GAP_MAX_MS && standing.share > 0) {
      const { rewardHaircut } = this.#desk.settingsOf(state.facts);
      const dollars = reward.dailyUsd.toNumber() * standing.share * (passedMs / DAY_MS) * rewardHaircut;
      watch.days.set(day, (watch.days.get(day) ?? 0) + dollars);
    }
    if (nowMs % DAY_MS > PAID_BY_MS) forgetBefore(watch, day);
    for (const side of SIDES) this.#judge(state, watch, side, standing.lacks[side], nowMs);
  }

  /** The venue's own word on our shares: it says how strong the others are, and whether what we expect is true. A read that
   *  failed says nothing; the next one is soon. */
  #ask(): void {
    this.#askedMs = this.#desk.clock.now();
    this.#desk.rewardShares?.((answer) => {
      if (!answer.ok || this.#stopped) return;
      for (const state of this.#desk.markets.values())
        this.#compare(state, (answer.value.get(state.facts.id) ?? 0) / 100);
    });
  }

  #compare(state: MarketState, told: number): void {
    const { rewardRivals: rivals, facts } = state;
    const standing = facts.payout === null ? this.#standing(state) : null;
    const wasOff = rivals.isOff;
    const expected = standing ? rivals.hear(told, standing.own, standing.others) : null;
    if (expected === null || rivals.isOff === wasOff) return;
    const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
    const text = `the venue pays ${percent(told)} of the pool, ${percent(expected)} were expected`;
    if (rivals.isOff) this.#desk.alert('warn', `rewards:${facts.slug}`, text);
    else this.#desk.transition(`rewards:${facts.slug}`, 'share: off', 'share: as expected', text);
  }

  #judge(state: MarketState, watch: Watch, side: BookSide, lack: string | null, nowMs: number): void {
    const { rewardPatienceMs } = this.#desk.settingsOf(state.facts);
    const actor = `rewards:${state.facts.slug}`;
    const isMeant = this.#aim(state)[side];
    if (!isMeant || lack === null) {
      watch.lackingMs[side] = null;
      if (!watch.told.delete(side)) return;
      this.#desk.transition(
        actor,
        `${side}: does not count`,
        isMeant ? `${side}: counts` : `${side}: not aimed at`,
        null,
      );
      return;
    }
    const sinceMs = watch.lackingMs[side] ?? nowMs;
    watch.lackingMs[side] = sinceMs;
    if (nowMs - sinceMs < rewardPatienceMs || watch.told.has(side)) return;
    watch.told.add(side);
    this.#desk.counters.rewardGaps += 1;
    this.#desk.transition(actor, `${side}: counts`, `${side}: does not count`, lack);
  }

  #standing(state: MarketState): ReturnType<typeof rewardStanding> {
    const { clock, orders, settings } = this.#desk;
    return rewardStanding(state, orders.live(state.facts.id), {
      nowMs: clock.now(),
      ageMinMs: settings.venue.scoringAgeMs,
      pace: this.#desk.marketPace(state.facts),
    });
  }

  /** A quoter that does not plan any more wants nothing: it was told to be silent. */
  #aim({ rewardAim }: MarketState): RewardAim {
    return this.#desk.clock.now() - rewardAim.plannedMs <= PLANNED_MAX_MS ? rewardAim : NO_AIM;
  }

  #marketMs(state: MarketState): number {
    return this.#desk.clock.now() * this.#desk.marketPace(state.facts);
  }

  /** What was credited is no estimate any more: all days before today's, in that market or wherever it does not say which. */
  #take(fact: Fact): void {
    if (fact.fact !== 'flow' || fact.kind !== 'reward') return;
    for (const [market, watch] of this.#watches)
      if (fact.market === null || fact.market === market)
        forgetBefore(watch, Math.floor((fact.atMs * watch.pace) / DAY_MS));
  }
}

function newWatch(nowMs: number, pace: number): Watch {
  return { pace, lookedMs: nowMs, days: new Map(), lackingMs: { bid: null, ask: null }, told: new Set() };
}

function forgetBefore({ days }: Watch, day: number): void {
  for (const known of days.keys()) if (known < day) days.delete(known);
}
