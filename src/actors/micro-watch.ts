// Watches a house from within during a micro-test, the same on a real account and on our own exchange: it looks once a second,
// stops the test at its loss, at any latch and when its time is over, asks whether quotes count for rewards, and reads at the end
// what the venue says. Promises: it takes nothing for granted that can be read, and what cannot be read it says so.
import type { OrderId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MicroEvidence, Told } from '#domain/micro-test/evidence.ts';
import { MICRO_STOP_USD, type MicroTerms } from '#domain/micro-test/terms.ts';
import type { Fact, FillFact } from '#domain/money/fact.ts';
import type { Reply, Venue, VenueFill } from '#domain/ports.ts';
import { Decimal, microText, sharesText, type Usd, ZERO_USD } from '#domain/units.ts';
import { timeText } from '#infra/clock.ts';
import type { VenueReads } from '#infra/venue/client/venue-reads.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import type { Desk } from './desk.ts';
import { wealth } from './kill-switch.actor.ts';
import type { MicroSightings } from './micro-sightings.ts';

export interface MicroPlan {
  readonly market: Market;
  readonly terms: MicroTerms;
  readonly forMs: number;
}

export interface MicroHands {
  /** Latches. */
  halt(reason: string): void;
  /** Begins the drain. */
  stop(): void;
}

/** What is known only when all is over. */
export type MicroEnd = Pick<MicroEvidence, 'clean' | 'total' | 'watchdog'>;

const LOOK_MS = 1_000;
const SCORING_MS = 60_000;
const READ_TRIES = 5;
const READ_AGAIN_MS = 1_000;
/** Their clock may be behind ours. */
const SKEW_MS = 60_000;
const DAY_MS = 86_400_000;

export class MicroWatch {
  readonly #plan: MicroPlan;
  readonly #desk: Desk;
  readonly #venue: Venue;
  readonly #reads: Pick<VenueReads, 'scoring' | 'earnings'>;
  readonly #sightings: MicroSightings;
  readonly #fills = new Map<string, string[]>();
  readonly #scoring = { told: 0, counting: 0, unread: 0 };
  #hands: MicroHands | null = null;
  #openedMs = 0;
  #startedMs = 0;
  #endedMs: number | null = null;
  #endedBy: string | null = null;
  #lossMaxUsd: Usd = ZERO_USD;
  #paired = 0;
  #latch: string | null = null;
  #timer: unknown = null;
  #scorer: unknown = null;

  /** `venue`: with `sightings` before it; it and `reads` are asked when the house is gone. Before `desk.begin()`. */
  constructor(
    plan: MicroPlan,
    desk: Desk,
    seen: {
      readonly sightings: MicroSightings;
      readonly venue: Venue;
      readonly reads: Pick<VenueReads, 'scoring' | 'earnings'>;
    },
  ) {
    this.#plan = plan;
    this.#desk = desk;
    this.#venue = seen.venue;
    this.#reads = seen.reads;
    this.#sightings = seen.sightings;
    desk.facts.onPast((fact) => this.#take(fact));
    desk.facts.onFact((fact) => this.#take(fact));
  }

  /** With the first step of the tree. */
  start(hands: MicroHands): void {
    this.#hands = hands;
    this.#startedMs = this.#desk.clock.steadyMs();
    this.#look();
    this.#askScoring();
  }

  /** Ends the test before its time. The first reason counts. */
  endBy(reason: string): void {
    if (this.#endedMs !== null) return;
    this.#endedBy = reason;
    this.#end();
    this.#hands?.stop();
  }

  /** Somebody else began the drain. */
  stopped(): void {
    if (this.#endedMs !== null) return;
    this.#endedBy = 'somebody stopped it';
    this.#end();
  }

  /** After the drain, while the venue can still be asked. */
  async evidence(end: MicroEnd): Promise<MicroEvidence> {
    this.stopped();
    const { market, terms, forMs } = this.#plan;
    const resting = await this.#insist((reply: Reply<readonly { readonly id: OrderId }[]>) =>
      this.#venue.openOrders(reply),
    );
    const listed = await this.#listed();
    return {
      market: market.slug,
      terms,
      askedMs: forMs,
      ranMs: Math.max(0, (this.#endedMs ?? 0) - this.#startedMs),
      endedBy: this.#endedBy,
      lossMaxUsd: this.#lossMaxUsd,
      latch: this.#latch ?? this.#desk.vitals.latch?.reason ?? null,
      halted: [...this.#desk.halts.all()].map(([id, why]) => `${this.#desk.markets.get(id)?.facts.slug ?? id}: ${why}`),
      ...this.#sightings.told(),
      latencyMaxMs: this.#desk.settings.latencyMaxMs,
      booked: [...this.#fills.values()].flat(),
      listed,
      resting: 'told' in resting ? { told: resting.told.map(({ id }) => id) } : resting,
      pairedShares: this.#paired,
      scoring: this.#scoring,
      earned: await this.#earned(),
      ...end,
    };
  }

  close(): void {
    const { clock } = this.#desk;
    clock.clearTimeout(this.#timer);
    clock.clearTimeout(this.#scorer);
  }

  #take(fact: Fact): void {
    if (fact.fact === 'opening') this.#openedMs = fact.atMs;
    if (fact.fact === 'order') this.#sightings.recall(fact.order);
    if (fact.fact === 'fill') this.#fills.set(keyOf(fact), [...(this.#fills.get(keyOf(fact)) ?? []), fillText(fact)]);
    if (fact.fact === 'settlement' && fact.status === 'failed') this.#fills.delete(keyOf(fact));
    if (fact.fact !== 'fill' && fact.fact !== 'settlement') return;
    const { yes, no } = this.#desk.accounts.position(this.#plan.market.id);
    this.#paired = Math.max(this.#paired, Math.min(yes.held, no.held));
  }

  #look(): void {
    const { clock, vitals, opening } = this.#desk;
    const lost = opening.minus(wealth(this.#desk));
    if (lost.gt(this.#lossMaxUsd)) this.#lossMaxUsd = lost;
    if (vitals.latch) this.#latch = vitals.latch.reason;
    if (this.#latch !== null) this.endBy(`latched: ${this.#latch}`);
    // A day and a week end in the middle of it, this loss does not.
    else if (lost.gt(MICRO_STOP_USD)) this.#hands?.halt(lossText(lost));
    else if (this.#endedMs === null && clock.steadyMs() - this.#startedMs >= this.#plan.forMs) {
      this.#end();
      this.#hands?.stop();
    }
    this.#timer = clock.setTimeout(() => this.#look(), LOOK_MS);
  }

  #end(): void {
    this.#endedMs = this.#desk.clock.steadyMs();
    this.#sightings.endOfBeats();
    this.#desk.clock.clearTimeout(this.#scorer);
  }

  #askScoring(): void {
    const { clock, orders, settings } = this.#desk;
    this.#scorer = clock.setTimeout(() => {
      if (this.#endedMs !== null) return;
      const old = orders
        .live(this.#plan.market.id)
        .filter(
          ({ status, restingMs }) =>
            status === 'resting' && clock.now() - (restingMs ?? 0) > settings.venue.scoringAgeMs,
        )
        .map(({ id }) => id);
      if (this.#plan.terms.rewardedFrom !== null && old.length > 0)
        this.#reads.scoring(old, (answer) => this.#scored(answer));
      this.#askScoring();
    }, SCORING_MS);
  }

  readonly #scored: Reply<ReadonlyMap<string, boolean>> = (answer) => {
    if (!answer.ok) this.#scoring.unread += 1;
    else if (answer.value.size > 0) {
      this.#scoring.told += 1;
      if ([...answer.value.values()].includes(true)) this.#scoring.counting += 1;
    }
  };

  async #listed(): Promise<MicroEvidence['listed']> {
    const fills = await this.#insist((reply: Parameters<Venue['fills']>[1]) =>
      this.#venue.fills(this.#openedMs - SKEW_MS, reply),
    );
    if ('unread' in fills) return fills;
    for (const { order } of fills.told) this.#sightings.name(order);
    return { told: fills.told.filter(({ status }) => status !== 'failed').map(fillText) };
  }

  async #earned(): Promise<Told<Usd>> {
    let sum = ZERO_USD;
    const nowMs = this.#desk.clock.now();
    for (let atMs = this.#openedMs - (this.#openedMs % DAY_MS); atMs <= nowMs; atMs += DAY_MS) {
      const day = timeText(atMs).slice(0, 10);
      const rows = await this.#insist((reply: Parameters<VenueReads['earnings']>[1]) =>
        this.#reads.earnings(day, reply),
      );
      if ('unread' in rows) return rows;
      for (const { market, earned } of rows.told) if (market === this.#plan.market.id) sum = sum.plus(earned);
    }
    return { told: sum };
  }

  /** A failed read is tried again, and stays a failed read. */
  async #insist<T>(ask: (reply: Reply<T>) => void): Promise<Told<T>> {
    const { clock } = this.#desk;
    let why = '';
    for (let turn = 0; turn < READ_TRIES; turn++) {
      const answer = await new Promise<Parameters<Reply<T>>[0]>(ask);
      if (answer.ok) return { told: answer.value };
      why = failureText(answer.failure);
      await new Promise<void>((done) => {
        clock.setTimeout(done, READ_AGAIN_MS);
      });
    }
    return { unread: why };
  }
}

function lossText(lost: Usd): string {
  const shown = lost.toDecimalPlaces(2, Decimal.ROUND_UP).toFixed();
  return `the micro-test has lost $${shown} since it began, more than $${MICRO_STOP_USD.toFixed()}`;
}

function keyOf({ trade, order }: { readonly trade: string; readonly order: string }): string {
  return `${trade} ${order}`;
}

function fillText({ trade, order, slot, price, size }: FillFact | VenueFill): string {
  return `${trade} of ${order}: ${slot} ${sharesText(size)} at ${microText(price)}`;
}
