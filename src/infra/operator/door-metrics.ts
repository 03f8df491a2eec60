// `/metrics` for Prometheus: what the facts, the pulses and the newest snapshot say, in the field's usual units (seconds, dollars,
// shares). One series a market at most; markets that are gone take their series with them.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Fact } from '#domain/money/fact.ts';
import type { Pulse } from '#domain/operator/door-news.ts';
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView, Snapshot, TreeNode } from '#domain/operator/views.ts';

const PREFIX = 'bothsides_';
const LATENCY_SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const QUEUE_SHARES = [0, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000];

export class DoorMetrics {
  readonly registry = new Registry();
  readonly #counters = {
    fills: this.#counter('fills_total', 'Our fills.', ['market', 'side', 'role']),
    orders: this.#counter('orders_total', 'Orders by the state they came to.', ['status']),
    faults: this.#counter('faults_total', 'Faults by kind.', ['kind']),
    restarts: this.#counter('restarts_total', 'Restarts of actors.', []),
    machineEvents: this.#counter('machine_events_total', 'Events that actors took.', []),
    pairTrades: this.#counter('pair_trades_total', 'Pair trades by the state they came to.', ['state']),
    merges: this.#counter('merges_total', 'Complete sets turned to cash.', ['market']),
    lost: this.#counter('door_facts_lost_total', 'Facts that the door could not take in time.', []),
    votes: this.#counter('book_votes_total', 'What witnesses of books said, and doubts.', ['result']),
    alerts: this.#counter('alerts_total', 'Alerts by channel and what became of them.', ['channel', 'result']),
  };
  readonly #answers = new Histogram({
    name: `${PREFIX}venue_answer_seconds`,
    help: 'Time until the venue answered.',
    buckets: LATENCY_SECONDS,
    registers: [this.registry],
  });
  readonly #queue = new Histogram({
    name: `${PREFIX}queue_at_fill_shares`,
    help: 'Shares believed ahead of us at a fill.',
    buckets: QUEUE_SHARES,
    registers: [this.registry],
  });
  readonly #desk = {
    profit: this.#gauge('profit_usd', 'Profit by part, today and whole.', ['span', 'part']),
    cash: this.#gauge('cash_usd', 'Cash held.', []),
    worth: this.#gauge('worth_usd', 'Cash and positions at their marks.', []),
    exposure: this.#gauge('exposure_usd', 'Worst outcomes of all markets together.', []),
    limit: this.#gauge('limit_used_ratio', 'How much of a limit of the kill switch is used.', ['rule']),
    ladder: this.#gauge('kill_ladder', 'Rung of the kill ladder, 0: armed.', []),
    admission: this.#gauge('admission_open', '1 while the gateway takes every order.', []),
    beat: this.#gauge('heartbeat_age_seconds', 'Since the last acknowledged beat was sent.', []),
    sockets: this.#gauge('sockets_open', 'Open public sockets.', []),
    budget: this.#gauge('rate_budget_used_ratio', 'Used share of what the venue lets us ask.', ['budget']),
    counts: this.#gauge('count', 'What the service counts, by name.', ['name']),
    actors: this.#gauge('actors', 'Living actors.', []),
    loop: this.#gauge('loop_delay_seconds', 'Delay of the trading event loop.', ['quantile']),
    alive: this.#gauge('up', '1 while the trading thread gives a pulse.', []),
  };
  readonly #market = {
    profit: this.#gauge('market_profit_usd', 'Profit of a market.', ['market']),
    inventory: this.#gauge('market_inventory_shares', 'Shares held of an outcome.', ['market', 'outcome']),
    quote: this.#gauge('market_quote_usd', 'Our quote, YES terms.', ['market', 'side']),
    ahead: this.#gauge('market_queue_ahead_shares', 'Shares before our quote.', ['market', 'side']),
    uptime: this.#gauge('market_two_sided_ratio', 'Share of time with both sides shown.', ['market']),
    rewardShare: this.#gauge('market_reward_share_ratio', 'Our share of a sample of the rewards, estimated.', [
      'market',
    ]),
    rewardUsd: this.#gauge('market_reward_estimate_usd', 'Rewards not credited yet, estimated.', ['market']),
    quoting: this.#gauge('market_quoting', '1 while both sides are quoted plainly.', ['market']),
  };
  #seen: { restarts: number; machineEvents: number } = { restarts: 0, machineEvents: 0 };
  readonly #votes = new Map<string, number>();
  readonly #alerts = new Map<string, { sent: number; failed: number; held: number }>();

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: `${PREFIX}door_` });
  }

  fact(fact: Fact): void {
    if (fact.fact === 'fill') {
      this.#counters.fills.inc({ market: fact.market, side: fact.slot, role: fact.role });
      if (fact.queueAhead !== null) this.#queue.observe(fact.queueAhead / 1_000_000);
    } else if (fact.fact === 'order') this.#counters.orders.inc({ status: fact.status });
    else if (fact.fact === 'fault') this.#counters.faults.inc({ kind: fact.kind.slice(0, 40) });
    else if (fact.fact === 'pairTrade') this.#counters.pairTrades.inc({ state: fact.state });
    else if (fact.fact === 'merge') this.#counters.merges.inc({ market: fact.market });
  }

  lost(facts: number): void {
    if (facts > 0) this.#counters.lost.inc(facts);
  }

  pulse({ answersMs, loop, machineEvents, counts }: Pulse): void {
    for (const ms of answersMs) this.#answers.observe(ms / 1_000);
    for (const quantile of ['p50', 'p99', 'max'] as const)
      if (loop) this.#desk.loop.set({ quantile }, loop[quantile] / 1_000);
    grow(this.#counters.machineEvents, machineEvents - this.#seen.machineEvents);
    grow(this.#counters.restarts, (counts.restarts ?? 0) - this.#seen.restarts);
    this.#seen = { machineEvents, restarts: counts.restarts ?? 0 };
    for (const [name, value] of Object.entries(counts)) this.#desk.counts.set({ name }, value);
  }

  see({ desk, markets, tree }: Snapshot): void {
    this.#seeDesk(desk);
    this.#desk.actors.set(countOf(tree));
    for (const gauge of Object.values(this.#market)) gauge.reset();
    for (const row of markets) this.#seeMarket(row);
  }

  /** The text that a scraper reads. */
  text(isAlive: boolean): Promise<string> {
    this.#desk.alive.set(isAlive ? 1 : 0);
    return this.registry.metrics();
  }

  #seeDesk(desk: DeskView): void {
    for (const span of ['today', 'whole'] as const)
      for (const [part, usd] of Object.entries(desk[span])) this.#desk.profit.set({ span, part }, Number(usd));
    this.#desk.cash.set(Number(desk.cash));
    this.#desk.worth.set(Number(desk.worth));
    this.#desk.exposure.set(Number(desk.exposure));
    for (const { rule, used } of desk.limits) if (used !== null) this.#desk.limit.set({ rule }, used);
    this.#desk.ladder.set(desk.latch ? desk.ladder.indexOf(desk.latch.stage) : 0);
    this.#desk.admission.set(desk.admission.mode === 'open' ? 1 : 0);
    if (desk.beatAgeMs !== null) this.#desk.beat.set(desk.beatAgeMs / 1_000);
    if (desk.sockets) this.#desk.sockets.set(desk.sockets.open);
    for (const [budget, used] of Object.entries(desk.budget ?? {})) this.#desk.budget.set({ budget }, used);
    for (const [result, count] of Object.entries(desk.votes ?? {})) {
      grow(this.#counters.votes, count - (this.#votes.get(result) ?? 0), { result });
      this.#votes.set(result, count);
    }
    for (const alert of desk.alerts) this.#seeAlerts(alert);
  }

  #seeAlerts({ channel, sent, failed, held }: DeskView['alerts'][number]): void {
    const before = this.#alerts.get(channel) ?? { sent: 0, failed: 0, held: 0 };
    for (const [result, now] of Object.entries({ sent, failed, held }))
      grow(this.#counters.alerts, now - before[result as keyof typeof before], { channel, result });
    this.#alerts.set(channel, { sent, failed, held });
  }

  #seeMarket({ slug: market, profit, yes, no, bid, ask, uptime, quoter, reward }: MarketRow): void {
    this.#market.profit.set({ market }, Number(profit));
    this.#market.inventory.set({ market, outcome: 'yes' }, Number(yes));
    this.#market.inventory.set({ market, outcome: 'no' }, Number(no));
    for (const [side, quote] of [
      ['bid', bid],
      ['ask', ask],
    ] as const) {
      if (!quote) continue;
      this.#market.quote.set({ market, side }, Number(quote.price));
      if (quote.ahead !== null) this.#market.ahead.set({ market, side }, Number(quote.ahead));
    }
    if (reward) {
      this.#market.rewardShare.set({ market }, reward.share);
      this.#market.rewardUsd.set({ market }, Number(reward.estimate));
    }
    if (uptime !== null) this.#market.uptime.set({ market }, uptime);
    this.#market.quoting.set({ market }, quoter === 'quoting' || quoter === 'widened' ? 1 : 0);
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name: `${PREFIX}${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  #gauge(name: string, help: string, labelNames: readonly string[]): Gauge {
    return new Gauge({ name: `${PREFIX}${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }
}

/** A count that went back belongs to another life of the service. */
function grow(counter: Counter, by: number, labels: Record<string, string> = {}): void {
  if (by > 0) counter.inc(labels, by);
}

function countOf({ children }: TreeNode): number {
  return 1 + children.reduce((sum, child) => sum + countOf(child), 0);
}
