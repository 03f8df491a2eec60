// What every actor of one tree shares by reference, with one writer each: markets (market-feed), orders, accounts and
// admission (order-gateway), pair-trade rows (complete-set), facts (whoever they happen to). Actors are addressed by name
// at the moment of sending, never kept: a restarted actor is another one.
import { Elapsed } from '#domain/elapsed.ts';
import type { MarketId, PairTradeId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { MarketGroups } from '#domain/market/market-groups.ts';
import { MarketState } from '#domain/market/market-state.ts';
import { Accounts } from '#domain/money/accounts.ts';
import { ChainJobs } from '#domain/money/chain-jobs.ts';
import type { Fact } from '#domain/money/fact.ts';
import { FACTS_FILE } from '#domain/money/fact-file.ts';
import { FactLog } from '#domain/money/fact-log.ts';
import { Outgoing } from '#domain/money/outgoing.ts';
import { PairBook } from '#domain/money/pair-book.ts';
import { TradeMemory } from '#domain/money/trade-memory.ts';
import { LossTotal } from '#domain/orders/loss-total.ts';
import { OrderStore } from '#domain/orders/order-store.ts';
import type {
  Chain,
  Clock,
  Log,
  MarketStream,
  NewId,
  Random,
  Signals,
  StateFiles,
  Venue,
  VenueAccount,
} from '#domain/ports.ts';
import { Uptime } from '#domain/quoting/uptime.ts';
import { marketSettings, type Settings } from '#domain/settings.ts';
import type { Price, Usd } from '#domain/units.ts';
import { reasonOf } from '#infra/unavailable.ts';
import { type Admission, GATEWAY } from '#machines/order-gateway.protocol.ts';
import type { ChildReport } from '#machines/supervisor.machine.ts';
import { Counters } from './counters.ts';
import { GasPrice } from './gas-price.ts';
import { IntentJournal } from './intent-journal.ts';
import { MarketHalts } from './market-halts.ts';
import { Past } from './past.ts';
import { watchedChain, watchedStream, watchedVenue } from './port-watch.ts';
import type { Ports } from './ports.ts';
import { worstOf } from './risk-view.ts';
import { ShownPairTrades } from './shown-pair-trades.ts';
import { UnexpectedEvents } from './unexpected-events.ts';
import { Vitals } from './vitals.ts';

type Letter = { readonly type: string };
export type Post = <E extends { readonly type: string }>(address: string, event: E) => void;

/** How long a print may still explain a level change that came first. */
const PRINT_LAG_MS = 1_500;
const FAULTS_SHOWN_MAX = 100;
/** No listing tells of them a second time: they do not wait for the ledger. */
const TOLD_ONCE: readonly Fact['fact'][] = ['opening', 'flow', 'merge', 'split', 'redemption'];

export class Desk {
  readonly clock: Clock;
  readonly elapsed: Elapsed;
  /** For the actors' own chance, such as the jitter of restarts. */
  readonly random: Random;
  readonly newId: NewId;
  readonly venue: Venue;
  readonly stream: MarketStream;
  readonly chain: Chain;
  readonly signals: Signals;
  readonly files: StateFiles;
  readonly log: Log;
  readonly quiet: () => boolean;
  readonly closing: () => VenueAccount;
  readonly settings: Settings;
  readonly markets = new Map<MarketId, MarketState>();
  readonly groups = new MarketGroups();
  /** What all markets may lose: named by whoever changes what it follows from. */
  readonly losses = new LossTotal((market) => worstOf(this, market));
  readonly orders = new OrderStore((market) => this.losses.changed(market));
  readonly accounts = new Accounts((market) => this.losses.changed(market));
  readonly facts = new FactLog();
  readonly past = new Past();
  readonly halts = new MarketHalts(this);
  readonly trades = new TradeMemory();
  readonly outgoing = new Outgoing();
  readonly journal: IntentJournal;
  readonly uptime = new Uptime();
  readonly vitals = new Vitals();
  /** Events that no state of an actor had a line for. */
  readonly unexpected = new UnexpectedEvents();
  readonly restarts = new Map<string, number>();
  /** Pair trades as people see them, ended ones for a while. */
  readonly pairTrades = new ShownPairTrades();
  readonly #resolved = new Set<MarketId>();
  readonly #pairBooks = new Map<MarketId, PairBook>();
  /** Public streams that are open, each with the way to close it; the market-feed's. */
  readonly streams = new Map<MarketId, () => void>();
  /** Asked of the chain actor and not certain yet: it survives a crash of either. The gateway's and the chain actor's. */
  readonly chainJobs = new ChainJobs();
  readonly gas: GasPrice;
  readonly faults: Array<{ readonly atMs: number; readonly actor: string; readonly what: string }> = [];
  readonly counters = new Counters();
  admission: { readonly mode: Admission | 'closed'; readonly why: string } = { mode: 'closed', why: 'starting' };
  /** Only post-only orders are taken, and whoever rests first stands first. The gateway's. */
  racing = false;
  /** Set by the tree once there is one. */
  post: Post = () => {};
  /** Whether the quoter of that market lives at this moment. */
  isQuoting: (market: MarketId) => boolean = () => true;
  /** For what moved money and is told once only: kept until `received(payload)`, and given again after a restart. */
  entrust: (address: string, event: Letter, payload: object) => void = (address, event) => this.post(address, event);
  received: (payload: object) => void = () => {};
  /** Somebody keeps the record of the run. */
  onListed: (state: MarketState) => void = () => {};
  onHalt: (market: MarketId | null) => void = () => {};
  /** Every child's crash, restart and end; the tree decides what follows. */
  onChild: (report: ChildReport) => void = () => {};
  readonly #opening: Usd;
  /** How much faster than life a market's deadlines come: one, except on our own exchange. */
  readonly marketPace: (market: Market) => number;
  readonly rewardShares: Ports['rewardShares'] | null;

  constructor(ports: Ports, settings: Settings, opening: Usd) {
    this.clock = ports.clock;
    this.random = ports.random;
    this.newId = ports.newId;
    const { executions, skew, trades } = this.vitals;
    this.elapsed = new Elapsed(ports.clock);
    this.venue = watchedVenue(ports.venue, this.vitals, ports.clock, (retryAfterMs) =>
      this.post(GATEWAY, { type: 'ENGINE_RESTARTING', retryAfterMs }),
    );
    this.stream = watchedStream(ports.stream, skew, ports.clock);
    this.chain = watchedChain(ports.chain, executions, ports.clock);
    this.gas = new GasPrice(this.chain, ports.clock);
    this.signals = ports.signals;
    this.files = ports.files;
    this.log = ports.log;
    this.quiet = ports.quiet;
    this.closing = ports.closing;
    this.settings = settings;
    this.journal = new IntentJournal(ports.intents, ports.clock, this.orders);
    this.#opening = opening;
    this.marketPace = ports.paceOf ?? (() => 1);
    this.rewardShares = ports.rewardShares ?? null;
    this.facts.onPast((fact) => trades.take(fact));
    this.facts.onFact((fact) => {
      trades.take(fact);
      this.journal.take(fact);
      if (fact.fact === 'settlement' && fact.status === 'failed') executions.failed(ports.clock.steadyMs());
    });
  }

  /** What earlier lives left, else the first fact. Once, when everybody listens. Throws BadInput when facts or intents do not
   *  read: then nobody knows what we own, or what rests. */
  begin(): void {
    this.past.fold(this);
    this.halts.read();
    this.vitals.agreed = this.past.opening === null;
    if (this.past.opening === null)
      this.book({ fact: 'opening', atMs: this.clock.now(), cash: this.#opening.toFixed() });
    this.journal.begin(this);
  }

  get opening(): Usd {
    return this.past.opening ?? this.#opening;
  }

  /** A fact that moves money or shares: the accounts first, then everybody else. */
  book(fact: Fact): void {
    const problem = this.accounts.apply(fact);
    this.facts.append(fact);
    if (problem) this.fault('accounts', problem.kind, problem.detail);
    if (!TOLD_ONCE.includes(fact.fact)) return;
    try {
      this.flushFacts();
    } catch {} // it waits for the ledger, which reports that
  }

  /** A fact that is only story. */
  tell(fact: Fact): void {
    this.facts.append(fact);
  }

  fault(actor: string, kind: string, detail: string): void {
    this.counters.faults += 1;
    const atMs = this.clock.now();
    this.faults.push({ atMs, actor, what: `${kind}: ${detail}` });
    if (this.faults.length > FAULTS_SHOWN_MAX) this.faults.shift();
    this.facts.append({ fact: 'fault', atMs, actor, kind, detail });
    this.log.warn({ actor, kind, detail }, 'fault');
  }

  /** Quotes of one market, or of all, were taken out for a reason. */
  halted(market: MarketId | null): void {
    this.counters.halts += 1;
    this.onHalt(market);
  }

  /** For a person: `page` wants somebody now. */
  alert(level: 'warn' | 'page', actor: string, text: string): void {
    this.fault(actor, level, text);
    if (level === 'page') this.log.error({ actor, text }, 'page');
  }

  transition(actor: string, from: string, to: string, reason: string | null): void {
    this.facts.append({ fact: 'transition', atMs: this.clock.now(), actor, from, to, reason });
  }

  /** The state of a market, made at its first listing and amended later. True when it is new. */
  list(told: Market): boolean {
    const facts = this.#scheduled(told);
    const known = this.markets.get(facts.id);
    this.groups.place(facts.id, facts.group);
    if (known) {
      known.amend(facts);
      if (facts.payout !== null) this.resolved(known, facts.payout, this.clock.now());
      return false;
    }
    const { queueModel } = this.settingsOf(facts);
    const own = () => this.orders.live(facts.id);
    const revalued = () => this.losses.changed(facts.id);
    const state = new MarketState(facts, own, { model: queueModel, windowMs: PRINT_LAG_MS }, revalued);
    this.markets.set(facts.id, state);
    this.losses.changed(facts.id);
    this.uptime.onOrders(facts.id, this.clock.now(), false, false);
    this.onListed(state);
    if (facts.payout !== null && this.past.knows(facts.id)) this.resolved(state, facts.payout, this.clock.now());
    return true;
  }

  settingsOf(market: Market): Settings {
    return marketSettings(this.settings, market);
  }

  /** The venue tells no scheduled news, so whoever runs us may; their word wins over a recording's facts. */
  #scheduled(told: Market): Market {
    const { eventAt } = this.settingsOf(told);
    return eventAt === null ? told : { ...told, eventMs: eventAt };
  }

  /** Lots and pair trades of a market; written by the gateway, read by complete-set. */
  pairBook(market: MarketId): PairBook | undefined {
    const known = this.#pairBooks.get(market);
    const state = this.markets.get(market);
    if (known || !state) return known;
    const { pairTradesMax } = this.settingsOf(state.facts);
    const make = (name: () => PairTradeId) => new PairBook(name, pairTradesMax);
    const book = this.past.bookOf(market, make, () => this.newId.pairTrade());
    this.#pairBooks.set(market, book);
    return book;
  }

  /** Nothing of the market is left: its memory goes, what it earned stays in facts and accounts. */
  finished(market: MarketId): void {
    const home = `market:${this.markets.get(market)?.facts.slug}`;
    for (const address of this.restarts.keys())
      if (address === home || address.startsWith(`${home}/`)) this.restarts.delete(address);
    this.markets.delete(market);
    this.groups.place(market, null);
    this.losses.changed(market);
    this.#resolved.delete(market);
    this.#pairBooks.delete(market);
    this.past.finished(market);
    this.halts.finished(market);
  }

  mark(market: MarketId): Price | null {
    const state = this.markets.get(market);
    return state?.marked ? state.mark : this.past.mark(market);
  }

  /** Told by the stream and by the catalogue, booked once: either may be away when it happens, and so may we. */
  resolved(state: MarketState, payout: Price, atMs: number): void {
    const market = state.facts.id;
    if (this.#resolved.has(market) || this.past.isDecided(market)) return;
    this.#resolved.add(market);
    this.book({ fact: 'resolution', atMs, market, payout });
  }

  childReported(report: ChildReport): void {
    if (report.kind === 'restarted') {
      this.counters.restarts += 1;
      this.restarts.set(report.address, (this.restarts.get(report.address) ?? 0) + 1);
    }
    if (report.kind === 'crashed' || report.kind === 'escalated' || report.kind === 'killed')
      this.fault(report.address, report.kind, reasonOf(report.error));
    this.onChild(report);
  }

  /** Copies what waits to the facts file. Throws when it cannot; nothing is lost then. */
  flushFacts(): void {
    this.journal.flush();
    const waiting = this.facts.drain();
    if (waiting.length === 0) return;
    try {
      this.files.append(FACTS_FILE, `${waiting.map((fact) => JSON.stringify(fact)).join('\n')}\n`);
    } catch (error) {
      this.facts.giveBack(waiting);
      throw error;
    }
  }
}
