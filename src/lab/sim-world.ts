// The world of `run` in mode sim: our own exchange in process, its synthetic traders, one wallet for us, a line with latency
// and a simulated chain. Real time; `sim.pace` speeds the traders and their deadlines only. Every port stands behind the
// decorator through which faults reach it, and so does the exchange: `board` takes the commands.
import type { Ports } from '#actors/ports.ts';
import { BadInput } from '#domain/failure.ts';
import { walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Clock, IntentFile, Log, Random, StateFiles } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { Decimal } from '#domain/units.ts';
import { simulatedChain } from '#infra/chain/simulated-chain.ts';
import type { ChaosBoard } from '#infra/chaos/chaos-board.ts';
import { chaosWorld } from '#infra/chaos/chaos-world.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import type { ServedChaos } from '#infra/exchange/faults/served-chaos.ts';
import type { RewardTerms } from '#infra/exchange/reward-desk.ts';
import { wireNames, wireTradeIds } from '#infra/exchange/server/wire-names.ts';
import { CHARACTERS, type MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { SyntheticMarkets } from '#infra/exchange/synthetic/synthetic-markets.ts';
import { type LinkPorts, venueLink } from '#infra/exchange/venue-link.ts';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';
import type { ClientStatus } from '#infra/venue/client/venue-client.ts';
import { VirtualIntentFile } from '#infra/virtual-intents.ts';
import { type WireOptions, wireLink } from './wire-link.ts';

const MAKER = walletId('maker');
/** Less than this is not paid for a day: rebates wait for the next one, rewards are lost. */
const PAID_MIN_USD = new Decimal(1);
const DAY_MS = 86_400_000;
const LATENCY_SIGMA = 0.3;
const RETRY_SHARE = 0.01;
/** Median from sending a transaction to its confirmation: a block and what goes around it. */
const CHAIN_CONFIRM_MS = 3_000;
const DISK = { medianMs: 2, sigma: 1 };

/** What goes over the line: domain events, or the protocol's own text through client and server, perhaps not undisturbed. */
export type Wire = 'events' | 'frames' | WireOptions;

export interface SimWorld {
  readonly ports: Ports;
  readonly markets: SyntheticMarkets;
  readonly exchange: Exchange;
  readonly board: ChaosBoard;
  /** Faults of the far end of the line; null: it has none. */
  readonly served: ServedChaos | null;
  /** null: nothing goes through a client. */
  readonly lines: (() => ClientStatus) | null;
  close(): void;
}

/** `characters`: those that the settings name, `intents`: as slow as a disk and gone with the process, when left out. */
export function simWorld(
  settings: Settings,
  clock: Clock,
  files: StateFiles,
  log: Log,
  characters: readonly MarketCharacter[] = charactersOf(settings.sim.markets),
  wire: Wire = 'events',
  intents?: IntentFile,
): SimWorld {
  const { sim, seed, bankrollUsd } = settings;
  const disk = virtualDisk(clock, seed);
  const random = new SeededRandom(seed);
  const exchange = exchangeOf(settings, clock, random, wire);
  exchange.openWallet(MAKER, bankrollUsd);
  const half = sim.latencyMs / 2;
  const latency = { requestMs: half, replyMs: half, streamMs: half, sigma: LATENCY_SIGMA };
  const link = linkOf(exchange, { clock, random, latency }, wire);
  const chain = simulatedChain(exchange, MAKER, {
    clock,
    random: random.fork('chain'),
    confirmMs: CHAIN_CONFIRM_MS,
    gasUsd: sim.gasUsd,
    failureShare: sim.settlementFailureShare,
  });
  const markets = new SyntheticMarkets({
    exchange,
    clock,
    random: random.fork('synthetic'),
    pace: sim.pace,
    characters,
    ...(wire === 'events' ? {} : { naming: wireNames((slug) => (isGrouped(characters, slug) ? 'negRisk' : 'ctf')) }),
  });
  const beneath = { clock, venue: link.venue, stream: link.stream, chain, files, intents: intents ?? disk };
  const chaos = chaosWorld(beneath, {
    exchange,
    wallet: MAKER,
    random: random.fork('chaos'),
    farEnd: link.struck?.farEnd ?? null,
  });
  const ports: Ports = {
    ...chaos.ports,
    random: random.fork('actors'),
    newId: link.newId,
    signals: { read: () => [] },
    log,
    quiet() {
      const { requests, replies, news } = link.traffic();
      return requests + replies + news + chaos.waiting() === 0;
    },
    closing: () => exchange.account(MAKER),
    rewardShares: rewardPage(exchange),
    paceOf: (market) => Math.min(sim.pace, paceMax(characters, market)),
  };
  return {
    ports,
    markets,
    exchange,
    board: chaos.board,
    served: link.struck?.chaos ?? null,
    lines: link.status,
    close() {
      for (const part of [disk, chaos]) part.close();
      markets.stop();
      link.disconnect();
      exchange.stop();
    },
  };
}

function exchangeOf({ sim, venue, seed }: Settings, clock: Clock, random: Random, wire: Wire): Exchange {
  return new Exchange(
    { clock, random: random.fork('exchange') },
    {
      cover: venue.cover,
      settlement: {
        medianMs: sim.settlementMs,
        sigma: LATENCY_SIGMA,
        failureShare: sim.settlementFailureShare,
        retryShare: Math.min(RETRY_SHARE, 1 - sim.settlementFailureShare),
      },
      rebateMinUsd: PAID_MIN_USD,
      rewards: rewardTerms({ sim, venue }),
      ...(wire === 'events' ? {} : { tradeIdOf: wireTradeIds(String(seed)) }),
    },
  );
}

/** Reward programmes run in the markets' own time: at pace 30 a daily pool is paid out in 48 minutes of the clock, every 2 s is a
 *  minute of samples, and an order of one second counts as one of 30 s would. */
export function rewardTerms({ sim, venue }: Pick<Settings, 'sim' | 'venue'>): RewardTerms {
  return { dayMs: DAY_MS / sim.pace, ageMinMs: venue.scoringAgeMs / sim.pace, minUsd: PAID_MIN_USD };
}

/** What the page of our shares says, without the line to it. */
function rewardPage(exchange: Exchange): Ports['rewardShares'] {
  return (reply) => {
    const { rewards } = exchange.operations;
    const shares = exchange.markets().map(({ id }) => [id, 100 * rewards.share(id, MAKER)] as const);
    reply({ ok: true, value: new Map(shares) });
  };
}

function linkOf(exchange: Exchange, { clock, random, latency }: LinkPorts, wire: Wire) {
  const ids = newId(random.fork('ids'));
  const line = { clock, random: random.fork('link'), latency };
  if (wire === 'events') return { ...venueLink(exchange, MAKER, line), newId: ids, status: null, struck: null };
  return wireLink(exchange, MAKER, { ...line, newId: ids }, wire === 'frames' ? {} : wire);
}

/** A journal on a disk of the usual kind: a millisecond or two, now and then fifty. */
export function virtualDisk(clock: Clock, seed: number): VirtualIntentFile {
  return new VirtualIntentFile({ clock, delay: DISK, random: new SeededRandom(seed).fork('disk') });
}

/** Throws BadInput for a name that no character has. */
export function charactersOf(names: readonly string[]): readonly MarketCharacter[] {
  return names.map((name) => {
    const character = CHARACTERS.find((each) => each.name === name);
    if (character) return character;
    const known = CHARACTERS.map((each) => each.name).join(', ');
    throw new BadInput(`sim.markets: no character ${JSON.stringify(name)}; known: ${known}`);
  });
}

/** Exclusive markets are settled by a contract of their own. */
function isGrouped(characters: readonly MarketCharacter[], slug: string): boolean {
  return characters.some(({ name, group }) => group !== null && slug.startsWith(`${name}-`));
}

/** A market's slug begins with its character's name. */
function paceMax(characters: readonly MarketCharacter[], { slug }: Market): number {
  return characters.find(({ name }) => slug.startsWith(`${name}-`))?.paceMax ?? Number.POSITIVE_INFINITY;
}
