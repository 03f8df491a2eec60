// One synthetic market from listing to payout: it draws a belief, lists the market, seats its traders, makes the tick finer
// near 0 and 1, sends everybody home at the end and pays out a while later. It leaves nothing behind: no timer, no order,
// no listener. When one market follows another is the business of synthetic-markets.ts.
import { type MarketId, marketId, type OutcomeId, outcomeId, type WalletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Clock, Random } from '#domain/ports.ts';
import { MICRO, type Price } from '#domain/units.ts';
import type { Exchange } from '../exchange.ts';
import { Belief } from './belief.ts';
import type { MarketCharacter } from './characters.ts';
import { Flow } from './flow.ts';
import { Maker } from './makers.ts';
import { PacedClock } from './paced-clock.ts';
import { type Pit, Seat, type TradedExchange, type Trader } from './pit.ts';
import { Sniper } from './snipers.ts';

/** The ids of a market and its outcomes. */
export type Naming = (slug: string) => { readonly market: MarketId; readonly yes: OutcomeId; readonly no: OutcomeId };

const plainNames: Naming = (slug) => ({
  market: marketId(`condition:${slug}`),
  yes: outcomeId(`outcome:${slug}:yes`),
  no: outcomeId(`outcome:${slug}:no`),
});

/** What a synthetic market needs of an exchange beyond trading on it. */
export type SyntheticExchange = TradedExchange &
  Pick<Exchange, 'openWallet' | 'list' | 'setTick' | 'close' | 'resolve' | 'redeem'>;

export type Phase = 'listed' | 'trading' | 'awaitingResolution' | 'resolved';

export interface SyntheticMarketOptions {
  readonly exchange: SyntheticExchange;
  readonly clock: Clock;
  readonly random: Random;
  readonly pace: number;
  readonly character: MarketCharacter;
  readonly slug: string;
  /** Plain ones when left out. */
  readonly naming?: Naming;
  /** Wallets must be open. */
  readonly wallets: CrowdWallets;
  /** More traders, who come after the crowd and bring wallets of their own. */
  readonly guests?: (pit: Pit) => readonly Trader[];
}

/** Wallets outlive markets: one per trader of a character. */
export interface CrowdWallets {
  readonly makers: readonly WalletId[];
  readonly snipers: readonly WalletId[];
  readonly flow: WalletId;
}

export interface SyntheticStatus {
  readonly slug: string;
  readonly character: string;
  readonly phase: Phase;
  readonly fair: number;
  readonly bid: Price | null;
  readonly ask: Price | null;
  readonly tick: Price;
  readonly endMs: number | null;
}

/** A tick of 0.01 becomes this beyond these prices, and never goes back. */
const FINE_TICK = 1_000 as Price;
const FINE_BELOW = 0.04;
const FINE_ABOVE = 0.96;
const TICK_CHECK_MS = 5_000;

export class SyntheticMarket {
  readonly market: Market;
  readonly #options: SyntheticMarketOptions;
  readonly #belief: Belief;
  readonly #clock: PacedClock;
  readonly #traders: readonly Trader[];
  #phase: Phase = 'listed';

  /** Market time starts now. */
  constructor(options: SyntheticMarketOptions) {
    const { character, random } = options;
    this.#options = options;
    this.#clock = new PacedClock(options.clock, options.pace);
    const [low, high] = character.startsAt;
    this.#belief = new Belief({
      ...character,
      p0: low + (high - low) * random.fork('start').next(),
      random: random.fork('belief'),
    });
    this.market = this.#facts();
    this.#traders = this.#seatTraders();
  }

  /** `onSuccession`: time to list the next one. `onFinished`: this one is paid out and nothing of it is left. */
  start(onSuccession: () => void, onFinished: () => void): void {
    const { character, exchange } = this.#options;
    exchange.list(this.market);
    this.#phase = 'trading';
    for (const trader of this.#traders) trader.start();
    if (character.tickRefines) this.#watchTick();
    this.#clock.at(character.durationMs - character.successorLeadMs, onSuccession);
    this.#clock.at(character.durationMs, () => this.#close());
    this.#clock.at(character.durationMs + character.resolutionMs, () => {
      this.#resolve();
      onFinished();
    });
  }

  stop(): void {
    for (const trader of this.#traders) trader.stop();
    this.#clock.stop();
  }

  /** What only the simulation knows, for a status table; prices in YES terms. */
  describe(): SyntheticStatus {
    const { exchange, slug, character } = this.#options;
    const { bid, ask } = exchange.top(this.market.id);
    const fair = this.#belief.at(this.#clock.now());
    return {
      slug,
      character: character.name,
      phase: this.#phase,
      fair,
      bid,
      ask,
      tick: exchange.tick(this.market.id),
      endMs: this.market.endMs,
    };
  }

  #facts(): Market {
    const { character, slug, naming = plainNames } = this.#options;
    const names = naming(slug);
    const [yes, no] = character.outcomeNames;
    return {
      id: names.market,
      slug,
      group: character.group,
      category: character.category,
      outcomes: { yes: { id: names.yes, name: yes }, no: { id: names.no, name: no } },
      tick: character.tick,
      minSize: character.minSize,
      negRisk: character.group !== null,
      fee: character.fee,
      reward: character.reward,
      endMs: this.#clock.realMs(character.durationMs),
      gameStartMs: character.gameStartMs === null ? null : this.#clock.realMs(character.gameStartMs),
      clearBookOnStart: character.gameStartMs !== null,
      eventMs: character.event ? this.#clock.realMs(character.event.atMs) : null,
      takerDelayMs: character.takerDelayMs,
      payout: null,
    };
  }

  #seatTraders(): Trader[] {
    const { character, exchange, random, slug, wallets } = this.#options;
    const pit: Pit = {
      exchange,
      market: this.market.id,
      slug,
      minSize: this.market.minSize,
      fee: this.market.fee,
      belief: this.#belief,
      clock: this.#clock,
      tick: () => exchange.tick(this.market.id),
    };
    const { makers, snipers, flow } = character;
    const { guests = () => [] } = this.#options;
    return [
      ...wallets.makers.map((wallet, n) => {
        const name = `maker-${n + 1}`;
        return new Maker(new Seat(pit, wallet, name), makers, n, random.fork(name));
      }),
      ...wallets.snipers.map((wallet, n) => {
        const name = `sniper-${n + 1}`;
        return new Sniper(new Seat(pit, wallet, name), snipers, random.fork(name));
      }),
      new Flow(new Seat(pit, wallets.flow, 'flow'), flow, random.fork('flow')),
      ...guests(pit),
    ];
  }

  #watchTick(): void {
    this.#clock.after(TICK_CHECK_MS, () => {
      const { exchange } = this.#options;
      if (this.#phase !== 'trading' || exchange.tick(this.market.id) <= FINE_TICK) return;
      const { bid, ask } = exchange.top(this.market.id);
      const middle = bid === null || ask === null ? null : (bid + ask) / 2 / MICRO;
      if (middle !== null && (middle < FINE_BELOW || middle > FINE_ABOVE)) exchange.setTick(this.market.id, FINE_TICK);
      else this.#watchTick();
    });
  }

  #close(): void {
    this.#phase = 'awaitingResolution';
    for (const trader of this.#traders) trader.stop();
    this.#options.exchange.close(this.market.id);
  }

  #resolve(): void {
    const { exchange } = this.#options;
    this.#phase = 'resolved';
    exchange.resolve(this.market.id, (this.#belief.outcome() * MICRO) as Price);
    const { wallets } = this.#options;
    for (const wallet of [...wallets.makers, ...wallets.snipers, wallets.flow]) exchange.redeem(wallet, this.market.id);
    this.#clock.stop();
  }
}
