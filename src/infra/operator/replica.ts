// What the door knows: a copy of the facts as people read them, the newest snapshot, and whether the trading thread still lives. It
// is told everything and decides nothing; a door that starts anew is told again.

import type { FaultSpec } from '#domain/chaos/fault.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { ChartGraph } from '#domain/operator/chart.ts';
import type { DoorNews, PairNow, Pulse } from '#domain/operator/door-news.ts';
import type { OrderView } from '#domain/operator/market-views.ts';
import type { EventView, PairTradeView, Snapshot } from '#domain/operator/views.ts';
import { DoorMetrics } from './door-metrics.ts';
import { eventLine } from './event-lines.ts';
import { EventShelf } from './event-shelf.ts';
import { MarketTracks } from './market-tracks.ts';
import { PairTradeShelf } from './pair-trade-shelf.ts';

/** Without a pulse for so long the trading thread counts as stalled. */
export const PULSE_MAX_MS = 3_000;

export interface ReplicaListener {
  snapshot(snapshot: Snapshot): void;
  events(events: readonly EventView[]): void;
  pairTrades(pairTrades: readonly PairTradeView[]): void;
}

export class Replica {
  readonly events = new EventShelf();
  readonly tracks = new MarketTracks();
  readonly metrics = new DoorMetrics();
  pairTrades: PairTradeShelf;
  snapshot: Snapshot | null = null;
  orders: readonly OrderView[] = [];
  charts: readonly ChartGraph[] = [];
  catalogue: readonly FaultSpec[] = [];
  pulse: Pulse | null = null;
  /** When the newest pulse and snapshot came, on our own clock. */
  pulseMs = Number.NEGATIVE_INFINITY;
  snapshotMs = Number.NEGATIVE_INFINITY;
  listener: ReplicaListener | null = null;
  /** Facts of this life that metrics have counted. */
  #counted = 0;
  readonly #slugs = new Map<string, string>();
  readonly #slugOf = (market: string): string => this.#slugs.get(market) ?? market;

  constructor() {
    this.pairTrades = new PairTradeShelf(this.#slugOf);
  }

  /** The id of a market named by slug or id; null: never heard of. */
  marketOf(name: string): string | null {
    if (this.#slugs.has(name)) return name;
    for (const [id, slug] of this.#slugs) if (slug === name) return id;
    return null;
  }

  take(news: DoorNews, nowMs: number): void {
    switch (news.news) {
      case 'begin':
        this.#begin(news);
        return;
      case 'market':
        this.#slugs.set(news.id, news.slug);
        return;
      case 'facts':
        this.#counted += news.facts.length + news.lost;
        this.#fold(news.facts, news.pairs);
        this.metrics.lost(news.lost);
        return;
      case 'snapshot':
        this.#see(news.snapshot, news.orders, news.pairs, nowMs);
        return;
      case 'points':
        for (const [market, point] of news.points) this.tracks.point(market, point);
        return;
      case 'pulse':
        this.pulse = news.pulse;
        this.pulseMs = nowMs;
        this.metrics.pulse(news.pulse);
        return;
      case 'inspection':
      case 'answer':
        return; // others read these
    }
  }

  /** The next reader gets a newer one. */
  forgetSnapshot(): void {
    this.snapshotMs = Number.NEGATIVE_INFINITY;
  }

  isStalled(nowMs: number): boolean {
    return nowMs - this.pulseMs > PULSE_MAX_MS;
  }

  /** A trading thread's operator that began anew tells its facts again. */
  #begin({ facts, ofThisLife, slugs, charts, catalogue }: Extract<DoorNews, { news: 'begin' }>): void {
    this.events.clear();
    // A thread that is new counts what it is told of this life, one that stayed what it missed meanwhile.
    const missed = Math.min(facts.length, Math.max(0, ofThisLife - this.#counted));
    for (const fact of facts.slice(facts.length - missed)) this.metrics.fact(fact);
    this.#counted = ofThisLife;
    this.pairTrades = new PairTradeShelf(this.#slugOf);
    this.tracks.forgetFills();
    for (const [id, slug] of slugs) this.#slugs.set(id, slug);
    this.charts = charts;
    this.catalogue = catalogue;
    for (const fact of facts) this.#apply(fact);
    this.pairTrades.takeChanged();
  }

  #fold(facts: readonly Fact[], pairs: readonly PairNow[]): void {
    const events = facts.map((fact) => {
      this.metrics.fact(fact);
      return this.#apply(fact);
    });
    if (events.length > 0) this.listener?.events(events);
    this.pairTrades.see(pairs);
    this.#tellPairTrades();
  }

  #tellPairTrades(): void {
    const pairTrades = this.pairTrades.takeChanged();
    if (pairTrades.length > 0) this.listener?.pairTrades(pairTrades);
  }

  #apply(fact: Fact): EventView {
    if (fact.fact === 'fill') this.tracks.fill(fact);
    else if (fact.fact === 'settlement') this.tracks.settled(fact);
    else if (fact.fact === 'pairTrade') this.pairTrades.apply(fact);
    return this.events.add(fact.atMs, eventLine(fact, this.#slugOf));
  }

  #see(snapshot: Snapshot, orders: readonly OrderView[], pairs: readonly PairNow[], nowMs: number): void {
    this.snapshot = snapshot;
    this.snapshotMs = nowMs;
    this.orders = orders;
    this.pairTrades.see(pairs);
    this.metrics.see(snapshot);
    this.listener?.snapshot(snapshot);
    this.#tellPairTrades();
  }
}
