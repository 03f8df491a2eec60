// Our own exchange with its synthetic traders, served in the venue's protocol: markets named as on the wire, wallets that are
// opened with cash when they first come. It knows no network; whoever has one puts it before `server`.
import type { Clock } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { Decimal, type Usd } from '#domain/units.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import { DEFAULT_SETTINGS, ExchangeServer, type ServerSettings } from '#infra/exchange/server/exchange-server.ts';
import { wireNames } from '#infra/exchange/server/wire-names.ts';
import type { MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { SyntheticMarkets } from '#infra/exchange/synthetic/synthetic-markets.ts';
import type { Cover } from '#infra/exchange/wallet.ts';
import { SeededRandom } from '#infra/random.ts';
import { charactersOf } from './sim-world.ts';

const REBATE_MIN_USD = new Decimal(1);
const SIGMA = 0.3;
const RETRY_SHARE = 0.01;
const DAY_MS = 86_400_000;
/** Of a belief: finer ones would only take memory. */
const STEPS_MAX = 500_000;
/** Markets of this character are of the second protocol. */
const SECOND_PROTOCOL = 'updown';

export interface ServedExchange {
  readonly exchange: Exchange;
  readonly markets: SyntheticMarkets;
  readonly server: ExchangeServer;
  close(): void;
}

export interface ServedOptions {
  readonly grantUsd: Usd;
  /** As the venue's pages say, unless told otherwise. */
  readonly cover?: Cover;
  /** Markets that last for days do so for that long in real time; left out: as fast as the pace makes them. */
  readonly lastMs?: number;
  readonly limits: Pick<ServerSettings, 'tier' | 'limitsVisitors'>;
  /** What API keys are drawn from. */
  readonly keySeed: string;
  readonly onFault: (error: unknown) => void;
}

export function servedExchange(settings: Settings, clock: Clock, options: ServedOptions): ServedExchange {
  const { sim, seed } = settings;
  const { grantUsd, cover = 'perMarket', lastMs, limits, keySeed, onFault } = options;
  const random = new SeededRandom(seed);
  const exchange = new Exchange(
    { clock, random: random.fork('exchange') },
    {
      cover,
      settlement: {
        medianMs: sim.settlementMs,
        sigma: SIGMA,
        failureShare: sim.settlementFailureShare,
        retryShare: Math.min(RETRY_SHARE, 1 - sim.settlementFailureShare),
      },
      rebateMinUsd: REBATE_MIN_USD,
    },
  );
  const markets = new SyntheticMarkets({
    exchange,
    clock,
    random: random.fork('synthetic'),
    pace: sim.pace,
    characters: charactersOf(sim.markets).map((each) =>
      lastMs === undefined ? each : lasting(each, lastMs, sim.pace),
    ),
    naming: wireNames((slug) => (slug.startsWith(`${SECOND_PROTOCOL}-`) ? 'v3' : 'ctf'), String(seed)),
  });
  const ports = { exchange, clock, random: new SeededRandom(keySeed), onFault };
  const server = new ExchangeServer(ports, { ...DEFAULT_SETTINGS, ...limits, grantUsd });
  return {
    exchange,
    markets,
    server,
    close() {
      server.stop();
      markets.stop();
      exchange.stop();
    },
  };
}

/** What is known of a market comes over its whole life: the longer it lasts the calmer it is, while its trading keeps the pace. */
function lasting(character: MarketCharacter, lastMs: number, pace: number): MarketCharacter {
  if (character.durationMs < DAY_MS) return character;
  const durationMs = Math.max(character.durationMs, lastMs * Math.min(pace, character.paceMax));
  return { ...character, durationMs, stepMs: Math.max(character.stepMs, durationMs / STEPS_MAX) };
}
