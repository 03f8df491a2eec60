// All synthetic markets of a run: one of each character at first, each followed by the next of its kind before it ends.
// The same random source, pace and clock give the same events. Finished markets leave with their traders; the wallets of a
// character's traders are opened once and serve every market of its line.
import { type WalletId, walletId } from '#domain/ids.ts';
import type { Clock, Random } from '#domain/ports.ts';
import { Decimal, type Usd } from '#domain/units.ts';
import type { MarketCharacter } from './characters.ts';
import {
  type CrowdWallets,
  type Naming,
  type SyntheticExchange,
  SyntheticMarket,
  type SyntheticStatus,
} from './synthetic-market.ts';

export interface SyntheticMarketsOptions {
  readonly exchange: SyntheticExchange;
  readonly clock: Clock;
  readonly random: Random;
  /** Market time per real time. Speeds traders and deadlines only. */
  readonly pace: number;
  readonly characters: readonly MarketCharacter[];
  readonly naming?: Naming;
}

/** Dollars a synthetic trader starts with: enough for any run, small enough to count in micro-dollars. */
const CASH = new Decimal(20_000_000);
/** All of them together, well below what an exchange holds. */
const CROWD_USD_MAX = 2_000_000_000;

export class SyntheticMarkets {
  readonly #options: SyntheticMarketsOptions;
  /** Per character at most the running one, its successor and those awaiting resolution. */
  readonly #live = new Map<string, SyntheticMarket>();

  constructor(options: SyntheticMarketsOptions) {
    this.#options = options;
  }

  start(): void {
    for (const character of this.#options.characters) this.#list(character, 1, this.#openWallets(character));
  }

  /** Nobody trades any more, nothing is resolved any more; resting orders stay where they are. */
  stop(): void {
    for (const market of this.#live.values()) market.stop();
    this.#live.clear();
  }

  /** One row a market that is not yet paid out, in the order of listing. */
  describe(): readonly SyntheticStatus[] {
    return Array.from(this.#live.values(), (market) => market.describe());
  }

  #list(character: MarketCharacter, generation: number, wallets: CrowdWallets): void {
    const { exchange, clock, random, naming } = this.#options;
    const slug = `${character.name}-${generation}`;
    const pace = Math.min(this.#options.pace, character.paceMax);
    const options = { exchange, clock, random: random.fork(slug), pace, character, slug, wallets };
    const market = new SyntheticMarket(naming ? { ...options, naming } : options);
    this.#live.set(slug, market);
    market.start(
      () => this.#list(character, generation + 1, wallets),
      () => this.#live.delete(slug),
    );
  }

  #openWallets(character: MarketCharacter): CrowdWallets {
    const cash = cashOf(this.#options.characters);
    const open = (name: string): WalletId => {
      const wallet = walletId(`${character.name}/${name}`);
      this.#options.exchange.openWallet(wallet, cash);
      return wallet;
    };
    return {
      makers: Array.from({ length: character.makers.count }, (_, n) => open(`maker-${n + 1}`)),
      snipers: Array.from({ length: character.snipers.count }, (_, n) => open(`sniper-${n + 1}`)),
      flow: open('flow'),
    };
  }
}

/** Rich enough that money stops nobody, and no richer than all of them may be together. */
function cashOf(characters: readonly MarketCharacter[]): Usd {
  const wallets = characters.reduce((sum, { makers, snipers }) => sum + makers.count + snipers.count + 1, 0);
  return Decimal.min(CASH, new Decimal(CROWD_USD_MAX).div(wallets).floor());
}
