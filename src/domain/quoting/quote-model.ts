// What one market's quoter believes and wants: fair value, volatility and toxicity as pure reducers over what the book and
// the tape show, then reservation price, spread and plan. Holds only its own beliefs, so a restarted quoter begins afresh.
// Everything about information runs in market time (`pace` times real time); what concerns orders runs in real time.

import { timeLeftMs } from '#domain/market/market-clock.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import type { RewardAim } from '#domain/market/reward-aim.ts';
import { isShortUpDown } from '#domain/market/up-down.ts';
import type { Signal } from '#domain/ports.ts';
import { eventMove, NEWS_SPREADS_MS } from '#domain/pricing/event-move.ts';
import { bookObservation, type FairValue, observeFairValue, startFairValue } from '#domain/pricing/fair-value.ts';
import { type Features, readFeatures } from '#domain/pricing/features.ts';
import { clipProbability, logit, outcomeVariance } from '#domain/pricing/logit.ts';
import {
  haltsLastHour,
  type MicroHaltState,
  type OwnFill,
  observeMicroHalt,
  startMicroHalt,
} from '#domain/pricing/micro-halt.ts';
import { observeRegime, type Regime, type RegimeState, shaken, startRegime } from '#domain/pricing/regime.ts';
import { type SignalFault, usable } from '#domain/pricing/signals.ts';
import {
  type JumpPrior,
  observeVolatility,
  readVolatility,
  startVolatility,
  type VolatilityReading,
  type VolatilityState,
} from '#domain/pricing/volatility.ts';
import type { Settings } from '#domain/settings.ts';
import { MICRO } from '#domain/units.ts';
import { MoveRate } from './move-rate.ts';
import type { QuoteWorth } from './queue-outlook.ts';
import type { LegConstraint, QuotePlan } from './quote-plan.ts';
import { type Holdings, NOT_FINITE, planSides, silent } from './quote-sides.ts';
import { levelsToSee, observeUsualBook, startUsualBook, type UsualBook } from './usual-book.ts';

/** Looks at a two-sided book before the first quote, and how long they must span in market time. */
const WARM_LOOKS = 4;
const WARM_MS = 5_000;
/** An outside opinion older than this (market time) is not one. */
const SIGNAL_STALE_MS = 5_000;
/** Modes in which nobody is hurt by a market without an opinion. */
const HARMLESS_MODES: readonly string[] = ['sim', 'replay', 'simulate'];
/** Prints kept for the median order of F-7.7. */
const MEDIAN_WINDOW_MS = 600_000;

export interface QuoteView {
  readonly nowMs: number;
  readonly holdings: Holdings;
  readonly constraints: readonly LegConstraint[];
  readonly signals: readonly Signal[];
}

export interface Beliefs {
  readonly features: Features;
  readonly fair: FairValue;
  readonly volatility: VolatilityReading;
  readonly halts: MicroHaltState;
  readonly usual: UsualBook;
  readonly regime: RegimeState;
  /** Somebody besides the book spoke, and was usable. */
  readonly opinion: boolean;
  /** Why those who spoke were not, one fault each; empty: nobody spoke, or all were. */
  readonly deaf: readonly SignalFault[];
  /** Var of F-12.4 while scheduled news is near; null: none is. */
  readonly eventVariance: number | null;
  /** Market time. */
  readonly nowMs: number;
  /** Market time; null: unknown. */
  readonly leftMs: number | null;
  /** How often a quote of ours takes the place of another, each side, in market time. */
  readonly movesPerSecond: number;
}

export interface QuoteDecision {
  readonly mode: 'warming' | 'quoting' | 'widened' | 'oneSided' | 'microHalt';
  readonly reason: string | null;
  readonly plan: QuotePlan | null;
  readonly halfSpread: number | null;
  readonly reward: RewardAim;
  /** What places in the queue are judged by; null: there is nothing to judge, or positions must only shrink. */
  readonly worth: QuoteWorth | null;
  readonly regime: Regime;
}

export class QuoteModel {
  readonly #state: MarketState;
  readonly #settings: Settings;
  readonly #pace: number;
  #fair = startFairValue();
  readonly #jumps: JumpPrior;
  #volatility: VolatilityState;
  #halts = startMicroHalt();
  readonly #moves = new MoveRate();
  #fills: OwnFill[] = [];
  /** So many of the tape. */
  #seenPrints = 0;
  #looks = 0;
  #usual = startUsualBook();
  #regime = startRegime();
  #firstLookMs: number | null = null;

  constructor(state: MarketState, settings: Settings, pace: number) {
    this.#state = state;
    this.#settings = settings;
    this.#pace = pace;
    this.#jumps = { perDay: settings.jumpsPerDay, sd: settings.jumpSd };
    this.#volatility = startVolatility(this.#jumps);
  }

  /** A fill of ours, for the micro-halt. */
  ownFill(fill: { readonly side: 'bid' | 'ask'; readonly atMs: number; readonly size: number }): void {
    this.#fills.push({ ...fill, atMs: fill.atMs * this.#pace });
  }

  decide(view: QuoteView): QuoteDecision {
    const beliefs = this.#look(view);
    const cold = this.#coldReason(beliefs, view.nowMs);
    const { regime } = beliefs.regime;
    if (cold !== null) return { ...silent(cold), regime };
    const decision = planSides(this.#state, this.#settings, beliefs, view);
    if (decision.reason !== NOT_FINITE) return { ...decision, regime };
    // Whoever made that number may make worse ones that look fine.
    this.#regime = shaken(this.#regime, 'not finite');
    return { ...decision, regime: this.#regime.regime };
  }

  #look(view: QuoteView): Beliefs {
    const state = this.#state;
    const nowMs = view.nowMs * this.#pace;
    const depth = levelsToSee(state.book.tick);
    const [bids, asks] = [state.others('bid', depth), state.others('ask', depth)];
    const features = readFeatures(bids, asks, state.book.tick);
    const realLeftMs = timeLeftMs(state.facts, view.nowMs);
    const leftMs = realLeftMs === null ? null : realLeftMs * this.#pace;
    const volatility = this.#measure(features, nowMs, leftMs);
    const ageMs = Math.max(0, view.nowMs - state.book.receivedMs) * this.#pace;
    const observations = [bookObservation(features, ageMs, volatility.sigma)].filter((each) => each !== null);
    const deaf: SignalFault[] = [];
    for (const signal of view.signals) {
      const reading = usable(signal, { staleAfterMs: SIGNAL_STALE_MS, sigma: volatility.sigma });
      if (reading.ok) observations.push(reading.observation);
      else deaf.push(reading.fault);
    }
    const opinion = view.signals.length > deaf.length;
    this.#fair = observeFairValue(this.#fair, { nowMs, observations, sigma: volatility.sigma });
    this.#usual = observeUsualBook(this.#usual, features, bids, asks, nowMs);
    this.#halts = this.#watchFlow(view.nowMs, nowMs, features, volatility.jump || this.#fair.jump);
    this.#moves.observe({ bid: state.resting('bid')?.id ?? null, ask: state.resting('ask')?.id ?? null }, nowMs);
    const { perSecond: movesPerSecond } = this.#moves;
    this.#regime = this.#judge(features, volatility, opinion || isShortUpDown(state.facts, view.nowMs), nowMs);
    const eventVariance = this.#eventVariance(view.nowMs);
    const seen = { features, fair: this.#fair, volatility, halts: this.#halts, usual: this.#usual, nowMs, leftMs };
    return { ...seen, movesPerSecond, regime: this.#regime, opinion, deaf, eventVariance };
  }

  #judge({ crossed, mid }: Features, volatility: VolatilityReading, paceKnown: boolean, nowMs: number): RegimeState {
    const { thinSpreadUsd, thinDepthUsd, deepSpreadUsd, deepDepthUsd } = this.#settings;
    const { bid, ask } = this.#usual.depthUsd;
    const input = {
      nowMs,
      spread: this.#usual.spread,
      depthUsd: bid === null || ask === null ? null : Math.min(bid, ask),
      twoSided: mid !== null,
      crossed,
      score: volatility.score,
      jump: volatility.jump || this.#fair.jump,
      haltsLastHour: haltsLastHour(this.#halts, nowMs),
      paceKnown,
    };
    const limits = { thinSpread: thinSpreadUsd, thinDepthUsd, deepSpread: deepSpreadUsd, deepDepthUsd };
    return observeRegime(this.#regime, input, limits);
  }

  #eventVariance(realMs: number): number | null {
    const { eventMs } = this.#state.facts;
    const { reduceBeforeEventMs, eventVarianceShare } = this.#settings;
    if (eventMs === null || !Number.isFinite(eventMs) || this.#fair.p === null) return null;
    const untilMs = (eventMs - realMs) * this.#pace;
    if (untilMs > reduceBeforeEventMs || -untilMs >= NEWS_SPREADS_MS) return null;
    return eventMove(clipProbability(this.#fair.p), eventVarianceShare).variance;
  }

  #measure({ micro }: Features, nowMs: number, leftMs: number | null): VolatilityReading {
    const { volatilityFastHalfLifeMs: fast, volatilitySlowHalfLifeMs: slow } = this.#settings;
    const p = clipProbability(micro ?? this.#fair.p ?? 0.5);
    if (micro !== null) {
      const tickLogit = this.#state.book.tick / MICRO / outcomeVariance(p);
      const settings = { fastHalfLifeMs: fast, slowHalfLifeMs: slow, jumpMoves: 5, jumpTicks: 3, jumpHoldMs: 2_000 };
      this.#volatility = observeVolatility(this.#volatility, { nowMs, x: logit(p), tickLogit }, settings);
      this.#looks += 1;
      this.#firstLookMs ??= nowMs;
    }
    return readVolatility(this.#volatility, { tauMs: leftMs, p, nowMs }, this.#jumps);
  }

  #watchFlow(realMs: number, nowMs: number, features: Features, jump: boolean): MicroHaltState {
    const { haltZIn, haltZOut, haltMs, haltMaxMs, haltCalmMs } = this.#settings;
    const pace = this.#pace;
    const fresh = this.#state.tape.after(this.#seenPrints);
    this.#seenPrints = this.#state.tape.taken;
    const ownFills = this.#fills;
    this.#fills = [];
    const median = this.#state.tape.medianSize(realMs - MEDIAN_WINDOW_MS);
    return observeMicroHalt(
      this.#halts,
      {
        nowMs,
        prints: fresh.map(({ side, size, receivedMs }) => ({ side, size: size / MICRO, atMs: receivedMs * pace })),
        ownFills,
        medianOrderSize: median === null ? null : median / MICRO,
        jump,
        twoSided: features.bid !== null && features.ask !== null,
      },
      { zEnter: haltZIn, zExit: haltZOut, haltMs, haltMaxMs, calmMs: haltCalmMs, signCorrelation: 0.35 },
    );
  }

  #coldReason({ features, fair, nowMs, opinion, deaf }: Beliefs, realMs: number): string | null {
    if (features.crossed) return 'the book is crossed';
    if (!opinion && !HARMLESS_MODES.includes(this.#settings.mode) && isShortUpDown(this.#state.facts, realMs))
      return `a short up or down market without a fresh opinion${deaf.length > 0 ? ` (${deaf.join(', ')})` : ''}`;
    if (fair.x === null) return 'no fair value yet';
    if (features.mid === null && fair.sources.every((source) => source === 'book')) return 'the book has one side only';
    if (this.#looks < WARM_LOOKS) return `${this.#looks} of ${WARM_LOOKS} looks at the book`;
    if (nowMs - (this.#firstLookMs ?? nowMs) < WARM_MS) return 'not watched for long enough';
    return null;
  }
}
