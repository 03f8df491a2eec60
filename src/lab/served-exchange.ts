// Our own exchange with its synthetic traders, served in the venue's protocol: markets named as on the wire, wallets that are
// opened with cash when they first come. It knows no network; whoever has one puts it before `server`.
import type { Clock } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { Decimal, type Usd } from '#domain/units.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import { DEFAULT_SETTINGS, ExchangeServer, type ServerSettings } from '#infra/exchange/server/exchange-server.ts';
import { wireNames, wireTradeIds } from '#infra/exchange/server/wire-names.ts';
import type { MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { SyntheticMarkets } from '#infra/exchange/synthetic/synthetic-markets.ts';
import type { Cover } from '#infra/exchange/wallet.ts';
import { SeededRandom } from '#infra/random.ts';
import type { ExchangeName } from '#infra/venue/signing/exchange-contract.ts';
import { charactersOf, rewardTerms } from './sim-world.ts';

const REBATE_MIN_USD = new Decimal(1);
const SIGMA = 0.3;
const RETRY_SHARE = 0.01;
const DAY_MS = 86_400_000;
/** Of a belief: finer ones would only take memory. */
const STEPS_MAX = 500_000;
/** Exclusive outcomes of one event, traded like a liquid market. They outlast every exchange, so that nobody has to decide
 *  between them. */
const CONTEST = 'contest';
const CONTESTANTS: readonly (readonly [name: string, startsAt: MarketCharacter['startsAt']])[] = [
  ['red', [0.44, 0.5]],
  ['blue', [0.24, 0.3]],
  ['green', [0.1, 0.14]],
];
const CONTEST_MS = 100 * DAY_MS;
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
  /** Whether there are exclusive markets too, beside those of the settings. */
  readonly hasContest?: boolean;
  readonly limits: Pick<ServerSettings, 'tier' | 'limitsVisitors'>;
  /** What API keys are drawn from. */
  readonly keySeed: string;
  readonly onFault: (error: unknown) => void;
}

export function servedExchange(settings: Settings, clock: Clock, options: ServedOptions): ServedExchange {
  const { sim, seed } = settings;
  const { grantUsd, cover = 'perMarket', lastMs, hasContest = false, limits, keySeed, onFault } = options;
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
      rewards: rewardTerms(settings),
      tradeIdOf: wireTradeIds(keySeed),
    },
  );
  const markets = new SyntheticMarkets({
    exchange,
    clock,
    random: random.fork('synthetic'),
    pace: sim.pace,
    characters: [
      ...charactersOf(sim.markets).map((each) => (lastMs === undefined ? each : lasting(each, lastMs, sim.pace))),
      ...(hasContest ? contest(sim.pace) : []),
    ],
    naming: wireNames(contractOf, String(seed)),
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

function contest(pace: number): readonly MarketCharacter[] {
  const [liquid] = charactersOf(['liquid']);
  if (!liquid) return [];
  return CONTESTANTS.map(([name, startsAt]) => {
    const contestant = { ...liquid, name: `${CONTEST}-${name}`, group: CONTEST, startsAt };
    return lasting(contestant, CONTEST_MS, pace);
  });
}

function contractOf(slug: string): ExchangeName {
  if (slug.startsWith(`${SECOND_PROTOCOL}-`)) return 'v3';
  return slug.startsWith(`${CONTEST}-`) ? 'negRisk' : 'ctf';
}
